"""A report in a file, read back. Anybody may have written it: it is checked, and its ids are too."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from jllm_sync.audit import Compared, Coverage, Report, Selection
from jllm_sync.catalog.model import Catalog
from jllm_sync.errors import UserError
from jllm_sync.finding import at_least
from jllm_sync.fixes import ProposedFix
from jllm_sync.hub.observation import Unobserved
from jllm_sync.hub.source import Cost, Origin
from jllm_sync.saved_finding import Data, check_edits, checked_finding, finding_from
from jllm_sync.schemas import schema

MAX_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class SavedReport:
    """A report as its audit made it, and when that was."""

    report: Report
    generated_at: datetime


def read_report(path: Path, catalog: Catalog) -> SavedReport:
    """The report that `jllm-sync check --format json` wrote about this very catalog.

    Args:
        path: the report's file.
        catalog: the catalog; the report tells of it by its hash only.

    Raises:
        UserError: it is no such report, or it is about another catalog, or it was changed since.
    """
    data = _load(path)
    again = f"Make one with `jllm-sync check {catalog.file} --format json -o {path}`."
    told = data["catalog"]
    if told["sha256"] != catalog.sha256:
        raise UserError(
            f"{path}: expected a report about {catalog.file} as it is now (sha256 {catalog.sha256[:12]}…); found one "
            f"about {told['path']} with sha256 {told['sha256'][:12]}…: its lines and waivers are not those of this "
            f"catalog. {again}"
        )
    if "selection" not in data:
        raise UserError(
            f"{path}: expected a report that says what it was narrowed to, in `selection`; found none: an older "
            f"jllm-sync wrote it. {again}"
        )
    entries = {entry.id: entry for entry in catalog.entries}
    report = Report(
        catalog=catalog,
        origin=Origin(**data["hub"]),
        coverage=_coverage(data["coverage"]),
        cost=Cost(**data["cost"]),
        findings=tuple(
            checked_finding(one, entries, f"{path}: findings[{number}]") for number, one in enumerate(data["findings"])
        ),
        notes=tuple(data.get("notes", ())),
        selection=_selection(data["selection"]),
    )
    if dict(report.summary) != data["summary"]:
        raise UserError(
            f"{path}: expected as many findings as its summary counts, {_counts(data['summary'])}; found "
            f"{_counts(report.summary)}: what was taken out by hand would look resolved. {again}"
        )
    return SavedReport(report, _moment(data["generated_at"], path))


def read_fixes(path: Path, catalog: Catalog, selection: Selection) -> tuple[tuple[ProposedFix, ...], bool]:
    """The fixes in a report that `jllm-sync check --format json` wrote; the catalog may have changed since.

    Args:
        path: the report's file.
        catalog: the catalog to be fixed.
        selection: which of the fixes.

    Returns:
        The fixes, and whether the audit behind them was complete.

    Raises:
        UserError: it is no such report, or holds an edit that no rule makes.
    """
    entries = {entry.id: entry for entry in catalog.entries}
    fixes = []
    report = _load(path)
    for number, data in enumerate(report["findings"]):
        where = f"{path}: findings[{number}]"
        finding = finding_from(data, where)
        fix = ProposedFix.of(finding)
        if fix is None:
            continue
        check_edits(finding, where)
        entry = entries.get(finding.entry)
        if entry is not None and not selection.takes_entry(entry):
            continue
        if not selection.takes_rule(finding.rule) or not any(
            map(selection.takes_repo, finding.repos or [finding.repo])
        ):
            continue
        if at_least(finding.confidence, selection.min_confidence):
            fixes.append(fix)
    return tuple(fixes), report["coverage"]["complete"]


def _load(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise UserError(f"{path}: more than {MAX_BYTES:,} bytes; that is no report of jllm-sync")
        report = json.loads(text, parse_constant=_no_number)
    except FileNotFoundError:
        raise UserError(
            f"{path}: no such file. --from takes a report that `jllm-sync check --format json -o FILE` wrote."
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: expected a report as JSON; found {error}") from None
    wanted = schema("report")
    name = wanted["properties"]["schema"]["const"]
    found = report.get("schema", name) if isinstance(report, dict) else name
    if found != name:
        raise UserError(
            f"{path}: expected a report of jllm-sync with the schema {name}; found {found!r}. Another command or "
            "another version wrote it; make one with `jllm-sync check --format json -o FILE`."
        )
    for problem in Draft202012Validator(wanted).iter_errors(report):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in problem.absolute_path)
        raise UserError(
            f"{path}: expected a report of jllm-sync; found, at {place.lstrip('.') or 'the top'}: "
            f"{problem.message[:200]}. Make one with `jllm-sync check --format json -o FILE`."
        )
    checked: dict[str, Any] = report
    return checked


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number of JSON")


def _coverage(data: Data) -> Coverage:
    return Coverage(
        complete=data["complete"],
        repos=data["repos"],
        observed=data["observed"],
        unobserved=tuple(Unobserved(**{"kind": "model", **one}) for one in data["unobserved"]),
        unaudited_entries=tuple(data["unaudited_entries"]),
        claims={name: Compared(**one) for name, one in data.get("claims", {}).items()},
    )


def _selection(data: Data) -> Selection:
    return Selection(
        sections=tuple(data["sections"]),
        entries=tuple(data["entries"]),
        repos=tuple(data["repos"]),
        rules=tuple(data["rules"]),
        min_confidence=data["min_confidence"],
    )


def _counts(summary: Data) -> str:
    return ", ".join(f"{count} {name}" for name, count in summary.items())


def _moment(text: str, path: Path) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise UserError(f"{path}: generated_at: expected a time as in 2026-08-01T12:00:00Z; found {text}") from None

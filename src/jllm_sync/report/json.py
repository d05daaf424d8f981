"""The report as JSON (schemas/report.schema.json), written and read back.

A report in a file may have been written by anybody: it is held to the schema, to its own hashes and to the catalog.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn

import jsonschema_rs
import msgspec

from jllm_sync import __version__
from jllm_sync.audit import Coverage, Report, Selection
from jllm_sync.catalog.edit import PAGE
from jllm_sync.catalog.fields import CLAIMS
from jllm_sync.catalog.model import Catalog, Entry, Waiver
from jllm_sync.data import schema
from jllm_sync.errors import UserError
from jllm_sync.finding import Evidence, Finding, at_least, json_value
from jllm_sync.fixes import ProposedFix
from jllm_sync.hub.source import Cost, Origin
from jllm_sync.messages import Message, joined, message
from jllm_sync.report import Layout
from jllm_sync.report.escape import json_text
from jllm_sync.rules import RULE_BY_ID
from jllm_sync.rules.rule import CatalogRule

SCHEMA = "jllm-sync/report/1"
MAX_BYTES = 200_000_000
"""The longest file that is read as a report."""

Data = Mapping[str, Any]

_FINDING = (
    *("rule", "severity", "confidence", "section", "entry", "repo", "repos", "kind", "field", "location"),
    "locations",
    *("claim", "reading", "evidence", "message", "fix", "fingerprint", "digest", "waiver", "proposal"),
)
"""The keys of a finding, in the order in which they are written."""
_WAIVER = ("rule", "reason", "by", "until", "seen")
_FIXED_FIELDS = ("repo", *CLAIMS)
"""The fields that fixes change."""


def json_report(report: Report, layout: Layout) -> str:
    """The report's text; only ``generated_at`` and ``cost`` differ between runs on the same inputs."""
    return json_text(as_data(report, layout.generated_at))


def as_data(report: Report, generated_at: datetime) -> dict[str, Any]:
    """The report as plain data in the schema's form."""
    cost: dict[str, Any] = msgspec.to_builtins(report.cost)
    data: dict[str, Any] = {
        "schema": SCHEMA,
        "tool": {"name": "jllm-sync", "version": __version__},
        "generated_at": generated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "hub": msgspec.to_builtins(report.origin) if report.origin.kind != "none" else None,
        "catalog": _catalog(report.catalog),
        "selection": _said(_said(msgspec.to_builtins(report.selection), "skipped_rules"), "baseline"),
        "coverage": _coverage(report.coverage),
        "cost": cost | {"seconds": round(report.cost.seconds, 3)},
        "summary": dict(report.summary),
    }
    if report.notes:
        data["notes"] = list(report.notes)
    data["findings"] = [_finding(finding) for finding in report.findings]
    return data


def evidence_data(evidence: Evidence) -> dict[str, Any]:
    """One piece of evidence as plain data."""
    return _said(msgspec.to_builtins(evidence), "note")


def _catalog(catalog: Catalog) -> dict[str, Any]:
    entries = catalog.entries
    listed = {(v.kind, v.repo) for entry in entries for v in entry.variants}
    mentioned = {(r.kind, r.repo) for entry in entries for r in entry.references}
    return {
        "path": catalog.file,
        "sha256": catalog.sha256,
        **({"files": [msgspec.to_builtins(file) for file in catalog.files]} if catalog.files else {}),
        "sections": len(catalog.sections),
        "entries": len(entries),
        "variants": sum(len(entry.variants) for entry in entries),
        "repos": len(listed | mentioned),
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.to_builtins(coverage)
    return data | {"unobserved": [_said(one, "detail") for one in data["unobserved"]]}


def _finding(finding: Finding) -> dict[str, Any]:
    data = msgspec.to_builtins(finding) | {"fingerprint": finding.fingerprint, "digest": finding.digest}
    data["evidence"] = [_said(one, "note") for one in data["evidence"]]
    if waiver := data["waiver"]:  # where it stands in the catalog is left to the catalog
        data["waiver"] = {key: waiver[key] for key in _WAIVER}
    data = {key: data[key] for key in _FINDING}
    return _said(_said(_said(data, "repos"), "locations"), "proposal")


def _said(data: dict[str, Any], optional: str) -> dict[str, Any]:
    """The data without a key that has nothing to say."""
    return {key: value for key, value in data.items() if key != optional or value}


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
    file = str(path)
    again = message("report-again", catalog=catalog.file, file=file)
    told = data["catalog"]
    if told["sha256"] != catalog.sha256:
        raise UserError(
            message(
                "report-catalog-other",
                file=file,
                catalog=catalog.file,
                now=catalog.sha256[:12],
                path=told["path"],
                found=told["sha256"][:12],
                again=again,
            )
        )
    if "selection" not in data:
        raise UserError(message("report-no-selection", file=file, again=again))
    entries = {entry.id: entry for entry in catalog.entries}
    coverage = data["coverage"]
    coverage["unobserved"] = [{"kind": "model"} | one for one in coverage["unobserved"]]  # older ones left it out
    report = Report(
        catalog=catalog,
        origin=msgspec.convert(data["hub"], Origin) if data["hub"] is not None else Origin("none", ""),
        coverage=msgspec.convert(coverage, Coverage),
        cost=msgspec.convert(data["cost"], Cost),
        findings=tuple(
            checked_finding(one, entries, f"{path}: findings[{number}]") for number, one in enumerate(data["findings"])
        ),
        notes=tuple(data.get("notes", ())),
        selection=msgspec.convert(data["selection"], Selection),
    )
    if dict(report.summary) != data["summary"]:
        expected, found = (message("run-summary", **counts) for counts in (data["summary"], report.summary))
        raise UserError(message("report-summary-other", file=file, expected=expected, found=found, again=again))
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
    fixes = []
    report = _load(path)
    for where, finding in _chosen(report, path, catalog, selection):
        if fix := ProposedFix.of(finding):
            check_edits(finding, where)
            fixes.append(fix)
    return tuple(fixes), report["coverage"]["complete"]


def read_open(path: Path, catalog: Catalog, selection: Selection) -> tuple[Finding, ...]:
    """The findings of a report that nobody had waived; the catalog may have changed since.

    Args:
        path: the report's file.
        catalog: the catalog that the report is about.
        selection: which of the findings.

    Raises:
        UserError: it is no report that `jllm-sync check --format json` wrote.
    """
    return tuple(one for _, one in _chosen(_load(path), path, catalog, selection) if one.waiver is None)


def _chosen(report: Data, path: Path, catalog: Catalog, selection: Selection) -> Iterator[tuple[str, Finding]]:
    """The findings of a report that a selection takes, each with its place for messages."""
    entries = {entry.id: entry for entry in catalog.entries}
    for number, data in enumerate(report["findings"]):
        where = f"{path}: findings[{number}]"
        finding = finding_from(data, where)
        if finding.rule not in RULE_BY_ID:
            raise _unlike(f"{where}.rule", message("report-unlike-rule"), finding.rule)
        entry = entries.get(finding.entry)
        if (
            (entry is None or selection.takes_entry(entry))
            and selection.takes_rule(finding.rule)
            and any(map(selection.takes_repo, finding.repos or [finding.repo]))
            and at_least(finding.confidence, selection.min_confidence)
        ):
            yield where, finding


def read_known(path: Path) -> frozenset[tuple[str, str]]:
    """The fingerprint and digest of each finding of a report, whatever catalog it is about.

    Raises:
        UserError: it is no report that `jllm-sync check --format json` wrote.
    """
    return frozenset((finding["fingerprint"], finding["digest"]) for finding in _load(path)["findings"])


def finding_from(data: Data, where: str) -> Finding:
    """The finding that the report's data say.

    A report does not say where in the catalog a waiver stands; the finding's own place stands in for that.

    Args:
        data: one of the report's findings, which has met the schema.
        where: the report and the place in it, for messages.

    Raises:
        UserError: a day in it does not exist.
    """
    waiver, proposal = data["waiver"], data.get("proposal")
    if waiver is not None:
        until = _day(waiver["until"], f"{where}.waiver.until")
        waiver = {**waiver, "until": until, "location": data["location"]}
    if proposal is not None:
        proposal = {**proposal, "created": _day(proposal["created"], f"{where}.proposal.created")}
    return msgspec.convert({**data, "waiver": waiver, "proposal": proposal}, Finding)


def _day(text: str | None, where: str) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise _unlike(where, message("report-unlike-day"), text) from None


def checked_finding(data: Data, entries: Mapping[str, Entry], where: str) -> Finding:
    """The finding that the report's data say, with the catalog's own waiver.

    Args:
        data: one of the report's findings.
        entries: the catalog's entries by their ids.
        where: the report and the place in it, for messages.

    Raises:
        UserError: no audit of this catalog makes such a finding.
    """
    finding = finding_from(data, where)
    if finding.entry not in entries:
        raise _unlike(f"{where}.entry", message("report-unlike-entry"), finding.entry)
    if finding.rule not in RULE_BY_ID:
        raise _unlike(f"{where}.rule", message("report-unlike-rule"), finding.rule)
    for name, value in (("fingerprint", finding.fingerprint), ("digest", finding.digest)):
        if data[name] != value:
            raise _unlike(f"{where}.{name}", message("report-unlike-hash", hash=value), data[name])
    if finding.fix is not None:
        check_edits(finding, where)
    if finding.waiver is None:
        return finding
    entry = entries[finding.entry]
    for waiver in (*entry.waivers, *(waiver for variant in entry.variants for waiver in variant.waivers)):
        if _told(waiver) == _told(finding.waiver):
            return replace(finding, waiver=waiver)
    raise _unlike(f"{where}.waiver", message("report-unlike-waiver", entry=entry.id), finding.waiver.reason)


def check_edits(finding: Finding, where: str) -> None:
    """Raise UserError on an edit that is not about its own finding: rules make none such."""
    assert finding.fix is not None
    for number, edit in enumerate(finding.fix.edits):
        path = edit.path
        if len(path) == 3 and path[1].startswith(PAGE) and isinstance(RULE_BY_ID[finding.rule], CatalogRule):
            continue  # cells of several rows may be what a list's manners are about
        if len(path) not in (2, 3) or path[0] != finding.entry:
            expected = message("report-edit-entry", entry=repr(finding.entry))
        elif len(path) == 3 and path[1] not in (finding.repo, *finding.repos):
            expected = message("report-edit-repo", repo=repr(finding.repo))
        elif path[-1] not in _FIXED_FIELDS or (path[-1] == "repo" and (len(path) == 2 or edit.op != "set")):
            expected = message("report-edit-field", fields=joined(_FIXED_FIELDS))
        else:
            continue
        place = f"{where}.fix.edits[{number}]"
        raise UserError(message("report-edit", place=place, expected=expected, op=edit.op, path=repr(list(path))))


def _load(path: Path) -> dict[str, Any]:
    file, again = str(path), message("report-again-somewhere")
    try:
        with path.open("rb") as stream:
            text = stream.read(MAX_BYTES + 1)
        if len(text) > MAX_BYTES:
            raise UserError(message("report-too-long", file=file, most=MAX_BYTES))
        report = json.loads(text, parse_constant=_no_number)
    except FileNotFoundError:
        raise UserError(message("report-missing", file=file)) from None
    except OSError as error:
        raise UserError(message("report-unreadable", file=file, why=error.strerror or str(error))) from None
    except (ValueError, RecursionError) as error:
        raise UserError(message("report-no-json", file=file, found=str(error))) from None
    wanted = schema("report")
    name = wanted["properties"]["schema"]["const"]
    found = report.get("schema", name) if isinstance(report, dict) else name
    if found != name:
        raise UserError(message("report-other-schema", file=file, expected=name, found=repr(found), again=again))
    for problem in jsonschema_rs.Draft202012Validator(wanted).iter_errors(report):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in problem.instance_path)
        where, what = place.lstrip(".") or message("report-top"), problem.message[:200]
        raise UserError(message("report-unschemed", file=file, place=where, problem=what, again=again))
    checked: dict[str, Any] = report
    return checked


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number of JSON")


def _unlike(place: str, expected: Message, found: object) -> UserError:
    return UserError(message("report-unlike", place=place, expected=expected, found=repr(found)))


def _told(waiver: Waiver) -> tuple[object, ...]:
    """What a report says of a waiver."""
    return waiver.rule, waiver.reason, waiver.by, waiver.until, repr(json_value(waiver.seen, 50))


def _moment(text: str, path: Path) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise UserError(message("report-time", file=str(path), found=text)) from None

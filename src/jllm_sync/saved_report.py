"""A report in a file, read back for its fixes. Anybody may have written it: it is checked, and its ids are too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from jllm_sync.audit import Selection
from jllm_sync.catalog.model import CLAIM_FIELDS, Catalog, Location
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit, Fix, at_least
from jllm_sync.fixes import ProposedFix
from jllm_sync.schemas import schema

MAX_BYTES = 200_000_000
_FIELDS = ("repo", *CLAIM_FIELDS)
"""The fields that fixes change."""


def read_fixes(path: Path, catalog: Catalog, selection: Selection) -> tuple[ProposedFix, ...]:
    """The fixes in a report that `jllm-sync check --format json` wrote.

    Args:
        path: the report's file.
        catalog: the catalog to be fixed.
        selection: which of the fixes.

    Raises:
        UserError: it is no such report, or holds an edit that no rule makes.
    """
    findings = _report(path)["findings"]
    sections = {entry.id: entry for entry in catalog.entries}
    fixes = []
    for number, finding in enumerate(findings):
        if finding["fix"] is None or finding["waiver"] is not None:
            continue
        _check_edits(finding, f"{path}: findings[{number}]")
        entry = sections.get(finding["entry"])
        if entry is not None and not selection.takes_entry(entry):
            continue
        repos = finding.get("repos") or [finding["repo"]]
        if not selection.takes_rule(finding["rule"]) or not any(map(selection.takes_repo, repos)):
            continue
        if at_least(finding["confidence"], selection.min_confidence):
            fix = Fix(finding["fix"]["kind"], tuple(map(_edit, finding["fix"]["edits"])))
            fixes.append(ProposedFix(finding["rule"], finding["entry"], finding["repo"], finding["kind"], fix))
    return tuple(fixes)


def _report(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path}: more than {MAX_BYTES:,} bytes; that is no report of jllm-sync")
        report = json.loads(path.read_bytes(), parse_constant=_no_number)
    except FileNotFoundError:
        raise UserError(
            f"{path}: no such file. --from takes a report that `jllm-sync check --format json -o FILE` wrote."
        ) from None
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: expected a report as JSON; found {error}") from None
    for problem in Draft202012Validator(schema("report")).iter_errors(report):
        place = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in problem.absolute_path)
        raise UserError(
            f"{path}: expected a report of jllm-sync; found, at {place.lstrip('.') or 'the top'}: "
            f"{problem.message[:200]}. Make one with `jllm-sync check --format json -o FILE`."
        )
    checked: dict[str, Any] = report
    return checked


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number of JSON")


def _check_edits(finding: dict[str, Any], where: str) -> None:
    """Raise UserError on an edit that is not about its own finding: rules make none such."""
    for number, edit in enumerate(finding["fix"]["edits"]):
        path = edit["path"]
        if len(path) not in (2, 3) or path[0] != finding["entry"]:
            expected = f"a path within the finding's entry {finding['entry']!r}"
        elif len(path) == 3 and path[1] not in (finding["repo"], *finding.get("repos", ())):
            expected = f"a path to the finding's repo {finding['repo']!r}"
        elif path[-1] not in _FIELDS or (path[-1] == "repo" and (len(path) == 2 or edit["op"] != "set")):
            expected = f"a change of one of the fields {', '.join(_FIELDS)}"
        else:
            continue
        raise UserError(
            f"{where}.fix.edits[{number}]: expected {expected}; found {edit['op']} {path!r}. No rule makes such an "
            "edit; nothing was written."
        )


def _edit(edit: dict[str, Any]) -> Edit:
    place = edit["location"]
    location = Location(place["file"], place["line"], place["column"])
    return Edit(tuple(edit["path"]), edit["op"], edit["old"], edit["new"], location)

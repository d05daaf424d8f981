"""A finding of a saved report, as the value that it was written from. The report has met its schema before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from jllm_sync.catalog.model import CLAIM_FIELDS, Entry, Location, Waiver
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit, Evidence, Finding, Fix, Stated
from jllm_sync.json_value import json_value
from jllm_sync.rules import RULE_BY_ID

Data = Mapping[str, Any]

_FIELDS = ("repo", *CLAIM_FIELDS)
"""The fields that fixes change."""


def finding_from(data: Data, where: str) -> Finding:
    """The finding that the report's data say.

    A report does not say where in the catalog a waiver stands; the finding's own place stands in for that.

    Args:
        data: one of the report's findings.
        where: the report and the place in it, for messages.

    Raises:
        UserError: its waiver ends on a day that does not exist.
    """
    location = _location(data["location"])
    return Finding(
        rule=data["rule"],
        severity=data["severity"],
        confidence=data["confidence"],
        section=data["section"],
        entry=data["entry"],
        repo=data["repo"],
        kind=data["kind"],
        field=data["field"],
        location=location,
        claim=_stated(data["claim"]),
        reading=_stated(data["reading"]),
        evidence=tuple(Evidence(**one) for one in data["evidence"]),
        message=data["message"],
        fix=_fix(data["fix"]),
        repos=tuple(data.get("repos", ())),
        waiver=_waiver(data["waiver"], location, where),
    )


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
        raise _unlike(f"{where}.entry", "an entry of the catalog", finding.entry)
    if finding.rule not in RULE_BY_ID:
        raise _unlike(f"{where}.rule", "a rule of this version", finding.rule)
    for name, value in (("fingerprint", finding.fingerprint), ("digest", finding.digest)):
        if data[name] != value:
            raise _unlike(f"{where}.{name}", f"{value}, which follows from what the finding says", data[name])
    if finding.fix is not None:
        check_edits(finding, where)
    if finding.waiver is None:
        return finding
    entry = entries[finding.entry]
    for waiver in (*entry.waivers, *(waiver for variant in entry.variants for waiver in variant.waivers)):
        if _told(waiver) == _told(finding.waiver):
            return replace(finding, waiver=waiver)
    raise _unlike(f"{where}.waiver", f"a waiver that the catalog has at {entry.id}", finding.waiver.reason)


def check_edits(finding: Finding, where: str) -> None:
    """Raise UserError on an edit that is not about its own finding: rules make none such."""
    assert finding.fix is not None
    for number, edit in enumerate(finding.fix.edits):
        path = edit.path
        if len(path) not in (2, 3) or path[0] != finding.entry:
            expected = f"a path within the finding's entry {finding.entry!r}"
        elif len(path) == 3 and path[1] not in (finding.repo, *finding.repos):
            expected = f"a path to the finding's repo {finding.repo!r}"
        elif path[-1] not in _FIELDS or (path[-1] == "repo" and (len(path) == 2 or edit.op != "set")):
            expected = f"a change of one of the fields {', '.join(_FIELDS)}"
        else:
            continue
        raise UserError(
            f"{where}.fix.edits[{number}]: expected {expected}; found {edit.op} {list(path)!r}. No rule makes such an "
            "edit; nothing was written."
        )


def _unlike(where: str, expected: str, found: object) -> UserError:
    return UserError(
        f"{where}: expected {expected}; found {found!r}. No audit wrote this: the file was changed, or another version "
        "of jllm-sync made it. Run `jllm-sync check --format json` again."
    )


def _told(waiver: Waiver) -> tuple[object, ...]:
    """What a report says of a waiver."""
    return waiver.rule, waiver.reason, waiver.by, waiver.until, repr(json_value(waiver.seen, 50))


def _location(data: Data) -> Location:
    return Location(data["file"], data["line"], data["column"])


def _stated(data: Data | None) -> Stated | None:
    return None if data is None else Stated(data["value"], data["text"])


def _fix(data: Data | None) -> Fix | None:
    return None if data is None else Fix(data["kind"], tuple(map(_edit, data["edits"])))


def _edit(data: Data) -> Edit:
    return Edit(tuple(data["path"]), data["op"], data["old"], data["new"], _location(data["location"]))


def _waiver(data: Data | None, location: Location, where: str) -> Waiver | None:
    if data is None:
        return None
    try:
        until = date.fromisoformat(data["until"]) if data["until"] is not None else None
    except ValueError:
        raise _unlike(f"{where}.waiver.until", "a day as in 2026-08-01", data["until"]) from None
    return Waiver(data["rule"], data["reason"], data["seen"], location, data["by"], until)

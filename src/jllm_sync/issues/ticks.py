"""Ticked checkboxes: which changes of the catalog people asked for.

GitHub tells nobody who ticked a box, only people who may edit the issue can; so a waiver says "issue #12" and nothing
is changed but by a pull request, which a person merges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog, Entry, Waiver
from jllm_sync.finding import Edit, Finding
from jllm_sync.issues.marker import Tracked
from jllm_sync.issues.model import DASHBOARD, Command, PullRequest, entry_key
from jllm_sync.messages import Message, message
from jllm_sync.report.escape import value_text

WAIVED_DAYS = 90
"""How long a waiver lasts that was asked for with a tick."""
LONGEST_WRITTEN = 2000
"""Characters of a value that a tick may write into a catalog."""
PROPOSALS = ("variant-new", "family-new")
"""The rules that propose repos the catalog lacks."""

_COMMANDS: Mapping[str, Command] = {"waive": "waive", "fix": "fix", "ignore": "ignore"}
_TICKED = re.compile(
    r"^\s*[-*] \[[xX]\] .*<!-- jllm-sync:do ([a-z]+) ([0-9a-f]{1,64}) ([0-9a-f]{1,64}) -->\s*$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Request:
    """One ticked checkbox that still means something."""

    command: Command
    finding: Finding
    issue: int
    asked: date
    """The day of the run that first saw the tick."""

    @property
    def id(self) -> str:
        """Its name: a tick is about a finding as it was shown, so what the Hub says is part of it."""
        return request_id(self.command, self.finding)


def request_id(command: Command, finding: Finding) -> str:
    """The name of a request."""
    return f"{command}:{finding.fingerprint}:{finding.digest}"


def asked_for(command: Command) -> Message:
    """What a ticked box asks for."""
    return message("pull-waive", days=WAIVED_DAYS) if command == "waive" else message(f"pull-{command}")


def box_comment(command: Command, finding: Finding) -> str:
    """The hidden end of a checkbox's line."""
    return f"<!-- jllm-sync:do {command} {finding.fingerprint} {finding.digest} -->"


def offered(finding: Finding) -> Iterator[Command]:
    """The commands that a finding's checkboxes offer."""
    acceptable = finding.reading is not None and is_writable(finding.reading.value)  # a waiver records the reading
    if finding.rule in PROPOSALS:
        if acceptable:
            yield "ignore"
        return
    if finding.fix is not None and all(is_writable(edit.new) for edit in finding.fix.edits):
        yield "fix"
    if acceptable:
        yield "waive"


def is_writable(value: Any) -> bool:
    """Whether a value from the Hub may be written into a catalog: no longer than a person reads, and of characters that
    every reader of YAML takes.
    """
    text = value_text(value)
    escaped = not isinstance(value, str) and "\\" in text  # as JSON writes what does not print
    return len(text) <= LONGEST_WRITTEN and text.isprintable() and not escaped


def read_requests(
    issues: Sequence[Tracked], report: Report, pull: PullRequest | None, today: date
) -> tuple[Request, ...]:
    """What ticked boxes ask for, each once.

    Not asked for any more: what the issue does not tell of; what is no longer found, or found differently than it was
    shown; and what stood in a pull request that was closed, merged or not, until somebody ticks it anew.
    """
    findings = {finding.fingerprint: finding for finding in report.open}
    requests: dict[str, Request] = {}
    for one in issues:
        if not one.issue.open:
            continue
        for name, fingerprint, digest in _TICKED.findall(one.parts.ours):
            finding, command = findings.get(fingerprint), _COMMANDS.get(name)
            if finding is None or command is None or finding.digest != digest or command not in offered(finding):
                continue
            if not _tells_of(one.mark.key, finding):
                continue
            asked = _day(one.mark.asked.get(request_id(command, finding)), today)
            request = Request(command, finding, one.issue.number, asked)
            if not is_done(request.id, one, pull):
                requests.setdefault(request.id, request)
    return tuple(requests[name] for name in sorted(requests))


def _tells_of(key: str, finding: Finding) -> bool:
    """Whether an issue offers boxes for a finding: each finding has its boxes in one place."""
    if finding.rule in PROPOSALS:
        return key == DASHBOARD
    return key == entry_key(finding.entry) and finding.severity != "info"


def is_done(request: str, issue: Tracked, pull: PullRequest | None) -> bool:
    """Whether a closed pull request has settled this tick."""
    return (
        pull is not None and not pull.open and request in pull.requests and issue.mark.done.get(request) != pull.number
    )


def edits_of(requests: Sequence[Request], catalog: Catalog) -> tuple[Edit, ...]:
    """The edits of the catalog that carry requests out; a finding that is to be fixed needs no waiver."""
    fixed = {request.finding.fingerprint for request in requests if request.command == "fix"}
    edits: dict[str, Edit] = {}
    waivers: dict[tuple[str, ...], list[Waiver]] = {}
    for request in requests:
        finding = request.finding
        if request.command == "fix" and finding.fix is not None:
            for edit in finding.fix.edits:
                edits.setdefault(repr((edit.path, edit.op, edit.new)), edit)
        elif request.command == "ignore" or finding.fingerprint not in fixed:
            waiver, path = _waiver(request, catalog)
            waivers.setdefault(path, []).append(waiver)
    return (*edits.values(), *(_waivers_edit(path, new, catalog) for path, new in waivers.items()))


def _waiver(request: Request, catalog: Catalog) -> tuple[Waiver, tuple[str, ...]]:
    """A waiver and its carrier: the variant, or the entry where the finding is about more than that variant.

    What is not listed (a proposed variant, a mere reference) is waived at the entry, too. A proposal that is ignored
    stays ignored; anything else is looked at again some day.
    """
    finding = request.finding
    assert finding.reading is not None
    until = None if request.command == "ignore" else request.asked + timedelta(days=WAIVED_DAYS)
    reason = f"issue #{request.issue}"
    waiver = Waiver(finding.rule, reason, finding.reading.value, finding.location, until=until)
    entry = _entry(catalog, finding.entry)
    if len(finding.repos) > 1 or all(variant.repo != finding.repo for variant in entry.variants):
        return waiver, (entry.id,)
    return waiver, (entry.id, finding.repo)


def _waivers_edit(carrier: tuple[str, ...], new: Sequence[Waiver], catalog: Catalog) -> Edit:
    """The edit that gives an entry or a variant more waivers; one that stands there for the same rule is renewed."""
    entry = _entry(catalog, carrier[0])
    variant = next((v for v in entry.variants if v.repo == carrier[-1]), None) if len(carrier) > 1 else None
    old, location = (variant.waivers, variant.location) if variant else (entry.waivers, entry.location)
    renewed = {(waiver.rule, repr(waiver.seen)) for waiver in new}
    kept = [waiver for waiver in old if (waiver.rule, repr(waiver.seen)) not in renewed]
    path = (*carrier, "waivers")
    data = [_plain(waiver) for waiver in (*kept, *new)]
    return Edit(path, "set" if old else "add", [_plain(waiver) for waiver in old] or None, data, location)


def _plain(waiver: Waiver) -> dict[str, Any]:
    until = waiver.until.isoformat() if waiver.until else None
    data = {"rule": waiver.rule, "reason": waiver.reason, "seen": waiver.seen, "by": waiver.by, "until": until}
    return {name: value for name, value in data.items() if value is not None}


def _entry(catalog: Catalog, id_: str) -> Entry:
    return next(entry for entry in catalog.entries if entry.id == id_)


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise

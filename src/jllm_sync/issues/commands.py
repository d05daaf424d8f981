"""Ticked checkboxes: which changes of the catalog people asked for.

GitHub tells nobody who ticked a box, only people who may edit the issue can; so a waiver says "issue #12" and nothing
is changed but by a pull request, which a person merges.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Catalog
from jllm_sync.finding import Edit, Finding
from jllm_sync.issues.marker import Tracked
from jllm_sync.issues.model import Command, PullRequest

WAIVED_DAYS = 90
"""How long a waiver lasts that was asked for with a tick."""
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


def box_comment(command: Command, finding: Finding) -> str:
    """The hidden end of a checkbox's line."""
    return f"<!-- jllm-sync:do {command} {finding.fingerprint} {finding.digest} -->"


def offered(finding: Finding) -> Iterator[Command]:
    """The commands that a finding's checkboxes offer."""
    if finding.rule in PROPOSALS:
        yield "ignore"
        return
    if finding.fix is not None:
        yield "fix"
    if finding.reading is not None:  # a waiver records the reading that was accepted
        yield "waive"


def read_requests(
    issues: Sequence[Tracked], report: Report, pull: PullRequest | None, today: date
) -> tuple[Request, ...]:
    """What ticked boxes ask for, each once.

    Not asked for any more: what is no longer found, or found differently than it was shown; and what stood in a pull
    request that has been closed, merged or not, until somebody ticks it anew.
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
            asked = _day(one.mark.asked.get(request_id(command, finding)), today)
            request = Request(command, finding, one.issue.number, asked)
            if not is_done(request.id, one, pull):
                requests.setdefault(request.id, request)
    return tuple(requests[name] for name in sorted(requests))


def is_done(request: str, issue: Tracked, pull: PullRequest | None) -> bool:
    """Whether a closed pull request has settled this tick."""
    return (
        pull is not None and not pull.open and request in pull.requests and issue.mark.done.get(request) != pull.number
    )


def edits_of(requests: Sequence[Request], catalog: Catalog) -> tuple[Edit, ...]:
    """The edits of the catalog that carry requests out; a finding that is to be fixed needs no waiver."""
    fixed = {request.finding.fingerprint for request in requests if request.command == "fix"}
    edits: dict[str, Edit] = {}
    for request in requests:
        finding = request.finding
        if request.command == "fix" and finding.fix is not None:
            for edit in finding.fix.edits:
                edits.setdefault(repr((edit.path, edit.op, edit.new)), edit)
        elif request.command == "waive" and finding.fingerprint not in fixed:
            edits[request.id] = _waiver(request, catalog)
        elif request.command == "ignore":
            path = ("settings", "discovery", "ignore")
            edits[request.id] = Edit(path, "add", None, proposed_repo(finding), finding.location)
    return tuple(edits.values())


def proposed_repo(finding: Finding) -> str:
    """The repo that a finding proposes to list."""
    value = finding.reading.value if finding.reading else None
    return value if isinstance(value, str) and "/" in value else finding.repo


def _waiver(request: Request, catalog: Catalog) -> Edit:
    """A waiver at the variant, or at the entry where the finding is about more than one repo or a mere reference."""
    finding = request.finding
    assert finding.reading is not None
    waiver = {
        "rule": finding.rule,
        "reason": f"issue #{request.issue}",
        "seen": finding.reading.value,
        "until": (request.asked + timedelta(days=WAIVED_DAYS)).isoformat(),
    }
    entry = next(entry for entry in catalog.entries if entry.id == finding.entry)
    variant = next((v for v in entry.variants if v.repo == finding.repo), None)
    if variant is None or len(finding.repos) > 1:
        return Edit((entry.id, "waivers"), "add", None, waiver, entry.location)
    return Edit((entry.id, variant.repo, "waivers"), "add", None, waiver, variant.location)


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise

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
from jllm_sync.catalog.edit import SettingEdit
from jllm_sync.catalog.model import Catalog, Location, Waiver
from jllm_sync.finding import Edit, Finding
from jllm_sync.fixes import is_waivable, is_writable, waiver_edits
from jllm_sync.issues.families import PROPOSALS, Family, families
from jllm_sync.issues.marker import Tracked
from jllm_sync.issues.model import DASHBOARD, Command, PullRequest, entry_key
from jllm_sync.messages import Message, message

WAIVED_DAYS = 90
"""How long a waiver lasts that was asked for with a tick."""
_REMEMBERED = timedelta(days=90)
"""For so long after its tick a family that is not proposed any more counts as one that may come back."""
_ADD = "add:"
_IGNORE = ("settings", "discovery", "ignore")

_COMMANDS: Mapping[str, Command] = {"waive": "waive", "fix": "fix", "ignore": "ignore"}
_PLAIN_REPO = re.compile(r"[A-Za-z0-9_.-]{1,96}/[A-Za-z0-9_.-]{1,96}")
"""What a glob of an ignore takes letter by letter."""
_ADDING = re.compile(
    r"^\s*[-*] \[([ xX])\] .*<!-- jllm-sync:do add ([0-9a-f]{1,64}) [0-9a-f]{1,64} -->\s*$", re.MULTILINE
)
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


@dataclass(frozen=True, slots=True)
class Addition:
    """A family that somebody ticked for the list."""

    family: Family
    issue: int
    asked: str
    """The day on which the tick was first seen; empty in the run that does."""

    @property
    def id(self) -> str:
        """Its name: it stays while repos of the family come and go."""
        return addition_id(self.family)


def addition_id(family: Family) -> str:
    """The name of the request to take a family in."""
    return f"{_ADD}{family.fingerprint}"


def is_addition(request: str) -> bool:
    """Whether a request is one to take a family in, by its name."""
    return request.startswith(_ADD)


def can_add(family: Family) -> bool:
    """Whether all of a family can be asked of the Hub by name."""
    return all(is_plain(finding.repo) for finding in family.findings)


def read_additions(issues: Sequence[Tracked], report: Report, pulls: Mapping[str, PullRequest]) -> tuple[Addition, ...]:
    """The families that ticked boxes want in the list, however many repos they have by now.

    One that a run did not see had no box to stay ticked: it is asked for until a box says otherwise.

    Args:
        issues: our issues.
        report: the run.
        pulls: the last pull request of each, by the id of the request; one that was closed has settled it.
    """
    additions = []
    for one in issues:
        if not has_dashboard([one]):
            continue
        shown = {name: box for box, name in _ADDING.findall(one.parts.ours)}
        for family in families(report):
            id_ = addition_id(family)
            ticked = shown.get(family.fingerprint, "x" if id_ in one.mark.asked else " ") != " "
            if ticked and can_add(family) and not is_done(id_, one, pulls.get(id_)):
                additions.append(Addition(family, one.issue.number, one.mark.asked.get(id_, "")))
        break
    return tuple(additions)


def has_dashboard(issues: Sequence[Tracked]) -> bool:
    """Whether the dashboard is among these issues and open: a person who closed it has taken no tick back."""
    return any(one.issue.open and one.mark.key == DASHBOARD for one in issues)


def unseen_additions(one: Tracked, report: Report, pulls: Mapping[str, PullRequest], today: date) -> dict[str, str]:
    """Ticked families that this run may just not have seen, each with the day of its tick.

    A complete run may miss them, too: where the listing by language failed, or a setting was changed and changes back.
    What is settled is forgotten, and what was not seen for long.
    """
    seen = {addition_id(family) for family in families(report)}
    return {
        id_: day
        for id_, day in one.mark.asked.items()
        if is_addition(id_)
        and id_ not in seen
        and not is_done(id_, one, pulls.get(id_))
        and (not report.coverage.complete or today - _day(day, today) <= _REMEMBERED)
    }


def request_id(command: Command, finding: Finding) -> str:
    """The name of a request."""
    return f"{command}:{finding.fingerprint}:{finding.digest}"


def asked_for(command: Command) -> Message:
    """What a ticked box asks for."""
    return message("pull-waive", days=WAIVED_DAYS) if command == "waive" else message(f"pull-{command}")


def box_comment(command: Command, about: Finding | Family) -> str:
    """The hidden end of a checkbox's line."""
    return f"<!-- jllm-sync:do {command} {about.fingerprint} {about.digest} -->"


def offered(finding: Finding) -> Iterator[Command]:
    """The commands that a finding's checkboxes offer."""
    if finding.rule in PROPOSALS:
        if is_plain(finding.repo):
            yield "ignore"
        return
    if finding.fix is not None and all(is_writable(edit.new) for edit in finding.fix.edits):
        yield "fix"
    if is_waivable(finding):
        yield "waive"


def is_plain(repo: str) -> bool:
    """Whether a repo's ID is one that the Hub gives: of letters, digits and what may stand between them."""
    return _PLAIN_REPO.fullmatch(repo) is not None


def read_requests(
    issues: Sequence[Tracked], report: Report, pull: PullRequest | None, today: date
) -> tuple[Request, ...]:
    """What ticked boxes ask for, each once.

    Not asked for any more: what the issue does not tell of; what is no longer found, or found differently than it was
    shown; and what stood in a pull request that was closed, merged or not, until somebody ticks it anew. The one box of
    a family asks for each of its repos, as the boxes of single repos do that dashboards had before.
    """
    boxes: dict[tuple[str, str], tuple[Finding, ...]]
    boxes = {(one.fingerprint, one.digest): (one,) for one in report.open}
    boxes |= {(one.fingerprint, one.digest): one.findings for one in families(report)}
    requests: dict[str, Request] = {}
    for one in issues:
        if not one.issue.open:
            continue
        ticked = [
            (command, finding)
            for name, fingerprint, digest in _TICKED.findall(one.parts.ours)
            if (command := _COMMANDS.get(name)) is not None
            for finding in boxes.get((fingerprint, digest), ())
        ]
        for command, finding in ticked:
            if command not in offered(finding) or not _tells_of(one.mark.key, finding):
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


def edits_of(requests: Sequence[Request], catalog: Catalog) -> tuple[Edit | SettingEdit, ...]:
    """The edits of the catalog that carry requests out; a finding that is to be fixed needs no waiver."""
    ignored = [_ignore(request) for request in requests if request.command == "ignore"]
    fixed = {request.finding.fingerprint for request in requests if request.command == "fix"}
    edits: dict[str, Edit] = {}
    waived = []
    for request in requests:
        finding = request.finding
        if request.command == "fix" and finding.fix is not None:
            for edit in finding.fix.edits:
                edits.setdefault(repr((edit.path, edit.op, edit.new)), edit)
        elif request.command == "waive" and finding.fingerprint not in fixed:
            waived.append((finding, _waiver(request)))
    return (
        *edits.values(),
        *waiver_edits(waived, catalog),
        *([_ignores_edit(ignored, catalog)] if ignored else ()),
    )


def _ignore(request: Request) -> dict[str, str]:
    owner, _, name = request.finding.repo.partition("/")
    return {"owner": owner, "pattern": name, "reason": f"issue #{request.issue}"}


def _ignores_edit(new: Sequence[dict[str, str]], catalog: Catalog) -> SettingEdit:
    """The edit that adds to the repos which discovery proposes no more."""
    discovery = catalog.settings.get("discovery") or {}
    old = discovery.get("ignore")
    here = Location(catalog.file, 1, 1)
    return SettingEdit(_IGNORE, "set" if "ignore" in discovery else "add", old, [*(old or ()), *new], here)


def _waiver(request: Request) -> Waiver:
    """What is waived is looked at again some day."""
    finding = request.finding
    assert finding.reading is not None
    until = request.asked + timedelta(days=WAIVED_DAYS)
    return Waiver(finding.rule, f"issue #{request.issue}", finding.reading.value, finding.location, until=until)


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text) if text else otherwise
    except ValueError:
        return otherwise

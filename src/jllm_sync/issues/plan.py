"""The plan: findings and the existing issues in, actions out; pure.

What an issue last told of stands in its marker, so the plan needs no memory of its own: it compares the marker with
what the run found. A run cannot resolve what it did not observe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from jllm_sync.audit import Report
from jllm_sync.catalog.model import Entry
from jllm_sync.errors import UserError
from jllm_sync.finding import SEVERITIES, Confidence, Finding
from jllm_sync.issues.families import families, proposals
from jllm_sync.issues.marker import (
    Mark,
    Seen,
    Tracked,
    is_by_author,
    is_ours,
    join,
    level_lines,
    short_hash,
    split,
    strays,
    text_hash,
    tracked,
    with_mark,
    write,
)
from jllm_sync.issues.model import (
    DASHBOARD,
    Action,
    Close,
    CloseReason,
    Comment,
    Create,
    ExistingIssue,
    IssueSettings,
    Places,
    Plan,
    PullRequest,
    Reopen,
    Update,
    entry_key,
    number_of,
    take_places,
)
from jllm_sync.issues.texts import (
    LONGEST_BODY,
    Waiting,
    closed_text,
    dashboard_text,
    dashboard_title,
    entry_text,
    entry_title,
    expiring,
    finding_line,
    length,
)
from jllm_sync.issues.ticks import (
    addition_id,
    is_addition,
    offered,
    read_additions,
    read_requests,
    request_id,
    unseen_additions,
)
from jllm_sync.messages import LANGUAGES, Language, Sayable, in_language, joined, message, said
from jllm_sync.report.escape import code
from jllm_sync.report.json import SavedReport
from jllm_sync.rules import RULE_BY_ID, RULES
from jllm_sync.rules.rule import CatalogRule, RepoRule

_NONE: Mapping[str, PullRequest] = MappingProxyType({})
_MOST_SETTLED = 50
"""Families that were turned away and are not proposed now, of which the dashboard's marker remembers that."""
_MOST_WAITING = 1000
"""Entries whose issues wait that the dashboard's marker remembers."""
_SLACK = 300
"""Characters of a body that are left free: for a longer count in the marker, and numbers of issues."""


def check_whole(saved: SavedReport, file: Path, min_confidence: Confidence) -> None:
    """Refuse a saved report that left something out: a plan takes what is not found for resolved.

    Args:
        saved: the report.
        file: where it was read.
        min_confidence: how certain the findings are that issues tell of.

    Raises:
        UserError: it is not about the whole of its catalog, or about findings of another certainty.
    """
    selection = saved.report.selection
    if given := selection.narrowed_by:
        by = joined([*given[:3], *(["…"] if len(given) > 3 else [])])
        raise UserError(message("report-narrowed", file=str(file), by=by, catalog=saved.report.catalog.file))
    if selection.min_confidence != min_confidence:
        expected, found = min_confidence, selection.min_confidence
        raise UserError(message("report-other-confidence", file=str(file), expected=expected, found=found))


def plan(
    report: Report,
    existing: Sequence[ExistingIssue],
    settings: IssueSettings,
    today: date,
    pull: PullRequest | None = None,
    pulls: Mapping[str, PullRequest] = _NONE,
) -> Plan:
    """What has to be done to the issues.

    Args:
        report: a run over the whole catalog.
        existing: all issues with our label, open and closed.
        settings: ``settings.issues``.
        today: the day of the run.
        pull: the last pull request that was made from ticked boxes.
        pulls: the last one of each family that was ticked for the list, by the request's id.
    """
    if not settings.manners:
        findings = tuple(one for one in report.findings if not isinstance(RULE_BY_ID[one.rule], CatalogRule))
        report = replace(report, findings=findings)
    return _Planner(report, existing, settings, today, pull, pulls).plan()


def by_key(existing: Sequence[ExistingIssue], settings: IssueSettings) -> dict[str, list[Tracked]]:
    """Our issues by key; the first of each key goes on: an open one, else the last that we closed."""
    groups: dict[str, list[Tracked]] = {}
    for one in tracked(existing, settings):
        groups.setdefault(one.mark.key, []).append(one)
    for group in groups.values():
        group.sort(key=_precedence)
    return groups


def _precedence(one: Tracked) -> tuple[int, int]:
    if one.issue.open:
        return 0, one.issue.number
    if one.mark.closed is None:  # closed by a person
        return 2, -one.issue.number
    return (3 if one.mark.closed == "duplicate" else 1), -one.issue.number


class _Planner:
    def __init__(
        self,
        report: Report,
        existing: Sequence[ExistingIssue],
        settings: IssueSettings,
        today: date,
        pull: PullRequest | None,
        pulls: Mapping[str, PullRequest],
    ) -> None:
        self.report, self.settings, self.today, self.pull, self.pulls = report, settings, today, pull, pulls
        self.entries = {entry.id: entry for entry in report.catalog.entries}
        self.actions: list[Action] = []
        self.notes: list[Sayable] = []
        self.blocked = False
        """Whether an issue is open of which it is not known what it is about: then none is created."""
        self.issues = by_key(self._with_marks(existing), settings)
        self.let_go = self._let_go(existing)
        firsts = [group[0] for group in self.issues.values()]
        self.requests = read_requests(firsts, report, pull, today)
        self.additions = read_additions(firsts, report, pulls)
        self.unobserved = frozenset(result.repo for result in report.coverage.unobserved)
        self.waived = frozenset(f.fingerprint for f in report.findings if f.waiver is not None)
        wanted: dict[str, list[Finding]] = {}
        for finding in report.open:
            if finding.severity != "info":
                wanted.setdefault(finding.entry, []).append(finding)
        self.wanted = dict(sorted(wanted.items(), key=lambda one: min(SEVERITIES.index(f.severity) for f in one[1])))
        """The entries with errors or warnings, those with errors first."""

    def plan(self) -> Plan:
        for key, group in self.issues.items():
            for duplicate in group[1:]:
                if duplicate.issue.open:
                    self._close_duplicate(duplicate, group[0].issue.number)
            if key.startswith("entry:"):
                self._keep(key.removeprefix("entry:"), group[0])
        deferred = self._create()
        self._dashboard(deferred)
        return Plan(tuple(self.actions), tuple(map(entry_key, deferred)), tuple(self.notes))

    def _with_marks(self, existing: Sequence[ExistingIssue]) -> list[ExistingIssue]:
        """The issues, those with a marker again that lost it to a person or a bot, as far as they are known for ours.

        Known is one by an author of ours, with the label, whose body is empty, by its title; or whose body is our own
        text, by the copy of its hash on the dashboard. Where another of that key is open too, they are two of one.
        """
        board = by_key(existing, self.settings).get(DASHBOARD)
        copies = {text: key for key, text in board[0].mark.copies.items()} if board else {}
        after = []
        for issue in existing:
            parts = split(issue.body)
            if issue.open and is_ours(issue, self.settings) and parts.mark is None:
                text = parts.ours.strip()
                key = copies.get(text_hash(text)) if text else self._key_by_title(issue.title)
                if key is None:
                    self.blocked = True
                    self.notes.append(message("plan-unmarked", number=str(issue.number)))
                else:
                    issue = with_mark(issue, key)
            after.append(issue)
        return after

    def _key_by_title(self, title: str) -> str | None:
        """The key of the one issue that has such a title."""
        keys = set()
        for language in LANGUAGES:
            if title == dashboard_title(self.report.catalog, language):
                keys.add(DASHBOARD)
            for entry in self.entries.values():
                plain = entry_title(entry, (), language)
                if title == plain or title.startswith(f"{plain}: "):
                    keys.add(entry_key(entry.id))
        return keys.pop() if len(keys) == 1 else None

    def _let_go(self, existing: Sequence[ExistingIssue]) -> frozenset[str]:
        """The keys of open issues of which somebody took the label off."""
        keys = set()
        for issue in existing:
            if issue.open and is_by_author(issue, self.settings) and not is_ours(issue, self.settings):
                mark = split(issue.body).mark
                if mark is not None and mark.key not in self.issues:
                    keys.add(mark.key)
                    self.notes.append(message("plan-unlabelled", number=str(issue.number)))
        return frozenset(keys)

    def _create(self) -> list[str]:
        """Open issues for entries that have none, as many as a run may, what is new first; the entries that must wait.

        What waited in the last run already is known by the dashboard's marker.
        """
        known = {*self.issues, *self.let_go}
        lacking = [entry for entry in self.wanted if entry_key(entry) not in known]
        if self.blocked:
            return lacking
        board = self.issues.get(DASHBOARD)
        waited = frozenset(board[0].mark.waits) if board else frozenset()
        lacking.sort(key=lambda entry: self._found_hash(entry) in waited)
        for entry_id in lacking[: self.settings.max_new]:
            entry, findings = self.entries[entry_id], self.wanted[entry_id]
            title = entry_title(entry, findings, self.settings.language)
            mark = Mark(entry_key(entry_id), title=short_hash(title), seen=seen_of(findings, {}))
            waiting = Waiting(pulls=self.settings.pulls)
            body, _ = _body(mark, self._entry_text(entry, findings, Change(), waiting, mark, ""), "")
            self.actions.append(Create(entry_key(entry_id), title, body, self.settings.label))
        return lacking[self.settings.max_new :]

    def _found_hash(self, entry: str) -> str:
        """A hash of what is found of an entry."""
        return short_hash(" ".join(sorted(f"{one.fingerprint} {one.digest}" for one in self.wanted[entry])))

    def _keep(self, entry_id: str, one: Tracked) -> None:
        """Bring the issue of an entry up to date."""
        findings = self.wanted.get(entry_id, [])
        entry = self.entries.get(entry_id)
        change = compare(findings, one.mark.seen, self.waived, entry, self.unobserved)
        if entry is not None and (findings or change.unchecked):
            if one.issue.open:
                self._update(entry, one, findings, change)
            elif one.mark.closed or change.new or change.worse or change.changed:
                self._update(entry, one, findings, change, reopen=True)
            # else a person closed it, knowing all that there still is to say
        elif one.mark.closed is None:
            self._close(entry_id, one, change)
        # else it is closed, or a person opened it again to talk

    def _update(
        self, entry: Entry, one: Tracked, findings: Sequence[Finding], change: Change, reopen: bool = False
    ) -> None:
        language, number, key = self.settings.language, one.issue.number, one.mark.key
        title, title_hash = _title(one, entry_title(entry, findings, language) if findings else one.issue.title)
        waiting = self._waiting(number)
        mark = replace(
            one.mark,
            title=title_hash,
            seen=seen_of(findings, change.unchecked or {}),
            asked=waiting.asked,
            done=self._done(one, findings),
            closed=None,
        )
        renewed = self._renew(one, mark, lambda m, p: self._entry_text(entry, findings, change, waiting, m, p))
        if renewed is None:
            return
        body, _ = renewed
        if one.mark.count and (text := comment(change, reopen, language)):
            self._say(one, text)
        if reopen:
            self.actions.append(Reopen(number, key, title, body))
        else:
            self._edit(one, title, *renewed)

    def _close(self, entry_id: str, one: Tracked, change: Change) -> None:
        entry = self.entries.get(entry_id)
        reason: CloseReason = "unlisted" if entry is None else "waived" if change.waived else "gone"
        language, number, key = self.settings.language, one.issue.number, one.mark.key
        name = in_language(entry.title, language) if entry else entry_id
        why = said(message(f"issue-closed-{reason}"), language)
        title, title_hash = _title(one, entry_title(entry, (), language) if entry else one.issue.title)
        mark = replace(one.mark, title=title_hash, seen={}, asked={}, done={}, closed=reason)
        renewed = self._renew(one, mark, lambda _m, _p: closed_text(entry_id, name, why, language))
        if renewed is None:
            return
        body, _ = renewed
        if one.issue.open:
            told = comment(change, False, language) if entry else ""
            self._say(one, "\n\n".join(filter(None, (told, why))))
            self.actions.append(Close(number, key, reason, title, body))
        else:  # a person closed it early; what returns from now on is news
            self._edit(one, title, *renewed)

    def _close_duplicate(self, one: Tracked, number: int) -> None:
        mark = replace(one.mark, count=one.mark.count + 1, closed="duplicate")
        body = join(mark, one.parts.ours, one.parts.people)
        closed = message("issue-closed-duplicate", number=str(number))
        self._say(one, said(closed, self.settings.language))
        too_long = length(body) > LONGEST_BODY
        self.actions.append(Close(one.issue.number, mark.key, "duplicate", None, None if too_long else body))

    def _entry_text(
        self, entry: Entry, findings: Sequence[Finding], change: Change, waiting: Waiting, mark: Mark, people: str
    ) -> str:
        unchecked = tuple((change.unchecked or {}).values())
        room = LONGEST_BODY - length(write(mark)) - length(people) - _SLACK
        return entry_text(self.report.catalog, entry, findings, unchecked, self.settings, waiting, room)

    def _dashboard(self, deferred: Sequence[str]) -> None:
        one = self.issues[DASHBOARD][0] if DASHBOARD in self.issues else None
        if one is not None and not one.issue.open:
            return  # a person does without it
        catalog, found = self.report.catalog, proposals(self.report)
        if one is None and not (self.wanted or found or any(expiring(catalog, self.today))):
            return
        if one is None and (self.blocked or DASHBOARD in self.let_go):
            return
        column = {entry: self._issue_cell(entry, deferred) for entry in self.wanted}
        waiting = self._waiting(None)
        waits = tuple(sorted(map(self._found_hash, deferred))[:_MOST_WAITING])  # in no order that the next run changes

        def text(mark: Mark, people: str) -> str:
            room = LONGEST_BODY - length(write(mark)) - length(people) - _SLACK
            return dashboard_text(self.report, self.wanted, column, self.settings, self.today, waiting, room)

        wanted_title = dashboard_title(catalog, self.settings.language)
        if one is None:
            mark = Mark(DASHBOARD, title=short_hash(wanted_title), copies=self._copies(), waits=waits)
            first, places = _body(mark, text(mark, ""), "")
            self.actions.append(Create(DASHBOARD, wanted_title, first, self.settings.label, places))
            return
        title, title_hash = _title(one, wanted_title)
        asked = {**self._waiting(one.issue.number).asked, **unseen_additions(one, self.report, self.pulls, self.today)}
        done, copies = self._done(one, found) | self._added(one), self._copies()
        mark = replace(one.mark, title=title_hash, asked=asked, done=done, closed=None, copies=copies, waits=waits)
        if renewed := self._renew(one, mark, text):
            self._edit(one, title, *renewed)

    def _copies(self) -> dict[str, str]:
        """The hash of our text of each open issue about an entry, as it will be."""
        copies = {key: group[0].mark.text for key, group in self.issues.items() if group[0].issue.open}
        for action in self.actions:
            if isinstance(action, Create | Update | Reopen) and action.body and (mark := split(action.body).mark):
                if not isinstance(action, Update) or mark.key in copies:  # a closed one is updated, and stays closed
                    copies[mark.key] = mark.text
            elif isinstance(action, Close) and action.reason != "duplicate":
                copies.pop(action.key, None)
        copies.pop(DASHBOARD, None)
        return dict(sorted(copies.items()))

    def _issue_cell(self, entry: str, deferred: Sequence[str]) -> str:
        """What stands in the dashboard's column of issues."""
        if entry in deferred:
            return said(message("dashboard-waiting"), self.settings.language)
        if entry_key(entry) in self.let_go:
            return "–"
        if entry_key(entry) not in self.issues:
            return number_of(entry_key(entry))
        issue = self.issues[entry_key(entry)][0].issue
        reopened = any(isinstance(action, Reopen) and action.number == issue.number for action in self.actions)
        if issue.open or reopened:
            return f"#{issue.number}"
        return said(message("dashboard-hand-closed", number=str(issue.number)), self.settings.language)

    def _waiting(self, issue: int | None) -> Waiting:
        """The requests ticked in one issue, or in all."""
        pull = self.pull if self.pull is not None and self.pull.open else None
        asked = {r.id: r.asked.isoformat() for r in self.requests if issue in (None, r.issue)}
        asked |= {a.id: a.asked or self.today.isoformat() for a in self.additions if issue in (None, a.issue)}
        own = {id_: one.number for id_, one in self.pulls.items() if one.open}
        number, pulled = (pull.number, pull.requests) if pull else (None, frozenset[str]())
        return Waiting(asked, number, pulled, own, self.settings.pulls)

    def _done(self, one: Tracked, findings: Sequence[Finding]) -> dict[str, int]:
        """The requests about these findings that a closed pull request has settled, with its number."""
        settled = self.pull.requests if self.pull is not None and not self.pull.open else frozenset()
        done: dict[str, int] = {}
        for name in (request_id(command, finding) for finding in findings for command in offered(finding)):
            if self.pull is not None and name in settled:
                done[name] = self.pull.number
            elif name in one.mark.done:
                done[name] = one.mark.done[name]
        return done

    def _added(self, one: Tracked) -> dict[str, int]:
        """The ticked families that a closed pull request has settled, with its number: those shown, and the latest."""
        shown = set(map(addition_id, families(self.report)))
        unseen = [(number, id_) for id_, number in one.mark.done.items() if is_addition(id_) and id_ not in shown]
        done = {id_: number for number, id_ in sorted(unseen)[-_MOST_SETTLED:]}
        for id_ in map(addition_id, families(self.report)):
            pull = self.pulls.get(id_)
            if pull is not None and not pull.open and id_ in pull.requests:
                done[id_] = pull.number
            elif id_ in one.mark.done:
                done[id_] = one.mark.done[id_]
        return done

    def _renew(self, one: Tracked, mark: Mark, text: Callable[[Mark, str], str]) -> tuple[str, Places] | None:
        """The body with our text anew, counted up where it differs; None where people's text leaves no room."""
        body = ""
        for draft in (mark, replace(mark, count=mark.count + 1)):
            people = one.parts.people
            ours = text(draft, people)
            if lost := strays(one.parts, take_places(ours)[0]):
                people = "\n\n".join(
                    filter(None, (people.rstrip(), said(message("issue-strays"), self.settings.language), lost))
                )
                ours = text(draft, people)
            body, places = _body(draft, ours, people)
            if _same(body, one.issue.body):
                return body, places
        if length(body) <= LONGEST_BODY:
            return body, places
        self.notes.append(message("plan-full", number=str(one.issue.number)))
        return None

    def _edit(self, one: Tracked, title: str | None, body: str, places: Places) -> None:
        new = None if _same(body, one.issue.body) else body
        if title is not None or new is not None:
            self.actions.append(Update(one.issue.number, one.mark.key, title, new, places))

    def _say(self, one: Tracked, text: str) -> None:
        event = f"<!-- jllm-sync:event {one.mark.count} -->"
        self.actions.append(Comment(one.issue.number, one.mark.key, f"{text}\n\n{event}", event))


def _body(mark: Mark, ours: str, people: str) -> tuple[str, Places]:
    """A body, and the places of numbers in our part of it."""
    text, places = take_places(ours)
    body = join(replace(mark, text=text_hash(text)), text, people)
    before = body.index("\n") + 1  # the marker's line
    return body, tuple((before + at, key) for at, key in places)


def _same(one: str, other: str) -> bool:
    return level_lines(one).strip() == level_lines(other).strip()


def _title(one: Tracked, title: str) -> tuple[str | None, str]:
    """The new title, or None where it stays; and the hash to remember. A title that a person gave stays."""
    if short_hash(one.issue.title) != one.mark.title:
        return None, one.mark.title
    return (None if title == one.issue.title else title), short_hash(title)


# What is different from what an issue last told of, and how a comment says so

RECORDED = 400
"""How many findings of one entry are followed from run to run; a marker has no room for more."""
_OF_KIN = frozenset(rule.id for rule in RULES if isinstance(rule, RepoRule) and rule.of_kin)
"""The rules whose findings may rest on other repos than they name."""
_LISTED = 20
"""How many findings one paragraph of a comment lists."""


@dataclass(frozen=True, slots=True)
class Change:
    """The difference between what an issue last told of and what this run found."""

    new: tuple[Finding, ...] = ()
    worse: tuple[Finding, ...] = ()
    """Of a graver severity than before."""
    changed: tuple[Finding, ...] = ()
    """Claim or reading differ from what they were."""
    resolved: tuple[Seen, ...] = ()
    waived: tuple[Seen, ...] = ()
    unchecked: Mapping[str, Seen] | None = None
    """Told of earlier, about repos that this run did not observe: neither found again nor gone."""


def seen_of(findings: Sequence[Finding], unchecked: Mapping[str, Seen]) -> dict[str, Seen]:
    """What the marker remembers of the findings an issue tells of."""
    seen = {f.fingerprint: Seen(f.severity, f.rule, f.digest, _repos(f)) for f in findings[:RECORDED]}
    return seen | dict(unchecked)


def compare(
    findings: Sequence[Finding],
    before: Mapping[str, Seen],
    waived: Collection[str],
    entry: Entry | None,
    unobserved: Collection[str],
) -> Change:
    """What changed.

    Findings about siblings may have become one, or fallen apart: a finding of the same rule about one of the same
    repos is the same news, whatever its fingerprint.

    Args:
        findings: the open errors and warnings of the entry.
        before: what the issue last told of, by fingerprint.
        waived: the fingerprints of the findings that are waived now.
        entry: the entry; None where it left the catalog.
        unobserved: the repos that this run could not observe.
    """
    current = {finding.fingerprint: finding for finding in findings[:RECORDED]}
    known = [(finding, before[name]) for name, finding in current.items() if name in before]
    fresh = [finding for name, finding in current.items() if name not in before]
    regrouped = [*fresh, *(finding for finding, _ in known if len(finding.repos) > 1)]
    left = {
        name: seen
        for name, seen in before.items()
        if name not in current and not any(_same_news(finding, seen) for finding in regrouped)
    }
    unchecked = {name: seen for name, seen in left.items() if name not in waived and _is_open(seen, entry, unobserved)}
    worse = [finding for finding, seen in known if _grade(finding.severity) < _grade(seen.severity)]
    return Change(
        new=tuple(finding for finding in fresh if not any(_same_news(finding, seen) for seen in before.values())),
        worse=tuple(worse),
        changed=tuple(f for f, seen in known if f.digest != seen.digest and f not in worse),
        resolved=tuple(seen for name, seen in left.items() if name not in unchecked and name not in waived),
        waived=tuple(seen for name, seen in left.items() if name in waived),
        unchecked=unchecked,
    )


def comment(change: Change, returned: bool, language: Language) -> str:
    """What is worth a notification: what is new, graver or resolved; nothing where only a value changed."""
    blocks = [said(message("issue-returned"), language)] if returned else []
    told = [(message("issue-new"), change.new), (message("issue-worse"), change.worse)]
    if returned:
        told.append((message("issue-changed"), change.changed))
    for word, findings in told:
        if findings:
            blocks.append("\n".join([said(word, language), *(finding_line(f, language) for f in findings[:_LISTED])]))
    for word, gone in ((message("issue-resolved"), change.resolved), (message("issue-waived"), change.waived)):
        if gone:
            lines = (f"- {code(seen.rule)} {', '.join(map(code, seen.repos[:5]))}" for seen in gone[:_LISTED])
            blocks.append("\n".join([said(word, language), *lines]))
    return "\n\n".join(blocks)


def _is_open(seen: Seen, entry: Entry | None, unobserved: Collection[str]) -> bool:
    """Whether this run could not see what a finding is about; what left the catalog is no question any more."""
    if entry is None:
        return False
    if unobserved and seen.rule in _OF_KIN:
        return True
    listed = {v.repo for v in entry.variants} | {r.repo for r in entry.references}
    return not (listed.intersection(seen.repos) if seen.repos else listed).isdisjoint(unobserved)


def _same_news(finding: Finding, seen: Seen) -> bool:
    return finding.rule == seen.rule and not set(_repos(finding)).isdisjoint(seen.repos)


def _repos(finding: Finding) -> tuple[str, ...]:
    return finding.repos or (finding.repo,)


def _grade(severity: str) -> int:
    return [*SEVERITIES, severity].index(severity)

"""Carries a plan out on GitHub, and a whole sync: read the issues, publish what was ticked, plan, carry the plan out.

Nothing is created twice. An issue is known by its marker and a comment by its event, so after an unclear answer the
executor looks whether the thing is there before it tries again; and a run that died half way is simply repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from jllm_sync.audit import Report
from jllm_sync.issues.additions import Additions, DraftFamily
from jllm_sync.issues.client import (
    Api,
    GitHubFailure,
    Json,
    existing_issues,
    has_label,
    is_refusal,
    issues_disabled,
    make_label,
    open_repository,
)
from jllm_sync.issues.marker import is_by_author, is_ours, join, split, tracked
from jllm_sync.issues.model import (
    DASHBOARD,
    Action,
    Close,
    CloseReason,
    Comment,
    Create,
    ExistingIssue,
    IssueSettings,
    Plan,
    PullRequest,
    Reopen,
    Update,
    with_numbers,
)
from jllm_sync.issues.plan import by_key, plan
from jllm_sync.issues.pull_request import EditCatalog, GitHubPullRequests, PagesInRepository
from jllm_sync.issues.ticks import Request, read_additions, read_requests
from jllm_sync.messages import Message, Sayable, joined, message, said

Outcome = Literal["done", "found", "missing", "rejected", "unclear", "skipped"]
"""``found``: it was there already; ``missing``: the issue was deleted; ``skipped``: what comes before it failed."""

_FATAL = frozenset({"unauthorized", "rate-limited", "unreachable", "misread"})
_TOKEN = re.compile("not accessible by|must have|credentials|SAML|IP address", re.IGNORECASE)
"""What GitHub says in a 403 about the token; any other is about one issue: it is locked, or has too many comments."""
_FORBIDDEN_IN_A_ROW = 10
_STATE_REASONS: dict[CloseReason, str] = {
    "gone": "completed",
    "waived": "not_planned",
    "unlisted": "not_planned",
    "duplicate": "not_planned",  # GitHub has a reason "duplicate"; older GitHub Enterprise refuses it
}
_LOOKS = (3.0, 10.0)
"""Seconds before each look for what may have been created: lists may lag behind."""
_UNCLEAR_IN_A_ROW = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one action."""

    action: Action
    outcome: Outcome
    number: int | None = None
    detail: Sayable = ""


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What became of a plan."""

    results: tuple[Result, ...]
    stopped: GitHubFailure | None = None
    """Why the rest of the plan was left, where it was: the next run goes on."""

    @property
    def complete(self) -> bool:
        """Whether all of the plan was carried out."""
        return self.stopped is None and all(one.outcome in ("done", "found", "missing") for one in self.results)


class Executor:
    """Carries actions out, one after another.

    Args:
        api: the repository.
        settings: ``settings.issues``.
    """

    def __init__(self, api: Api, settings: IssueSettings) -> None:
        self._api, self._settings = api, settings
        self._numbers: dict[str, int] = {}
        self._checked = False

    def run(self, plan: Plan) -> SyncResult:
        """Carry a plan out, as far as GitHub lets it."""
        results: list[Result] = []
        failed: set[int] = set()
        unclear = forbidden = 0
        for action in plan.actions:
            if not isinstance(action, Create) and action.number in failed:
                results.append(Result(action, "skipped", action.number, message("sync-after-comment")))
                continue
            try:
                result = self._one(action)
                unclear = forbidden = 0
            except GitHubFailure as failure:
                forbidden = forbidden + 1 if failure.reason == "forbidden" else 0
                if failure.reason in _FATAL or _is_about_all(action, failure, forbidden):
                    return SyncResult(tuple(results), failure)
                result = _failed(action, failure)
                unclear += result.outcome == "unclear"
                if unclear == _UNCLEAR_IN_A_ROW:
                    return SyncResult((*results, result), failure)
                if isinstance(action, Comment):
                    failed.add(action.number)
            if isinstance(action, Create) and result.number is not None:
                self._numbers[action.key] = result.number
            results.append(result)
        return SyncResult(tuple(results))

    def _one(self, action: Action) -> Result:
        match action:
            case Create():
                return self._create(action)
            case Comment():
                return self._comment(action)
            case Update():
                change: dict[str, Any] = {}
                if action.body is not None:
                    change["body"] = with_numbers(action.body, action.places, self._numbers)
            case Close():
                change = {"state": "closed", "state_reason": _STATE_REASONS[action.reason]}
            case Reopen():
                change = {"state": "open"}
        if action.title is not None:
            change["title"] = action.title
        if action.body is not None:
            change.setdefault("body", action.body)
        self._api.patch(f"/issues/{action.number}", change)
        return Result(action, "done", action.number)

    def _create(self, action: Create) -> Result:
        self._before_creating()
        body = with_numbers(action.body, action.places, self._numbers)
        payload = {"title": action.title, "body": body, "labels": [action.label]}
        try:
            if (number := self._find(action.key)) is not None:  # another sync, at the same time, was faster
                return Result(action, "found", number)
            data = self._api.post("/issues", payload)
        except GitHubFailure as failure:
            if failure.reason == "gone":
                raise GitHubFailure("forbidden", str(issues_disabled(self._api.repository)), 410) from failure
            if failure.reason != "unclear":
                raise
            for wait in _LOOKS:
                self._api.pause(wait)
                if (number := self._find(action.key)) is not None:
                    return Result(action, "found", number)
            data = self._api.post("/issues", payload)
        issue = _issue(data)
        self._require_ours(issue)
        first = self._find(action.key)
        if first is not None and first < issue.number:
            self._close_later(issue, first)
            return Result(action, "found", first)
        return Result(action, "done", issue.number)

    def _close_later(self, issue: ExistingIssue, first: int) -> None:
        """Close what another sync, at the same time, had opened before: both would go on else."""
        parts = split(issue.body)
        assert parts.mark is not None  # `_require_ours` has seen it
        body = join(replace(parts.mark, closed="duplicate"), parts.ours, parts.people)
        text = said(message("issue-closed-duplicate", number=str(first)), self._settings.language)
        self._api.post(f"/issues/{issue.number}/comments", {"body": text})
        change = {"state": "closed", "state_reason": _STATE_REASONS["duplicate"], "body": body}
        self._api.patch(f"/issues/{issue.number}", change)

    def _find(self, key: str) -> int | None:
        """The first open issue of ours with this key, among the newest of all."""
        data = self._api.page(
            "/issues", state="all", labels=self._settings.label, sort="created", direction="desc", per_page=100
        )
        issues = [_issue(one) for one in data if "pull_request" not in one]
        ours = (one for one in tracked(issues, self._settings) if one.issue.open and one.mark.key == key)
        return min((one.issue.number for one in ours), default=None)

    def _before_creating(self) -> None:
        """Once: see that what we create will be known as ours, and that the label is there."""
        if self._checked:
            return
        self._checked = True
        try:
            login = str(self._api.get("//user")["login"])
        except GitHubFailure as failure:
            if failure.reason not in ("forbidden", "not-found"):  # a workflow's own token cannot ask who it is
                raise
        else:
            if login.lower() not in (author.lower() for author in self._settings.authors):
                raise GitHubFailure("forbidden", _not_an_author(login, self._settings))
        if not has_label(self._api, self._settings):
            make_label(self._api, self._settings)

    def _require_ours(self, issue: ExistingIssue) -> None:
        """Stop at the first issue that the next run would not know again, instead of opening it every night."""
        if tracked([issue], self._settings):
            return
        if issue.author.lower() not in (author.lower() for author in self._settings.authors):
            why = _not_an_author(issue.author, self._settings)
        else:
            why = message("sync-no-label", number=str(issue.number), label=self._settings.label)
        self._api.patch(f"/issues/{issue.number}", {"state": "closed", "state_reason": "not_planned"})
        raise GitHubFailure("forbidden", why)

    def _comment(self, action: Comment) -> Result:
        if self._said(action):
            return Result(action, "found", action.number)
        path, payload = f"/issues/{action.number}/comments", {"body": action.body}
        try:
            self._api.post(path, payload)
        except GitHubFailure as failure:
            if failure.reason != "unclear":
                raise
            for wait in _LOOKS:
                self._api.pause(wait)
                if self._said(action):
                    return Result(action, "found", action.number)
            self._api.post(path, payload)
        return Result(action, "done", action.number)

    def _said(self, action: Comment) -> bool:
        authors = {author.lower() for author in self._settings.authors}
        return any(
            (comment.get("user") or {}).get("login", "").lower() in authors and action.event in (comment["body"] or "")
            for comment in self._api.pages(f"/issues/{action.number}/comments")
        )


def _issue(data: Json) -> ExistingIssue:
    try:
        return ExistingIssue.from_api(data)
    except (KeyError, TypeError, AttributeError) as error:
        why = message("github-misread-issue", repository="GitHub", why=repr(error))
        raise GitHubFailure("unclear", why) from error


def _is_about_all(action: Action, failure: GitHubFailure, forbidden: int) -> bool:
    """Whether a 403 says that nothing may be written, and not just that one issue cannot be."""
    if failure.reason != "forbidden":
        return False
    return isinstance(action, Create) or bool(_TOKEN.search(str(failure))) or forbidden == _FORBIDDEN_IN_A_ROW


def _failed(action: Action, failure: GitHubFailure) -> Result:
    number = None if isinstance(action, Create) else action.number
    if failure.reason in ("not-found", "gone", "moved") and number is not None:
        return Result(action, "missing", number, message("sync-number-gone", number=str(number)))
    return Result(action, "unclear" if failure.reason == "unclear" else "rejected", number, failure.why)


def _not_an_author(login: str, settings: IssueSettings) -> Message:
    return message("sync-no-author", login=login, authors=joined(settings.authors))


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did."""

    plan: Plan
    result: SyncResult
    requests: tuple[Request, ...]
    pull: PullRequest | None
    notes: tuple[Sayable, ...]
    additions: tuple[PullRequest, ...] = ()
    """The open pull requests that take a family in."""


def _relabelled(
    api: Api, existing: list[ExistingIssue], settings: IssueSettings
) -> tuple[list[ExistingIssue], list[Sayable]]:
    """The issues, with the label on those again that lost it because somebody deleted it in the repository.

    It may have been made anew since, or a run may have died while it put it back, which it does on the dashboard last:
    then all of our issues lack it, or the dashboard and others do. Where any others do, a person took it off, and it
    stays off.
    """
    ours = [one for one in existing if is_by_author(one, settings) and split(one.body).mark is not None]
    bare = [one for one in ours if not is_ours(one, settings)]
    lost = len(bare) > 1 and (len(bare) == len(ours) or any(map(_is_dashboard, bare)))
    if not bare or (not lost and has_label(api, settings)):
        return existing, []
    closed = (data for author in settings.authors for data in api.pages("/issues", state="closed", creator=author))
    more = [ExistingIssue.from_api(data) for data in closed if "pull_request" not in data]
    numbers = {one.number for one in ours}
    bare += [one for one in more if one.number not in numbers and split(one.body).mark is not None]
    make_label(api, settings)
    put, failed = dict[int, ExistingIssue](), list[GitHubFailure]()
    for issue in sorted(bare, key=_is_dashboard):
        if _is_dashboard(issue) and any(failure.reason == "unclear" for failure in failed):
            continue  # the next run goes on
        try:
            api.patch(f"/issues/{issue.number}", {"labels": [*issue.labels, settings.label]})
            put[issue.number] = replace(issue, labels=(*issue.labels, settings.label))
        except GitHubFailure as failure:
            if failure.reason in _FATAL or _TOKEN.search(str(failure)):
                raise
            failed.append(failure)
    notes: list[Sayable] = [message("sync-relabelled", label=settings.label, count=len(put)), *(f.why for f in failed)]
    after = [put.pop(one.number, one) for one in existing]
    return [*after, *put.values()], notes


def _is_dashboard(issue: ExistingIssue) -> bool:
    mark = split(issue.body).mark
    return mark is not None and mark.key == DASHBOARD


def _unwritten(failure: Exception) -> Message:
    """Why there is no pull request, and what would allow it."""
    why = failure.why if isinstance(failure, GitHubFailure) else repr(failure)
    return message("pull-refused" if is_refusal(failure) else "pull-unwritten", why=why)


def sync(
    api: Api,
    report: Report,
    settings: IssueSettings,
    today: date,
    path: str,
    edit: EditCatalog | PagesInRepository | None,
    draft: DraftFamily | None = None,
) -> Synced:
    """Bring issues and pull request in line with a report.

    Args:
        api: the repository.
        report: a run over the whole catalog.
        settings: ``settings.issues``.
        today: the day of the run.
        path: the catalog's path inside the repository.
        edit: applies edits to a catalog's text, or the pages to edit; None where ticks cannot be carried out.
        draft: drafts a family that was ticked for the list; None where no pull requests are wanted.

    Raises:
        GitHubFailure: the repository or its issues could not be read; nothing was changed.
    """
    repository = open_repository(api)
    existing, notes = _relabelled(api, existing_issues(api, settings), settings)
    tracked = [group[0] for group in by_key(existing, settings).values()]
    pull, requests, seen, refused = None, read_requests(tracked, report, None, today), False, False
    if edit is not None and tracked:  # without an issue of ours nobody can have ticked anything
        pulls = GitHubPullRequests(api, repository, settings, path, edit)
        try:
            pull = pulls.last()
            seen = True
            requests = read_requests(tracked, report, pull, today)
            pull, note = pulls.publish(requests, report.catalog, pull)
            notes += [note] if note else []
        except (GitHubFailure, KeyError, TypeError, ValueError) as failure:  # the issues matter more
            refused = is_refusal(failure)
            if not seen and not refused:  # what was asked for and settled is not known: another time
                raise
            notes += [_unwritten(failure)] if requests or not refused else []
    additions: dict[str, PullRequest] = {}
    if draft is not None and tracked:
        asked = Additions(api, repository, settings, draft)
        try:
            notes += asked.publish(tracked, report, additions)
        except (GitHubFailure, KeyError, TypeError, ValueError) as failure:
            asked.refused = is_refusal(failure)
            notes += [_unwritten(failure)] if read_additions(tracked, report, {}) or not asked.refused else []
        refused = refused or asked.refused
    if refused:
        settings = replace(settings, pulls="refused")
    made = plan(report, existing, settings, today, pull, additions)
    result = Executor(api, settings).run(made)
    opened = tuple(one for one in additions.values() if one.open)
    return Synced(made, result, requests, pull, (*notes, *made.notes), opened)

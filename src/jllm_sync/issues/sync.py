"""A whole sync: read the issues, publish what was ticked, plan, carry the plan out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jllm_sync.audit import Report
from jllm_sync.issues.api import Api, GitHubFailure
from jllm_sync.issues.commands import Request, read_requests
from jllm_sync.issues.github import Executor, SyncResult, existing_issues, open_repository
from jllm_sync.issues.model import IssueSettings, Plan, PullRequest
from jllm_sync.issues.plan import by_key, plan
from jllm_sync.issues.pull import EditCatalog, GitHubPullRequests


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync did."""

    plan: Plan
    result: SyncResult
    requests: tuple[Request, ...]
    pull: PullRequest | None
    notes: tuple[str, ...]


def sync(api: Api, report: Report, settings: IssueSettings, today: date, path: str, edit: EditCatalog | None) -> Synced:
    """Bring issues and pull request in line with a report.

    Args:
        api: the repository.
        report: a run over the whole catalog.
        settings: ``settings.issues``.
        today: the day of the run.
        path: the catalog's path inside the repository.
        edit: applies edits to a catalog's text; None where ticks cannot be carried out.

    Raises:
        GitHubFailure: the repository or its issues could not be read; nothing was changed.
    """
    repository = open_repository(api)
    existing = existing_issues(api, settings)
    notes: list[str] = []
    tracked = [group[0] for group in by_key(existing, settings).values()]
    pull, requests = None, read_requests(tracked, report, None, today)
    if edit is not None and tracked:  # without an issue of ours nobody can have ticked anything
        pulls = GitHubPullRequests(api, repository, settings, path, edit)
        pull = pulls.last()
        requests = read_requests(tracked, report, pull, today)
        try:
            pull, note = pulls.publish(requests, report.catalog, pull)
            notes += [note] if note else []
        except (GitHubFailure, KeyError, TypeError, ValueError) as failure:  # the issues matter more
            notes.append(f"the pull request could not be written: {failure}")
    made = plan(report, existing, settings, today, pull)
    return Synced(made, Executor(api, settings).run(made), requests, pull, (*notes, *made.notes))

"""Where no pull request can be made, or none is wanted: the issues go on, and promise none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jllm_sync.issues.additions import Drafted
from jllm_sync.issues.client import GitHubFailure
from jllm_sync.issues.model import ExistingIssue, IssueSettings, Pulls
from jllm_sync.issues.plan import plan
from jllm_sync.issues.pull_request import edit_and_check
from jllm_sync.issues.sync import sync
from jllm_sync.messages import LANGUAGES, said
from tests.issues.test_github import Server, issue, server
from tests.issues.world import carry_out, finding, report

__all__ = ["server"]

DAY = date(2026, 10, 7)
FOUND = report([finding(0), finding(1)])
NOT_ALLOWED = {"message": "Resource not accessible by integration"}
PROMISES = re.compile(r"next run|次回の実行")


def issues(pulls: Pulls = "made", ticked: bool = False) -> list[ExistingIssue]:
    made = carry_out(plan(FOUND, [], IssueSettings(pulls=pulls), DAY), [])
    return [replace(one, body=one.body.replace("- [ ]", "- [x]", 1)) for one in made] if ticked else made


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_pull_requests_no_box_is_offered_and_nothing_is_promised(language: Any) -> None:
    settings = IssueSettings(language=language, pulls="none")
    first = carry_out(plan(FOUND, [], settings, DAY), [])
    assert len(first) == 3
    for one in first:
        assert "- [ ]" not in one.body and not PROMISES.search(one.body), one.body
    assert plan(FOUND, first, settings, DAY).actions == ()


def test_what_was_ticked_before_is_kept_and_told_to_wait() -> None:
    settings = IssueSettings(pulls="none")
    after = carry_out(plan(FOUND, issues(ticked=True), settings, DAY), issues(ticked=True))
    (box,) = [line for line in after[0].body.splitlines() if line.startswith("- [")]
    assert box.startswith("- [x] ") and "asked for on 2026-10-07; it waits" in box
    assert not any(PROMISES.search(one.body) for one in after)
    assert plan(FOUND, after, settings, DAY).actions == ()  # and the night after it is the same


def draft(repos: Sequence[str]) -> Drafted:
    raise AssertionError("no family was ticked")


def synced(server: Server, existing: Sequence[ExistingIssue]) -> Any:
    shown = [issue(one.number, one.body) | {"title": one.title} for one in existing]
    server.answers("GET", "/issues", (200, shown))
    server.on("GET", "", (200, {"full_name": "octo/list"}))
    for one in existing:
        server.on("PATCH", f"/issues/{one.number}", (200, {}))
    return sync(server.api, FOUND, IssueSettings(), DAY, "catalog.yaml", edit_and_check, draft)


@pytest.mark.parametrize("refuses", ["reading", "writing"])
def test_a_ticked_box_freezes_no_issue_where_the_workflow_may_open_no_pull_request(
    server: Server, refuses: str
) -> None:
    """A private repository and `contents: read`: not even the pull requests can be read."""
    if refuses == "reading":
        server.on("GET", "/pulls", (403, NOT_ALLOWED))
    else:
        server.on("GET", "/pulls", (200, []))
        server.on("GET", "/git/ref/heads/main", (403, NOT_ALLOWED))
    done = synced(server, issues(ticked=True))
    assert done.result.complete
    (note,) = done.notes
    assert "contents: write" in said(note, "en") and "Resource not accessible" in said(note, "en")
    (change,) = server.sent("PATCH", "/issues/1")
    assert "- [x]" in change["body"] and "lets this workflow open no pull request" in change["body"]
    (board,) = server.sent("PATCH", "/issues/3")
    assert "They wait" in board["body"] and not PROMISES.search(board["body"])


def test_where_nothing_is_ticked_the_lacking_permission_is_no_news(server: Server) -> None:
    server.on("GET", "/pulls", (403, NOT_ALLOWED))
    done = synced(server, issues())
    assert done.result.complete and done.notes == () and done.plan.actions == ()


def test_pull_requests_that_only_could_not_be_read_today_stop_the_sync(server: Server) -> None:
    """What was asked for and settled is not known: another night, rather than asking for it anew."""
    server.on("GET", "/pulls", (502, {}))
    with pytest.raises(GitHubFailure):
        synced(server, issues(ticked=True))
    assert server.sent("PATCH", "/issues/1") == []

"""Ticked boxes become one pull request, written through GitHub's Git objects."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jllm_sync.catalog.edit import CatalogEdit
from jllm_sync.catalog.model import Waiver
from jllm_sync.catalog.pages.document import PageFile, PagesDocument
from jllm_sync.catalog.yaml.document import Document
from jllm_sync.discovery.exclusions import DiscoverySettings
from jllm_sync.errors import UserError
from jllm_sync.finding import Edit, Finding, Fix
from jllm_sync.issues.client import Repository
from jllm_sync.issues.model import IssueSettings, PullRequest
from jllm_sync.issues.pull_request import GitHubPullRequests, PagesInRepository, edit_and_check
from jllm_sync.issues.ticks import Request, edits_of
from jllm_sync.messages import said
from tests.issues.test_github import Server, server
from tests.issues.world import BOT, HERE, catalog, finding

__all__ = ["server"]

ASKED = date(2026, 10, 7)
REPOSITORY = Repository("octo/list", "main", "octo")


def request(command: Any = "waive", of: Finding | None = None) -> Request:
    return Request(command, of or finding(), 12, ASKED)


def content(text: str) -> tuple[int, Any]:
    return 200, {"encoding": "base64", "content": base64.b64encode(text.encode()).decode()}


def edit(data: bytes, edits: Sequence[CatalogEdit], file: str) -> bytes:
    return data + b"".join(f"# {'/'.join(one.path)}\n".encode() for one in edits)


def pulls(server: Server, edit: Any = edit) -> GitHubPullRequests:
    return GitHubPullRequests(server.api, REPOSITORY, IssueSettings(), "catalog.yaml", edit)


def writable(server: Server) -> None:
    server.on("GET", "/git/ref/heads/main", (200, {"object": {"sha": "base"}}))
    server.on("GET", "/git/commits/base", (200, {"tree": {"sha": "tree"}}))
    server.on("POST", "/git/trees", (201, {"sha": "tree2"}))
    server.on("POST", "/git/commits", (201, {"sha": "commit"}))
    server.on("POST", "/git/refs", (201, {}))
    server.on("PATCH", "/git/refs/heads/jllm-sync/requests", (200, {}))
    server.on("POST", "/pulls", (201, {"number": 20}))


def test_a_waiver_says_the_issue_and_ends_after_90_days() -> None:
    (made,) = edits_of([request()], catalog())
    assert made.path == ("e0", "owner/e0-v0", "waivers") and made.op == "add" and made.old is None
    assert made.new == [{"rule": "context-drift", "reason": "issue #12", "seen": "8192", "until": "2027-01-05"}]


def test_a_finding_about_siblings_is_waived_at_the_entry() -> None:
    both = replace(finding(), repos=("owner/e0-v0", "owner/e0-v1"))
    assert edits_of([request(of=both)], catalog())[0].path == ("e0", "waivers")


def test_an_ignored_proposal_is_written_into_the_settings_behind_what_is_ignored_already() -> None:
    ignored = request("ignore", finding(0, 9, rule="variant-new"))
    new = {"owner": "owner", "pattern": "e0-v9", "reason": "issue #12"}
    (made,) = edits_of([ignored], catalog())
    assert (made.path, made.op, made.new) == (("settings", "discovery", "ignore"), "add", [new])
    before = {"owner": "x", "reason": "no"}
    (made,) = edits_of([ignored], replace(catalog(), settings={"discovery": {"ignore": [before]}}))
    assert (made.op, made.old, made.new) == ("set", [before], [before, new])


@pytest.mark.parametrize(
    "settings",
    [
        "",
        "settings: {}\n",
        "settings: {language: ja}\n",
        "settings:\n  language: ja  # the reader's\n",
        "settings:\n  discovery:\n    languages: [ja]\n",
        "settings:\n  discovery:\n    ignore:\n      # why\n      - {owner: x, reason: no luck}\n",
        "settings:\n  discovery: {ignore: [{owner: x, reason: no luck}]}\n",
    ],
)
def test_an_ignore_finds_its_place_whatever_settings_there_are(settings: str) -> None:
    rest = "sections:\n  - {id: s, title: S, entries: [{id: e0, name: E, variants: [{repo: owner/e0-v0}]}]}\n"
    before = f"title: T\n{settings}{rest}".encode()
    of = Document(before, "catalog.yaml").catalog
    ignored = request("ignore", finding(0, 9, rule="variant-new"))
    after = Document(edit_and_check(before, edits_of([ignored], of), "catalog.yaml"), "catalog.yaml").catalog
    found = DiscoverySettings.of(after).ignored("owner/e0-v9")
    assert found is not None and found.reason == "issue #12"
    assert len(DiscoverySettings.of(after).ignore) == len(DiscoverySettings.of(of).ignore) + 1
    assert after.settings.get("language") == of.settings.get("language")


def test_waivers_that_stand_there_are_kept_and_one_of_the_same_is_renewed() -> None:
    of = catalog()
    entry = of.entries[0]
    old = (Waiver("not-loadable", "known", "x", HERE), Waiver("context-drift", "old", "8192", HERE, until=ASKED))
    changed = replace(entry, variants=(replace(entry.variants[0], waivers=old), *entry.variants[1:]))
    section = replace(of.sections[0], entries=(changed, *of.entries[1:]))
    (made,) = edits_of([request()], replace(of, sections=(section,)))
    assert made.op == "set" and len(made.old) == 2
    assert [(one["rule"], one["reason"]) for one in made.new] == [
        ("not-loadable", "known"),
        ("context-drift", "issue #12"),
    ]


def test_a_fix_wins_over_a_waiver() -> None:
    made = edits_of([request("fix"), request("waive")], catalog())
    assert [one.path for one in made] == [("e0", "owner/e0-v0", "context")]


def test_the_first_ticks_open_a_branch_and_a_pull_request(server: Server) -> None:
    writable(server)
    server.on("GET", "/contents/catalog.yaml", content("a: 1\n"))
    server.on("GET", "/git/ref/heads/jllm-sync/requests", (404, {"message": "Not Found"}))
    pull, note = pulls(server).publish([request()], catalog(), None)
    assert pull == PullRequest(20, True, frozenset({request().id})) and note == ""
    (tree,) = server.sent("POST", "/git/trees")
    assert tree["tree"][0]["content"] == "a: 1\n# e0/owner/e0-v0/waivers\n"
    (made,) = server.sent("POST", "/pulls")
    assert made["head"] == "jllm-sync/requests" and made["base"] == "main" and "- #12: waive" in made["body"]


def test_the_same_ticks_write_nothing(server: Server) -> None:
    writable(server)
    new = "a: 1\n# e0/owner/e0-v0/waivers\n"
    server.on("GET", "/contents/catalog.yaml", content("a: 1\n"), content(new))
    server.on("GET", "/git/ref/heads/jllm-sync/requests", (200, {"object": {"sha": "ours"}}))
    server.on("GET", "/git/commits/ours", (200, {"message": "x\n\nMade-by: jllm-sync\n"}))
    open_ = PullRequest(20, True, frozenset({request().id}))
    assert pulls(server).publish([request()], catalog(), open_) == (open_, "")
    assert {call.request.method for call in server.mock.calls} == {"GET"}


def test_a_branch_that_a_person_pushed_to_is_left_alone(server: Server) -> None:
    writable(server)
    server.on("GET", "/contents/catalog.yaml", content("a: 1\n"))
    server.on("GET", "/git/ref/heads/jllm-sync/requests", (200, {"object": {"sha": "theirs"}}))
    server.on("GET", "/git/commits/theirs", (200, {"message": "my fix"}))
    open_ = PullRequest(20, True, frozenset())
    pull, note = pulls(server).publish([request()], catalog(), open_)
    assert pull == open_ and "somebody pushed" in said(note, "en")


def test_an_unclear_answer_opens_no_second_pull_request(server: Server) -> None:
    writable(server)
    server.mock.remove("POST", "https://api.github.com:443/repos/octo/list/pulls")
    server.on("POST", "/pulls", (502, {}))
    server.on("GET", "/contents/catalog.yaml", content("a: 1\n"))
    server.on("GET", "/git/ref/heads/jllm-sync/requests", (404, {"message": "Not Found"}))
    body = f"<!-- jllm-sync:requests {request().id} -->"
    theirs = {"number": 30, "state": "open", "body": body, "user": {"login": "mallory"}}
    ours = {"number": 20, "state": "open", "body": body, "user": {"login": BOT}}
    server.on("GET", "/pulls", (200, [theirs, ours]))
    pull, _ = pulls(server).publish([request()], catalog(), None)
    assert pull and pull.number == 20 and len(server.sent("POST", "/pulls")) == 1


def test_ticks_taken_back_close_the_pull_request(server: Server) -> None:
    server.on("PATCH", "/pulls/20", (200, {}))
    pull, _ = pulls(server).publish([], catalog(), PullRequest(20, True, frozenset({"x"})))
    assert pull == PullRequest(20, False, frozenset())
    assert server.sent("PATCH", "/pulls/20")[0]["state"] == "closed"


def test_edits_that_do_not_fit_are_said(server: Server) -> None:
    def refuse(data: bytes, edits: Sequence[CatalogEdit], file: str) -> bytes:
        raise UserError("expected 4096; found 2048")

    writable(server)
    server.on("GET", "/contents/catalog.yaml", content("a: 1\n"))
    pull, note = pulls(server, refuse).publish([request()], catalog(), None)
    assert pull is None and "expected 4096; found 2048" in said(note, "en")


@pytest.mark.parametrize("status", [403, 404])
def test_a_token_that_may_not_open_pull_requests_does_not_stop_the_issues(server: Server, status: int) -> None:
    from jllm_sync.issues.sync import sync
    from tests.issues.test_github import issue
    from tests.issues.world import report

    server.on("GET", "", (200, {"full_name": "octo/list", "default_branch": "main"}))
    server.on("GET", "/issues", (200, [issue()]))
    server.on("GET", "/pulls", (200, []))
    server.on("PATCH", "/issues/7", (200, issue()))
    server.on("GET", "/issues/7/comments", (200, []))
    server.on("POST", "/issues/7/comments", (201, {}))
    synced = sync(server.api, report(), IssueSettings(), ASKED, "catalog.yaml", edit)
    assert synced.result.complete and [one.outcome for one in synced.result.results] == ["done", "done"]


def test_the_pull_request_of_pages_changes_each_page_and_begins_the_settings(server: Server) -> None:
    page = "|  | License |\n|---|---|\n| [V](https://huggingface.co/owner/e0-v0) | MIT |\n"
    writable(server)
    for path in ("README.md", "en/README.md"):
        server.on("GET", f"/contents/{path}", content(page))
    server.on("GET", "/git/ref/heads/jllm-sync/requests", (404, {"message": "Not Found"}))
    document = PagesInRepository((("README.md", "ja"), ("en/README.md", "en")))
    pages = PagesDocument([PageFile(path, page.encode(), language) for path, language in document.pages])
    found = replace(finding(), entry="owner-e0-v0")
    edit = Edit(("owner-e0-v0", "license"), "set", "mit", "apache-2.0", HERE)
    fix = replace(found, rule="license-drift", field="license", fix=Fix("unsafe", (edit,)))
    asked = [request(of=found), request("fix", fix)]
    pulls(server, document).publish(asked, pages.catalog, None)
    (tree,) = server.sent("POST", "/git/trees")
    files = {one["path"]: one["content"] for one in tree["tree"]}
    assert [*files] == ["README.md", "en/README.md", "catalog.yaml"]
    assert all("| Apache 2.0 |" in files[path] for path in ("README.md", "en/README.md"))
    assert "pages: {ja: README.md, en: en/README.md}" in files["catalog.yaml"]
    assert 'reason: "issue #12"' in files["catalog.yaml"]

"""The safe fixes as one pull request: a real server that answers as GitHub does, and the program on a checkout."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from jllm_sync.issues.client import Api, Clock, GitHubFailure, access_from, open_repository
from jllm_sync.issues.model import IssueSettings
from jllm_sync.issues.pull_request import FixPullRequest, branch_of
from jllm_sync.messages import said
from tests.github_action.github_server import GitHubServer

MAY = {"contents": "write", "pull-requests": "write"}
OLD, NEW, NEWER = b"license: mit\n", b"license: gemma\n", b"license: apache-2.0\n"
BRANCH = "jllm-sync/fixes"


def publish(github: GitHubServer, new: bytes, *, complete: bool = True, base: str = "") -> tuple[str, bool]:
    api = Api("secret-token", "octo/list", github.url, clock=Clock(lambda _: None))
    fixes = FixPullRequest(api, open_repository(api, needs_issues=False), IssueSettings(), base)
    outcome, done = fixes.publish({"catalog.yaml": (OLD, new), "en.md": (OLD, OLD)}, complete=complete)
    return said(outcome, "en"), done


def served(**permissions: str) -> GitHubServer:
    return GitHubServer({"catalog.yaml": OLD.decode(), "en.md": OLD.decode()}, permissions or MAY)


def test_one_pull_request_that_later_runs_renew() -> None:
    with served() as github:
        assert publish(github, OLD) == ("No fixes to propose", True)
        assert github.writes() == []
        assert publish(github, NEW) == ("The fixes are in pull request #1", True)
        assert github.branches[BRANCH] == {"catalog.yaml": NEW, "en.md": OLD}
        assert github.pulls[1]["base"] == "main" and "waive in the catalog" in github.pulls[1]["body"]
        written = github.writes()
        assert publish(github, NEW) == ("The fixes are in pull request #1", True)
        assert github.writes() == written  # the same content is not written again
        assert publish(github, NEWER) == ("The fixes are in pull request #1", True)
        assert github.branches[BRANCH]["catalog.yaml"] == NEWER
        assert list(github.pulls) == [1] and github.branches["main"]["catalog.yaml"] == OLD


def test_it_is_closed_with_a_word_when_nothing_is_left_but_not_by_a_run_that_saw_half() -> None:
    with served() as github:
        publish(github, NEW)
        assert publish(github, OLD, complete=False) == ("No fixes to propose", True)
        assert github.pulls[1]["state"] == "open"
        assert publish(github, OLD) == ("Nothing is left to correct: pull request #1 is closed", True)
        assert github.pulls[1]["state"] == "closed" and "has been mended" in github.pulls[1]["body"]
        assert publish(github, OLD) == ("No fixes to propose", True)


def test_what_somebody_pushed_is_left_alone() -> None:
    with served() as github:
        publish(github, NEW)
        github.branches[BRANCH] = {"catalog.yaml": b"by hand\n", "en.md": OLD}
        told, done = publish(github, NEWER)
        assert "somebody pushed" in told and not done
        assert github.branches[BRANCH]["catalog.yaml"] == b"by hand\n"


def test_what_somebody_amended_is_left_alone_though_it_keeps_our_words() -> None:
    with served() as github:
        publish(github, NEW)
        words, _ = github.commits[github.heads[BRANCH]]
        mended = {"catalog.yaml": b"license: gemma-2\n", "en.md": OLD}
        github.branches[BRANCH], github.heads[BRANCH] = mended, github.commit(words, mended)
        told, done = publish(github, NEWER)
        assert "somebody pushed" in told and not done
        assert github.branches[BRANCH] == mended


SCRIPT = "Correct what the Hub says otherwise"
BY_GIT = "41898282+github-actions[bot]@users.noreply.github.com"


def by_the_script_of_0_1_0(github: GitHubServer, committer: str = BY_GIT, words: str = f"{SCRIPT}\n") -> None:
    """The branch and the pull request that the Action's own script had made with git: no trailer, no marker."""
    files = {"catalog.yaml": NEW, "en.md": OLD}
    github.branches[BRANCH], github.heads[BRANCH] = files, github.commit(words, files)
    github.people = {"author": {"email": BY_GIT}, "committer": {"email": committer}}
    sent = {"title": SCRIPT, "body": "These edits follow from the evidence", "head": BRANCH, "base": "main"}
    github.answer("POST", "/repos/octo/list/pulls", {}, sent)


def test_the_pull_request_of_0_1_0_is_carried_on() -> None:
    with served() as github:
        by_the_script_of_0_1_0(github)
        assert publish(github, NEWER) == ("The fixes are in pull request #1", True)
        assert list(github.pulls) == [1] and "jllm-sync:requests fixes" in github.pulls[1]["body"]
        assert github.branches[BRANCH]["catalog.yaml"] == NEWER
        assert publish(github, OLD) == ("Nothing is left to correct: pull request #1 is closed", True)


def test_the_pull_request_of_0_1_0_is_closed_when_nothing_is_left() -> None:
    with served() as github:
        by_the_script_of_0_1_0(github)
        assert publish(github, OLD) == ("Nothing is left to correct: pull request #1 is closed", True)
        assert github.pulls[1]["state"] == "closed"


@pytest.mark.parametrize(
    ("committer", "words"), [("someone@example.org", SCRIPT), (BY_GIT, f"{SCRIPT}\n\nand by hand"), ("", SCRIPT)]
)
def test_what_somebody_pushed_onto_the_branch_of_0_1_0_is_left_alone(committer: str, words: str) -> None:
    with served() as github:
        by_the_script_of_0_1_0(github, committer, words)
        told, done = publish(github, NEWER)
        assert "somebody pushed" in told and not done
        assert github.branches[BRANCH]["catalog.yaml"] == NEW


def test_catalogs_whose_labels_are_in_japanese_have_branches_of_their_own() -> None:
    branches = {branch_of(IssueSettings(label=label), "fixes") for label in ("監査", "点検", "監査 2", "jllm-sync")}
    assert len(branches) == 4 and BRANCH in branches
    assert all(re.fullmatch("[A-Za-z0-9-]+/fixes", branch) for branch in branches)


def test_a_branch_that_has_moved_on_is_not_turned_back() -> None:
    with served() as github:
        github.branches["main"]["en.md"] = b"by somebody, a minute ago\n"
        told, done = publish(github, NEW)
        assert "en.md on main is not what this run has read" in told and not done
        assert github.writes() == []


def test_another_branch_is_fixed_where_the_run_is_about_that() -> None:
    with served() as github:
        github.branches["next"] = {"catalog.yaml": OLD, "en.md": OLD}
        assert publish(github, NEW, base="next")[1]
        assert github.pulls[1]["base"] == "next"


def test_a_refusal_says_which_setting_allows_it() -> None:
    with served(contents="write") as github:
        github.private = False
        with pytest.raises(GitHubFailure) as refused:
            publish(github, NEW)
    assert "allow GitHub Actions to create pull requests" in str(refused.value)
    assert "secret-token" not in str(refused.value)


@pytest.mark.parametrize(("host", "below"), [("127.0.0.1", "/api/v3"), ("127.0.0.1", "/api/v3/"), ("::1", "")])
def test_a_server_of_ones_own_below_a_path_or_at_an_ipv6_address(host: str, below: str) -> None:
    try:
        made = GitHubServer({"catalog.yaml": OLD.decode(), "en.md": OLD.decode()}, MAY, host=host)
    except OSError:
        pytest.skip("this machine has no IPv6")
    with made as github:
        environment = {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "octo/list", "GITHUB_API_URL": github.url + below}
        access = access_from(environment)
        api = Api(access.token, access.repository, access.api_url, clock=Clock(lambda _: None))
        fixes = FixPullRequest(api, open_repository(api, needs_issues=False), IssueSettings())
        assert fixes.publish({"catalog.yaml": (OLD, NEW), "en.md": (OLD, OLD)}, complete=True)[1]
        assert github.branches[BRANCH]["catalog.yaml"] == NEW


CATALOG = """\
title: T
settings: {language: en}
licenses: {mit: {name: MIT, accepts: [{license: mit}]}}
sections: [{id: a, title: A, entries: [{id: e, name: E, license: mit, variants: [{repo: lab/old}]}]}]
"""
RECORDING = [
    {"schema": "jllm-sync/recording/1", "recorded_at": "2026-08", "endpoint": "https://huggingface.co"},
    {
        "repo": "lab/old",
        "kind": "model",
        "state": {"value": "renamed", "to": "lab/new", "source": 0},
        "sources": [{"kind": "label", "path": "repo page", "url": "https://huggingface.co/lab/new/tree/main"}],
    },
]


@pytest.mark.parametrize("renamed", [True, False])
def test_apply_proposes_and_leaves_the_checkout_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], renamed: bool
) -> None:
    from jllm_sync.cli import main

    (tmp_path / ".git").mkdir()
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    rows = RECORDING if renamed else RECORDING[:1]
    (tmp_path / "hub.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    monkeypatch.chdir(tmp_path)
    with GitHubServer({"catalog.yaml": CATALOG}, MAY) as github:
        for name, value in {"TOKEN": "t", "REPOSITORY": "octo/list", "API_URL": github.url}.items():
            monkeypatch.setenv(f"GITHUB_{name}", value)
        monkeypatch.setattr("sys.argv", ["jllm-sync", "apply", "--hub", "hub.jsonl", "--pull-request"])
        with pytest.raises(SystemExit) as ended:
            main()
        told = capfdbinary.readouterr().out.decode()
        assert (tmp_path / "catalog.yaml").read_text() == CATALOG
        if renamed:
            assert (ended.value.code, told) == (0, "The fixes are in pull request #1\n")
            assert b"lab/new" in github.branches[BRANCH]["catalog.yaml"]
        else:  # a recording that holds nothing: incomplete
            assert (ended.value.code, told, github.writes()) == (3, "No fixes to propose\n", [])

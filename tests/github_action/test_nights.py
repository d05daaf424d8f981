"""Runs of the whole Action, as GitHub would make them: first and second night, pull requests, ticks, forks.

The steps are those of action.yml, in order and with their conditions; the Hub and GitHub are servers on the loopback.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import comment_on_pull_request
from jllm_sync.issues import client
from tests.github_action.github_server import GitHubServer
from tests.github_action.runner import ROOT, Runner, evaluated
from tests.hub_server import HubServer, Repo

CATALOG = """\
title: Approved models
settings: {language: en}
sections:
  - id: approved
    title: Approved
    entries:
      - id: small
        name: Small
        license: apache-2.0
        variants: [{repo: acme/small-7b}]
      - id: big
        name: Big
        license: mit
        variants: [{repo: acme/big-70b}]
"""
CONFIG = json.dumps({"model_type": "llama", "max_position_embeddings": 4096}).encode()


def job_of(page: str, heading: str) -> dict[str, Any]:
    """The job of the first workflow in a page below a heading."""
    text = (ROOT / page).read_text(encoding="utf-8").partition(heading)[2]
    block = re.search(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert block
    (job,) = yaml.safe_load(block[1])["jobs"].values()
    return dict(job)


JOB = job_of("README.md", "## The GitHub Action")
"""The ten lines of the README, as they are pasted."""
GIVEN = next(step["with"] for step in JOB["steps"] if step["uses"].startswith("OWNER/"))


def hub_repo(id_: str, license_: str) -> Repo:
    card = f"---\nlicense: {license_}\n---\n# A model\n".encode()
    info: dict[str, Any] = {
        "cardData": {"license": license_},
        "tags": [f"license:{license_}"],
        "createdAt": "2025-01-01T00:00:00.000Z",
    }
    info |= {"lastModified": "2025-01-02T00:00:00.000Z", "gated": False, "private": False, "disabled": False}
    files = {"README.md": card, "config.json": CONFIG, "model.safetensors": b"0"}
    return Repo(id_, "model", id_.encode().hex()[:12].ljust(40, "0"), info, files)


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer([hub_repo("acme/small-7b", "mit"), hub_repo("acme/big-70b", "mit")]) as server:
        yield server


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    (folder / "catalog.yaml").write_text(CATALOG, encoding="utf-8")
    commit(folder, "before")
    return folder


def commit(folder: Path, words: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "init.defaultBranch=main"]
    commands = [["init", "--quiet"]] if not (folder / ".git").exists() else []
    for arguments in (*commands, ["add", "catalog.yaml"], ["commit", "--quiet", "--message", words]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def runner(workspace: Path, hub: HubServer, github: GitHubServer) -> Runner:
    folder = workspace.parent / "github"
    folder.mkdir()
    return Runner(workspace, folder, {"HF_ENDPOINT": hub.url, "GITHUB_API_URL": github.url})


def test_a_first_and_a_second_night_with_what_the_readme_shows(workspace: Path, hub: HubServer) -> None:
    with GitHubServer({"catalog.yaml": CATALOG}, JOB["permissions"]) as github:
        actions = runner(workspace, hub, github)
        first = actions.run(GIVEN)
        assert (first.outputs["exit-code"], first.outputs["errors"], first.outputs["complete"]) == ("0", "1", "true")
        assert first.green, first.log
        assert [one["title"] for one in github.open_issues] == [
            "Audit: Small: license-drift",
            "Audit dashboard: Approved models",
        ]
        assert all("next run opens" not in one["body"] for one in github.open_issues)  # it may open none
        assert "::error file=catalog.yaml,line=9," in first.log
        assert "license-drift" in first.summary and "### Issues" in first.summary and "create  Audit" in first.summary
        assert github.pulls == {}

        hub.forget()
        before = len(github.writes())
        second = actions.run({**GIVEN, "fail-on": "error"})
        assert [name for name, outcome in second.steps.items() if outcome == "failure"] == ["Result"], second.log
        assert second.outputs["errors"] == "1"
        assert "new since the last run: 0" in second.summary
        assert hub.count("resolvers") == 0  # the state was restored: no file is read again
        assert set(github.writes()[before:]) <= {"PATCH /repos/octo/list/issues/2 200"}  # the dashboard's day


def test_a_pull_request_that_breaks_the_catalog_is_told_at_its_line_and_in_one_comment(
    workspace: Path, hub: HubServer
) -> None:
    with GitHubServer({"catalog.yaml": CATALOG}, {"contents": "read", "pull-requests": "write"}) as github:
        github.pulls[7] = {"number": 7, "state": "open", "head": {"ref": "change"}, "user": {"login": "someone"}}
        actions = runner(workspace, hub, github)
        inputs = {"comment": "true", "open-issues": "true", "changed-since": "HEAD"}
        asking: dict[str, Any] = {"event": "pull_request", "pull_request": {"number": 7}}

        (workspace / "catalog.yaml").write_text(CATALOG.replace("license: mit", "licence: mit"), encoding="utf-8")
        broken = actions.run(inputs, **asking)
        assert not broken.green and broken.steps["Comment"] == "success", broken.log
        assert (broken.outputs["exit-code"], broken.outputs["report"], broken.outputs["complete"]) == ("2", "", "false")
        assert re.search(r"^::error file=catalog.yaml,line=13,col=\d+,title=jllm-sync::.*licence", broken.log, re.M)
        assert "the catalog cannot be read" in broken.summary
        (comment,) = github.comments.values()
        assert "the catalog cannot be read" in comment["body"] and comment["issue"] == 7

        changed = CATALOG.replace("license: mit", "license: gemma")
        (workspace / "catalog.yaml").write_text(changed, encoding="utf-8")
        wrong = actions.run(inputs, **asking)
        assert (wrong.outputs["errors"], wrong.steps["Issues"]) == ("1", "skipped")
        (comment,) = github.comments.values()  # renewed, not repeated
        assert "license-drift" in comment["body"] and "cannot be read" not in comment["body"]

        assert github.issues == {}


def commented(github: GitHubServer, folder: Path, monkeypatch: pytest.MonkeyPatch, found: str, text: str) -> None:
    (folder / "event.json").write_text('{"pull_request": {"number": 7}}', encoding="utf-8")
    (folder / "told.md").write_text(text, encoding="utf-8")
    given = {"GITHUB_EVENT_PATH": folder / "event.json", "TOLD": folder / "told.md", "CATALOG": "catalog.yaml"}
    given |= {"GITHUB_API_URL": github.url, "GITHUB_REPOSITORY": "octo/list", "GITHUB_TOKEN": "t", "FOUND": found}
    for name, value in given.items():
        monkeypatch.setenv(name, str(value))
    assert comment_on_pull_request.main() == 0


def test_a_comment_is_bounded_renewed_when_all_is_well_and_never_somebody_elses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(client, "BETWEEN_WRITES", 0)
    with GitHubServer({}, {"pull-requests": "write"}) as github:
        github.pulls[7] = {"number": 7}
        commented(github, tmp_path, monkeypatch, "0 0 0 0", "Nothing to report.")
        assert github.comments == {}  # no noise where nothing was ever found

        commented(github, tmp_path, monkeypatch, "1 0 0 1", "| 長い表 |\n" * 20_000)
        (ours,) = github.comments.values()
        assert len(ours["body"]) < 65_536 and "The rest is in the [summary of the run](" in ours["body"]
        mine = {"id": 1, "issue": 7, "body": ours["body"], "user": {"login": "mallory", "type": "User"}}
        github.comments = {1: dict(mine), ours["id"]: ours}
        commented(github, tmp_path, monkeypatch, "0 0 0 0", "Nothing to report.")
        assert github.comments[1] == mine and len(github.comments) == 2
        assert ours["body"].endswith("Nothing to report.")
        before = len(github.writes())
        commented(github, tmp_path, monkeypatch, "0 0 0 0", "Nothing to report.")
        assert len(github.writes()) == before
        assert "The comment says it already" in capsys.readouterr().out


def tick(github: GitHubServer) -> None:
    (one, *_) = github.open_issues
    assert "- [ ] **open a fix pull request**" in one["body"]
    one["body"] = one["body"].replace("- [ ] **open a fix", "- [x] **open a fix")


def test_a_box_ticked_without_the_permission_freezes_nothing_and_waits_for_it(workspace: Path, hub: HubServer) -> None:
    with GitHubServer({"catalog.yaml": CATALOG}, {"contents": "read", "issues": "write"}) as github:
        actions = runner(workspace, hub, github)
        inputs = {"open-issues": "true", "fail-on": "never"}
        assert actions.run(inputs).green
        tick(github)
        big = hub.repo("acme/big-70b")  # and meanwhile something else comes up
        big.info |= {"cardData": {"license": "gemma"}, "tags": ["license:gemma"]}
        big.files["README.md"], big.sha = b"---\nlicense: gemma\n---\n", "9" * 40
        night = actions.run(inputs)
        assert night.green and night.steps["Issues"] == "success", night.log
        assert "contents: write" in night.summary and "contents: write" in github.open_issues[0]["body"]
        assert github.pulls == {} and set(github.branches) == {"main"}
        assert "Audit: Big: license-drift" in [one["title"] for one in github.open_issues]

        github.permissions = {"contents": "write", "issues": "write", "pull-requests": "write"}
        night = actions.run(inputs)
        assert night.green, night.log
        (pull,) = github.pulls.values()
        assert pull["head"]["ref"] == "jllm-sync/requests"
        assert b"license: mit\n" in github.branches["jllm-sync/requests"]["catalog.yaml"].partition(b"id: big")[0]
        assert f"waits in #{pull['number']}" in github.open_issues[0]["body"]


def test_a_pull_request_from_a_fork_needs_no_secret_and_no_permission(workspace: Path, hub: HubServer) -> None:
    """Its token reads only, and its secrets are empty: it is audited, and the comment is a warning."""
    with GitHubServer({"catalog.yaml": CATALOG}, {"contents": "read", "pull-requests": "read"}) as github:
        github.pulls[7] = {"number": 7, "state": "open", "head": {"ref": "change"}, "user": {"login": "someone"}}
        (workspace / "catalog.yaml").write_text(CATALOG.replace("license: mit", "license: gemma"), encoding="utf-8")
        inputs = {"comment": "true", "open-issues": "true", "open-fix-pull-request": "true", "site": "_site"}
        inputs |= {"changed-since": "HEAD", "fail-on": "never", "hub-token": ""}
        done = runner(workspace, hub, github).run(inputs, "pull_request", pull_request={"number": 7})
        assert done.green, done.log
        assert "::warning title=jllm-sync::comment: " in done.log and "from a fork has read access only" in done.log
        assert done.outputs["errors"] == "1" and "license-drift" in done.summary
        skipped = {name for name, outcome in done.steps.items() if outcome == "skipped"}
        assert {"Issues", "Fixes", "Site", "Keep the state for the next run"} <= skipped
        assert github.writes() == [] and github.comments == {}


def test_expressions_as_github_reads_them() -> None:
    names = {"inputs": {"a": "true", "b": ""}, "github": {"event_name": "pull_request_target"}}
    for text, value in {
        "inputs.a == 'true' && inputs.b == ''": True,
        "inputs.b || 'it''s'": "it's",
        "!startsWith(github.event_name, 'pull_request')": False,
        "inputs.a != 'TRUE' || (inputs.none == '' && always())": True,
    }.items():
        assert evaluated(text, names) == value

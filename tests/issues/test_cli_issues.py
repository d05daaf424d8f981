"""The commands as they are typed, on the embedded recording."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jllm_sync.cli import app
from jllm_sync.errors import UserError

RUN = CliRunner()
NONE = ["--hub", "recorded", "--existing", "/dev/null"]


def test_a_plan_of_the_recorded_audit() -> None:
    result = RUN.invoke(app, ["issues", "plan", *NONE])
    assert result.exit_code == 0, result.output
    assert "create  Audit dashboard: Overview of Japanese LLMs  (dashboard)" in result.output
    assert result.output.count("create  ") == 11


def test_a_plan_as_json_holds_the_bodies() -> None:
    result = RUN.invoke(app, ["issues", "plan", *NONE, "--format", "json"])
    data = json.loads(result.output)
    assert data["schema"] == "jllm-sync/issues/1"
    assert {action["action"] for action in data["actions"]} == {"create"}
    assert all(len(action["body"]) <= 65_536 for action in data["actions"])


def test_a_plan_with_existing_issues_from_a_file(tmp_path: Path) -> None:
    planned = json.loads(RUN.invoke(app, ["issues", "plan", *NONE, "--format", "json"]).output)["actions"]
    existing = [
        {
            "number": number,
            "title": action["title"],
            "body": action["body"],
            "state": "open",
            "user": {"login": "github-actions[bot]"},
            "labels": [{"name": "jllm-sync"}],
        }
        for number, action in enumerate(planned, 1)
        if action["key"] != "dashboard"
    ]
    file = tmp_path / "issues.json"
    file.write_text(json.dumps(existing))
    result = RUN.invoke(app, ["issues", "plan", "--hub", "recorded", "--existing", str(file), "--body", "dashboard"])
    assert "| #1 |" in result.output


@pytest.mark.parametrize("text", ["{", '[{"number": 1}]', "[1]", '{"a": 1}'])
def test_a_file_that_holds_no_issues_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "issues.json"
    file.write_text(text)
    result = RUN.invoke(app, ["issues", "plan", "--hub", "recorded", "--existing", str(file)])
    assert isinstance(result.exception, UserError) and "list of issues" in str(result.exception)


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "x"}, "GITHUB_REPOSITORY"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a b"}, "expected owner/name"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "ftp://x"}, "GITHUB_API_URL"),
    ],
)
def test_a_sync_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], message: str) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = RUN.invoke(app, ["issues", "sync", "--hub", "recorded"])
    assert isinstance(result.exception, UserError) and message in str(result.exception)

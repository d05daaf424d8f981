"""The commands as they are typed, on the embedded recording."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jllm_sync.cli import app
from jllm_sync.errors import UserError
from tests.cli.conftest import SMALL
from tests.issues.test_github import Server, issue, server

__all__ = ["server"]

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
        ({}, "GITHUB_TOKEN, GITHUB_REPOSITORY (owner/name) are not set"),
        ({"GITHUB_REPOSITORY": "a/b"}, "GITHUB_TOKEN is not set"),
        ({"GITHUB_TOKEN": "x"}, "GITHUB_REPOSITORY"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a b"}, "expected owner/name"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "ftp://x"}, "GITHUB_API_URL"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "http://127.0.0.1:99999"}, "99999"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "GITHUB_API_URL": "http://[::1"}, "GITHUB_API_URL"),
        ({"GITHUB_TOKEN": "x", "GITHUB_REPOSITORY": "a/b", "ALL_PROXY": "ftp://x"}, "ALL_PROXY: expected the address"),
        ({"GITHUB_TOKEN": "s3cret\n", "GITHUB_REPOSITORY": "a/b"}, "GITHUB_TOKEN holds characters that no token has"),
        ({"GITHUB_TOKEN": "s3crét", "GITHUB_REPOSITORY": "a/b"}, "GITHUB_TOKEN holds characters that no token has"),
    ],
)
@pytest.mark.parametrize("command", ["plan", "sync"])
def test_what_the_access_lacks_is_said_before_the_audit(
    monkeypatch: pytest.MonkeyPatch, command: str, environment: dict[str, str], message: str
) -> None:
    for name in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = RUN.invoke(app, ["issues", command, "--hub", "nowhere.jsonl"])
    assert isinstance(result.exception, UserError) and message in str(result.exception)
    assert "s3cr" not in str(result.exception)


def test_a_plan_without_github_promises_no_sync(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "x")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/list")
    monkeypatch.delenv("GITHUB_API_URL", raising=False)
    server.on("GET", "", (200, []))  # no repository
    said = "GET /repos/octo/list: the answer could not be read; "
    for command, outcome in (("plan", "without the existing issues there is no plan"), ("sync", "nothing was changed")):
        result = RUN.invoke(app, ["issues", command, "--hub", "recorded"])
        assert result.exit_code == 3
        assert f"{said}{outcome}" in result.stderr
        assert ("next sync" in result.stderr) is (command == "sync")


# --- from a report


def report_of(folder: Path, *options: str, exit_code: int = 1) -> str:
    """A report that `check` wrote about the catalog of this project."""
    file = folder / "report.json"
    result = RUN.invoke(app, ["check", "--hub", "recorded", "--format", "json", "-o", str(file), *options])
    assert result.exit_code == exit_code, result.output
    return str(file)


@pytest.mark.parametrize("options", [["--format", "json"], ["--body", "dashboard", "--lang", "ja"], []])
def test_a_plan_from_a_report_is_that_of_the_audit(tmp_path: Path, options: Sequence[str]) -> None:
    from_report = ["issues", "plan", "--from", report_of(tmp_path), "--existing", "/dev/null", *options]
    assert RUN.invoke(app, from_report).stdout == RUN.invoke(app, ["issues", "plan", *NONE, *options]).stdout


def test_a_report_may_come_as_one_of_several_formats(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    assert RUN.invoke(app, ["check", "--hub", "recorded", "--also", f"json={file}", "--lang", "ja"]).exit_code == 1
    assert RUN.invoke(app, ["issues", "plan", "--from", str(file), "--existing", "/dev/null"]).exit_code == 0


def test_a_report_needs_no_hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    result = RUN.invoke(app, ["issues", "plan", "--from", report_of(tmp_path), "--existing", "/dev/null"])
    assert (result.exit_code, result.output.count("create  ")) == (0, 11)
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]  # no state was opened


def test_an_incomplete_report_ends_with_3_and_closes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planned = json.loads(RUN.invoke(app, ["issues", "plan", *NONE, "--format", "json"]).output)["actions"]
    existing = tmp_path / "issues.json"
    existing.write_text(json.dumps([issue(number, one["body"]) for number, one in enumerate(planned, 1)]))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    report = report_of(tmp_path, "--hub", "live", "--no-state", exit_code=3)
    result = RUN.invoke(app, ["issues", "plan", "--from", report, "--existing", str(existing)])
    assert result.exit_code == 3
    assert "update  " in result.output and "close" not in result.output


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ("plan", ["--hub", "live"]),
        ("plan", ["--state", "state.db"]),
        ("plan", ["--no-state"]),
        ("plan", ["--trust-gone"]),
        ("sync", ["--trust-gone"]),
    ],
)
def test_options_for_the_hub_are_refused_beside_a_report(
    command: str, option: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "x")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/list")
    result = RUN.invoke(app, ["issues", command, "--from", "report.json", *option])
    assert isinstance(result.exception, UserError)
    assert str(result.exception).startswith(f"{option[0]} and --from: a report needs no Hub")


@pytest.mark.parametrize(
    ("made", "asked", "message"),
    [
        (["--entry", "calm2"], [], "found one narrowed by --entry calm2: the issues about all the rest would close"),
        (["--min-confidence", "high"], [], "those of --min-confidence high: issues would open or close for that"),
        ([], ["--min-confidence", "low"], "expected findings of --min-confidence low"),
    ],
)
def test_a_report_that_leaves_out_more_than_the_issues_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Sequence[str], asked: Sequence[str], message: str
) -> None:
    (tmp_path / "catalog.yaml").write_text(SMALL)
    monkeypatch.chdir(tmp_path)
    report = report_of(tmp_path, "--fail-on", "never", *made, exit_code=0)
    result = RUN.invoke(app, ["issues", "plan", "--from", report, "--existing", "/dev/null", *asked])
    assert isinstance(result.exception, UserError) and message in str(result.exception)


def test_a_sync_from_a_report(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = SMALL.replace("{language: en}", "{language: en, issues: {max_new: 1}}")
    (tmp_path / "catalog.yaml").write_text(catalog)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "x")
    monkeypatch.setenv("GITHUB_REPOSITORY", "octo/list")
    monkeypatch.delenv("GITHUB_API_URL", raising=False)
    server.on("GET", "", (200, {"full_name": "octo/list", "default_branch": "main"}))
    server.on("GET", "/issues", (200, []))
    server.on("POST", "/issues", (201, issue(7)), (201, issue(8)))
    report = report_of(tmp_path)
    result = RUN.invoke(app, ["issues", "sync", "--from", report])
    assert result.exit_code == 0, result.output
    titles = [sent["title"] for sent in server.sent("POST", "/issues")]
    assert titles == ["Audit: Kotoba-Whisper: license-drift", "Audit dashboard: A small list"]
    (tmp_path / "catalog.yaml").write_text(catalog + "# later\n")
    changed = RUN.invoke(app, ["issues", "sync", "--from", report])
    assert isinstance(changed.exception, UserError) and "as it is now (sha256" in str(changed.exception)
    assert len(server.sent("POST", "/issues")) == 2

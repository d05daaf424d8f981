"""What is known already is left out: --baseline and --new, as they are typed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from jllm_sync.data import schema
from tests.cli.conftest import SMALL, Program
from tests.hub.helpers import repo
from tests.hub_server import HubServer

RECORDED = ("--hub", "recorded", "--skip-rule", "variant-new", "--skip-rule", "family-new")


def report(program: Program, *arguments: str, **extra: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(program("check", "--format", "json", *arguments, **extra).stdout)
    Draft202012Validator(schema("report")).validate(data)
    return data


def rules(data: dict[str, Any]) -> list[str]:
    return [finding["rule"] for finding in data["findings"]]


@pytest.mark.parametrize(
    ("edit", "left", "left_out"),
    [
        (("", ""), [], 2),
        (("context: 512", "context: 640"), ["context-drift"], 1),  # another claim: the finding has changed
        (("name: BERT small", "name: A small BERT"), [], 2),
        (("title: A small list", "title: A small list\n# moved by a line"), [], 2),
        (("context: 4096", "context: 2048"), ["context-drift"], 2),  # of another repo
        (("        license: apache-2.0\n        variants: [{repo: kotoba", "        variants: [{repo: kotoba"), [], 1),
    ],
)
def test_a_baseline_holds_what_has_not_changed_since(
    program: Program, catalog: Path, edit: tuple[str, str], left: list[str], left_out: int
) -> None:
    program("check", *RECORDED, "--format", "json", "-o", "known.json")
    catalog.write_text(SMALL.replace(*edit, 1), encoding="utf-8")
    data = report(program, *RECORDED, "--baseline", "known.json")
    assert rules(data) == left
    assert data["selection"]["baseline"] == {"report": "known.json", "last_run": False, "left_out": left_out}
    assert sum(data["summary"].values()) == len(left)


def test_without_a_baseline_nothing_is_said_of_one(program: Program, catalog: Path) -> None:
    assert "baseline" not in report(program, *RECORDED)["selection"]
    assert "left out" not in program("check", *RECORDED).stdout


@pytest.mark.parametrize("fail_on", ["error", "info"])
def test_what_is_known_fails_no_run(program: Program, catalog: Path, fail_on: str) -> None:
    assert program("check", *RECORDED, "--format", "json", "-o", "known.json").returncode == 1
    assert program("check", *RECORDED, "--baseline", "known.json", "--fail-on", fail_on).returncode == 0


@pytest.mark.parametrize(
    ("format_", "language", "says"),
    [
        ("text", "en", "\nleft out, as known from known.json: 2 findings\n\nNothing new to report.\n"),
        ("text", "ja", "\nknown.json にある既知の指摘 2 件を除外\n\n新しい指摘はありません。\n"),
        ("markdown", "en", "## jllm-sync: Nothing new to report.\n"),
        ("markdown", "en", "<br>left out, as known from `known.json`: 2 findings\n"),
        ("markdown", "ja", "<br>`known.json` にある既知の指摘 2 件を除外\n"),
        ("github", "en", "waived: 0; left out, as known from known.json: 2 findings; repos checked"),
    ],
)
def test_every_format_for_people_says_so(
    program: Program, catalog: Path, format_: str, language: str, says: str
) -> None:
    program("check", *RECORDED, "--format", "json", "-o", "known.json")
    asked = ("--baseline", "known.json", "--format", format_, "--lang", language)
    assert says in program("check", *RECORDED, *asked).stdout


def test_validate_takes_a_baseline_too(program: Program, catalog: Path) -> None:
    catalog.write_text(
        SMALL.replace("        context: 512\n", "        parameters: 3b\n").replace("bert-small-", "bert-7b-")
    )
    before = program("validate", "--format", "json", "-o", "known.json", "--fail-on", "warning")
    assert before.returncode == 1
    after = program("validate", "--baseline", "known.json", "--fail-on", "warning")
    assert (after.returncode, after.stdout.splitlines()[-1]) == (0, "Nothing new to report.")
    assert "known from known.json: 1 finding\n" in after.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "known.json: no such file"),
        ("[]", "known.json: expected a report of jllm-sync"),
        ("{", "known.json: expected a report as JSON"),
    ],
)
@pytest.mark.parametrize("command", [("check", *RECORDED), ("validate",)])
def test_what_is_no_report_is_refused(
    program: Program, catalog: Path, tmp_path: Path, command: tuple[str, ...], content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / "known.json").write_text(content)
    result = program(*command, "--baseline", "known.json")
    assert result.returncode == 2 and says in result.stderr


def test_the_baseline_is_never_overwritten(program: Program, catalog: Path, tmp_path: Path) -> None:
    program("check", *RECORDED, "--format", "json", "-o", "known.json")
    before = (tmp_path / "known.json").read_bytes()
    result = program("check", *RECORDED, "--baseline", "known.json", "--format", "json", "-o", "known.json")
    assert result.returncode == 2 and "the file that --baseline names" in result.stderr
    assert (tmp_path / "known.json").read_bytes() == before


def test_issues_refuse_such_a_report(program: Program, catalog: Path, tmp_path: Path) -> None:
    program("check", "--hub", "recorded", "--format", "json", "-o", "known.json")
    program("check", "--hub", "recorded", "--baseline", "known.json", "--format", "json", "-o", "new.json")
    (tmp_path / "issues.json").write_text("[]")
    result = program("issues", "plan", "--from", "new.json", "--existing", "issues.json")
    assert result.returncode == 2 and "found one narrowed by --baseline known.json" in result.stderr


# --- the last run of the state

LIST = """\
title: A list
settings: {language: en}
sections:
  - id: a
    title: A
    entries:
      - {id: one, license: mit, variants: [{repo: lab/one}]}
      - {id: two, context: 4096, variants: [{repo: lab/two}]}
"""


def served() -> list[Any]:
    config = {"model_type": "llama", "max_position_embeddings": 2048}
    return [
        repo("lab/one", files={"README.md": b"# One"}, cardData={"license": "apache-2.0"}),
        repo("lab/two", files={"config.json": json.dumps(config).encode()}),
    ]


def whole(program: Program, url: str) -> None:
    program("check", *STATE, HF_ENDPOINT=url)


def nothing(program: Program, url: str) -> None:
    """No run before."""


def narrowed(program: Program, url: str) -> None:
    program("check", *STATE, "--entry", "one", HF_ENDPOINT=url)


def shown(program: Program, url: str) -> None:
    program("show", "lab/two", *STATE, HF_ENDPOINT=url)


def cut_short(program: Program, url: str) -> None:
    program("check", *STATE, "--max-requests", "0", HF_ENDPOINT=url)


STATE = ("--state", "state.db")
RULES = ["license-drift", "context-drift"]


@pytest.mark.parametrize(
    ("runs", "new"),
    [
        ((nothing,), RULES),
        ((whole,), []),
        ((narrowed,), RULES),  # what it left out it cannot have missed
        ((whole, narrowed), []),
        ((whole, shown), []),
        ((whole, cut_short), []),
        ((cut_short, whole, whole), []),
    ],
)
def test_new_is_what_the_last_whole_run_did_not_find(
    program: Program, tmp_path: Path, runs: tuple[Callable[[Program, str], None], ...], new: list[str]
) -> None:
    (tmp_path / "catalog.yaml").write_text(LIST)
    with HubServer(served()) as server:
        for run in runs:
            run(program, server.url)
        data = report(program, *STATE, "--new", HF_ENDPOINT=server.url)
    assert rules(data) == new
    assert data["selection"]["baseline"]["last_run"] is True
    first = ["The state holds no complete run over the whole of catalog.yaml yet: everything counts as new."]
    assert [note["en"] for note in data.get("notes", ())] == (first if new else [])


def test_what_changes_vanishes_or_comes_back_is_new(program: Program, tmp_path: Path) -> None:
    """Night by night, each told what the night before did not know."""
    path = tmp_path / "catalog.yaml"
    nights = [
        (LIST, RULES),
        (LIST, []),
        (LIST.replace("context: 4096", "context: 8192"), ["context-drift"]),
        (LIST.replace("context: 4096", "context: 2048"), []),
        (LIST.replace("context: 4096", "context: 8192"), ["context-drift"]),
    ]
    with HubServer(served()) as server:
        for text, new in nights:
            path.write_text(text)
            assert rules(report(program, *STATE, "--new", HF_ENDPOINT=server.url)) == new


def test_the_summary_of_a_job_leads_with_what_is_new(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    nights = [
        (LIST.replace("license: mit, ", ""), None, ["Errors and warnings"]),
        (LIST.replace("license: mit, ", ""), 0, ["Errors and warnings"]),
        (LIST, 1, ["New since the last run", "Errors and warnings, known before"]),
    ]
    with HubServer(served()) as server:
        for text, new, headings in nights:
            path.write_text(text)
            told = program("check", *STATE, "--format", "markdown", HF_ENDPOINT=server.url).stdout
            assert [line[4:] for line in told.splitlines() if line.startswith("### ")] == headings
            assert (f"<br>new since the last run: {new}\n" in told) is (new is not None)
            assert told.count("`context-drift`") == 1
    assert told.index("`license-drift`") < told.index("known before") < told.index("`context-drift`")


def test_each_catalog_of_a_state_has_its_own_last_run(program: Program, tmp_path: Path) -> None:
    for name in ("catalog.yaml", "other.yaml"):
        (tmp_path / name).write_text(LIST)
    with HubServer(served()) as server:
        for _ in range(2):
            whole(program, server.url)
        assert rules(report(program, "other.yaml", *STATE, "--new", HF_ENDPOINT=server.url)) == RULES
        assert rules(report(program, "other.yaml", *STATE, "--new", HF_ENDPOINT=server.url)) == []


def test_a_baseline_and_the_last_run_together(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "catalog.yaml"
    path.write_text(LIST)
    with HubServer(served()) as server:
        program(
            "check", "--no-state", "--rule", "context-drift", "--format=json", "-oknown.json", HF_ENDPOINT=server.url
        )
        path.write_text(LIST.replace("context: 4096", "context: 2048"))
        whole(program, server.url)
        path.write_text(LIST)
        asked = (*STATE, "--new", "--baseline", "known.json")
        told = program("check", *asked, HF_ENDPOINT=server.url).stdout
    assert "left out, as known from known.json, the last run: 2 findings\n" in told
    assert told.splitlines()[3] == "Nothing new to report."


@pytest.mark.parametrize("arguments", [("--no-state",), ("--hub", "recorded")])
def test_new_needs_a_state(program: Program, catalog: Path, arguments: tuple[str, ...]) -> None:
    result = program("check", "--new", *arguments, HF_ENDPOINT="http://127.0.0.1:9")
    assert result.returncode == 2 and "--new compares with the last run of the state" in result.stderr

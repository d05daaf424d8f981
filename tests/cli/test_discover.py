"""jllm-sync discover."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from jllm_sync.cli import app
from jllm_sync.data import schema
from jllm_sync.errors import UserError
from tests.build import LIST_2024

CATALOG = str(LIST_2024)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["discover", CATALOG, "--hub", "recorded", *arguments])
    assert result.exit_code == 0, result.exception
    return result.stdout


def test_text_by_entry_and_family() -> None:
    text = run("--entry", "llm-jp-3-172b", "--lang", "en", "-v")
    assert "LLM-jp-3 172B" in text
    assert "llm-jp/llm-jp-3-172b-instruct2  instruct or chat version  [high]" in text
    assert "https://huggingface.co/llm-jp/llm-jp-3-172b-instruct2" in text
    assert "1 for entries of the catalog" in text


def test_no_two_families_are_called_the_same() -> None:
    headings = [line for line in run("--lang", "en", "-v").splitlines() if line.startswith("new family: ")]
    assert len(set(headings)) == len(headings) > 60
    short = [line.partition("  ")[0] for line in run("--lang", "en").splitlines() if "  new family, probably " in line]
    assert len(set(short)) == len(short) == len(headings)


def test_ten_families_fit_a_screen() -> None:
    text, groups = run("--lang", "en"), json.loads(run("--format", "json"))["groups"]
    assert len(text.splitlines()) <= 2 * len(groups) + 6
    assert "llm-jp/llm-jp-3  adds to LLM-jp-3 172B, high\n  172b-instruct2  " in text
    data = json.loads(run("--format", "json"))
    repos = [repo for group in data["groups"] for repo in group["repos"]]
    assert sorted(repos) == sorted(one["repo"] for one in data["proposals"])


def test_since_a_day() -> None:
    assert json.loads(run("--format", "json", "--since", "2020-01-01"))["proposals"] == []  # no day is known


def test_verbose_lists_what_was_left_out() -> None:
    short, long = run("--lang", "en", "--repo", "bclavie/*"), run("--lang", "en", "--repo", "bclavie/*", "-v")
    assert "7 checkpoints and trial runs" in short
    assert "checkpoint-14000" not in short
    assert "bclavie/JaColBERTv2.5-checkpoint-14000  a checkpoint" in long
    assert ("-v lists" in short, "-v lists" in long) == (True, False)


def test_japanese_and_quiet() -> None:
    text = run("--lang", "ja", "--repo", "sbintuitions/*", "-q")
    assert "sbintuitions/sarashina2.2  新しい系列、おそらく generative/scratch/general、中" in text
    assert "提案" not in text
    assert not run("--lang", "ja", "--repo", "bclavie/*", "-q")


def test_json_holds_all_of_it() -> None:
    data = json.loads(run("--format", "json"))
    assert data["schema"] == "jllm-sync/discovery/1"
    one = next(p for p in data["proposals"] if p["repo"] == "llm-jp/llm-jp-3-172b-instruct2")
    assert (one["rule"], one["entry"]) == ("variant-new", "llm-jp-3-172b")
    assert one["evidence"]
    assert set(one["reasons"][0]) == {"en", "ja"}
    assert sum(data["counts"].values()) == len(data["left_out"])
    assert run("--format", "json") == run("--format", "json")


def test_markdown_into_a_file(tmp_path: Path) -> None:
    target = tmp_path / "new.md"
    assert run("--format", "markdown", "--lang", "en", "-v", "-o", str(target)) == ""
    text = target.read_text("utf-8")
    assert "| [`sbintuitions/sarashina2.2-3b`](https://huggingface.co/sbintuitions/sarashina2.2-3b) |" in text
    assert "## Left out" in text
    assert "a recording of the Hub, facts up to 2026-08 (not the Hub of today)" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert all(line.count(" | ") in (2, 4) for line in rows)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--entry", "llm-jp-3-17b"], "Did you mean"),
        (["--entry", "nue-asr", "--section", "generative"], "this leaves no entry of"),
        (["--repo", "llm-jpp/*"], "lists no repo of llm-jpp. Did you mean llm-jp?"),
        (["--repo", "llm-jp/*", "--repo", "nobody/model"], "--repo nobody/model: "),
        (["--entry", "nue-asr", "--repo", "llm-jp/*"], "what --entry nue-asr leaves of"),
    ],
)
def test_what_the_catalog_does_not_have_is_an_error(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(app, ["discover", CATALOG, "--hub", "recorded", *arguments])
    assert isinstance(result.exception, UserError)
    assert says in str(result.exception)


@pytest.mark.parametrize("glob", ["LLM-JP/*", "llm-j?/*", "*172b*", "llm-jp/no-such-model"])
def test_a_glob_of_new_repos_need_match_nothing(glob: str) -> None:
    run("--repo", glob, "--entry", "llm-jp-3-172b")


def test_without_a_repo_there_is_no_owner_to_ask(catalog: Path) -> None:
    result = CliRunner().invoke(app, ["discover", str(catalog), "--hub", "recorded", "--entry", "api-only"])
    assert str(result.exception) == "--entry api-only: no repo is listed there, so there is no owner to ask"


@pytest.mark.parametrize("confidence", ["low", "medium", "high"])
def test_confidence_narrows(confidence: str) -> None:
    data = json.loads(run("--format", "json", "--min-confidence", confidence))
    wanted = ("low", "medium", "high")[("low", "medium", "high").index(confidence) :]
    assert {p["confidence"] for p in data["proposals"]} <= set(wanted)


def test_json_meets_its_schema() -> None:
    data = json.loads(run("--format", "json"))
    errors = [error.message for error in Draft202012Validator(schema("discovery")).iter_errors(data)]
    assert errors == []
    assert data["proposals"]
    assert data["left_out"]

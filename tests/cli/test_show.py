"""jllm-sync show, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jllm_sync.cli import app
from tests.cli.conftest import Program
from tests.complete import FOLDER, RECORDING


def show(catalog: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["show", *arguments, "--catalog", str(catalog), "--hub", "recorded"])


def test_a_repo(catalog: Path) -> None:
    result = show(catalog, "CyberAgent/calm2-7b")
    assert result.exit_code == 0
    assert "CyberAgent/calm2-7b  ok  → cyberagent/calm2-7b" in result.stdout
    assert "catalog: 4,096" in result.stdout
    assert "Hub: 4,096  [high]" in result.stdout
    assert "config.json: max_position_embeddings = 4096" in result.stdout


def test_a_repo_as_json(catalog: Path) -> None:
    data = json.loads(show(catalog, "cyberagent/calm2-7b", "--format", "json").stdout)
    assert set(data) == {"repo", "canonical", "state", "revision", "evidence", "readings", "claims"}
    more = ["loadable", "custom_code", "restrictions", "successor"]
    assert list(data["readings"]) == ["license", "context", "parameters", "architecture", "parents", *more]
    assert data["readings"]["license"]["value"] == ["apache-2.0"]
    assert data["claims"]["context"]["value"] == 4096


def test_an_entry_shows_all_its_variants(catalog: Path) -> None:
    data = json.loads(show(catalog, "calm2", "--format", "json").stdout)
    assert [shown["repo"] for shown in data] == ["cyberagent/calm2-7b"]


def test_a_repo_that_the_catalog_lacks(catalog: Path) -> None:
    data = json.loads(show(catalog, "rinna/nue-asr", "--format", "json").stdout)
    assert (data["state"], data["claims"]) == ("gone", {})


def test_a_repo_that_nobody_knows(catalog: Path) -> None:
    result = show(catalog, "no/where")
    assert result.exit_code == 0
    assert "not in the recording" in result.stdout


def test_an_adapter_has_the_context_of_its_listed_base() -> None:
    files = ("--catalog", str(FOLDER / "catalog.yaml"), "--hub", str(RECORDING))
    result = CliRunner().invoke(app, ["show", "tetsu-ai/hagane-7b-lora", "--format", "json", *files])
    context = json.loads(result.stdout)["readings"]["context"]
    assert (context["value"], context["confidence"]) == (4096, "medium")
    assert [one["key"] for one in context["evidence"]] == ["max_position_embeddings", "base_model"]


def test_a_model_and_a_data_set_of_one_name_keep_their_own_claims(catalog: Path) -> None:
    pair = "[{repo: cyberagent/calm2-7b}, {repo: cyberagent/calm2-7b, kind: dataset, license: mit}]"
    catalog.write_text(catalog.read_text().replace("[{repo: cyberagent/calm2-7b}]", pair))
    model, data_set = json.loads(show(catalog, "calm2", "--format", "json").stdout)
    assert (model["claims"]["license"]["value"], data_set["claims"]["license"]["value"]) == ("apache-2.0", "mit")
    asked = json.loads(show(catalog, "cyberagent/calm2-7b", "--format", "json").stdout)
    assert asked["claims"]["license"]["value"] == "apache-2.0"


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("calm", "calm: expected the ID of a repo (owner/name), its address on the Hub, or the id of an entry of "),
        ("a b/c", "a b/c: expected the ID of a repo"),
        ("https://example.com/rinna/nue-asr", "expected the ID of a repo"),
        ("api-only", "names no repo"),
    ],
)
def test_what_is_nothing_to_show(catalog: Path, program: Program, what: str, says: str) -> None:
    result = program("show", what, "--catalog", str(catalog), "--hub", "recorded")
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr


@pytest.mark.parametrize(
    "what",
    [
        "https://huggingface.co/cyberagent/calm2-7b",
        "https://huggingface.co/cyberagent/calm2-7b/blob/main/config.json",
        "hf.co/cyberagent/calm2-7b",
    ],
)
def test_an_address_is_the_repo_that_it_leads_to(catalog: Path, what: str) -> None:
    data = json.loads(show(catalog, what, "--format", "json").stdout)
    assert (data["repo"], data["state"], data["claims"]["context"]["value"]) == ("cyberagent/calm2-7b", "ok", 4096)


def test_what_the_catalog_only_mentions_is_of_the_kind_that_it_says(catalog: Path) -> None:
    mentioned = "- id: api-only\n        references: [{repo: openai_humaneval, kind: dataset, role: mentioned}]"
    catalog.write_text(catalog.read_text().replace("- id: api-only", mentioned))
    for what in ("openai_humaneval", "https://huggingface.co/datasets/openai_humaneval"):
        result = show(catalog, what, "--lang", "en")
        assert (result.exit_code, result.stdout) == (0, "openai_humaneval  not in the recording\n")


def test_a_state_has_its_evidence(catalog: Path) -> None:
    page = "https://huggingface.co/rinna/nue-asr"
    asked = "as reported by a person (answered 401 when the list's maintainers checked, 2025-12-13)"
    for language, text in (
        ("en", f"rinna/nue-asr  gone\n  evidence: {asked}  {page}\n"),
        (
            "ja",
            "rinna/nue-asr  削除または非公開\n  根拠: 人による報告"
            f"（リストの管理者が 2025-12-13 に確認したとき 401 を返した）  {page}\n",
        ),
    ):
        assert show(catalog, "rinna/nue-asr", "--lang", language).stdout == text
    (evidence,) = json.loads(show(catalog, "rinna/nue-asr", "--format", "json").stdout)["evidence"]
    assert (evidence["kind"], evidence["value"]) == ("report", "gone")

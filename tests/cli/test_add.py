"""jllm-sync add."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jllm_sync.catalog.yaml.reader import read_catalog
from jllm_sync.cli import app
from jllm_sync.errors import UserError
from tests.build import LIST_2024

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    path = tmp_path / "catalog.yaml"
    shutil.copy(LIST_2024, path)
    return path


def run(catalog: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["add", "--hub", "recorded", "--catalog", str(catalog), *arguments])


def test_a_draft_touches_nothing(catalog: Path) -> None:
    before = catalog.read_bytes()
    result = run(catalog, "llm-jp/llm-jp-3-172b-instruct2", "--lang", "en")
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "# into the entry llm-jp-3-172b (section generative/scratch/general), under variants:\n"
    )
    assert catalog.read_bytes() == before


def test_write_inserts_it(catalog: Path) -> None:
    result = run(catalog, "sbintuitions/sarashina2.2-3b", "sbintuitions/sarashina2.2-1b", "--write", "--lang", "ja")
    assert result.exit_code == 0
    assert "リポジトリ名から" in result.stdout
    assert "sarashina2.2" in {entry.id for entry in read_catalog(catalog).entries}
    again = run(catalog, "sbintuitions/sarashina2.2-3b", "--write")
    assert isinstance(again.exception, UserError)
    assert "in the catalog already, as a variant of sarashina2.2" in str(again.exception)


def test_a_new_entry_of_an_owner_that_is_not_listed(catalog: Path) -> None:
    result = run(catalog, "MIL-UT/Asagi-14B", "MIL-UT/Asagi-8B", "--lang", "en")
    assert result.exit_code == 0
    assert "- id: asagi  # the section is a guess" in result.stdout
    assert "developer: MIL-UT  # the owner's name: the catalog has no other entry of theirs" in result.stdout


def test_what_discover_leaves_out_is_drafted_with_the_reason(catalog: Path) -> None:
    result = run(catalog, "llm-jp/llm-jp-tokenizer-v3.0b1-add-none", "--lang", "en")
    assert "# discover leaves it out: it holds no model that answers: no weights" in result.stdout


def test_a_renamed_repo_is_the_one_it_is_now(catalog: Path) -> None:
    result = run(catalog, "cl-tohoku/bert-base-japanese", "--write")
    assert result.exit_code == 0
    assert "tohoku-nlp/bert-base-japanese" in {v.repo for e in read_catalog(catalog).entries for v in e.variants}


@pytest.mark.parametrize(
    ("repo", "why"),
    [
        ("nobody/nothing", "not in the recording"),
        ("rinna/qwen2.5-bakeneko-32b-instruct-v2", "does not serve it"),
    ],
)
def test_what_was_not_observed_is_not_drafted(catalog: Path, repo: str, why: str) -> None:
    before = catalog.read_bytes()
    result = run(catalog, "llm-jp/llm-jp-3-7.2b", repo, "--write", "--lang", "en")
    assert result.exit_code == 3
    assert why in result.stderr
    assert catalog.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["not-an-id"], "owner/name"),
        (["llm-jp/llm-jp-3-13b"], "in the catalog already"),
        (["cinmodel/electra-small-japanese-discriminator"], "as the variant Cinnamon/electra-small-japanese-disc"),
        (["llm-jp/llm-jp-3-7.2b", "--entry", "no-such"], "no such entry"),
        (["llm-jp/llm-jp-3-7.2b", "--section", "spech"], "no such section"),
        (["llm-jp/llm-jp-3-7.2b", "--section", "speech/asr", "--entry", "kotoba-whisper"], "give one of them"),
    ],
)
def test_mistakes_on_the_command_line(catalog: Path, arguments: list[str], message: str) -> None:
    result = run(catalog, *arguments)
    assert isinstance(result.exception, UserError)
    assert message in str(result.exception)

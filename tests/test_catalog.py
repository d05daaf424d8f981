"""The catalog of this repo: it holds all of the list, and its per-variant cells say what the list says."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jllm_sync.catalog.model import Catalog, Variant
from jllm_sync.catalog.yaml.reader import read_catalog
from tests.build import LIST_2024

CATALOG = read_catalog(LIST_2024)
TODAYS = read_catalog(Path(__file__).parents[1] / "catalog.yaml")
REPOS = Path(__file__).parent / "data" / "list_today" / "repos.txt"
"""The repos that the list's Japanese page of 2026-08-22 links in its tables and text, by a regular expression."""


def variants(catalog: Catalog = CATALOG) -> dict[str, Variant]:
    return {variant.repo: variant for entry in catalog.entries for variant in entry.variants}


def claim(repo: str, field: str) -> Any:
    found = dict(variants()[repo].claims)
    return next((one.raw for name, one in found.items() if name == field), None)


def test_todays_catalog_holds_todays_list_and_what_has_left_it() -> None:
    offered = {variant.repo.lower() for entry in TODAYS.entries for variant in entry.variants}
    mentioned = {one.repo.lower() for entry in TODAYS.entries for one in entry.references}
    todays = REPOS.read_text(encoding="utf-8").lower().split()
    assert [repo for repo in todays if repo not in offered | mentioned] == []
    assert [repo for repo in variants() if repo.lower() not in offered] == []
    assert {entry.id for entry in CATALOG.entries} <= {entry.id for entry in TODAYS.entries}, "no id was given up"
    assert len(TODAYS.entries) == 432


def test_what_was_settled_by_hand_is_kept() -> None:
    before = {entry.id: entry.facts.get("notes") for entry in CATALOG.entries if entry.facts.get("notes")}
    now = {entry.id: entry.facts.get("notes") for entry in TODAYS.entries}
    assert {id_: now[id_] for id_ in before} == before
    limits = [notes for notes in now.values() if isinstance(notes, dict) and "clinical" in notes.get("en", "")]
    assert len(limits) == 14, "the cards that advise against clinical use"


def test_it_holds_all_of_the_list() -> None:
    kinds = Counter(variant.kind for variant in variants().values())
    assert kinds["model"] == 450
    assert kinds["dataset"] + kinds["space"] == 12
    assert len(CATALOG.entries) == 273
    rows = Counter(entry.section.split("/")[0] for entry in CATALOG.entries)
    assert rows["benchmark-suites"] == 39
    assert rows["reference-training"] == 6


CONTEXTS = {
    "sbintuitions/sarashina2-7b": 4096,
    "sbintuitions/sarashina2-13b": 4096,
    "sbintuitions/sarashina2-70b": 8192,
    "pfnet/plamo-13b": 4096,
    "pfnet/plamo-13b-instruct": 8192,
    "pfnet/plamo-13b-instruct-nc": 8192,
    "cyberagent/calm2-7b": 4096,
    "cyberagent/calm2-7b-chat": 32768,
    "cyberagent/calm2-7b-chat-dpo-experimental": 32768,
    "rinna/bilingual-gpt-neox-4b-8k": 8192,
    "rinna/bilingual-gpt-neox-4b": 2048,
    "rinna/bilingual-gpt-neox-4b-instruction-sft": 2048,
    "rinna/bilingual-gpt-neox-4b-instruction-ppo": 2048,
    "rinna/japanese-gpt2-small": {"at_most": 2048},
    "rinna/japanese-gpt-neox-3.6b-instruction-ppo": {"at_most": 2048},
    "tohoku-nlp/tohokunlp-bert-500m-sq4096-alpha": 4096,
    "tohoku-nlp/tohokunlp-bert-500m-sq8192-alpha": 8192,
}


@pytest.mark.parametrize(("repo", "context"), CONTEXTS.items())
def test_context_lengths_per_variant(repo: str, context: Any) -> None:
    assert claim(repo, "context") == context


BERT = "tohoku-nlp/bert-"
LICENSES = {
    "pfnet/plamo-13b": "apache-2.0",
    "pfnet/plamo-13b-instruct": "apache-2.0",
    "pfnet/plamo-13b-instruct-nc": "cc-by-nc-4.0",
    "cyberagent/calm2-7b": "apache-2.0",
    "cyberagent/calm2-7b-chat": "apache-2.0",
    "cyberagent/calm2-7b-chat-dpo-experimental": "cc-by-4.0",
    "llm-jp/llm-jp-3-172b": "llm-jp-3-172b-terms-of-use",
    "llm-jp/llm-jp-3-172b-instruct3": "llm-jp-3-172b-instruct3-terms-of-use",
    "stockmark/stockmark-13b": "mit",
    "stockmark/stockmark-13b-instruct": "cc-by-nc-sa-4.0",
    "stabilityai/japanese-stablelm-base-alpha-7b": "apache-2.0",
    "stabilityai/japanese-stablelm-instruct-alpha-7b": "japanese-stablelm-alpha-license",
    "stabilityai/japanese-stablelm-instruct-alpha-7b-v2": "apache-2.0",
    BERT + "base-japanese-whole-word-masking": "cc-by-sa-3.0",
    BERT + "base-japanese-char-whole-word-masking": "cc-by-sa-3.0",
    BERT + "base-japanese-v2": "cc-by-sa-3.0",
    BERT + "base-japanese-char-v2": "cc-by-sa-3.0",
    BERT + "large-japanese": "cc-by-sa-3.0",
    BERT + "large-japanese-char": "cc-by-sa-3.0",
    BERT + "base-japanese-v3": "apache-2.0",
    BERT + "base-japanese-char-v3": "apache-2.0",
    BERT + "large-japanese-v2": "apache-2.0",
    BERT + "large-japanese-char-v2": "apache-2.0",
    "tokyotech-llm/Llama-3.1-Swallow-70B-v0.1": "llama3.1",
    "tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.1": ["llama3.1", "gemma"],
    "tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3": ["llama3.1", "gemma"],
    "tokyotech-llm/Llama-3.1-Swallow-8B-v0.2": "llama3.1",
    "tokyotech-llm/Llama-3.1-Swallow-8B-Instruct-v0.3": ["llama3.1", "gemma"],
    "llm-jp/llm-jp-3-vila-14b": ["apache-2.0", "openai-terms-of-use"],
    "NovelAI/genji-jp": "unknown",
    "augmxnt/shisa-7b-v1": "apache-2.0",
}


@pytest.mark.parametrize(("repo", "license_"), LICENSES.items())
def test_licenses_per_variant(repo: str, license_: Any) -> None:
    assert claim(repo, "license") == license_


def test_foundations_per_variant() -> None:
    instruct = {"id": "mixtral-8x7b-instruct-v0.1", "size": "46.7b"}
    assert claim("abeja/Mixtral-8x7B-v0.1-japanese", "foundation") == "mixtral-8x7b-v0.1"
    for name in ("", "-alpha", "-alpha-merged"):
        assert claim(f"abeja/Mixtral-8x7B-Instruct-v0.1-japanese{name}", "foundation") == instruct


def test_marks_and_doubts() -> None:
    assert variants()["hajime9652/xlnet-japanese"].unofficial
    assert variants()["hitachi-nlp/bert-base-japanese_jumanpp-bpe"].representative
    assert "OpenAI" in claim("augmxnt/shisa-7b-v1", "doubt")["en"]
    assert claim("augmxnt/shisa-7b-v1", "license") == "apache-2.0"


def test_an_api_has_claims_and_no_repo() -> None:
    [entry] = [entry for entry in CATALOG.entries if entry.id == "ai-novelist"]
    assert entry.claims["context"].raw == {"min": 2400, "max": 8192}
    assert entry.variants == ()

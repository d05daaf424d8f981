"""What is proposed, where it belongs, and what is left out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from jllm_sync.catalog.model import Catalog, InvalidCatalog
from jllm_sync.discovery.proposals import Discovery, Proposal, discover
from jllm_sync.hub.observation import Field, Observation, Present, Source
from tests.discovery.made import catalog_of, repo

TODAY = date(2026, 8, 31)


def run(catalog: Catalog, *neighbours: Observation, listed: tuple[Observation, ...] = ()) -> Discovery:
    return discover(catalog, neighbours, listed, TODAY)


def proposal(found: Discovery, repo_id: str) -> Proposal:
    return next(one for one in found.proposals if one.repo == repo_id)


def reason(found: Discovery, repo_id: str) -> str:
    return next(one.reason for one in found.left_out if one.repo == repo_id)


# the list's own catalog and the embedded recording


def test_a_sibling_goes_to_its_entry(found: Discovery) -> None:
    one = proposal(found, "llm-jp/llm-jp-3-172b-instruct2")
    assert (one.entry, one.section, one.kind, one.confidence) == (
        "llm-jp-3-172b",
        "generative/scratch/general",
        "tuned",
        "high",
    )


def test_a_new_generation_is_a_new_family(found: Discovery) -> None:
    one = proposal(found, "sbintuitions/sarashina2.2-3b")
    assert (one.entry, one.section) == (None, "generative/scratch/general")
    family = {p.repo for p in found.proposals if p.family == one.family}
    assert "sbintuitions/sarashina2.2-3b-instruct-v0.1" in family
    assert "sbintuitions/sarashina2.2-vision-3b" not in family


def test_checkpoints_are_counted_and_not_proposed(found: Discovery) -> None:
    left = {one.repo for one in found.left_out if one.reason == "checkpoint"}
    assert {f"bclavie/JaColBERTv2.5-checkpoint-{n}" for n in (2000, 14000, 40000)} <= left
    assert found.counts["checkpoint"] == len(left)


def test_a_successor_is_said_to_be_one(found: Discovery) -> None:
    newer = proposal(found, "tokyotech-llm/Llama-3.1-Swallow-8B-Instruct-v0.5")
    assert newer.kind == "version"
    assert newer.supersedes == "tokyotech-llm/Llama-3.1-Swallow-8B-Instruct-v0.3"


@pytest.mark.parametrize(
    ("repo_id", "section"),
    [
        ("sbintuitions/sarashina-embedding-v2-1b", "embeddings/bi-encoders/single-representation-bi-encoders"),
        ("cl-nagoya/ruri-v3-reranker-310m", "embeddings/cross-encoders"),
        ("cl-nagoya/ruri-base-v2", "embeddings/bi-encoders/single-representation-bi-encoders"),
        ("sbintuitions/kana-whisper", "speech/asr"),
        ("sbintuitions/sarashina2.2-tts", "speech/others"),
        ("llm-jp/llm-jp-clip-vit-base-patch16", "multimodal/others"),
        ("llm-jp/llm-jp-modernbert-base", "autoencoding/general"),
        ("pfnet/Preferred-MedLLM-Qwen-72B", "generative/continual/domain-specific"),
        ("pfnet/plamo-2-8b", "generative/scratch/general"),
    ],
)
def test_the_probable_section_of_a_family(found: Discovery, repo_id: str, section: str) -> None:
    assert proposal(found, repo_id).section == section


def test_nothing_that_is_listed_or_of_other_owners(found: Discovery, catalog: Catalog) -> None:
    listed = {v.repo.lower() for e in catalog.entries for v in e.variants}
    owners = {id_.partition("/")[0] for id_ in listed}
    shown = {one.repo.lower() for one in found.proposals} | {one.repo.lower() for one in found.left_out}
    assert not shown & listed
    assert {id_.partition("/")[0] for id_ in shown} <= owners


# provenance and order


def _elsewhere(source: Source, salt: int) -> Source:
    kinds = ("api", "file", "label", "report")
    return Source(kinds[salt % 4], f"path {salt}", None, f"https://huggingface.co/x/{salt}", None, f"note {salt}")  # type: ignore[arg-type]


def _field(of: Field[Any], salt: int) -> Field[Any]:
    return replace(of, source=_elsewhere(of.source, salt)) if isinstance(of, Present) else of


def _otherwise_obtained(observation: Observation, salt: int) -> Observation:
    return replace(
        observation,
        state_source=_elsewhere(observation.state_source, salt),
        revision=f"{salt:040x}",
        card=_field(observation.card, salt),
        label=_field(observation.label, salt),
        info={key: _field(value, salt) for key, value in observation.info.items()},
        files={key: _field(value, salt) for key, value in observation.files.items()},
        sightings=salt % 5 + 1,
    )


def _judgement(found: Discovery) -> tuple[object, ...]:
    return (
        tuple(
            (p.repo, p.entry, p.nearest, p.section, p.family, p.kind, p.confidence, p.reasons, p.supersedes)
            for p in found.proposals
        ),
        found.left_out,
    )


def test_where_facts_come_from_changes_nothing(
    catalog: Catalog, observations: tuple[Observation, ...], found: Discovery
) -> None:
    dice = random.Random(5)
    other = [_otherwise_obtained(observation, dice.randrange(1000)) for observation in observations]
    assert _judgement(discover(catalog, other, other, TODAY)) == _judgement(found)


def test_the_order_of_observations_changes_nothing(
    catalog: Catalog, observations: tuple[Observation, ...], found: Discovery
) -> None:
    shuffled = random.Random(7).sample(observations, len(observations))
    assert discover(catalog, shuffled, shuffled, TODAY) == found


# one rule at a time


def test_sizes_of_one_row_and_rows_of_one_size() -> None:
    row = catalog_of("lab/sakura-7b", "lab/sakura-13b", name="Sakura")
    assert proposal(run(row, repo("lab/sakura-70b", language="ja")), "lab/sakura-70b").entry == "one"
    lone = catalog_of("lab/sakura-7b", name="Sakura")
    assert proposal(run(lone, repo("lab/sakura-8x7b", language="ja")), "lab/sakura-8x7b").entry is None


def test_the_base_model_makes_sure() -> None:
    catalog = catalog_of("lab/sakura-7b")
    tuned = repo("lab/sakura-7b-instruct", language=["ja"], base_model="lab/sakura-7b")
    one = proposal(run(catalog, tuned), "lab/sakura-7b-instruct")
    assert one.confidence == "high"
    assert any(evidence.key == "base_model" for evidence in one.evidence)


def test_a_listing_is_enough() -> None:
    """What the Hub's listing of an owner gives, without a file: tags, an extract of the config, the weights' size."""
    catalog = catalog_of("lab/sakura-7b", "lab/sakura-13b")
    extract = {"model_type": "llama"}
    listed = repo("lab/sakura-7b", info={"config": extract}, language="ja")
    kin = repo("lab/sakura-chat", info={"config": extract, "tags": ["ja"], "safetensors": {"total": 7_000_000_000}})
    one = proposal(run(catalog, kin, listed=(listed,)), "lab/sakura-chat")
    assert (one.entry, one.kind, one.confidence) == ("one", "tuned", "high")
    assert {evidence.key for evidence in one.evidence} >= {"id", "model_type", "tags"}
    other = repo("lab/sakura-chat", info={"config": {"model_type": "mamba"}, "tags": ["ja"]})
    assert proposal(run(catalog, other, listed=(listed,)), "lab/sakura-chat").entry is None


def test_new_version_of_a_listed_card() -> None:
    catalog = catalog_of("lab/sakura-7b")
    old = repo("lab/sakura-7b", language="ja", new_version="lab/momiji-8b")
    one = proposal(run(catalog, repo("lab/momiji-8b", language="ja"), listed=(old,)), "lab/momiji-8b")
    assert one.supersedes == "lab/sakura-7b"
    assert any(evidence.key == "new_version" for evidence in one.evidence)


@pytest.mark.parametrize(
    ("neighbour", "why"),
    [
        (repo("lab/sakura-7b-step1000", language="ja"), "checkpoint"),
        (repo("lab/sakura-7b-test", language="ja"), "test"),
        (repo("lab/sakura-7b-AWQ", language="ja"), "copy"),
        (repo("lab/momiji-30m", language="ja"), "too-small"),
        (repo("lab/sakura-tokenizer", language="ja"), "no-model"),
        (repo("lab/momiji-7b", language="en"), "language"),
        (repo("lab/momiji-7b-ja", state="gone"), "not-served"),
        (repo("lab/momiji-7b-ja-sentiment"), "task"),
        (repo("lab/momiji-ja", pipeline_tag="token-classification"), "task"),
        (repo("lab/momiji-ja", info={"siblings": ["README.md", "config.json"]}), "no-model"),
        (repo("lab/sakura-7b-lite", language="ja", base_model_relation="quantized"), "copy"),
        (repo("lab/sakura-7b-local", info={"gguf": {"total": 7_000_000_000}}, language="ja"), "copy"),
        (repo("lab/sakura-7b-slim", info={"config": {"quantization_config": {"bits": 4}}}, language="ja"), "copy"),
        (repo("lab/sakura-7b-slim", info={"tags": ["base_model:quantized:lab/sakura-7b"]}, language="ja"), "copy"),
    ],
)
def test_what_is_left_out(neighbour: Observation, why: str) -> None:
    assert reason(run(catalog_of("lab/sakura-7b"), neighbour), neighbour.repo) == why


@pytest.mark.parametrize(
    ("neighbour", "kind"),
    [
        (repo("lab/sakura-7b-poet", language="ja", base_model_relation="adapter"), "adapter"),
        (repo("lab/sakura-7b-poet", info={"siblings": ["adapter_config.json", "a.safetensors"]}), "adapter"),
        (repo("lab/sakura-7b-poet", info={"tags": ["base_model:merge:lab/sakura-7b"]}), "merge"),
        (
            repo("lab/sakura-7b-poet", info={"gguf": {"total": 7}, "safetensors": {"total": 7_000_000_000}}),
            "model",
        ),  # a GGUF beside the weights makes it no copy
    ],
)
def test_the_hub_tells_the_kind_where_the_name_does_not(neighbour: Observation, kind: str) -> None:
    assert proposal(run(catalog_of("lab/sakura-7b"), neighbour), neighbour.repo).kind == kind


@pytest.mark.parametrize(
    ("name", "languages", "confidence"),
    [
        ("lab/momiji-7b", ["ja", "en", "zh", "ko"], "medium"),
        ("lab/momiji-7b", ["multilingual", "ja", "en"], "low"),
        ("lab/momiji-7b", ["mul", "ja"], "low"),
        ("lab/momiji-7b", ["en", "fr", "de", "es", "it", "ja", "ko"], "low"),
        ("lab/momiji-7b-japanese", ["en", "fr", "de", "es", "it", "ja", "ko"], "medium"),
        ("lab/sakura-13b", ["en", "fr", "de", "es", "it", "ja", "ko"], "high"),
    ],
)
def test_one_language_among_many_is_not_what_a_model_is_for(name: str, languages: list[str], confidence: str) -> None:
    found = run(catalog_of("lab/sakura-7b", "lab/sakura-14b"), repo(name, language=languages))
    assert proposal(found, name).confidence == confidence


def test_a_model_of_many_languages_beside_one_that_says_japanese() -> None:
    many = ["multilingual", "ar", "en", "fr", "ja", "ko", "zh"]
    found = run(catalog_of("lab/sakura-2b-jpn-it"), repo("lab/sakura-2b-it", language=many))
    assert proposal(found, "lab/sakura-2b-it").confidence == "low"


def test_older_than_the_only_listed_version() -> None:
    found = run(catalog_of("lab/sakura-7b-v0.2"), repo("lab/sakura-7b-v0.1", language="ja"))
    assert reason(found, "lab/sakura-7b-v0.1") == "older"


def test_one_of_many_stands_for_its_kind() -> None:
    catalog = catalog_of({"repo": "lab/bert-base-japanese_mecab", "representative": True})
    assert (
        reason(run(catalog, repo("lab/bert-base-japanese_sudachi")), "lab/bert-base-japanese_sudachi")
        == "representative"
    )


def test_copies_where_the_entry_lists_copies() -> None:
    catalog = catalog_of("lab/sakura-7b", "lab/sakura-7b-GPTQ")
    found = run(catalog, repo("lab/sakura-7b-AWQ", language="ja"), repo("lab/sakura-7b-mlx", language="ja"))
    assert proposal(found, "lab/sakura-7b-AWQ").kind == "copy"
    assert reason(found, "lab/sakura-7b-mlx") == "copy"


@pytest.mark.parametrize(
    ("settings", "neighbour", "proposed"),
    [
        ({"min_parameters": "10m"}, repo("lab/momiji-30m", language="ja"), True),
        ({"min_parameters": "10b"}, repo("lab/momiji-8b", language="ja"), False),
        ({"copies": "always"}, repo("lab/sakura-7b-AWQ", language="ja"), True),
        ({"checkpoints": True}, repo("lab/sakura-7b-step1000", language="ja"), True),
        ({"tests": True}, repo("lab/sakura-7b-test", language="ja"), True),
        ({"task_specific": True}, repo("lab/sakura-7b-reward", language="ja"), True),
        ({"languages": ["ko"]}, repo("lab/momiji-7b", language="ko"), True),
        ({"languages": ["ko"]}, repo("lab/momiji-7b", language="ja"), False),
        ({"languages": []}, repo("lab/momiji-7b", language="sw"), True),
        ({"ignore": [{"owner": "LAB", "reason": "a mirror"}]}, repo("lab/sakura-8b", language="ja"), False),
        ({"ignore": [{"pattern": "*-draft-*", "reason": "drafts"}]}, repo("lab/sakura-draft-8b", language="ja"), False),
        ({"ignore": [{"pattern": "other/*", "reason": "x"}]}, repo("lab/sakura-8b", language="ja"), True),
        (
            {"max_age_days": 30},
            repo("lab/sakura-8b", info={"createdAt": "2026-08-20T01:02:03.000Z"}, language="ja"),
            True,
        ),
        (
            {"max_age_days": 30},
            repo("lab/sakura-8b", info={"createdAt": "2025-08-20T01:02:03.000Z"}, language="ja"),
            False,
        ),
    ],
)
def test_settings_of_the_catalog(settings: dict[str, Any], neighbour: Observation, proposed: bool) -> None:
    found = run(catalog_of("lab/sakura-7b", settings=settings), neighbour)
    assert bool(found.proposals) == proposed


@pytest.mark.parametrize(
    "settings",
    [
        {"min_parameters": 110},
        {"ignore": [{"owner": "lab"}]},
        {"copies": "some"},
        {"langauges": ["ja"]},
        {"max_age_days": 0},
    ],
)
def test_settings_are_validated(settings: dict[str, Any]) -> None:
    with pytest.raises(InvalidCatalog):
        catalog_of("lab/sakura-7b", settings=settings)


def test_owners_of_somebody_elses_conversions_are_not_searched() -> None:
    catalog = catalog_of({"repo": "helper/sakura-7b", "unofficial": True}, "lab/sakura-7b")
    found = run(catalog, repo("helper/sakura-13b", language="ja"))
    assert not found.proposals
    assert not found.left_out


def test_derivatives_are_numbered_and_not_named() -> None:
    catalog = catalog_of("lab/sakura-7b")
    listed = repo("lab/sakura-7b", info={"childrenModelCount": {"finetune": 3, "quantized": 2}}, language="ja")
    found = run(catalog, repo("other/sakura-7b-tuned", language="ja"), listed=(listed,))
    assert found.derivatives == {"one": 5}
    assert not found.proposals


def test_experts_share_weights_so_that_a_mixtures_name_is_no_size() -> None:
    weights = {"safetensors": {"parameters": {"BF16": 46_700_000_000}, "total": 46_700_000_000}}
    new = [repo("lab/sakura-8x7b", language="ja"), repo("lab/sakura-8x8b", language="ja", info=weights)]
    found = discover(catalog_of("lab/sakura-7b"), new, (), TODAY)
    assert [one.size for one in found.proposals] == [None, 46_700_000_000]

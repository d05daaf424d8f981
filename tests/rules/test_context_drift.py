"""context-drift: claims and configs in, findings out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.audit import Selection
from jllm_sync.hub.observation import Observation
from tests.build import catalog, findings, found, observed, recorded, run

RULE = "context-drift"
LINEAR = {"type": "linear", "factor": 4.0}
COMMAND_R = {"model_type": "cohere", "max_position_embeddings": 8192, "model_max_length": 131072}


@pytest.mark.parametrize(
    ("claim", "stored"),
    [
        ("4096", 4096),
        ("{at_most: 2048}", 1024),
        ("{at_most: 2048}", 2048),
        ("{min: 2400, max: 8192}", 2400),
        ("{min: 2400, max: 8192}", 8192),
        ("128k", 128_000),
        ("128K", 131_072),
        ("'4,096'", 4096),
        ("unknown", 4096),
        ("null", 4096),
    ],
)
def test_claims_that_agree(claim: str, stored: int) -> None:
    assert not findings(f"context: {claim}", observed(config={"max_position_embeddings": stored}), RULE)


@pytest.mark.parametrize(
    ("claim", "stored"),
    [
        ("4096", 8192),
        ("8k", 7999),
        ("8K", 8193),
        ("4096", 4095),
        ("{at_most: 2048}", 2049),
        ("{min: 2400, max: 8192}", 2399),
    ],
)
def test_claims_that_differ(claim: str, stored: int) -> None:
    [finding] = findings(f"context: {claim}", observed(config={"max_position_embeddings": stored}), RULE)
    assert finding.reading is not None
    assert finding.reading.value == stored
    assert (finding.severity, finding.field) == ("warning", "context")


@pytest.mark.parametrize("claim", [510, 512, 513])
@pytest.mark.parametrize("pad", [0, 1, 3])
def test_every_way_of_counting_the_same_table_agrees(claim: int, pad: int) -> None:
    config = {"model_type": "roberta", "max_position_embeddings": 514, "pad_token_id": pad}
    agreeing = {512, 514 - (pad + 1)}
    assert bool(findings(f"context: {claim}", observed(config=config), RULE)) is (claim not in agreeing)


@pytest.mark.parametrize(
    ("repo", "claim", "reads"),
    [
        ("izumi-lab/bert-small-japanese", "512", 128),
        ("team-hatakeyama-phase2/Tanuki-8B-dpo-v1.0-GPTQ-4bit", "4096", 8192),
        ("nlp-waseda/roberta-large-japanese", "512", None),
        ("pfnet/plamo-13b", "4096", None),
        ("cyberagent/calm2-7b", "4096", None),
        ("rinna/bilingual-gpt-neox-4b-8k", "8192", None),
        ("tokyotech-llm/Llama-3.1-Swallow-70B-Instruct-v0.3", "131072", None),
        ("kotoba-tech/kotoba-speech-v0.1", "2048", None),
    ],
)
def test_recorded_repos(repo: str, claim: str, reads: int | None) -> None:
    found = findings(f"context: {claim}", recorded()[repo.lower()], RULE)
    assert [f.reading.value for f in found if f.reading] == ([] if reads is None else [reads])


@pytest.mark.parametrize(
    ("claim", "config"),
    [
        (4096, {"model_type": "plamo2", "max_position_embeddings": 10485760}),
        (131072, COMMAND_R),
        (16384, {"model_type": "llama", "max_position_embeddings": 16384, "rope_scaling": LINEAR}),
        (65536, {"model_type": "llama", "max_position_embeddings": 16384, "rope_scaling": LINEAR}),
        (512, {"model_type": "markuplm", "max_position_embeddings": 514, "pad_token_id": 1}),
    ],
)
def test_configs_whose_number_is_not_the_limit(claim: int, config: dict[str, Any]) -> None:
    assert not findings(f"context: {claim}", observed(config=config), RULE)


def test_a_length_that_is_neither_the_stored_nor_the_raised_one() -> None:
    config = {"model_type": "llama", "max_position_embeddings": 16384, "rope_scaling": LINEAR}
    [finding] = findings("context: 32768", observed(config=config), RULE)
    assert finding.reading is not None
    assert (finding.reading.value, finding.confidence) == (16384, "medium")


def test_an_absent_claim_is_never_compared() -> None:
    assert not findings("label: small", observed(config={"max_position_embeddings": 128}), RULE)


@pytest.mark.parametrize(
    ("config", "branch", "confidence", "fix"),
    [
        ({"model_type": "llama", "max_position_embeddings": 8192}, None, "high", "safe"),
        ({"max_position_embeddings": 8192}, None, "medium", "unsafe"),
        ({"model_type": "gpt2"}, None, "medium", "unsafe"),
        ({"max_position_embeddings": 8192}, "refs/pr/1", "low", "unsafe"),
        ({"model_type": "llama", "max_position_embeddings": 8192}, "main", "high", "safe"),
        (COMMAND_R, None, "medium", "unsafe"),
        ({"model_type": "mpt", "max_seq_len": 2048, "attn_config": {"alibi": True}}, None, "medium", "unsafe"),
        ({"model_type": "bloom", "seq_length": 2048}, None, "low", "unsafe"),
        ({"model_type": "rwkv", "context_length": 1024}, None, "low", "unsafe"),
    ],
)
def test_the_fix_is_as_safe_as_the_reading(
    config: dict[str, Any], branch: str | None, confidence: str, fix: str
) -> None:
    [finding] = findings("context: 4096", observed(config=config, branch=branch), RULE)
    assert finding.fix is not None
    assert (finding.confidence, finding.fix.kind) == (confidence, fix)


def test_the_message_gives_both_values_and_the_window() -> None:
    mistral = {"max_position_embeddings": 32768, "sliding_window": 4096}
    [finding] = findings("context: 8192", observed(config=mistral), RULE)
    assert finding.message["en"] == (
        "The catalog says 8,192 tokens, config.json on the Hub gives 32,768 (attention in windows of 4,096)."
    )
    assert "8,192" in finding.message["ja"]
    assert "32,768" in finding.message["ja"]


class TestFix:
    config = {"max_position_embeddings": 8192}  # noqa: RUF012

    def test_of_a_variants_own_claim(self) -> None:
        [finding] = findings("context: 4096", observed(config=self.config), RULE)
        assert finding.fix is not None
        [edit] = finding.fix.edits
        assert (edit.path, edit.op, edit.old, edit.new) == (("family", "acme/model", "context"), "set", 4096, 8192)
        assert edit.location == finding.location

    def test_of_an_inherited_claim_is_an_override(self) -> None:
        claims = catalog("""
            - id: family
              context: 4096
              variants: [{repo: acme/small}, {repo: acme/large}]
        """)
        small = observed("acme/small", config={"max_position_embeddings": 4096})
        large = observed("acme/large", config=self.config)
        [finding] = run(claims, small, large, selection=Selection(rules=(RULE,))).findings
        assert finding.fix is not None
        [edit] = finding.fix.edits
        assert (edit.path, edit.op, edit.old, edit.new) == (("family", "acme/large", "context"), "add", None, 8192)


class TestAdapters:
    """An adapter takes what its base takes."""

    entries = """
- {id: tuned, name: Tuned, context: 4096, variants: [{repo: acme/model}]}
- {id: base, name: Base, variants: [{repo: acme/base}]}
"""

    def adapter(self, base: str) -> Observation:
        return observed(files={"adapter_config.json": {"base_model_name_or_path": base}})

    def test_through_the_base(self) -> None:
        base = observed("acme/base", config={"model_type": "llama", "max_position_embeddings": 2048})
        [finding] = found(self.entries, RULE, self.adapter("acme/base"), base)
        assert (finding.repo, finding.confidence, finding.reading and finding.reading.value) == (
            "acme/model",
            "medium",
            2048,
        )
        assert [one.key for one in finding.evidence] == ["max_position_embeddings", "base_model_name_or_path"]

    def test_that_agrees(self) -> None:
        base = observed("acme/base", config={"model_type": "llama", "max_position_embeddings": 4096})
        assert not found(self.entries, RULE, self.adapter("acme/base"), base)

    def test_of_a_base_that_nobody_observed(self) -> None:
        assert not found(self.entries, RULE, self.adapter("acme/base"))
        assert not found(self.entries, RULE, self.adapter("../base"))

"""architecture-drift: the words of lists, and the types that they mean."""

from __future__ import annotations

import pytest

from tests.build import findings, observed, recorded

RULE = "architecture-drift"


@pytest.mark.parametrize(
    ("claim", "type_"),
    [
        ("Llama", "llama"),
        ("LLaMA", "llama"),
        ("Llama ベースのエンコーダ", "llama"),
        ("Mixtral (8x70b)", "mixtral"),
        ("RoBERTa (base)", "roberta"),
        ("RoBERTa (base)", "xlm-roberta"),
        ("RoBERTa", "camembert"),
        ("DeBERTaV2", "deberta-v2"),
        ("DeBERTa", "deberta-v2"),
        ("GPT-NeoX", "gpt_neox_japanese"),
        ("BERT or RoBERTa", "roberta"),
        ("{ja: 独自, en: GPT-2}", "gpt2"),
        ("Llama", "a-type-of-its-own"),
        ("独自", "llama"),
        ("Llamas", "bert"),
        ("null", "bert"),
    ],
)
def test_agreement(claim: str, type_: str) -> None:
    assert not findings(f"architecture: {claim}", observed(config={"model_type": type_}), RULE)


@pytest.mark.parametrize(
    ("claim", "type_", "fix"),
    [
        ("Llama", "mistral", "Mistral"),
        ("GPT-NeoX", "gpt2", "GPT"),
        ("GPT-NeoX", "gpt_neo", "GPT-Neo"),
        ("RoFormer (base)", "roberta", "RoBERTa"),
        ("BERT (base)", "roberta", "RoBERTa"),
        ("{ja: ラマ, en: Llama}", "gemma", "Gemma"),
    ],
)
def test_drift(claim: str, type_: str, fix: str) -> None:
    [finding] = findings(f"architecture: {claim}", observed(config={"model_type": type_}), RULE)
    assert (finding.severity, finding.confidence, finding.field) == ("warning", "high", "architecture")
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.edits[0].new) == ("unsafe", fix)


def test_the_apis_extract_speaks_where_config_json_does_not() -> None:
    gated = observed(info={"gated": "manual", "config": {"model_type": "mistral"}})
    [finding] = findings("architecture: Llama", gated, RULE)
    assert finding.evidence[0].key == "config.model_type"


@pytest.mark.parametrize("config", [None, [], 7, {}, {"model_type": None}, {"model_type": ["llama"]}])
def test_no_type(config: object) -> None:
    assert not findings("architecture: BERT", observed(config=config), RULE)


@pytest.mark.parametrize(
    ("tags", "drifts"),
    [
        (["roberta", "medical"], False),
        (["RoBERTa"], False),
        (["bert", "medical"], True),
        (["roberta-like"], True),
        ("roberta", True),
        (None, True),
        ([1, None], True),
    ],
)
def test_a_card_that_is_tagged_with_what_is_claimed(tags: object, drifts: bool) -> None:
    """A RoBERTa trained in BERT's classes is both."""
    seen = observed(config={"model_type": "bert"}, card={"tags": tags})
    assert bool(findings("architecture: RoBERTa (base)", seen, RULE)) is drifts


def test_a_proposed_config_is_weak_evidence() -> None:
    proposed = observed(config={"model_type": "mistral"}, branch="refs/pr/1")
    assert [finding.confidence for finding in findings("architecture: Llama", proposed, RULE)] == ["low"]


@pytest.mark.parametrize(
    ("repo", "claim", "drifts"),
    [
        ("yellowback/gpt-neo-japanese-1.3B", "GPT-NeoX", True),
        ("yellowback/gpt-neo-japanese-1.3B", "GPT-Neo", False),
        ("ganchengguang/Roformer-base-japanese", "RoFormer (base)", True),
        ("retrieva-jp/bert-1.3b", "BERT", False),
        ("alabnii/jmedroberta-base-manbyo-wordpiece", "RoBERTa (base)", False),
    ],
)
def test_recorded_repos(repo: str, claim: str, drifts: bool) -> None:
    assert bool(findings(f"architecture: {claim}", recorded()[repo.lower()], RULE)) is drifts

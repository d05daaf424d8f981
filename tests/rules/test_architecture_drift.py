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
        ("GPT", "gpt2"),
        ("GPT", "gpt_neo"),
        ("GPT / GPT-NeoX", "gpt_neox"),
        ("Llama/MoE", "mixtral"),
        ("Mistral (8x7b)", "mixtral"),
        ("Llama", "llama4"),
        ("Llama 3.2", "mllama"),
        ("Gemma 3", "gemma3"),
        ("Gemma 3 (4b)", "gemma3_text"),
        ("Gemma", "gemma3"),
        ("Gemma 2b", "gemma"),
        ("Qwen", "qwen3"),
        ("Qwen3", "qwen3_moe"),
        ("Qwen2.5", "qwen2"),
        ("Qwen2.5-VL", "qwen2_5_vl"),
        ("Phi-4", "phi3"),
        ("Phi-3.5", "phi3"),
        ("Phi", "phi3"),
        ("Mistral", "mistral3"),
        ("DeepSeek V3", "deepseek_v3"),
        ("DeepSeek-R1", "qwen2"),
        ("gpt-oss", "gpt_oss"),
        ("ModernBERT", "modernbert"),
        ("OLMo 2", "olmo2"),
        ("BERT", "bert-generation"),
        ("GPT", "gptj"),
        ("BERT or RoBERTa", "roberta"),
        ("{ja: 独自, en: GPT-2}", "gpt2"),
        ("Llama", "a-type-of-its-own"),
        ("Llama", "plamo"),
        ("PLaMo", "plamo"),
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
        ("GPT-2", "gpt_neox", "GPT-NeoX"),
        ("GPT-2", "gptj", "GPT-J"),
        ("GPT", "mpt", "MPT"),
        ("GPT", "llama", "Llama"),
        ("Llama", "gpt2", "GPT"),
        ("RoFormer (base)", "roberta", "RoBERTa"),
        ("BERT (base)", "roberta", "RoBERTa"),
        ("{ja: ラマ, en: Llama}", "gemma", "Gemma"),
        # corrected by hand by the Japanese list's maintainers, eight times
        ("GPT (2.7b)", "gpt_neox", "GPT-NeoX"),
        ("GPT", "gpt_neox_japanese", "GPT-NeoX"),
        ("Llama", "gemma3", "Gemma 3"),
        ("Llama", "qwen3", "Qwen3"),
        ("Llama", "qwen3_moe", "Qwen3Moe"),
        ("Llama", "phi3", "Phi-3"),
        ("Mistral", "llama4", "Llama 4"),
        ("Llama", "mistral3", "Mistral3"),
        ("Llama", "deepseek_v3", "DeepSeek-V3"),
        ("GPT", "gpt_oss", "gpt-oss"),
        ("BERT (base)", "modernbert", "ModernBERT"),
        ("RoBERTa", "modernbert", "ModernBERT"),
        ("Llama 3", "llama4", "Llama 4"),
        ("Gemma 2", "gemma3", "Gemma 3"),
        ("Gemma 3", "gemma2", "Gemma 2"),
        ("Qwen3", "qwen2", "Qwen"),
        ("Qwen2.5", "qwen3", "Qwen3"),
        ("Phi-2", "phi3", "Phi-3"),
        ("DeepSeek-V2", "deepseek_v3", "DeepSeek-V3"),
        ("Qwen", "glm4_moe", "Glm4Moe"),
        ("Llama", "exaone4", "Exaone4"),
        ("Llama/MoE", "qwen3_moe", "Qwen3Moe"),
        ("Mistral", "smollm3", "SmolLM3"),
    ],
)
def test_drift(claim: str, type_: str, fix: str) -> None:
    [finding] = findings(f"architecture: {claim}", observed(config={"model_type": type_}), RULE)
    assert (finding.severity, finding.confidence, finding.field) == ("warning", "high", "architecture")
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.edits[0].new) == ("unsafe", fix)


LLAVA = {"text_config": {"model_type": "llama"}, "vision_config": {"model_type": "siglip_vision_model"}}


@pytest.mark.parametrize(
    ("claim", "config"),
    [
        ("LLaVA-1.5", {"model_type": "llava", **LLAVA}),
        ("SigLIP + Llama", {"model_type": "llava", **LLAVA}),
        ("Vicuna (Llama)", {"model_type": "llava", "text_config": {"model_type": "llama"}}),
        ("CLIP + Mistral", {"model_type": "llava_next", "text_config": {"model_type": "mistral"}}),
        ("CLIP", {"model_type": "llava", "vision_config": {"model_type": "clip_vision_model"}}),
        pytest.param("CLIP + Llama", {"model_type": "llava"}, id="its class's defaults"),
        pytest.param("CLIP + Llama", {"model_type": "llava", "mm_vision_tower": "x/clip"}, id="LLaVA itself"),
        ("Mistral", {"model_type": "llava_mistral"}),
        ("BERT", {"model_type": "clip", "text_config": {"model_type": "bert"}}),
    ],
)
def test_a_part_of_a_composite_model(claim: str, config: object) -> None:
    assert not findings(f"architecture: {claim}", observed(config=config), RULE)


@pytest.mark.parametrize(
    ("claim", "config", "fix"),
    [
        pytest.param("BERT", {"model_type": "llava", **LLAVA}, "LLaVA", id="no part of it"),
        pytest.param("Llama", {"model_type": "llava", "text_config": {"model_type": "mistral"}}, "LLaVA", id="another"),
        pytest.param("CLIP", {"model_type": "llava", **LLAVA}, "LLaVA", id="another tower"),
        pytest.param("Mistral", {"model_type": "llava_llama"}, "LLaVA", id="the usual part of another"),
        pytest.param("Llama", {"model_type": "mistral", "text_config": ["llama"]}, "Mistral", id="no config"),
        pytest.param("Llama", {"model_type": "mistral", "x": {"model_type": "llama"}}, "Mistral", id="no part"),
        pytest.param("CLIP + Llama", {"model_type": "mistral"}, "Mistral", id="no composite"),
    ],
)
def test_no_part_of_a_composite_model(claim: str, config: object, fix: str) -> None:
    [finding] = findings(f"architecture: {claim}", observed(config=config), RULE)
    assert finding.fix is not None
    assert finding.fix.edits[0].new == fix


def test_the_evidence_names_the_parts() -> None:
    [finding] = findings("architecture: BERT", observed(config={"model_type": "llava", **LLAVA}), RULE)
    keys = [one.key for one in finding.evidence]
    assert keys == ["model_type", "text_config.model_type", "vision_config.model_type"]


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
        ("cyberagent/llava-calm2-siglip", "SigLIP + Llama", False),
        ("cyberagent/llava-calm2-siglip", "CLIP + GPT-NeoX", True),
    ],
)
def test_recorded_repos(repo: str, claim: str, drifts: bool) -> None:
    assert bool(findings(f"architecture: {claim}", recorded()[repo.lower()], RULE)) is drifts

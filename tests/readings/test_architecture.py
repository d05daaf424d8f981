"""Configs in, architectures out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.architecture import Architecture, read_architecture
from tests.build import observed, recorded


@pytest.mark.parametrize(
    ("repo", "model_type", "architectures"),
    [
        ("cyberagent/calm2-7b", "llama", ("LlamaForCausalLM",)),
        ("ganchengguang/Roformer-base-japanese", "roberta", ("RobertaForMaskedLM",)),
        ("abeja/gpt-neox-japanese-2.7b", "gpt_neox_japanese", ("GPTNeoXJapaneseForCausalLM",)),
    ],
)
def test_recorded_configs(repo: str, model_type: str, architectures: tuple[str, ...]) -> None:
    reading = read_architecture(recorded()[repo.lower()])
    assert isinstance(reading, Reading)
    assert reading.value == Architecture(model_type, architectures)


@pytest.mark.parametrize(
    ("config", "architecture"),
    [
        ({"model_type": "llama"}, Architecture("llama", ())),
        ({"architectures": ["LLaMAForCausalLM"]}, Architecture(None, ("LLaMAForCausalLM",))),
        ({"model_type": 7, "architectures": ["A", 7, None]}, Architecture(None, ("A",))),
        (
            {"model_type": "llava", "text_config": {"model_type": "llama"}, "vision_config": {"hidden_size": 1024}},
            Architecture("llava", (), ("llama",)),
        ),
        (
            {"model_type": "qwen2_5_omni", "thinker_config": {"text_config": {"model_type": "qwen2_5_omni_text"}}},
            Architecture("qwen2_5_omni", (), ("qwen2_5_omni_text",)),
        ),
        ({"model_type": "x", "text_config": {"model_type": 7}, "decoder": None}, Architecture("x", ())),
    ],
)
def test_configs(config: dict[str, Any], architecture: Architecture) -> None:
    reading = read_architecture(observed(config=config))
    assert isinstance(reading, Reading)
    assert (reading.value, reading.confidence) == (architecture, "high")


@pytest.mark.parametrize("config", [{}, {"architectures": "A"}, {"model_type": None}, [], "x"])
def test_configs_that_name_none(config: Any) -> None:
    assert isinstance(read_architecture(observed(config=config)), NoReading)


def test_a_pull_request_is_low() -> None:
    reading = read_architecture(observed(config={"model_type": "llama"}, branch="refs/pr/1"))
    assert isinstance(reading, Reading)
    assert reading.confidence == "low"


def test_the_extract_tells_the_type_where_config_json_does_not() -> None:
    reading = read_architecture(observed(config={"hidden_size": 1}, info={"config": {"model_type": "qwen3"}}))
    assert isinstance(reading, Reading)
    assert (reading.value.model_type, reading.confidence) == ("qwen3", "high")


@pytest.mark.parametrize(
    ("tags", "card", "type_", "confidence"),
    [
        (["transformers", "qwen3", "ja"], {"tags": ["ja"]}, "qwen3", "medium"),
        (["transformers", "qwen3", "ja"], None, "qwen3", "low"),
        (["qwen3"], {"tags": ["qwen3"]}, None, None),
        (["qwen3", "llama"], {}, None, None),
        (["vit"], {}, None, None),
    ],
)
def test_the_hubs_own_tag(tags: Any, card: Any, type_: str | None, confidence: str | None) -> None:
    reading = read_architecture(observed(card=card, info={"tags": tags}))
    assert (reading.value.model_type if isinstance(reading, Reading) else None) == type_
    if isinstance(reading, Reading):
        assert reading.confidence == confidence


@pytest.mark.parametrize(
    ("classes", "type_"),
    [
        (("LLaMAForCausalLM",), "llama"),
        (("GPT2LMHeadModel",), "gpt2"),
        (("BertModel",), "bert"),
        (("RWForCausalLM",), None),
        ((), None),
    ],
)
def test_classes_tell_the_type_too(classes: tuple[str, ...], type_: str | None) -> None:
    assert Architecture(None, classes).of_classes == type_

"""Configs in, architectures out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.readings.architecture import Architecture, read_architecture
from jllm_sync.readings.reading import NoReading, Reading
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

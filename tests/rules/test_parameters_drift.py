"""parameters-drift: what agrees within 15 %, by a nominal name, or cannot be compared."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.hub.observation import Observation
from tests.build import findings, observed

RULE = "parameters-drift"


def weighing(total: Any, **kinds: int) -> Observation:
    return observed(info={"safetensors": {"total": total, "parameters": kinds or {"BF16": total}}})


@pytest.mark.parametrize(
    ("claim", "total"),
    [
        pytest.param("7b", 6_738_415_616, id="Llama 2"),
        pytest.param("7b", 7_241_732_096, id="Mistral"),
        pytest.param("7b", 8_050_000_000, id="15 % more"),
        pytest.param("7b", 5_950_000_000, id="15 % less"),
        pytest.param("110m", 111_207_680, id="BERT"),
        pytest.param("{total: 46.7b, active: 12.9b}", 46_702_792_704, id="a mixture"),
        pytest.param("2b, foundation: gemma-2", 2_614_341_888, id="nominal: Gemma 2"),
        pytest.param("1b, foundation: llama-3.2", 1_235_814_400, id="nominal: Llama 3.2"),
        pytest.param("unknown", 13_000_000_000, id="unknown"),
        pytest.param("null", 13_000_000_000, id="null"),
    ],
)
def test_agreement(claim: str, total: int) -> None:
    assert not findings(f"parameters: {claim}", weighing(total), RULE)


@pytest.mark.parametrize(
    ("claim", "total", "fix"),
    [
        pytest.param("7b", 13_015_864_320, "13.02b", id="double"),
        pytest.param("7b", 8_060_000_000, "8.06b", id="more than 15 % more"),
        pytest.param("7b", 5_940_000_000, "5.94b", id="more than 15 % less"),
        pytest.param("2b", 2_614_341_888, "2.614b", id="a 2b of its own"),
        pytest.param("9b, foundation: gemma-2", 2_614_341_888, "2.614b", id="another size of Gemma 2"),
        pytest.param(
            "{total: 7b, active: 2b}", 46_702_792_704, {"total": "46.7b", "active": "2b"}, id="a mixture's total"
        ),
        pytest.param(
            "{total: 46.7b, active: 12.9b}", 12_900_000_000, {"total": "12.9b", "active": "12.9b"}, id="active"
        ),
    ],
)
def test_drift(claim: str, total: int, fix: Any) -> None:
    [finding] = findings(f"parameters: {claim}", weighing(total), RULE)
    assert (finding.severity, finding.confidence, finding.field) == ("warning", "high", "parameters")
    assert finding.fix is not None
    assert (finding.fix.kind, finding.fix.edits[0].new) == ("unsafe", fix)


@pytest.mark.parametrize(
    ("total", "config", "drifts"),
    [
        # An untied 0.5b with a vocabulary of 102,400: two tables of 131 million.
        (793_900_032, {"vocab_size": 102_400, "hidden_size": 1280}, False),
        (793_900_032, {"vocab_size": 32_000, "hidden_size": 1280}, True),
        (793_900_032, {"vocab_size": "102400", "hidden_size": 1280}, True),
        (793_900_032, {"vocab_size": -1, "hidden_size": 10**20}, True),
        (793_900_032, None, True),
    ],
)
def test_embeddings_may_or_may_not_be_counted(total: int, config: Any, drifts: bool) -> None:
    weights = observed(config=config, info={"safetensors": {"total": total}})
    assert bool(findings("parameters: 0.5b", weights, RULE)) is drifts


@pytest.mark.parametrize(
    ("claim", "total", "config", "drifts"),
    [
        # Qwen2.5-VL 7B: the same keys at the top, as first published, and nested, as transformers saves them now.
        ("7b", 8_292_166_656, {"vocab_size": 152_064, "hidden_size": 3584}, False),
        ("7b", 8_292_166_656, {"text_config": {"vocab_size": 152_064, "hidden_size": 3584}}, False),
        ("3b", 8_292_166_656, {"text_config": {"vocab_size": 152_064, "hidden_size": 3584}}, True),
        # Gemma 3 4b with its output layer stored beside the embeddings that it shares.
        ("4b", 4_971_331_952, {"text_config": {"vocab_size": 262_208, "hidden_size": 2560}}, False),
        # A vision tower's table is not the language model's.
        ("4b", 4_971_331_952, {"vision_config": {"vocab_size": 262_208, "hidden_size": 2560}}, True),
        # A vocabulary at the top and a width below are no table together.
        ("4b", 4_971_331_952, {"vocab_size": 262_208, "text_config": {"hidden_size": 2560}}, True),
        ("4b", 4_971_331_952, {"text_config": [262_208, 2560]}, True),
    ],
)
def test_embeddings_of_a_nested_language_model(claim: str, total: int, config: Any, drifts: bool) -> None:
    weights = observed(config=config, info={"safetensors": {"total": total}})
    assert bool(findings(f"parameters: {claim}", weights, RULE)) is drifts


@pytest.mark.parametrize(
    "observation",
    [
        pytest.param(observed(), id="nothing seen"),
        pytest.param(weighing(1_129_000_000, I32=800_000_000, F16=329_000_000), id="packed integers"),
        pytest.param(
            observed(config={"quantization_config": {"bits": 4}}, info={"safetensors": {"total": 10**9}}), id="config"
        ),
        pytest.param(
            observed(info={"config": {"quantization_config": {"bits": 4}}, "safetensors": {"total": 10**9}}),
            id="the API's extract of the config",
        ),
        pytest.param(observed(info={"tags": ["awq", "4-bit"], "safetensors": {"total": 10**9}}), id="tags"),
        pytest.param(
            observed(info={"siblings": ["adapter_config.json"], "safetensors": {"total": 10**6}}), id="an adapter"
        ),
        pytest.param(
            observed(files={"adapter_config.json": {}}, info={"safetensors": {"total": 10**6}}), id="its config"
        ),
        pytest.param(weighing(0), id="zero"),
        pytest.param(weighing(-1), id="negative"),
        pytest.param(weighing(True), id="true"),
        pytest.param(weighing("7b"), id="text"),
        pytest.param(weighing(10**30), id="absurd"),
        pytest.param(weighing(None), id="null"),
        pytest.param(observed(info={"safetensors": [1], "gguf": 7, "siblings": 7, "tags": 7}), id="no mappings"),
    ],
)
def test_what_cannot_be_compared(observation: Observation) -> None:
    assert not findings("parameters: 7b", observation, RULE)


@pytest.mark.parametrize(
    ("claim", "kinds"),
    [
        pytest.param("7b", {"BF16": 13_000_000_000, "I64": 512}, id="positions of an encoder"),
        pytest.param("13b", {"F16": 3_607_202_304, "BOOL": 36 * 2048**2}, id="masks of a GPT-NeoX 3.6b"),
        pytest.param("13b", {"F16": 3_607_202_304, "U8": 36 * 2048**2}, id="its masks as bytes"),
        pytest.param("1.3b", {"F32": 110_000_000, "U8": 12 * 1024**2}, id="masks of a GPT-2 small: 10 %"),
        pytest.param("1.3b", {"F32": 125_198_592, "U8": 12 * 2048**2}, id="masks of a GPT-Neo 125m: 29 %"),
        pytest.param("1b", {"F32": 14_067_712, "BOOL": 6 * 2048**2}, id="masks of a Pythia 14m: 64 %"),
    ],
)
def test_masks_and_positions_are_no_quantisation_and_no_parameters(claim: str, kinds: dict[str, int]) -> None:
    [finding] = findings(f"parameters: {claim}", weighing(sum(kinds.values()), **kinds), RULE)
    assert finding.reading is not None
    assert finding.reading.value == next(iter(kinds.values()))
    assert [one.key for one in finding.evidence] == ["safetensors.total", "safetensors.parameters"]


@pytest.mark.parametrize(
    ("claim", "kinds"),
    [
        pytest.param("3.6b", {"F16": 3_607_202_304, "BOOL": 36 * 2048**2}, id="a GPT-NeoX with its masks"),
        pytest.param("125m", {"F32": 125_198_592, "U8": 12 * 2048**2}, id="a GPT-Neo 125m with its masks"),
        pytest.param("7b", {"F16": 262_410_240, "U8": 3_238_002_688}, id="four bits in bytes: Llama 2"),
        pytest.param("1b", {"BF16": 302_000_000, "U8": 349_000_000}, id="four bits in bytes: Gemma 3 1b"),
        pytest.param("7b", {"BF16": 200_000_000, "U32": 900_000_000}, id="MLX"),
        pytest.param("2b, foundation: gemma-2", {"F16": 590_000_000, "I32": 253_000_000}, id="GPTQ: 30 %"),
    ],
)
def test_sizes_beside_masks_and_packed_weights(claim: str, kinds: dict[str, int]) -> None:
    assert not findings(f"parameters: {claim}", weighing(sum(kinds.values()), **kinds), RULE)


def test_counts_that_are_not_those_of_the_total() -> None:
    """What the total left out is not taken off it again."""
    [finding] = findings("parameters: 7b", weighing(3_607_202_304, F16=3_607_202_304, BOOL=36 * 2048**2), RULE)
    assert finding.reading is not None
    assert finding.reading.value == 3_607_202_304


def test_gguf_is_less_certain() -> None:
    """The API describes one file of the repo: of a model in parts, the first."""
    assert not findings("parameters: 7b", observed(info={"gguf": {"total": 6_738_415_616}}), RULE)
    [finding] = findings("parameters: 7b", observed(info={"gguf": {"total": 13_000_000_000}}), RULE)
    assert finding.confidence == "medium"

"""Metadata of weights in, sizes out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.hub.observation import Observation
from jllm_sync.readings import NoReading, Reading
from jllm_sync.readings.parameters import read_parameters
from tests.build import findings, observed


@pytest.mark.parametrize(
    ("info", "total"),
    [
        ({"safetensors": {"total": 7_000_000_000}}, 7_000_000_000),
        ({"gguf": {"total": 3_000_000_000}}, 3_000_000_000),
        ({"safetensors": {"total": 7}, "gguf": {"total": 3}}, 7),
    ],
)
def test_totals(info: dict[str, Any], total: int) -> None:
    reading = read_parameters(observed(info=info))
    assert isinstance(reading, Reading)
    assert reading.value == total


@pytest.mark.parametrize("total", [0, -1, True, None, "7b", 7.5, [], 10**400])
def test_what_is_no_total(total: Any) -> None:
    assert isinstance(read_parameters(observed(info={"safetensors": {"total": total}})), NoReading)


@pytest.mark.parametrize("method", [{"quant_method": "awq"}, {"quant_method": "gptq", "bits": 4}])
def test_quantised_weights_do_not_tell(method: dict[str, Any]) -> None:
    reading = read_parameters(observed(info={"safetensors": {"total": 7}}, config={"quantization_config": method}))
    assert isinstance(reading, NoReading)
    assert "quantised" in str(reading.reason)


@pytest.mark.parametrize(
    ("weights", "value", "confidence"),
    [
        pytest.param(
            {"parameters": {"BF16": 7615616512}, "total": 333312}, 7615616512, "medium", id="less than its sum"
        ),
        pytest.param({"parameters": {"BF16": 8190735360}, "total": 8190735360}, 8190735360, "high", id="confirmed"),
        pytest.param({"total": 8190735360}, 8190735360, "medium", id="by itself"),
        pytest.param({"parameters": {"BF16": 8190735360}}, 8190735360, "medium", id="the sum alone"),
        pytest.param({"parameters": {"BF16": 1, "F8_E4M3": 9}, "total": 10}, 10, "high", id="FP8"),
    ],
)
def test_a_total_is_held_against_the_count_by_type(weights: Any, value: int, confidence: str) -> None:
    reading = read_parameters(observed(info={"safetensors": weights}))
    assert isinstance(reading, Reading)
    assert (reading.value, reading.confidence) == (value, confidence)


def test_a_total_above_its_sum_says_nothing() -> None:
    weights = {"parameters": {"BF16": 10}, "total": 20}
    assert isinstance(read_parameters(observed(info={"safetensors": weights})), NoReading)


@pytest.mark.parametrize(("name", "confidence"), [("acme/model-70b", "medium"), ("acme/model-7b", "high")])
def test_a_size_in_the_name_that_is_far_off(name: str, confidence: str) -> None:
    weights = {"parameters": {"BF16": 7_000_000_000}, "total": 7_000_000_000}
    reading = read_parameters(observed(name, info={"safetensors": weights}))
    assert isinstance(reading, Reading)
    assert reading.confidence == confidence


@pytest.mark.parametrize(
    "info",
    [
        {"gguf": {"total": 460_000_000, "architecture": "clip"}},
        {"gguf": {"total": 460_000_000}, "siblings": ["model.gguf", "mmproj-model.gguf"]},
    ],
)
def test_a_projector_is_not_the_model(info: Any) -> None:
    assert isinstance(read_parameters(observed(info=info)), NoReading)


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param({"info": {"siblings": ["quantize_config.json", "model.safetensors"]}}, id="GPTQ's file"),
        pytest.param({"config": {"text_config": {"quantization_config": {"quant_method": "awq"}}}}, id="nested"),
        pytest.param({"info": {"tags": ["nvfp4"]}}, id="a tag"),
    ],
)
def test_what_shows_that_weights_are_packed(shown: Any) -> None:
    info = {**shown.get("info", {}), "safetensors": {"parameters": {"BF16": 9, "U8": 1}, "total": 10}}
    assert isinstance(read_parameters(observed(config=shown.get("config"), info=info)), NoReading)


def test_nothing_seen() -> None:
    assert isinstance(read_parameters(observed()), NoReading)


def weights(
    counts: dict[str, int], siblings: list[str], sizes: dict[str, int] | None = None, **more: Any
) -> Observation:
    total = {"parameters": counts, "total": sum(counts.values())}
    return observed(info={"safetensors": total, "siblings": siblings, **({"sizes": sizes} if sizes else {}), **more})


def shards(count: int) -> list[str]:
    return [f"model-{one:05}-of-{count:05}.safetensors" for one in range(1, count + 1)]


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        pytest.param(weights({"F32": 333312}, shards(4)), "siblings", id="333 thousand in four files"),
        pytest.param(weights({"BF16": 333312}, shards(4)[:1]), "siblings", id="the names say how many there are"),
        pytest.param(
            weights({"BF16": 7_615_616_512}, ["model.safetensors"], {"model.safetensors": 30_000_000}),
            "sizes",
            id="7.6b in 30 MB",
        ),
        pytest.param(
            weights({"F32": 333312}, shards(2), dict.fromkeys(shards(2), 7_600_000_000)),
            "sizes",
            id="15 GB for 333 thousand",
        ),
        pytest.param(
            observed(
                info={
                    "safetensors": {"total": 10**10},
                    "siblings": ["a.safetensors"],
                    "sizes": {"a.safetensors": 10**8},
                }
            ),
            "sizes",
            id="less than a bit each",
        ),
        pytest.param(
            observed(info={"gguf": {"total": 10**10}, "siblings": ["a.gguf"], "sizes": {"a.gguf": 10**8}}),
            "sizes",
            id="GGUF",
        ),
    ],
)
def test_files_that_contradict_the_total(shown: Observation, reason: str) -> None:
    reading = read_parameters(shown)
    assert isinstance(reading, NoReading)
    assert reading.reason.key == f"no-reading-size-against-{reason}"
    assert not findings("parameters: 7b", shown, "parameters-drift")


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(weights({"BF16": 7_615_616_512}, shards(4)), id="7b in four parts"),
        pytest.param(weights({"BF16": 494_032_768}, shards(6)), id="max_shard_size=200MB"),
        pytest.param(weights({"F32": 14_350_248}, shards(8)), id="shards of 7 MB"),
        pytest.param(weights({"BF16": 333312}, ["model.safetensors"]), id="a tiny model in one file"),
        pytest.param(
            weights({"F32": 333312}, ["unet/model-00001-of-00004.safetensors"]), id="the parts of another folder"
        ),
        pytest.param(
            weights({"BF16": 8_030_261_248}, shards(4), dict.fromkeys(shards(4), 4_015_140_000)), id="their sizes fit"
        ),
        pytest.param(
            weights(
                {"BF16": 7_248_023_552},
                [*shards(3), "consolidated.safetensors"],
                {**dict.fromkeys(shards(3), 4_832_030_000), "consolidated.safetensors": 14_496_078_512},
            ),
            id="stored twice",
        ),
        pytest.param(
            weights({"BF16": 10**9}, ["model.safetensors", "b.safetensors"], {"b.safetensors": 10}),
            id="a size is not known",
        ),
        pytest.param(weights({"BF16": 10**9}, ["model.safetensors"], {"model.safetensors": True}), id="no size"),
        pytest.param(
            observed(info={"safetensors": {"total": 10**9}, "siblings": shards(2), "sizes": [1]}), id="no sizes"
        ),
    ],
)
def test_files_that_fit_the_total(shown: Observation) -> None:
    assert isinstance(read_parameters(shown), Reading)

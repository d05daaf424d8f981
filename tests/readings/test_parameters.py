"""Metadata of weights in, sizes out."""

from __future__ import annotations

from typing import Any

import pytest

from jllm_sync.readings.parameters import read_parameters
from jllm_sync.readings.reading import NoReading, Reading
from tests.build import observed


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


def test_nothing_seen() -> None:
    assert isinstance(read_parameters(observed()), NoReading)

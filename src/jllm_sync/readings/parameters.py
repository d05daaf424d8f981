"""How many parameters the weights hold."""

from __future__ import annotations

from collections.abc import Mapping

from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.readings.reading import NoReading, Reading

_LARGEST = 10**15
"""More parameters than any model has."""


def read_parameters(observation: Observation) -> Reading[int] | NoReading:
    """The number of parameters, from the metadata of the weights.

    Quantised weights pack several parameters into one integer: their totals are not the size.
    """
    config = observation.file("config.json")
    if isinstance(config, Present) and isinstance(config.value, Mapping) and config.value.get("quantization_config"):
        evidence = Evidence.of(config.source, "quantization_config", "present")
        return NoReading("quantised: the stored total is not the number of parameters", (evidence,))
    for key in ("safetensors", "gguf"):
        found = observation.info.get(key)
        if isinstance(found, Present) and isinstance(found.value, Mapping):
            total = found.value.get("total")
            if isinstance(total, int) and not isinstance(total, bool) and 0 < total < _LARGEST:
                return Reading(total, "high", (Evidence.of(found.source, f"{key}.total", total),))
    return NoReading("the size of the weights was not seen")

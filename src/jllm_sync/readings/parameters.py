"""How many parameters the weights hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Observation, Present
from jllm_sync.messages import message
from jllm_sync.readings.config import language_config
from jllm_sync.readings.reading import NoReading, Reading
from jllm_sync.readings.weights import is_adapter

_LARGEST = 10**15
"""More parameters than any model has."""


def read_parameters(observation: Observation) -> Reading[int] | NoReading:
    """The number of parameters, from the metadata of the weights.

    Quantised weights pack several parameters into one integer: their totals are not the size. Nor are an adapter's.
    Masks and positions that are stored beside the weights are no parameters.
    """
    if is_adapter(observation):
        return NoReading(message("no-reading-adapter-weights"), seen=True)
    if quantised := quantised_by(observation):
        return NoReading(message("no-reading-quantised"), (quantised,))
    for key, best in (("safetensors", "high"), ("gguf", "medium")):  # a GGUF in parts shows its first part
        found = observation.info.get(key)
        if isinstance(found, Present) and isinstance(found.value, Mapping) and _is_size(found.value.get("total")):
            total = found.value["total"]
            confidence: Confidence = "high" if best == "high" and not found.source.proposed else "medium"
            evidence = [Evidence.of(found.source, f"{key}.total", total)]
            counts = _counts(found.value)
            if buffers := _buffers(counts, total):
                evidence.append(Evidence.of(found.source, f"{key}.parameters", counts))
            return Reading(total - buffers, confidence, tuple(evidence))
    if all(isinstance(observation.info.get(key), Absent) for key in ("safetensors", "gguf")):
        return NoReading(message("no-reading-size-unstated"), seen=True)
    return NoReading(message("no-reading-size-unseen"))


def read_embeddings(observation: Observation) -> int | None:
    """The parameters of one table of token embeddings, which publishers count or not; None where unknown.

    In multimodal repos it is the language model's table.
    """
    config = observation.file("config.json")
    if not isinstance(config, Present) or not isinstance(config.value, Mapping):
        return None
    _, inner = language_config(config.value, lambda one: _table(one) is not None)
    return _table(inner)


def _table(config: Mapping[str, Any]) -> int | None:
    vocabulary, width = config.get("vocab_size"), config.get("hidden_size", config.get("n_embd"))
    return int(vocabulary * width) if _is_size(vocabulary) and _is_size(width) else None


def quantised_by(observation: Observation) -> Evidence | None:
    """What shows that the weights are quantised; None where nothing does."""
    data = load("weight_files.yaml")
    for field, key in ((observation.file("config.json"), ""), (observation.info.get("config"), "config.")):
        if isinstance(field, Present) and isinstance(field.value, Mapping) and field.value.get("quantization_config"):
            return Evidence.of(field.source, f"{key}quantization_config", "present")
    tags = observation.info.get("tags")
    if isinstance(tags, Present) and isinstance(tags.value, list | tuple):
        for tag in data["quantised_tags"]:
            if tag in tags.value:
                return Evidence.of(tags.source, "tags", tag)
    weights = observation.info.get("safetensors")
    if isinstance(weights, Present) and isinstance(weights.value, Mapping):
        counts = _counts(weights.value)
        for kind, share in data["packed_types"].items():
            if counts.get(kind, 0) >= share * sum(counts.values()) > 0:
                return Evidence.of(weights.source, "safetensors.parameters", counts)
    return None


def _counts(weights: Mapping[str, Any]) -> dict[str, int]:
    """How many numbers of each type the weights hold."""
    counts = weights.get("parameters")
    if not isinstance(counts, Mapping):
        return {}
    return {str(kind): count for kind, count in counts.items() if _is_size(count)}


def _buffers(counts: Mapping[str, int], total: int) -> int:
    """How many numbers of the total are no parameters; 0 where the counts are not those of the total."""
    buffers = sum(counts.get(kind, 0) for kind in load("weight_files.yaml")["buffer_types"])
    return buffers if sum(counts.values()) == total > buffers else 0


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST

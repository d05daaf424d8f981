"""How many parameters the weights hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Source
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading, unreadable
from jllm_sync.readings.config import language_config
from jllm_sync.readings.weights import file_names, file_sizes, is_adapter, is_projector, parts

_DATA = "weight_files.yaml"
_LARGEST = 10**15
"""More parameters than any model has."""
_NAMED = re.compile(r"(?<![A-Za-z0-9.])(\d{1,5}(?:\.\d{1,3})?)([BbMm])(?![A-Za-z0-9])")
"""A size in a repo's name: 7b, 1.8B, 330m."""
_UNITS = {"b": 1e9, "m": 1e6}
_MAIN = re.compile(r"model(?:-\d{5}-of-\d{5})?\.safetensors\Z")
"""The weights that the Hub counts, in one file or in parts."""
_ROOM = 1.1
"""By so much the bytes of files and numbers may differ: headers, ties, what is stored twice."""
_FAR = 3
"""By so many times a size may differ from the one in the name: embeddings, towers of vision and experts add to it."""


def read_parameters(observation: Observation) -> Reading[int] | NoReading:
    """The number of parameters, from the metadata of the weights.

    Quantised weights pack several parameters into one number, which the Hub has counted both ways: their totals are not
    the size. Nor are an adapter's. Masks and positions that are stored beside the weights are no parameters.
    """
    if is_adapter(observation) or _tagged_adapter(observation):
        return NoReading(message("no-reading-adapter-weights"), seen=True)
    weights, gguf = observation.info.get("safetensors"), observation.info.get("gguf")
    quantised = quantised_by(observation)
    if quantised and not _one_number_each(weights):
        return NoReading(message("no-reading-quantised"), (quantised,))
    reading: Reading[int] | NoReading | None = None
    if isinstance(weights, Present) and isinstance(weights.value, Mapping):
        reading = _from_safetensors(weights.value, weights.source)
        if isinstance(reading, Reading):
            reading = _contradicted_by_files(observation, reading, weights.value) or reading
    if reading is None and isinstance(gguf, Present) and isinstance(gguf.value, Mapping):
        reading = _from_gguf(observation, gguf.value, gguf.source)
    if isinstance(reading, Reading) and (quantised or _contradicts_name(observation, reading.value)):
        more = (quantised,) if quantised else ()
        # A GGUF of another size than its repo's name is a draft model's, or a part's.
        most: Confidence = "medium" if quantised or reading.confidence == "high" else "low"
        return Reading(reading.value, weakest(reading.confidence, most), (*reading.evidence, *more))
    if reading is not None:
        return reading
    if isinstance(weights, Absent) and isinstance(gguf, Absent):
        return NoReading(message("no-reading-size-unstated"), seen=True)
    return NoReading(message("no-reading-size-unseen"))


def _tagged_adapter(observation: Observation) -> bool:
    """Whether the Hub tags it as an adapter's repo, of which no file list shows that it is none."""
    tags, config = observation.info.get("tags"), observation.file("adapter_config.json")
    listed = isinstance(tags, Present) and isinstance(tags.value, list | tuple)
    return isinstance(tags, Present) and listed and "peft" in tags.value and not isinstance(config, Absent)


def _from_safetensors(weights: Mapping[str, Any], source: Source) -> Reading[int] | NoReading | None:
    """The Hub's total, held against its own count of each type: a file may report a total of its own.

    (https://github.com/huggingface/huggingface_hub/issues/4221)
    """
    total, counts = weights.get("total"), _counts(weights)
    if total is not None and not _is_size(total):
        return unreadable(source, "safetensors.total", total)
    if total is None and not counts:
        return None
    summed = sum(counts.values())
    evidence = [Evidence.of(source, "safetensors.total", total)] if total is not None else []
    by_type = Evidence.of(source, "safetensors.parameters", counts)
    if total is None or total < summed:
        return Reading(summed - _buffers(counts), "medium", (by_type, *evidence))
    if not counts:
        return Reading(total, "medium", tuple(evidence))  # nothing confirms it
    if total > summed:
        return NoReading(message("no-reading-size-contradicts", found=f"{summed:,}"), (*evidence, by_type))
    if buffers := _buffers(counts):
        evidence.append(by_type)
    return Reading(total - buffers, "medium" if source.proposed else "high", tuple(evidence))


def _from_gguf(observation: Observation, gguf: Mapping[str, Any], source: Source) -> Reading[int] | NoReading | None:
    """The total of a GGUF file; one in parts may show its first part only, and a projector is no model."""
    total, architecture = gguf.get("total"), gguf.get("architecture")
    if total is None:
        return None
    if not _is_size(total):
        return unreadable(source, "gguf.total", total)
    evidence = (Evidence.of(source, "gguf.total", total),)
    if is_projector(observation, gguf):
        return NoReading(message("no-reading-projector", architecture=str(architecture)), evidence)
    files = file_sizes(observation, ".gguf")
    if files and total > 8 * sum(files.values()):
        return _against(observation, "sizes", sum(files.values()), evidence)
    return Reading(total, "medium", evidence)


def _contradicted_by_files(
    observation: Observation, reading: Reading[int], weights: Mapping[str, Any]
) -> NoReading | None:
    """The silence where the files cannot hold so many numbers, or are far too large or too many for so few.

    A number takes as many bytes as its type; of no known type it takes a bit at least and eight bytes at most. How
    many parts there are is known from their names alone: makers split weights by gigabytes or hundreds of megabytes.
    """
    data = load(_DATA)
    counts, widths = _counts(weights), data["bytes"]
    known = bool(counts) and counts.keys() <= widths.keys()
    needed = sum(count * widths[kind] for kind, count in counts.items()) if known else reading.value
    least, most = (needed, needed) if known else (needed / 8, needed * 8)
    files = file_sizes(observation, ".safetensors")
    if files:
        main = sum(size for name, size in files.items() if _MAIN.match(name))
        if least > _ROOM * sum(files.values()) or 0 < most * _ROOM < main / 2:
            return _against(observation, "sizes", sum(files.values()), reading.evidence)
    elif (count := parts(observation)) > 1 and most < count * data["smallest_part"]:
        return _against(observation, "siblings", count, reading.evidence)
    return None


def _against(observation: Observation, key: str, found: int, evidence: tuple[Evidence, ...]) -> NoReading:
    """The silence of a total that the files contradict."""
    listed = observation.info[key]
    more = (Evidence.of(listed.source, key, found),) if isinstance(listed, Present) else ()
    return NoReading(message(f"no-reading-size-against-{key}", found=found), (*evidence, *more))


def _contradicts_name(observation: Observation, total: int) -> bool:
    """Whether the repo's own name gives sizes, and none is anywhere near: then one of them is not of these weights."""
    name = observation.canonical.rpartition("/")[2]
    named = [float(number) * _UNITS[unit.lower()] for number, unit in _NAMED.findall(name)]
    return bool(named) and not any(size / _FAR <= total <= size * _FAR for size in named)


def _one_number_each(weights: Field[Any] | None) -> bool:
    """Whether quantised weights hold one number for each parameter after all: FP8 is a type, not a packing."""
    if not isinstance(weights, Present) or not isinstance(weights.value, Mapping):
        return False
    counts = _counts(weights.value)
    return any(kind.startswith("F8_") for kind in counts) and set(counts) <= set(load(_DATA)["whole_types"])


def read_embeddings(observation: Observation) -> int | None:
    """The parameters of one table of token embeddings, which publishers count or not; None where unknown.

    In multimodal repos it is the language model's table.
    """
    config = observation.file("config.json")
    if not isinstance(config, Present) or not isinstance(config.value, Mapping):
        return None
    _, inner, _ = language_config(config.value, lambda one: _table(one) is not None)
    return _table(inner)


def _table(config: Mapping[str, Any]) -> int | None:
    vocabulary, width = config.get("vocab_size"), config.get("hidden_size", config.get("n_embd"))
    return int(vocabulary * width) if _is_size(vocabulary) and _is_size(width) else None


def quantised_by(observation: Observation) -> Evidence | None:
    """What shows that the weights are quantised; None where nothing does."""
    data = load(_DATA)
    for field, prefix in ((observation.file("config.json"), ""), (observation.info.get("config"), "config.")):
        if isinstance(field, Present) and isinstance(field.value, Mapping):
            for path, inner in (("", field.value), *_nested(field.value)):
                for key in ("quantization_config", "compression_config"):
                    if inner.get(key):
                        return Evidence.of(field.source, f"{prefix}{path}{key}", "present")
    tags = observation.info.get("tags")
    if isinstance(tags, Present) and isinstance(tags.value, list | tuple):
        for tag in data["quantised_tags"]:
            if tag in tags.value:
                return Evidence.of(tags.source, "tags", tag)
    listed, names = observation.info.get("siblings"), file_names(observation)
    for name in data["quantised_files"]:
        if isinstance(listed, Present) and name in names:
            return Evidence.of(listed.source, "siblings", name)
    weights = observation.info.get("safetensors")
    if isinstance(weights, Present) and isinstance(weights.value, Mapping):
        counts = _counts(weights.value)
        for kind, share in data["packed_types"].items():
            if counts.get(kind, 0) >= share * sum(counts.values()) > 0:
                return Evidence.of(weights.source, "safetensors.parameters", counts)
    return None


def _nested(config: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The configs of a composite model's parts, with the path to each."""
    for key, value in config.items():
        if isinstance(value, Mapping):
            yield f"{key}.", value


def _counts(weights: Mapping[str, Any]) -> dict[str, int]:
    """How many numbers of each type the weights hold."""
    counts = weights.get("parameters")
    if not isinstance(counts, Mapping):
        return {}
    return {str(kind): count for kind, count in counts.items() if _is_size(count)}


def _buffers(counts: Mapping[str, int]) -> int:
    """How many of the numbers are no parameters, where the rest are."""
    buffers = sum(counts.get(kind, 0) for kind in load(_DATA)["buffer_types"])
    return buffers if sum(counts.values()) > buffers else 0


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < _LARGEST

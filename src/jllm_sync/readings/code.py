"""Whether loading a model runs code that is not the library's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.readings.reading import NoReading, Reading


@dataclass(frozen=True, slots=True)
class CustomCode:
    """The classes that a repo brings, and whose code they are."""

    classes: tuple[str, ...]
    """The names of the Auto classes that lead to them; empty where only the Hub's tag says that there are some."""
    repos: tuple[str, ...]
    """The repos that hold the code."""


def read_custom_code(observation: Observation) -> Reading[CustomCode] | NoReading:
    """The code of its own that a model needs; no reading where none was seen, or where the library has its type."""
    file, extract = observation.file("config.json"), observation.info.get("config")
    for field, prefix in ((file, ""), (extract, "config.")):
        if not isinstance(field, Present) or not isinstance(field.value, Mapping):
            continue
        auto_map = field.value.get("auto_map")
        if is_native(field.value.get("model_type")):
            return NoReading("transformers has its type, and takes its own class even beside an auto_map")
        if isinstance(auto_map, Mapping) and auto_map:
            confidence: Confidence = "low" if field.source.proposed else "high"
            evidence = Evidence.of(field.source, f"{prefix}auto_map", dict(auto_map))
            code = CustomCode(tuple(sorted(auto_map)), tuple(dict.fromkeys(_repos(auto_map, observation.canonical))))
            return Reading(code, confidence, (evidence,))
    tags = observation.info.get("tags")
    if isinstance(tags, Present) and isinstance(tags.value, list | tuple) and "custom_code" in tags.value:
        evidence = Evidence.of(tags.source, "tags", "custom_code")
        return Reading(CustomCode((), (observation.canonical,)), "medium", (evidence,))
    return NoReading("no code of its own was seen")


def is_native(model_type: Any) -> bool:
    """Whether transformers brings the classes of this type."""
    return isinstance(model_type, str) and model_type in _native()


def _repos(auto_map: Mapping[str, Any], own: str) -> Iterator[str]:
    """The repos of the classes: another one's are written ``owner/name--module.Class``.

    Those of a tokenizer are a list (slow and fast), either of which may be missing.
    """
    for value in auto_map.values():
        for path in value if isinstance(value, list) else [value]:
            if isinstance(path, str):
                repo, separator, _ = path.partition("--")
                yield repo if separator and repo else own


@cache
def _native() -> frozenset[str]:
    return frozenset(load("native_types.yaml")["types"])

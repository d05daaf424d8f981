"""Which architecture the config names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Observation, Present, Source
from jllm_sync.messages import message
from jllm_sync.readings.reading import NoReading, Reading


@dataclass(frozen=True, slots=True)
class Architecture:
    """What config.json says: the type, the classes that load it, and the types of its parts."""

    model_type: str | None
    architectures: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """The types of a composite model's parts: of its language model, its vision tower."""


def read_architecture(observation: Observation) -> Reading[Architecture] | NoReading:
    """The architecture; of a config.json that was not seen (of a gated repo, say) the API's extract tells it too."""
    for field, prefix in ((observation.file("config.json"), ""), (observation.info.get("config"), "config.")):
        if isinstance(field, Present) and isinstance(field.value, Mapping):
            return _from_config(field.value, field.source, prefix, field.complete)
    if isinstance(observation.file("config.json"), Absent):
        return NoReading(message("no-reading-config-absent"), seen=True)
    return NoReading(message("no-reading-config-unseen"))


def _from_config(
    config: Mapping[str, Any], source: Source, prefix: str, complete: bool
) -> Reading[Architecture] | NoReading:
    type_, classes = config.get("model_type"), config.get("architectures")
    evidence = []
    if isinstance(type_, str):
        evidence.append(Evidence.of(source, f"{prefix}model_type", type_))
    names = tuple(name for name in classes if isinstance(name, str)) if isinstance(classes, list) else ()
    if names:
        evidence.append(Evidence.of(source, f"{prefix}architectures", list(names)))
    parts = dict(_parts(config))
    evidence += [Evidence.of(source, f"{prefix}{path}.model_type", part) for path, part in parts.items()]
    if not evidence:
        return NoReading(message("no-reading-config-names-none"), seen=complete)
    confidence: Confidence = "low" if source.proposed else "high"
    value = Architecture(type_ if isinstance(type_, str) else None, names, tuple(parts.values()))
    return Reading(value, confidence, tuple(evidence))


def _parts(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The types of the configs that are nested in this one, each with the path to it."""
    for steps in load("architectures.yaml")["parts"]:
        inner: Any = config
        for step in steps:
            inner = inner.get(step) if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("model_type"), str):
            yield ".".join(steps), inner["model_type"]

"""Which architecture the config names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.readings.reading import NoReading, Reading


@dataclass(frozen=True, slots=True)
class Architecture:
    """What config.json says: the type, and the classes that load it."""

    model_type: str | None
    architectures: tuple[str, ...]


def read_architecture(observation: Observation) -> Reading[Architecture] | NoReading:
    """The architecture; no reading where config.json was not seen or names none."""
    config = observation.file("config.json")
    if not (isinstance(config, Present) and isinstance(config.value, Mapping)):
        return NoReading("config.json was not seen")
    type_, classes = config.value.get("model_type"), config.value.get("architectures")
    evidence = []
    if isinstance(type_, str):
        evidence.append(Evidence.of(config.source, "model_type", type_))
    names = tuple(name for name in classes if isinstance(name, str)) if isinstance(classes, list) else ()
    if names:
        evidence.append(Evidence.of(config.source, "architectures", list(names)))
    if not evidence:
        return NoReading("config.json names no architecture")
    confidence: Confidence = "low" if config.source.proposed else "high"
    return Reading(Architecture(type_ if isinstance(type_, str) else None, names), confidence, tuple(evidence))

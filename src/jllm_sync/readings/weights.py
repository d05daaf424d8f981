"""In which forms a repo's files hold its weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading

_DATA = "weight_files.yaml"
_PART = re.compile(r"[^/]*-\d{5}-of-(\d{5})\.safetensors\Z")
_LONGEST_NAME = 1000
"""No file on the Hub has a longer name; what is longer is no weights."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a complete file list shows of the weights."""

    pickles: tuple[str, ...]
    others: tuple[str, ...]
    """Safetensors, GGUF and the like: forms that hold numbers and no code."""
    for_auto_model: tuple[str, ...]
    """Files in the top folder under a name that AutoModel.from_pretrained looks for."""
    has_config: bool
    loads_otherwise: tuple[str, ...] = ()
    """Files in the top folder that tell another class how to load the repo: a pipeline, an adapter."""


def file_names(observation: Observation) -> tuple[str, ...]:
    """The names in the file list, as far as it was seen."""
    listed = observation.info.get("siblings")
    if not isinstance(listed, Present) or not isinstance(listed.value, list | tuple):
        return ()
    return tuple(name for name in listed.value if isinstance(name, str))


def file_sizes(observation: Observation, ending: str) -> dict[str, int]:
    """The bytes of each file whose name ends so; none unless those of all such files are known."""
    sizes = observation.info.get("sizes")
    if not isinstance(sizes, Present) or not isinstance(sizes.value, Mapping):
        return {}
    found = {name: sizes.value.get(name) for name in file_names(observation) if name.endswith(ending)}
    known = {name: size for name, size in found.items() if isinstance(size, int) and not isinstance(size, bool)}
    return known if len(known) == len(found) else {}


def parts(observation: Observation) -> int:
    """Into how many files the safetensors weights in the top folder are split, as their names say it; 1 where not."""
    matches = (_PART.match(name) for name in file_names(observation) if len(name) <= _LONGEST_NAME)
    return max((int(match[1]) for match in matches if match), default=1)


def is_adapter(observation: Observation) -> bool:
    """Whether the repo holds an adapter: its files are not the model's."""
    name = "adapter_config.json"
    return name in file_names(observation) or isinstance(observation.files.get(name), Present)


def is_projector(observation: Observation, gguf: Mapping[str, Any]) -> bool:
    """Whether what the Hub read from a GGUF file is not of a language model: of an mmproj file, or a picture's."""
    architecture = gguf.get("architecture")
    if architecture is not None:
        return architecture in load("context_keys.yaml")["gguf"]["not_text"]
    return any("mmproj" in name.lower() and name.endswith(".gguf") for name in file_names(observation))


def read_weights(observation: Observation) -> Reading[Weights] | NoReading:
    """The forms of the weights; no reading unless the whole file list was seen: a part proves nothing."""
    listed = observation.info.get("siblings")
    if not isinstance(listed, Present) or not listed.complete or not isinstance(listed.value, list | tuple):
        return NoReading(message("no-reading-file-list-unseen"))
    names = [name for name in file_names(observation) if len(name) <= _LONGEST_NAME]
    data = load(_DATA)
    weights = Weights(
        pickles=tuple(name for name in names if _is("pickles", name) and not _is("not_weights", name)),
        others=tuple(name for name in names if _is("others", name) or _in_folder(name, data["other_folders"])),
        for_auto_model=tuple(name for name in names if "/" not in name and _is("auto_model", name)),
        has_config="config.json" in names,
        loads_otherwise=tuple(name for name in data["loads_otherwise"] if name in names),
    )
    confidence: Confidence = "low" if listed.source.proposed else "high"
    return Reading(weights, confidence, (Evidence.of(listed.source, "siblings", len(names)),))


def _is(kind: str, name: str) -> bool:
    return _patterns(kind).match(name.rpartition("/")[2]) is not None


def _in_folder(name: str, endings: Iterable[str]) -> bool:
    return any(ending in name for ending in endings)


@cache
def _patterns(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in load(_DATA)[kind]), re.IGNORECASE)

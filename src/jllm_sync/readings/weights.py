"""In which forms a repo's files hold its weights."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Observation, Present
from jllm_sync.readings.reading import NoReading, Reading

# File names as transformers and its kin write them (transformers, utils/__init__.py: WEIGHTS_NAME and its siblings).
_PICKLE = re.compile(r"(.*/)?[^/]+\.(bin|pt|pth|ckpt|pkl|pickle|nemo)\Z", re.IGNORECASE)
_NO_WEIGHTS = re.compile(r"(.*/)?(training_args|optimizer|scheduler|rng_state|random_states|vocab|tokenizer)[^/]*\Z")
_SAFE = re.compile(r".*\.(safetensors|gguf|ggml|onnx|msgpack|h5|tflite|mlmodel)\Z", re.IGNORECASE)
_AUTO = re.compile(
    r"(model|pytorch_model|tf_model|flax_model)(-\d{5}-of-\d{5})?\.(safetensors|bin|h5|msgpack)(\.index\.json)?\Z"
)


@dataclass(frozen=True, slots=True)
class Weights:
    """What a complete file list shows of the weights."""

    pickles: tuple[str, ...]
    others: tuple[str, ...]
    """Safetensors, GGUF and the like: forms that hold numbers and no code."""
    for_auto_model: tuple[str, ...]
    """Files in the top folder under a name that AutoModel.from_pretrained looks for."""
    has_config: bool


def read_weights(observation: Observation) -> Reading[Weights] | NoReading:
    """The forms of the weights; no reading unless the whole file list was seen: a part proves nothing."""
    listed = observation.info.get("siblings")
    if not isinstance(listed, Present) or not listed.complete or not isinstance(listed.value, list | tuple):
        return NoReading("the whole file list was not seen")
    names = [name for name in listed.value if isinstance(name, str)]
    weights = Weights(
        pickles=tuple(name for name in names if _PICKLE.match(name) and not _NO_WEIGHTS.match(name)),
        others=tuple(name for name in names if _SAFE.match(name)),
        for_auto_model=tuple(name for name in names if _AUTO.match(name)),
        has_config="config.json" in names,
    )
    return Reading(weights, "high", (Evidence.of(listed.source, "siblings", len(names)),))

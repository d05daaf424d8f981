"""Whether loading a model runs code that is not the library's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import NOT_SEEN, Field, Observation, Present, Source, Unknown, key_of
from jllm_sync.messages import message
from jllm_sync.readings import NoReading, Reading, unreadable
from jllm_sync.readings.config import model_type

FILES = frozenset({"config.json", "tokenizer_config.json"})
"""The files that this reading needs."""
_TOKENIZER = "AutoTokenizer"
_HEADS = (
    *("CausalLM", "MaskedLM", "PreTraining", "ConditionalGeneration", "SequenceClassification", "TokenClassification"),
    *("QuestionAnswering", "MultipleChoice", "NextSentencePrediction", "TextEncoding", "TextGeneration", "Retrieval"),
    *("ImageClassification", "AudioClassification", "CTC", "MultimodalLM", "ImageTextToText", "SpeechSeq2Seq"),
)
"""The tasks that the library has heads for; a publisher's own is another ("LlamaForRewardModelWithGating")."""
_OWN_ENDINGS = (
    rf"Config|Model|PreTrainedModel|(?:LM|DoubleHeads)(?:Head)?Model|For(?:{'|'.join(_HEADS)})|Encoder|Decoder"
    "|EncoderModel|TextModel|VisionModel"
)
"""What the names of the library's own classes end with, after the name of their type."""


@dataclass(frozen=True, slots=True)
class CustomCode:
    """The classes that a repo brings, and whose code they are."""

    classes: tuple[str, ...]
    """The names of the Auto classes that lead to them; empty where only the Hub's tag says that there are some."""
    repos: tuple[str, ...]
    """The repos that hold the code."""
    files: tuple[str, ...] = ()
    """The files that will run, of another repo with its ID before them."""


def read_custom_code(observation: Observation) -> Reading[CustomCode] | NoReading:
    """The code of its own that a model or its tokenizer needs; no reading where none was seen.

    Nor is there one where the library has a class for both: it takes that even beside an ``auto_map``. Where that names
    another class than the library's of the same type, the library still takes its own, and loads what that cannot.
    """
    file, extract = observation.file("config.json"), observation.info.get("config", NOT_SEEN)
    tokenizer_file = observation.file("tokenizer_config.json")
    configs = _seen((file, ""), (extract, "config."))
    tokenizers = _seen((tokenizer_file, ""), (key_of(extract, "tokenizer_config"), "config.tokenizer_config."))
    native = any(is_native(config.value.get("model_type")) for config in configs)
    for config in configs:
        auto_map = config.value.get("auto_map")
        if native and not foreign_classes(config.value):
            continue
        if isinstance(auto_map, Mapping) and auto_map:
            return _reading(auto_map, config, observation)
        if auto_map:
            return unreadable(config.source, f"{config.path}auto_map", auto_map)
    for config in tokenizers:
        auto_map = config.value.get("auto_map")
        classes = auto_map.get(_TOKENIZER) if isinstance(auto_map, Mapping) else auto_map  # once the list alone
        if isinstance(classes, str | list) and classes and not _has_tokenizer(config.value, native):
            return _reading({_TOKENIZER: classes}, config, observation)
    tags = observation.info.get("tags")
    tagged = isinstance(tags, Present) and isinstance(tags.value, list | tuple) and "custom_code" in tags.value
    if isinstance(tags, Present) and tagged and not (native and _explain_tag(configs, tokenizers)):
        evidence = Evidence.of(tags.source, "tags", "custom_code")
        return Reading(CustomCode((), (observation.canonical,)), "medium", (evidence,))
    listed = isinstance(tags, Present) and tags.complete and isinstance(tags.value, list | tuple)
    seen = (native or listed or _is_shown(file) or _is_shown(extract)) and _is_shown(tokenizer_file)
    if native:
        return NoReading(message("no-reading-code-native"), seen=seen)
    if not seen:
        return NoReading(message("no-reading-code-unseen"))
    return NoReading(message("no-reading-code-none"), seen=True)


def is_native(name: Any) -> bool:
    """Whether transformers brings the classes of this type."""
    kind = model_type(name)
    return kind is not None and kind.native


def foreign_classes(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an ``auto_map`` names beside a native type that is not the library's own class, by the Auto classes.

    Falcon's repos name ``modeling_falcon.FalconForCausalLM``, which transformers has; a Jina BERT names
    ``configuration_bert.JinaBertConfig`` under the type bert, which the library's BERT does not load right.
    """
    kind, auto_map = model_type(config.get("model_type")), config.get("auto_map")
    if kind is None or not kind.native or not kind.classes or not isinstance(auto_map, Mapping):
        return {}
    own = re.compile(rf"{re.escape(kind.classes)}(?:{_OWN_ENDINGS})\Z", re.IGNORECASE)
    return {
        auto: path
        for auto, path in auto_map.items()
        if str(auto).startswith(("AutoConfig", "AutoModel"))
        and isinstance(path, str)
        and not own.match(path.rpartition(".")[2])
    }


@dataclass(frozen=True, slots=True)
class _Config:
    """A config that was seen: a file, or the API's extract of it."""

    value: Mapping[str, Any]
    source: Source
    path: str
    complete: bool


def _seen(*fields: tuple[Field[Any], str]) -> tuple[_Config, ...]:
    return tuple(
        _Config(field.value, field.source, path, field.complete)
        for field, path in fields
        if isinstance(field, Present) and isinstance(field.value, Mapping)
    )


def _is_shown(config: Field[Any]) -> bool:
    """Whether an auto_map would show: all of the config was seen, or the repo is known to have none."""
    return not isinstance(key_of(config, "auto_map"), Unknown)


def _reading(auto_map: Mapping[str, Any], config: _Config, observation: Observation) -> Reading[CustomCode]:
    confidence: Confidence = "low" if config.source.proposed else "high"
    evidence = Evidence.of(config.source, f"{config.path}auto_map", dict(auto_map))
    places = tuple(dict.fromkeys(_places(auto_map, observation.canonical)))
    repos = tuple(dict.fromkeys(repo for repo, _ in places))
    files = tuple(f"{repo}/{file}" if repo != observation.canonical else file for repo, file in places)
    return Reading(CustomCode(tuple(sorted(map(str, auto_map))), repos, files), confidence, (evidence,))


def _has_tokenizer(config: Mapping[str, Any], native: bool) -> bool:
    """Whether transformers has the tokenizer's class; it goes by the model's type where none is named."""
    name = config.get("tokenizer_class")
    return name.removesuffix("Fast") in _tokenizers() if isinstance(name, str) else native


def _explain_tag(configs: Iterable[_Config], tokenizers: Iterable[_Config]) -> bool:
    """Whether the Hub's tag of a native model speaks of code that loading it does not need.

    The Hub sets it for the ``auto_map`` of config.json (https://github.com/huggingface/huggingface.js/pull/467),
    publishers where their tokenizer or processor needs code.
    """
    return any(config.value.get("auto_map") or not config.complete for config in configs) or any(
        isinstance(config.value.get("tokenizer_class"), str) and _has_tokenizer(config.value, True)
        for config in tokenizers
    )


def _places(auto_map: Mapping[str, Any], own: str) -> Iterator[tuple[str, str]]:
    """The repo and the file of each class: another repo's are written ``owner/name--module.Class``.

    Those of a tokenizer are a list (slow and fast), either of which may be missing.
    """
    for value in auto_map.values():
        for path in value if isinstance(value, list) else [value]:
            if isinstance(path, str):
                repo, separator, rest = path.partition("--")
                module = (rest if separator else path).rpartition(".")[0]
                yield repo if separator and repo else own, f"{module.replace('.', '/')}.py"


@cache
def _tokenizers() -> frozenset[str]:
    """The classes of the library's tokenizers, of this release and of former ones, which it still maps to its own."""
    return frozenset(load("model_types.yaml")["tokenizers"]) | frozenset(load("native_types.yaml")["former_tokenizers"])

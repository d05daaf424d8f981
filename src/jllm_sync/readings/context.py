"""How many tokens a model can take in and give out together, as its files say it.

A list entry gives the usable length, so RoBERTa's position tables count two less than they hold. Which key, which
offset and which kind of RoPE scaling mean what is data (data/context_keys.yaml), decided by ``model_type`` and never
by a repo's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Observation, Present, Source
from jllm_sync.readings.reading import NoReading, Reading

FILES = frozenset({"config.json", "sentence_bert_config.json", "tokenizer_config.json", "adapter_config.json"})
"""The files that this reading needs."""
_LARGEST = 10**9
"""Longer than any context: tokenizers store 10**30 where no limit is set."""
_LARGEST_FACTOR = 1000


@dataclass(frozen=True, slots=True)
class ContextLength:
    """A usable context length."""

    tokens: int
    also: tuple[int, ...] = ()
    """Other lengths that the same evidence means by other ways of counting: a claim of one of them agrees too."""
    window: int | None = None
    """The span of sliding-window attention in tokens: it bounds attention, not input."""


def read_context(observation: Observation) -> Reading[ContextLength] | NoReading:
    """The context length in tokens; no reading where the repo has none, or where nothing was seen of it."""
    gguf = observation.info.get("gguf")
    if isinstance(gguf, Present) and isinstance(gguf.value, Mapping):
        length = _tokens(gguf.value.get("context_length"))
        if length:
            evidence = Evidence.of(gguf.source, "gguf.context_length", length)
            return Reading(ContextLength(length), "high", (evidence,))
    config = observation.file("config.json")
    if isinstance(config, Present) and isinstance(config.value, Mapping):
        reading = _from_config(config.value, config.source, config.complete)
    elif isinstance(observation.file("adapter_config.json"), Present):
        reading = NoReading("an adapter: its context is its base model's")
    else:
        reading = NoReading("config.json was not seen")
    return _limited_by_encoder(observation, reading)


def _limited_by_encoder(
    observation: Observation, reading: Reading[ContextLength] | NoReading
) -> Reading[ContextLength] | NoReading:
    """Sentence encoders cut their input at max_seq_length, and at the tokenizer's limit where that is smaller."""
    settings = observation.file("sentence_bert_config.json")
    if not (isinstance(settings, Present) and isinstance(settings.value, Mapping)):
        return reading
    length = _tokens(settings.value.get("max_seq_length"))
    if length:
        evidence, trust = Evidence.of(settings.source, "max_seq_length", length), _trust(settings.source)
        if _ends_before(reading, length):
            confidence = weakest(reading.confidence, trust, "medium")  # the files disagree
            reading = Reading(reading.value, confidence, (*reading.evidence, evidence))
        else:
            more = reading.evidence if isinstance(reading, Reading) else ()
            reading = Reading(ContextLength(length), trust, (evidence, *more))
    tokenizer = observation.file("tokenizer_config.json")
    if isinstance(tokenizer, Present) and isinstance(tokenizer.value, Mapping):
        limit = _tokens(tokenizer.value.get("model_max_length"))
        if limit and isinstance(reading, Reading) and limit < reading.value.tokens:
            evidence = Evidence.of(tokenizer.source, "model_max_length", limit)
            reading = Reading(ContextLength(limit), _trust(tokenizer.source), (evidence, *reading.evidence))
    return reading


def _ends_before(reading: Reading[ContextLength] | NoReading, length: int) -> TypeGuard[Reading[ContextLength]]:
    """Whether the model ends before a length; one of low confidence (of training, or proposed) ends nothing."""
    return isinstance(reading, Reading) and reading.confidence != "low" and reading.value.tokens < length


def _from_config(config: Mapping[str, Any], source: Source, complete: bool) -> Reading[ContextLength] | NoReading:
    data = load("context_keys.yaml")
    path, inner = _language_config(config, data)
    type_ = inner.get("model_type")
    if type_ in data["not_text_types"]:
        return NoReading(f"model_type {type_}: its input is not counted in tokens")
    if type_ in data["unlimited_types"]:
        return NoReading(f"model_type {type_}: no limit by design")
    trust = _trust(source)
    if type_ in data["relative_types"]:
        return _relative(inner, path, source, data)
    found = next(((key, n) for key in data["keys"] if (n := _tokens(inner.get(key)))), None)
    if found is None:
        default = data["defaults"].get(type_) if complete and isinstance(type_, str) else None
        if default is None:
            return NoReading("config.json has no key that gives a context length")
        evidence = Evidence.of(source, f"{path}model_type", type_)
        note = "; ".join(filter(None, ("the default of its class", evidence.note)))
        return Reading(ContextLength(default), weakest(trust, "medium"), (replace(evidence, note=note),))
    key, stored = found
    evidence_ = [Evidence.of(source, path + key, stored)]
    if type_ in data["offset_types"]:
        return _offset(inner, path, source, stored, evidence_, trust)
    tokens, certainty = _scaled(inner, path, source, stored, evidence_, data)
    window = _tokens(inner.get("sliding_window")) if inner.get("use_sliding_window") is not False else None
    if window:
        evidence_.append(Evidence.of(source, f"{path}sliding_window", window))
    return Reading(ContextLength(tokens, window=window), weakest(trust, certainty), tuple(evidence_))


def _language_config(config: Mapping[str, Any], data: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """The language model's own config and the path to it: multimodal configs nest it."""
    if any(_tokens(config.get(key)) for key in data["keys"]):
        return "", config
    for steps in data["nested"]:
        inner: Any = config
        for step in steps:
            inner = inner.get(step) if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping):
            return ".".join(steps) + ".", inner
    return "", config


def _offset(
    inner: Mapping[str, Any],
    path: str,
    source: Source,
    stored: int,
    evidence: list[Evidence],
    trust: Confidence,
) -> Reading[ContextLength]:
    """Position tables that begin after the padding index hold two positions more than can be used.

    By the code it is ``pad_token_id + 1`` positions; by custom it is two whatever the index, and a table of a round
    512 is read as 512 by everybody. A claim of any of these agrees.
    """
    evidence.append(Evidence.of(source, f"{path}model_type", inner.get("model_type")))
    usual = stored - 2
    also = []
    pad = inner.get("pad_token_id")
    if isinstance(pad, int) and not isinstance(pad, bool) and 0 <= pad < stored - 1:
        evidence.append(Evidence.of(source, f"{path}pad_token_id", pad))
        also.append(stored - (pad + 1))
    if stored & (stored - 1) == 0:  # a power of two: the two positions were not added
        usual, also = stored, [*also, stored - 2]
    return Reading(
        ContextLength(usual, tuple(n for n in dict.fromkeys(also) if n > 0 and n != usual)), trust, tuple(evidence)
    )


def _relative(
    inner: Mapping[str, Any], path: str, source: Source, data: Mapping[str, Any]
) -> Reading[ContextLength] | NoReading:
    for key in data["relative_keys"]:
        if length := _tokens(inner.get(key)):
            return Reading(ContextLength(length), "low", (Evidence.of(source, path + key, length),))
    return NoReading("relative positions: no limit by design")


def _scaled(
    inner: Mapping[str, Any],
    path: str,
    source: Source,
    stored: int,
    evidence: list[Evidence],
    data: Mapping[str, Any],
) -> tuple[int, Confidence]:
    """The stored length times what RoPE scaling adds to it."""
    key, scaling = _rope(inner)
    if scaling is None:
        return stored, "high"
    kind = scaling.get("rope_type") or scaling.get("type")
    factor = scaling.get("factor")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not 1 <= factor <= _LARGEST_FACTOR:
        return stored, "high"
    if kind in data["rope_keeps"] or inner.get("model_type") in data["rope_already_raised"]:
        return stored, "high"
    if kind in data["rope_multiplies"]:
        evidence.append(Evidence.of(source, f"{path}{key}", {"type": kind, "factor": factor}))
        return round(stored * factor), "medium"
    if kind in data["rope_raises_original"]:
        original = _tokens(scaling.get("original_max_position_embeddings")) or stored
        evidence.append(Evidence.of(source, f"{path}{key}", {"type": kind, "factor": factor, "original": original}))
        return max(stored, round(original * factor)), "medium"
    return stored, "medium"


def _rope(inner: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    for key in ("rope_scaling", "rope_parameters"):
        scaling = inner.get(key)
        if isinstance(scaling, Mapping):
            whole = scaling.get("full_attention")  # since transformers 5 there may be one per kind of layer
            return key, whole if isinstance(whole, Mapping) else scaling
    return "", None


def _trust(source: Source) -> Confidence:
    return "low" if source.proposed else "high"


def _tokens(value: Any) -> int | None:
    """A stored length, where it is one: a whole number from 1 to a billion."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 1 <= value < _LARGEST or value != int(value):
        return None
    return int(value)

"""How many tokens a model can take in and give out together, as its files say it.

A list entry gives the usable length, so RoBERTa's position tables count two less than they hold. Which key, which
offset and which kind of RoPE scaling mean what is data (data/context_keys.yaml), decided by ``model_type`` and never
by a repo's name. Confidence is high only where the stored number is what the model's class ends at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from jllm_sync.data.load import load
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Absent, Observation, Present, Source
from jllm_sync.messages import in_all, joined, message
from jllm_sync.readings.config import language_config
from jllm_sync.readings.lineage import adapter_base
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


def read_context(
    observation: Observation, models: Mapping[str, Observation] | None = None
) -> Reading[ContextLength] | NoReading:
    """The context length in tokens; no reading where the repo has none, or where nothing was seen of it.

    Args:
        observation: the repo.
        models: the models observed beside it, by their IDs in small letters: an adapter takes what its base takes.
    """
    own = _of_repo(observation)
    base = adapter_base(observation) if models and not isinstance(own, Reading) else None
    if not models or base is None or (model := models.get(base.value.lower())) is None:
        return own
    reading = _of_repo(model)
    if not isinstance(reading, Reading):
        return own
    confidence = weakest(reading.confidence, base.confidence, "medium")
    return Reading(reading.value, confidence, (*reading.evidence, *base.evidence))


def _of_repo(observation: Observation) -> Reading[ContextLength] | NoReading:
    """What the repo's own files say."""
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
        reading = NoReading(message("no-reading-adapter-context"))
    elif isinstance(config, Absent):
        reading = NoReading(message("no-reading-config-absent"), seen=isinstance(gguf, Absent))
    else:
        reading = NoReading(message("no-reading-config-unseen"))
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
    # At its top a multimodal config may have keys that are left over from a training: only sure ones count there.
    sure = [key for key, certainty in data["keys"].items() if certainty == "high"]
    path, inner = language_config(config, lambda one: any(_tokens(one.get(key)) for key in sure))
    type_ = inner.get("model_type")
    if type_ in data["not_text_types"]:
        return NoReading(message("no-reading-not-tokens", type=str(type_)), seen=True)
    if type_ in data["unlimited_types"]:
        return NoReading(message("no-reading-unlimited", type=str(type_)), seen=True)
    trust = _trust(source)
    if type_ in data["trained_types"]:
        return _trained(inner, path, source, data)
    first = data["first_keys"].get(type_) if isinstance(type_, str) else None
    keys = (first, *data["keys"])
    found = next(((key, n) for key in keys if (n := _tokens(inner.get(key)))), None)
    if found is None:
        default = data["defaults"].get(type_) if complete and isinstance(type_, str) else None
        if default is None:
            return NoReading(message("no-reading-context-key-none"), seen=complete)
        evidence = Evidence.of(source, f"{path}model_type", type_)
        note = joined(filter(None, (message("evidence-class-default"), evidence.note)), "clause")
        return Reading(ContextLength(default), weakest(trust, "medium"), (replace(evidence, note=in_all(note)),))
    key, stored = found
    trust = weakest(trust, data["keys"][key])
    evidence_ = [Evidence.of(source, path + key, stored)]
    if type_ in data["offset_types"]:
        return _offset(inner, path, source, stored, evidence_, trust)
    length, certainty = _scaled(inner, path, source, stored, evidence_, data)
    for name, value in data["alibi"].items():
        if _at(inner, name.split(".")) == value:
            certainty = weakest(certainty, "medium")
            evidence_.append(Evidence.of(source, path + name, value))
    window = _tokens(inner.get("sliding_window")) if inner.get("use_sliding_window") is not False else None
    if window:
        evidence_.append(Evidence.of(source, f"{path}sliding_window", window))
    return Reading(replace(length, window=window), weakest(trust, certainty), tuple(evidence_))


def _at(config: Mapping[str, Any], steps: Iterable[str]) -> Any:
    """What lies at the end of a path of keys; None where there is no such path."""
    value: Any = config
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


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


def _trained(
    inner: Mapping[str, Any], path: str, source: Source, data: Mapping[str, Any]
) -> Reading[ContextLength] | NoReading:
    """The length of training of a type that has no limit: what lists often give, and nothing that ends there."""
    for key in data["trained_keys"]:
        if length := _tokens(inner.get(key)):
            return Reading(ContextLength(length), "low", (Evidence.of(source, path + key, length),))
    return NoReading(message("no-reading-unlimited", type=str(inner.get("model_type"))), seen=True)


def _scaled(
    inner: Mapping[str, Any],
    path: str,
    source: Source,
    stored: int,
    evidence: list[Evidence],
    data: Mapping[str, Any],
) -> tuple[ContextLength, Confidence]:
    """The stored length and what RoPE scaling makes of it.

    Where the length before scaling is not stored beside the factor, the file does not say whether the stored one has
    been raised already: repos do either, so a claim of either agrees.
    """
    key, scaling = _rope(inner)
    if scaling is None:
        return ContextLength(stored), "high"
    kind = scaling.get("rope_type") or scaling.get("type")
    factor = scaling.get("factor")
    if isinstance(factor, bool) or not isinstance(factor, int | float) or not 1 <= factor <= _LARGEST_FACTOR:
        return ContextLength(stored), "high"
    if kind in data["rope_keeps"] or inner.get("model_type") in data["rope_already_raised"]:
        return ContextLength(stored), "high"
    if kind not in data["rope_multiplies"]:
        return ContextLength(stored), "medium"
    original = _tokens(scaling.get("original_max_position_embeddings"))
    said = {"type": kind, "factor": factor} | ({"original": original} if original else {})
    evidence.append(Evidence.of(source, f"{path}{key}", said))
    raised = max(stored, round((original or stored) * factor))
    return ContextLength(raised, () if original or raised == stored else (stored,)), "medium"


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

"""How many tokens a model can take in and give out together, as its files say it.

A list entry gives the usable length, so RoBERTa's position tables count two less than they hold. Which key, which
offset and which kind of RoPE scaling mean what is data (data/model_types.yaml, data/context_keys.yaml), decided by
``model_type`` and never by a repo's name. Confidence is high only where the stored number is what the model's class is
known to end at; a type that no table knows is read by the general rule, at medium.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Absent, Observation, Present, Source, key_of
from jllm_sync.messages import in_all, joined, message
from jllm_sync.readings import NoReading, Reading, unreadable
from jllm_sync.readings.code import foreign_classes
from jllm_sync.readings.config import ModelType, language_config, model_type
from jllm_sync.readings.lineage import adapter_base
from jllm_sync.readings.weights import is_projector

_DATA = "context_keys.yaml"
FILES = frozenset({"config.json", "params.json", "tokenizer_config.json", "adapter_config.json"}) | frozenset(
    load(_DATA)["encoder_files"]
)
"""The files that this reading needs."""
_LARGEST = 10**9
"""Longer than any context: tokenizers store 10**30 where no limit is set."""
_LARGEST_FACTOR = 1000
_ROPE_KEYS = ("rope_scaling", "rope_parameters")


@dataclass(frozen=True, slots=True)
class ContextLength:
    """A usable context length."""

    tokens: int
    also: tuple[int, ...] = ()
    """Other lengths that the same evidence means by other ways of counting: a claim of one of them agrees too."""
    window: int | None = None
    """The span of sliding-window attention in tokens: it bounds attention, not input."""


ContextReading = Reading[ContextLength] | NoReading


def read_context(observation: Observation, models: Mapping[str, Observation] | None = None) -> ContextReading:
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


def _of_repo(observation: Observation) -> ContextReading:
    """What the repo's own files say: its config, or what stands in for one."""
    config = observation.file("config.json")
    reading: ContextReading
    if isinstance(config, Present) and isinstance(config.value, Mapping):
        reading = _from_config(config.value, config.source, config.complete, _names(observation))
    elif isinstance(observation.file("adapter_config.json"), Present):
        reading = NoReading(message("no-reading-adapter-context"))
    elif isinstance(config, Absent):
        reading = NoReading(message("no-reading-config-absent"), seen=isinstance(observation.info.get("gguf"), Absent))
    else:
        reading = NoReading(message("no-reading-config-unseen"))
    reading = _beside_gguf(observation, reading)
    if _is_open(reading):
        reading = _from_params(observation) or reading
    return _limited_by_encoder(observation, reading)


def _names(observation: Observation) -> tuple[str, ...]:
    """The repo's name and that of the base that its card names, in small letters."""
    base = key_of(observation.card, "base_model")
    bases = base.value if isinstance(base, Present) else ()
    named = bases if isinstance(bases, list) else [bases]
    return tuple(name.lower() for name in (observation.canonical, *named) if isinstance(name, str))


def _is_open(reading: ContextReading) -> bool:
    """Whether the config leaves the length open: neither gives one, nor shows that there is none by design."""
    return isinstance(reading, NoReading) and reading.reason.key in (
        "no-reading-config-absent",
        "no-reading-config-unseen",
        "no-reading-context-key-none",
    )


def _beside_gguf(observation: Observation, reading: ContextReading) -> ContextReading:
    """What the Hub read from a GGUF file: all there is where the repo has no config, a copy of that otherwise."""
    field = observation.info.get("gguf")
    if not isinstance(field, Present) or not isinstance(field.value, Mapping):
        return reading
    gguf, rules = field.value, load(_DATA)["gguf"]
    architecture, stored = gguf.get("architecture"), gguf.get("context_length")
    if stored is None:
        return reading
    if architecture is not None and not isinstance(architecture, str):
        return unreadable(field.source, "gguf.architecture", architecture) if _is_open(reading) else reading
    length = _tokens(stored)
    evidence = Evidence.of(field.source, "gguf.context_length", stored)
    if length is None:
        return unreadable(field.source, "gguf.context_length", stored) if _is_open(reading) else reading
    filled_in = length in rules["filled_in"].get(architecture, ())
    if is_projector(observation, gguf) or architecture in rules["stand_ins"] or filled_in:
        said = message("no-reading-gguf-stand-in", architecture=str(architecture))
        return NoReading(said, (evidence,)) if _is_open(reading) else reading
    if isinstance(reading, Reading) and reading.evidence[0].key is not None and not _is_default(reading):
        if length in (reading.value.tokens, *reading.value.also):
            return reading
        # The files disagree: converters copy what config.json said at the time.
        return Reading(reading.value, weakest(reading.confidence, "medium"), (*reading.evidence, evidence))
    if isinstance(reading, NoReading) and not _is_open(reading):
        return reading
    of = rules["type_of"].get(architecture, architecture)
    known = _known_length(length, of)
    if known is None and length in (*_no_limits(of), *rules["no_limit"].get(architecture, ())):
        return NoReading(message("no-reading-stand-in", name="gguf.context_length", found=str(length)), (evidence,))
    later = rules["first_days"].get(architecture, {}).get(length)
    also = _two_fewer(length) if architecture == "bert" else (later,) if later else ()
    value = known or ContextLength(length, also)
    copied = architecture is None or architecture in rules["copied"]
    sure = copied and (known is not None or length <= load(_DATA)["longest_plain"])
    return Reading(value, "low" if field.source.proposed or not sure else "medium", (evidence,))


def _two_fewer(length: int) -> tuple[int, ...]:
    """The usable length of a RoBERTa's table, which a GGUF calls bert: 514 holds 512."""
    return (length - 2,) if length > 2 and (length - 2) & (length - 3) == 0 else ()


def _is_default(reading: Reading[ContextLength]) -> bool:
    """Whether the length is a class's default, which no file states."""
    return (reading.evidence[0].key or "").endswith("model_type")


def _from_params(observation: Observation) -> Reading[ContextLength] | None:
    """Mistral's own params.json, or the bound of the tokenizer's: what is left where no config gives a length."""
    data = load(_DATA)
    for file, keys, best in (
        ("params.json", data["params_keys"], "medium"),
        ("tokenizer_config.json", ["model_max_length"], "low"),
    ):
        field = observation.file(file)
        if not isinstance(field, Present) or not isinstance(field.value, Mapping):
            continue
        for key in keys:
            length = _tokens(field.value.get(key))
            if length is None or length in data["no_limit"]:
                continue
            value = _known_length(length, "mistral") if file == "params.json" else None
            confidence: Confidence = "low" if best == "low" else weakest(_trust(field.source), "medium")
            return Reading(value or ContextLength(length), confidence, (Evidence.of(field.source, key, length),))
    return None


def _limited_by_encoder(observation: Observation, reading: ContextReading) -> ContextReading:
    """Sentence encoders cut their input at max_seq_length, and at the tokenizer's limit where that is smaller."""
    files = (observation.file(name) for name in load(_DATA)["encoder_files"])
    settings = next((one for one in files if isinstance(one, Present) and isinstance(one.value, Mapping)), None)
    if settings is None:
        return reading
    stated = settings.value.get("max_seq_length")
    length = _tokens(stated)
    if stated is not None and length is None and not _is_beyond(stated):
        return unreadable(settings.source, "max_seq_length", stated)
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
            # The encoder's own limit is given to the tokenizer in the place of this one, by most releases.
            trust = weakest(_trust(tokenizer.source), "medium") if length else _trust(tokenizer.source)
            also = (reading.value.tokens,) if length else ()
            evidence = Evidence.of(tokenizer.source, "model_max_length", limit)
            reading = Reading(ContextLength(limit, also), trust, (evidence, *reading.evidence))
    return reading


def _ends_before(reading: ContextReading, length: int) -> TypeGuard[Reading[ContextLength]]:
    """Whether the model ends before a length; one of low confidence (of training, or proposed) ends nothing."""
    return isinstance(reading, Reading) and reading.confidence != "low" and reading.value.tokens < length


def _from_config(
    config: Mapping[str, Any], source: Source, complete: bool, names: tuple[str, ...] = ()
) -> ContextReading:
    """What config.json says, by the place in it that its type is known to use."""
    data = load(_DATA)

    def told_by(one: Mapping[str, Any]) -> bool:
        known = kind.keys if one is config and (kind := model_type(_text(one.get("model_type")))) else ()
        # At its top a multimodal config may have keys that are left over from a training: only sure ones count there.
        keys = (*known, *data["sure_keys"]) if one is config else data["keys"]
        return any(one.get(key) is not None for key in keys)

    type_ = config.get("model_type")
    if type_ is not None and not isinstance(type_, str):
        return unreadable(source, "model_type", type_)
    if (whole := model_type(type_)) and whole.inner and not isinstance(config.get(whole.inner), Mapping | None):
        return unreadable(source, whole.inner, config[whole.inner])
    path, inner, name = language_config(config, told_by)
    made_in = config.get("_name_or_path")
    names = (*names, made_in.lower()) if isinstance(made_in, str) else names
    here = _Config(inner, path, source, complete, name, type_, model_type(name), _trust(source), names)
    if name in data["not_text_types"]:
        return NoReading(message("no-reading-not-tokens", type=str(name)), seen=True)
    if name in data["unlimited_types"]:
        return NoReading(message("no-reading-unlimited", type=str(name)), seen=True)
    if name in data["trained_types"]:
        return _trained(here)
    if here.kind is not None and not here.kind.keys and here.kind.inner is None:
        key = "no-reading-unlimited" if here.kind.text else "no-reading-not-tokens"
        if here.kind.native and not told_by(inner):
            return NoReading(message(key, type=str(name)), seen=True)
    return _stated(here)


@dataclass(frozen=True, slots=True)
class _Config:
    """The language model's own config, and what is known of it."""

    value: Mapping[str, Any]
    path: str
    source: Source
    complete: bool
    name: str | None
    whole: str | None
    """The type of the whole config, where this one is nested."""
    kind: ModelType | None
    trust: Confidence
    names: tuple[str, ...] = ()
    """What the repo and its base are called, in small letters."""

    def evidence(self, key: str, value: Any) -> Evidence:
        """One key of it as evidence."""
        return Evidence.of(self.source, self.path + key, value)

    @property
    def keys(self) -> Iterator[str]:
        """The keys that may hold its length: those of its class first."""
        yield from dict.fromkeys((*(self.kind.keys if self.kind else ()), *load(_DATA)["keys"]))


def _stated(here: _Config) -> ContextReading:
    """The length under the first key that states one."""
    data = load(_DATA)
    unlimited: NoReading | None = None
    for key in here.keys:
        stored = here.value.get(key)
        if stored is None:
            continue
        length = _tokens(stored)
        if length is None and not _is_beyond(stored):
            return unreadable(here.source, here.path + key, stored)
        evidence = here.evidence(key, stored)
        if length is None or length in _no_limits(here.name):
            said = message("no-reading-stand-in", name=here.path + key, found=str(stored))
            unlimited = unlimited or NoReading(said, (evidence,), seen=here.complete)
            continue
        if (
            not _multiplies(here)
            and (known := _known_length(length, here.name, here.whole, named=here.names)) is not None
        ):
            about = _noted(evidence, "evidence-known-length")
            return Reading(known, weakest(here.trust, "medium"), (about, here.evidence("model_type", here.name)))
        if (broken := _unreadable_scaling(here)) is not None:
            return broken
        return _usable(here, length, [evidence], weakest(here.trust, _certainty(here, key, length, data)))
    if unlimited is not None:
        return unlimited
    left_out = here.complete and not any(key in here.value for key in here.keys)
    default = here.kind.default if here.kind and left_out else None
    if default is None:
        return NoReading(message("no-reading-context-key-none"), seen=here.complete)
    evidence = here.evidence("model_type", here.name)
    about = _noted(evidence, "evidence-class-default")
    if here.name in data["offset_types"]:
        return _offset(here, default, [about], weakest(here.trust, "medium"))
    return Reading(ContextLength(default), weakest(here.trust, "medium"), (about,))


def _certainty(here: _Config, key: str, length: int, data: Mapping[str, Any]) -> Confidence:
    """How sure it is that the model ends at a stored length."""
    kind = here.kind
    if kind is None or kind.soft or key not in kind.keys or foreign_classes(here.value) or _drafts(here.value):
        return "medium"
    if key == data["first_keys"].get(here.name) or length > max(data["longest_plain"], kind.default or 0):
        return "medium"
    return "high"


def _drafts(config: Mapping[str, Any]) -> bool:
    """Whether a config is of a model that drafts for another one, whose length is not its own."""
    named = config.get("architectures")
    return isinstance(named, list) and any(
        isinstance(name, str) and re.search(load(_DATA)["drafters"], name) for name in named
    )


def _usable(here: _Config, stored: int, evidence: list[Evidence], certainty: Confidence) -> Reading[ContextLength]:
    """What a stored length means: less the padding, times the scaling, beside the window."""
    data = load(_DATA)
    for name, values in data["no_table"].items():
        if (value := _at(here.value, name.split("."))) in (values if isinstance(values, list) else [values]):
            certainty = weakest(certainty, "medium")
            evidence.append(here.evidence(name, value))
    if here.name in data["offset_types"]:
        return _offset(here, stored, evidence, certainty)
    length, sure = _scaled(here, stored, evidence)
    window = _tokens(here.value.get("sliding_window")) if here.value.get("use_sliding_window") is not False else None
    if window:
        evidence.append(here.evidence("sliding_window", window))
    decoder = _tokens(here.value.get("max_decoder_position_embeddings"))
    known = _known_length(length.tokens, here.name, here.whole, named=here.names)
    second = _second_length(here, length)
    if second is not None:
        certainty = weakest(certainty, "medium")
        evidence.append(second)
    others = (
        *length.also,
        decoder,
        *((known.tokens, *known.also) if known else ()),
        *([int(second.value)] if second is not None else []),
    )
    also = tuple(dict.fromkeys(other for other in others if other and other != length.tokens))
    return Reading(replace(length, also=also, window=window), weakest(certainty, sure), tuple(evidence))


def _second_length(here: _Config, length: ContextLength) -> Evidence | None:
    """A shorter number under another key of lengths: that of the training, or of serving."""
    for key in load(_DATA)["second_keys"]:
        stored = _tokens(here.value.get(key))
        if stored is not None and stored < length.tokens and stored not in length.also:
            return here.evidence(key, stored)
    return None


def _at(config: Mapping[str, Any], steps: Iterable[str]) -> Any:
    """What lies at the end of a path of keys; None where there is no such path."""
    value: Any = config
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _offset(here: _Config, stored: int, evidence: list[Evidence], trust: Confidence) -> Reading[ContextLength]:
    """Position tables that begin after the padding index hold two positions more than can be used.

    By the code it is ``pad_token_id + 1`` positions; by custom it is two whatever the index, and a table of a round
    512 is read as 512 by everybody. A claim of any of these agrees.
    """
    evidence.append(here.evidence("model_type", here.name))
    usual = stored - 2
    also = []
    pad = here.value.get("pad_token_id")
    if isinstance(pad, int) and not isinstance(pad, bool) and 0 <= pad < stored - 1:
        evidence.append(here.evidence("pad_token_id", pad))
        also.append(stored - (pad + 1))
    if stored & (stored - 1) == 0:  # a power of two: the two positions were not added
        usual, also = stored, [*also, stored - 2]
    return Reading(
        ContextLength(usual, tuple(n for n in dict.fromkeys(also) if n > 0 and n != usual)), trust, tuple(evidence)
    )


def _trained(here: _Config) -> ContextReading:
    """The length of training of a type that has no limit: what lists often give, and nothing that ends there."""
    for key in load(_DATA)["trained_keys"]:
        if length := _tokens(here.value.get(key)):
            return Reading(ContextLength(length), "low", (here.evidence(key, length),))
    return NoReading(message("no-reading-unlimited", type=str(here.name)), seen=True)


def _scaled(here: _Config, stored: int, evidence: list[Evidence]) -> tuple[ContextLength, Confidence]:
    """The stored length and what RoPE scaling makes of it.

    Where the length before scaling is not stored beside the factor, the file does not say whether the stored one has
    been raised already. Repos do either, so a claim of either agrees; the reading is the one that the lengths to which
    models of the type are trained make likely.
    """
    data = load(_DATA)
    key, scaling = _rope(here.value)
    if scaling is None:
        return ContextLength(stored), "high"
    kind = scaling.get("rope_type") or scaling.get("type")
    factor = scaling.get("factor")
    if kind in data["rope_keeps"] or here.name in data["rope_already_raised"]:
        return ContextLength(stored), "high"
    if "alpha" in scaling:  # Hunyuan's way: it scales the base of the rotation, and stores what it was trained to
        return ContextLength(stored), "medium"
    if not _is_factor(factor):
        # Nothing to multiply by; of a kind that multiplies, the number that it was meant to be is missing.
        return ContextLength(stored), "high" if factor is None and kind is None else "medium"
    if kind not in data["rope_multiplies"]:
        return ContextLength(stored), "medium" if factor != 1 else "high"
    original = _tokens(scaling.get("original_max_position_embeddings")) or _tokens(
        here.value.get("original_max_position_embeddings")
    )
    said = {"type": kind, "factor": factor} | ({"original": original} if original else {})
    evidence.append(here.evidence(key, said))
    raised = round((original or stored) * factor)
    if original and stored > original and stored != raised and not _is_native(here.name, stored):
        return ContextLength(stored, (raised,)), "medium"
    if original:
        return ContextLength(max(stored, raised)), "medium"
    if raised == stored:
        return ContextLength(stored), "medium"
    if _is_raised(here.name, stored, factor):
        return ContextLength(stored, (raised,)), "medium"
    return ContextLength(raised, (stored,)), "medium"


def _is_raised(name: str | None, stored: int, factor: float) -> bool:
    """Whether a stored length already is the product: the type is not trained to it without scaling."""
    data = load(_DATA)
    if name in data["rope_beyond_stored"]:
        return True
    longest = max(data["native_lengths"].get(name, data["native_lengths"]["other"]))
    return not _is_native(name, stored) and (stored > longest or _is_native(name, stored / factor))


def _is_native(name: str | None, length: float) -> bool:
    """Whether models of a type are trained to a length without scaling."""
    native = load(_DATA)["native_lengths"]
    return length in native.get(name, native["other"])


def _unreadable_scaling(here: _Config) -> NoReading | None:
    """The silence of a scaling that cannot be read, or that multiplies by what cannot: nobody knows the product."""
    key, scaling = _rope(here.value)
    if scaling is None:
        broken = next((key for key in _ROPE_KEYS if here.value.get(key) is not None), None)
        return unreadable(here.source, here.path + broken, here.value[broken]) if broken else None
    if not _multiplies(here):
        return None
    factor, original = scaling.get("factor"), scaling.get("original_max_position_embeddings")
    if factor is not None and not _is_factor(factor):
        return unreadable(here.source, f"{here.path}{key}.factor", factor)
    if original is not None and _tokens(original) is None:
        return unreadable(here.source, f"{here.path}{key}.original_max_position_embeddings", original)
    return None


def _multiplies(here: _Config) -> bool:
    """Whether the config scales its length."""
    _, scaling = _rope(here.value)
    kind = scaling.get("rope_type") or scaling.get("type") if scaling else None
    return kind in load(_DATA)["rope_multiplies"] and here.name not in load(_DATA)["rope_already_raised"]


def _is_factor(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value <= _LARGEST_FACTOR


def _rope(inner: Mapping[str, Any]) -> tuple[str, Mapping[str, Any] | None]:
    for key in _ROPE_KEYS:
        scaling = inner.get(key)
        if isinstance(scaling, Mapping):
            whole = scaling.get("full_attention")  # since transformers 5 there may be one per kind of layer
            return key, whole if isinstance(whole, Mapping) else scaling
    return "", None


def _known_length(stored: int, *types: Any, named: Iterable[str] = ()) -> ContextLength | None:
    """What a stored number is known to mean for a type, or for the models of a type that are named so."""
    for known in load(_DATA)["known_lengths"]:
        if known["stored"] != stored or not any(type_ in known["types"] for type_ in types):
            continue
        if "named" not in known or any(re.search(known["named"], name) for name in named):
            return ContextLength(known["tokens"], tuple(known["also"]))
    return None


def _no_limits(name: Any) -> Iterable[int]:
    """The numbers that stand for no limit in a config of this type."""
    data = load(_DATA)
    earnest = data["taken_in_earnest"].get(name, ()) if isinstance(name, str) else ()
    return [number for number in data["no_limit"] if number not in earnest]


def _noted(evidence: Evidence, key: str) -> Evidence:
    """Evidence with a remark before what limits it already."""
    return replace(evidence, note=in_all(joined(filter(None, (message(key), evidence.note)), "clause")))


def _trust(source: Source) -> Confidence:
    return "low" if source.proposed else "high"


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _tokens(value: Any) -> int | None:
    """A stored length, where it is one: a whole number from 1 to a billion."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 1 <= value < _LARGEST or value != int(value):
        return None
    return int(value)


def _is_beyond(value: Any) -> bool:
    """Whether a number is longer than any context: how tokenizers write that there is no limit."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= _LARGEST

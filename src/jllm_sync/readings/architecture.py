"""Which architecture the config names, and what the words of lists mean by architectures."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jllm_sync.data import load
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Absent, Observation, Present, Source, key_of
from jllm_sync.messages import Text, message
from jllm_sync.readings import NoReading, Reading, unreadable
from jllm_sync.readings.config import ModelType, known_types, model_type

_DATA = "architectures.yaml"
_SHORTEST = 4
"""Names of fewer letters than this are words of other meanings too: BIT, OPT, LED. Hand-kept words may be shorter."""
_LAST = "\U0010ffff"
"""Sorts after whatever may follow a word."""


@dataclass(frozen=True, slots=True)
class Architecture:
    """What config.json says: the type, the classes that load it, and the types of its parts."""

    model_type: str | None
    architectures: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """The types of a composite model's parts: of its language model, its vision tower."""

    @property
    def is_open(self) -> bool:
        """Whether it is made of parts of any types, and does not name them: an encoder and a decoder."""
        return self.model_type in load(_DATA)["of_any_parts"] and not self.parts

    @property
    def of_classes(self) -> str | None:
        """The type that the names of its classes mean, where it names none: LLaMAForCausalLM is Llama's."""
        known = _by_classes()
        heads = (re.split(r"For[A-Z]|LMHead|(?:PreTrained)?Model\Z", name)[0].lower() for name in self.architectures)
        return next((known[head] for head in heads if head in known), None)


def read_architecture(observation: Observation) -> Reading[Architecture] | NoReading:
    """The architecture, by config.json, or where that does not say its type by the API's extract, or by the Hub's tag.

    The Hub tags a repo with the type of its config (huggingface.co/docs/hub/models-tags); a card's own tags are no more
    than words.
    """
    first: Reading[Architecture] | NoReading | None = None
    for field, prefix in ((observation.file("config.json"), ""), (observation.info.get("config"), "config.")):
        if isinstance(field, Present) and isinstance(field.value, Mapping):
            reading = _from_config(field.value, field.source, prefix, field.complete)
            if isinstance(reading, Reading) and reading.value.model_type is not None:
                return reading
            first = first or reading
    if isinstance(first, NoReading) and first.reason.key == "no-reading-unreadable":
        return first
    if (tagged := _from_tags(observation)) is not None:
        classes = first.value.architectures if isinstance(first, Reading) else ()
        return Reading(Architecture(tagged.value, classes), tagged.confidence, tagged.evidence)
    if first is not None:
        return first
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
    if not evidence and type_ is not None:
        return unreadable(source, f"{prefix}model_type", type_)
    if not evidence:
        return NoReading(message("no-reading-config-names-none"), seen=complete)
    confidence: Confidence = "low" if source.proposed else "high"
    value = Architecture(type_ if isinstance(type_, str) else None, names, tuple(parts.values()))
    return Reading(value, confidence, tuple(evidence))


def _from_tags(observation: Observation) -> Reading[str] | None:
    """The one type among the Hub's tags that the card's own do not hold; low where the card was not seen."""
    tags, own = observation.info.get("tags"), key_of(observation.card, "tags")
    if not isinstance(tags, Present) or not isinstance(tags.value, list | tuple):
        return None
    written = own.value if isinstance(own, Present) and isinstance(own.value, list) else []
    types = [
        tag for tag in tags.value if (kind := model_type(tag)) and (kind.keys or kind.inner) and tag not in written
    ]
    if len(types) != 1:
        return None
    confidence: Confidence = "medium" if isinstance(own, Present | Absent) else "low"
    return Reading(types[0], confidence, (Evidence.of(tags.source, "tags", types[0]),))


def _parts(config: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The types of the configs that are nested in this one, each with the path to it."""
    for steps in load(_DATA)["parts"]:
        inner: Any = config
        for step in steps:
            inner = inner.get(step) if isinstance(inner, Mapping) else None
        if isinstance(inner, Mapping) and isinstance(inner.get("model_type"), str):
            yield ".".join(steps), inner["model_type"]


def claimed_types(claim: Text, found: Iterable[str] = ()) -> frozenset[str]:
    """The model_type values that a claim's words mean; empty where it holds no known word.

    Args:
        claim: the words.
        found: types that were found, which no table need know: PLaMo means plamo2 and whatever comes after it.
    """
    text = " ".join(claim.values()) if not isinstance(claim, str) else claim
    words = {_plain(word) for word in _words_in(text)}
    meant = {type_ for word in words for type_ in _meanings()[word]}
    families = [types for word, types in _hand().items() if _plain(word) in words]
    meant |= {type_ for type_ in found if any(_matches(type_, types) for types in families)}
    data = load(_DATA)
    if re.search(data["mixture_words"], text):
        meant |= {mixture for type_ in meant for mixture in data["mixtures"].get(type_, ())}
    return frozenset(meant)


def types_of_word(word: str) -> frozenset[str]:
    """The model_type values that a word means, where it is one of the known words, and nothing else."""
    return frozenset(_meanings()[_plain(word)] if word.strip() in _words_in(word) else ())


def words_of(name: str) -> list[str]:
    """The words under which a model_type is known, the one to propose first."""
    words = load(_DATA)["words"]
    exact = [word for word, types in words.items() if name in types]
    wide = [word for word, types in words.items() if word not in exact and _matches(name, types)]
    kind = model_type(name)
    family = model_type(kind.family) or kind if kind else None
    derived = [family.classes] if family and family.classes and _is_named(family) else []
    return [*exact, *derived, *wide]


def _matches(name: str, types: Iterable[str]) -> bool:
    return any(name.startswith(type_[:-1]) if type_.endswith("*") else name == type_ for type_ in types)


def _named_so(type_: str, names: Sequence[str]) -> Sequence[str]:
    """Those of the names, which are in order, that a type of the tables stands for: itself, or all that begin so."""
    if not type_.endswith("*"):
        return (type_,)
    return names[bisect_left(names, type_[:-1]) : bisect_right(names, type_[:-1] + _LAST)]


def _is_named(kind: ModelType) -> bool:
    """Whether the name of a type's classes is a word for it: of language, and no short word of other meanings too."""
    classes = kind.classes or ""
    return bool(kind.keys or kind.inner or kind.text) and (len(classes) >= _SHORTEST or any(map(str.isdigit, classes)))


def _hand() -> Mapping[str, list[str]]:
    """The words that are kept by hand, those that are proposed and those that are only understood."""
    data = load(_DATA)
    return {**data["words"], **data["borrowed"]}


@cache
def _meanings() -> Mapping[str, frozenset[str]]:
    """The types that each word means, by the word without case and separators."""
    words = _hand()
    names = {*known_types(), *(type_ for types in words.values() for type_ in types if "*" not in type_)}
    in_order = sorted(names)
    meanings = {
        _plain(word): frozenset(name for type_ in types for name in _named_so(type_, in_order))
        for word, types in words.items()
    }
    plain = sorted((_plain(name), name) for name in names)
    for kind in known_types().values():
        word = _plain(kind.classes)
        if _is_named(kind) and word not in meanings:
            near = plain[bisect_left(plain, (word,)) : bisect_right(plain, (word + _LAST,))]
            meanings[word] = frozenset(name for one, name in near if _is_generation(one, word)) | {kind.name}
    return meanings


def _is_generation(name: str, word: str) -> bool:
    """Whether a type is one of those that a word names: with a number in the word, none of another number."""
    rest = name.removeprefix(word)
    return rest != name and not (word[-1].isdigit() and rest[:1].isdigit())


@cache
def _by_classes() -> Mapping[str, str]:
    """The types by the names of their classes in small letters; of several of one name the one that the code is of."""
    kinds = sorted(known_types().values(), key=lambda kind: kind.name == kind.family)
    return {kind.classes.lower(): kind.name for kind in kinds if kind.classes}


def _words_in(text: str) -> list[str]:
    """The known words in a text, as it spells them: each a whole word, the longest first (GPT-NeoX is not GPT).

    A number at a word's end is the whole number: Qwen2 is not in "Qwen2.5", nor Gemma2 in "Gemma 2b".
    """
    letters = _plain(text)
    near = [_spaced(word) for plain, word in _longest_first() if plain in letters]  # to compile all takes 0.1 s
    if not near:
        return []
    return re.findall(rf"(?<![A-Za-z0-9-])(?:{'|'.join(near)})(?![A-Za-z0-9])", text, re.IGNORECASE)


@cache
def _longest_first() -> tuple[tuple[str, str], ...]:
    """All known words, each after itself without case and separators."""
    hand = _hand()
    plain = {_plain(word) for word in hand}
    derived = {kind.classes for kind in known_types().values() if _is_named(kind) and _plain(kind.classes) not in plain}
    words = sorted({*hand, *filter(None, derived)}, key=len, reverse=True)
    return tuple((_plain(word), word) for word in words)


def _spaced(word: str) -> str:
    """The pattern of a word: with or without a separator where its letters and numbers meet, or capitals begin."""
    parts = re.findall(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_]+", word)
    return r"[ _.‐‑-]?".join(map(re.escape, parts)) + (r"(?!\.\d)" if parts[-1].isdigit() else "")


def _plain(word: str | None) -> str:
    """A word without case and separators."""
    return "".join(filter(str.isalnum, (word or "").lower()))

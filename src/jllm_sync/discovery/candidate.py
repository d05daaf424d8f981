"""What discovery looks at in a repo: its name and what was observed of it, with the evidence at hand; and
whether it is evidently for one of the wanted languages, by its own word or its publisher's habits.

Nothing here looks at where an observation comes from: sources and notes only end up in the evidence that is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from jllm_sync.catalog.model import Entry, Size, Variant
from jllm_sync.discovery.names import (
    Name,
    function_of_tag,
    hinted_functions,
    is_multilingual,
    language_codes,
    language_of_code,
    makes_features,
    own_copies,
    parse_name,
    sees_unsaid,
)
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.hub.observation import Observation, Present, Source, key_of
from jllm_sync.messages import Sayable, message
from jllm_sync.readings import Reading
from jllm_sync.readings.lineage import read_parents, read_relation
from jllm_sync.readings.parameters import quantised_by, read_parameters
from jllm_sync.readings.weights import is_adapter

_LONGEST_NAME = 200


class Candidate:
    """One observed repo, read for what places it in a catalog."""

    def __init__(self, observation: Observation) -> None:
        self.observation = observation
        self.repo = observation.canonical
        self.name: Name = parse_name(self.repo)

    @property
    def known(self) -> Evidence:
        """The evidence that the repo exists under its name."""
        return Evidence.of(self.observation.state_source, "id", self.repo)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The models it says it was made from, in small letters."""
        reading = read_parents(self.observation, guess=False)
        return tuple(parent.lower() for parent in reading.value) if isinstance(reading, Reading) else ()

    @cached_property
    def parents_evidence(self) -> tuple[Evidence, ...]:
        """Where it says so."""
        reading = read_parents(self.observation, guess=False)
        return reading.evidence if isinstance(reading, Reading) else ()

    @cached_property
    def _stated_type(self) -> tuple[str, Source] | None:
        """The model_type of config.json: of the extract in the model info, which a listing shows, or of the file."""
        for config in (self.observation.info.get("config"), self.observation.file("config.json")):
            if isinstance(config, Present) and isinstance(config.value, Mapping):
                type_ = config.value.get("model_type")
                if isinstance(type_, str):
                    return type_, config.source
        return None

    @property
    def model_type(self) -> str | None:
        """What its config says that it is."""
        return self._stated_type[0] if self._stated_type else None

    @property
    def model_type_evidence(self) -> tuple[Evidence, ...]:
        """Where that stands."""
        if self._stated_type is None:
            return ()
        type_, source = self._stated_type
        return (Evidence.of(source, "model_type", type_),)

    @cached_property
    def weight_count(self) -> int | None:
        """The number of parameters that the weights hold, where the Hub said it."""
        reading = read_parameters(self.observation)
        return reading.value if isinstance(reading, Reading) else None

    @property
    def size(self) -> int | None:
        """The number of parameters: of the weights, or else by the name."""
        return self.weight_count if self.name.size is None else self.name.size

    @cached_property
    def languages(self) -> tuple[frozenset[str], Evidence] | None:
        """The languages that the card, or the page's label, names; None where neither was seen to name any."""
        for mapping in (self.observation.card, self.observation.label):
            stated = key_of(mapping, "language")
            if isinstance(stated, Present) and (codes := _texts(stated.value)):
                return codes, Evidence.of(stated.source, "language", stated.value)
        return None

    def tagged(self, wanted: Collection[str]) -> Evidence | None:
        """Where the tags of the card or the model info hold one of these words, in small letters."""
        for stated in (key_of(self.observation.card, "tags"), self.observation.info.get("tags")):
            if isinstance(stated, Present) and _texts(stated.value) & set(wanted):
                return Evidence.of(stated.source, "tags", stated.value)
        return None

    @cached_property
    def pipeline_tag(self) -> tuple[str, Evidence] | None:
        """What the Hub takes the model to be for."""
        for stated in (key_of(self.observation.card, "pipeline_tag"), self.observation.info.get("pipeline_tag")):
            if isinstance(stated, Present) and isinstance(stated.value, str):
                return stated.value, Evidence.of(stated.source, "pipeline_tag", stated.value)
        return None

    @cached_property
    def functions(self) -> frozenset[str]:
        """What it works on, by its name and its pipeline tag, of which the tag knows better."""
        if self.pipeline_tag is None:
            return self.name.functions
        tag = self.pipeline_tag[0]
        if tag == "text-generation":
            return self.name.functions - {"image", "video"}  # a language model that diffuses
        works = function_of_tag(tag)
        if works == "vision" and any(sees_unsaid(repo) for repo in (self.repo, *self.parents)):
            return self.name.functions
        if works == "embedding":  # features of what?
            hinted = next((name for name, tags in hinted_functions() if self.tagged(tags)), None)
            if hinted is None and any(makes_features(function) for function in self.name.functions):
                return self.name.functions
            works = hinted or works
        return self.name.functions | ({works} if works else set())

    @cached_property
    def created(self) -> tuple[date, Evidence] | None:
        """The day it was created."""
        stated = self.observation.info.get("createdAt")
        if isinstance(stated, Present) and isinstance(stated.value, str):
            try:
                return date.fromisoformat(stated.value[:10]), Evidence.of(stated.source, "createdAt", stated.value)
            except ValueError:
                return None
        return None

    @cached_property
    def new_version(self) -> tuple[str, Evidence] | None:
        """The newer repo that its card points to, in small letters."""
        stated = key_of(self.observation.card, "new_version")
        if isinstance(stated, Present) and isinstance(stated.value, str):
            return stated.value.strip().lower(), Evidence.of(stated.source, "new_version", stated.value)
        return None

    @property
    def datasets(self) -> tuple[str, ...]:
        """The data sets that its card says it was trained on."""
        stated = key_of(self.observation.card, "datasets")
        values = stated.value if isinstance(stated, Present) and isinstance(stated.value, list) else []
        return tuple(
            name.strip() for name in values if isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST_NAME
        )

    @property
    def downloads(self) -> int | None:
        """The downloads of 30 days."""
        return self._count("downloads")

    @property
    def likes(self) -> int | None:
        """How many people like it."""
        return self._count("likes")

    def _count(self, key: str) -> int | None:
        stated = self.observation.info.get(key)
        value = stated.value if isinstance(stated, Present) else None
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None

    @property
    def derivatives(self) -> int:
        """How many models the Hub knows to be made from it: a number, or one for each relation."""
        stated = self.observation.info.get("childrenModelCount")
        value = stated.value if isinstance(stated, Present) else 0
        counts = value.values() if isinstance(value, Mapping) else [value]
        return sum(count for count in counts if isinstance(count, int) and not isinstance(count, bool))

    @cached_property
    def copied(self) -> Mapping[str, str]:
        """Of which kinds it is a copy of other weights (quantised, converted), and what says so."""
        found = dict.fromkeys(sorted(self.name.copies), ", ".join(sorted(self.name.copy_words)))
        if "quantised" in found:
            return found
        if self._relation == "quantized":
            found["quantised"] = "base_model_relation"
        elif proof := quantised_by(self.observation):
            found["quantised"] = (proof.key or proof.file).rpartition(".")[2]
        elif self._has("gguf") and not self._has("safetensors"):
            found["quantised"] = "gguf"
        return found

    @cached_property
    def marks(self) -> frozenset[str]:
        """The marks of its name, and whether the Hub knows it for an adapter or a merge."""
        known: set[str] = {mark for mark in ("adapter", "merge") if self._relation == mark}
        if self.tagged({"merge", "mergekit"}):
            known.add("merge")
        if any("Assistant" in name for name in self._architectures):
            known.add("drafter")
        if is_adapter(self.observation):
            known.add("adapter")
        return self.name.marks | known

    @cached_property
    def _architectures(self) -> tuple[str, ...]:
        """The classes that its config names."""
        for config in (self.observation.info.get("config"), self.observation.file("config.json")):
            if isinstance(config, Present) and isinstance(config.value, Mapping):
                stated = config.value.get("architectures")
                if isinstance(stated, list):
                    return tuple(name for name in stated if isinstance(name, str))
        return ()

    @cached_property
    def own_copy(self) -> bool:
        """Whether it is a copy of the kinds that a list takes with the model, if its publisher made it himself."""
        words = self.name.copy_words or frozenset({"gguf"} if self.copied.get("quantised") == "gguf" else ())
        return any(own_copies().fullmatch(word) for word in words)

    def is_copy_of(self, repo: str) -> bool:
        """Whether it is a copy of another repo of its owner: made from it, or named after it."""
        owner, _, name = self.repo.lower().rpartition("/")
        other_owner, _, other = repo.lower().rpartition("/")
        if owner != other_owner or name == other:
            return False
        return repo.lower() in self.parents or (name.startswith(other) and name[len(other)] in "-_.")

    @cached_property
    def _relation(self) -> str | None:
        reading = read_relation(self.observation)
        return reading.value if isinstance(reading, Reading) else None

    def _has(self, field: str) -> bool:
        """Whether the Hub read the metadata of weights in this form."""
        stated = self.observation.info.get(field)
        return isinstance(stated, Present) and isinstance(stated.value, Mapping) and bool(stated.value)


@dataclass(frozen=True, slots=True)
class Listed:
    """A variant of the catalog as discovery sees it."""

    entry: Entry
    variant: Variant
    name: Name
    seen: Candidate | None
    """What was observed of it."""

    @property
    def copies(self) -> frozenset[str]:
        """Of which kinds it is a copy: as its name says, or what was seen of it."""
        return self.name.copies if self.seen is None else frozenset(self.seen.copied)

    @property
    def size(self) -> int | None:
        """The number of parameters: as its name says, or else as the catalog claims."""
        return self.size_of(self.variant, self.name)

    @staticmethod
    def size_of(variant: Variant, name: Name) -> int | None:
        """The number of parameters of a variant of this name."""
        if name.size is not None:
            return name.size
        claim = variant.claims.get("parameters")
        return claim.value.total if claim is not None and isinstance(claim.value, Size) else None


def _texts(value: Any) -> frozenset[str]:
    values = value if isinstance(value, list) else [value]
    return frozenset(text.strip().lower() for text in values if isinstance(text, str) and text.strip())


_MOST = 0.8
_MANY = 5
"""So many listed repos show what a publisher makes."""


@dataclass(frozen=True, slots=True)
class Evident:
    """Why a repo is taken to be for a wanted language, and how sure that is."""

    confidence: Confidence
    reason: Sayable
    evidence: tuple[Evidence, ...] = ()
    brand: str | None = None
    """The listed repo whose brand speaks for the language."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """What an owner's repos show of its habits."""

    listed: Sequence[Listed]
    neighbours: Sequence[Candidate]
    owner: str
    """Its name, in small letters."""

    def names_language(self, listed: Sequence[Listed], wanted: Collection[str]) -> bool:
        """Whether all these repos carry the language in their names: then one without it is of another.

        A publisher whose own name holds the word does not tell its models apart by it.
        """
        if self.own_languages & set(wanted):
            return False
        return bool(listed) and all(one.name.languages & set(wanted) for one in listed)

    @property
    def own_languages(self) -> frozenset[str]:
        """The languages in the owner's own name."""
        return parse_name(self.owner).languages

    def keeps_to(self, wanted: Collection[str]) -> bool:
        """Whether all its listed repos, as far as anything is known of them, are for the language: at least one is."""
        codes = _codes(wanted)
        known = []
        for one in self.listed:
            stated = one.seen.languages[0] if one.seen is not None and one.seen.languages is not None else None
            if one.name.languages or stated is not None:
                known.append(bool(one.name.languages & set(wanted) or (stated or frozenset()) & codes))
        return bool(known) and all(known)

    def others_languages(self, wanted: Collection[str]) -> bool:
        """Whether it publishes for other languages too, as far as its cards say."""
        codes = _codes(wanted)
        return any(
            candidate.languages is not None and not candidate.languages[0] & codes for candidate in self.neighbours
        )


def evident_language(
    candidate: Candidate,
    publisher: Publisher,
    kin: Sequence[Listed],
    wanted: Collection[str],
    based_on: str | None = None,
) -> Evident | None:
    """Why the wanted language is evident; None where it is not.

    Args:
        candidate: the repo.
        publisher: its owner.
        kin: the listed repos that share its brand or its entry.
        wanted: language codes; none takes every language.
        based_on: a listed or proposed model that it says it was made from.
    """
    if not wanted:
        return Evident("high", message("evident.any"))
    codes = _codes(wanted)
    if candidate.languages is not None:
        stated, evidence = candidate.languages
        said = ", ".join(sorted(stated & codes))
        if said and is_multilingual(stated):
            return _one_of_many(candidate, publisher, kin, wanted, said, based_on)
        if said:
            return Evident("high", message("evident.card", languages=said), (evidence,))
        if publisher.own_languages & set(wanted) or not candidate.name.languages & set(wanted):
            return None  # a name may hold the language because its owner's does
    elif (tags := candidate.tagged(codes)) is not None:
        return Evident("high", message("evident.tags"), (tags,))
    return _implied(candidate, publisher, kin, wanted, based_on)


def _one_of_many(
    candidate: Candidate,
    publisher: Publisher,
    kin: Sequence[Listed],
    wanted: Collection[str],
    said: str,
    based_on: str | None,
) -> Evident:
    """A model of many languages is for the wanted one where more than its card says so."""
    assert candidate.languages is not None
    stated, evidence = candidate.languages
    implied = _implied(candidate, publisher, kin, wanted, based_on)
    speaks = candidate.name.languages | publisher.own_languages
    if implied is not None and (implied.brand or based_on or speaks & set(wanted)):
        return implied
    reason = message("evident.among-many", languages=said, count=len(stated))
    return Evident("low", reason, (evidence,))


def _implied(
    candidate: Candidate, publisher: Publisher, kin: Sequence[Listed], wanted: Collection[str], based_on: str | None
) -> Evident | None:
    """What its name, its brand and its owner say of the language."""
    if candidate.name.languages & set(wanted):
        return Evident("high", message("evident.name"), (candidate.known,))
    if based_on is not None:
        return Evident("medium", message("evident.base", repo=based_on), candidate.parents_evidence)
    if candidate.name.languages:
        return None
    speaking = [one.name for one in publisher.listed if one.name.languages & set(wanted)]
    if any(_differ_by_language(candidate.name, name) for name in speaking):
        return None
    tells_apart = publisher.others_languages(wanted)  # then a name without the language is of another
    if kin and not (tells_apart and publisher.names_language(kin, wanted)):
        repo = kin[0].variant.repo
        return Evident("medium", message("kin.brand", repo=repo), brand=repo)
    if kin:
        return None
    if publisher.own_languages & set(wanted):
        return Evident("medium", message("evident.owner-name"))
    if tells_apart:
        return None
    count = len(publisher.listed)
    if publisher.keeps_to(wanted):
        return Evident("medium", message("evident.owner-keeps-to", count=count))
    return Evident("medium" if count >= _MANY else "low", message("evident.owner-only", count=count))


def _differ_by_language(one: Name, other: Name) -> bool:
    """Whether two names say the same but for the language: then they are of two languages."""

    def rest(name: Name) -> tuple[object, ...]:
        return name.stem, name.size, name.size_word, name.kinds, name.version, name.stage, name.functions, name.context

    return rest(one) == rest(other)


def _codes(wanted: Collection[str]) -> frozenset[str]:
    return frozenset(code for language in wanted for code in language_codes(language))


def inferred_languages(listed: Iterable[Listed]) -> tuple[str, ...] | None:
    """The language that a catalog is evidently about; None where no language is.

    It is the one that most of the listed repos state or name, and at least four of five of those that state or name any
    in their cards or names.
    """
    counts: Counter[str] = Counter()
    stating = 0
    for one in listed:
        languages = _said_languages(one)
        counts.update(languages)
        stating += bool(languages)
    if not counts:
        return None
    language, count = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    return (language,) if count >= _MOST * stating else None


def _said_languages(one: Listed) -> frozenset[str]:
    stated = one.seen.languages[0] if one.seen is not None and one.seen.languages is not None else frozenset[str]()
    if is_multilingual(stated):
        stated = frozenset()
    return one.name.languages | frozenset(map(language_of_code, stated))

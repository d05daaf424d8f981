"""Whether a repo is evidently for one of the wanted languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.names import Name, is_multilingual, language_codes, language_of_code, parse_name
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.messages import Sayable, message

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


def inferred_languages(listed: Sequence[Listed]) -> tuple[str, ...] | None:
    """The language that a catalog is evidently about; None where no language is.

    It is the one that most of the listed repos state or name, and at least four of five of those that state or name any
    in their cards or names.
    """
    said = [_said_languages(one) for one in listed]
    counts = Counter(language for languages in said for language in languages)
    stating = sum(bool(languages) for languages in said)
    if not counts:
        return None
    language, count = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
    return (language,) if count >= _MOST * stating else None


def _said_languages(one: Listed) -> frozenset[str]:
    stated = one.seen.languages[0] if one.seen is not None and one.seen.languages is not None else frozenset[str]()
    if is_multilingual(stated):
        stated = frozenset()
    return one.name.languages | frozenset(map(language_of_code, stated))

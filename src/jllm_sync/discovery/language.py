"""Whether a repo is evidently for one of the wanted languages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.names import parse_name
from jllm_sync.discovery.vocabulary import is_multilingual, language_codes
from jllm_sync.finding import Confidence, Evidence
from jllm_sync.messages import Sayable, message

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
        return parse_name(self.listed[0].name.owner).languages

    def others_languages(self, wanted: Collection[str]) -> bool:
        """Whether it publishes for other languages too, as far as its cards say."""
        codes = _codes(wanted)
        return any(
            candidate.languages is not None and not candidate.languages[0] & codes for candidate in self.neighbours
        )


def evident_language(
    candidate: Candidate, publisher: Publisher, kin: Sequence[Listed], wanted: Collection[str]
) -> Evident | None:
    """Why the wanted language is evident; None where it is not.

    Args:
        candidate: the repo.
        publisher: its owner.
        kin: the listed repos that share its brand or its entry.
        wanted: language codes; none takes every language.
    """
    if not wanted:
        return Evident("high", message("evident.any"))
    codes = _codes(wanted)
    if candidate.languages is not None:
        stated, evidence = candidate.languages
        said = ", ".join(sorted(stated & codes))
        if said and is_multilingual(stated):
            return _one_of_many(candidate, publisher, kin, wanted, said)
        if said:
            return Evident("high", message("evident.card", languages=said), (evidence,))
        if not candidate.name.languages & set(wanted):
            return None
    elif (tags := candidate.tagged(codes)) is not None:
        return Evident("high", message("evident.tags"), (tags,))
    return _implied(candidate, publisher, kin, wanted)


def _one_of_many(
    candidate: Candidate, publisher: Publisher, kin: Sequence[Listed], wanted: Collection[str], said: str
) -> Evident:
    """A model of many languages is for the wanted one where more than its card says so."""
    assert candidate.languages is not None
    stated, evidence = candidate.languages
    implied = _implied(candidate, publisher, kin, wanted)
    speaks = candidate.name.languages | publisher.own_languages
    if implied is not None and (implied.brand or speaks & set(wanted)):
        return implied
    reason = message("evident.among-many", languages=said, count=len(stated))
    return Evident("low", reason, (evidence,))


def _implied(
    candidate: Candidate, publisher: Publisher, kin: Sequence[Listed], wanted: Collection[str]
) -> Evident | None:
    """What its name, its brand and its owner say of the language."""
    if candidate.name.languages & set(wanted):
        return Evident("high", message("evident.name"), (candidate.known,))
    if kin:
        if publisher.names_language(kin, wanted):
            return None
        repo = kin[0].variant.repo
        return Evident("medium", message("kin.brand", repo=repo), brand=repo)
    if publisher.own_languages & set(wanted):
        return Evident("medium", message("evident.owner-name"))
    if publisher.names_language(publisher.listed, wanted) or publisher.others_languages(wanted):
        return None
    many = len(publisher.listed) >= _MANY
    return Evident(
        "medium" if many else "low",
        message("evident.owner-only", count=len(publisher.listed)),
    )


def _codes(wanted: Collection[str]) -> frozenset[str]:
    return frozenset(code for language in wanted for code in language_codes(language))

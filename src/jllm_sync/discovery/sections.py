"""In which section a new family probably belongs: where the catalog keeps what is most like it."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Sequence

from jllm_sync.catalog.model import Catalog, Section
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.names import parse_name
from jllm_sync.discovery.vocabulary import functions, is_generic, outranked_by, section_words
from jllm_sync.messages import in_language

_SAME_OWNER = 1.0
_SAME_BRAND = 3.0
_SAME_TYPE = 1.5
_NEIGHBOURS = 3
"""So many of the most similar listed repos vote."""


class Sections:
    """The catalog's sections, as places for what is new."""

    def __init__(self, catalog: Catalog, listed: Iterable[Listed]) -> None:
        self._listed = [one for one in listed if not one.variant.unofficial and one.variant.kind == "model"]
        self._bases = frozenset(
            word
            for base in catalog.foundations.values()
            for word in parse_name(in_language(base.name, "en")).stem[:1]
            if is_generic(word)
        )
        self._words = [
            _words(one.name.stem, one.name.functions, derived="foundation" in one.variant.claims)
            for one in self._listed
        ]
        self._first = catalog.sections[0].id if catalog.sections else ""
        filled = {one.entry.section for one in self._listed}
        every = frozenset(word for function, _ in functions() for word in section_words(function))
        self._spoken = {
            section.id: frozenset(word for word in every if word in _title(section))
            for section in catalog.sections
            if section.id in filled
        }
        entries: dict[str, set[str]] = {}
        self._holders: dict[str, list[int]] = {}
        """Where a word stands: the places of listed repos."""
        self._owned: dict[str, list[int]] = {}
        for place, (one, own) in enumerate(zip(self._listed, self._words, strict=True)):
            self._owned.setdefault(one.name.owner, []).append(place)
            for word in own:
                entries.setdefault(word, set()).add(one.entry.id)
                self._holders.setdefault(word, []).append(place)
        total = len({one.entry.id for one in self._listed})
        self._rarity = {word: math.log(1 + total / len(holders)) for word, holders in entries.items()}
        """How much it says that two repos share a word: the rarer, the more."""
        self._working: dict[frozenset[str], frozenset[str]] = {}
        self._found: dict[tuple[str, tuple[str, ...], frozenset[str], str | None], str] = {}

    def probable(self, candidate: Candidate, nearest: Listed | None) -> str:
        """The id of the section; that of the nearest listed repo where nothing speaks for another."""
        key = (candidate.name.owner, candidate.name.stem, candidate.functions, candidate.model_type)
        if key not in self._found:  # the repos of one family are alike
            self._found[key] = self._search(candidate, nearest)
        return self._found[key]

    def _search(self, candidate: Candidate, nearest: Listed | None) -> str:
        allowed = self._of_its_work(candidate.functions) | self._of_its_brand(candidate)
        votes: dict[str, float] = {}
        fitting = (
            (likeness, -place)
            for place, likeness in self._likeness(candidate).items()
            if self._listed[place].entry.section in allowed
        )
        for likeness, place in heapq.nlargest(_NEIGHBOURS, fitting):  # of equals the catalog's first
            section = self._listed[-place].entry.section
            votes[section] = votes.get(section, 0.0) + likeness
        if votes:
            return max(votes, key=lambda section: votes[section])
        if nearest is not None and (nearest.entry.section in allowed or not allowed):
            return nearest.entry.section
        return next((id_ for id_ in self._spoken if id_ in allowed), self._first)

    def _likeness(self, candidate: Candidate) -> dict[int, float]:
        """How like each listed repo is, by its place; what shares nothing is not in it."""
        name = candidate.name
        words = _words(name.stem, candidate.functions, derived=bool(self._bases & set(name.stem)))
        scores: dict[int, float] = {}
        for word in sorted(words & self._holders.keys()):
            for place in self._holders[word]:
                scores[place] = scores.get(place, 0.0) + self._rarity[word]
        for place in self._owned.get(name.owner, ()):
            more = _SAME_OWNER + (_SAME_BRAND if self._listed[place].name.brands & name.brands else 0)
            scores[place] = scores.get(place, 0.0) + more
        if candidate.model_type is not None:
            for place, one in enumerate(self._listed):
                if one.seen is not None and one.seen.model_type == candidate.model_type:
                    scores[place] = scores.get(place, 0.0) + _SAME_TYPE
        return scores

    def _of_its_brand(self, candidate: Candidate) -> frozenset[str]:
        """The sections of repos of its brand whose names say as little of their work as its own does."""
        return frozenset(
            one.entry.section
            for one in (self._listed[place] for place in self._owned.get(candidate.name.owner, ()))
            if one.name.brands & candidate.name.brands and not (one.name.functions or candidate.functions)
        )

    def _of_its_work(self, worked_on: frozenset[str]) -> frozenset[str]:
        """The sections for all that a repo works on and for nothing else, as far as there are such."""
        if worked_on in self._working:
            return self._working[worked_on]
        meant = {
            function: frozenset(section_words(function))
            for function in worked_on
            if not outranked_by(function) & worked_on
        }
        own = frozenset[str]().union(*meant.values())
        fitness = {
            id_: (sum(bool(spoken & words) for words in meant.values()), -len(spoken - own))
            for id_, spoken in self._spoken.items()
        }
        best = max(fitness.values(), default=None)
        self._working[worked_on] = frozenset(id_ for id_, value in fitness.items() if value == best)
        return self._working[worked_on]


def _words(stem: Sequence[str], worked_on: Iterable[str], derived: bool) -> frozenset[str]:
    marks = [f"*{function}" for function in worked_on] + (["*derived"] if derived else [])
    return frozenset(word for word in stem if not word[0].isdigit()).union(marks)


def _title(section: Section) -> str:
    return f"{section.id} {in_language(section.title, 'en')}".lower()

"""In which section a new family probably belongs: where the catalog keeps what is most like it."""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Sequence

from jllm_sync.catalog.model import Catalog, Section
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.names import (
    TUNED,
    Name,
    answers_unsaid,
    foreign_words,
    functions,
    head_of,
    is_generic,
    origin_of_section,
    outranked_by,
    parse_name,
    section_words,
    sees_unsaid,
)
from jllm_sync.messages import in_language

_SAME_OWNER = 1.0
_SAME_BRAND = 3.0
_SAME_TYPE = 1.5
_LONG = 6
"""Letters of a word that is no chance part of another."""
_LINE = 2
"""So many listed entries of a brand show how its models come about."""
_NEIGHBOURS = 3
"""So many of the most similar listed repos vote."""


class Sections:
    """The catalog's sections, as places for what is new."""

    def __init__(self, catalog: Catalog, listed: Iterable[Listed]) -> None:
        self._listed = [one for one in listed if not one.variant.unofficial and one.variant.kind == "model"]
        self._origins = {section.id: origin_of_section(_title(section)) for section in catalog.sections}
        self._bases = self._foreign_words(catalog)
        self._words = [
            _words(one.name.stem, one.name.functions, derived="foundation" in one.variant.claims)
            for one in self._listed
        ]
        self._heads = [head_of(one.variant.repo.rpartition("/")[2]).lower() for one in self._listed]
        self._called: dict[str, set[str]] = {}
        """The owners whose models are called so."""
        for one, head in zip(self._listed, self._heads, strict=True):
            self._called.setdefault(head, set()).add(one.name.owner)
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

    def may_hold(self, candidate: Candidate, section: str, base: str | None, own_base: bool) -> bool:
        """Whether nothing that it says it was made from speaks against a section of models made in another way."""
        if not candidate.parents or self._origins[section] != "scratch":
            return True
        return "scratch" in self._origins_of(candidate, base, own_base)

    def probable(self, candidate: Candidate, nearest: Listed | None, base: str | None, own_base: bool = False) -> str:
        """The id of the section; that of the nearest listed repo where nothing speaks for another.

        Args:
            candidate: the repo.
            nearest: the listed repo of its owner that is most like it.
            base: the section of the listed or new model that it says it was made from.
            own_base: whether that is its own publisher's.
        """
        allowed = self._of_its_work(candidate.functions) | self._of_its_brand(candidate)
        allowed = self._of_its_line(candidate) or allowed
        origins = self._origins_of(candidate, base, own_base)
        for wanted in (origins, origins - {"scratch"} and frozenset({"continual", "tuned"})):
            if fitting_origin := {id_ for id_ in allowed if self._origins[id_] is None or self._origins[id_] in wanted}:
                allowed = frozenset(fitting_origin)
                break
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

    def _foreign_words(self, catalog: Catalog) -> frozenset[str]:
        """The words of names that say that a model was made from somebody else's: those of the catalog's bases.

        Not those that models made from scratch bear as well: the names of their architectures.
        """
        words = foreign_words() | {
            word
            for base in catalog.foundations.values()
            for word in parse_name(in_language(base.name, "en")).stem[:1]
            if is_generic(word)
        }
        bearers = Counter(
            (word, self._origins[one.entry.section] == "scratch")
            for one in self._listed
            if self._origins[one.entry.section]
            for word in words.intersection(one.name.stem)
        )
        return frozenset(word for word in words if bearers[word, False] >= bearers[word, True])

    def _origins_of(self, candidate: Candidate, base: str | None, own_base: bool) -> frozenset[str]:
        """How it came about: what it says it was made from outweighs its brand and its owner."""
        if "merge" in candidate.marks and not own_base:
            return frozenset({"merged"})
        if base is not None and (origin := self._origins[base]) is not None:
            return frozenset({"continual" if origin == "merged" else origin})
        owner = candidate.name.owner
        others = [parent for parent in candidate.parents if not _is_own_brand(parse_name(parent), owner)]
        foreign = any(self._is_foreign(word) for word in candidate.name.stem)
        if not others:  # of an unlisted model of its own publisher's nothing more is known than its name says
            borrowed = self._of_borrowed_name(candidate.name)
            if borrowed is not None and not (foreign and borrowed == "scratch"):
                return frozenset({borrowed})
            if not foreign:
                return self._origins_of_brand(candidate)
        if _says_continual(candidate):
            return frozenset({"continual"})
        if "preference" not in candidate.name.kinds and self._habit(candidate, others) == "continual":
            return frozenset({"continual"})
        if not others:
            return frozenset({"continual", "tuned"} if candidate.name.brands - foreign_words() else {"tuned"})
        parents = [parse_name(parent) for parent in candidate.parents]
        sees = any("vision" in parent.functions or sees_unsaid(parent.repo) for parent in parents)
        if "vision" in candidate.functions and not sees:
            return frozenset({"scratch"})  # built anew from a language model and an encoder
        answers = TUNED | {"reasoning"}
        answer = [name for name in parents if answers_unsaid(name.repo) and name.size_word != "base"]
        trained_on = not answer and not any(name.kinds & answers for name in (candidate.name, *parents))
        return frozenset({"continual" if trained_on else "tuned"})

    def _origins_of_brand(self, candidate: Candidate) -> frozenset[str]:
        """How a model may have come about of which nothing speaks but its brand: as the listed ones of it did."""
        own = [self._listed[place] for place in self._owned.get(candidate.name.owner, ())]
        brand = [one for one in own if one.name.brands & candidate.name.brands]
        origins = {self._origins[one.entry.section] for one in brand} - {None}
        if "scratch" not in origins and _says_continual(candidate):
            return frozenset({"continual"})
        if not (origins or candidate.parents) and candidate.name.kinds & {"reasoning", "preference"}:
            return frozenset({"tuned"})  # nobody teaches a model of his own to reason before he shows it
        types = {one.seen.model_type for one in brand if one.seen is not None} - {None}
        if origins and "scratch" not in origins and types and candidate.model_type not in types | {None}:
            return frozenset({"tuned"})  # it was made from another base than they were
        return frozenset({"scratch", "continual", "tuned"})

    def _habit(self, candidate: Candidate, bases: Sequence[str]) -> str | None:
        """How the listed models of its brand came about that were made from others; of a new brand, its owner's.

        A name without a brand of its own is that of the model that it was made from. A known base outweighs the owner.
        What came about from other listed models, and what works on images or does not, tells nothing.
        """
        own = [self._listed[place] for place in self._owned.get(candidate.name.owner, ())]
        derived = [
            one
            for one in own
            if self._origins[one.entry.section] in ("continual", "tuned")
            and ("vision" in one.name.functions) == ("vision" in candidate.functions)
            and not self._extends_anothers(one.name)
        ]
        brand = [one for one in derived if one.name.brands & candidate.name.brands]
        if not brand and not bases and candidate.name.brands:
            brand = [one for one in derived if one.name.functions == candidate.name.functions]
        line = Counter(self._origins[section] for section in {o.entry.id: o.entry.section for o in brand}.values())
        habit = max(("continual", "tuned"), key=lambda origin: line[origin])
        return habit if line[habit] >= _LINE and line[habit] > line.total() - line[habit] else None

    def _extends_anothers(self, bearer: Name) -> bool:
        """Whether a listed name begins with what listed models of another owner are called."""
        name = bearer.repo.lower().rpartition("/")[2]
        heads = (name[:end] for end in range(_LONG, len(name)) if name[end] == "-")
        return any(self._called.get(head, frozenset()) - {bearer.owner} for head in heads)

    def _is_foreign(self, word: str) -> bool:
        return word in self._bases or any(len(base) >= _LONG and base in word for base in self._bases)

    def _of_borrowed_name(self, bearer: Name) -> str | None:
        """The origin of the listed models of another owner whose name it bears: tinyBRAND, or FAMILY-more."""
        origins: Counter[str] = Counter()
        for one, head in zip(self._listed, self._heads, strict=True):
            origin = self._origins[one.entry.section]
            if origin is None or one.name.owner == bearer.owner:
                continue
            brand = origin != "scratch" and any(
                len(brand) >= _LONG and brand in word for brand in one.name.brands for word in bearer.stem
            )
            origins[origin] += brand or _extends(bearer, one.name, head)
        found = max(origins, key=lambda origin: origins[origin], default=None)
        return found if found is not None and origins[found] else None

    def _of_its_line(self, candidate: Candidate) -> frozenset[str]:
        """The sections of its brand, where the listed repos of that brand work on what no name of theirs says."""
        if candidate.functions or candidate.pipeline_tag is not None:
            return frozenset()
        brand = [
            one
            for one in (self._listed[place] for place in self._owned.get(candidate.name.owner, ()))
            if one.name.brands & candidate.name.brands and not one.name.functions
        ]
        own = {one.entry.section for one in brand if self._spoken.get(one.entry.section)}
        return frozenset(own) if brand and len(own) == len({one.entry.section for one in brand}) else frozenset()

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


def _extends(bearer: Name, other: Name, head: str) -> bool:
    """Whether a name begins with what the models of another owner are called."""
    name = bearer.repo.lower().rpartition("/")[2]
    return bearer.owner != other.owner and len(head) >= _LONG and name.startswith(f"{head}-")


def _is_own_brand(base: Name, owner: str) -> bool:
    """Whether a base is its own publisher's, and no foundation that he made for all."""
    return base.owner == owner.lower() and bool(base.languages or base.brands - foreign_words())


def _says_continual(candidate: Candidate) -> bool:
    said = candidate.tagged({"continual-pretraining", "cpt"})
    return "continual" in candidate.name.origins or said is not None


def _words(stem: Sequence[str], worked_on: Iterable[str], derived: bool) -> frozenset[str]:
    marks = [f"*{function}" for function in worked_on] + (["*derived"] if derived else [])
    return frozenset(word for word in stem if not word[0].isdigit()).union(marks)


def _title(section: Section) -> str:
    return f"{section.id} {in_language(section.title, 'en')}".lower()

"""The catalog as discovery looks things up in it: by owner, by entry, by likeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from jllm_sync.catalog.model import Catalog
from jllm_sync.discovery.candidate import Candidate, Listed
from jllm_sync.discovery.kinship import Match, matching_entry
from jllm_sync.discovery.names import parse_name
from jllm_sync.discovery.sections import Sections
from jllm_sync.hub.observation import Observation

_LONGEST_CHAIN = 20
"""Models made from models made from models: cards may say anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a repo belongs."""

    home: Match | None
    """The entry; None where it belongs to none."""
    section: str
    """The entry's section, or the probable one of a new family."""
    nearest: Listed | None
    """A listed repo of its entry, or the one of its owner's that is most like it; for an owner without one, that of the
    section; None where nothing is listed."""


class CatalogIndex:
    """What a catalog lists, and what is known of it."""

    def __init__(self, catalog: Catalog, observations: Iterable[Observation]) -> None:
        self.catalog = catalog
        seen: dict[str, Candidate] = {}
        for observation in observations:
            if observation.kind == "model":
                candidate = Candidate(observation)
                seen[observation.repo.lower()] = seen[observation.canonical.lower()] = candidate
        self.listed = [
            Listed(entry, variant, parse_name(variant.repo), seen.get(variant.repo.lower()))
            for entry in catalog.entries
            for variant in entry.variants
            if variant.kind == "model" and "/" in variant.repo
        ]
        self._models = {one.variant.repo.lower(): one for one in self.listed}
        self.known = {reference.repo.lower() for entry in catalog.entries for reference in entry.references}
        """The IDs that the catalog names, in small letters, old and new ones of what was renamed."""
        self.owned: dict[str, list[Listed]] = {}
        """Listed repos by their owner; somebody else's conversions make nobody an owner."""
        self.by_entry: dict[str, list[Listed]] = {}
        for one in self.listed:
            self.known.add(one.variant.repo.lower())
            if one.seen is not None:
                self.known |= {one.seen.repo.lower(), one.seen.observation.repo.lower()}
            if not one.variant.unofficial:
                self.owned.setdefault(one.name.owner, []).append(one)
                self.by_entry.setdefault(one.entry.id, []).append(one)
        bases = [parse_name(repo) for base in catalog.foundations.values() for repo in base.repos]
        for base in catalog.foundations.values():  # one that is listed itself has siblings as any listed model has
            if not any(repo.lower() in self._models for repo in base.repos):
                self.known |= {repo.lower() for repo in base.repos}
        self.foundations = {(base.owner, base.stem) for base in bases}
        """Owner and stem of the models that the catalog names as bases: others of these families are not new to it."""
        self.new: dict[str, Candidate] = {}
        """What the run has found that is not listed, by ID in small letters: one may be made from another."""
        self._sections = Sections(catalog, self.listed)
        self._placed: dict[str, Place] = {}

    def place(self, candidate: Candidate) -> Place:
        """Where a repo belongs: to an entry that its owner has a repo in, or in a section."""
        id_ = candidate.repo.lower()
        if id_ not in self._placed:
            self._placed[id_] = self._place(candidate, frozenset({id_}))
        return self._placed[id_]

    def base_of(self, candidate: Candidate) -> Listed | Candidate | None:
        """The listed model that it says it was made from, or else the one that is new, too."""
        for parent in candidate.parents:
            if parent in self._models:
                return self._models[parent]
        return next((self.new[parent] for parent in candidate.parents if parent in self.new), None)

    def _sibling_of_base(self, candidate: Candidate) -> Listed | None:
        """A listed model of the same family as the one that it says it was made from, which is not listed itself."""
        bases = {(base.owner, base.stem) for base in map(parse_name, candidate.parents) if base.brands}
        return next((one for one in self.listed if (one.name.owner, one.name.stem) in bases), None) if bases else None

    def _base_section(self, base: Listed | Candidate | None, seen: frozenset[str]) -> str | None:
        """The section of the model that a new one was made from, through any chain of new ones."""
        if isinstance(base, Listed):
            return base.entry.section
        if base is None or base.repo.lower() in seen or len(seen) > _LONGEST_CHAIN:
            return None
        return self._place(base, seen | {base.repo.lower()}).section

    def _place(self, candidate: Candidate, seen: frozenset[str]) -> Place:
        own = self.owned.get(candidate.name.owner, [])
        home = matching_entry(candidate, {one.entry.id: self.by_entry[one.entry.id] for one in own})
        base = self.base_of(candidate) or self._sibling_of_base(candidate)
        own_base = base is not None and base.name.owner == candidate.name.owner
        section_of_base = self._base_section(base, seen)
        if home is not None and self._sections.may_hold(candidate, home.entry.section, section_of_base, own_base):
            return Place(home, home.entry.section, self.by_entry[home.entry.id][0])
        nearest = _closest(candidate, own)
        section = self._sections.probable(candidate, nearest, section_of_base, own_base)
        if nearest is not None and not candidate.name.brands & nearest.name.brands:
            nearest = _closest(candidate, [one for one in own if one.entry.section == section]) or nearest
        if nearest is None:
            there = [one for one in self.listed if one.entry.section == section]
            nearest = _closest(candidate, there or self.listed)
        return Place(None, section, nearest)


def _closest(candidate: Candidate, listed: Sequence[Listed]) -> Listed | None:
    """The listed repo that shares most with it; of equals the first."""
    words, brands = set(candidate.name.stem), candidate.name.brands

    def likeness(one: Listed) -> tuple[int, int, int]:
        other = len(one.name.functions ^ candidate.functions) + (one.name.mixture != candidate.name.mixture)
        return len(one.name.brands & brands), -other, len(words.intersection(one.name.stem))

    return max(listed, key=likeness, default=None)

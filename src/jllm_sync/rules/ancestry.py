"""Where a repo's chain of parents leads, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from jllm_sync.catalog.model import Catalog, Foundation, Variant
from jllm_sync.finding import Evidence
from jllm_sync.hub.observation import Absent, Observation, key_of
from jllm_sync.readings.lineage import read_parents
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.rule import Subject


@dataclass(slots=True)
class Ancestry:
    """What a chain of parents reaches."""

    parents: tuple[str, ...]
    """The immediate parents that the Hub states."""
    evidence: tuple[Evidence, ...]
    repos: set[str] = field(default_factory=set)
    """IDs of all ancestors, in small letters."""
    entries: set[str] = field(default_factory=set)
    """Ids of the catalog's entries that they belong to."""
    foundations: set[str] = field(default_factory=set)
    """Ids of the catalog's foundations that they are, or are claimed to come from."""
    whole: bool = True
    """Whether every chain was followed to its root; where a link is unknown, nothing is proved by its absence."""


def ancestry(subject: Subject) -> Ancestry | None:
    """Follow the Hub's base_model through the models that this run observed or the catalog lists.

    None where the Hub states no parent of the subject's repo.
    """
    reading = read_parents(subject.observation)
    if not isinstance(reading, Reading):
        return None
    found = Ancestry(reading.value, reading.evidence)
    roots = _roots(subject.catalog)
    own = {subject.variant.repo.lower(), subject.observation.canonical.lower()}
    open_ = [parent.lower() for parent in reading.value]
    while open_:
        repo = open_.pop()
        if repo in found.repos or repo in own:
            continue
        found.repos.add(repo)
        if repo in roots:
            found.foundations.add(roots[repo])
            continue
        known = False
        if repo in subject.listed:
            entry, variant = subject.listed[repo]
            found.entries.add(entry.id)
            known = _follow_claims(variant, found, open_)
        if repo in subject.models:
            known = _follow_observation(subject.models[repo], open_) or known
        found.whole = found.whole and known
    return found


def _roots(catalog: Catalog) -> dict[str, str]:
    return {repo.lower(): id_ for id_, foundation in catalog.foundations.items() for repo in foundation.repos}


def _follow_claims(variant: Variant, found: Ancestry, open_: list[str]) -> bool:
    """What the catalog itself says of a listed ancestor; whether it says anything."""
    claim = variant.claims.get("foundation")
    if claim is not None and isinstance(claim.value, Foundation):
        found.foundations.add(claim.value.id)
        return True
    return False


def _follow_observation(observation: Observation, open_: list[str]) -> bool:
    """The parents that the Hub states of an ancestor; whether it is known to have these or none."""
    reading = read_parents(observation)
    if isinstance(reading, Reading):
        open_.extend(parent.lower() for parent in reading.value)
        return True
    return isinstance(key_of(observation.card, "base_model"), Absent)

"""Where a repo's chain of parents leads, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jllm_sync.catalog.model import Catalog, Foundation, Variant
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Absent, Observation, key_of
from jllm_sync.readings.lineage import has_unnamed_parent, read_parents
from jllm_sync.readings.reading import Reading
from jllm_sync.rules.rule import Subject


@dataclass(slots=True)
class Ancestry:
    """What a chain of parents reaches."""

    parents: tuple[str, ...]
    """The immediate parents that the Hub states."""
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    """That of the weakest link."""
    repos: set[str] = field(default_factory=set)
    """IDs of all ancestors, in small letters, under every name that is known of them."""
    observed: list[Observation] = field(default_factory=list)
    """Those of them that this run observed."""
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
    found = Ancestry(reading.value, reading.evidence, reading.confidence)
    found.whole = not has_unnamed_parent(subject.observation)
    roots = _roots(subject.catalog)
    own = {subject.variant.repo.lower(), subject.observation.canonical.lower()}
    open_, rooted = [parent.lower() for parent in reading.value], False
    while open_:
        repo = open_.pop()
        if repo in own:
            found.whole = False  # a circle has no root
        if repo in found.repos or repo in own:
            continue
        found.repos.add(repo)
        observation = subject.models.get(repo)
        names = {repo} if observation is None else {repo, observation.repo.lower(), observation.canonical.lower()}
        found.repos |= names
        known_roots = [roots[name] for name in names if name in roots]
        found.foundations.update(known_roots)
        if known_roots:
            rooted = True
            continue
        variants = [subject.listed[name] for name in sorted(names) if name in subject.listed]
        found.entries.update(entry.id for entry, _ in variants)
        claimed = [_follow_claims(variant, found, open_) for _, variant in variants]
        stated = observation is not None and _follow_observation(observation, found, open_)
        is_root = not stated and _is_root(observation, [variant for _, variant in variants])
        rooted = rooted or is_root or bool(found.foundations)
        if not (any(claimed) or stated or is_root):
            found.whole = False
    found.whole = found.whole and rooted
    return found


def _roots(catalog: Catalog) -> dict[str, str]:
    return {repo.lower(): id_ for id_, foundation in catalog.foundations.items() for repo in foundation.repos}


def _follow_claims(variant: Variant, found: Ancestry, open_: list[str]) -> bool:
    """What the catalog itself says of a listed ancestor's base and parents; whether it says anything."""
    said = False
    foundation, parents = variant.claims.get("foundation"), variant.claims.get("parents")
    if foundation is not None and isinstance(foundation.value, Foundation):
        found.foundations.add(foundation.value.id)
        said = True
    if parents is not None and isinstance(parents.value, tuple):
        for parent in parents.value:
            repo = parent.get("repo") if not isinstance(parent, str) else None
            if isinstance(repo, str):
                open_.append(repo.lower())
                said = True
            elif not said:
                found.whole = False  # only a name: nobody knows where it leads
    return said


def _follow_observation(observation: Observation, found: Ancestry, open_: list[str]) -> bool:
    """The parents that the Hub states of an ancestor; whether it states any."""
    found.observed.append(observation)
    reading = read_parents(observation)
    if not isinstance(reading, Reading):
        return False
    open_.extend(parent.lower() for parent in reading.value)
    found.evidence = (*found.evidence, *reading.evidence)
    found.confidence = weakest(found.confidence, reading.confidence)
    found.whole = found.whole and not has_unnamed_parent(observation)
    return True


def _is_root(observation: Observation | None, variants: Iterable[Variant]) -> bool:
    """Whether a model is made from no other: its whole card names no base, and the catalog lists it without one.

    Cards often leave their base out, so the card alone proves nothing.
    """
    if observation is None or not isinstance(key_of(observation.card, "base_model"), Absent):
        return False
    listed = [variant for variant in variants if not variant.unofficial]
    return bool(listed) and not any({"foundation", "parents"} & variant.claims.keys() for variant in listed)

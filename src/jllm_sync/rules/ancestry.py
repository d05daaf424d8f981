"""Where a repo's chain of parents leads, as far as it is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from jllm_sync.catalog.built_in import same_bases
from jllm_sync.catalog.model import Catalog, Foundation, Variant
from jllm_sync.finding import Confidence, Evidence, weakest
from jllm_sync.hub.observation import Absent, Observation, key_of
from jllm_sync.readings import Reading
from jllm_sync.readings.lineage import has_unnamed_parent, read_parents
from jllm_sync.rules.rule import PARENTS, Reader, Subject


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
    unbroken: bool = True
    """Whether every link up to the roots is known too: that the catalog gives an ancestor's foundation tells where its
    chain ends, and not through which models it leads there."""


def ancestry(subject: Subject) -> Ancestry | None:
    """Follow the Hub's base_model through the models that this run observed or the catalog lists.

    None where the Hub states no parent of the subject's repo.
    """
    reading = subject.read(PARENTS)
    if not isinstance(reading, Reading):
        return None
    found = Ancestry(reading.value, reading.evidence, reading.confidence)
    found.whole = not has_unnamed_parent(subject.observation)
    roots = _follow(subject, found, [parent.lower() for parent in reading.value])
    if len(found.repos) > len(found.parents):
        found.confidence = weakest(found.confidence, "medium")
    if roots:
        _add(found, subject, roots)
    found.unbroken = found.unbroken and found.whole
    return found


ANCESTRY = Reader(ancestry, PARENTS.files, of_kin=True)
"""Where the chain of its parents leads, as far as it is known."""


def _add(found: Ancestry, subject: Subject, roots: list[str]) -> None:
    """Add what the foundations' repos state of their own parents: it is reached too, and need not be known whole."""
    above = Ancestry((), (), "high")
    _follow(subject, above, roots, through_foundations=True)
    found.repos |= above.repos
    found.observed += above.observed
    found.entries |= above.entries
    found.foundations |= above.foundations
    found.evidence = (*found.evidence, *above.evidence)
    found.unbroken = found.unbroken and above.whole and above.unbroken


def _follow(subject: Subject, found: Ancestry, open_: list[str], *, through_foundations: bool = False) -> list[str]:
    """Follow these models up to their roots, of which the foundations' repos are given back."""
    own = {subject.variant.repo.lower(), subject.observation.canonical.lower()}
    bases_by_repo = subject.catalog.bases_by_repo
    rooted, foundation_repos = False, []
    while open_:
        repo = open_.pop()
        if repo in own:
            found.whole = False  # a circle has no root
        if repo in found.repos or repo in own:
            continue
        observation = subject.models.get(repo)
        names = {repo} if observation is None else {repo, observation.repo.lower(), observation.canonical.lower()}
        found.repos |= names
        bases = {id_ for name in names for id_ in bases_by_repo.get(name, ())}
        found.foundations |= with_their_bases(bases, subject.catalog)
        if bases and not through_foundations:
            foundation_repos.append(repo)
            continue
        variants = [subject.listed[name] for name in sorted(names) if name in subject.listed]
        found.entries.update(entry.id for entry, _ in variants)
        based = [_claimed_foundation(variant, found, subject.catalog) for _, variant in variants]
        claimed = [_follow_claim(variant, found, open_) for _, variant in variants]
        stated = observation is not None and _follow_observation(observation, found, open_)
        is_root = not stated and _is_root(observation, [variant for _, variant in variants])
        rooted = rooted or is_root
        if not (bases or any(based) or any(claimed) or stated or is_root):
            found.whole = False
        first = bases and not any(subject.catalog.foundations[id_].made_from for id_ in bases)
        if not (any(claimed) or stated or is_root or first):
            found.unbroken = False
    found.whole = found.whole and (rooted or bool(found.foundations))
    return foundation_repos


def with_their_bases(ids: Iterable[str], catalog: Catalog) -> set[str]:
    """These foundations by all their ids, and those that they were made from."""
    found: set[str] = set()
    open_ = [*ids]
    while open_:
        id_ = open_.pop()
        if id_ not in found:
            found.add(id_)
            base = catalog.foundations[id_]
            open_ += [base.made_from] if base.made_from is not None else []
            open_ += same_bases(base, catalog.bases_by_repo)
    return found


def _claimed_foundation(variant: Variant, found: Ancestry, catalog: Catalog) -> bool:
    """Whether the catalog itself says on which foundation a listed ancestor is based."""
    claim = variant.claims.get("foundation")
    if claim is None or not isinstance(claim.value, Foundation):
        return False
    found.foundations |= with_their_bases([claim.value.id], catalog)
    return True


def _follow_claim(variant: Variant, found: Ancestry, open_: list[str]) -> bool:
    """What the catalog itself says of a listed ancestor's parents; whether it names any by its repo."""
    claim = variant.claims.get("parents")
    if claim is None or not isinstance(claim.value, tuple):
        return False
    repos = [parent.get("repo") if not isinstance(parent, str) else None for parent in claim.value]
    named = [repo.lower() for repo in repos if isinstance(repo, str)]
    open_ += named
    if len(named) < len(repos):  # only a name: nobody knows where it leads
        found.unbroken = False
        found.whole = found.whole and "foundation" in variant.claims
    return bool(named)


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

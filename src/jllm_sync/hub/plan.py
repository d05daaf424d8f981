"""Which requests observe the repos at the least cost: by owner where that is cheaper, else one by one. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jllm_sync.repo import RepoKind, RepoRef

OwnerKey = tuple[str, RepoKind]
"""An owner, in lower case, and the kind of repos."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask first."""

    listings: Mapping[OwnerKey, tuple[RepoRef, ...]]
    """Owners whose listing is read, with the repos that are looked for in it."""
    singles: tuple[RepoRef, ...]
    """Repos that are asked about one by one."""


def owner_of(ref: RepoRef) -> OwnerKey | None:
    """The owner of a repo; None for the Hub's oldest repos, whose IDs have one part."""
    owner, slash, _ = ref.repo.partition("/")
    return (owner.lower(), ref.kind) if slash else None


def make_plan(refs: Collection[RepoRef], pages: Mapping[OwnerKey, int]) -> Plan:
    """Plan the first requests.

    Args:
        refs: the repos to observe.
        pages: how many pages an owner's listing has, or has at least, as far as earlier runs know.

    Returns:
        For each owner a listing, unless it has more pages than there are repos to ask about.
    """
    by_owner: dict[OwnerKey, list[RepoRef]] = {}
    singles: list[RepoRef] = []
    for ref in sorted(refs):
        owner = owner_of(ref)
        if owner is None:
            singles.append(ref)
        else:
            by_owner.setdefault(owner, []).append(ref)
    listings = {}
    for owner, asked in by_owner.items():
        if pages.get(owner, 1) <= len(asked):
            listings[owner] = tuple(asked)
        else:
            singles.extend(asked)
    return Plan(listings, tuple(singles))


def another_page(read: int, asked: int) -> bool:
    """Whether a listing that goes on after ``read`` pages is still no dearer than asking about each repo."""
    return read < asked

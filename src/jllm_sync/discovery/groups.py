"""Proposals as a person takes them in: by family, the likeliest interest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jllm_sync.discovery.labels import family_name
from jllm_sync.discovery.proposals import Proposal
from jllm_sync.finding import CONFIDENCES, Confidence


@dataclass(frozen=True, slots=True)
class Group:
    """What one owner published of one family, and the catalog lacks."""

    id: str
    """Its stable name: the entry that the repos belong to, or owner and stem of a new family."""
    owner: str
    name: str
    """What the family is called, as its repos write it."""
    entry: str | None
    """The entry that it adds to; None for a new family."""
    section: str
    proposals: tuple[Proposal, ...]
    """The largest first; of one size originals before what was made of them."""

    @property
    def confidence(self) -> Confidence:
        """That of its surest proposal."""
        return max((one.confidence for one in self.proposals), key=CONFIDENCES.index)

    @property
    def created(self) -> date | None:
        """The day on which its newest repo was created, where the Hub said so."""
        return max((one.created for one in self.proposals if one.created is not None), default=None)

    @property
    def downloads(self) -> int | None:
        """The downloads of 30 days, all together, where the Hub said any."""
        known = [one.downloads for one in self.proposals if one.downloads is not None]
        return sum(known) if known else None


def grouped(proposals: Iterable[Proposal]) -> tuple[Group, ...]:
    """The families with their proposals; the sure, much used and new ones first, then by name.

    Repos of several owners that belong to one entry are one group each.
    """
    by_family: dict[tuple[str, str], list[Proposal]] = {}
    for one in proposals:
        owner = one.repo.partition("/")[0]
        by_family.setdefault((owner.lower(), one.entry or one.family or one.repo), []).append(one)
    groups = [_group(id_, members) for (_, id_), members in by_family.items()]
    return tuple(sorted(groups, key=_interest))


def _group(id_: str, members: list[Proposal]) -> Group:
    ordered = tuple(sorted(members, key=lambda one: (-(one.size or 0), one.kind == "copy", one.repo.lower())))
    first = ordered[0]
    called = family_name([one.repo for one in ordered if one.kind != "copy"] or [first.repo])
    stem = (first.family or "").partition("/")[2]
    more = stem[len(called) :] if stem.startswith(called.lower()) else ""  # what tells it from another of its name
    return Group(id_, first.repo.partition("/")[0], f"{called}{more}", first.entry, first.section, ordered)


def _interest(group: Group) -> tuple[int, int, int, str]:
    newest = group.created.toordinal() if group.created is not None else 0
    return -CONFIDENCES.index(group.confidence), -(group.downloads or 0), -newest, group.id.lower()

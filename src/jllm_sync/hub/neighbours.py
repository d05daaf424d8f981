"""What listings show beside what was asked for: no further request, and nothing is read until somebody looks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from jllm_sync.hub.failure import Malformed
from jllm_sync.hub.items import INFO, item_id, observe, read_item, state_of
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.source import Listing
from jllm_sync.repo import RepoKind, RepoRef


class Neighbours(Collection[Observation]):
    """The repos of the listings that a run read and was not asked about, each made when it is come to."""

    def __init__(
        self,
        listings: Mapping[tuple[str, RepoKind], Listing],
        results: Mapping[RepoRef, Observation | Unobserved],
    ) -> None:
        self._listings = listings
        self._asked = {(ref.kind, ref.repo.lower()) for ref in results}
        self._asked |= {(o.kind, o.canonical.lower()) for o in results.values() if isinstance(o, Observation)}

    def __iter__(self) -> Iterator[Observation]:
        for listing in self._listings.values():
            for item in listing.items():
                name = item_id(item)
                if name is None or (listing.kind, name.lower()) in self._asked:
                    continue
                ref = RepoRef(name, listing.kind)
                try:
                    facts = read_item(item, listing.kind, INFO[listing.kind])
                except Malformed:
                    continue  # one odd item costs itself
                yield observe(ref, state_of(ref, facts), facts, {})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, observation: object) -> bool:
        return any(observation == one for one in self)

    def __bool__(self) -> bool:
        return bool(self._listings)

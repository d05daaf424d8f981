"""The listings of a run: what they show, and what they prove by not showing it."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from jllm_sync.hub.failure import Malformed
from jllm_sync.hub.items import INFO, Facts, item_id, read_item
from jllm_sync.hub.plan import OwnerKey, owner_of
from jllm_sync.hub.source import Listing
from jllm_sync.repo import RepoRef


class Listings:
    """The listings that a run has read."""

    def __init__(self, read: Mapping[OwnerKey, Listing]) -> None:
        self.all: dict[OwnerKey, Listing] = dict(read)
        self.none = threading.Event()
        """Set, for all threads to see, when the endpoint turns out to have no listings."""
        self._ids: dict[OwnerKey, frozenset[str]] = {}

    def keep(self, owner: OwnerKey, listing: Listing) -> None:
        """A listing was read, or read further."""
        self.all[owner] = listing
        self._ids.pop(owner, None)

    def complete(self, owner: OwnerKey) -> bool:
        """Whether all of an owner's repos are known."""
        return owner in self.all and self.all[owner].complete

    def show(self, ref: RepoRef) -> bool:
        """Whether the owner's listing has this repo, in whatever capitals."""
        owner = owner_of(ref)
        if owner is None or owner not in self.all:
            return False
        if owner not in self._ids:
            self._ids[owner] = frozenset(
                name.lower() for item in self.all[owner].items() if (name := item_id(item)) is not None
            )
        return ref.repo.lower() in self._ids[owner]

    def facts(self, ref: RepoRef) -> Facts | None:
        """What the owner's listing says of a repo; None where it says nothing that can be used."""
        owner = owner_of(ref)
        if owner is None or not self.show(ref):
            return None
        for item in self.all[owner].items():
            if (item_id(item) or "").lower() == ref.repo.lower():
                try:
                    return read_item(item, ref.kind, INFO[ref.kind])
                except Malformed:
                    return None
        return None

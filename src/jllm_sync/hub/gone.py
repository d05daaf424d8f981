"""The proof that a repo is gone: its own answer says so, and its owner's complete listing lacks it."""

from __future__ import annotations

from collections.abc import Callable

from jllm_sync.hub.failure import RunEnds
from jllm_sync.hub.plan import OwnerKey, owner_of
from jllm_sync.hub.results import Listings, Results
from jllm_sync.repo import RepoRef

_DENIED = "its own answer says that it is gone, and"


class GoneProof:
    """Holds back what a repo's own answer says until its owner's listing has been read to the end.

    Args:
        listings: what the run has read so far.
        results: told of the repos of which nothing can be said.
        read_on: asked, once for each owner, to read the owner's listing to the end and to call :meth:`listing_read`
            then; it takes the name of the owner as the catalog spells it, too.
        gone: told of each repo that is.
    """

    def __init__(
        self,
        listings: Listings,
        results: Results,
        read_on: Callable[[OwnerKey, str], None],
        gone: Callable[[RepoRef], None],
    ) -> None:
        self._listings, self._results, self._read_on, self._gone = listings, results, read_on, gone
        self._waiting: dict[OwnerKey, list[RepoRef]] = {}

    def denied(self, ref: RepoRef) -> None:
        """The repo's own answer is that it is not there; the owner's listing has the other half of the proof."""
        owner = owner_of(ref)
        if owner is None:  # one of the Hub's oldest, that no owner lists: its own answer is all there is
            self._gone(ref)
        elif self._listings.none.is_set():
            self._results.contradict(ref, f"{_DENIED} this endpoint has no listing to confirm it")
        elif self._listings.complete(owner):
            self._judge(ref, owner)
        elif owner in self._waiting:
            self._waiting[owner].append(ref)
        else:
            self._waiting[owner] = [ref]
            self._read_on(owner, ref.repo.split("/")[0])

    def listing_read(self, owner: OwnerKey, error: Exception | None) -> None:
        """The owner's listing was read as far as it goes; ``error`` is what ended the reading, where something did."""
        for ref in self._waiting.pop(owner):
            if isinstance(error, RunEnds):
                self._results.leave(ref, error)
            else:
                self._judge(ref, owner)

    def _judge(self, ref: RepoRef, owner: OwnerKey) -> None:
        if not self._listings.complete(owner):
            self._results.contradict(ref, f"{_DENIED} its owner's listing could not confirm it")
        elif self._listings.show(ref):
            self._results.contradict(ref, f"{_DENIED} its owner's listing shows it")
        else:
            self._gone(ref)

"""Telling how far a run has come."""

from __future__ import annotations

import time
from collections.abc import Callable

from jllm_sync.hub.budget import Budget
from jllm_sync.hub.progress import Progress

PROGRESS_EVERY = 0.2
"""Seconds between two tellings."""


class RunProgress:
    """Counts what a run has read, and tells it a few times a second.

    Args:
        say: what is told.
        budget: knows the requests and the quota.
        clock: seconds, from any origin; the run begins now.
    """

    def __init__(self, say: Callable[[Progress], None], budget: Budget, clock: Callable[[], float]) -> None:
        self._say, self._budget, self._clock = say, budget, clock
        self._started, self._last = clock(), 0.0
        self.repos = 0
        """How many repos the run was asked about."""
        self.owners = 0
        """How many owners' listings are to be read."""
        self.owners_read = 0

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return self._clock() - self._started

    def tell(self, observed: int, under_way: int, *, last: bool = False) -> None:
        """Tell how it stands, unless that was told just now.

        Args:
            observed: how many repos have a result.
            under_way: how many pieces of work are not done yet.
            last: tell it in any case.
        """
        now = time.monotonic()
        if not last and now - self._last < PROGRESS_EVERY:
            return
        self._last = now
        requests, waiting = self._budget.requests, self._budget.quota_wait()
        left = (under_way * self.seconds / requests + (waiting or 0.0)) if requests else None
        quota = {
            bucket: remaining
            for bucket in ("api", "resolvers")
            if (remaining := self._budget.remaining(bucket)) is not None
        }
        self._say(Progress((self.owners_read, self.owners), (observed, self.repos), requests, quota, waiting, left))

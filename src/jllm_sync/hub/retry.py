"""When to ask again, and when to stop asking."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from jllm_sync.hub.failure import HubDown

COLD_WAIT = 1.0
"""Seconds between tries, at most, while nothing has answered yet."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is tried and how long it waits in between."""

    tries: int = 7
    """Answers that fail at random in one of five cases then fail for good in one of 80,000."""
    base: float = 0.5
    """Seconds; the wait doubles with each try."""
    cap: float = 20.0
    """The longest wait in seconds."""

    def delay(self, failed: int, draw: random.Random) -> float:
        """Seconds to wait after so many failures: anything up to the bound, so that clients do not march in step.

        See "full jitter" in https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/.
        """
        return draw.uniform(0, min(self.cap, self.base * 2 ** (failed - 1)))


class Breaker:
    """Ends the run when the Hub is down, rather than asking every repo of it in turn.

    It opens when nothing but failures came for ``quiet`` seconds, and at least ``failures`` of them; before the first
    answer of any sort, ``cold_quiet`` seconds and ``cold_failures`` are enough: then it is the endpoint that is wrong.
    """

    def __init__(
        self,
        endpoint: str,
        clock: Callable[[], float],
        *,
        failures: int = 20,
        quiet: float = 45.0,
        cold_failures: int = 2,
        cold_quiet: float = 2.0,
    ) -> None:
        self._endpoint, self._clock = endpoint, clock
        self._bounds = {True: (failures, quiet), False: (cold_failures, cold_quiet)}
        self._lock = threading.Lock()
        self._warm = False
        self._failed = 0
        self._since = 0.0
        self._open: str | None = None

    def check(self) -> None:
        """Raises HubDown when the breaker is open."""
        if self._open is not None:
            raise HubDown(self._open)

    @property
    def longest_wait(self) -> float:
        """The longest wait in seconds before the next try.

        Until anything has answered, tries must come often enough to tell soon that the endpoint is wrong.
        """
        return math.inf if self._warm else COLD_WAIT

    def success(self) -> None:
        """The Hub answered."""
        with self._lock:
            self._warm, self._failed = True, 0

    def failure(self, reason: str, *, answered: bool = False) -> None:
        """The Hub did not answer, or (``answered``) not sensibly; ``reason`` is for people."""
        with self._lock:
            self._warm = self._warm or answered
            if self._failed == 0:
                self._since = self._clock()
            self._failed += 1
            failures, quiet = self._bounds[self._warm]
            if self._failed >= failures and self._clock() - self._since >= quiet:
                state = "no longer answers" if self._warm else "does not answer"
                self._open = f"{self._endpoint} {state}: {reason}"

"""How much may be asked of the Hub, and how fast.

The Hub counts requests in fixed windows, in a bucket each for the API, for files and for pages, and says with every
answer what remains (https://huggingface.co/docs/hub/rate-limits). The budget believes those answers, keeps count of
what is under way, and makes a request wait before the quota ends, so that no request is ever answered 429.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from jllm_sync.hub.failure import OutOfBudget, Stopped
from jllm_sync.hub.library import parse_ratelimit_headers

Bucket = Literal["api", "resolvers", "elsewhere"]
"""``elsewhere``: hosts that files are redirected to; the Hub does not count them."""

SLICE = 0.25
"""Seconds between looks at the stop event while waiting."""
CLOCK_SKEW = 1.0
"""Seconds added to a window's end: the Hub states it in whole seconds."""
LONGEST_WAIT = 900.0
"""Seconds for which one answer can make a run wait. The Hub's windows are 300 seconds long; what asks for more than
three of them is rather a mistake than a quota. An hourly one, of a mirror, is outlasted by the tries that follow."""
MOST_REQUESTS = 10**9
"""A larger number is no quota."""
CAUTION = 0.1
"""The share of a quota below which requests go one by one, so that each knows exactly what remains."""
RESERVE = 0.01
"""The share of a quota that is left to others behind the same address."""


@dataclass(slots=True)
class _Window:
    known: bool = False
    """Whether the Hub has said anything of this window."""
    silent: bool = False
    """Whether the Hub answers without stating a quota."""
    remaining: int = 0
    quota: int = 0
    resets_at: float = 0.0
    in_flight: int = 0


class Budget:
    """The budget of one run; every request passes through it, from any thread.

    Args:
        max_requests: how many requests may be sent at all; None for no bound.
        max_wait: how many seconds may be spent waiting for quota; None for no bound.
        clock: seconds, from any origin, never going back.
        sleep: waits that many seconds.
        stop: set when the user wants to end; every wait then ends with :class:`Stopped`.
    """

    def __init__(
        self,
        *,
        max_requests: int | None,
        max_wait: float | None,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        stop: threading.Event,
    ) -> None:
        self._max_requests, self._max_wait = max_requests, max_wait
        self._clock, self._sleep, self._stop = clock, sleep, stop
        self._turn = threading.Condition()
        self._windows: dict[Bucket, _Window] = {}
        self._sent: dict[Bucket, int] = {}
        self._waited = 0.0
        self._waiting_until = 0.0

    def admit(self, bucket: Bucket) -> None:
        """Wait until a request may be sent, and count it. Call :meth:`settle` when it is over.

        Raises:
            OutOfBudget: the run's bounds are reached.
            Stopped: the user ended the run.
        """
        while True:
            self._heed_stop()
            with self._turn:
                if self._max_requests is not None and self.requests >= self._max_requests:
                    raise OutOfBudget(f"the {self._max_requests:,} requests of --max-requests are spent")
                window = self._windows.setdefault(bucket, _Window())
                verdict = self._verdict(window)
                if verdict == "go":
                    window.in_flight += 1
                    window.remaining -= 1
                    self._sent[bucket] = self._sent.get(bucket, 0) + 1
                    return
                if verdict == "next":
                    self._turn.wait(0.05)  # the answer under way will tell
                    continue
                self._grant_wait(window.resets_at, bucket)
            self._wait_until(window.resets_at)

    def settle(self, bucket: Bucket, headers: Mapping[str, str] | None, retry_after: float | None = None) -> None:
        """Learn from an answer.

        Args:
            bucket: what was asked.
            headers: the answer's headers; None when there was no answer.
            retry_after: seconds to be left alone after a 429; it counts where no rate-limit header says better.
        """
        with self._turn:
            window = self._windows[bucket]
            window.in_flight -= 1
            learnt = headers is not None and self._learn(window, headers)
            if retry_after is not None and not learnt:
                window.known, window.silent, window.remaining = True, False, 0
                window.resets_at = max(window.resets_at, self._clock() + min(retry_after, LONGEST_WAIT))
            self._turn.notify_all()

    def pause(self, seconds: float) -> None:
        """Sleep, in slices; raises :class:`Stopped` when the user ends the run meanwhile."""
        self._wait_until(self._clock() + seconds)

    @property
    def waited(self) -> float:
        """Seconds that were spent, or booked, waiting for quota."""
        return self._waited

    @property
    def requests(self) -> int:
        """How many requests were sent."""
        return sum(self._sent.values())

    def sent(self, bucket: Bucket) -> int:
        """How many requests of a bucket were sent."""
        return self._sent.get(bucket, 0)

    def remaining(self, bucket: Bucket) -> int | None:
        """What the Hub last said remains in the current window; None where it said nothing."""
        window = self._windows.get(bucket)
        return max(window.remaining, 0) if window is not None and window.known else None

    def quota_wait(self) -> float | None:
        """Seconds until the window that is waited for begins; None when nothing waits for quota."""
        left = self._waiting_until - self._clock()
        return left if left > 0 else None

    def _verdict(self, window: _Window) -> Literal["go", "next", "wait"]:
        if window.known and self._clock() >= window.resets_at:
            window.known = False  # a new window: one request finds out what it allows
        if window.silent:
            return "go"
        if not window.known:
            return "next" if window.in_flight else "go"
        if window.remaining <= window.quota * RESERVE:
            return "next" if window.in_flight else "wait"
        if window.remaining <= window.quota * CAUTION:
            return "next" if window.in_flight else "go"
        return "go"

    def _learn(self, window: _Window, headers: Mapping[str, str]) -> bool:
        """Take over what the answer states of the quota; False where it states nothing that can be read."""
        try:
            told = parse_ratelimit_headers(headers)
        except ValueError:  # more digits than Python takes for a number
            told = None
        if told is None:
            window.silent = not window.known
            return False
        resets_at = self._clock() + min(told.reset_in_seconds, LONGEST_WAIT) + CLOCK_SKEW
        # Requests that are under way may not be counted yet.
        remaining = min(told.remaining, MOST_REQUESTS) - window.in_flight
        same = window.known and resets_at <= window.resets_at + 2 * CLOCK_SKEW
        window.remaining = min(window.remaining, remaining) if same else remaining
        window.resets_at = max(window.resets_at, resets_at) if same else resets_at
        window.quota = min(told.limit or window.quota or told.remaining, MOST_REQUESTS)
        window.known, window.silent = True, False
        return True

    def _grant_wait(self, until: float, bucket: Bucket) -> None:
        """Book the wait, once for all threads that wait for the same window."""
        extra = until - max(self._clock(), self._waiting_until)
        if extra <= 0:
            return
        if self._max_wait is not None and self._waited + extra > self._max_wait:
            raise OutOfBudget(
                f"the Hub's quota for {bucket} is spent for {extra:.0f} more seconds; --max-wait allows "
                f"{self._max_wait:.0f} in all, of which {self._waited:.0f} are gone"
            )
        self._waited += extra
        self._waiting_until = until

    def _wait_until(self, moment: float) -> None:
        while (left := moment - self._clock()) > 0:
            self._heed_stop()
            self._sleep(min(left, SLICE))
        self._heed_stop()

    def _heed_stop(self) -> None:
        if self._stop.is_set():
            raise Stopped("interrupted")

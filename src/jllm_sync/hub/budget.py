"""How much may be asked of the Hub, and how fast.

The Hub counts requests in fixed windows, in a bucket each for the API, for files and for pages, and says with every
answer what remains (https://huggingface.co/docs/hub/rate-limits). The budget believes those answers, keeps count of
what is under way, and makes a request wait before the quota ends, so that no request is ever answered 429.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Literal

from jllm_sync.hub.failure import OutOfBudget, Stopped
from jllm_sync.hub.library import RateLimitInfo, parse_ratelimit_headers
from jllm_sync.messages import message

Bucket = Literal["api", "resolvers", "token", "elsewhere"]
"""``token``: the question whether the token is good, which the Hub counts apart and strictly. ``elsewhere``: hosts that
files are redirected to; the Hub does not count them."""

SLICE = 0.25
"""Seconds between looks at the stop event while waiting."""
CLOCK_SKEW = 1.0
"""Seconds added to a window's end: the Hub states it in whole seconds."""
WINDOW = 300.0
"""Seconds that a window of the Hub lasts, where an answer does not say so: no single wait is longer than a window."""
LONGEST_WINDOW = 900.0
"""Seconds above which a window that an answer states is rather a mistake. An hourly one, of a mirror, is outlasted by
the tries that follow."""
RETRY_AFTER = 60.0
"""Seconds to leave the Hub alone after a 429 that does not say how long."""
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
    held_until: float = 0.0
    """Until then a 429 asked to be left alone, whatever the quota."""


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
                    raise OutOfBudget(message("hub-spent.requests", most=self._max_requests))
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
                until = window.held_until or window.resets_at
                self._grant_wait(until, bucket)
            self._wait_until(until)

    def settle(self, bucket: Bucket, headers: Mapping[str, str] | None, *, throttled: bool = False) -> None:
        """Learn from an answer.

        Args:
            bucket: what was asked.
            headers: the answer's headers; None when there was no answer.
            throttled: whether it was a 429.
        """
        with self._turn:
            window = self._windows[bucket]
            window.in_flight -= 1
            if headers is not None:
                told = _told(headers)
                if throttled:
                    window.held_until = self._clock() + _asked_wait(headers, told)
                self._learn(window, told)
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
        now = self._clock()
        if now < window.held_until:
            return "wait"
        if window.held_until or (window.known and now >= window.resets_at):
            window.known, window.silent, window.held_until = False, False, 0.0  # one request finds out what is allowed
        if window.silent:
            return "go"
        if not window.known:
            return "next" if window.in_flight else "go"
        if window.remaining <= window.quota * RESERVE:
            return "next" if window.in_flight else "wait"
        if window.remaining <= window.quota * CAUTION:
            return "next" if window.in_flight else "go"
        return "go"

    def _learn(self, window: _Window, told: RateLimitInfo | None) -> None:
        """Take over what an answer states of the quota."""
        if told is None:
            window.silent = not window.known
            return
        resets_at = self._clock() + min(told.reset_in_seconds, _length(told)) + CLOCK_SKEW
        # Requests that are under way may not be counted yet.
        remaining = min(told.remaining, MOST_REQUESTS) - window.in_flight
        same = window.known and resets_at <= window.resets_at + 2 * CLOCK_SKEW
        window.remaining = min(window.remaining, remaining) if same else remaining
        window.resets_at = max(window.resets_at, resets_at) if same else resets_at
        window.quota = min(told.limit or window.quota or told.remaining, MOST_REQUESTS)
        window.known, window.silent = True, False

    def _grant_wait(self, until: float, bucket: Bucket) -> None:
        """Book the wait, once for all threads that wait for the same window."""
        extra = until - max(self._clock(), self._waiting_until)
        if extra <= 0:
            return
        if self._max_wait is not None and self._waited + extra > self._max_wait:
            raise OutOfBudget(
                message(
                    "hub-spent.wait",
                    bucket=bucket,
                    more=round(extra),
                    allowed=round(self._max_wait),
                    waited=round(self._waited),
                )
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
            raise Stopped


def _told(headers: Mapping[str, str]) -> RateLimitInfo | None:
    """What the headers say of the quota; None where they say nothing that can be read."""
    try:
        return parse_ratelimit_headers(headers)
    except ValueError:  # more digits than Python takes for a number
        return None


def _length(told: RateLimitInfo | None) -> float:
    """Seconds that a window lasts."""
    return min(told.window_seconds or WINDOW, LONGEST_WINDOW) if told is not None else WINDOW


def _asked_wait(headers: Mapping[str, str], told: RateLimitInfo | None) -> float:
    """Seconds for which a 429 asks to be left alone, at most a window's length.

    Every answer carries the quota's headers; they are the reason of a 429 only where nothing remains
    (https://github.com/huggingface/huggingface_hub/pull/4662).
    """
    stated = retry_after(headers)
    if stated is None:
        spent = told is not None and told.remaining == 0
        stated = min(told.reset_in_seconds, LONGEST_WINDOW) + CLOCK_SKEW if told and spent else RETRY_AFTER
    return min(stated, _length(told) + CLOCK_SKEW)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """What Retry-After says, in seconds (at least one); None where it is missing, past, or no number and no date."""
    stated = headers.get("retry-after", "")
    if stated.isascii() and stated.isdigit():
        return max(float(stated), 1.0)
    try:
        left = (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return left if left > 0 else None

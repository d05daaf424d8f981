"""How much may be asked of the Hub, how fast, how many at once, when again, and when it is given up.

The Hub counts requests in fixed windows, in a bucket each for the API, for files and for pages, and says with every
answer what remains (https://huggingface.co/docs/hub/rate-limits). The budget believes those answers, keeps count of
what is under way, and makes a request wait before the quota ends, so that no request is ever answered 429.
"""

from __future__ import annotations

import math
import queue
import random
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal, TypeVar

from huggingface_hub.utils import RateLimitInfo, parse_ratelimit_headers  # type: ignore[attr-defined]  # public

from jllm_sync.hub.failure import HubDown, OutOfBudget, RunEnds, Stopped, Throttled, Transient
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
        now = parsedate_to_datetime(headers["date"]) if "date" in headers else datetime.now(UTC)  # its clock, not ours
        left = (parsedate_to_datetime(stated) - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return left if left > 0 else None


# When it is tried again, and when the Hub is given up

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


@dataclass(slots=True)
class _Streak:
    """Failures in a row."""

    count: int = 0
    since: float = 0.0

    def grow(self, now: float) -> None:
        self.since = self.since if self.count else now
        self.count += 1

    def reaches(self, bounds: tuple[int, float], now: float) -> bool:
        count, seconds = bounds
        return self.count >= count and now - self.since >= seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """What the Hub had done when a request was about to leave."""

    answers: int
    successes: int


class Breaker:
    """Ends the run when the Hub is down, rather than asking every repo of it in turn.

    It looks at what the endpoint as a whole does, whichever thread learns of it first: a failure counts only where the
    Hub has done better nowhere since that request was about to leave. It opens

    - when for ``quiet`` seconds nothing was answered in HTTP, or nothing but errors to what is vital, and there were at
      least ``failures`` of those; before the first answer in HTTP of any sort, ``cold_quiet`` seconds and
      ``cold_failures`` are enough: then it is the endpoint that is wrong;
    - when for ``fruitless`` seconds the Hub has done nothing but want fewer requests.
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
        fruitless: float = 1800.0,
    ) -> None:
        self._endpoint, self._clock, self._fruitless = endpoint, clock, fruitless
        self._warm_bounds, self._cold_bounds = (failures, quiet), (cold_failures, cold_quiet)
        self._lock = threading.Lock()
        self._answers = self._successes = 0
        self._mute, self._failing = _Streak(), _Streak()
        self._succeeded_at = clock()
        self._end: RunEnds | None = None

    def check(self) -> None:
        """Raises HubDown or Throttled when the breaker is open."""
        if self._end is not None:
            raise type(self._end)(self._end.what)

    def asked(self) -> Asked:
        """To be taken before a request leaves, and handed over where it fails. Raises as :meth:`check` does."""
        self.check()
        with self._lock:
            return Asked(self._answers, self._successes)

    @property
    def longest_wait(self) -> float:
        """The longest wait in seconds before the next try.

        Until anything has answered, tries must come often enough to tell soon that the endpoint is wrong.
        """
        return math.inf if self._answers else COLD_WAIT

    def success(self) -> None:
        """The Hub answered."""
        with self._lock:
            self._answers += 1
            self._successes += 1
            self._mute, self._failing = _Streak(), _Streak()
            self._succeeded_at = self._clock()

    def failure(self, failure: Transient, asked: Asked, *, vital: bool = True) -> None:
        """There was no answer that could be used.

        Args:
            failure: what was wrong with it.
            asked: what the Hub had done when the request was about to leave.
            vital: False where an error says nothing of the Hub as a whole, as one in answer to what is costly.
        """
        with self._lock:
            now = self._clock()
            if now - self._succeeded_at >= self._fruitless:
                minutes = round(self._fruitless / 60)
                self._end = Throttled(
                    message("hub-fruitless", endpoint=self._endpoint, minutes=minutes, why=failure.what)
                )
            if failure.answered:
                self._answers += 1
                self._mute = _Streak()
            elif asked.answers == self._answers:
                self._mute.grow(now)
            if vital and not failure.throttled and asked.successes == self._successes:
                self._failing.grow(now)
            key, bounds = ("hub-down.any-more", self._warm_bounds) if self._answers else ("hub-down", self._cold_bounds)
            if self._mute.reaches(bounds, now) or self._failing.reaches(bounds, now):
                self._end = HubDown(message(key, endpoint=self._endpoint, why=failure.what))


# How many at once

TICK = 0.05
"""Seconds for which a run waits for a result before it looks at the stop event again."""


K = TypeVar("K")
T = TypeVar("T")


class Pool:
    """Runs work in ``jobs`` threads and hands the results to the one thread that collects them; a context manager.

    The threads wait when results pile up: what is not collected is not in the state, and would be lost to a kill.

    The threads are daemons: a request that hangs does not delay the end of an interrupted run, which is why this is
    no ``concurrent.futures`` executor, whose threads are joined at exit.
    """

    def __init__(self, jobs: int, stop: threading.Event) -> None:
        self._work: queue.SimpleQueue[tuple[object, Callable[[], object]] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[tuple[Any, Any]] = queue.SimpleQueue()
        self._jobs, self._stop = jobs, stop
        self._closed = False
        self._room = threading.Semaphore(2 * jobs)
        self.open = 0
        """How many pieces of work are waiting, running, or not yet collected."""
        for number in range(jobs):
            threading.Thread(target=self._run, name=f"hub-{number}", daemon=True).start()

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *exception: object) -> None:
        """Let the threads end when they have finished what they are at; what waits is dropped."""
        self._closed = True
        while True:
            try:
                self._work.get_nowait()
            except queue.Empty:
                break
        for _ in range(self._jobs):
            self._room.release()
            self._work.put(None)

    def each(
        self, work: Mapping[K, Callable[[], T]], tell: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[K, T | Exception]]:
        """Do pieces of work at once: each key with its result, or with its error, as they come.

        Args:
            work: what to do, by key.
            tell: called several times a second, and after each result that was taken.

        Raises:
            Stopped: the user ended the run.
        """
        for key, piece in work.items():
            self._work.put((key, piece))
        self.open += len(work)
        while self.open:
            if self._stop.is_set():
                raise Stopped
            try:
                key, result = self._done.get(timeout=TICK)
            except queue.Empty:
                tell()
                continue
            self.open -= 1
            self._room.release()
            yield key, result
            tell()

    def _run(self) -> None:
        while (job := self._work.get()) is not None:
            self._room.acquire()
            if self._closed:
                return
            key, work = job
            result: Any
            try:
                result = work()
            except Exception as error:  # handed to the collecting thread, which knows what it means
                result = error
            self._done.put((key, result))

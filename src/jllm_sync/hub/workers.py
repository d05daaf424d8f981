"""Worker threads that never keep the process from ending, and telling how far a run has come."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from jllm_sync.hub.budget import Budget
from jllm_sync.hub.failure import Stopped
from jllm_sync.hub.source import Progress

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

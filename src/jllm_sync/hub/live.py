"""The live Hub as a source of observations.

Import this module only when the Hub is to be asked: it imports huggingface_hub.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from jllm_sync.errors import UserError
from jllm_sync.hub.budget import Budget
from jllm_sync.hub.client import Breaker, Home, HubClient, Patience, secret_of
from jllm_sync.hub.derivatives import DerivativesSeen
from jllm_sync.hub.derivatives_run import DerivativesRun
from jllm_sync.hub.failure import Stopped
from jllm_sync.hub.library import constants
from jllm_sync.hub.run import LiveRun
from jllm_sync.hub.source import Observed, Progress, Source
from jllm_sync.hub.store import Store
from jllm_sync.repo import CANONICAL_HOST, RepoRef
from jllm_sync.web_address import check_proxies, is_web_address, without_password


def prepare_environment(endpoint: str) -> None:
    """Tell huggingface_hub which Hub is meant, and to send no telemetry.

    Call it before anything imports that library: :mod:`jllm_sync.hub.live` does.

    Raises:
        UserError: the endpoint or a proxy is no address; the library would break on it.
    """
    shown = without_password(endpoint)
    if shown != endpoint or not is_web_address(endpoint):
        raise UserError(f"HF_ENDPOINT: expected the URL of a Hub, such as https://huggingface.co, found {shown!r}")
    check_proxies(os.environ, socks="socksio")
    os.environ["HF_ENDPOINT"] = endpoint
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"


@dataclass(frozen=True, slots=True)
class LiveOptions:
    """How the Hub is asked. Nothing here is read from the environment; that is the caller's part."""

    endpoint: str = CANONICAL_HOST
    token: str | None = field(default=None, repr=False)
    max_requests: int | None = None
    """How many requests a run may send; None for no bound."""
    max_wait: float | None = None
    """How many seconds a run may wait for quota; None for no bound."""
    jobs: int = 8
    """How many requests are under way at once."""
    timeout: float = 10.0
    """Seconds to wait for the next part of an answer."""
    resume_within: float = 6 * 3600.0
    """Seconds since its start within which a run that was killed or stopped is taken up again."""
    lock_wait: float = 60.0
    """Seconds to wait for another run that uses the same state."""
    patience: Patience = field(default_factory=Patience)
    """How often a request is tried."""


class LiveHub:
    """Observes the live Hub; see :func:`live_hub`."""

    def __init__(
        self,
        options: LiveOptions,
        home: Home,
        store: Store | None,
        progress: Callable[[Progress], None],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        stop: threading.Event,
        draw: random.Random,
    ) -> None:
        self._options, self._home, self._progress = options, home, progress
        self._store = store or Store.open(None)
        self._clock, self._sleep, self._stop, self._draw = clock, sleep, stop, draw
        self._run: int | None = None
        self._spent = (0, 0.0)
        """The requests and the seconds of waiting for quota that the last run took."""

    @property
    def run_id(self) -> int | None:
        """The number of the last run in the state, to record its findings under."""
        return self._run

    def observe(self, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos; see :class:`jllm_sync.hub.source.Source`.

        Files may be named by a pattern of the top level, such as ``LICENSE*``.

        Raises:
            UserError: the token is refused, or the state cannot be used.
        """
        options = self._options
        budget = self._budget(options.max_requests, options.max_wait)
        client = self._client(budget)
        run = LiveRun(client, budget, self._store, self._progress, self._clock, self._stop, options.jobs)
        try:
            self._take_store(len(repos))
            self._run = self._store.begin(client.home.endpoint, len(repos), resume_within=options.resume_within)
            return run.observe(self._run, repos, files)
        except Stopped:  # while waiting for another run
            return run.nothing(repos)
        finally:
            self._spent = (budget.requests, budget.waited)
            client.close()
            self._store.unlock()

    def derivatives(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask what others made of repos, after :meth:`observe` and within what it left of this run's bounds.

        Args:
            repos: canonical IDs, in the order of their importance. Those that were never asked about come first.
            at_most: how many requests this may take.
            now: the time of the run.

        Raises:
            UserError: the state cannot be used.
        """
        options, (requests, waited) = self._options, self._spent
        if options.max_requests is not None:
            at_most = min(at_most, max(options.max_requests - requests, 0))
        wait = None if options.max_wait is None else max(options.max_wait - waited, 0.0)
        budget = self._budget(at_most, wait)
        client = self._client(budget)
        run = DerivativesRun(client, budget, self._store, self._progress, self._stop, options.jobs)
        try:
            self._take_store(len(repos))
            return run.ask(repos, at_most, now)
        except Stopped:
            return DerivativesSeen({}, interrupted="interrupted")
        finally:
            client.close()
            self._store.unlock()

    def _budget(self, max_requests: int | None, max_wait: float | None) -> Budget:
        return Budget(
            max_requests=max_requests, max_wait=max_wait, clock=self._clock, sleep=self._sleep, stop=self._stop
        )

    def _client(self, budget: Budget) -> HubClient:
        options, home = self._options, self._home
        return HubClient(
            home,
            budget,
            Breaker(home.endpoint, self._clock),
            jobs=options.jobs,
            stop=self._stop,
            timeout=options.timeout,
            patience=options.patience,
            draw=self._draw,
        )

    def _take_store(self, repos: int) -> None:
        """Wait until no other run writes to the state; raises Stopped."""
        self._store.lock(
            wait=self._options.lock_wait,
            sleep=self._sleep,
            stop=self._stop,
            say=lambda message: self._progress(Progress((0, 0), (0, repos), 0, message=message)),
        )


def live_hub(
    options: LiveOptions,
    store: Store | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    stop: threading.Event | None = None,
    draw: random.Random | None = None,
) -> LiveHub:
    """The live Hub.

    Args:
        options: endpoint, token and bounds.
        store: the state; None observes without one. It stays the caller's to close.
        progress: called a few times a second, in the thread that observes.
        clock: seconds, from any origin, never going back.
        sleep: waits that many seconds; it is asked for a quarter of one at most.
        stop: set it, in a signal handler for example, to end the run within a second.
        draw: where the jitter of retries comes from.

    Raises:
        UserError: the endpoint is no URL, the token cannot be one, or huggingface_hub is set to be offline.
    """
    if constants.is_offline_mode():
        raise UserError(
            "HF_HUB_OFFLINE is set, so the Hub is not asked. Unset it, or use the embedded recording: --hub recorded"
        )
    if options.jobs < 1:
        raise UserError(f"--jobs: expected at least 1, found {options.jobs}")
    home = Home(options.endpoint, secret_of(options.token))
    return LiveHub(options, home, store, progress, clock, sleep, stop or threading.Event(), draw or random.Random())


_: type[Source] = LiveHub

"""Where a command's observations come from: a recording, or the live Hub with its state, bounds and signals."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from jllm_sync.cli.progress import show_progress
from jllm_sync.errors import UserError
from jllm_sync.hub.derivatives import DerivativesSeen
from jllm_sync.hub.recording import RecordedHub, embedded_recording, read_recording
from jllm_sync.hub.source import Observed, Source
from jllm_sync.repo import RepoRef

if TYPE_CHECKING:
    from jllm_sync.finding import Finding
    from jllm_sync.hub.live import LiveHub
    from jllm_sync.hub.store import Store

_INTERRUPTED = "interrupted"
"""What ``Observed.interrupted`` says after Ctrl-C or SIGTERM."""


@dataclass(frozen=True, slots=True)
class HubChoice:
    """Which Hub, and within which bounds, as the command line says it."""

    hub: str = "live"
    state: Path | None = None
    """The state file; None is the user's default."""
    no_state: bool = False
    max_requests: int | None = None
    max_wait: float | None = None
    jobs: int = 8
    progress: bool = True
    """Whether progress may be shown, if stderr is a terminal."""


class Session:
    """A source of observations, and the state that it keeps, if it keeps one."""

    def __init__(self, source: Source, live: LiveHub | None = None, store: Store | None = None) -> None:
        self._source, self._live, self._store = source, live, store

    def observe(self, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos; see :class:`jllm_sync.hub.source.Source`.

        Raises:
            KeyboardInterrupt: Ctrl-C or SIGTERM ended the run; the state holds what it had.
        """
        observed = self._source.observe(repos, files)
        if observed.interrupted == _INTERRUPTED:
            raise KeyboardInterrupt
        return observed

    def derivatives(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask the live Hub what others made of repos; see :meth:`jllm_sync.hub.live.LiveHub.derivatives`.

        Raises:
            KeyboardInterrupt: Ctrl-C or SIGTERM ended it; the state holds what it had.
            UserError: a recording holds no answer to this.
        """
        if self._live is None:
            raise UserError(
                "--derivatives asks the live Hub: a recording does not hold what others made. Leave out --hub, or "
                "leave out --derivatives."
            )
        seen = self._live.derivatives(repos, at_most, now)
        if seen.interrupted == _INTERRUPTED:
            raise KeyboardInterrupt
        return seen

    def remember(self, findings: Collection[Finding]) -> None:
        """Keep when these findings were seen; nothing where there is no state."""
        if self._store is not None and self._live is not None and self._live.run_id is not None:
            from jllm_sync.hub.history import record_findings

            rows = [(f.fingerprint, f.digest, f.rule, f.repo, f.severity) for f in findings]
            record_findings(self._store, self._live.run_id, rows)


@contextmanager
def session(choice: HubChoice) -> Iterator[Session]:
    """Open what --hub names. Raises UserError."""
    if choice.hub != "live":
        recording = embedded_recording() if choice.hub == "recorded" else read_recording(Path(choice.hub))
        yield Session(RecordedHub(recording))
        return
    from jllm_sync.hub.live import prepare_environment

    endpoint = os.environ.get("HF_ENDPOINT", "").strip() or "https://huggingface.co"
    prepare_environment(endpoint)
    from huggingface_hub import get_token

    from jllm_sync.hub.live import LiveOptions, live_hub
    from jllm_sync.hub.store import Store

    options = LiveOptions(
        endpoint=endpoint,
        token=get_token(),
        max_requests=choice.max_requests,
        max_wait=choice.max_wait,
        jobs=choice.jobs,
    )
    with ExitStack() as stack:
        store = None if choice.no_state else stack.enter_context(Store.open(choice.state or default_state()))
        progress = stack.enter_context(show_progress(choice.progress))
        stop = stack.enter_context(_stop_on_signals())
        live = live_hub(options, store, progress, stop=stop)
        yield Session(live, live, store)


def default_state() -> Path:
    """The state file under the user's state directory."""
    from platformdirs import user_state_path

    return user_state_path("jllm-sync") / "state.db"


@contextmanager
def _stop_on_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set: what is under way ends whole, and says so."""
    stop = threading.Event()

    def handle(number: int, frame: FrameType | None) -> None:
        stop.set()

    if threading.current_thread() is not threading.main_thread():
        yield stop  # only the main thread may set handlers; whoever runs us in another stops us in its own way
        return
    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""One run at a time writes the state."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

from jllm_sync.errors import UserError
from jllm_sync.hub.failure import Stopped

LOOK = 0.25
"""Seconds between looks at whether the other run has ended."""


class RunLock:
    """The lock of a state file: SQLite's own, on a file beside it. The system gives it back when a process dies."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lock = sqlite3.connect(f"{path}.lock", timeout=0, isolation_level=None)

    def acquire(
        self,
        *,
        wait: float,
        sleep: Callable[[float], None],
        stop: threading.Event,
        say: Callable[[str], None],
    ) -> None:
        """Take the lock; where another run has it, wait, and say so.

        Args:
            wait: how many seconds to wait for the other run to end.
            sleep: waits that many seconds.
            stop: ends the wait.
            say: told once that there is something to wait for.

        Raises:
            UserError: the other run did not end in time.
            Stopped: the user ended the wait.
            sqlite3.Error: the lock's file cannot be used.
        """
        left = wait
        while not self._try():
            if left == wait:
                say(f"another run uses {self._path}; waiting up to {wait:.0f} seconds for it to end")
            if left <= 0:
                self.release()
                raise UserError(
                    f"{self._path}: another run uses this state and did not end within {wait:.0f} seconds. "
                    "Try again later, or name another file with --state."
                )
            if stop.is_set():
                self.release()
                raise Stopped("interrupted")
            sleep(min(left, LOOK))
            left -= LOOK

    def release(self) -> None:
        """Give the lock back."""
        self._lock.close()

    def _try(self) -> bool:
        try:
            self._lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" in str(error):
                return False
            raise
        return True

"""The state: one SQLite file of runs, observations, files and findings. Here are the file itself and its runs.

It is written as results arrive, by one thread, each result in one transaction: a run that is killed loses nothing that
it had, and the next run resumes it. One run at a time writes; readers are never in its way.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from jllm_sync.hub.source import Cost
from jllm_sync.hub.store_lock import RunLock
from jllm_sync.hub.store_schema import prepare, told

BUSY_SECONDS = 10.0
"""How long a write waits for another process's."""


class Store:
    """The state file. Open it with :meth:`open`; it is used by one thread.

    Every method raises UserError, naming the file, when it cannot be read or written.
    """

    def __init__(self, database: sqlite3.Connection, path: str) -> None:
        self._database, self._path = database, path
        self._lock: RunLock | None = None

    @classmethod
    def open(cls, path: Path | None) -> Store:
        """Open or make a state file; None keeps the state in memory.

        Raises:
            UserError: it is damaged, of another program or from a newer version (it is left as it is), or the place
                cannot be written.
        """
        name = str(path) if path is not None else ":memory:"
        with told(name):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            database = sqlite3.connect(name, timeout=BUSY_SECONDS, isolation_level=None)
            try:
                prepare(database, name)
            except BaseException:
                database.close()
                raise
        return cls(database, name)

    def close(self) -> None:
        """Close the file and let others run."""
        self.unlock()
        self._database.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def lock(
        self,
        *,
        wait: float,
        sleep: Callable[[float], None],
        stop: threading.Event,
        say: Callable[[str], None],
    ) -> None:
        """Become the only run that writes; see :class:`jllm_sync.hub.store_lock.RunLock`."""
        if self._path != ":memory:" and self._lock is None:
            lock = RunLock(self._path)
            with told(self._path):
                lock.acquire(wait=wait, sleep=sleep, stop=stop, say=say)
            self._lock = lock

    def unlock(self) -> None:
        """Let other runs write."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    # Runs

    def begin(self, endpoint: str, repos: int, *, resume_within: float, now: datetime | None = None) -> int:
        """Begin a run, or take up the last one where it was killed or stopped.

        Args:
            endpoint: the Hub that is asked; states of different ones do not mix.
            repos: how many repos are asked about.
            resume_within: seconds since its start within which a run is taken up again.
            now: for tests.

        Returns:
            The run's number.
        """
        moment = now or datetime.now(UTC)
        with self.writing() as database:
            last = database.execute(
                "SELECT id, started_at, ended_at, resumable FROM runs WHERE endpoint = ? ORDER BY id DESC LIMIT 1",
                (endpoint,),
            ).fetchone()
            if last and last[3] and moment - datetime.fromisoformat(last[1]) <= timedelta(seconds=resume_within):
                database.execute(
                    "UPDATE runs SET outcome = 'running', ended_at = NULL, repos = ? WHERE id = ?",
                    (repos, last[0]),
                )
                return int(last[0])
            database.execute(
                "UPDATE runs SET resumable = 0, outcome = 'incomplete', detail = 'killed' "
                "WHERE outcome = 'running' AND endpoint = ?",
                (endpoint,),
            )
            inserted = database.execute(
                "INSERT INTO runs (endpoint, started_at, outcome, repos) VALUES (?, ?, 'running', ?)",
                (endpoint, _iso(moment), repos),
            )
            return int(cast("int", inserted.lastrowid))

    def began(self, run: int) -> datetime:
        """When a run began; resuming it later changes nothing about that."""
        ((moment,),) = self.rows("SELECT started_at FROM runs WHERE id = ?", (run,))
        return datetime.fromisoformat(moment)

    def end(self, run: int, *, observed: int, cost: Cost, detail: str, complete: bool, resumable: bool) -> None:
        """End a run. What it cost is added to what it had cost before it was resumed.

        Args:
            run: its number.
            observed: how many repos were observed.
            cost: what was asked of the Hub since it began, or was resumed.
            detail: why it is incomplete, where it is.
            complete: whether every repo was observed.
            resumable: whether the next run may take it up.
        """
        with self.writing() as database:
            database.execute(
                "UPDATE runs SET ended_at = ?, outcome = ?, detail = ?, resumable = ?, observed = ?, "
                "api_requests = api_requests + ?, resolver_requests = resolver_requests + ?, bytes = bytes + ?, "
                "seconds = seconds + ? WHERE id = ?",
                (
                    _iso(datetime.now(UTC)),
                    "complete" if complete else "incomplete",
                    detail,
                    resumable,
                    observed,
                    cost.api_requests,
                    cost.resolver_requests,
                    cost.bytes,
                    round(cost.seconds, 3),
                    run,
                ),
            )
            if not resumable:
                database.execute("UPDATE listings SET packed = NULL WHERE packed IS NOT NULL")

    # Transactions

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; what is written in it is kept whole or not at all."""
        with told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """The rows of a query."""
        with told(self._path):
            return self._database.execute(query, values).fetchall()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")

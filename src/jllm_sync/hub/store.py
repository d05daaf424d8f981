"""The state: one SQLite file of runs, observations, files and findings.

It is written as results arrive, by one thread, each result in one transaction: a run that is killed loses nothing that
it had, and the next run resumes it. One run at a time writes; readers are never in its way.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

from jllm_sync.hub.files import Held, Status
from jllm_sync.hub.items import Facts, digest
from jllm_sync.hub.observation import State
from jllm_sync.hub.plan import OwnerKey
from jllm_sync.hub.source import Cost, Listing, RepoRef
from jllm_sync.hub.store_lock import RunLock
from jllm_sync.hub.store_schema import prepare, told

GATED_DAYS = 7
"""After so many days a gated file is asked for again: access may have been granted."""
BUSY_SECONDS = 10.0
"""How long a write waits for another process's."""

Outcome = Literal["running", "complete", "incomplete"]


@dataclass(frozen=True, slots=True)
class Seen:
    """How a repo looked in a run."""

    state: State
    canonical: str
    facts: Facts | None
    runs: int = 1
    """In how many runs it was in this state, without a break."""


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

    # Observations

    def save(self, run: int, endpoint: str, seen: Mapping[RepoRef, Seen], listing: Listing | None = None) -> None:
        """Keep how repos look in this run, and the listing that showed them, in one transaction."""
        with self.writing() as database:
            for ref, look in seen.items():
                self._save_one(database, run, endpoint, ref, look)
            if listing is not None:
                # An incomplete listing has one page more at least, unless it was flawed: asking is then no dearer.
                pages = listing.pages if listing.complete else listing.pages + 1
                database.execute(
                    "INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (
                        endpoint,
                        listing.owner.lower(),
                        listing.kind,
                        run,
                        listing.complete,
                        pages,
                        listing.packed,
                    ),
                )

    def seen_in(self, run: int) -> dict[RepoRef, Seen]:
        """How repos looked in this run so far."""
        rows = self.rows(
            "SELECT repo, kind, state, canonical, f.data, runs FROM sightings s "
            "LEFT JOIN facts f ON f.digest = s.facts WHERE last_run = ?",
            (run,),
        )
        return {RepoRef(row[0], row[1]): seen_of(row[2:]) for row in rows}

    def sightings(self, endpoint: str, ref: RepoRef) -> int:
        """In how many runs, up to the last one, this repo was in its present state without a break."""
        rows = self.rows(
            "SELECT state, runs FROM sightings WHERE endpoint = ? AND kind = ? AND repo = ? "
            "ORDER BY last_run DESC, id DESC",
            (endpoint, ref.kind, ref.repo),
        )
        total, present = 0, None
        for state, runs in rows:
            if state != (present := present or state):
                break
            total += runs
        return total

    def previous_states(self, run: int, endpoint: str) -> dict[RepoRef, State]:
        """The state of every repo in the last run before this one that saw it."""
        rows = self.rows(
            "SELECT repo, kind, state FROM sightings WHERE endpoint = ? AND first_run < ? ORDER BY last_run, id",
            (endpoint, run),
        )
        return {RepoRef(repo, kind): state for repo, kind, state in rows}

    def disbelieve(self, run: int, refs: Collection[RepoRef]) -> None:
        """Forget what this run was the first to see of these repos."""
        with self.writing() as database:
            database.executemany(
                "DELETE FROM sightings WHERE first_run = ? AND repo = ? AND kind = ?",
                [(run, ref.repo, ref.kind) for ref in refs],
            )

    def listings(self, run: int) -> dict[OwnerKey, Listing]:
        """The listings that this run has read, while it has not ended."""
        rows = self.rows(
            "SELECT owner, kind, complete, pages, packed FROM listings WHERE run = ? AND packed IS NOT NULL",
            (run,),
        )
        return {
            (owner, kind): Listing(owner, kind, bool(complete), pages, packed)
            for owner, kind, complete, pages, packed in rows
        }

    def pages(self, endpoint: str) -> dict[OwnerKey, int]:
        """How many pages each owner's listing has, or has at least, as far as is known."""
        rows = self.rows("SELECT owner, kind, pages FROM listings WHERE endpoint = ?", (endpoint,))
        return {(owner, kind): pages for owner, kind, pages in rows}

    # Files

    def save_files(self, endpoint: str, facts: Facts, files: Mapping[str, Held]) -> None:
        """Keep files of a repo at its revision; equal contents are kept once."""
        with self.writing() as database:
            for name, held in files.items():
                blob = None
                if held.status == "present":
                    blob = digest(held.content)
                    database.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (blob, zlib.compress(held.content)))
                database.execute(
                    "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (*_place(endpoint, facts), name, held.status, blob, time.time()),
                )

    def files(self, endpoint: str, facts: Facts) -> dict[str, Held]:
        """The files that are held of a repo at its revision."""
        rows = self.rows(
            "SELECT name, status, content, seen_at FROM files LEFT JOIN blobs ON digest = blob "
            "WHERE endpoint = ? AND kind = ? AND repo = ? AND revision = ?",
            _place(endpoint, facts),
        )
        old = time.time() - GATED_DAYS * 86_400
        return {
            name: Held(cast("Status", status), zlib.decompress(content) if content is not None else b"")
            for name, status, content, seen_at in rows
            if status != "gated" or seen_at > old
        }

    def _save_one(self, database: sqlite3.Connection, run: int, endpoint: str, ref: RepoRef, look: Seen) -> None:
        facts = None
        if look.facts is not None:
            facts = look.facts.digest
            data = zlib.compress(look.facts.dump())
            database.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (facts, data))
        last = database.execute(
            "SELECT id, state, canonical, facts, last_run FROM sightings WHERE endpoint = ? AND kind = ? AND repo = ? "
            "ORDER BY last_run DESC, id DESC LIMIT 1",
            (endpoint, ref.kind, ref.repo),
        ).fetchone()
        if last and last[1:4] == (look.state, look.canonical, facts):
            if last[4] != run:
                database.execute("UPDATE sightings SET last_run = ?, runs = runs + 1 WHERE id = ?", (run, last[0]))
            return
        database.execute(
            "INSERT INTO sightings (endpoint, kind, repo, state, canonical, facts, first_run, last_run, runs) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
            (endpoint, ref.kind, ref.repo, look.state, look.canonical, facts, run, run),
        )

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


def seen_of(row: Any) -> Seen:
    """How a repo looked, from a row of state, canonical ID, packed facts, runs."""
    state, canonical, data, runs = row
    return Seen(state, canonical, Facts.load(zlib.decompress(data)) if data is not None else None, runs)


def _place(endpoint: str, facts: Facts) -> tuple[str, str, str, str]:
    return endpoint, facts.kind, facts.canonical.lower(), facts.revision


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")

"""The state: one SQLite file of runs, observations, files and findings. Here are the file itself and its runs.

It is written as results arrive, by one thread, each result in one transaction: a run that is killed loses nothing that
it had, and the next run resumes it. One run at a time writes; readers are never in its way.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from filelock import FileLock, Timeout

from jllm_sync.errors import UserError
from jllm_sync.hub.failure import Stopped
from jllm_sync.hub.source import Cost
from jllm_sync.messages import Message, Sayable, Text, in_all, message

T = TypeVar("T")

LOOK = 0.25
"""Seconds between looks at whether the other run has ended."""


APPLICATION_ID = 0x6A6C6C6D
"""Marks the file as ours (``PRAGMA application_id``): the letters jllm."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT,
            outcome TEXT NOT NULL,      -- running, complete, incomplete
            detail TEXT NOT NULL DEFAULT '',
            resumable INTEGER NOT NULL DEFAULT 1,
            repos INTEGER NOT NULL DEFAULT 0,
            observed INTEGER NOT NULL DEFAULT 0,
            api_requests INTEGER NOT NULL DEFAULT 0,
            resolver_requests INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0,
            seconds REAL NOT NULL DEFAULT 0)""",
        # What model info said of a repo at a revision; the same facts are kept once, however many runs saw them.
        """CREATE TABLE facts (
            digest TEXT PRIMARY KEY,
            data BLOB NOT NULL) WITHOUT ROWID""",
        # One row for as long as a repo looked the same: a night without changes only moves last_run.
        """CREATE TABLE sightings (
            id INTEGER PRIMARY KEY,
            endpoint TEXT NOT NULL,
            kind TEXT NOT NULL,
            repo TEXT NOT NULL,
            state TEXT NOT NULL,
            canonical TEXT NOT NULL,
            facts TEXT REFERENCES facts (digest),
            first_run INTEGER NOT NULL REFERENCES runs (id),
            last_run INTEGER NOT NULL REFERENCES runs (id),
            runs INTEGER NOT NULL)""",
        "CREATE INDEX sightings_by_repo ON sightings (endpoint, kind, repo, last_run)",
        "CREATE INDEX sightings_by_run ON sightings (last_run)",
        """CREATE TABLE listings (
            endpoint TEXT NOT NULL,
            owner TEXT NOT NULL,
            kind TEXT NOT NULL,
            run INTEGER NOT NULL REFERENCES runs (id),
            complete INTEGER NOT NULL,
            pages INTEGER NOT NULL,
            packed BLOB,                -- until the run has ended
            PRIMARY KEY (endpoint, owner, kind)) WITHOUT ROWID""",
        """CREATE TABLE blobs (
            digest TEXT PRIMARY KEY,
            content BLOB NOT NULL)""",
        """CREATE TABLE files (
            endpoint TEXT NOT NULL,
            kind TEXT NOT NULL,
            repo TEXT NOT NULL,         -- the canonical ID in lower case
            revision TEXT NOT NULL,
            name TEXT NOT NULL,
            status TEXT NOT NULL,
            blob TEXT REFERENCES blobs (digest),
            seen_at REAL NOT NULL,
            PRIMARY KEY (endpoint, kind, repo, revision, name)) WITHOUT ROWID""",
        """CREATE TABLE findings (
            fingerprint TEXT PRIMARY KEY,
            digest TEXT NOT NULL,
            rule TEXT NOT NULL,
            repo TEXT NOT NULL,
            severity TEXT NOT NULL,
            first_run INTEGER NOT NULL REFERENCES runs (id),
            changed_run INTEGER NOT NULL REFERENCES runs (id),
            last_run INTEGER NOT NULL REFERENCES runs (id)) WITHOUT ROWID""",
    ),
    (
        # The names of a repo's derivatives, as they were last asked for.
        """CREATE TABLE derivatives (
            endpoint TEXT NOT NULL,
            repo TEXT NOT NULL,         -- the canonical ID in lower case
            packed BLOB NOT NULL,
            PRIMARY KEY (endpoint, repo)) WITHOUT ROWID""",
    ),
    (
        # Whether a repo was seen gone or renamed and no run as a whole has been believed in that yet.
        "ALTER TABLE sightings ADD COLUMN doubted INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # Whether the answer bore the Hub's own marks; what did not is asked for again once.
        "ALTER TABLE files ADD COLUMN marked INTEGER NOT NULL DEFAULT 0",
    ),
    (
        # The catalog that was audited by the run, where that was the whole of it: what it did not find was not there.
        "ALTER TABLE runs ADD COLUMN audited TEXT",
    ),
    (
        # What the Hub listed by a language and the day it was created, whoever its owner.
        """CREATE TABLE newcomers (
            endpoint TEXT NOT NULL,
            language TEXT NOT NULL,
            repo TEXT NOT NULL,         -- the canonical ID in lower case
            created TEXT NOT NULL,
            packed BLOB NOT NULL,
            PRIMARY KEY (endpoint, language, repo))""",
        # How far that listing was read: what was the newest, and where one that was not read to its end goes on.
        """CREATE TABLE surveys (
            endpoint TEXT NOT NULL,
            language TEXT NOT NULL,
            newest TEXT NOT NULL,
            until TEXT NOT NULL,
            following TEXT,
            PRIMARY KEY (endpoint, language)) WITHOUT ROWID""",
        """CREATE TABLE organizations (
            endpoint TEXT NOT NULL,
            owner TEXT NOT NULL,        -- in lower case
            is_organization INTEGER NOT NULL,
            PRIMARY KEY (endpoint, owner)) WITHOUT ROWID""",
        # What the last look at the whole of a catalog proposed.
        """CREATE TABLE proposed (
            endpoint TEXT NOT NULL,
            catalog TEXT NOT NULL,
            repos TEXT NOT NULL,        -- a JSON list of IDs in lower case
            PRIMARY KEY (endpoint, catalog)) WITHOUT ROWID""",
    ),
)
VERSION = len(MIGRATIONS)


def prepare(database: sqlite3.Connection, path: str) -> None:
    """Bring an open database up to today's version.

    Args:
        database: in autocommit mode.
        path: what error messages call it.

    Raises:
        UserError: it is damaged, of another program, or from a newer version; it is then left as it is.
        sqlite3.Error: it cannot be read or written.
    """
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    ours = database.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if tables and not ours:
        raise UserError(message("hub-state.of-another", path=path))
    if version > VERSION:
        raise UserError(message("hub-state.newer", path=path, version=str(version), known=str(VERSION)))
    if tables and (problem := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise UserError(message("hub-state.damaged", path=path, problem=str(problem)))
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a killed process loses no commit
    if version == VERSION:
        return
    database.execute("BEGIN IMMEDIATE")
    version = database.execute("PRAGMA user_version").fetchone()[0]  # another process may have been faster
    for statements in MIGRATIONS[version:]:
        for statement in statements:
            database.execute(statement)
    database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turns what SQLite and the system say of the state file into errors that name it."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise UserError(message("hub-state.unusable", path=path, why=str(error))) from None
    except (sqlite3.DatabaseError, *UNREADABLE) as error:
        raise UserError(message("hub-state.damaged", path=path, problem=str(error))) from None


UNREADABLE = (zlib.error, ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""How what stands in a row shows that it is damaged, when it is read."""
BUSY_SECONDS = 10.0
"""How long a write waits for another process's."""


class Store:
    """The state file. Open it with :meth:`open`; it is used by one thread.

    Every method raises UserError, naming the file, when it cannot be read or written.
    """

    def __init__(self, database: sqlite3.Connection, path: str) -> None:
        self._database, self._path = database, path
        self._lock: FileLock | None = None
        self.mended = 0
        """How many damaged rows were taken out, to be asked for anew."""

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
        say: Callable[[Sayable], None],
    ) -> None:
        """Become the only run that writes; where another one is, wait, and say so.

        The lock is the operating system's, on a file beside the state: it is given back when a process dies.

        Args:
            wait: how many seconds to wait for the other run to end.
            sleep: waits that many seconds.
            stop: ends the wait.
            say: told once that there is something to wait for.

        Raises:
            UserError: the other run did not end in time, or the lock's file cannot be used.
            Stopped: the user ended the wait.
        """
        if self._path == ":memory:" or self._lock is not None:
            return
        lock, left = FileLock(f"{self._path}.lock"), wait
        while True:
            with told(self._path), suppress(Timeout):
                lock.acquire(timeout=0)
                self._lock = lock
                return
            if left == wait:
                say(message("hub-state.waited-for", path=self._path, seconds=round(wait)))
            if left <= 0:
                raise UserError(message("hub-state.in-use", path=self._path, seconds=round(wait)))
            if stop.is_set():
                raise Stopped
            sleep(min(left, LOOK))
            left -= LOOK

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
            since = abs(moment - datetime.fromisoformat(last[1])) if last else timedelta.max  # clocks are set back, too
            if last and last[3] and since <= timedelta(seconds=resume_within):
                database.execute(
                    "UPDATE runs SET outcome = 'running', ended_at = NULL, repos = ? WHERE id = ?",
                    (repos, last[0]),
                )
                return int(last[0])
            database.execute(
                "UPDATE runs SET resumable = 0, outcome = 'incomplete', detail = ? "
                "WHERE outcome = 'running' AND endpoint = ?",
                (_kept(message("hub-killed")), endpoint),
            )
            inserted = database.execute(
                "INSERT INTO runs (endpoint, started_at, outcome, repos) VALUES (?, ?, 'running', ?)",
                (endpoint, _iso(moment), repos),
            )
            return int(cast("int", inserted.lastrowid))

    def began(self, run: int) -> datetime:
        """When a run began; resuming it later changes nothing about that."""
        (moment,) = self.read("SELECT started_at FROM runs WHERE id = ?", (run,), lambda row: _moment(row[0]))
        return moment

    def end(
        self, run: int, *, observed: int, cost: Cost, detail: Sayable | None, complete: bool, resumable: bool
    ) -> None:
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
                    _kept(detail),
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

    def read(self, query: str, values: tuple[Any, ...], make: Callable[[Any], T]) -> list[T]:
        """The rows of a query, made into something; a row that cannot be is a state that is damaged."""
        with told(self._path):
            return [make(row) for row in self._database.execute(query, values)]

    def mend(self, query: str, values: tuple[Any, ...]) -> None:
        """Take out what is damaged, so that it is asked for anew.

        Args:
            query: deletes it.
            values: for the query.
        """
        with self.writing() as database:
            database.execute(query, values)
        self.mended += 1

    def shrink(self) -> None:
        """Give back room to the disk where more than half of the file is free."""
        ((free,),), ((pages,),) = self.rows("PRAGMA freelist_count"), self.rows("PRAGMA page_count")
        if free > pages / 2:
            self.rows("VACUUM")

    def say_mended(self) -> Message:
        """What to say where damaged rows were taken out."""
        return message("hub-state.mended", path=self._path, count=self.mended)

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """The rows of a query."""
        with told(self._path):
            return self._database.execute(query, values).fetchall()


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _moment(stated: str) -> datetime:
    return datetime.fromisoformat(stated)


def _kept(what: Sayable | None) -> str:
    """Words as the state keeps them: in every language."""
    return json.dumps(in_all(what), ensure_ascii=False) if what is not None else ""


def words_of(kept: str) -> Text:
    """Words that the state kept; those of older states are in English only."""
    try:
        words = json.loads(kept)
    except ValueError:
        return kept
    return words if isinstance(words, dict) else kept

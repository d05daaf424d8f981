"""The tables of the state file, and how older ones become today's."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from jllm_sync.errors import UserError

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
        raise UserError(f"{path}: a database of another program. Name another file with --state.")
    if version > VERSION:
        raise UserError(
            f"{path}: state of version {version}, from a newer jllm-sync; this one knows version {VERSION}. "
            "Update jllm-sync, or name another file with --state."
        )
    if tables and (problem := database.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        raise UserError(damaged(path, problem))
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


def damaged(path: str, problem: object) -> str:
    """What to say of a state file that SQLite cannot read."""
    return (
        f"{path}: this state file is damaged or no state file ({problem}). It was left as it is: move it away to "
        "start anew (the next run asks the Hub for everything again), or name another file with --state."
    )


@contextmanager
def told(path: str) -> Iterator[None]:
    """Turns what SQLite and the system say of the state file into errors that name it."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise UserError(
            f"{path}: the state cannot be used: {error}. Name another file with --state, or run with --no-state."
        ) from None
    except (sqlite3.DatabaseError, zlib.error, ValueError) as error:
        raise UserError(damaged(path, error)) from None

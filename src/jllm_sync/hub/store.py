"""The state: one SQLite file of runs, observations, files and findings.

It is written as results arrive, by one thread, each result in one transaction: a run that is killed loses nothing that
it had, and the next run resumes it. One run at a time writes; readers are never in its way.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

from jllm_sync.errors import UserError
from jllm_sync.hub.failure import Stopped
from jllm_sync.hub.files import Held, Status, fields_of
from jllm_sync.hub.items import Facts, digest, observe
from jllm_sync.hub.observation import Observation, RepoKind, State
from jllm_sync.hub.plan import OwnerKey
from jllm_sync.hub.source import Cost, Listing, RepoRef
from jllm_sync.hub.store_schema import damaged, prepare

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


@dataclass(frozen=True, slots=True)
class Run:
    """One run, as ``jllm-sync runs`` shows it. Moments are ISO texts in UTC."""

    id: int
    endpoint: str
    started_at: str
    ended_at: str | None
    outcome: Outcome
    detail: str
    """Why it is incomplete, where it is."""
    repos: int
    observed: int
    cost: Cost


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A span of runs in which a repo looked the same."""

    first_seen: str
    last_seen: str
    runs: int
    observation: Observation


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """When a finding was first seen, last changed (its digest differed), and last seen. ISO texts in UTC."""

    fingerprint: str
    digest: str
    rule: str
    repo: str
    severity: str
    first_seen: str
    changed: str
    last_seen: str


class Store:
    """The state file. Open it with :meth:`open`; it is used by one thread.

    Every method raises UserError, naming the file, when it cannot be read or written.
    """

    def __init__(self, database: sqlite3.Connection, path: str) -> None:
        self._database, self._path = database, path
        self._lock: sqlite3.Connection | None = None

    @classmethod
    def open(cls, path: Path | None) -> Store:
        """Open or make a state file; None keeps the state in memory.

        Raises:
            UserError: it is damaged, of another program or from a newer version (it is left as it is), or the place
                cannot be written.
        """
        name = str(path) if path is not None else ":memory:"
        with _told(name):
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

    # One run at a time

    def lock(
        self,
        *,
        wait: float,
        sleep: Callable[[float], None],
        stop: threading.Event,
        say: Callable[[str], None],
    ) -> None:
        """Become the only run that writes; a second run waits, and says so.

        The lock is SQLite's own, on a file beside the state: the system gives it back when a process dies.

        Args:
            wait: how many seconds to wait for another run to end.
            sleep: waits that many seconds.
            stop: ends the wait.
            say: told once that there is something to wait for.

        Raises:
            UserError: the other run did not end in time.
            Stopped: the user ended the wait.
        """
        if self._path == ":memory:" or self._lock is not None:
            return
        with _told(self._path):
            lock = sqlite3.connect(f"{self._path}.lock", timeout=0, isolation_level=None)
            left, told = wait, False
            while True:
                try:
                    lock.execute("BEGIN EXCLUSIVE")
                    break
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or left <= 0:
                        lock.close()
                        if "locked" not in str(error):
                            raise
                        raise UserError(
                            f"{self._path}: another run uses this state and did not end within {wait:.0f} seconds. "
                            "Try again later, or name another file with --state."
                        ) from None
                if not told:
                    say(f"another run uses {self._path}; waiting up to {wait:.0f} seconds for it to end")
                    told = True
                if stop.is_set():
                    lock.close()
                    raise Stopped("interrupted")
                sleep(min(left, 0.25))
                left -= 0.25
        self._lock = lock

    def unlock(self) -> None:
        """Let other runs write."""
        if self._lock is not None:
            self._lock.close()
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
        with self._write() as database:
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

    def end(self, run: int, *, observed: int, cost: Cost, interrupted: str | None, complete: bool) -> None:
        """End a run; one that was interrupted can be resumed. What it cost is added to what it had cost before."""
        with self._write() as database:
            database.execute(
                "UPDATE runs SET ended_at = ?, outcome = ?, detail = ?, resumable = ?, observed = ?, "
                "api_requests = api_requests + ?, resolver_requests = resolver_requests + ?, bytes = bytes + ?, "
                "seconds = seconds + ? WHERE id = ?",
                (
                    _iso(datetime.now(UTC)),
                    "complete" if complete and not interrupted else "incomplete",
                    interrupted or "",
                    interrupted is not None,
                    observed,
                    cost.api_requests,
                    cost.resolver_requests,
                    cost.bytes,
                    round(cost.seconds, 3),
                    run,
                ),
            )
            if interrupted is None:
                database.execute("UPDATE listings SET packed = NULL WHERE packed IS NOT NULL")

    def runs(self, limit: int = 20) -> tuple[Run, ...]:
        """The last runs, the newest first."""
        rows = self._rows(
            "SELECT id, endpoint, started_at, ended_at, outcome, detail, repos, observed, api_requests, "
            "resolver_requests, bytes, seconds FROM runs ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return tuple(Run(*(*row[:8], Cost(*row[8:]))) for row in rows)

    # Observations

    def save(self, run: int, endpoint: str, seen: Mapping[RepoRef, Seen], listing: Listing | None = None) -> None:
        """Keep how repos look in this run, and the listing that showed them, in one transaction."""
        with self._write() as database:
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
        rows = self._rows(
            "SELECT repo, kind, state, canonical, f.data, runs FROM sightings s "
            "LEFT JOIN facts f ON f.digest = s.facts WHERE last_run = ?",
            (run,),
        )
        return {RepoRef(row[0], row[1]): _seen(row[2:]) for row in rows}

    def sightings(self, endpoint: str, ref: RepoRef) -> int:
        """In how many runs, up to the last one, this repo was in its present state without a break."""
        rows = self._rows(
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
        rows = self._rows(
            "SELECT repo, kind, state FROM sightings WHERE endpoint = ? AND first_run < ? ORDER BY last_run, id",
            (endpoint, run),
        )
        return {RepoRef(repo, kind): state for repo, kind, state in rows}

    def disbelieve(self, run: int, refs: Collection[RepoRef]) -> None:
        """Forget what this run was the first to see of these repos."""
        with self._write() as database:
            database.executemany(
                "DELETE FROM sightings WHERE first_run = ? AND repo = ? AND kind = ?",
                [(run, ref.repo, ref.kind) for ref in refs],
            )

    def listings(self, run: int) -> dict[OwnerKey, Listing]:
        """The listings that this run has read, while it has not ended."""
        rows = self._rows(
            "SELECT owner, kind, complete, pages, packed FROM listings WHERE run = ? AND packed IS NOT NULL",
            (run,),
        )
        return {
            (owner, kind): Listing(owner, kind, bool(complete), pages, packed)
            for owner, kind, complete, pages, packed in rows
        }

    def pages(self, endpoint: str) -> dict[OwnerKey, int]:
        """How many pages each owner's listing has, or has at least, as far as is known."""
        rows = self._rows("SELECT owner, kind, pages FROM listings WHERE endpoint = ?", (endpoint,))
        return {(owner, kind): pages for owner, kind, pages in rows}

    # Files

    def save_files(self, endpoint: str, facts: Facts, files: Mapping[str, Held]) -> None:
        """Keep files of a repo at its revision; equal contents are kept once."""
        with self._write() as database:
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
        rows = self._rows(
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

    # What people ask of the state

    def history(self, repo: str, kind: RepoKind = "model") -> tuple[HistoryEntry, ...]:
        """How a repo looked over time, the oldest first; the files are those held of each revision."""
        rows = self._rows(
            "SELECT s.repo, s.endpoint, a.started_at, b.started_at, s.state, s.canonical, f.data, s.runs "
            "FROM sightings s JOIN runs a ON a.id = first_run JOIN runs b ON b.id = last_run "
            "LEFT JOIN facts f ON f.digest = s.facts WHERE lower(repo) = ? AND kind = ? ORDER BY first_run, s.id",
            (repo.lower(), kind),
        )
        return tuple(
            HistoryEntry(first, last, look.runs, self._observation(endpoint, RepoRef(asked, kind), look))
            for asked, endpoint, first, last, *rest in rows
            for look in (_seen(rest),)
        )

    def observations(self, run: int) -> tuple[Observation, ...]:
        """What a run observed, with every file held of it. Only of the newest run of an endpoint is it all known."""
        (endpoint,) = self._rows("SELECT endpoint FROM runs WHERE id = ?", (run,))[0]
        return tuple(self._observation(endpoint, ref, look) for ref, look in self.seen_in(run).items())

    def record_findings(self, run: int, findings: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Keep the findings of a run: (fingerprint, digest, rule, repo, severity) each."""
        with self._write() as database:
            database.executemany(
                "INSERT INTO findings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6) ON CONFLICT (fingerprint) DO UPDATE SET "
                "changed_run = CASE WHEN digest = ?2 THEN changed_run ELSE ?6 END, "
                "digest = ?2, severity = ?5, last_run = ?6",
                [(*finding, run) for finding in findings],
            )

    def findings(self, fingerprints: Collection[str] | None = None) -> dict[str, FindingSeen]:
        """When findings were seen, by fingerprint; all that were ever recorded, or those named."""
        rows = self._rows(
            "SELECT fingerprint, digest, rule, repo, severity, a.started_at, b.started_at, c.started_at "
            "FROM findings JOIN runs a ON a.id = first_run JOIN runs b ON b.id = changed_run "
            "JOIN runs c ON c.id = last_run"
        )
        wanted = None if fingerprints is None else set(fingerprints)
        return {row[0]: FindingSeen(*row) for row in rows if wanted is None or row[0] in wanted}

    def _observation(self, endpoint: str, ref: RepoRef, look: Seen) -> Observation:
        files = {}
        if look.facts is not None:
            held = self.files(endpoint, look.facts)
            files = fields_of(look.facts, held, held)
        return observe(ref, look.state, look.facts, files, look.runs if look.state != "ok" else 1, look.canonical)

    def _save_one(self, database: sqlite3.Connection, run: int, endpoint: str, ref: RepoRef, look: Seen) -> None:
        facts = None
        if look.facts is not None:
            data = look.facts.dump()
            facts = digest(data)
            database.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (facts, zlib.compress(data)))
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
    def _write(self) -> Iterator[sqlite3.Connection]:
        with _told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with _told(self._path):
            return self._database.execute(query, values).fetchall()


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turns what SQLite and the system say of the state file into errors that name it."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        raise UserError(
            f"{path}: the state cannot be used: {error}. Name another file with --state, or run with --no-state."
        ) from None
    except (sqlite3.DatabaseError, zlib.error, ValueError) as error:
        raise UserError(damaged(path, error)) from None


def _seen(row: Any) -> Seen:
    state, canonical, data, runs = row
    return Seen(state, canonical, Facts.load(zlib.decompress(data)) if data is not None else None, runs)


def _place(endpoint: str, facts: Facts) -> tuple[str, str, str, str]:
    return endpoint, facts.kind, facts.canonical.lower(), facts.revision


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")

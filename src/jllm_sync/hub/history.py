"""How repos, files and listings looked in each run, as the state keeps it, and what people ask of that."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from jllm_sync.hub.facts import Facts, Held, Listing, Status, digest, fields_of, observe
from jllm_sync.hub.observation import Observation, State
from jllm_sync.hub.plausibility import DEPARTED, Look
from jllm_sync.hub.source import Cost, OwnerKey
from jllm_sync.hub.store import Store
from jllm_sync.repo import RepoKind, RepoRef


@dataclass(frozen=True, slots=True)
class Seen:
    """How a repo looked in a run."""

    state: State
    canonical: str
    facts: Facts | None
    runs: int = 1
    """In how many runs it was in this state, without a break."""


def save_sightings(
    store: Store, run: int, endpoint: str, seen: Mapping[RepoRef, Seen], listing: Listing | None = None
) -> None:
    """Keep how repos look in this run, and the listing that showed them, in one transaction.

    That a repo is gone or renamed is doubted until the run as a whole is judged; see :func:`judge`.
    """
    with store.writing() as database:
        for ref, look in seen.items():
            _save_one(database, run, endpoint, ref, look)
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
                    listing.dump(),
                ),
            )


def seen_in(store: Store, run: int) -> dict[RepoRef, Seen]:
    """How repos looked in this run so far; what of it is doubted is judged at the end of the run, as all of it is."""
    rows = store.rows(
        "SELECT repo, kind, state, canonical, f.data, runs FROM sightings s "
        "LEFT JOIN facts f ON f.digest = s.facts WHERE last_run = ?",
        (run,),
    )
    return {RepoRef(row[0], row[1]): seen_of(row[2:]) for row in rows}


def count(store: Store, endpoint: str, ref: RepoRef) -> int:
    """In how many runs, up to the last one, this repo was in its present state without a break."""
    rows = store.rows(
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


def previous_states(store: Store, run: int, endpoint: str) -> dict[RepoRef, State]:
    """The state of every repo in the last run before this one that saw it and was believed."""
    rows = store.rows(
        "SELECT repo, kind, state FROM sightings WHERE endpoint = ? AND first_run < ? AND NOT doubted "
        "ORDER BY last_run, id",
        (endpoint, run),
    )
    return {RepoRef(repo, kind): state for repo, kind, state in rows}


def doubted(store: Store, run: int, endpoint: str) -> dict[tuple[RepoRef, Look], datetime]:
    """What runs before this one saw and did not believe, and when the first of them began."""
    rows = store.rows(
        "SELECT repo, kind, state, canonical, min(started_at) FROM sightings JOIN runs ON runs.id = first_run "
        "WHERE sightings.endpoint = ? AND first_run < ? AND doubted GROUP BY repo, kind, state, canonical",
        (endpoint, run),
    )
    return {
        (RepoRef(repo, kind), Look(state, canonical)): datetime.fromisoformat(since)
        for repo, kind, state, canonical, since in rows
    }


def judge(store: Store, run: int, endpoint: str, now: Mapping[RepoRef, Look], doubtful: Collection[RepoRef]) -> None:
    """Believe what a run saw, but for what it saw of the doubtful repos.

    What earlier runs saw and did not believe is believed with it, or forgotten where the repo looks otherwise now.
    """
    with store.writing() as database:
        rows = database.execute(
            "SELECT id, repo, kind, state, canonical FROM sightings WHERE endpoint = ? AND doubted", (endpoint,)
        ).fetchall()
        for number, repo, kind, *look in rows:
            seen = now.get(ref := RepoRef(repo, kind))
            if seen is not None and seen != Look(*look):
                database.execute("DELETE FROM sightings WHERE id = ?", (number,))
            elif seen is not None and ref not in doubtful:
                database.execute("UPDATE sightings SET doubted = 0 WHERE id = ?", (number,))
        for ref in doubtful:  # the run may have been interrupted when they were few, and believed then
            database.execute(
                "UPDATE sightings SET doubted = 1 WHERE first_run = ? AND kind = ? AND repo = ? AND state = ?",
                (run, ref.kind, ref.repo, now[ref].state),
            )


def listings(store: Store, run: int) -> dict[OwnerKey, Listing]:
    """The listings that this run has read, while it has not ended."""
    rows = store.rows(
        "SELECT owner, kind, complete, pages, packed FROM listings WHERE run = ? AND packed IS NOT NULL",
        (run,),
    )
    return {
        (owner, kind): Listing.load(owner, kind, bool(complete), pages, packed)
        for owner, kind, complete, pages, packed in rows
    }


def page_counts(store: Store, endpoint: str) -> dict[OwnerKey, int]:
    """How many pages each owner's listing has, or has at least, as far as is known."""
    rows = store.rows("SELECT owner, kind, pages FROM listings WHERE endpoint = ?", (endpoint,))
    return {(owner, kind): pages for owner, kind, pages in rows}


def seen_of(row: Any) -> Seen:
    """How a repo looked, from a row of state, canonical ID, packed facts, runs."""
    state, canonical, data, runs = row
    return Seen(state, canonical, Facts.load(zlib.decompress(data)) if data is not None else None, runs)


def _save_one(database: sqlite3.Connection, run: int, endpoint: str, ref: RepoRef, look: Seen) -> None:
    facts = None
    if look.facts is not None:
        facts = look.facts.digest
        data = zlib.compress(look.facts.dump())
        database.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (facts, data))
    last = database.execute(  # a doubted sighting in between is no change, unless it is confirmed
        "SELECT id, state, canonical, facts, last_run FROM sightings WHERE endpoint = ? AND kind = ? AND repo = ? "
        "AND (NOT doubted OR (state = ? AND canonical = ?)) ORDER BY last_run DESC, id DESC LIMIT 1",
        (endpoint, ref.kind, ref.repo, look.state, look.canonical),
    ).fetchone()
    if last and last[1:4] == (look.state, look.canonical, facts):
        if last[4] != run:
            database.execute("UPDATE sightings SET last_run = ?, runs = runs + 1 WHERE id = ?", (run, last[0]))
        return
    database.execute(
        "INSERT INTO sightings (endpoint, kind, repo, state, canonical, facts, first_run, last_run, runs, doubted) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
        (endpoint, ref.kind, ref.repo, look.state, look.canonical, facts, run, run, look.state in DEPARTED),
    )


REFUSED_DAYS = 7
"""After so many days a file that was gated, or served in an odd way, is asked for again: that may have changed while
the repo did not."""


def save_files(store: Store, endpoint: str, facts: Facts, read: Mapping[str, Held]) -> None:
    """Keep files that were read of a repo at its revision; equal contents are kept once."""
    with store.writing() as database:
        for name, file in read.items():
            blob = None
            if file.status == "present":
                blob = digest(file.content)
                database.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?)", (blob, zlib.compress(file.content)))
            database.execute(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (*_place(endpoint, facts), name, file.status, blob, time.time()),
            )


def held_files(store: Store, endpoint: str, facts: Facts) -> dict[str, Held]:
    """The files that are held of a repo at its revision."""
    rows = store.rows(
        "SELECT name, status, content, seen_at FROM files LEFT JOIN blobs ON digest = blob "
        "WHERE endpoint = ? AND kind = ? AND repo = ? AND revision = ?",
        _place(endpoint, facts),
    )
    old = time.time() - REFUSED_DAYS * 86_400
    return {
        name: Held(cast("Status", status), zlib.decompress(content) if content is not None else b"")
        for name, status, content, seen_at in rows
        if status not in ("gated", "unreadable") or seen_at > old
    }


def _place(endpoint: str, facts: Facts) -> tuple[str, str, str, str]:
    return endpoint, facts.kind, facts.canonical.lower(), facts.revision


Outcome = Literal["running", "complete", "incomplete"]


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


def runs(store: Store, limit: int = 20) -> tuple[Run, ...]:
    """The last runs, the newest first."""
    rows = store.rows(
        "SELECT id, endpoint, started_at, ended_at, outcome, detail, repos, observed, api_requests, "
        "resolver_requests, bytes, seconds FROM runs ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return tuple(Run(*(*row[:8], Cost(*row[8:]))) for row in rows)


def history(store: Store, repo: str, kind: RepoKind = "model") -> tuple[HistoryEntry, ...]:
    """How a repo looked over time, the oldest first; the files are those held of each revision.

    What no run has believed so far is left out; see :mod:`jllm_sync.hub.plausibility`.
    """
    rows = store.rows(
        "SELECT s.repo, s.endpoint, a.started_at, b.started_at, s.state, s.canonical, f.data, s.runs "
        "FROM sightings s JOIN runs a ON a.id = first_run JOIN runs b ON b.id = last_run "
        "LEFT JOIN facts f ON f.digest = s.facts WHERE lower(repo) = ? AND kind = ? AND NOT doubted "
        "ORDER BY first_run, s.id",
        (repo.lower(), kind),
    )
    return tuple(
        HistoryEntry(first, last, look.runs, _observation(store, endpoint, RepoRef(asked, kind), look))
        for asked, endpoint, first, last, *rest in rows
        for look in (seen_of(rest),)
    )


def record_findings(store: Store, run: int, findings: Iterable[tuple[str, str, str, str, str]]) -> None:
    """Keep the findings of a run: (fingerprint, digest, rule, repo, severity) each."""
    with store.writing() as database:
        database.executemany(
            "INSERT INTO findings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6) ON CONFLICT (fingerprint) DO UPDATE SET "
            "changed_run = CASE WHEN digest = ?2 THEN changed_run ELSE ?6 END, "
            "digest = ?2, severity = ?5, last_run = ?6",
            [(*finding, run) for finding in findings],
        )


def findings(store: Store, fingerprints: Collection[str] | None = None) -> dict[str, FindingSeen]:
    """When findings were seen, by fingerprint; all that were ever recorded, or those named."""
    rows = store.rows(
        "SELECT fingerprint, digest, rule, repo, severity, a.started_at, b.started_at, c.started_at "
        "FROM findings JOIN runs a ON a.id = first_run JOIN runs b ON b.id = changed_run "
        "JOIN runs c ON c.id = last_run"
    )
    wanted = None if fingerprints is None else set(fingerprints)
    return {row[0]: FindingSeen(*row) for row in rows if wanted is None or row[0] in wanted}


def _observation(store: Store, endpoint: str, ref: RepoRef, look: Seen) -> Observation:
    files = {}
    if look.facts is not None:
        held = held_files(store, endpoint, look.facts)
        files = fields_of(look.facts, held, held)
    return observe(ref, look.state, look.facts, files, look.runs if look.state != "ok" else 1, look.canonical)

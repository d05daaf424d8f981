"""How repos and listings looked in each run, as the state keeps them."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jllm_sync.hub.doubt import DEPARTED, Look
from jllm_sync.hub.items import Facts
from jllm_sync.hub.observation import State
from jllm_sync.hub.plan import OwnerKey
from jllm_sync.hub.source import Listing
from jllm_sync.hub.store import Store
from jllm_sync.repo import RepoRef


@dataclass(frozen=True, slots=True)
class Seen:
    """How a repo looked in a run."""

    state: State
    canonical: str
    facts: Facts | None
    runs: int = 1
    """In how many runs it was in this state, without a break."""


def save(store: Store, run: int, endpoint: str, seen: Mapping[RepoRef, Seen], listing: Listing | None = None) -> None:
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
                    listing.packed,
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
        (owner, kind): Listing(owner, kind, bool(complete), pages, packed)
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

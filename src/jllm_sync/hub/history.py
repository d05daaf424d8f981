"""How repos, files and listings looked in each run, as the state keeps it, and what people ask of that: --hub state."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal, cast, get_args

from jllm_sync.errors import UserError
from jllm_sync.hub.facts import Facts, Held, Listing, Status, digest, fields_of, observe, state_of
from jllm_sync.hub.observation import Absent, Field, Observation, Present, Source, State, Unobserved
from jllm_sync.hub.results import DEPARTED, Look
from jllm_sync.hub.source import (
    Attended,
    Bounds,
    Cost,
    Doubtful,
    FindingKey,
    HubChoice,
    Newcomers,
    Observed,
    Origin,
    OwnerKey,
    stated_endpoint,
)
from jllm_sync.hub.source import Source as ObservationSource
from jllm_sync.hub.store import UNREADABLE, Store, words_of
from jllm_sync.hub.survey import last_proposed, remembered_newcomers
from jllm_sync.messages import Text, in_all, message
from jllm_sync.repo import RepoKind, RepoRef

DISBELIEVED = 2
"""In ``sightings.doubted``: a run was judged as a whole and not believed in this. 1: not judged yet; 0: believed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a repo looked in a run."""

    state: State
    canonical: str
    facts: Facts | None
    runs: int = 1
    """In how many runs it was in this state, without a break."""

    @classmethod
    def of(cls, ref: RepoRef, facts: Facts) -> Seen:
        """How a repo looks by its facts."""
        return cls(state_of(ref, facts), facts.canonical, facts)


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
        "SELECT repo, kind, state, canonical, f.digest, f.data, runs FROM sightings s "
        "LEFT JOIN facts f ON f.digest = s.facts WHERE last_run = ?",
        (run,),
    )
    seen = {}
    for repo, kind, state, canonical, digest_, data, runs in rows:
        try:
            seen[RepoRef(repo, kind)] = seen_of((state, canonical, data, runs))
        except UNREADABLE:
            store.mend("DELETE FROM facts WHERE digest = ?", (digest_,))
    return seen


@dataclass(frozen=True, slots=True)
class LastLook:
    """How a repo looked when it was seen last and believed."""

    ref: RepoRef
    """As it was asked about then."""
    seen: Seen
    day: str
    """The day of that run, as ISO text."""


def last_looks(store: Store, endpoint: str) -> dict[tuple[RepoKind, str], LastLook]:
    """The last look at every repo, by kind and ID in lower case."""
    rows = store.rows(
        "SELECT s.repo, s.kind, b.started_at, f.digest, s.state, s.canonical, f.data, s.runs "
        "FROM sightings s JOIN runs b ON b.id = last_run LEFT JOIN facts f ON f.digest = s.facts "
        "WHERE s.endpoint = ? AND NOT doubted ORDER BY last_run, s.id",
        (endpoint,),
    )
    looks: dict[tuple[RepoKind, str], LastLook] = {}
    for repo, kind, moment, digest_, *row in rows:
        try:
            looks[kind, repo.lower()] = LastLook(RepoRef(repo, kind), seen_of(row), moment[:10])
        except UNREADABLE:
            store.mend("DELETE FROM facts WHERE digest = ?", (digest_,))
    return looks


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
    rows = store.read(
        "SELECT repo, kind, state, canonical, min(started_at) FROM sightings JOIN runs ON runs.id = first_run "
        "WHERE sightings.endpoint = ? AND first_run < ? AND doubted GROUP BY repo, kind, state, canonical",
        (endpoint, run),
        lambda row: ((RepoRef(row[0], row[1]), Look(row[2], row[3])), datetime.fromisoformat(row[4])),
    )
    return dict(rows)


def disbelieved(store: Store, run: int, endpoint: str) -> frozenset[tuple[RepoRef, Look]]:
    """What runs before this one saw and, judged as a whole, were not believed in."""
    rows = store.rows(
        "SELECT DISTINCT repo, kind, state, canonical FROM sightings "
        "WHERE endpoint = ? AND first_run < ? AND doubted = ?",
        (endpoint, run, DISBELIEVED),
    )
    return frozenset((RepoRef(repo, kind), Look(state, canonical)) for repo, kind, state, canonical in rows)


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
            elif seen is not None:
                judged = DISBELIEVED if ref in doubtful else 0
                database.execute("UPDATE sightings SET doubted = ? WHERE id = ?", (judged, number))
        for ref in doubtful:  # the run may have been interrupted when they were few, and believed then
            database.execute(
                "UPDATE sightings SET doubted = ? WHERE first_run = ? AND kind = ? AND repo = ? AND state = ?",
                (DISBELIEVED, run, ref.kind, ref.repo, now[ref].state),
            )


def listings(store: Store, run: int) -> dict[OwnerKey, Listing]:
    """The listings that this run has read, while it has not ended."""
    rows = store.rows(
        "SELECT owner, kind, complete, pages, packed FROM listings WHERE run = ? AND packed IS NOT NULL",
        (run,),
    )
    listings: dict[OwnerKey, Listing] = {}
    for owner, kind, complete, pages, packed in rows:
        try:
            listings[owner, kind] = Listing.load(owner, kind, bool(complete), pages, packed)
        except UNREADABLE:  # or written by an older version
            store.mend("DELETE FROM listings WHERE run = ? AND owner = ? AND kind = ?", (run, owner, kind))
    return listings


def page_counts(store: Store, endpoint: str) -> dict[OwnerKey, int]:
    """How many pages each owner's listing has, or has at least, as far as is known."""
    rows = store.rows("SELECT owner, kind, pages FROM listings WHERE endpoint = ?", (endpoint,))
    return {(owner, kind): pages for owner, kind, pages in rows}


def seen_of(row: Any) -> Seen:
    """How a repo looked, from a row of state, canonical ID, packed facts, runs."""
    state, canonical, data, runs = row
    if state not in get_args(State):
        raise ValueError(f"state {state!r}")
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


_BODIES = ("present", "too-large", "unreadable")
"""What was told of a file's body. Older states kept that without looking for the Hub's own marks."""
DAY = 86_400.0
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
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)",
                (*_place(endpoint, facts), name, file.status, blob, time.time()),
            )


def held_files(store: Store, endpoint: str, facts: Facts) -> dict[str, Held]:
    """The files that are held of a repo at its revision."""
    rows = store.rows(
        "SELECT name, status, blob, content, seen_at, marked FROM files LEFT JOIN blobs ON digest = blob "
        "WHERE endpoint = ? AND kind = ? AND repo = ? AND revision = ?",
        _place(endpoint, facts),
    )
    old = time.time() - REFUSED_DAYS * DAY
    held: dict[str, Held] = {}
    for name, status, blob, content, seen_at, marked in rows:
        if (status in ("gated", "unreadable") and seen_at <= old) or (status in _BODIES and not marked):
            continue
        try:
            body = zlib.decompress(content) if status == "present" else b""
            if status not in get_args(Status) or (blob is not None and digest(body) != blob):
                raise ValueError(blob)
            held[name] = Held(cast("Status", status), body)
        except UNREADABLE:
            store.mend("DELETE FROM blobs WHERE digest = ?", (blob,))
    return held


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
    detail: Text
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
    return tuple(
        Run(id_, endpoint, started, ended, outcome, words_of(detail), repos, observed, Cost(*cost))
        for id_, endpoint, started, ended, outcome, detail, repos, observed, *cost in rows
    )


def history(store: Store, repo: str, kind: RepoKind = "model") -> tuple[HistoryEntry, ...]:
    """How a repo looked over time, the oldest first; the files are those held of each revision.

    What no run has believed so far is left out; see :mod:`jllm_sync.hub.plausibility`.
    """
    rows = store.rows(
        "SELECT s.repo, s.endpoint, a.started_at, b.started_at, s.state, s.canonical, f.digest, f.data, s.runs "
        "FROM sightings s JOIN runs a ON a.id = first_run JOIN runs b ON b.id = last_run "
        "LEFT JOIN facts f ON f.digest = s.facts WHERE lower(repo) = ? AND kind = ? AND NOT doubted "
        "ORDER BY first_run, s.id",
        (repo.lower(), kind),
    )
    spans = []
    for asked, endpoint, first, last, state, canonical, digest_, data, runs in rows:
        try:
            look = seen_of((state, canonical, data, runs))
        except UNREADABLE:
            store.mend("DELETE FROM facts WHERE digest = ?", (digest_,))
            continue
        spans.append(HistoryEntry(first, last, runs, _observation(store, endpoint, RepoRef(asked, kind), look)))
    if store.mended:
        raise UserError(store.say_mended())
    return tuple(spans)


def prune(store: Store, before: datetime, same: Callable[[Observation, Observation], bool]) -> None:
    """Forget old looks of repos that read as the one before them, and the files and facts that no look needs any more.

    Args:
        store: the state.
        before: looks that ended before this moment may be forgotten; the last look of a repo never is.
        same: whether all that is read of two looks is the same.
    """
    spans = store.rows(
        "SELECT s.id, s.endpoint, s.kind, s.repo, s.state, s.canonical, f.data, s.runs, s.last_run, b.started_at "
        "FROM sightings s JOIN runs b ON b.id = last_run LEFT JOIN facts f ON f.digest = s.facts "
        "WHERE NOT doubted AND EXISTS (SELECT 1 FROM sightings o JOIN runs r ON r.id = o.last_run WHERE "
        "o.endpoint = s.endpoint AND o.kind = s.kind AND o.repo = s.repo AND o.id != s.id AND r.started_at < ?) "
        "ORDER BY s.endpoint, s.kind, s.repo, first_run, s.id",
        (before.astimezone(UTC).isoformat(timespec="seconds"),),
    )
    kept: tuple[int, Observation] | None = None  # the look that those after it are compared with
    merged: list[
        tuple[int, int, int, int]
    ] = []  # the look that stays, the last run and runs of the one that goes, its id
    place: tuple[str, ...] | None = None
    for number, (id_, endpoint, kind, repo, *row, last_run, ended) in enumerate(spans):
        if (endpoint, kind, repo) != place:
            place, kept = (endpoint, kind, repo), None
        try:
            look = seen_of(row)
        except UNREADABLE:
            kept = None
            continue
        seen = _observation(store, endpoint, RepoRef(repo, kind), look)
        newest = number + 1 == len(spans) or tuple(spans[number + 1][1:4]) != place
        old = datetime.fromisoformat(ended) < before
        if kept and old and not newest and seen.state == kept[1].state and same(kept[1], seen):
            merged.append((kept[0], last_run, look.runs, id_))
        else:
            kept = (id_, seen)
    with store.writing() as database:
        for stays, last_run, runs, goes in merged:
            database.execute("UPDATE sightings SET last_run = ?, runs = runs + ? WHERE id = ?", (last_run, runs, stays))
            database.execute("DELETE FROM sightings WHERE id = ?", (goes,))
        database.execute("DELETE FROM facts WHERE digest NOT IN (SELECT facts FROM sightings WHERE facts NOT NULL)")
        needed = _revisions(database)
        stored = database.execute(
            "SELECT DISTINCT endpoint, kind, repo, revision FROM files WHERE seen_at < ?", (time.time() - DAY,)
        )
        for revision in [row for row in stored.fetchall() if row not in needed]:
            database.execute(
                "DELETE FROM files WHERE endpoint = ? AND kind = ? AND repo = ? AND revision = ?", revision
            )
        database.execute("DELETE FROM blobs WHERE digest NOT IN (SELECT blob FROM files WHERE blob NOT NULL)")
    store.shrink()


def _revisions(database: sqlite3.Connection) -> set[tuple[str, str, str, str]]:
    """The revisions that looks of repos are about, as the files name them."""
    needed = set()
    for endpoint, data in database.execute(
        "SELECT DISTINCT s.endpoint, f.data FROM sightings s JOIN facts f ON f.digest = s.facts"
    ):
        with suppress(*UNREADABLE):
            needed.add(_place(endpoint, Facts.load(zlib.decompress(data))))
    return needed


def record_findings(store: Store, run: int, findings: Iterable[FindingKey], audited: str | None = None) -> None:
    """Keep the findings of a run, and the catalog that was audited by it, where that was the whole of it."""
    with store.writing() as database:
        database.execute("UPDATE runs SET audited = ? WHERE id = ?", (audited, run))
        database.executemany(
            "INSERT INTO findings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6) ON CONFLICT (fingerprint) DO UPDATE SET "
            "changed_run = CASE WHEN digest = ?2 THEN changed_run ELSE ?6 END, "
            "digest = ?2, severity = ?5, last_run = ?6",
            [(*finding, run) for finding in findings],
        )


def last_findings(
    store: Store, endpoint: str, audited: str, before: int | None = None
) -> frozenset[tuple[str, str]] | None:
    """What is known of a catalog: the findings of the last complete run over the whole of it, and of all runs since.

    Args:
        store: the state.
        endpoint: the Hub that was asked.
        audited: the catalog, as it was named when the findings were recorded.
        before: the number of the run that is going on; it may have been taken up again after an earlier end.

    Returns:
        The fingerprint and digest of each finding; None where there was no such run.
    """
    ((last,),) = store.rows(
        "SELECT max(id) FROM runs WHERE endpoint = ?1 AND audited = ?2 AND outcome = 'complete' "
        "AND (?3 IS NULL OR id < ?3)",
        (endpoint, audited, before),
    )
    if last is None:
        return None
    return frozenset(store.rows("SELECT fingerprint, digest FROM findings WHERE last_run >= ?", (last,)))


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


# As a source of observations: the last look at each repo, with its age. Nobody is asked


class RememberedHub(ObservationSource):
    """Answers with what earlier runs saw of an endpoint.

    Args:
        store: the state.
        endpoint: the Hub that those runs asked.
    """

    def __init__(self, store: Store, endpoint: str) -> None:
        self._store, self._endpoint = store, endpoint.rstrip("/")

    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        """See :class:`jllm_sync.hub.source.Source`. Each fact notes the day of the run that saw it last."""
        looks = last_looks(self._store, self._endpoint)
        named = {(look.ref.kind, look.seen.canonical.lower()): look for look in looks.values()} | looks
        found = {ref: named.get((ref.kind, ref.repo.lower())) for ref in repos}
        days = sorted(look.day for look in found.values() if look is not None)
        notes = [message("hub-remembered", oldest=days[0], newest=days[-1], endpoint=self._endpoint)] if days else []
        if self._store.mended:
            notes.append(self._store.say_mended())
        return Observed(
            results={
                ref: self._look(ref, look, files) if look else Unobserved(ref.repo, ref.kind, "not-in-recording")
                for ref, look in found.items()
            },
            origin=Origin("recorded", self._endpoint, days[-1] if days else None),
            cost=Cost(),
            notes=tuple(map(in_all, notes)),
        )

    def newcomers(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """What earlier runs saw of the newest models; nobody is asked."""
        return remembered_newcomers(self._store, self._endpoint, bounds)

    def last_proposed(self, catalog: str) -> frozenset[str] | None:
        """What the last look at a catalog proposed."""
        return last_proposed(self._store, self._endpoint, catalog)

    def last_findings(self, audited: str) -> frozenset[tuple[str, str]] | None:
        """What the last run over the whole of a catalog found."""
        return last_findings(self._store, self._endpoint, audited)

    def _look(self, ref: RepoRef, look: LastLook, files: Collection[str]) -> Observation:
        seen, facts = look.seen, look.seen.facts
        fields = fields_of(facts, files, held_files(self._store, self._endpoint, facts)) if facts else {}
        sightings = 1 if seen.state == "ok" else count(self._store, self._endpoint, look.ref)
        return _dated(observe(ref, seen.state, facts, fields, sightings, seen.canonical), look.day)


def _dated(observation: Observation, day: str) -> Observation:
    """The observation with the day it was made noted at each fact."""
    note = in_all(message("note-remembered", day=day))

    def source(of: Source) -> Source:
        return replace(of, note=note)

    def field(of: Field[Any]) -> Field[Any]:
        return replace(of, source=source(of.source)) if isinstance(of, Present | Absent) else of

    return replace(
        observation,
        state_source=source(observation.state_source),
        card=field(observation.card),
        info={name: field(of) for name, of in observation.info.items()},
        files={name: field(of) for name, of in observation.files.items()},
    )


@contextmanager
def open_source(
    choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]
) -> Iterator[ObservationSource]:
    """The state that --state names; see :func:`jllm_sync.hub.source.open_source`.

    Raises:
        UserError: there is none, or it cannot be read, or HF_ENDPOINT names no Hub.
    """
    if choice.no_state:
        raise UserError(message("hub-remembered.no-state"))
    if choice.state is None or not choice.state.exists():
        raise UserError(message("hub-remembered.none-yet", path=str(choice.state)))
    endpoint = stated_endpoint()
    with Store.open(choice.state) as store:
        yield RememberedHub(store, endpoint)

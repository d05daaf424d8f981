"""Asking the live Hub beyond the listed repos, for discovery: each survey within a budget of its own.

Derivatives: the Hub's listing filters by the tags that it gives a model for its base. One request names the derivatives
of one repo, so nothing asks for them unless it is told how many requests it may spend.

Newcomers: the same listing filters by the language and sorts by the day of creation. Every run goes back some weeks
before the newest that the last one saw, since a repo that was private until yesterday keeps the day on which it was
made; a walk that its budget ends goes on in the next run. What goes wrong costs the survey, never the audit.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import TypeVar

from jllm_sync.errors import UserError
from jllm_sync.hub.api import (
    MAX_PAGE_BYTES,
    SURVEY_TRIES,
    is_organization,
    newest_url,
    read_derivatives,
    read_page,
)
from jllm_sync.hub.budget import Budget, Pool
from jllm_sync.hub.client import HubClient
from jllm_sync.hub.facts import LISTED, Facts, item_id, observe, parse_json, read_item, state_of
from jllm_sync.hub.failure import HubFailure, Malformed, OutOfBudget, RunEnds, Stopped, Unreachable
from jllm_sync.hub.observation import Derivatives, DerivativesSeen, Observation
from jllm_sync.hub.source import Bounds, Doubtful, Newcomers, Progress
from jllm_sync.hub.store import UNREADABLE, Store
from jllm_sync.messages import Sayable, Text, in_all, message
from jllm_sync.repo import RepoRef

T = TypeVar("T")
FRESH = timedelta(days=1)
"""For so long a repo that was asked about is not asked about again."""


def ask_once(client: HubClient, name: str, ask: Callable[[HubClient, str], T]) -> T:
    """What the Hub answers about a name, beside any run; the client is closed. Raises UserError."""
    try:
        return ask(client, name)
    except (HubFailure, RunEnds) as error:
        raise UserError(message("hub-list-unread", name=name, why=error.what)) from None
    finally:
        client.close()


class DerivativesRun:
    """Asks for derivatives within a budget of its own; made and used by :class:`jllm_sync.hub.live.LiveHub`."""

    def __init__(
        self,
        client: HubClient,
        budget: Budget,
        store: Store,
        progress: Callable[[Progress], None],
        stop: threading.Event,
        jobs: int,
    ) -> None:
        self._client, self._budget, self._store = client, budget, store
        self._progress, self._stop, self._jobs = progress, stop, jobs
        self._read: dict[str, Derivatives] = {}
        self._failed: dict[str, Text] = {}

    def ask(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask about the repos that were never asked about, then about those whose turn was longest ago.

        Args:
            repos: canonical IDs, in the order of their importance.
            at_most: how many of them to ask about.
            now: the time of the run.
        """
        held = self._held()
        due = _due(repos, held, now)[:at_most]
        ended: RunEnds | None = None
        work = {repo: partial(read_derivatives, self._client, repo, now) for repo in due}
        try:
            with Pool(min(self._jobs, max(len(due), 1)), self._stop) as pool:
                for repo, answer in pool.each(work):
                    self._on_answer(repo, answer)
                    told = Progress((0, 0), (len(self._read) + len(self._failed), len(due)), self._budget.requests)
                    self._progress(told)
        except RunEnds as end:
            ended = end
        known = {repo: held[repo.lower()] for repo in repos if repo.lower() in held} | self._read
        return DerivativesSeen(
            by_repo=known,
            asked=tuple(self._read),
            requests=self._budget.requests,
            failed=self._failed,
            interrupted=None if ended is None else in_all(ended.what),
        )

    def _on_answer(self, repo: str, answer: Derivatives | Exception) -> None:
        if isinstance(answer, OutOfBudget):
            return  # it is asked about in a later run; what others are under way still count
        if isinstance(answer, HubFailure):
            self._failed[repo] = in_all(answer.what)
        elif isinstance(answer, Exception):
            raise answer
        else:
            self._read[repo] = answer
            self._keep(repo, answer)

    def _held(self) -> dict[str, Derivatives]:
        """What the state holds, by repo in lower case."""
        query = "SELECT repo, packed FROM derivatives WHERE endpoint = ?"
        held = {}
        for repo, data in self._store.rows(query, (self._client.home.endpoint,)):
            try:
                held[repo] = Derivatives.unpack(data)
            except UNREADABLE:
                self._store.mend("DELETE FROM derivatives WHERE repo = ?", (repo,))
        return held

    def _keep(self, repo: str, derivatives: Derivatives) -> None:
        row = (self._client.home.endpoint, repo.lower(), derivatives.pack())
        with self._store.writing() as database:
            database.execute("INSERT OR REPLACE INTO derivatives VALUES (?, ?, ?)", row)


def _due(repos: Sequence[str], held: Mapping[str, Derivatives], now: datetime) -> list[str]:
    """The repos to ask about, the most urgent first."""
    never = [repo for repo in repos if repo.lower() not in held]
    stale = [repo for repo in repos if repo.lower() in held and abs(now - held[repo.lower()].asked_at) >= FRESH]
    return never + sorted(stale, key=lambda repo: held[repo.lower()].asked_at)


# Newcomers

_SEARCH = "search "
"""How the state's name of a listing by a word begins; those by a language are called as it is."""
_LARGEST = 200_000
"""Bytes of what is kept of one model: more is no card but an attack on the state."""
_KEPT = timedelta(days=365)
"""For so long what is proposed stays known, though the listing is not read so far back any more."""
_EARLY = timedelta(days=1)
"""By so much clocks may differ: what was created later than that was not."""
LONGEST_WAIT = 300.0
"""Seconds that a survey waits for quota, at most: one window of the Hub's."""


@dataclass(slots=True)
class _Walk:
    """How far a listing was read."""

    newest: datetime
    until: datetime
    """How far back it is to be read."""
    following: str | None
    """The page on which a walk goes on that its budget ended; None where it came through."""


class NewcomersRun:
    """Reads the newest models of some languages; made and used by :class:`jllm_sync.hub.live.LiveHub`."""

    def __init__(self, client: HubClient, budget: Budget, store: Store) -> None:
        self._client, self._budget, self._store = client, budget, store
        self._endpoint = client.home.endpoint
        self._notes: list[Sayable] = []
        self._failed: Sayable | None = None

    def ask(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """Read on, then ask about owners; see :class:`jllm_sync.hub.source.Source`."""
        try:
            held = {key: self._held(key) for key in _listings(bounds)}
            for key in sorted(held, key=lambda one: (walk := held[one]) is not None and walk.following is None):
                self._read(key, held[key], now, timedelta(days=bounds.days))
            known = remembered_newcomers(self._store, self._endpoint, bounds)
            self._ask_about(doubtful(known.observations, known.organizations), known.organizations)
        except OutOfBudget:
            self._notes.append(message("hub-survey.later", requests=self._budget.requests))
        except RunEnds as end:
            self._fail(end.what, stopped=isinstance(end, Stopped))
        known = remembered_newcomers(self._store, self._endpoint, bounds)
        return Newcomers(
            observations=known.observations,
            organizations=known.organizations,
            requests=self._budget.requests,
            failed=None if self._failed is None else in_all(self._failed),
            notes=tuple(map(in_all, self._notes)),
            languages=bounds.languages,
        )

    def _fail(self, what: Sayable, stopped: bool = False) -> None:
        self._failed = self._failed or what
        if not stopped:
            self._notes.append(message("hub-survey.failed", why=what))

    def _ask_about(self, owners: Collection[str], known: Mapping[str, bool]) -> None:
        for owner in sorted({owner.lower() for owner in owners} - known.keys()):
            try:
                answer = is_organization(self._client, owner)
            except HubFailure as failure:
                self._fail(failure.what)
                if isinstance(failure, Unreachable):
                    return
                continue
            with self._store.writing() as database:
                row = (self._endpoint, owner, answer)
                database.execute("INSERT OR REPLACE INTO organizations VALUES (?, ?, ?)", row)

    def _read(self, key: str, earlier: _Walk | None, now: datetime, back: timedelta) -> None:
        """Walk through a listing, from the newest to as far back as is wanted."""
        until = (min(earlier.newest, now) if earlier else now) - back
        if earlier and earlier.following:
            until = min(until, earlier.until)
        word = key.removeprefix(_SEARCH)
        first = newest_url(self._client, "filter" if word == key else "search", word)
        walk = _Walk(earlier.newest if earlier else until, until, first)
        read, seen = set[str](), set[str]()
        leaped = False
        try:
            while walk.following is not None:
                seen.add(walk.following)
                dates, following = self._read_page(key, walk.following, now, read)
                if dates:
                    walk.newest = max(walk.newest, max(dates))
                if _reaches(dates, walk.until) or following is None:
                    walk.following = None
                elif earlier and earlier.following and _reaches(dates, earlier.newest) and not leaped:
                    walk.following, leaped = earlier.following, True  # the earlier walk saw all between
                elif following in seen or not self._client.home.holds(following):
                    raise Malformed(message("hub-survey.astray"))
                else:
                    walk.following = following
        except HubFailure as failure:
            if not isinstance(failure, Unreachable):  # another try on this page would not help
                walk.following = None
            if read:
                self._keep(key, walk)
            if word != key and isinstance(failure, Malformed):  # how the Hub searches is its own affair
                self._notes.append(message("hub-survey.failed", why=failure.what))
            else:
                self._fail(failure.what)
        except RunEnds:
            if read:
                self._keep(key, walk)
            raise
        else:
            self._keep(key, walk)
            self._forget(key, walk.until, now, set() if leaped else read)

    def _read_page(self, key: str, url: str, now: datetime, read: set[str]) -> tuple[list[datetime], str | None]:
        """Keep what a page shows; returns when its models were created, and the next page."""
        page, following = self._client.ask(
            url, read_page, bucket="api", cap=MAX_PAGE_BYTES, vital=False, tries=SURVEY_TRIES
        )
        rows, dates, spoken = [], [], 0
        for item in page:
            if not _belongs(item, key):
                continue
            spoken += 1
            created = _created(item, now)
            try:
                facts = read_item(item, "model", LISTED["model"])
            except Malformed:
                continue
            if created is None or len(dump := facts.dump()) > _LARGEST:
                continue
            dates.append(created)
            read.add(facts.canonical.lower())
            row = (self._endpoint, key, facts.canonical.lower(), created.isoformat())
            rows.append((*row, zlib.compress(dump, 1)))
        if page and not spoken:
            asked = key.removeprefix(_SEARCH)
            raise Malformed(message("hub-survey.unfiltered", endpoint=self._endpoint, language=asked))
        with self._store.writing() as database:
            database.executemany("INSERT OR REPLACE INTO newcomers VALUES (?, ?, ?, ?, ?)", rows)
        return dates, following

    def _held(self, key: str) -> _Walk | None:
        query = "SELECT newest, until, following FROM surveys WHERE endpoint = ? AND language = ?"
        for newest, until, following in self._store.rows(query, (self._endpoint, key)):
            try:
                held = _Walk(datetime.fromisoformat(newest), datetime.fromisoformat(until), following)
                if following is None or self._client.home.holds(following):
                    return held
            except UNREADABLE:
                pass
            self._store.mend("DELETE FROM surveys WHERE endpoint = ? AND language = ?", (self._endpoint, key))
        return None

    def _keep(self, key: str, walk: _Walk) -> None:
        row = (self._endpoint, key, walk.newest.isoformat(), walk.until.isoformat(), walk.following)
        with self._store.writing() as database:
            database.execute("INSERT OR REPLACE INTO surveys VALUES (?, ?, ?, ?, ?)", row)

    def _forget(self, key: str, until: datetime, now: datetime, read: Collection[str]) -> None:
        """Forget what the whole listing shows no more, and what is older than it goes, unless it is proposed."""
        proposed = frozenset[str]().union(*(repos for _, repos in _proposed(self._store, self._endpoint)))
        query = "SELECT repo, created FROM newcomers WHERE endpoint = ? AND language = ?"
        old, oldest = until.isoformat(), (now - _KEPT).isoformat()
        gone = [
            (self._endpoint, key, repo)
            for repo, created in self._store.rows(query, (self._endpoint, key))
            if (created >= old and read and repo not in read)
            or (created < old and (repo not in proposed or created < oldest))
        ]
        with self._store.writing() as database:
            database.executemany("DELETE FROM newcomers WHERE endpoint = ? AND language = ? AND repo = ?", gone)


def _reaches(dates: Sequence[datetime], moment: datetime) -> bool:
    """Whether a page goes back to a moment; one that is out of order does only where all of it is older."""
    ordered = all(one >= other for one, other in pairwise(dates))
    return bool(dates) and (dates[-1] if ordered else max(dates)) < moment


def _listings(bounds: Bounds) -> tuple[str, ...]:
    """By what the Hub is asked, as the state calls it: languages, then words of names."""
    return (*bounds.languages, *(f"{_SEARCH}{word.lower()}" for word in bounds.words))


def _belongs(item: object, key: str) -> bool:
    """Whether an item is what the listing was asked for."""
    word = key.removeprefix(_SEARCH)
    return _speaks(item, key) if word == key else word in (item_id(item) or "").lower()


def _speaks(item: object, language: str) -> bool:
    """Whether an item carries the language that was asked for, among its tags or in its card."""
    if not isinstance(item, dict):
        return False
    card = item.get("cardData")
    stated = [item.get("tags"), card.get("language") if isinstance(card, dict) else None]
    return any(language == one or (isinstance(one, list) and language in one) for one in stated)


def _created(item: Mapping[str, object], now: datetime) -> datetime | None:
    """When a model was created; None where that cannot be."""
    stated = item.get("createdAt")
    try:
        created = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return None
    if created is None or created.tzinfo is None or created > now + _EARLY:
        return None
    return created.astimezone(UTC)


def remembered_newcomers(store: Store, endpoint: str, bounds: Bounds) -> Newcomers:
    """What the state holds of the newest models, each once, and of owners; damaged rows are taken out."""
    found: dict[str, Observation] = {}
    query = "SELECT repo, packed FROM newcomers WHERE endpoint = ? AND language = ? ORDER BY created DESC, repo"
    for key in _listings(bounds):
        for repo, packed in store.rows(query, (endpoint, key)):
            try:
                facts = Facts.load(zlib.decompress(packed))
                ref = RepoRef(facts.canonical)
                found.setdefault(repo, observe(ref, state_of(ref, facts), facts, {}))
            except UNREADABLE:
                store.mend("DELETE FROM newcomers WHERE endpoint = ? AND repo = ?", (endpoint, repo))
    rows = store.rows("SELECT owner, is_organization FROM organizations WHERE endpoint = ?", (endpoint,))
    organizations = {owner: bool(organization) for owner, organization in rows}
    return Newcomers(tuple(found.values()), organizations, languages=bounds.languages)


# What was proposed


def remember_proposed(store: Store, endpoint: str, catalog: str, repos: Iterable[str]) -> None:
    """Keep what a look at the whole of a catalog proposed, in place of what the look before did."""
    row = (endpoint, catalog, json.dumps(sorted({repo.lower() for repo in repos})))
    with store.writing() as database:
        database.execute("INSERT OR REPLACE INTO proposed VALUES (?, ?, ?)", row)


def last_proposed(store: Store, endpoint: str, catalog: str) -> frozenset[str] | None:
    """The IDs, in small letters, that the last look at a catalog proposed; None where nothing is known."""
    return next((repos for name, repos in _proposed(store, endpoint) if name == catalog), None)


def _proposed(store: Store, endpoint: str) -> list[tuple[str, frozenset[str]]]:
    found = []
    for catalog, packed in store.rows("SELECT catalog, repos FROM proposed WHERE endpoint = ?", (endpoint,)):
        try:
            found.append((catalog, frozenset(map(str, parse_json(packed.encode())))))
        except UNREADABLE:
            store.mend("DELETE FROM proposed WHERE endpoint = ? AND catalog = ?", (endpoint, catalog))
    return found

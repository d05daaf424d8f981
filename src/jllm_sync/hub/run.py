"""One run over the live Hub, in phases: the token, the listings, single repos, whole listings as proof, files.

Worker threads ask; this one thread decides, keeps the state as answers arrive, and puts the observations together.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from jllm_sync.hub import history
from jllm_sync.hub.api import ListingRead, Moved, read_files, read_info, read_listing, token_is_good
from jllm_sync.hub.budget import Budget
from jllm_sync.hub.client import Breaker, Home, HubClient, Patience
from jllm_sync.hub.derivatives import DerivativesSeen
from jllm_sync.hub.facts import Facts, Held, Listing, fields_of, observe, state_of, valid_id, wanted
from jllm_sync.hub.failure import (
    BadQuery,
    Disabled,
    Elsewhere,
    HubDown,
    HubFailure,
    Refused,
    RepoMissing,
    RunEnds,
    Stopped,
)
from jllm_sync.hub.history import Seen
from jllm_sync.hub.live import LiveOptions
from jllm_sync.hub.observation import Observation, State
from jllm_sync.hub.plausibility import confirmed, implausible
from jllm_sync.hub.results import Results
from jllm_sync.hub.source import Cost, FindingKey, Observed, OwnerKey, Progress, Source, owner_of
from jllm_sync.hub.store import Store
from jllm_sync.hub.survey import DerivativesRun
from jllm_sync.hub.workers import Pool, RunProgress
from jllm_sync.repo import RepoRef

K = TypeVar("K")
T = TypeVar("T")
_DENIED = "its own answer says that it is gone, and"


# The plan: which requests observe the repos at the least cost


@dataclass(frozen=True, slots=True)
class Plan:
    """What to ask first."""

    listings: Mapping[OwnerKey, tuple[RepoRef, ...]]
    """Owners whose listing is read, with the repos that are looked for in it."""
    singles: tuple[RepoRef, ...]
    """Repos that are asked about one by one."""


def make_plan(refs: Collection[RepoRef], pages: Mapping[OwnerKey, int]) -> Plan:
    """Plan the first requests.

    Args:
        refs: the repos to observe.
        pages: how many pages an owner's listing has, or has at least, as far as earlier runs know.

    Returns:
        For each owner a listing, unless it has more pages than there are repos to ask about.
    """
    by_owner: dict[OwnerKey, list[RepoRef]] = {}
    singles: list[RepoRef] = []
    for ref in sorted(refs):
        owner = owner_of(ref)
        if owner is None:
            singles.append(ref)
        else:
            by_owner.setdefault(owner, []).append(ref)
    listings = {}
    for owner, asked in by_owner.items():
        if pages.get(owner, 1) <= len(asked):
            listings[owner] = tuple(asked)
        else:
            singles.extend(asked)
    return Plan(listings, tuple(singles))


def another_page(read: int, asked: int) -> bool:
    """Whether a listing that goes on after ``read`` pages is still no dearer than asking about each repo."""
    return read < asked


# The run


class _NoListings(HubFailure):
    """The endpoint has no listings; found out before this one was asked for."""


@dataclass(slots=True)
class _Unread:
    """Files of one repo at one revision that are needed and not held; several names may lead to the repo."""

    facts: Facts
    held: dict[str, Held]
    missing: list[str]
    repos: list[tuple[RepoRef, State]]


class LiveRun:
    """One run; made and used by :class:`jllm_sync.hub.live.LiveHub`."""

    def __init__(
        self,
        client: HubClient,
        budget: Budget,
        store: Store,
        progress: Callable[[Progress], None],
        clock: Callable[[], float],
        stop: threading.Event,
        jobs: int,
    ) -> None:
        self._client, self._budget, self._store = client, budget, store
        self._stop, self._jobs = stop, jobs
        self._progress = RunProgress(progress, budget, clock)
        self._endpoint = client.home.endpoint
        self._run = 0
        self._results = Results(client.home)
        self._doubt_token = client.home.token is not None
        self._names: tuple[str, ...] = ()
        self._listings: dict[OwnerKey, Listing] = {}
        self._no_listings = threading.Event()
        """Set, for all threads to see, when the endpoint turns out to have no listings."""
        self._denied: dict[OwnerKey, list[RepoRef]] = {}
        """Repos whose own answer is that they are gone; their owners' complete listings have the rest of the proof."""
        self._unread: dict[tuple[str, str], _Unread] = {}

    def observe(self, run: int, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos as a run of the state; see :meth:`jllm_sync.hub.live.LiveHub.observe`."""
        self._run, self._names = run, tuple(sorted(set(files)))
        self._listings = history.listings(self._store, run)
        refs = set(repos)
        self._progress.repos = len(refs)
        for ref in sorted(refs):
            if not valid_id(ref.repo):
                self._results.refuse(ref)
                refs.discard(ref)
        try:
            with Pool(self._jobs, self._stop) as self._pool:
                self._check_token()
                asks = self._read_listings(refs)
                while asks:
                    asks = self._ask_singly(asks)
                self._prove_gone()
                self._read_files()
        except RunEnds as end:
            self._results.ends(end)
        except HubFailure as failure:
            self._results.ends(HubDown(f"{self._endpoint} does not answer: {failure}"))
        return self._finish(repos)

    def nothing(self, repos: Collection[RepoRef]) -> Observed:
        """The result of a run that was interrupted before it began."""
        self._results.ends(Stopped("interrupted"))
        return self._observed(repos)

    def _each(self, work: Mapping[K, Callable[[], T]]) -> Iterator[tuple[K, T | Exception]]:
        return self._pool.each(work, lambda: self._progress.tell(self._results.count, self._pool.open))

    # The phases

    def _check_token(self) -> None:
        if self._client.home.token is None:
            return
        for _, good in self._each({None: partial(token_is_good, self._client)}):
            if isinstance(good, Exception):
                raise good
            self._doubt_token = not good

    def _read_listings(self, refs: set[RepoRef]) -> dict[RepoRef, str]:
        """Read owners' listings where that is cheaper.

        Returns:
            What is to be asked about one by one, and by which name.
        """
        held = {ref: look for ref, look in history.seen_in(self._store, self._run).items() if ref in refs}
        if held:
            self._results.note(
                f"resumed: of {len(held)} of {len(refs)} repos the Hub had answered before the run ended"
            )
        for ref, look in held.items():
            self._settle(ref, look)
        plan = make_plan(refs - held.keys(), history.page_counts(self._store, self._endpoint))
        # A listing that was read before an interruption left open what is still to be asked.
        unread = {owner: asked for owner, asked in plan.listings.items() if owner not in self._listings}
        asks = [*plan.singles, *(ref for owner, asked in plan.listings.items() if owner not in unread for ref in asked)]
        self._progress.owners = len(unread)
        for owner, read in self._each({owner: partial(self._listing, owner, asked) for owner, asked in unread.items()}):
            self._progress.owners_read += 1
            asks += self._on_listing(owner, unread[owner], read)
        return {ref: ref.repo for ref in asks}

    def _ask_singly(self, asks: Mapping[RepoRef, str]) -> dict[RepoRef, str]:
        """Ask about repos one by one.

        Returns:
            Those that moved to where no listing shows them, with their new names.
        """
        moved: dict[RepoRef, str] = {}
        for ref, answer in self._each({ref: partial(self._info, ref, name) for ref, name in asks.items()}):
            if isinstance(answer, Moved):
                if (facts := self._listed(RepoRef(answer.to, ref.kind))) is not None:
                    self._saw(ref, _seen(ref, facts))
                else:
                    moved[ref] = answer.to
            elif isinstance(answer, Facts):
                self._saw(ref, _seen(ref, answer))
            elif isinstance(answer, Disabled):
                self._saw(ref, Seen("disabled", ref.repo, None))
            elif isinstance(answer, RepoMissing):
                self._on_denied(ref)
            else:
                self._results.leave(ref, answer)
        return moved

    def _prove_gone(self) -> None:
        """Read the listings to the end that are to prove that repos are gone."""
        work = {
            owner: partial(read_listing, self._client, refs[0].repo.split("/")[0], owner[1], lambda _: True)
            for owner, refs in self._denied.items()
            if not self._complete(owner)
        }
        for owner, read in self._each(work):
            if isinstance(read, ListingRead):
                self._keep_listing(owner, read, {})
            elif isinstance(read, RunEnds):
                for ref in self._denied.pop(owner):
                    self._results.leave(ref, read)
            else:
                self._note_listing_failure(owner, read)
        for owner, refs in self._denied.items():
            for ref in refs:
                if not self._complete(owner):
                    self._results.contradict(ref, f"{_DENIED} its owner's listing could not confirm it")
                elif self._listings[owner].shows(ref.repo):
                    self._results.contradict(ref, f"{_DENIED} its owner's listing shows it")
                else:
                    self._saw(ref, Seen("gone", ref.repo, None))

    def _read_files(self) -> None:
        """Fetch the files that are needed and not held; then their repos are observed."""
        work = {key: partial(read_files, self._client, one.facts, one.missing) for key, one in self._unread.items()}
        for key, answer in self._each(work):
            one = self._unread.pop(key)
            read, error = ({}, answer) if isinstance(answer, Exception) else answer
            history.save_files(self._store, self._endpoint, one.facts, read)
            for ref, state in one.repos:
                if error is None:
                    self._observe(ref, state, one.facts, one.held | read)
                else:
                    self._results.leave(ref, error)

    # What is asked

    def _listing(self, owner: OwnerKey, asked: tuple[RepoRef, ...]) -> ListingRead:
        if self._no_listings.is_set():
            raise _NoListings
        name = asked[0].repo.split("/")[0]
        return read_listing(self._client, name, owner[1], lambda pages: another_page(pages, len(asked)))

    def _info(self, ref: RepoRef, name: str) -> Facts | Moved:
        return read_info(self._client, name, ref.kind, doubt_token=self._doubt_token, follow=name != ref.repo)

    # What becomes of the answers

    def _on_listing(
        self, owner: OwnerKey, asked: tuple[RepoRef, ...], read: ListingRead | Exception
    ) -> tuple[RepoRef, ...]:
        """Keep what a listing shows; returns the repos that it leaves open."""
        if isinstance(read, RunEnds):
            for ref in asked:
                self._results.leave(ref, read)
            return ()
        if isinstance(read, Exception):
            self._note_listing_failure(owner, read)
            return asked
        found = {ref: facts for ref in asked if (facts := read.listing.facts.get(ref.repo.lower())) is not None}
        seen = {ref: _seen(ref, facts.without_popularity()) for ref, facts in found.items()}
        self._keep_listing(owner, read, seen)
        for ref, look in seen.items():
            self._settle(ref, look)
        return tuple(ref for ref in asked if ref not in seen)

    def _on_denied(self, ref: RepoRef) -> None:
        """The repo's own answer is that it is not there."""
        owner = owner_of(ref)
        if owner is None:  # one of the Hub's oldest, that no owner lists: its own answer is all there is
            self._saw(ref, Seen("gone", ref.repo, None))
        elif self._no_listings.is_set():
            self._results.contradict(ref, f"{_DENIED} this endpoint has no listing to confirm it")
        else:
            self._denied.setdefault(owner, []).append(ref)

    def _saw(self, ref: RepoRef, look: Seen) -> None:
        history.save_sightings(self._store, self._run, self._endpoint, {ref: look})
        self._settle(ref, look)

    def _settle(self, ref: RepoRef, look: Seen) -> None:
        """The repo's facts are known: it is observed, or its files are to be read first."""
        facts = look.facts
        if facts is None or look.state == "disabled":  # the Hub serves no file of a disabled repo
            self._observe(ref, look.state, facts, {})
            return
        key = (f"{facts.kind} {facts.canonical.lower()}", facts.revision)
        if key in self._unread:
            self._unread[key].repos.append((ref, look.state))
            return
        held = history.held_files(self._store, self._endpoint, facts)
        if missing := [name for name in wanted(self._names, facts) if name not in held]:
            self._unread[key] = _Unread(facts, held, missing, [(ref, look.state)])
        else:
            self._observe(ref, look.state, facts, held)

    def _observe(self, ref: RepoRef, state: State, facts: Facts | None, held: Mapping[str, Held]) -> None:
        files = fields_of(facts, self._names, held) if facts is not None else {}
        sightings = 1 if state == "ok" else history.count(self._store, self._endpoint, ref)
        self._results.observe(observe(ref, state, facts, files, sightings))

    def _keep_listing(self, owner: OwnerKey, read: ListingRead, seen: Mapping[RepoRef, Seen]) -> None:
        self._listings[owner] = read.listing
        history.save_sightings(self._store, self._run, self._endpoint, seen, read.listing)
        if read.note:
            self._results.note(read.note)

    def _note_listing_failure(self, owner: OwnerKey, error: Exception) -> None:
        if isinstance(error, _NoListings):
            return
        if not isinstance(error, HubFailure):
            raise error
        unspoken = isinstance(error, BadQuery | Elsewhere) or (isinstance(error, Refused) and error.status == 404)
        if unspoken and not self._listings:
            self._no_listings.set()
            self._results.note(f"{self._endpoint} has no listings of owners: the repos were asked about one by one")
        else:
            self._results.note(f"the listing of {owner[0]} could not be read: its repos were asked about one by one")

    # What listings show

    def _complete(self, owner: OwnerKey) -> bool:
        """Whether all of an owner's repos are known."""
        return owner in self._listings and self._listings[owner].complete

    def _listed(self, ref: RepoRef) -> Facts | None:
        """What the owner's listing says of a repo; None where it says nothing that can be used."""
        listing = self._listings.get(owner) if (owner := owner_of(ref)) else None
        facts = listing.facts.get(ref.repo.lower()) if listing else None
        return facts.without_popularity() if facts else None

    # The end

    def _finish(self, repos: Collection[RepoRef]) -> Observed:
        self._judge()
        observed = self._observed(repos)
        count = sum(isinstance(result, Observation) for result in observed.results.values())
        self._store.end(
            self._run,
            observed=count,
            cost=observed.cost,
            detail=observed.interrupted or "",
            complete=count == len(observed.results) and observed.interrupted is None,
            resumable=self._results.end is not None,
        )
        self._progress.tell(self._results.count, 0, last=True)
        return observed

    def _judge(self) -> None:
        """Believe the run as a whole, but where too many repos seem to have vanished or moved."""
        store, run, endpoint, now = self._store, self._run, self._endpoint, self._results.looks()
        again = confirmed(now, history.doubted(store, run, endpoint), store.began(run))
        doubtful = implausible(history.previous_states(store, run, endpoint), now, again)
        history.judge(store, run, endpoint, now, doubtful)
        if doubtful:
            self._results.disbelieve(doubtful, len(now))

    def _observed(self, repos: Collection[RepoRef]) -> Observed:
        cost = Cost(
            api_requests=self._budget.sent("api"),
            resolver_requests=self._budget.sent("resolvers") + self._budget.sent("elsewhere"),
            bytes=self._client.bytes_read,
            seconds=self._progress.seconds,
        )
        return self._results.observed(repos, cost, self._listings)


def _seen(ref: RepoRef, facts: Facts) -> Seen:
    return Seen(state_of(ref, facts), facts.canonical, facts)


# The source


class LiveHub(Source):
    """Observes the live Hub; made by :func:`jllm_sync.hub.live.live_hub`."""

    def __init__(
        self,
        options: LiveOptions,
        home: Home,
        store: Store | None,
        progress: Callable[[Progress], None],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        stop: threading.Event,
        draw: random.Random,
    ) -> None:
        self._options, self._home, self._progress = options, home, progress
        self._store = store or Store.open(None)
        self._clock, self._sleep, self._stop, self._draw = clock, sleep, stop, draw
        self._run: int | None = None
        self._spent = (0, 0.0)
        """The requests and the seconds of waiting for quota that the last run took."""

    def observe(self, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos; see :class:`jllm_sync.hub.source.Source`.

        Files may be named by a pattern of the top level, such as ``LICENSE*``.

        Raises:
            UserError: the token is refused, or the state cannot be used.
        """
        options = self._options
        budget = self._budget(options.max_requests, options.max_wait)
        client = self._client(budget)
        run = LiveRun(client, budget, self._store, self._progress, self._clock, self._stop, options.jobs)
        try:
            self._take_store(len(repos))
            self._run = self._store.begin(client.home.endpoint, len(repos), resume_within=options.resume_within)
            return run.observe(self._run, repos, files)
        except Stopped:  # while waiting for another run
            return run.nothing(repos)
        finally:
            self._spent = (budget.requests, budget.waited)
            client.close()
            self._store.unlock()

    def derivatives(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask what others made of repos, after :meth:`observe` and within what it left of this run's bounds.

        Args:
            repos: canonical IDs, in the order of their importance. Those that were never asked about come first.
            at_most: how many requests this may take.
            now: the time of the run.

        Raises:
            UserError: the state cannot be used.
        """
        options, (requests, waited) = self._options, self._spent
        if options.max_requests is not None:
            at_most = min(at_most, max(options.max_requests - requests, 0))
        wait = None if options.max_wait is None else max(options.max_wait - waited, 0.0)
        budget = self._budget(at_most, wait)
        client = self._client(budget)
        run = DerivativesRun(client, budget, self._store, self._progress, self._stop, options.jobs)
        try:
            self._take_store(len(repos))
            return run.ask(repos, at_most, now)
        except Stopped:
            return DerivativesSeen({}, interrupted="interrupted")
        finally:
            client.close()
            self._store.unlock()

    def remember(self, findings: Iterable[FindingKey]) -> None:
        """Keep when these findings were seen."""
        if self._run is not None:
            history.record_findings(self._store, self._run, findings)

    def _budget(self, max_requests: int | None, max_wait: float | None) -> Budget:
        return Budget(
            max_requests=max_requests, max_wait=max_wait, clock=self._clock, sleep=self._sleep, stop=self._stop
        )

    def _client(self, budget: Budget) -> HubClient:
        options, home = self._options, self._home
        return HubClient(
            home,
            budget,
            Breaker(home.endpoint, self._clock),
            jobs=options.jobs,
            stop=self._stop,
            timeout=options.timeout,
            patience=options.patience or Patience(),
            draw=self._draw,
        )

    def _take_store(self, repos: int) -> None:
        """Wait until no other run writes to the state; raises Stopped."""
        self._store.lock(
            wait=self._options.lock_wait,
            sleep=self._sleep,
            stop=self._stop,
            say=lambda message: self._progress(Progress((0, 0), (0, repos), 0, message=message)),
        )

"""One run over the live Hub, in phases: the token, the listings and their files, single repos, whole listings as
proof, the other files.

Worker threads ask; this one thread decides, keeps the state as answers arrive, and puts the observations together.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from jllm_sync.errors import UserError
from jllm_sync.hub import history
from jllm_sync.hub.api import (
    ListingRead,
    Moved,
    another_page,
    make_plan,
    read_collection,
    read_files,
    read_info,
    read_listing,
    read_owned,
    token_is_good,
)
from jllm_sync.hub.budget import Breaker, Budget, Patience, Pool
from jllm_sync.hub.client import Home, HubClient
from jllm_sync.hub.facts import Facts, Held, Listing, Unread, fields_of, observe, valid_id, wanted
from jllm_sync.hub.failure import (
    INTERRUPTED,
    BadQuery,
    Disabled,
    Elsewhere,
    Gated,
    HubFailure,
    NoListings,
    Refused,
    RepoMissing,
    RunEnds,
    Stopped,
    TokenRefused,
    Unreachable,
)
from jllm_sync.hub.history import Seen
from jllm_sync.hub.live import LiveOptions
from jllm_sync.hub.observation import DerivativesSeen, Observation, State
from jllm_sync.hub.results import Results, RunProgress, confirmed, doubt
from jllm_sync.hub.source import (
    Bounds,
    Cost,
    Doubtful,
    FindingKey,
    Newcomers,
    Observed,
    OwnerKey,
    Progress,
    Source,
    owner_of,
)
from jllm_sync.hub.store import Store
from jllm_sync.hub.survey import (
    LONGEST_WAIT,
    DerivativesRun,
    NewcomersRun,
    ask_once,
    last_proposed,
    remember_proposed,
    remembered_newcomers,
)
from jllm_sync.messages import Sayable, in_all, joined, message
from jllm_sync.repo import RepoRef

K = TypeVar("K")
T = TypeVar("T")
LISTINGS_FAILED = 8
"""When so many listings in a row end in errors of the server, the rest is not tried: repos are asked one by one."""
WITNESSES = 3
"""Where nothing that was asked about is there, so many other repos of the catalog tell whether anything is."""


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
        *,
        trust_gone: bool,
    ) -> None:
        self._client, self._budget, self._store = client, budget, store
        self._stop, self._jobs, self._trust_gone = stop, jobs, trust_gone
        self._progress = RunProgress(progress, budget, clock)
        self._endpoint = client.home.endpoint
        self._run = 0
        self._results = Results(client.home.endpoint)
        self._doubt_token = client.home.token is not None
        self._names: tuple[str, ...] = ()
        self._listings: dict[OwnerKey, Listing] = {}
        self._no_listings = threading.Event()
        """Set, for all threads to see, when the endpoint turns out to have no listings."""
        self._listings_failed = 0
        """How many listings in a row ended in errors of the server."""
        self._denied: dict[OwnerKey, list[RepoRef]] = {}
        """Repos whose own answer is that they are gone; their owners' complete listings have the rest of the proof."""
        self._lacking: dict[OwnerKey, set[str]] = {}
        """Repos that answer by themselves while their owner's whole listing lacks them."""
        self._contradicted = False
        """Whether the Hub denied a repo that it shows elsewhere, or of which it could not show that it is right."""
        self._anything_there = False
        """Whether a repo beside those that were asked about answered as present."""
        self._unread: dict[tuple[str, str], Unread] = {}

    def observe(
        self, run: int, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef]
    ) -> Observed:
        """Observe repos as a run of the state; see :meth:`LiveHub.observe`."""
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
                self._read_files()  # now, so that an outage of a part of the Hub costs that part
                while asks:
                    asks = self._ask_singly(asks)
                self._prove_gone()
                self._ask_witnesses(set(others) - refs)
                self._read_files()
                self._check_token_again()
        except RunEnds as end:
            self._results.ends(end)
        return self._finish(repos)

    def nothing(self, repos: Collection[RepoRef]) -> Observed:
        """The result of a run that was interrupted before it began."""
        self._results.ends(Stopped())
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

    def _check_token_again(self) -> None:
        """A token that was good may turn bad while a run goes on, and then everything seems to be gone."""
        if self._client.home.token is None or self._doubt_token or not self._newly_gone():
            return
        for _, good in self._each({None: partial(token_is_good, self._client)}):
            if isinstance(good, UserError):
                self._contradicted = True
                raise TokenRefused(message("hub-token.turned-bad", endpoint=self._endpoint))
            if isinstance(good, Exception):
                raise good

    def _read_listings(self, refs: set[RepoRef]) -> dict[RepoRef, str]:
        """Read owners' listings where that is cheaper.

        Returns:
            What is to be asked about one by one, and by which name.
        """
        held = {ref: look for ref, look in history.seen_in(self._store, self._run).items() if ref in refs}
        if held:
            self._results.note(message("hub-resumed", held=len(held), of=len(refs)))
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
                    self._saw(ref, Seen.of(ref, facts))
                else:
                    moved[ref] = answer.to
            elif isinstance(answer, Facts):
                self._note_if_unlisted(answer)
                self._saw(ref, Seen.of(ref, answer))
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
                    self._contradict(ref, message("hub-denied.unconfirmed"))
                elif self._listings[owner].shows(ref.repo):
                    self._contradict(ref, message("hub-denied.shown"))
                else:
                    self._saw(ref, Seen("gone", ref.repo, None))

    def _ask_witnesses(self, others: Collection[RepoRef]) -> None:
        """Where nothing that was asked about is there, ask whether anything else of the catalog is."""
        looks = self._results.looks().values()
        listed = any(listing.facts or listing.unread for listing in self._listings.values())
        self._anything_there = listed or bool(self._unread) or any(look.state != "gone" for look in looks)
        if self._anything_there or self._trust_gone or not looks:
            return
        before = history.previous_states(self._store, self._run, self._endpoint)
        likely = sorted(others, key=lambda ref: (before.get(ref) != "ok", ref))[:WITNESSES]
        asks = {
            ref: partial(read_info, self._client, ref.repo, ref.kind, doubt_token=False, follow=True) for ref in likely
        }
        for _, answer in self._each(asks):
            self._anything_there |= isinstance(answer, Facts | Disabled | Gated)

    def _read_files(self) -> None:
        """Fetch the files that are needed and not held; then their repos are observed."""
        work = {key: partial(read_files, self._client, one.facts, one.missing) for key, one in self._unread.items()}
        for key, answer in self._each(work):
            one = self._unread.pop(key)
            read, error = ({}, answer) if isinstance(answer, Exception) else answer
            history.save_files(self._store, self._endpoint, one.facts, read)
            self._contradicted |= isinstance(error, RepoMissing)  # of a repo that the API shows
            for ref, state in one.repos:
                if error is None:
                    self._observe(ref, state, one.facts, one.held | read)
                else:
                    self._results.leave(ref, error)

    # What is asked

    def _listing(self, owner: OwnerKey, asked: tuple[RepoRef, ...]) -> ListingRead:
        if self._no_listings.is_set():
            raise NoListings("")
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
        self._listings_failed = 0
        found = {ref: facts for ref in asked if (facts := read.listing.facts.get(ref.repo.lower())) is not None}
        seen = {ref: Seen.of(ref, facts.without_popularity()) for ref, facts in found.items()}
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
            self._contradict(ref, message("hub-denied.no-listing"))
        else:
            self._denied.setdefault(owner, []).append(ref)

    def _contradict(self, ref: RepoRef, detail: Sayable) -> None:
        self._contradicted = True
        self._results.contradict(ref, detail)

    def _note_if_unlisted(self, facts: Facts) -> None:
        """A repo answers by itself; where its owner's whole listing lacks it, what is new of the owner is not known."""
        owner = owner_of(RepoRef(facts.canonical, facts.kind))
        if owner is not None and self._complete(owner) and not self._listings[owner].shows(facts.canonical):
            self._lacking.setdefault(owner, set()).add(facts.canonical)

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
            self._unread[key] = Unread(facts, held, missing, [(ref, look.state)])
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
        if isinstance(error, NoListings):
            return
        if not isinstance(error, HubFailure):
            raise error
        unspoken = isinstance(error, BadQuery | Elsewhere) or (isinstance(error, Refused) and error.status == 404)
        self._listings_failed += isinstance(error, Unreachable) and error.answered
        if unspoken and not self._listings:
            self._no_listings.set()
            self._results.note(message("hub-listing.none", endpoint=self._endpoint))
        elif self._listings_failed >= LISTINGS_FAILED:
            self._no_listings.set()
            self._results.note(message("hub-listing.failing", endpoint=self._endpoint, why=error.what))
        else:
            self._results.note(message("hub-listing.unread", owner=owner[0]))

    # What listings show

    def _complete(self, owner: OwnerKey) -> bool:
        """Whether all of an owner's repos are known."""
        listing = self._listings.get(owner)
        return listing is not None and listing.complete and all(map(listing.shows, self._lacking.get(owner, ())))

    def _listed(self, ref: RepoRef) -> Facts | None:
        """What the owner's listing says of a repo; None where it says nothing that can be used."""
        listing = self._listings.get(owner) if (owner := owner_of(ref)) else None
        facts = listing.facts.get(ref.repo.lower()) if listing else None
        return facts.without_popularity() if facts else None

    # The end

    def _finish(self, repos: Collection[RepoRef]) -> Observed:
        self._judge()
        if self._store.mended:
            self._results.note(self._store.say_mended())
        if blind := sorted(owner for owner, _ in (key for key in self._lacking if not self._complete(key))):
            self._results.amiss(message("hub-listing.lacking", owners=joined(blind)))
        observed = self._observed(repos)
        count = sum(isinstance(result, Observation) for result in observed.results.values())
        self._store.end(
            self._run,
            observed=count,
            cost=observed.cost,
            detail=observed.interrupted,
            complete=count == len(observed.results) and observed.interrupted is None,
            resumable=self._results.end is not None,
        )
        self._progress.tell(self._results.count, 0, last=True)
        return observed

    def _newly_gone(self) -> bool:
        """Whether a repo is gone that was not, as far as the state knows."""
        before = history.previous_states(self._store, self._run, self._endpoint)
        return any(look.state == "gone" and before.get(ref) != "gone" for ref, look in self._results.looks().items())

    def _judge(self) -> None:
        """Believe the run as a whole, but where repos seem to have vanished or moved in a way that is too odd."""
        store, run, endpoint, now = self._store, self._run, self._endpoint, self._results.looks()
        doubted = history.doubted(store, run, endpoint)
        doubtful = (
            None
            if self._trust_gone
            else doubt(
                history.previous_states(store, run, endpoint),
                now,
                confirmed=confirmed(now, doubted, store.began(run)),
                disbelieved=history.disbelieved(store, run, endpoint),
                anything_there=self._anything_there,
                contradicted=self._contradicted,
            )
        )
        history.judge(store, run, endpoint, now, doubtful.refs if doubtful else ())
        if doubtful:
            self._results.disbelieve(doubtful)

    def _observed(self, repos: Collection[RepoRef]) -> Observed:
        cost = Cost(
            api_requests=self._budget.sent("api") + self._budget.sent("token"),
            resolver_requests=self._budget.sent("resolvers") + self._budget.sent("elsewhere"),
            bytes=self._client.bytes_read,
            seconds=self._progress.seconds,
        )
        return self._results.observed(repos, cost, self._listings)


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

    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        """Observe repos; see :class:`jllm_sync.hub.source.Source`.

        Files may be named by a pattern of the top level, such as ``LICENSE*``.

        Raises:
            UserError: the token is refused, or the state cannot be used.
        """
        options = self._options
        budget = self._budget(options.max_requests, options.max_wait)
        client = self._client(budget)
        watch = (self._progress, self._clock, self._stop)
        run = LiveRun(client, budget, self._store, *watch, options.jobs, trust_gone=options.trust_gone)
        try:
            self._take_store(len(repos))
            self._run = self._store.begin(client.home.endpoint, len(repos), resume_within=options.resume_within)
            return run.observe(self._run, repos, files, others)
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
        budget = self._budget(*self._left(at_most))
        client = self._client(budget)
        run = DerivativesRun(client, budget, self._store, self._progress, self._stop, self._options.jobs)
        try:
            self._take_store(len(repos))
            return run.ask(repos, at_most, now)
        except Stopped:
            return DerivativesSeen({}, interrupted=in_all(INTERRUPTED))
        finally:
            client.close()
            self._store.unlock()

    def newcomers(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """The newest models of a language, after :meth:`observe` and within what it left of this run's bounds.

        Raises:
            UserError: the state cannot be used.
        """
        requests, wait = self._left(bounds.requests)
        if not requests:
            return remembered_newcomers(self._store, self._home.endpoint, bounds)
        budget = self._budget(requests, min(LONGEST_WAIT, wait if wait is not None else LONGEST_WAIT))
        client = self._client(budget)
        try:
            self._take_store(0)
            return NewcomersRun(client, budget, self._store).ask(bounds, now, doubtful)
        except Stopped:
            return Newcomers(failed=in_all(INTERRUPTED))
        finally:
            client.close()
            self._store.unlock()

    def _left(self, at_most: int) -> tuple[int, float | None]:
        """What the last :meth:`observe` left of the run's bounds: of so many requests, and of the wait for quota."""
        options, (requests, waited) = self._options, self._spent
        if options.max_requests is not None:
            at_most = min(at_most, max(options.max_requests - requests, 0))
        return at_most, None if options.max_wait is None else max(options.max_wait - waited, 0.0)

    def last_proposed(self, catalog: str) -> frozenset[str] | None:
        """What the last look at a catalog proposed."""
        return last_proposed(self._store, self._home.endpoint, catalog)

    def remember_proposed(self, catalog: str, repos: Iterable[str]) -> None:
        """Keep what a look at the whole of a catalog proposed."""
        remember_proposed(self._store, self._home.endpoint, catalog, repos)

    def last_findings(self, audited: str) -> frozenset[tuple[str, str]] | None:
        """What the last run over the whole of a catalog found."""
        return history.last_findings(self._store, self._home.endpoint, audited, self._run)

    def owned(self, owner: str) -> list[RepoRef]:
        """The models of an owner, by all pages of its listing. Raises UserError where it cannot be read."""
        return ask_once(self._bounded_client(), owner, read_owned)

    def collected(self, slug: str) -> list[RepoRef]:
        """The repos of a collection, by one request. Raises UserError where it cannot be read."""
        return ask_once(self._bounded_client(), slug, read_collection)

    def _bounded_client(self) -> HubClient:
        return self._client(self._budget(self._options.max_requests, self._options.max_wait))

    def remember(self, findings: Iterable[FindingKey], audited: str | None) -> None:
        """Keep when these findings were seen."""
        if self._run is not None:
            history.record_findings(self._store, self._run, findings, audited)

    def tidy(self, keep_days: int, same: Callable[[Observation, Observation], bool]) -> None:
        """Forget old looks of repos that read as the one before, and the files that no look needs any more."""
        history.prune(self._store, datetime.now(UTC) - timedelta(days=keep_days), same)

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
            say=lambda what: self._progress(Progress((0, 0), (0, repos), 0, message=what)),
        )

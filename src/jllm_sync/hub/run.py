"""One run over the live Hub: what is asked, in which order, and what becomes of the answers.

Worker threads ask; this one thread decides, keeps the state, and puts the observations together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from typing import Any

from jllm_sync.hub import history
from jllm_sync.hub.api import ListingRead, Moved, read_info, read_listing, token_is_good
from jllm_sync.hub.budget import Budget
from jllm_sync.hub.client import HubClient
from jllm_sync.hub.facts import INFO, Facts, read_item, state_of, valid_id
from jllm_sync.hub.failure import (
    Elsewhere,
    HubDown,
    HubFailure,
    Malformed,
    RunEnds,
    Stopped,
)
from jllm_sync.hub.gone import GoneProof
from jllm_sync.hub.history import Seen
from jllm_sync.hub.library import (
    BadRequestError,
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
)
from jllm_sync.hub.observation import Observation
from jllm_sync.hub.plan import OwnerKey, another_page, make_plan, owner_of
from jllm_sync.hub.plausibility import confirmed, implausible
from jllm_sync.hub.results import Listings, Results
from jllm_sync.hub.run_files import RunFiles
from jllm_sync.hub.source import Cost, Observed, Progress
from jllm_sync.hub.store import Store
from jllm_sync.hub.workers import TICK, Pool, RunProgress
from jllm_sync.repo import RepoRef


class _NoListings(Exception):
    """The endpoint has no listings; found out before this one was asked for."""


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
        self._listings = Listings({})
        self._token_good = False
        self._after_listing: dict[OwnerKey | None, list[Callable[[], None]]] = {}
        """What waits for the listings that are under way."""

    def observe(self, run: int, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos as a run of the state; see :meth:`jllm_sync.hub.live.LiveHub.observe`."""
        self._run = run
        self._listings = Listings(history.listings(self._store, run))
        self._proof = GoneProof(self._listings, self._results, self._ask_whole_listing, self._on_gone)
        refs = set(repos)
        self._progress.repos = len(refs)
        for ref in sorted(refs):
            if not valid_id(ref.repo):
                self._results.refuse(ref)
                refs.discard(ref)
        self._pool = Pool(self._jobs)
        self._files = RunFiles(self._client, self._store, self._results, self._pool, files)
        try:
            if self._client.home.token is not None:
                self._pool.submit(lambda: token_is_good(self._client), self._on_token)
                self._work()
            self._start(refs)
            self._work()
        except RunEnds as end:
            self._results.ends(end)
        except HubFailure as failure:
            self._results.ends(HubDown(f"{self._endpoint} does not answer: {failure}"))
        finally:
            self._pool.close()
        return self._finish(repos)

    def nothing(self, repos: Collection[RepoRef]) -> Observed:
        """The result of a run that was interrupted before it began."""
        self._results.ends(Stopped("interrupted"))
        return self._observed(repos)

    def _work(self) -> None:
        """Collect results until nothing is under way any more; raises Stopped."""
        while self._pool.open:
            if self._stop.is_set():
                raise Stopped("interrupted")
            if (done := self._pool.collect(TICK)) is not None:
                done.then(done.result, done.error)
            self._progress.tell(self._results.count, self._pool.open)

    # What is asked

    def _start(self, refs: set[RepoRef]) -> None:
        held = {ref: look for ref, look in history.seen_in(self._store, self._run).items() if ref in refs}
        if held:
            self._results.note(
                f"resumed: of {len(held)} of {len(refs)} repos the Hub had answered before the run ended"
            )
        plan = make_plan(refs - held.keys(), history.page_counts(self._store, self._endpoint))
        for owner, asked in plan.listings.items():
            if owner not in self._listings.all:
                self._ask_listing(owner, asked)
                continue
            for ref in asked:  # the listing was read before the interruption, and left these open
                self._ask_single(ref)
        for ref in plan.singles:
            self._ask_single(ref)
        for ref, look in held.items():
            self._files.settle(ref, look)

    def _ask_listing(self, owner: OwnerKey, asked: tuple[RepoRef, ...]) -> None:
        def work() -> ListingRead:
            if self._listings.none.is_set():
                raise _NoListings
            name = asked[0].repo.split("/")[0]
            return read_listing(self._client, name, owner[1], lambda pages: another_page(pages, len(asked)))

        self._progress.owners += 1
        self._after_listing[owner] = []
        self._pool.submit(work, lambda result, error: self._on_listing(owner, asked, result, error))

    def _ask_single(self, ref: RepoRef, *, name: str | None = None) -> None:
        """Ask about one repo, under the name it moved to where that is known."""
        doubt = self._client.home.token is not None and not self._token_good
        self._pool.submit(
            lambda: read_info(self._client, name or ref.repo, ref.kind, doubt_token=doubt, follow=name is not None),
            lambda result, error: self._on_single(ref, result, error),
        )

    def _ask_whole_listing(self, owner: OwnerKey, name: str) -> None:
        self._pool.submit(
            lambda: read_listing(self._client, name, owner[1], lambda _: True),
            lambda result, error: self._on_whole_listing(owner, result, error),
        )

    # What becomes of the answers

    def _on_token(self, result: Any, error: Exception | None) -> None:
        if error is not None:
            raise error
        self._token_good = result

    def _on_listing(self, owner: OwnerKey, asked: tuple[RepoRef, ...], result: Any, error: Exception | None) -> None:
        self._progress.owners_read += 1
        waiting = self._after_listing.pop(owner)
        if isinstance(error, RunEnds):
            for ref in asked:
                self._results.leave(ref, error)
        elif error is not None:
            self._note_listing_failure(owner, error)
            for ref in asked:
                self._ask_single(ref)
        else:
            assert isinstance(result, ListingRead)
            seen: dict[RepoRef, Seen] = {}
            for ref in asked:
                if (item := result.by_id.get(ref.repo.lower())) is None:
                    continue
                try:
                    facts = read_item(item, ref.kind, INFO[ref.kind])
                except Malformed:
                    continue
                seen[ref] = self._seen(ref, facts)
            self._keep_listing(owner, result, seen)
            for ref in asked:
                if ref in seen:
                    self._files.settle(ref, seen[ref])
                else:
                    self._ask_single(ref)
        for action in waiting:
            action()

    def _on_whole_listing(self, owner: OwnerKey, result: Any, error: Exception | None) -> None:
        if error is None:
            self._keep_listing(owner, result, {})
        elif not isinstance(error, RunEnds):
            self._note_listing_failure(owner, error)
        self._proof.listing_read(owner, error)

    def _on_single(self, ref: RepoRef, result: Any, error: Exception | None) -> None:
        if isinstance(result, Moved):
            self._on_moved(ref, result.to)
        elif isinstance(result, Facts):
            self._save_and_settle(ref, self._seen(ref, result))
        elif isinstance(error, DisabledRepoError):
            self._save_and_settle(ref, Seen("disabled", ref.repo, None))
        elif isinstance(error, RepositoryNotFoundError) and not isinstance(error, GatedRepoError):
            self._proof.denied(ref)
        else:
            assert error is not None
            self._results.leave(ref, error)

    def _on_moved(self, ref: RepoRef, to: str) -> None:
        """A listing that is read anyway may show the repo under its new name; then that is all it takes."""
        new = RepoRef(to, ref.kind)
        if (owner := owner_of(new)) in self._after_listing:
            self._after_listing[owner].append(lambda: self._on_moved(ref, to))
        elif (facts := self._listings.facts(new)) is not None:
            self._save_and_settle(ref, self._seen(ref, facts))
        else:
            self._ask_single(ref, name=to)

    def _on_gone(self, ref: RepoRef) -> None:
        self._save_and_settle(ref, Seen("gone", ref.repo, None))

    def _save_and_settle(self, ref: RepoRef, look: Seen) -> None:
        history.save_sightings(self._store, self._run, self._endpoint, {ref: look})
        self._files.settle(ref, look)

    def _keep_listing(self, owner: OwnerKey, read: ListingRead, seen: dict[RepoRef, Seen]) -> None:
        self._listings.keep(owner, read.listing)
        history.save_sightings(self._store, self._run, self._endpoint, seen, read.listing)
        if read.note:
            self._results.note(read.note)

    def _seen(self, ref: RepoRef, facts: Facts) -> Seen:
        return Seen(state_of(ref, facts), facts.canonical, facts)

    def _note_listing_failure(self, owner: OwnerKey, error: Exception) -> None:
        if isinstance(error, _NoListings):
            return
        if not isinstance(error, HubFailure | HfHubHTTPError):
            raise error
        status = error.response.status_code if isinstance(error, HfHubHTTPError) else None
        unspoken = status == 404 or isinstance(error, BadRequestError | Elsewhere)
        if unspoken and not self._listings.all:
            self._listings.none.set()
            self._results.note(f"{self._endpoint} has no listings of owners: the repos were asked about one by one")
        else:
            self._results.note(f"the listing of {owner[0]} could not be read: its repos were asked about one by one")

    # The end

    def _finish(self, repos: Collection[RepoRef]) -> Observed:
        self._judge()
        observed = self._observed(repos)
        count = sum(isinstance(result, Observation) for result in observed.results.values())
        end = self._results.end
        self._store.end(
            self._run,
            observed=count,
            cost=observed.cost,
            detail=observed.interrupted or "",
            complete=count == len(observed.results) and observed.interrupted is None,
            resumable=end is not None,
        )
        self._progress.tell(self._results.count, self._pool.open, last=True)
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
        return self._results.observed(repos, cost, self._listings.all)

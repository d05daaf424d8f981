"""The results of a run as they come together: what was observed, what could not be, what listings show beside.

And what of it is believed: what too many repos seem to do at once is doubted until a later run sees it again; see
docs/decisions/0006-what-is-doubted-is-believed-when-seen-again.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from jllm_sync.hub.budget import Budget
from jllm_sync.hub.facts import Listing, observe, state_of
from jllm_sync.hub.failure import (
    Gated,
    HubDown,
    HubFailure,
    Malformed,
    OutOfBudget,
    RunEnds,
    Stopped,
    Throttled,
    TokenRefused,
)
from jllm_sync.hub.observation import Observation, Reason, State, Unobserved
from jllm_sync.hub.source import Cost, Observed, Origin, OwnerKey, Progress
from jllm_sync.messages import Message, Sayable, in_all, joined, message
from jllm_sync.repo import RepoRef


class Neighbours(Collection[Observation]):
    """What listings show beside what was asked for, without a further request; each is made when it is come to."""

    def __init__(
        self, listings: Mapping[OwnerKey, Listing], results: Mapping[RepoRef, Observation | Unobserved]
    ) -> None:
        self._listings = listings
        self._asked = {(ref.kind, ref.repo.lower()) for ref in results}
        self._asked |= {(o.kind, o.canonical.lower()) for o in results.values() if isinstance(o, Observation)}

    def __iter__(self) -> Iterator[Observation]:
        for listing in self._listings.values():
            for name, facts in listing.facts.items():
                if (listing.kind, name) not in self._asked:
                    ref = RepoRef(facts.canonical, listing.kind)
                    yield observe(ref, state_of(ref, facts), facts, {})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, observation: object) -> bool:
        return any(observation == one for one in self)

    def __bool__(self) -> bool:
        return bool(self._listings)


class Results:
    """What a run has found so far."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._results: dict[RepoRef, Observation | Unobserved] = {}
        self._notes: list[Sayable] = []
        self._amiss: list[Sayable] = []
        self._why: dict[RepoRef, Sayable] = {}
        """What stands at the repos that could not be observed."""
        self.end: RunEnds | None = None
        """What ended the run before it was through, where something did."""

    @property
    def count(self) -> int:
        """How many repos have a result."""
        return len(self._results)

    def looks(self) -> dict[RepoRef, Look]:
        """How the repos look that were observed."""
        return {
            ref: Look(result.state, result.canonical)
            for ref, result in self._results.items()
            if isinstance(result, Observation)
        }

    def observe(self, observation: Observation) -> None:
        """A repo was observed."""
        self._results[RepoRef(observation.repo, observation.kind)] = observation

    def refuse(self, ref: RepoRef) -> None:
        """A repo cannot be asked about."""
        self._leave(ref, "malformed", message("hub-item.no-such-id"))

    def contradict(self, ref: RepoRef, detail: Sayable) -> None:
        """What the Hub says of a repo does not hold together, so nothing is said of it."""
        self._leave(ref, "unreachable", detail)

    def leave(self, ref: RepoRef, error: Exception) -> None:
        """A repo could not be observed. An error that is none of the Hub's is raised."""
        if isinstance(error, RunEnds):
            self.ends(error)
            self._leave(ref, _reason(error), error.what)
        elif isinstance(error, Gated):
            self._leave(ref, "gated", message("hub-item.not-public"))
        elif isinstance(error, HubFailure):
            self._leave(ref, "malformed" if isinstance(error, Malformed) else "unreachable", error.what)
        else:
            raise error

    def _leave(self, ref: RepoRef, reason: Reason, what: Sayable) -> None:
        self._why[ref] = what
        self._results[ref] = Unobserved(ref.repo, ref.kind, reason, in_all(what))

    def note(self, what: Sayable) -> None:
        """Something that a reader of the report should know; said once."""
        if what not in self._notes:
            self._notes.append(what)

    def amiss(self, what: Sayable) -> None:
        """Something because of which the run is incomplete although it went through."""
        self._amiss.append(what)

    def ends(self, error: RunEnds) -> None:
        """The run ends here; the first reason counts."""
        self.end = self.end or error

    def disbelieve(self, doubt: Doubt) -> None:
        """Some repos vanished or moved in a way that is too odd to be believed."""
        told = message(
            f"hub-doubt.{doubt.why}",
            count=len(doubt.refs),
            of=doubt.of,
            endpoint=self._endpoint,
        )
        later = message("hub-doubt.later", hours=OUTAGE // timedelta(hours=1))
        self.amiss(joined((told, later), "sentence"))
        for ref in doubt.refs:
            self.contradict(ref, message("hub-doubt.repo"))

    def observed(self, repos: Collection[RepoRef], cost: Cost, listings: Mapping[OwnerKey, Listing]) -> Observed:
        """The result of the run; repos without a result of their own share the run's end."""
        end = self.end or self._no_hub()
        for ref in repos:
            if ref not in self._results:
                stopped = end or Stopped()
                self._leave(ref, _reason(stopped), stopped.what)
        amiss: list[Sayable] = list(self._amiss)
        if end is not None:
            amiss.insert(0, end.what)
            if isinstance(end, HubDown):
                amiss.insert(1, message("hub-down.hint"))
        results = {ref: self._results[ref] for ref in sorted(set(repos))}
        return Observed(
            results=results,
            origin=Origin("live", self._endpoint),
            cost=cost,
            interrupted=in_all(joined(amiss, "sentence")) if amiss else None,
            notes=tuple(map(in_all, self._notes)),
            listings=dict(sorted(listings.items())),
            others=Neighbours(dict(sorted(listings.items())), results),
        )

    def _no_hub(self) -> HubDown | None:
        """Where every repo failed in the same way, it is not the repos: something answers that is no Hub."""
        details = {
            self._why.get(ref) if isinstance(result, Unobserved) and result.reason == "unreachable" else None
            for ref, result in self._results.items()
        }
        if len(self._results) < 2 or len(details) > 1:
            return None
        detail = details.pop()
        if not isinstance(detail, Message) or not detail.key.startswith(("hub-refused", "hub-odd.elsewhere")):
            return None
        return HubDown(message("hub-down.no-hub", endpoint=self._endpoint, why=detail))


def _reason(end: RunEnds) -> Reason:
    if isinstance(end, OutOfBudget | Throttled):
        return "out-of-budget"
    return "unreachable" if isinstance(end, HubDown | TokenRefused) else "interrupted"


# What of them is believed. Pure

DEPARTED: Collection[State] = ("gone", "renamed")
OUTAGE = timedelta(hours=12)
"""For so long an outage or a proxy may answer that repos are gone which are not. Two nightly runs are further apart."""
FEW = 5
"""So many repos may vanish or move at once in a list of any size."""
SHARE = 0.02
"""The share of the repos that may, in a large list."""
FIRST_SHARE = 1 / 3
"""The share of the repos that may have, as a first run finds it; a list may not have been looked after for long."""


class Look(NamedTuple):
    """How a repo looked, as far as it can be doubted."""

    state: State
    canonical: str
    """The ID under which the Hub serves it."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What of a run is not believed, and why."""

    why: Literal["many", "many-at-first", "nothing-there", "contradicted", "doubted-before"]
    """``many``: newly gone or renamed since the last run. ``many-at-first``: the same of repos that no run has seen.
    ``nothing-there``: not one repo answered as present. ``contradicted``: the Hub denied a repo that it shows, or could
    not show that it is right. ``doubted-before``: an earlier run was not believed in this, and it is too early."""
    refs: frozenset[RepoRef]
    of: int
    """How many repos the run saw."""


def confirmed(
    now: Mapping[RepoRef, Look], doubted: Mapping[tuple[RepoRef, Look], datetime], began: datetime
) -> frozenset[RepoRef]:
    """The repos that a run sees as an earlier run, which was not believed, saw them.

    A new name is confirmed by any later run: the old name leads to it, and it answers. That a repo is gone is told by
    what is lacking, and an outage lacks it twice: the runs must be further apart than an outage lasts.

    Args:
        now: how the repos look in this run.
        doubted: what earlier runs saw and did not believe, and when the first of them began.
        began: when this run began.
    """
    return frozenset(
        ref
        for ref, look in now.items()
        if (since := doubted.get((ref, look))) is not None and (look.state == "renamed" or began - since >= OUTAGE)
    )


def doubt(
    previous: Mapping[RepoRef, State],
    now: Mapping[RepoRef, Look],
    *,
    confirmed: Collection[RepoRef] = (),
    disbelieved: Collection[tuple[RepoRef, Look]] = (),
    anything_there: bool = True,
    contradicted: bool = False,
) -> Doubt | None:
    """What of the repos that vanished or moved is too odd to be true; None where all of it is believed.

    When too many do at once, or nothing is there at all, something is wrong with the run: a broken listing, a proxy, an
    outage that answers 404. One denial that is doubted discredits all others of the run.

    Args:
        previous: the states that were last believed.
        now: how the repos look in this run.
        confirmed: repos of which this run is not the first to see it; see :func:`confirmed`.
        disbelieved: what earlier runs saw and, judged as a whole, were not believed in.
        anything_there: whether anything that was asked about answered as present, be it one repo.
        contradicted: whether the Hub denied a repo that it shows elsewhere, or of which it could not confirm it.
    """
    newly = frozenset(
        ref
        for ref, (state, _) in now.items()
        if state in DEPARTED
        and previous.get(ref) not in (("gone",) if state == "gone" else DEPARTED)  # what was renamed may vanish, too
        and ref not in confirmed
    )
    gone = frozenset(ref for ref in newly if now[ref].state == "gone")
    known = frozenset(ref for ref in newly if ref in previous)
    first = newly - known
    never_seen = sum(ref not in previous for ref in now)
    if len(known) > max(FEW, SHARE * len(now)):
        return Doubt("many", newly, len(now))
    if len(first) >= FEW and len(first) > FIRST_SHARE * never_seen:
        return Doubt("many-at-first", newly, len(now))
    if gone and not anything_there:
        return Doubt("nothing-there", newly, len(now))
    if gone and contradicted:
        return Doubt("contradicted", gone, len(now))
    if before := frozenset(ref for ref in newly if (ref, now[ref]) in disbelieved):
        return Doubt("doubted-before", gone | before, len(now))
    return None


# How far the run has come

PROGRESS_EVERY = 0.2
"""Seconds between two tellings."""


class RunProgress:
    """Counts what a run has read, and tells it a few times a second.

    Args:
        say: what is told.
        budget: knows the requests and the quota.
        clock: seconds, from any origin; the run begins now.
    """

    def __init__(self, say: Callable[[Progress], None], budget: Budget, clock: Callable[[], float]) -> None:
        self._say, self._budget, self._clock = say, budget, clock
        self._started, self._last = clock(), 0.0
        self.repos = 0
        """How many repos the run was asked about."""
        self.owners = 0
        """How many owners' listings are to be read."""
        self.owners_read = 0

    @property
    def seconds(self) -> float:
        """How long the run has taken."""
        return self._clock() - self._started

    def tell(self, observed: int, under_way: int, *, last: bool = False) -> None:
        """Tell how it stands, unless that was told just now.

        Args:
            observed: how many repos have a result.
            under_way: how many pieces of work are not done yet.
            last: tell it in any case.
        """
        now = time.monotonic()
        if not last and now - self._last < PROGRESS_EVERY:
            return
        self._last = now
        requests, waiting = self._budget.requests, self._budget.quota_wait()
        left = (under_way * self.seconds / requests + (waiting or 0.0)) if requests else None
        quota = {
            bucket: remaining
            for bucket in ("api", "resolvers")
            if (remaining := self._budget.remaining(bucket)) is not None
        }
        self._say(Progress((self.owners_read, self.owners), (observed, self.repos), requests, quota, waiting, left))

"""The results of a run as they come together: what was observed, what could not be, and what listings show beside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

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
from jllm_sync.hub.observation import Observation, Reason, Unobserved
from jllm_sync.hub.plausibility import OUTAGE, Doubt, Look
from jllm_sync.hub.source import Cost, Observed, Origin, OwnerKey
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

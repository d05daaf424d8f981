"""The results of a run as they come together: what was observed, what could not be, and what listings show beside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from jllm_sync.hub.client import Home
from jllm_sync.hub.facts import Listing, observe, state_of
from jllm_sync.hub.failure import Gated, HubDown, HubFailure, Malformed, OutOfBudget, RunEnds, Stopped, TokenRefused
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.hub.plausibility import OUTAGE, Look
from jllm_sync.hub.source import Cost, Observed, Origin, OwnerKey
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

    def __init__(self, home: Home) -> None:
        self._home = home
        self._results: dict[RepoRef, Observation | Unobserved] = {}
        self._notes: list[str] = []
        self._doubt: str | None = None
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
        self._results[ref] = Unobserved(ref.repo, ref.kind, "malformed", "not an ID that the Hub can have")

    def contradict(self, ref: RepoRef, detail: str) -> None:
        """What the Hub says of a repo does not hold together, so nothing is said of it."""
        self._results[ref] = Unobserved(ref.repo, ref.kind, "unreachable", detail)

    def leave(self, ref: RepoRef, error: Exception) -> None:
        """A repo could not be observed. An error that is none of the Hub's is raised."""
        if isinstance(error, RunEnds):
            self.ends(error)
            self._results[ref] = self._unobserved(ref, error)
        elif isinstance(error, Gated):
            self._results[ref] = Unobserved(ref.repo, ref.kind, "gated", "its info is not public")
        elif isinstance(error, Malformed):
            self._results[ref] = Unobserved(ref.repo, ref.kind, "malformed", self._home.clean(str(error)))
        elif isinstance(error, HubFailure):
            self._results[ref] = Unobserved(ref.repo, ref.kind, "unreachable", self._home.clean(str(error)))
        else:
            raise error

    def note(self, text: str) -> None:
        """Something that a reader of the report should know; said once."""
        text = self._home.clean(text)
        if text not in self._notes:
            self._notes.append(text)

    def ends(self, error: RunEnds) -> None:
        """The run ends here; the first reason counts."""
        self.end = self.end or error

    def disbelieve(self, refs: Collection[RepoRef], of: int) -> None:
        """Too many repos vanished or moved at once for any of it to be believed."""
        self._doubt = (
            f"{len(refs)} of {of} repos are newly gone or renamed, too many to be true: something is wrong with "
            f"this run, or with {self._home.endpoint}. A later run that sees the same is believed: new names at once, "
            f"and after {OUTAGE // timedelta(hours=1)} hours that repos are gone"
        )
        for ref in refs:
            self.contradict(ref, "too many repos are newly gone or renamed for this to be believed")

    def observed(self, repos: Collection[RepoRef], cost: Cost, listings: Mapping[OwnerKey, Listing]) -> Observed:
        """The result of the run; repos without a result of their own share the run's end."""
        end = self.end or self._no_hub()
        for ref in repos:
            if ref not in self._results:
                self._results[ref] = self._unobserved(ref, end or Stopped("interrupted"))
        told = None
        if end is not None:
            told = self._home.clean(str(end))
            if isinstance(end, HubDown):
                told += " (HF_ENDPOINT names the Hub; --hub recorded works without one)"
        results = {ref: self._results[ref] for ref in sorted(set(repos))}
        return Observed(
            results=results,
            origin=Origin("live", self._home.endpoint),
            cost=cost,
            interrupted=told or self._doubt,
            notes=tuple(self._notes),
            listings=dict(sorted(listings.items())),
            others=Neighbours(dict(sorted(listings.items())), results),
        )

    def _unobserved(self, ref: RepoRef, end: RunEnds) -> Unobserved:
        if isinstance(end, OutOfBudget):
            return Unobserved(ref.repo, ref.kind, "out-of-budget", str(end))
        if isinstance(end, HubDown | TokenRefused):
            return Unobserved(ref.repo, ref.kind, "unreachable", self._home.clean(str(end)))
        return Unobserved(ref.repo, ref.kind, "interrupted", str(end))

    def _no_hub(self) -> HubDown | None:
        """Where every repo failed in the same way, it is not the repos: something answers that is no Hub."""
        details = {
            result.detail if isinstance(result, Unobserved) and result.reason == "unreachable" else ""
            for result in self._results.values()
        }
        if len(self._results) < 2 or len(details) > 1:
            return None
        detail = details.pop()
        if not detail.startswith(("HTTP ", "redirected ")):
            return None
        return HubDown(f"{self._home.endpoint} does not answer as a Hub does: {detail}")

"""The protocol that every source of observations speaks: the live Hub, a recording."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from jllm_sync.hub.observation import Observation, RepoKind, Unobserved


@dataclass(frozen=True, slots=True, order=True)
class RepoRef:
    """A repo to observe: its ID as somebody spells it, and its kind."""

    repo: str
    kind: RepoKind = "model"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run asked of the Hub."""

    api_requests: int = 0
    resolver_requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Origin:
    """Which Hub a run looked at."""

    kind: Literal["live", "recorded"]
    endpoint: str
    recorded_at: str | None = None
    """When the recording was made, as an ISO date; None for the live Hub."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What a source found: for every repo asked about, an observation or the reason why there is none."""

    results: Mapping[RepoRef, Observation | Unobserved]
    origin: Origin
    cost: Cost
    interrupted: str | None = None
    """Why the source stopped early, where it did: the run is then incomplete."""
    others: Collection[Observation] = ()
    """Repos of the same owners that the source saw without being asked."""


class Source(Protocol):
    """Where observations come from."""

    def observe(self, repos: Collection[RepoRef], files: Collection[str]) -> Observed:
        """Observe repos.

        Args:
            repos: the repos to observe.
            files: the names of the files that the rules of this run need, such as config.json.

        Returns:
            A result for every repo asked about. One bad repo costs that repo's result, never the run.
        """
        ...

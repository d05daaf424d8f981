"""The protocol that every source of observations speaks: the live Hub, a recording."""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.repo import RepoKind, RepoRef


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come."""

    owners: tuple[int, int]
    """Owners' listings read, of so many."""
    repos: tuple[int, int]
    """Repos observed, of so many."""
    requests: int
    """Requests sent."""
    quota: Mapping[str, int] = field(default_factory=dict)
    """What the Hub says remains, by bucket."""
    waiting: float | None = None
    """Seconds until the next quota window, while the run waits for it."""
    left: float | None = None
    """Seconds that the rest will take, as far as can be told."""
    message: str = ""
    """Something to say at once, such as that another run is waited for."""


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
class Listing:
    """The repos of one owner and kind, as the Hub's listing gave them.

    They are kept as compressed JSON: a run over thousands of owners holds all of its listings.
    """

    owner: str
    kind: RepoKind
    complete: bool
    """Whether every page was read and every item of them was understood: what it lacks, the owner does not have."""
    pages: int
    """How many pages were read."""
    packed: bytes = field(repr=False)
    """A JSON array of the raw items, compressed by zlib."""

    def items(self) -> Iterator[Mapping[str, Any]]:
        """The raw items, each an object with ``id`` and the fields that were asked for."""
        yield from json.loads(zlib.decompress(self.packed))


@dataclass(frozen=True, slots=True)
class Observed:
    """What a source found: for every repo asked about, an observation or the reason why there is none."""

    results: Mapping[RepoRef, Observation | Unobserved]
    origin: Origin
    cost: Cost
    interrupted: str | None = None
    """Why the source stopped early, where it did: the run is then incomplete."""
    notes: tuple[str, ...] = ()
    """What a reader of the report should know of how this was observed."""
    listings: Mapping[tuple[str, RepoKind], Listing] = field(default_factory=dict)
    """The listings that were read, by owner (in lower case) and kind."""
    others: Collection[Observation] = ()
    """Repos of the same owners that the source saw without being asked."""

    @property
    def complete(self) -> bool:
        """Whether the source was neither stopped nor left a repo open."""
        unobserved = (result for result in self.results.values() if isinstance(result, Unobserved))
        return self.interrupted is None and not any(result.left_open for result in unobserved)


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

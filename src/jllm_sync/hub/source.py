"""What every source of observations does, and the table of them: the live Hub, recordings."""

from __future__ import annotations

import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jllm_sync.errors import UserError
from jllm_sync.hub.observation import Observation, Unobserved
from jllm_sync.messages import Sayable, Text, message
from jllm_sync.repo import CANONICAL_HOST, RepoKind, RepoRef
from jllm_sync.web_address import base_address, without_password

if TYPE_CHECKING:
    from jllm_sync.hub.facts import Listing
    from jllm_sync.hub.observation import DerivativesSeen


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
    message: Sayable = ""
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

    kind: Literal["live", "recorded", "none"]
    """``none``: only the catalog was looked at."""
    endpoint: str
    recorded_at: str | None = None
    """When the recording was made, as an ISO date; None for the live Hub."""


OwnerKey = tuple[str, RepoKind]
"""An owner, in lower case, and the kind of repos."""


def owner_of(ref: RepoRef) -> OwnerKey | None:
    """The owner of a repo; None for the Hub's oldest repos, whose IDs have one part."""
    owner, slash, _ = ref.repo.partition("/")
    return (owner.lower(), ref.kind) if slash else None


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a listing by language and date is read."""

    languages: tuple[str, ...]
    """Codes of languages, as the Hub's tags have them."""
    days: int
    """How many days to go back before the newest that the last run saw; before today in the first run."""
    requests: int
    """How many requests this may take, all together."""
    words: tuple[str, ...] = ()
    """Words that names have of these languages: cards may name none. The Hub lists by a part of an ID as well."""


@dataclass(frozen=True, slots=True)
class Newcomers:
    """Models that the Hub lists by a language, or a word of a name, and the day they were created, whoever their
    owners."""

    observations: Collection[Observation] = ()
    organizations: Mapping[str, bool] = field(default_factory=dict)
    """By owner, in small letters, whether it is an organization, as far as that was asked."""
    requests: int = 0
    failed: Text | None = None
    """Why not all was seen, other than by its own budget."""
    notes: tuple[Text, ...] = ()
    languages: tuple[str, ...] = ()
    """Those that were asked for."""


Doubtful = Callable[[Collection[Observation], Mapping[str, bool]], Collection[str]]
"""Of which owners of models, beside those that are known, it matters whether they are organizations."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What a source found: for every repo asked about, an observation or the reason why there is none."""

    results: Mapping[RepoRef, Observation | Unobserved]
    origin: Origin
    cost: Cost
    interrupted: Text | None = None
    """Why the run is incomplete, beside what stands at single repos: the source stopped early, or is not believed."""
    notes: tuple[Text, ...] = ()
    """What a reader of the report should know of how this was observed."""
    listings: Mapping[OwnerKey, Listing] = field(default_factory=dict)
    """The listings that were read."""
    others: Collection[Observation] = ()
    """Repos of the same owners that the source saw without being asked."""
    newcomers: Newcomers | None = None
    """What is new of other owners, where that was asked for."""

    @property
    def complete(self) -> bool:
        """Whether the source was neither stopped nor left a repo open."""
        unobserved = (result for result in self.results.values() if isinstance(result, Unobserved))
        return self.interrupted is None and not any(result.left_open for result in unobserved)


FindingKey = tuple[str, str, str, str, str]
"""What the state keeps of a finding: fingerprint, digest, rule, repo, severity."""


class Source(ABC):
    """Where observations come from."""

    @abstractmethod
    def observe(self, repos: Collection[RepoRef], files: Collection[str], others: Collection[RepoRef] = ()) -> Observed:
        """Observe repos.

        Args:
            repos: the repos to observe.
            files: the names of the files that the rules of this run need, such as config.json.
            others: more repos of the same catalog. Where nothing that was asked about is there, up to three of them
                tell whether anything is.

        Returns:
            A result for every repo asked about. One bad repo costs that repo's result, never the run.
        """

    def derivatives(self, repos: Sequence[str], at_most: int, now: datetime) -> DerivativesSeen:
        """Ask what others made of repos, after :meth:`observe`.

        Args:
            repos: canonical IDs, in the order of their importance. Those that were never asked about come first.
            at_most: how many requests this may take.
            now: the time of the run.

        Raises:
            UserError: this source holds no answer to that.
        """
        raise UserError(message("hub-source.no-derivatives"))

    def newcomers(self, bounds: Bounds, now: datetime, doubtful: Doubtful) -> Newcomers:
        """The newest models of a language, after :meth:`observe`; what goes wrong is told in the result.

        Args:
            bounds: which, and at what price.
            now: the time of the run.
            doubtful: the owners to ask about.
        """
        return Newcomers()

    def last_proposed(self, catalog: str) -> frozenset[str] | None:
        """The IDs, in small letters, that the last look at a catalog proposed; None where nothing is known.

        Args:
            catalog: as :meth:`remember_proposed` was told.
        """
        return None

    def remember_proposed(self, catalog: str, repos: Iterable[str]) -> None:  # noqa: B027
        """Keep what a look at the whole of a catalog proposed, where there is a state to keep it in."""

    def last_findings(self, audited: str) -> frozenset[tuple[str, str]] | None:
        """The fingerprint and digest of what the last run found, where there is a state; None where nothing is known.

        Args:
            audited: the catalog, as :meth:`remember` was told.
        """
        return None

    def owned(self, owner: str) -> list[RepoRef]:
        """The models of an owner. Raises UserError where this source cannot tell."""
        raise UserError(message("hub-source.no-lists"))

    def collected(self, slug: str) -> list[RepoRef]:
        """The repos of a collection, in its order. Raises UserError where this source cannot tell."""
        raise UserError(message("hub-source.no-lists"))

    def remember(self, findings: Iterable[FindingKey], audited: str | None) -> None:  # noqa: B027  # most keep nothing
        """Keep when these findings of the last :meth:`observe` were seen, where there is a state to keep it in.

        Args:
            findings: all that were found.
            audited: a name of the catalog, where the whole of it was audited; None where only a part was.
        """

    def tidy(self, keep_days: int, same: Callable[[Observation, Observation], bool]) -> None:  # noqa: B027
        """Forget what nobody needs, where there is a state: old looks of repos that read as the one before.

        Args:
            keep_days: days for which every look is kept.
            same: whether all that is read of two looks is the same.
        """


# Opening one


@dataclass(frozen=True, slots=True)
class HubChoice:
    """Which Hub, and within which bounds, as the command line says it."""

    hub: str = "live"
    """A name in :data:`SOURCES`, or the path of a recording."""
    state: Path | None = None
    """The state file; None is the user's default."""
    no_state: bool = False
    max_requests: int | None = None
    max_wait: float | None = None
    jobs: int = 8
    trust_gone: bool = False
    """Believe that repos are gone or renamed, however many and however oddly."""
    progress: bool = True
    """Whether progress may be shown, if stderr is a terminal."""


@dataclass(frozen=True, slots=True)
class Attended:
    """How a person follows a run that takes long, and ends it."""

    progress: Callable[[Progress], None] = lambda _: None
    """Called a few times a second."""
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the run is to end."""


RECORDINGS = "jllm_sync.hub.recording"
"""The module that opens what is no name, but a path."""
SOURCES: dict[str, str] = {
    "live": "jllm_sync.hub.live",
    "recorded": RECORDINGS,
    "state": "jllm_sync.hub.history",
}
"""The sources by what --hub calls them: each is a module with a function ``open_source`` like the one below."""


def stated_endpoint() -> str:
    """The Hub that HF_ENDPOINT names, in the one spelling by which the state knows it.

    Raises:
        UserError: it is no address of a Hub; a password in it is not shown.
    """
    stated = os.environ.get("HF_ENDPOINT", "").strip() or CANONICAL_HOST
    address = base_address(stated)
    if address is None:
        raise UserError(message("hub-endpoint", found=repr(without_password(stated))))
    return address


def open_source(
    choice: HubChoice, attended: Callable[[], AbstractContextManager[Attended]]
) -> AbstractContextManager[Source]:
    """Open the source that --hub names.

    Args:
        choice: which, and within which bounds.
        attended: begins to show progress and to heed Ctrl-C; for a source that takes long.

    Raises:
        UserError: it cannot be used.
    """
    opened: AbstractContextManager[Source] = import_module(SOURCES.get(choice.hub, RECORDINGS)).open_source(
        choice, attended
    )
    return opened

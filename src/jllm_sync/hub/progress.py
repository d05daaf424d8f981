"""What a run tells of itself while it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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

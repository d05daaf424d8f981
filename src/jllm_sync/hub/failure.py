"""How asking the Hub can fail: what is asked for is refused or cannot be read, or the whole run ends."""

from __future__ import annotations


class HubFailure(Exception):
    """No answer that could be used; it costs what was asked for, not the run."""


class Transient(HubFailure):
    """Worth another try: an overloaded server, a dropped or truncated answer."""

    def __init__(self, message: str, *, retry_after: float | None = None, throttled: bool = False) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        """Seconds that the Hub asked to wait."""
        self.throttled = throttled
        """Whether the Hub is well and merely wants fewer requests."""


class Unreachable(HubFailure):
    """All tries failed."""


class Malformed(HubFailure):
    """The Hub answered, and the answer is not what its API promises."""


class TooLarge(HubFailure):
    """The answer is larger than what is read of it."""


class Elsewhere(HubFailure):
    """The answer stands on another host, where it is not looked for."""


class Refused(HubFailure):
    """The Hub answers and says no; the classes below tell why, where it does."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(f"HTTP {status}: {said or 'no reason given'}")
        self.status = status


class RepoMissing(Refused):
    """There is no such repo, or it is private."""


class RevisionMissing(Refused):
    """The repo has no such revision."""


class FileMissing(Refused):
    """The revision has no such file."""


class Gated(Refused):
    """Its owner must let one in."""


class Disabled(Refused):
    """The Hub has disabled the repo."""


class BadQuery(Refused):
    """The endpoint does not know what was asked, such as a field of ``expand``."""


class RunEnds(Exception):
    """Nothing more can be asked in this run; the message says why."""


class OutOfBudget(RunEnds):
    """--max-requests or --max-wait is spent."""


class HubDown(RunEnds):
    """The circuit breaker is open: the Hub does not answer."""


class TokenRefused(RunEnds):
    """The Hub no longer takes the token."""


class Stopped(RunEnds):
    """The user interrupted the run."""

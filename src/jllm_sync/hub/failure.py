"""How asking the Hub can fail, apart from what the Hub itself says of a repo (huggingface_hub's errors)."""

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

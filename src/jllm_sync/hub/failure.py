"""How asking the Hub can fail: what is asked for is refused or cannot be read, or the whole run ends."""

from __future__ import annotations

from collections.abc import Mapping

from jllm_sync.messages import Sayable, message, said


class _Told(Exception):
    """An exception that a person may read, in any language."""

    def __init__(self, what: Sayable) -> None:
        super().__init__(what)
        self.what = what
        """What happened; texts of the Hub in it are fit to be shown."""

    def __str__(self) -> str:
        return said(self.what, "en")


class HubFailure(_Told):
    """No answer that could be used; it costs what was asked for, not the run."""

    trail: tuple[Mapping[str, str], ...] = ()
    """The headers of the Hub's own answers that led here, by lower-case name."""


class NoListings(HubFailure):
    """The endpoint has no listings; found out before this one was asked for."""


class Transient(HubFailure):
    """Worth another try: an overloaded server, a dropped or truncated answer."""

    def __init__(
        self, what: Sayable, *, answered: bool = True, retry_after: float | None = None, throttled: bool = False
    ) -> None:
        super().__init__(what)
        self.answered = answered
        """Whether there was an answer in HTTP at all, be it an error."""
        self.retry_after = retry_after
        """Seconds that the Hub asked to wait."""
        self.throttled = throttled
        """Whether the Hub is well and merely wants fewer requests."""


class Unreachable(HubFailure):
    """All tries failed."""

    def __init__(self, what: Sayable, *, answered: bool) -> None:
        super().__init__(what)
        self.answered = answered
        """Whether the last try was answered in HTTP, by an error."""


class Malformed(HubFailure):
    """The Hub answered, and the answer is not what its API promises."""


class Unmarked(HubFailure):
    """An answer that nothing marks as the Hub's: a proxy or a login page may have given it."""


class TooLarge(HubFailure):
    """The answer is larger than what is read of it."""


class Elsewhere(HubFailure):
    """The answer stands on another host, where it is not looked for."""


class Refused(HubFailure):
    """The Hub answers and says no; the classes below tell why, where it does."""

    def __init__(self, status: int, text: str) -> None:
        shown = str(status)
        super().__init__(
            message("hub-refused", status=shown, text=text) if text else message("hub-refused.silently", status=shown)
        )
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


class RunEnds(_Told):
    """Nothing more can be asked in this run; the message says why."""


class OutOfBudget(RunEnds):
    """--max-requests or --max-wait is spent."""


class Throttled(RunEnds):
    """The Hub has wanted fewer requests for so long that the run got nowhere."""


class HubDown(RunEnds):
    """The circuit breaker is open: the Hub does not answer."""


class TokenRefused(RunEnds):
    """The Hub no longer takes the token."""


INTERRUPTED = message("hub-interrupted")
"""What a run says of itself after Ctrl-C or SIGTERM."""


class Stopped(RunEnds):
    """The user interrupted the run."""

    def __init__(self) -> None:
        super().__init__(INTERRUPTED)

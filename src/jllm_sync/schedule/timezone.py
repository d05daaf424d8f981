"""The time zone that a schedule is kept in."""

from __future__ import annotations

import difflib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from tzlocal import get_localzone_name

from jllm_sync.errors import UserError


def read_timezone(name: str | None) -> ZoneInfo:
    """The time zone of this name, or the machine's own.

    Raises:
        UserError: there is no such zone, or the machine's is not known.
    """
    if name is None:
        name = _local_name()
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        known = available_timezones()
        if not known:
            raise UserError(
                f"--timezone {name}: this machine has no time zone data; install the package tzdata "
                "(of the system, or of PyPI)"
            ) from None
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UserError(
            f"--timezone {name}: expected a name of the time zone database, as Asia/Tokyo or UTC{hint}"
        ) from None


def _local_name() -> str:
    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(
            "--timezone: the machine's time zone is not known; give one, as --timezone Asia/Tokyo"
        ) from None

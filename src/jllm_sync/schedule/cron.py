"""When to run: cron expressions as in crontab(5), read by cronsim, in a named time zone, as a trigger of APScheduler.

APScheduler's own crontab differs where it hurts: its weekday 0 is Monday and 7 fails, and it wants day of month and
weekday both to match where cron wants either. What implementations of cron disagree on is refused, not guessed.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from apscheduler.triggers.base import BaseTrigger
from cronsim import CronSim, CronSimError
from tzlocal import get_localzone_name

from jllm_sync.errors import UserError
from jllm_sync.messages import joined, message

_SHORTHANDS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_STEPS = {"minute": 60, "hour": 24, "day of month": 31, "month": 12, "weekday": 7}
"""The five fields, and how many numbers each has: no step can be longer."""
_SPAN = re.compile(r"\*|[0-9]{1,2}|[a-z]{3}|(?:[0-9]{1,2}|[a-z]{3})-(?:[0-9]{1,2}|[a-z]{3})")
_TO_SUNDAY = re.compile(r"\b([1-7]|mon|tue|wed|thu|fri|sat)-sun\b")


@dataclass(frozen=True, slots=True)
class Cron(BaseTrigger):  # type: ignore[misc]  # apscheduler has no types
    """The times of a cron expression in a time zone."""

    expression: str
    """Five fields, as cronsim reads them."""
    timezone: tzinfo
    jitter: int = 0
    """Seconds by which a run is put off at most, by chance."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """What APScheduler asks: the first time after the previous one, which may have passed; None: there is none."""
        after = now if previous_fire_time is None else min(now, _later(previous_fire_time))
        following = next(iter(self.next_times(after, 1)), None)
        return self._apply_jitter(following, self.jitter, now)  # type: ignore[no-any-return]

    def next_times(self, after: datetime, count: int = 3) -> tuple[datetime, ...]:
        """The next times at or after a moment, without jitter; fewer where the next fifty years have no more."""
        times = CronSim(self.expression, (after.astimezone(UTC) - timedelta(seconds=1)).astimezone(self.timezone))
        # In the hour that comes twice at the end of summer time, cronsim looks at the clock's face.
        return tuple(islice((time for time in times if time.timestamp() >= after.timestamp()), count))


def _later(moment: datetime) -> datetime:
    return (moment.astimezone(UTC) + timedelta(microseconds=1)).astimezone(moment.tzinfo)


def parse_cron(text: str, timezone: tzinfo, jitter: int = 0) -> Cron:
    """Read a cron expression: five fields, or a shorthand such as @daily.

    Args:
        text: the expression.
        timezone: the time zone whose clock it means.
        jitter: seconds by which each run is put off at most, by chance.

    Raises:
        UserError: it is none, it never comes, or implementations of cron disagree on what it means.
    """
    given = text.strip().lower()
    if given.startswith("@") and given not in _SHORTHANDS:
        key = "cron-at-the-start" if given == "@reboot" else "cron-shorthand"
        raise UserError(message(key, cron=repr(text), known=", ".join(_SHORTHANDS)))
    parts = _SHORTHANDS.get(given, given).split()
    if len(parts) != len(_STEPS):
        raise UserError(message("cron-fields", cron=repr(text), count=len(parts)))
    parts[4] = _TO_SUNDAY.sub(r"\1-7", parts[4])
    for number, field in enumerate(_STEPS):
        for item in parts[number].split(","):
            _check(text, number, field, item)
    expression = " ".join(parts)
    if _read(expression) is None:
        raise UserError(message("cron-no-such-day", cron=repr(text), day=parts[2], month=parts[3]))
    return Cron(expression, timezone, jitter)


def _check(text: str, number: int, field: str, item: str) -> None:
    """Look at one item of a field's list. Raises UserError."""
    span, slash, step = item.partition("/")
    alone = _read(" ".join([*"*" * number, span, *"*" * (4 - number)])) if _SPAN.fullmatch(span) else None
    if alone is None:
        problem = "cron-item"
    elif slash and not (re.fullmatch("[0-9]{1,2}", step) and 1 <= int(step) <= _STEPS[field]):
        problem = "cron-step"
    elif (
        slash
        and len((alone.minutes, alone.hours, alone.days, alone.months, alone.weekdays)[number]) == 1
        and (
            "-" in span or field == "weekday"  # it goes to Saturday in one cron, to Sunday in another
        )
    ):
        problem = "cron-step-of-one"
    else:
        return
    raise UserError(message(problem, cron=repr(text), field=field, item=repr(item), steps=_STEPS[field]))


def _read(expression: str) -> CronSim | None:
    try:
        return CronSim(expression, datetime(2000, 1, 1))
    except CronSimError:
        return None


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
            raise UserError(message("timezone-no-data", timezone=name)) from None
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
        if near:
            raise UserError(message("timezone-near", timezone=name, near=joined(near))) from None
        raise UserError(message("timezone-unknown", timezone=name)) from None


def _local_name() -> str:
    try:
        return get_localzone_name() or "UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UserError(message("timezone-not-known")) from None

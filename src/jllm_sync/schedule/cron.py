"""Cron expressions as people know them, from crontab(5), as triggers of APScheduler.

APScheduler's own crontab differs where it hurts: its weekday 0 is Monday and 7 fails, and it wants day-of-month and
weekday both to match where cron wants either. So the fields are read here, each into the numbers that it takes, and
the trigger is built from those. What cron implementations disagree on is refused, not guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger

from jllm_sync.errors import UserError

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ITEM = re.compile(r"(?P<start>\*|[0-9]+|[a-z]+)(?:-(?P<end>[0-9]+|[a-z]+))?(?:/(?P<step>[0-9]+))?\Z")


@dataclass(frozen=True, slots=True)
class _Field:
    """One of the five fields: its name, the numbers it takes, and their names, where they have any."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What may stand in the field."""
        named = f" or {self.names[0]} to {self.names[-1]}" if self.names else ""
        sunday = " (0 and 7 are Sunday)" if self.names is _WEEKDAYS else ""
        return f"expected {self.low} to {self.high}{named}{sunday}, as *, 5, 1-5, 1,3,5 or */2"


_MINUTE = _Field("minute", 0, 59)
_HOUR = _Field("hour", 0, 23)
_DAY = _Field("day of month", 1, 31)
_MONTH = _Field("month", 1, 12, _MONTHS)
_WEEKDAY = _Field("weekday", 0, 7, _WEEKDAYS)
_FIELDS = (_MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)


@dataclass(frozen=True, slots=True)
class Cron:
    """A schedule: the numbers that each field takes."""

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday, 6 is Saturday."""
    either_day: bool
    """A day matches by its number or by its weekday; else it must match by both."""

    def trigger(self, timezone: tzinfo, jitter: int | None = None) -> BaseTrigger:
        """The trigger that fires at these times, each put off by up to ``jitter`` seconds."""
        if not self.either_day:
            return self._trigger(timezone, self.days, self.weekdays, jitter)
        by_day = self._trigger(timezone, self.days, frozenset(range(7)))
        by_weekday = self._trigger(timezone, frozenset(range(1, 32)), self.weekdays)
        return OrTrigger([by_day, by_weekday], jitter=jitter)

    def next_times(self, timezone: tzinfo, after: datetime, count: int = 3) -> tuple[datetime, ...]:
        """The next times at or after a moment, without jitter."""
        trigger = self.trigger(timezone)
        times: list[datetime] = []
        previous: datetime | None = None
        while len(times) < count:
            following = trigger.get_next_fire_time(previous, previous or after)
            if following is None:  # the calendar ends in the year 9999
                break
            times.append(following)
            previous = following
        return tuple(times)

    def _trigger(
        self, timezone: tzinfo, days: frozenset[int], weekdays: frozenset[int], jitter: int | None = None
    ) -> CronTrigger:
        return CronTrigger(
            minute=_listed(self.minutes),
            hour=_listed(self.hours),
            day=_listed(days),
            month=_listed(self.months),
            day_of_week=_listed(frozenset((day - 1) % 7 for day in weekdays)),  # APScheduler counts from Monday
            second="0",
            timezone=timezone,
            jitter=jitter,
        )


def parse_cron(text: str) -> Cron:
    """Read a cron expression: five fields, or a shorthand such as @daily.

    Raises:
        UserError: it is none, it never comes, or implementations of cron disagree on what it means.
    """
    expression = _MACROS.get(text.strip().lower(), text)
    if expression.strip().startswith("@"):
        hint = "; to run once at the start, give --run-now" if text.strip().lower() == "@reboot" else ""
        raise UserError(f"--cron {text!r}: expected one of {', '.join(_MACROS)}{hint}")
    parts = expression.lower().split()
    if len(parts) != len(_FIELDS):
        raise UserError(
            f"--cron {text!r}: expected five fields (minute, hour, day of month, month, weekday), found {len(parts)}; "
            'every evening at 18:17 is "17 18 * * *"'
        )
    minutes, hours, days, months, weekdays = (
        _numbers(text, part, field) for part, field in zip(parts, _FIELDS, strict=True)
    )
    # crontab(5): a field that begins with * restricts nothing by itself, even as */2; then both fields have to match.
    either_day = not parts[2].startswith("*") and not parts[4].startswith("*")
    if not either_day:
        _require_some_day(text, days, months)
    return Cron(text, minutes, hours, days, months, frozenset(day % 7 for day in weekdays), either_day)


def _numbers(text: str, part: str, field: _Field) -> frozenset[int]:
    return frozenset(number for item in part.split(",") for number in _item(text, item, field))


def _item(text: str, item: str, field: _Field) -> range:
    """The numbers that one item of a field's list takes."""
    match = _ITEM.match(item)
    if match is None:
        raise _wrong(text, item, field, field.expected)
    start, end, step = match["start"], match["end"], match["step"]
    if start == "*":
        if end is not None:
            raise _wrong(text, item, field, field.expected)
        # 7 is Sunday once more: counting it would only make steps differ.
        first, last = field.low, 6 if field is _WEEKDAY else field.high
    else:
        first = last = _number(text, item, start, field)
        if end is not None:
            last = _number(text, item, end, field)
            if end == "sun" and first > 0:
                last = 7
        elif step is not None:
            if field is _WEEKDAY:
                raise _wrong(text, item, field, f"a step needs a range here, as {first}-6/{step} or {first}-7/{step}")
            last = field.high
    if first > last:
        raise _wrong(text, item, field, f"the range runs backwards: write {_forwards(first, last, field)}")
    return range(first, last + 1, _step(text, item, step, field))


def _number(text: str, item: str, word: str, field: _Field) -> int:
    if word in field.names:
        return field.names.index(word) + field.low
    if not word.isdigit() or len(word) > 4 or not field.low <= int(word) <= field.high:
        raise _wrong(text, item, field, field.expected)
    return int(word)


def _step(text: str, item: str, step: str | None, field: _Field) -> int:
    if step is None:
        return 1
    most = field.high - field.low + (0 if field is _WEEKDAY else 1)
    if len(step) > 4 or not 1 <= int(step) <= most:
        raise _wrong(text, item, field, f"expected a step from 1 to {most}; cron begins anew with each field's range")
    return int(step)


def _forwards(first: int, last: int, field: _Field) -> str:
    parts = ((first, field.high), (field.low, last))
    return ",".join(f"{low}-{high}" if low < high else f"{low}" for low, high in parts)


def _require_some_day(text: str, days: frozenset[int], months: frozenset[int]) -> None:
    if not any(min(days) <= _LONGEST_MONTHS[month - 1] for month in months):
        names = ", ".join(_MONTHS[month - 1] for month in sorted(months))
        raise UserError(f"--cron {text!r}: no such day: {names} never has a day {min(days)}")


def _wrong(text: str, item: str, field: _Field, expected: str) -> UserError:
    return UserError(f"--cron {text!r}: {field.name} {item!r}: {expected}")


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))

"""Cron expressions: what they mean, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jllm_sync.errors import UserError
from jllm_sync.schedule.cron import parse_cron

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = datetime(2026, 11, 23, 12, 0, tzinfo=TOKYO)


def following(expression: str, count: int = 3, after: datetime = MONDAY, zone: ZoneInfo = TOKYO) -> list[str]:
    times = parse_cron(expression, zone).next_times(after, count)
    return [moment.strftime("%a %Y-%m-%d %H:%M") for moment in times]


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        ("17 18 * * *", ["Mon 2026-11-23 18:17", "Tue 2026-11-24 18:17", "Wed 2026-11-25 18:17"]),
        ("0 3 * * 0", ["Sun 2026-11-29 03:00", "Sun 2026-12-06 03:00", "Sun 2026-12-13 03:00"]),
        ("0 3 * * 7", ["Sun 2026-11-29 03:00", "Sun 2026-12-06 03:00", "Sun 2026-12-13 03:00"]),
        ("0 3 * * 1", ["Mon 2026-11-30 03:00", "Mon 2026-12-07 03:00", "Mon 2026-12-14 03:00"]),
        ("0 3 * * Mon-FRI", ["Tue 2026-11-24 03:00", "Wed 2026-11-25 03:00", "Thu 2026-11-26 03:00"]),
        ("0 3 * * 5-7", ["Fri 2026-11-27 03:00", "Sat 2026-11-28 03:00", "Sun 2026-11-29 03:00"]),
        ("0 3 * * sat-sun", ["Sat 2026-11-28 03:00", "Sun 2026-11-29 03:00", "Sat 2026-12-05 03:00"]),
        ("0 3 * * */2", ["Tue 2026-11-24 03:00", "Thu 2026-11-26 03:00", "Sat 2026-11-28 03:00"]),
        ("0 3 * * 1-5/2", ["Wed 2026-11-25 03:00", "Fri 2026-11-27 03:00", "Mon 2026-11-30 03:00"]),
        ("*/20 12 * * *", ["Mon 2026-11-23 12:00", "Mon 2026-11-23 12:20", "Mon 2026-11-23 12:40"]),
        ("50/5 12 * * *", ["Mon 2026-11-23 12:50", "Mon 2026-11-23 12:55", "Tue 2026-11-24 12:50"]),
        ("5,1-2 13 * * *", ["Mon 2026-11-23 13:01", "Mon 2026-11-23 13:02", "Mon 2026-11-23 13:05"]),
        ("0 0 1 jan,Jul *", ["Fri 2027-01-01 00:00", "Thu 2027-07-01 00:00", "Sat 2028-01-01 00:00"]),
        ("0 0 29 2 *", ["Tue 2028-02-29 00:00", "Sun 2032-02-29 00:00", "Fri 2036-02-29 00:00"]),
        ("  05\t08 * * * ", ["Tue 2026-11-24 08:05", "Wed 2026-11-25 08:05", "Thu 2026-11-26 08:05"]),
        ("@daily", ["Tue 2026-11-24 00:00", "Wed 2026-11-25 00:00", "Thu 2026-11-26 00:00"]),
        ("@Weekly", ["Sun 2026-11-29 00:00", "Sun 2026-12-06 00:00", "Sun 2026-12-13 00:00"]),
        ("@hourly", ["Mon 2026-11-23 12:00", "Mon 2026-11-23 13:00", "Mon 2026-11-23 14:00"]),
        ("@monthly", ["Tue 2026-12-01 00:00", "Fri 2027-01-01 00:00", "Mon 2027-02-01 00:00"]),
        ("@yearly", ["Fri 2027-01-01 00:00", "Sat 2028-01-01 00:00", "Mon 2029-01-01 00:00"]),
    ],
)
def test_means_what_crontab_says(expression: str, times: list[str]) -> None:
    assert following(expression) == times


def test_a_day_of_month_or_a_weekday_is_enough_where_both_are_given() -> None:
    assert following("0 9 1 * fri", 4) == [
        "Fri 2026-11-27 09:00",
        "Tue 2026-12-01 09:00",
        "Fri 2026-12-04 09:00",
        "Fri 2026-12-11 09:00",
    ]
    assert following("0 9 27 * fri", 1) == ["Fri 2026-11-27 09:00"]  # both at once are one run


def test_a_field_that_begins_with_a_star_restricts_nothing_by_itself() -> None:
    assert following("0 9 */2 * mon", 3) == ["Mon 2026-12-07 09:00", "Mon 2026-12-21 09:00", "Mon 2027-01-11 09:00"]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("", "expected five fields (minute, hour, day of month, month, weekday), found 0"),
        ("0 18 * *", "found 4"),
        ("0 0 18 * * ?", "found 6"),
        ("60 18 * * *", "minute '60': expected 0 to 59"),
        ("0 24 * * *", "hour '24': expected 0 to 23"),
        ("0 0 0 * *", "day of month '0': expected 1 to 31"),
        ("0 0 * 13 *", "month '13': expected 1 to 12 or jan to dec"),
        ("0 0 * * 8", "weekday '8': expected 0 to 7 (both are Sunday) or sun to sat"),
        ("0 0 * * monday", "weekday 'monday': expected"),
        ("0 0 L * *", "day of month 'l': expected"),
        ("0 0 15W * *", "day of month '15w': expected"),
        ("0 0 * * 5#2", "weekday '5#2': expected"),
        ("H 0 * * *", "minute 'h': expected"),
        ("-5 0 * * *", "minute '-5': expected"),
        ("1,,2 0 * * *", "minute '': expected"),
        ("*-5 0 * * *", "minute '*-5': expected"),
        ("１７ 18 * * *", "minute '１７': expected"),
        ("30-10 0 * * *", "minute '30-10': expected 0 to 59 (as *, 5, 1-5, 1,3,5 or */2; a range goes upwards)"),
        ("0 0 * * fri-mon", "a range goes upwards"),
        ("0 0 * * 6-0", "a range goes upwards"),
        ("0 0 * * 1/2", "weekday '1/2': a step needs a range here, as 1-6/2"),
        ("0 0 * * */8", "expected a step from 1 to 7"),
        ("5-5/2 0 * * *", "minute '5-5/2': a step needs a range here"),
        ("5/x 0 * * *", "expected a step from 1 to 60"),
        ("5/ 0 * * *", "expected a step from 1 to 60"),
        ("*/90 * * * *", "expected a step from 1 to 60"),
        ("*/0 * * * *", "expected a step from 1 to 60"),
        (f"{'9' * 5000} * * * *", "expected 0 to 59"),
        (f"*/{'9' * 5000} * * * *", "expected a step from 1 to 60"),
        ("0 0 31 2,4 *", "no such day: none of the months 2,4 has a day 31"),
        ("@reboot", "--run-now"),
        ("@fortnightly", "expected one of @yearly"),
    ],
)
def test_refuses_what_it_cannot_translate(expression: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_cron(expression, TOKYO)
    assert said in str(refused.value)


def test_keeps_to_a_zone_with_summer_time() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2027, 3, 27, 12, tzinfo=berlin)  # on the 28th, 02:00 becomes 03:00
    assert following("30 1 * * *", 2, before, berlin) == ["Sun 2027-03-28 01:30", "Mon 2027-03-29 01:30"]
    moments = parse_cron("30 2 * * *", berlin).next_times(before, 2)
    assert [moment.timestamp() - before.timestamp() for moment in moments] == [14 * 3600, 37.5 * 3600]  # 03:00, 02:30


def test_the_hour_that_comes_twice_counts_once_but_for_what_runs_every_hour() -> None:
    berlin = ZoneInfo("Europe/Berlin")  # on 25 October 2026, 03:00 becomes 02:00
    for minute in (15, 45):
        within = datetime(2026, 10, 25, 2, minute, fold=1, tzinfo=berlin)
        assert following("30 2 * * *", 1, within, berlin) == ["Mon 2026-10-26 02:30"]
    first = datetime(2026, 10, 25, 1, 45, tzinfo=berlin)
    assert following("30 2 * * *", 2, first, berlin) == ["Sun 2026-10-25 02:30", "Mon 2026-10-26 02:30"]
    assert following("30 * * * *", 3, first, berlin) == [
        "Sun 2026-10-25 02:30", "Sun 2026-10-25 02:30", "Sun 2026-10-25 03:30",
    ]  # fmt: skip


def test_as_a_trigger_it_fires_at_each_time_once_and_within_the_jitter() -> None:
    cron = parse_cron("0 3 * * *", TOKYO)
    first = cron.get_next_fire_time(None, MONDAY)
    assert first is not None and first.isoformat() == "2026-11-24T03:00:00+09:00"
    missed = cron.get_next_fire_time(first, MONDAY + timedelta(days=9))
    assert missed is not None and missed.isoformat() == "2026-11-25T03:00:00+09:00"
    for _ in range(20):
        put_off = parse_cron("0 3 * * *", TOKYO, jitter=900).get_next_fire_time(None, MONDAY)
        assert put_off is not None and 0 <= (put_off - first).total_seconds() <= 900
        later = cron.get_next_fire_time(put_off, put_off)
        assert later is not None and later.day == 25


NAMES = {
    "month": ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
    "weekday": ["sun", "mon", "tue", "wed", "thu", "fri", "sat"],
}


@st.composite
def items(draw: st.DrawFn, name: str, low: int, high: int) -> tuple[str, set[int]]:
    """One item of a field's list and the numbers it takes, found by trying each."""
    first, last = sorted((draw(st.integers(low, high)), draw(st.integers(low, high))))
    step = draw(st.integers(1, high - low))
    shape = draw(st.sampled_from(["number", "name", "range", "range/step", "*", "*/step"]))
    everything = range(low, high + 1)
    if shape == "name" and name in NAMES and first < low + len(NAMES[name]):
        return NAMES[name][first - low].title(), {first}
    if shape in ("number", "name"):
        return str(first), {first}
    if shape == "range" or (shape == "range/step" and first == last):
        return f"{first}-{last}", {n for n in everything if first <= n <= last}
    if shape == "range/step":
        return f"{first}-{last}/{step}", {n for n in everything if first <= n <= last and (n - first) % step == 0}
    if shape == "*":
        return "*", set(everything)
    return f"*/{step}", {n for n in everything if (n - low) % step == 0}


@st.composite
def fields(draw: st.DrawFn, name: str, low: int, high: int) -> tuple[str, set[int]]:
    drawn = draw(st.lists(items(name, low, high), min_size=1, max_size=3))
    return ",".join(text for text, _ in drawn), set[int]().union(*(numbers for _, numbers in drawn))


def brute_force(parts: list[tuple[str, set[int]]], start: date, days: int) -> Iterator[datetime]:
    """Cron as crontab(5) tells it: look at every day."""
    (_, minutes), (_, hours), (day_text, day_numbers), (_, months), (weekday_text, weekdays) = parts
    either = not day_text.startswith("*") and not weekday_text.startswith("*")
    for day in (start + timedelta(days=n) for n in range(days)):
        by_day = day.day in day_numbers
        by_weekday = day.isoweekday() in weekdays or (day.isoweekday() == 7 and 0 in weekdays)
        if day.month in months and ((by_day or by_weekday) if either else (by_day and by_weekday)):
            for hour in sorted(hours):
                for minute in sorted(minutes):
                    yield datetime.combine(day, time(hour, minute), TOKYO)


@given(
    st.tuples(
        fields("minute", 0, 59), fields("hour", 0, 23), fields("day", 1, 31), fields("month", 1, 12),
        fields("weekday", 0, 7),
    ),
    st.dates(date(2024, 1, 1), date(2099, 1, 1)),
)  # fmt: skip
def test_fires_when_every_day_hour_and_minute_says_so(parts: tuple[tuple[str, set[int]], ...], start: date) -> None:
    expression = " ".join(text for text, _ in parts)
    days = 1500
    expected = list(islice(brute_force(list(parts), start, days), 20))
    try:
        cron = parse_cron(expression, TOKYO)
    except UserError as refused:
        assert "no such day" in str(refused)
        assert not expected
        return
    end = datetime.combine(start + timedelta(days=days), time(), TOKYO)
    times = cron.next_times(datetime.combine(start, time(), TOKYO), len(expected) or 1)
    assert [moment for moment in times if moment < end] == expected

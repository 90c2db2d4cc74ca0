"""Claims: every period of the register, from 200 days of three years each, ends where going day by day over a wall calendar ends.

The notices of the three years are written here once more, from their text; nothing of the product's calendar is used to count.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.worlds import fresh_session
from workflows.act import SHANGHAI, Due
from workflows.errors import Refused
from workflows.procurement.calendar import load
from workflows.procurement.deadlines import Register
from workflows.procurement.holidays import import_calendar
from workflows.procurement.models.law import Figure

DAY = dt.timedelta(days=1)
HOLIDAYS = {
    2024: "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
    2025: "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
    2026: "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
}
WORKED = {
    2024: "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    2025: "01-26 02-08 04-27 09-28 10-11",
    2026: "01-04 02-14 02-28 05-09 09-20 10-10",
}
"""国办发明电〔2023〕7号, 〔2024〕12号, 〔2025〕7号: days off in a row, and the weekends on which offices work."""
DAYS = 200
RUNNING = ("working", "calendar", "months", "years", "date")


def days(year: int, text: str) -> Iterator[dt.date]:
    """`05-01..05-05` is five days."""
    for span in text.split():
        first, _to, last = span.partition("..")
        day, end = (dt.date.fromisoformat(f"{year}-{one}") for one in (first, last or first))
        while day <= end:
            yield day
            day += DAY


OFF = {day for year, text in HOLIDAYS.items() for day in days(year, text)}
MADE_UP = {day for year, text in WORKED.items() for day in days(year, text)}


def open_on(day: dt.date) -> bool:
    """Whether offices work on that day. Raises LookupError where no notice says."""
    if day.year not in HOLIDAYS:
        raise LookupError(day.year)
    return day in MADE_UP or (day not in OFF and day.weekday() < 5)


def same_day_later(start: dt.date, months: int) -> dt.date:
    """Month by month; where a month has no such day, its last one."""
    year, month = start.year, start.month
    for _each in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    for day in (start.day, 30, 29, 28):
        if day <= start.day:
            try:
                return dt.date(year, month, day)
            except ValueError:
                continue
    raise AssertionError


def last_day(row: Figure, start: dt.date) -> dt.date:
    """The last day as counted, the first day not. Raises LookupError."""
    if row.unit == "date":
        return next(day for day in days(start.year, "01-01..12-31") if day.strftime("%m-%d") == row.value)
    assert isinstance(row.value, int)
    if row.unit in ("months", "years"):
        return same_day_later(start, row.value * (12 if row.unit == "years" else 1))
    if row.unit == "working":
        open_on(start)
    day, left = start, row.value
    while left:
        day += DAY
        left -= 1 if row.unit == "calendar" else open_on(day)
    return day


def by_hand(row: Figure, start: dt.date) -> Due | None:
    """What the register must say; None: it must stop, for a gate that needs a year nobody has imported."""
    strict: dt.date | None = None
    try:
        end = strict = last_day(row, start)
        while row.unit == "calendar" and not open_on(end):
            end += DAY
    except LookupError:
        return None if row.effect == "gate" else Due(row.id, start, strict, None, None, True, row.effect)
    midnight = dt.datetime(end.year, end.month, end.day, tzinfo=SHANGHAI) + DAY
    return Due(row.id, start, strict, end, midnight if row.effect == "gate" else None, False, row.effect)


@pytest.fixture(scope="module")
def world() -> Iterator[Session]:
    """The standard world with the notices of three years."""
    with fresh_session() as session:
        for year, text in HOLIDAYS.items():
            off = [day for day in days(year, text) if day.weekday() < 5]
            import_calendar(session, {"year": year, "source": "通知", "days_off": off, "make_up_days": list(days(year, WORKED[year]))})
        yield session


def running(session: Session) -> list[Figure]:
    """Every figure that is a period."""
    return [row for row in session.scalars(select(Figure).order_by(Figure.id, Figure.from_date)) if row.unit in RUNNING]


def told(session: Session, row: Figure, start: dt.date) -> Due | tuple[Any, ...]:
    """What the register says: a period, or the rules by which it stops."""
    try:
        return Register().compute(session, row.id, start)
    except Refused as stop:
        return stop.rules


def test_the_town_counts_by_the_same_notice(world: Session) -> None:
    assert sorted(load(world).years) == sorted(HOLIDAYS)
    with fresh_session() as standard:
        assert load(standard).years[2026] == load(world).years[2026]


def test_every_period_of_the_register_ends_where_the_wall_calendar_says(world: Session) -> None:
    rows, stopped, pending = running(world), set(), set()
    assert len(rows) > 60
    for row in rows:
        drawn = random.Random(row.id)
        first = max(dt.date(2024, 1, 1), row.from_date).toordinal()
        for ordinal in drawn.sample(range(first, dt.date(2026, 12, 31).toordinal() + 1), DAYS):
            start = dt.date.fromordinal(ordinal)
            wanted = by_hand(row, start)
            assert told(world, row, start) == (wanted or ("CAL-gap",)), (row.id, start)
            stopped |= {row.id} if wanted is None else set()
            pending |= {row.id} if wanted is not None and wanted.pending else set()
    assert {row.effect for row in rows if row.id in stopped} == {"gate"}
    assert {row.effect for row in rows if row.id in pending} <= {"due", "info"} and pending


def test_every_gate_that_crosses_into_an_unknown_year_stops_and_says_which(world: Session) -> None:
    gates = [row for row in running(world) if row.effect == "gate" and row.unit in ("working", "calendar") and row.value]
    assert len(gates) > 15
    for row in gates:
        with pytest.raises(Refused, match="2027年放假安排未导入") as stop:
            Register().compute(world, row.id, dt.date(2026, 12, 31))
        assert stop.value.rules == ("CAL-gap",), row.id


def test_nothing_is_counted_before_the_first_year_that_is_known(world: Session) -> None:
    for row in running(world):
        if row.effect == "gate" and row.unit == "working" and row.from_date.year < 2023:
            assert told(world, row, dt.date(2023, 12, 29)) == ("CAL-gap",), row.id


def test_a_first_day_a_made_up_day_and_a_holiday_at_the_end() -> None:
    five = Figure(id="X", unit="working", value=5, effect="due")
    assert last_day(five, dt.date(2025, 1, 24)) == dt.date(2025, 2, 7)
    ten = Figure(id="X", unit="calendar", value=10, effect="gate")
    answer = by_hand(ten, dt.date(2024, 9, 25))
    assert answer is not None
    assert (answer.due, answer.rolled) == (dt.date(2024, 10, 5), dt.date(2024, 10, 8))
    assert answer.frees_at == dt.datetime(2024, 10, 9, tzinfo=SHANGHAI)

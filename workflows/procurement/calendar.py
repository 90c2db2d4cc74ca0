"""Working days as the State Council's yearly notices make them. A year that is not imported has no answer: it stops, it never guesses."""

from __future__ import annotations

import calendar as gregorian
import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.procurement.models.law import CalendarDay, CalendarYear
from workflows.procurement.once import once

OFF, MAKE_UP, ORDINARY = "off", "make_up", "ordinary"
_known: dict[tuple[int, str], tuple[int, ...]] = {}
"""Working days (ordinals, ascending) by year and digest of its days: the same content is the same answer, whichever database it is from."""


_YEARS = select(CalendarYear.year, CalendarYear.digest)


class CalendarGap(LookupError):
    """The holidays of `year` are not imported."""

    def __init__(self, year: int) -> None:
        super().__init__(f"holidays of {year} not imported")
        self.year = year


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the imported years. Every method raises CalendarGap where it would need another year."""

    years: Mapping[int, tuple[int, ...]]

    def working_days(self, year: int) -> tuple[int, ...]:
        """The ordinals of the working days of a year, ascending."""
        if year not in self.years:
            raise CalendarGap(year)
        return self.years[year]

    def is_working(self, day: dt.date) -> bool:
        """Whether offices work on that day."""
        days = self.working_days(day.year)
        place = bisect_left(days, day.toordinal())
        return place < len(days) and days[place] == day.toordinal()

    def after(self, start: dt.date, number: int) -> dt.date:
        """The last of so many working days after `start`, which is not counted; `start` itself for none."""
        if number <= 0:
            return start
        year, left = start.year, number
        place = bisect_right(self.working_days(year), start.toordinal())
        while place + left > len(self.working_days(year)):
            left -= len(self.working_days(year)) - place
            year, place = year + 1, 0
        return dt.date.fromordinal(self.working_days(year)[place + left - 1])

    def rolled(self, day: dt.date) -> dt.date:
        """The day itself if it is a working day, else the next one: where a period ends that would end on a day off."""
        year, days = day.year, self.working_days(day.year)
        place = bisect_left(days, day.toordinal())
        return dt.date.fromordinal(days[place] if place < len(days) else self.working_days(year + 1)[0])

    def between(self, start: dt.date, end: dt.date) -> int:
        """How many working days follow `start` up to and including `end`; 0 if `end` is not later."""
        if end <= start:
            return 0
        counted = 0
        for year in range(start.year, end.year + 1):
            days = self.working_days(year)
            counted += bisect_right(days, end.toordinal()) - bisect_right(days, start.toordinal())
        return counted

    def last_of_month(self, year: int, month: int, number: int) -> dt.date:
        """The first of the last so many working days of a month: from there on a December payment needs a second look (ART-23.5)."""
        end = dt.date(year, month, gregorian.monthrange(year, month)[1])
        days = self.working_days(year)
        return dt.date.fromordinal(days[bisect_right(days, end.toordinal()) - number])


def add_months(start: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of that month where it has none. Asks no calendar of holidays."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return dt.date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def last_day_of_term(begins_on: dt.date, months: int) -> dt.date:
    """The last day of a term of so many months that begins on a day (Art. 22): 2026-08-03 and 12 months → 2027-08-02."""
    return add_months(begins_on, months) - dt.timedelta(days=1)


def load(session: Session) -> Calendar:
    """The calendar as imported. Read once in a transaction; the days of a year once in a process."""
    kept = once(session)
    if Calendar not in kept:
        known = session.execute(_YEARS).all()
        kept[Calendar] = Calendar({year: _days(session, year, digest) for year, digest in known})
    calendar: Calendar = kept[Calendar]
    return calendar


def forget(session: Session) -> None:
    """Let the next `load` of this transaction read again: a year was imported."""
    once(session).pop(Calendar, None)


def _days(session: Session, year: int, digest: str) -> tuple[int, ...]:
    if (year, digest) not in _known:
        rows = session.execute(select(CalendarDay.date, CalendarDay.kind).where(CalendarDay.year == year))
        _known[year, digest] = working_days_of(year, {date: kind for date, kind in rows})  # noqa: C416  a Result looks like a mapping to dict()
    return _known[year, digest]


def working_days_of(year: int, kinds: Mapping[dt.date, str]) -> tuple[int, ...]:
    """The ordinals of a year's working days: Monday to Friday but for what `kinds` says of a day."""
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    days = (dt.date.fromordinal(number) for number in range(first, last + 1))
    weekday = {OFF: False, MAKE_UP: True}
    return tuple(day.toordinal() for day in days if weekday.get(kinds.get(day, ORDINARY), day.weekday() < 5))

"""Dates, times and durations of FEEL: years from -999,999,999 to 999,999,999, nanoseconds, offsets and named zones; nothing of a clock.

Python's own dates end with the year 9999 and at microseconds. Values are immutable; arithmetic is in `dates`.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NANO: Final = 1_000_000_000
DAY_SECONDS: Final = 86_400
DAY: Final = DAY_SECONDS * NANO
MAX_YEAR: Final = 999_999_999
MAX_SECONDS: Final = 2**63
_EPOCH: Final = 719_468
_CYCLE: Final = 146_097
_ZONED_YEARS: Final = range(1900, 2100)

Zone = int | str | None
"""An offset in seconds east of UTC, the name of a zone, or neither."""


def days_of(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 in the proleptic Gregorian calendar (an era is 400 years, a year begins in March)."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * _CYCLE + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - _EPOCH


def month_length(year: int, month: int) -> int:
    """Days of a month."""
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def sign_and(text: str, negative: bool) -> str:
    """The text of an amount with its sign."""
    return f"-{text}" if negative else text


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the calendar. Raises ValueError if there is no such day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not (-MAX_YEAR <= self.year <= MAX_YEAR and 1 <= self.month <= 12 and 1 <= self.day <= month_length(self.year, self.month)):
            raise ValueError(self.year, self.month, self.day)

    @property
    def days(self) -> int:
        """Days from 1970-01-01."""
        return days_of(self.year, self.month, self.day)

    @property
    def weekday(self) -> int:
        """Monday is 1, Sunday 7."""
        return (self.days + 3) % 7 + 1

    def __str__(self) -> str:
        return f"{sign_and(f'{abs(self.year):04d}', self.year < 0)}-{self.month:02d}-{self.day:02d}"


def date_of(days: int) -> Date:
    """The day that many days after 1970-01-01. Raises ValueError beyond the calendar."""
    era, day_of_era = divmod(days + _EPOCH, _CYCLE)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return Date(year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1)


@cache
def _zone_info(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def known_zone(name: str) -> bool:
    """Whether there is a zone of that name."""
    try:
        _zone_info(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _offset(zone: Zone, day: Date, nanoseconds: int) -> int | None:
    """Seconds east of UTC at that local moment. Beyond 1900 to 2099 a zone keeps the rules of the nearest of those years."""
    if not isinstance(zone, str):
        return zone
    year = min(max(day.year, _ZONED_YEARS[0]), _ZONED_YEARS[-1])
    local = dt.datetime(year, day.month, min(day.day, month_length(year, day.month)), tzinfo=_zone_info(zone))
    offset = (local + dt.timedelta(seconds=nanoseconds // NANO)).utcoffset()
    return None if offset is None else round(offset.total_seconds())


def _zone_text(zone: Zone) -> str:
    if zone is None:
        return ""
    if isinstance(zone, str):
        return f"@{zone}"
    if not zone:
        return "Z"
    hours, rest = divmod(abs(zone), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{'-' if zone < 0 else '+'}{hours:02d}:{minutes:02d}" + (f":{seconds:02d}" if seconds else "")


def _seconds_text(seconds: int, nanoseconds: int, width: int) -> str:
    fraction = f".{nanoseconds:09d}".rstrip("0") if nanoseconds else ""
    return f"{seconds:0{width}d}{fraction}"


class _Moment(ABC):
    """Compares by the instant; a local one and one with an offset have no order, and are never equal."""

    __slots__ = ()

    @property
    @abstractmethod
    def instant(self) -> tuple[bool, int]:
        """Whether it is tied to UTC, and nanoseconds."""

    @property
    @abstractmethod
    def named(self) -> bool:
        """Whether it is tied to a named zone: never equal to one with an offset."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Moment) and self.named == other.named and self.instant == other.instant

    def __hash__(self) -> int:
        return hash(self.instant)

    def _from(self, other: _Moment) -> int:
        (tied, mine), (other_tied, its) = self.instant, other.instant
        if tied != other_tied or self.__class__ is not other.__class__:
            raise TypeError
        return mine - its

    def __lt__(self, other: _Moment) -> bool:
        return self._from(other) < 0

    def __le__(self, other: _Moment) -> bool:
        return self._from(other) <= 0

    def __gt__(self, other: _Moment) -> bool:
        return self._from(other) > 0

    def __ge__(self, other: _Moment) -> bool:
        return self._from(other) >= 0


_WINTER_AND_SUMMER: Final = (Date(2000, 1, 1), Date(2000, 7, 1))


@dataclass(frozen=True, slots=True, eq=False)
class Time(_Moment):
    """A time of day: nanoseconds since midnight, 0 ≤ n < 1 day."""

    nanoseconds: int
    zone: Zone = None

    @property
    def named(self) -> bool:
        """Whether its zone has a name."""
        return isinstance(self.zone, str)

    @property
    def instant(self) -> tuple[bool, int]:
        """Nanoseconds since midnight UTC; without an offset, of the local day."""
        offset = self.offset
        return offset is not None, self.nanoseconds - (offset or 0) * NANO

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC; None for a local time. A zone without a day has its standard time, not that of its summer."""
        if not isinstance(self.zone, str):
            return self.zone
        offsets = (_offset(self.zone, day, self.nanoseconds) for day in _WINTER_AND_SUMMER)
        return min((offset for offset in offsets if offset is not None), default=None)

    def __str__(self) -> str:
        seconds, fraction = divmod(self.nanoseconds, NANO)
        hours, rest = divmod(seconds, 3600)
        return f"{hours:02d}:{rest // 60:02d}:{_seconds_text(rest % 60, fraction, 2)}{_zone_text(self.zone)}"


@dataclass(frozen=True, slots=True, eq=False)
class DateTime(_Moment):
    """A day and a time of that day."""

    date: Date
    time: Time

    @property
    def named(self) -> bool:
        """Whether its zone has a name."""
        return self.time.named

    @property
    def offset(self) -> int | None:
        """Seconds east of UTC on that day; None for a local moment."""
        return _offset(self.time.zone, self.date, self.time.nanoseconds)

    @property
    def instant(self) -> tuple[bool, int]:
        """Nanoseconds from 1970-01-01T00:00:00, UTC or local."""
        offset = self.offset
        return offset is not None, self.date.days * DAY + self.time.nanoseconds - (offset or 0) * NANO

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


@dataclass(frozen=True, slots=True, order=True)
class DaysTime:
    """A days and time duration, in nanoseconds. Raises ValueError beyond 2^63 seconds."""

    nanoseconds: int

    def __post_init__(self) -> None:
        if abs(self.nanoseconds) >= MAX_SECONDS * NANO:
            raise ValueError(self.nanoseconds)

    def __str__(self) -> str:
        seconds, fraction = divmod(abs(self.nanoseconds), NANO)
        days, seconds = divmod(seconds, DAY_SECONDS)
        hours, seconds = divmod(seconds, 3600)
        minutes, seconds = divmod(seconds, 60)
        clock = "".join(f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M")) if amount)
        if seconds or fraction:
            clock += f"{_seconds_text(seconds, fraction, 1)}S"
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return sign_and(f"P{text or 'T0S'}", self.nanoseconds < 0)


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, in months. Raises ValueError beyond the calendar."""

    months: int

    def __post_init__(self) -> None:
        if abs(self.months) > MAX_YEAR * 12 * 2:
            raise ValueError(self.months)

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return sign_and(f"P{text or '0M'}", self.months < 0)


Temporal = Date | Time | DateTime | DaysTime | YearsMonths

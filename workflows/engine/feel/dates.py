"""Reads dates, times and durations from text, and computes with them; what has no answer is None."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from typing import Any, Final

from workflows.engine.feel.temporal import (
    DAY,
    NANO,
    Date,
    DateTime,
    DaysTime,
    Temporal,
    Time,
    YearsMonths,
    Zone,
    date_of,
    known_zone,
    month_length,
)

_DATE: Final = re.compile(r"(-?(?:[1-9]\d{4,8}|\d{4}))-(\d\d)-(\d\d)", re.ASCII)
_TIME: Final = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d{0,30})?(Z|z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z][\w+\-]*(?:/[\w+\-]+){0,2})?", re.ASCII
)
_DAYS_TIME: Final = re.compile(
    r"(-?)P(?=\d|T\d)(?:(\d{1,20})D)?(?:T(?=\d)(?:(\d{1,20})H)?(?:(\d{1,20})M)?(?:(\d{1,20})(?:\.(\d{0,9})\d{0,30})?S)?)?", re.ASCII
)
_YEARS_MONTHS: Final = re.compile(r"(-?)P(?=\d)(?:(\d{1,20})Y)?(?:(\d{1,20})M)?", re.ASCII)
_MAX_OFFSET: Final = 18 * 3600


def nothing_if_impossible(make: Callable[[], Any]) -> Any:
    """What it makes; None where there is no such day, or it lies beyond the calendar."""
    try:
        return make()
    except (ValueError, OverflowError):
        return None


def read_date(text: str) -> Date | None:
    """YYYY-MM-DD; more digits for later years, a minus for years before the year 0."""
    found = _DATE.fullmatch(text)
    if found is None or found[1] == "-0000":
        return None
    made: Date | None = nothing_if_impossible(lambda: Date(int(found[1]), int(found[2]), int(found[3])))
    return made


def _read_zone(text: str | None) -> Zone:
    """Raises ValueError for a zone that does not exist."""
    if text is None:
        return None
    if text in ("Z", "z"):
        return 0
    if text.startswith("@"):
        if not known_zone(text[1:]):
            raise ValueError(text)
        return text[1:]
    hours, minutes, seconds = (*map(int, text[1:].split(":")), 0)[:3]
    if minutes > 59 or seconds > 59 or (offset := hours * 3600 + minutes * 60 + seconds) > _MAX_OFFSET:
        raise ValueError(text)
    return -offset if text.startswith("-") else offset


def time_of(hour: int, minute: int, second: int, fraction: int = 0, zone: Zone = None) -> Time:
    """A time of day; `fraction` in nanoseconds. Raises ValueError for an hour beyond 23, a minute or second beyond 59."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59 and 0 <= fraction < NANO):
        raise ValueError(hour, minute, second)
    return Time((hour * 3600 + minute * 60 + second) * NANO + fraction, zone)


def read_time(text: str) -> Time | None:
    """hh:mm:ss, perhaps with a fraction, and Z, an offset or @ and the name of a zone."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3])
    fraction = int((found[4] or "").ljust(9, "0"))
    made: Time | None = nothing_if_impossible(lambda: time_of(hour, minute, second, fraction, _read_zone(found[5])))
    return made


def read_date_time(text: str) -> DateTime | None:
    """A date, T and a time; a date alone is its midnight."""
    day, sign, clock = text.partition("T")
    date = read_date(day)
    time = read_time(clock) if sign else Time(0)
    return DateTime(date, time) if date is not None and time is not None else None


def read_duration(text: str) -> DaysTime | YearsMonths | None:
    """P1DT2H3M4.5S or P1Y2M, each part optional but one."""
    found = _DAYS_TIME.fullmatch(text)
    sign = -1 if text.startswith("-") else 1
    if found is not None:
        days, hours, minutes, seconds = (int(found[place] or 0) for place in (2, 3, 4, 5))
        whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        fraction = int((found[6] or "").ljust(9, "0"))
        made: DaysTime | None = nothing_if_impossible(lambda: DaysTime(sign * (whole * NANO + fraction)))
        return made
    months = _YEARS_MONTHS.fullmatch(text)
    if months is None:
        return None
    count = int(months[2] or 0) * 12 + int(months[3] or 0)
    span: YearsMonths | None = nothing_if_impossible(lambda: YearsMonths(sign * count))
    return span


def read_temporal(text: str) -> Temporal | None:
    """What `@"…"` says: a duration, a date, a time, or a date and time."""
    return read_duration(text) or read_date(text) or read_time(text) or (read_date_time(text) if "T" in text else None)


def midnight(value: Date | DateTime) -> DateTime:
    """A date as the date and time that FEEL takes it for: its midnight in UTC."""
    return DateTime(value, Time(0, 0)) if isinstance(value, Date) else value


def _plus_months(day: Date, months: int) -> Date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return Date(year, month + 1, min(day.day, month_length(year, month + 1)))


def _plus(moment: Date | DateTime | Time, span: DaysTime | YearsMonths) -> Temporal | None:
    if isinstance(span, YearsMonths):
        if isinstance(moment, Time):
            return None
        moved = _plus_months(moment if isinstance(moment, Date) else moment.date, span.months)
        return moved if isinstance(moment, Date) else DateTime(moved, moment.time)
    if isinstance(moment, Date):
        return date_of((moment.days * DAY + span.nanoseconds) // DAY)
    if isinstance(moment, Time):
        return Time((moment.nanoseconds + span.nanoseconds) % DAY, moment.zone)
    days, clock = divmod(moment.date.days * DAY + moment.time.nanoseconds + span.nanoseconds, DAY)
    return DateTime(date_of(days), Time(clock, moment.time.zone))


def _negated(span: Any) -> Any:
    return DaysTime(-span.nanoseconds) if isinstance(span, DaysTime) else YearsMonths(-span.months)


def _sum(left: Any, right: Any) -> Temporal | None:
    if isinstance(left, DaysTime) and isinstance(right, DaysTime):
        return DaysTime(left.nanoseconds + right.nanoseconds)
    if isinstance(left, YearsMonths) and isinstance(right, YearsMonths):
        return YearsMonths(left.months + right.months)
    if isinstance(left, (DaysTime, YearsMonths)):
        left, right = right, left
    if isinstance(left, (Date, DateTime, Time)) and isinstance(right, (DaysTime, YearsMonths)):
        return _plus(left, right)
    return None


def _difference(left: Any, right: Any) -> Temporal | None:
    if isinstance(right, (DaysTime, YearsMonths)):
        return None if isinstance(left, (DaysTime, YearsMonths)) and type(left) is not type(right) else _sum(left, _negated(right))
    if isinstance(left, Time) and isinstance(right, Time):
        return _apart(left, right)
    if isinstance(left, (Date, DateTime)) and isinstance(right, (Date, DateTime)):
        return _apart(midnight(left), midnight(right))
    return None


def _apart(left: Time | DateTime, right: Time | DateTime) -> DaysTime | None:
    (tied, one), (other_tied, other) = left.instant, right.instant
    return DaysTime(one - other) if tied == other_tied else None


def _product(left: Any, right: Any) -> Temporal | None:
    if isinstance(right, (DaysTime, YearsMonths)):
        left, right = right, left
    return _scaled(left, right, lambda amount, factor: amount * factor) if isinstance(right, (Decimal, int)) else None


def _quotient(left: Any, right: Any) -> Any:
    if isinstance(right, (Decimal, int)):
        return _scaled(left, right, lambda amount, factor: amount / factor) if right else None
    amounts = [_amount(side) for side in (left, right)]
    if type(left) is not type(right) or None in amounts or not amounts[1]:
        return None
    return Decimal(amounts[0] or 0) / Decimal(amounts[1])


def _amount(value: Any) -> int | None:
    if isinstance(value, DaysTime):
        return value.nanoseconds
    return value.months if isinstance(value, YearsMonths) else None


def _scaled(span: Any, factor: Decimal | int, operation: Callable[[Decimal, Decimal], Decimal]) -> Temporal | None:
    amount = _amount(span)
    if amount is None or factor.__class__ is bool:
        return None
    with localcontext(prec=60):
        scaled = int(operation(Decimal(amount), Decimal(factor)))
    return DaysTime(scaled) if isinstance(span, DaysTime) else YearsMonths(scaled)


_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"+": _sum, "-": _difference, "*": _product, "/": _quotient}


def computed(sign: str, left: Any, right: Any) -> Any:
    """`left sign right` where one of them is a date, a time or a duration; None where FEEL has no such sum."""
    return nothing_if_impossible(lambda: _OPERATIONS[sign](left, right))


def negated(span: Any) -> Any:
    """A duration the other way; None for anything else."""
    return _negated(span) if isinstance(span, (DaysTime, YearsMonths)) else None


_CLOCK: Final[Mapping[str, Callable[[Time], Any]]] = {
    "hour": lambda time: time.nanoseconds // (3600 * NANO),
    "minute": lambda time: time.nanoseconds // (60 * NANO) % 60,
    "second": lambda time: time.nanoseconds // NANO % 60,
}
_SPAN: Final[Mapping[str, tuple[int, int]]] = {
    "days": (DAY, 10**20),
    "hours": (3600 * NANO, 24),
    "minutes": (60 * NANO, 60),
    "seconds": (NANO, 60),
}


def property_of(value: Any, name: str) -> Any:
    """`.year`, `.hour`, `.time offset`, `.days` …; None where the value has no such property."""
    if isinstance(value, DaysTime):
        return _span_part(value, name)
    if isinstance(value, YearsMonths):
        years, months = divmod(abs(value.months), 12)
        part = {"years": years, "months": months}.get(name)
        return None if part is None else (-part if value.months < 0 else part)
    date = value.date if isinstance(value, DateTime) else value
    if name in ("year", "month", "day", "weekday"):
        return getattr(date, name) if isinstance(date, Date) else None
    return _clock_part(value, name) if isinstance(value, (Time, DateTime)) else None


def _clock_part(value: Time | DateTime, name: str) -> Any:
    time = value.time if isinstance(value, DateTime) else value
    if name in _CLOCK:
        return _CLOCK[name](time)
    if name == "time offset":
        offset = value.offset
        return None if offset is None else DaysTime(offset * NANO)
    if name == "timezone":
        return time.zone if isinstance(time.zone, str) else None if time.zone != 0 else "Z"
    return None


def _span_part(value: DaysTime, name: str) -> int | None:
    if name not in _SPAN:
        return None
    unit, most = _SPAN[name]
    part = abs(value.nanoseconds) // unit % most
    return -part if value.nanoseconds < 0 else part

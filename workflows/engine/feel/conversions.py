"""FEEL's conversions between kinds, and its functions of dates and times."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.dates import read_date, read_date_time, read_duration, read_time, time_of
from workflows.engine.feel.registry import built_in, measured
from workflows.engine.feel.temporal import NANO, Date, DateTime, DaysTime, Time, YearsMonths, Zone, days_of, known_zone
from workflows.engine.feel.values import ExpressionError, FeelFunction, Range, equal, is_temporal, kind_of, number, text_of
from workflows.text import _

_NUMBER: Final = re.compile(r"-?(?:\d{1,6000}(?:\.\d{0,6000})?|\.\d{1,6000})(?:[eE][+-]?\d{1,5})?", re.ASCII)
_NAME: Final = re.compile(r"[^\W\d]\w*(?: \w+)*")
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]


def _whole(value: Any) -> int:
    """Raises ValueError for what is no whole number."""
    if kind_of(value) != "number" or value != (whole := int(value)):
        raise ValueError(value)
    return whole


@built_in("date", "from:any", "month:number?", "day:number?", named=(("from",), ("year", "month", "day")))
def _date(_budget: Budget, value: Any, *rest: Any) -> Date | None:
    if rest:
        return Date(_whole(value), *map(_whole, rest)) if len(rest) == 2 else None
    if isinstance(value, (Date, DateTime)):
        return value if isinstance(value, Date) else value.date
    return read_date(value) if value.__class__ is str else None


@built_in(
    "time",
    "from:any",
    "minute:number?",
    "second:number?",
    "offset:days and time duration??",
    named=(("from",), ("hour", "minute", "second"), ("hour", "minute", "second", "offset")),
)
def _time(_budget: Budget, value: Any, *rest: Any) -> Time | None:
    if rest:
        return _time_of(value, *rest) if len(rest) > 1 else None
    if isinstance(value, (Date, DateTime, Time)):
        return value if isinstance(value, Time) else value.time if isinstance(value, DateTime) else Time(0, 0)
    return read_time(value) if value.__class__ is str else None


def _time_of(hour: Any, minute: Any, second: Any, offset: DaysTime | None = None) -> Time:
    zone: Zone = None
    if offset is not None:
        zone, part = divmod(offset.nanoseconds, NANO)
        if part or abs(zone) > 18 * 3600:
            raise ValueError(offset)
    nanoseconds = int(Decimal(second) * NANO)
    return time_of(_whole(hour), _whole(minute), nanoseconds // NANO, nanoseconds % NANO, zone)


@built_in(
    "date and time",
    "from:any",
    "time:any?",
    "day:number?",
    "hour:number?",
    "minute:number?",
    "second:number?",
    "offset:any?",
    named=(
        ("from",),
        ("date", "time"),
        ("year", "month", "day", "hour", "minute", "second"),
        ("year", "month", "day", "hour", "minute", "second", "offset"),
        ("year", "month", "day", "hour", "minute", "second", "timezone"),
    ),
)
def _date_and_time(_budget: Budget, value: Any, *rest: Any) -> DateTime | None:
    if not rest:
        if isinstance(value, Date):
            return DateTime(value, Time(0, 0))
        return value if isinstance(value, DateTime) else read_date_time(value) if value.__class__ is str else None
    if len(rest) == 1:
        date = value.date if isinstance(value, DateTime) else value
        return DateTime(date, rest[0]) if isinstance(date, Date) and isinstance(rest[0], Time) else None
    return _moment_of(value, *rest) if len(rest) >= 5 else None


def _moment_of(year: Any, month: Any, day: Any, hour: Any, minute: Any, second: Any, offset: Any = None) -> DateTime | None:
    date = Date(_whole(year), _whole(month), _whole(day))
    if offset.__class__ is str:
        return DateTime(date, Time(_time_of(hour, minute, second).nanoseconds, offset)) if known_zone(offset) else None
    return DateTime(date, _time_of(hour, minute, second, offset)) if offset is None or isinstance(offset, DaysTime) else None


@built_in("duration", "from:string|days and time duration|years and months duration")
def _duration(_budget: Budget, value: Any) -> DaysTime | YearsMonths | None:
    return read_duration(value) if value.__class__ is str else value


@built_in("years and months duration", "from:date|date and time", "to:date|date and time")
def _years_and_months(_budget: Budget, begin: Any, end: Any) -> YearsMonths:
    one, other = (moment.date if isinstance(moment, DateTime) else moment for moment in (begin, end))
    months = (other.year - one.year) * 12 + other.month - one.month
    if months > 0 and other.day < one.day:
        months -= 1
    elif months < 0 and other.day > one.day:
        months += 1
    return YearsMonths(months)


@built_in("number", "from:any", "grouping separator:string??", "decimal separator:string??")
def _number(_budget: Budget, value: Any, grouping: str | None = None, point: str | None = None) -> Decimal | None:
    if kind_of(value) == "number" and grouping is None and point is None:
        return Decimal(value)
    if (
        value.__class__ is not str
        or grouping not in (None, " ", ",", ".")
        or point not in (None, ",", ".")
        or (grouping and grouping == point)
    ):
        return None
    text = value.replace(grouping, "") if grouping else value
    text = text.replace(point, ".") if point and point != "." and "." not in text else text
    return read_number(text)


def read_number(text: str) -> Decimal | None:
    """A number as FEEL writes it, perhaps with a minus. Raises ExpressionError beyond 34 digits' reach."""
    return number(text) if _NUMBER.fullmatch(text) else None


@built_in("string", "from:any")
def _string(_budget: Budget, value: Any) -> str | None:
    return None if value is None else value if value.__class__ is str else written(measured(value))


def written(value: Any) -> str:
    """A value as FEEL writes it; a string in it stands between quotes."""
    if value is None or value.__class__ is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if value.__class__ is str:
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (Decimal, int)):
        return text_of(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    return str(value) if is_temporal(value) else _written_block(value)


def _written_block(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key if _NAME.fullmatch(key) else written(key)}: {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Range):
        if value.open_end:
            return _written_one_ended(value)
        return f"{'[' if value.low_within else '('}{written(value.low)}..{written(value.high)}{']' if value.high_within else ')'}"
    return f"function({', '.join(value.names)})" if isinstance(value, FeelFunction) else str(value)


def _written_one_ended(value: Range) -> str:
    sign = {"not": "!=", "low": "<=" if value.high_within else "<", "high": ">=" if value.low_within else ">"}[value.open_end]
    return f"({sign}{written(value.high if value.open_end == 'low' else value.low)})"


@built_in("is", "value1:any", "value2:any", named=(("value1", "value2", "value3:passed over?"),))
def _is(_budget: Budget, one: Any, other: Any) -> bool:
    if kind_of(one) != kind_of(other):
        return False
    if isinstance(one, (Time, DateTime)):
        return _parts(one) == _parts(other)
    return equal(one, other) is True


def _parts(moment: Time | DateTime) -> tuple[Date | None, int, int | None]:
    """What is seen of a moment: the day, the time of day, the offset; a zone counts as its offset there."""
    time = moment.time if isinstance(moment, DateTime) else moment
    return moment.date if isinstance(moment, DateTime) else None, time.nanoseconds, moment.offset


def _of_day(name: str, computed: Callable[[Date], Any]) -> None:
    @built_in(name, "date:date|date and time")
    def _told(_budget: Budget, value: Any) -> Any:
        return computed(value.date if isinstance(value, DateTime) else value)


def _week(day: Date) -> int:
    """ISO 8601: the week of the year is the one of its Thursday."""
    thursday = day.days - day.weekday + 4
    year = next(year for year in (day.year + 1, day.year, day.year - 1) if thursday >= days_of(year, 1, 1))
    return (thursday - days_of(year, 1, 1)) // 7 + 1


_of_day("day of year", lambda day: day.days - days_of(day.year, 1, 1) + 1)
_of_day("day of week", lambda day: _WEEKDAYS[day.weekday - 1])
_of_day("month of year", lambda day: _MONTHS[day.month - 1])
_of_day("week of year", _week)


@built_in("now")
def _now(budget: Budget) -> DateTime:
    return _clock(budget)


@built_in("today")
def _today(budget: Budget) -> Date:
    return _clock(budget).date


def _clock(budget: Budget) -> DateTime:
    if budget.now is None:
        raise ExpressionError(_("这里没有时钟，不能使用 now() 和 today()。"))
    return budget.now


@built_in("random number")
def _random(_budget: Budget) -> None:
    raise ExpressionError(_("不支持随机数（random number）：决策必须可以重算。"))

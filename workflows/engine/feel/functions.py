"""The functions and operations of the expression language. A wrong argument gives null; a wrong number of them never compiles."""

from __future__ import annotations

import datetime as dt
import decimal
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from workflows.engine.feel.dates import computed, negated
from workflows.engine.feel.values import CONTEXT, MAX_STRING, ExpressionError, is_temporal, kind_of, order, plain
from workflows.text import _

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def _calculated(operation: Callable[[Any, Any], Decimal], left: Any, right: Any, sign: str = "") -> Any:
    if kind_of(left) != "number" or kind_of(right) != "number":
        return computed(sign, left, right) if sign and (is_temporal(left) or is_temporal(right)) else None
    try:
        made = operation(left, right)
    except decimal.DecimalException:
        return None
    return plain(made) if made.is_finite() else None


def add(left: Any, right: Any) -> Any:
    """Sum of two numbers, or two strings joined. Raises ExpressionError for a string too long."""
    if left.__class__ is str and right.__class__ is str:
        if len(left) + len(right) > MAX_STRING:
            raise ExpressionError(_("拼接的文字超过 {limit} 个字符。").format(limit=MAX_STRING))
        return left + right
    return _calculated(CONTEXT.add, left, right, "+")


def subtract(left: Any, right: Any) -> Any:
    """Difference of two numbers."""
    return _calculated(CONTEXT.subtract, left, right, "-")


def multiply(left: Any, right: Any) -> Any:
    """Product of two numbers."""
    return _calculated(CONTEXT.multiply, left, right, "*")


def divide(left: Any, right: Any) -> Any:
    """Quotient of two numbers, 34 digits; null for a divisor of zero."""
    return _calculated(CONTEXT.divide, left, right, "/")


def power(left: Any, right: Any) -> Any:
    """A number to the power of another, 34 digits; null for zero to a negative power."""
    return _calculated(CONTEXT.power, left, right)


def negative(value: Any) -> Any:
    """A number or a duration with the other sign."""
    return negated(value) if is_temporal(value) else subtract(0, value)


def date(*parts: Any) -> dt.date | None:
    """A date from YYYY-MM-DD, from a date and time, or from year, month, day."""
    try:
        if len(parts) > 1:
            year, month, day = map(_whole, parts)
            return dt.date(year, month, day)
        value = parts[0]
        if value.__class__ in (dt.date, dt.datetime):
            return dt.date(value.year, value.month, value.day)
        return dt.date.fromisoformat(value) if value.__class__ is str and _DATE.fullmatch(value) else None
    except (ValueError, OverflowError):
        return None


def _whole(value: Any) -> int:
    if kind_of(value) != "number" or value != (whole := int(value)):
        raise ValueError
    return whole


def moment(value: Any) -> dt.datetime | None:
    """A date and time from YYYY-MM-DDThh:mm:ss, with an offset or without; from a date: its beginning."""
    if value.__class__ is dt.date:
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001  without a zone, as FEEL says
    try:
        return dt.datetime.fromisoformat(value) if value.__class__ is str and _MOMENT.fullmatch(value) else None
    except ValueError:
        return None


def _members(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """`sum([1, 2])` and `sum(1, 2)` are the same."""
    return values[0] if len(values) == 1 and values[0].__class__ is tuple else values


def _count(value: Any) -> int | None:
    return len(value) if value.__class__ is tuple else None


def _sum(*values: Any) -> Any:
    members = _members(values)
    total: Any = members[0] if members and kind_of(members[0]) == "number" else None
    for member in members[1:]:
        total = _calculated(CONTEXT.add, total, member)
    return total


def _extreme(sign: str, values: tuple[Any, ...]) -> Any:
    members = _members(values)
    best: Any = members[0] if members else None
    if order("<=", best, best) is None:
        return None
    for member in members[1:]:
        first = order(sign, member, best)
        if first is None:
            return None
        best = member if first else best
    return best


def _min(*values: Any) -> Any:
    return _extreme("<", values)


def _max(*values: Any) -> Any:
    return _extreme(">", values)


def _contains(text: Any, part: Any) -> bool | None:
    return part in text if text.__class__ is str and part.__class__ is str else None


def _starts_with(text: Any, part: Any) -> bool | None:
    return text.startswith(part) if text.__class__ is str and part.__class__ is str else None


def _string_length(text: Any) -> int | None:
    return len(text) if text.__class__ is str else None


def _rounded(how: str) -> Callable[..., Decimal | None]:
    def rounded(value: Any, scale: Any = 0) -> Decimal | None:
        if kind_of(value) != "number" or kind_of(scale) != "number":
            return None
        try:
            exact, step = Decimal(value), Decimal(1).scaleb(-_whole(scale), CONTEXT)
            return plain(exact.quantize(step, how, CONTEXT))
        except (ValueError, decimal.DecimalException):
            return None

    return rounded


def _abs(value: Any) -> Any:
    return plain(abs(CONTEXT.create_decimal(value))) if kind_of(value) == "number" else None


@dataclass(frozen=True, slots=True)
class Function:
    """A function and how many arguments it takes; `most` None: any number."""

    call: Callable[..., Any]
    least: int
    most: int | None


BUILT_IN: Final[Mapping[str, Function]] = {
    "abs": Function(_abs, 1, 1),
    "ceiling": Function(_rounded(decimal.ROUND_CEILING), 1, 2),
    "contains": Function(_contains, 2, 2),
    "count": Function(_count, 1, 1),
    "date": Function(date, 1, 3),
    "date and time": Function(moment, 1, 1),
    "floor": Function(_rounded(decimal.ROUND_FLOOR), 1, 2),
    "max": Function(_max, 1, None),
    "min": Function(_min, 1, None),
    "round half up": Function(_rounded(decimal.ROUND_HALF_UP), 1, 2),
    "starts with": Function(_starts_with, 2, 2),
    "string length": Function(_string_length, 1, 1),
    "sum": Function(_sum, 1, None),
}

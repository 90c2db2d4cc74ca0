"""The values of the expression language: their kinds, how they come in from outside, how they compare and compute.

Numbers are decimals of 34 digits (a whole number that nothing has computed with stays an `int`); a list is a tuple;
a context is any mapping, read by key. What has no answer is `None`: FEEL's null, the third truth value.
"""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Final

from workflows.engine.feel.temporal import Date, DateTime, DaysTime, Time, YearsMonths
from workflows.text import _

CONTEXT: Final = decimal.Context(
    prec=34,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)
MAX_NESTING: Final = 20
MAX_STRING: Final = 100_000
_WHOLE_BITS: Final = 112
ORDERS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


class ExpressionError(ValueError):
    """An expression that cannot be read or computed. `position`: of the first offending character, from 0; None if nowhere."""

    def __init__(self, message: str, position: int | None = None) -> None:
        self.message, self.position = message, position
        where = "" if position is None else _("（第 {number} 个字符）").format(number=position + 1)
        super().__init__(message + where)


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, each end within it or not."""

    low: Any
    high: Any
    low_within: bool = True
    high_within: bool = True
    open_end: str = ""

    def holds(self, value: Any) -> bool | None:
        """Whether the value lies within; None where it cannot be told.

        `open_end`: low or high where the range has no such end; not where it is all but its ends.
        """
        if self.open_end == "not":
            same = equal(value, self.low)
            return None if same is None else not same
        if self.open_end == "low":
            return order("<=" if self.high_within else "<", value, self.high)
        if self.open_end == "high":
            return order(">=" if self.low_within else ">", value, self.low)
        above = order(">=" if self.low_within else ">", value, self.low)
        return above and order("<=" if self.high_within else "<", value, self.high)


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function as a value: what to call, the names of its parameters, their types and the type of the result (None: any).

    `variadic`: any number of arguments beyond the names, by place only. `least`: how many it needs. `placed`: puts arguments
    with names in their places, instead of the names; None where it cannot. It is called with the budget of the evaluation before its
    arguments.
    """

    call: Callable[..., Any]
    names: tuple[str, ...]
    least: int
    types: tuple[Any, ...] = ()
    result: Any = None
    variadic: bool = False
    placed: Callable[[Mapping[str, Any]], list[Any] | None] | None = None


_KINDS: Final[dict[type, str]] = {
    str: "string",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    dt.date: "date",
    dt.datetime: "date and time",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    DaysTime: "days and time duration",
    YearsMonths: "years and months duration",
    tuple: "list",
    Range: "range",
    FeelFunction: "function",
}
_TEMPORAL: Final = frozenset({Date, Time, DateTime, DaysTime, YearsMonths})
_READY: Final = frozenset({str, bool, type(None), dt.date, dt.datetime, Range, FeelFunction, *_TEMPORAL})
_ORDERED: Final = frozenset({"number", "string", "date", "date and time", "time", "days and time duration", "years and months duration"})


def kind_of(value: Any) -> str:
    """FEEL's name for the kind of a value; `null` for None."""
    if value is None:
        return "null"
    return _KINDS.get(value.__class__, "context")


def is_temporal(value: Any) -> bool:
    """Whether it is a date, a time or a duration of the full language."""
    return value.__class__ in _TEMPORAL


def feel(value: Any, nesting: int = 0) -> Any:
    """A value from outside as one of the language.

    Raises ExpressionError for a kind that the language does not have: objects are never looked into.
    """
    if value.__class__ in _READY:
        return value
    if isinstance(value, (Decimal, float)):
        return number(value)
    if isinstance(value, int):
        return int(value) if value.bit_length() <= _WHOLE_BITS else number(value)
    if isinstance(value, (list, tuple)):
        if nesting >= MAX_NESTING:
            raise _too_deep()
        return tuple(feel(item, nesting + 1) for item in value)
    if isinstance(value, Mapping):
        return value
    return _of_subclass(value)


def _too_deep() -> ExpressionError:
    return ExpressionError(_("数据嵌套超过 {limit} 层。").format(limit=MAX_NESTING))


def _of_subclass(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    raise ExpressionError(_("表达式里不能使用“{kind}”类型的值。").format(kind=type(value).__name__))


def number(value: Decimal | float | str) -> Decimal:
    """A decimal of 34 digits without exponent. Raises ExpressionError if it is none (NaN, infinite, out of range)."""
    try:
        exact = CONTEXT.create_decimal(repr(value) if isinstance(value, float) else value)
    except decimal.DecimalException:
        exact = Decimal("NaN")
    if not exact.is_finite():
        raise ExpressionError(_("数值超出可以计算的范围。"))
    return plain(exact)


def plain(value: Decimal) -> Decimal:
    """The same number without positive exponent (1E+3 → 1000) as far as 34 digits reach, and never a negative zero."""
    if not value:
        value = value.copy_abs()
    if "E+" not in str(value) or value.adjusted() >= CONTEXT.prec:
        return value
    return value.quantize(Decimal(1), context=CONTEXT)


def text_of(value: Decimal | int) -> str:
    """A number as plain digits: 51840.00, never 5.184E+4."""
    return format(plain(value), "f") if isinstance(value, Decimal) else str(value)


def equal(left: Any, right: Any, nesting: int = 0) -> bool | None:
    """FEEL's `=`: null equals only null; different kinds give null. Raises ExpressionError for data nested too deep."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind not in ("list", "context"):
        return bool(left == right)
    if nesting >= MAX_NESTING:
        raise _too_deep()
    pairs = zip(left, right, strict=False) if kind == "list" else ((feel(left[key]), feel(right.get(key))) for key in left)
    if len(left) != len(right) or (kind == "context" and left.keys() != right.keys()):
        return False
    return all_of(equal(one, other, nesting + 1) for one, other in pairs)


def order(sign: str, left: Any, right: Any) -> bool | None:
    """FEEL's `<`, `<=`, `>`, `>=`: null unless both are numbers, strings, dates, or dates and times of one sort."""
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in _ORDERED:
        return None
    try:
        return bool(ORDERS[sign](left, right))
    except TypeError:  # a date and time with a zone against one without
        return None


def within(value: Any, many: Any) -> bool | None:
    """FEEL's `in`: a range holds it, a list has it (or a range that holds it), or it is equal."""
    if many.__class__ is Range:
        answer: bool | None = many.holds(value)
        return answer
    if many.__class__ is not tuple:
        return equal(value, many)
    found = any_of(one.holds(value) if one.__class__ is Range else equal(value, one) for one in many)
    return any_of((found, equal(value, many))) if value.__class__ is tuple else found


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued `and` over answers; stops at the first false."""
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Three-valued `or` over answers; stops at the first true."""
    unknown = False
    for answer in answers:
        if answer is True:
            return True
        unknown = unknown or answer is None
    return None if unknown else False


def truth(value: Any) -> bool | None:
    """A boolean as it is, anything else as null."""
    return value if value.__class__ is bool else None

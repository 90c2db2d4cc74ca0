"""FEEL's functions that make one value of many: smallest, sum, mean, median, mode, deviation."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.functions import add, divide
from workflows.engine.feel.lists import members
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import CONTEXT, kind_of, order, plain


def extreme(sign: str, values: tuple[Any, ...]) -> Any:
    """The first (`<`) or last (`>`) of values that have an order; null of none, or of mixed kinds."""
    found = members(values)
    best: Any = found[0] if found else None
    if order("<=", best, best) is None:
        return None
    for value in found[1:]:
        first = order(sign, value, best)
        if first is None:
            return None
        best = value if first else best
    return best


@built_in("min", "list:any*")
def _min(_budget: Budget, *values: Any) -> Any:
    return extreme("<", values)


@built_in("max", "list:any*")
def _max(_budget: Budget, *values: Any) -> Any:
    return extreme(">", values)


@built_in("sum", "list:any*")
def _sum(_budget: Budget, *values: Any) -> Any:
    return total(members(values))


def total(values: tuple[Any, ...]) -> Any:
    """The sum of numbers, or of durations of one kind; null of none."""
    if not values or any(kind_of(value) != "number" and "duration" not in kind_of(value) for value in values):
        return None
    amount = values[0]
    for value in values[1:]:
        amount = add(amount, value)
    return amount


def _numbers(values: tuple[Any, ...]) -> list[Decimal]:
    """Raises ValueError for none, or what is no number."""
    found = members(values)
    if not found or any(kind_of(value) != "number" for value in found):
        raise ValueError(found)
    return [Decimal(value) for value in found]


@built_in("product", "list:any*")
def _product(_budget: Budget, *values: Any) -> Decimal:
    amount = Decimal(1)
    for value in _numbers(values):
        amount = CONTEXT.multiply(amount, value)
    return plain(amount)


@built_in("mean", "list:any*")
def _mean(_budget: Budget, *values: Any) -> Any:
    found = members(values)
    return divide(total(found), len(found)) if found else None


@built_in("median", "list:any*")
def _median(_budget: Budget, *values: Any) -> Any:
    found = sorted(_numbers(values))
    half = len(found) // 2
    return found[half] if len(found) % 2 else divide(CONTEXT.add(found[half - 1], found[half]), 2)


@built_in("stddev", "list:any*")
def _stddev(_budget: Budget, *values: Any) -> Decimal | None:
    found = _numbers(values)
    if len(found) < 2:
        return None
    mean = CONTEXT.divide(sum(found, Decimal(0)), Decimal(len(found)))
    squares = [CONTEXT.power(CONTEXT.subtract(value, mean), 2) for value in found]
    amount = Decimal(0)
    for square in squares:
        amount = CONTEXT.add(amount, square)
    return plain(CONTEXT.sqrt(CONTEXT.divide(amount, Decimal(len(found) - 1))))


@built_in("mode", "list:any*")
def _mode(_budget: Budget, *values: Any) -> tuple[Decimal, ...] | None:
    found = members(values)
    if not values or values == (None,):
        return None
    if not found:
        return ()
    counted = Counter(_numbers(values))
    most = max(counted.values())
    return tuple(sorted(value for value, count in counted.items() if count == most))


def aggregated(how: str, values: tuple[Any, ...]) -> Any:
    """What a table with hit policy C makes of its answers: SUM, MIN, MAX or COUNT."""
    if how == "COUNT":
        return len(values)
    return total(values) if how == "SUM" else extreme("<" if how == "MIN" else ">", (values,))

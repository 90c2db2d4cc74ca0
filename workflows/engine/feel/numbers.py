"""FEEL's functions of numbers: rounding, powers and logarithms on 34 digits."""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any, Final

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import CONTEXT, plain

_SCALES: Final = range(-6111, 6177)
_EXACT: Final = 12_400
"""Digits in which any two numbers of 34 digits add exactly."""


def quantized(value: Any, scale: Any, how: str) -> Decimal | None:
    """The number with that many digits after the point; null for a scale that decimals of 34 digits do not have."""
    places = int(scale)
    if places not in _SCALES:
        return None
    exact = Decimal(value)
    if places > -int(exact.as_tuple().exponent):
        return plain(exact)
    with localcontext(prec=_EXACT):
        rounded = exact.quantize(Decimal(1).scaleb(-places), how)
    return plain(CONTEXT.plus(rounded))


def _rounding(name: str, how: str, scale: str) -> None:
    @built_in(name, "n:number", scale)
    def _rounded(_budget: Budget, value: Any, places: Any = 0) -> Decimal | None:
        return quantized(value, 0 if places is None else places, how)


for _name, _how in (
    ("round up", decimal.ROUND_UP),
    ("round down", decimal.ROUND_DOWN),
    ("round half up", decimal.ROUND_HALF_UP),
    ("round half down", decimal.ROUND_HALF_DOWN),
    ("decimal", decimal.ROUND_HALF_EVEN),
):
    _rounding(_name, _how, "scale:number")
_rounding("floor", decimal.ROUND_FLOOR, "scale:number?")
_rounding("ceiling", decimal.ROUND_CEILING, "scale:number?")


@built_in("abs", "n:number|days and time duration|years and months duration")
def _abs(_budget: Budget, value: Any) -> Any:
    if isinstance(value, (Decimal, int)):
        return plain(abs(CONTEXT.create_decimal(value)))
    amount = value.__class__(0)
    return value if value >= amount else value.__class__(-(value.nanoseconds if hasattr(value, "nanoseconds") else value.months))


@built_in("modulo", "dividend:number", "divisor:number")
def _modulo(_budget: Budget, dividend: Any, divisor: Any) -> Decimal | None:
    if not divisor:
        return None
    left, right = Decimal(dividend), Decimal(divisor)
    with localcontext(prec=_EXACT, Emin=-99_999, Emax=99_999):
        rest = left % right
        if rest and (rest < 0) != (right < 0):
            rest += right
    return plain(CONTEXT.plus(rest))


def _one(name: str, operation: Callable[[Decimal], Decimal], least: int | None = None, *, above: bool = False) -> None:
    @built_in(name, "number:number")
    def _computed(_budget: Budget, value: Any) -> Decimal | None:
        if least is not None and (value < least or (above and value == least)):
            return None
        return plain(operation(CONTEXT.create_decimal(value)))


_one("sqrt", CONTEXT.sqrt, 0)
_one("log", CONTEXT.ln, 0, above=True)
_one("exp", CONTEXT.exp)


@built_in("odd", "number:number")
def _odd(_budget: Budget, value: Any) -> bool:
    return _whole(value) % 2 == 1


@built_in("even", "number:number")
def _even(_budget: Budget, value: Any) -> bool:
    return _whole(value) % 2 == 0


def _whole(value: Any) -> int:
    """Raises ValueError for a number with a fraction."""
    if value != (whole := int(value)):
        raise ValueError(value)
    return whole

"""How a built-in function says what it takes: `@built_in("substring", "string:string", "start position:number", "length:number?")`.

A wrong number or kind of arguments gives null, as FEEL says; so does a computation that has no result.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import DecimalException
from typing import Any, Final

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.values import MAX_STRING, ExpressionError, FeelFunction, kind_of
from workflows.text import _

REGISTERED: Final[dict[str, FeelFunction]] = {}
WRONG: Final = object()


class _Parameter:
    """`name:kind|kind`, `?` at the end: may be left out, `??`: or null, `*`: any number of them."""

    __slots__ = ("kinds", "many", "name", "nullable", "optional")

    def __init__(self, text: str) -> None:
        name, _sign, kinds = text.partition(":")
        kinds = kinds or "any"
        self.name, self.optional, self.many = name, kinds.endswith("?"), kinds.endswith("*")
        self.nullable = kinds.endswith("??")
        self.kinds = frozenset(kinds.rstrip("?*").split("|"))

    def fit(self, value: Any) -> Any:
        """The value as this parameter takes it: the one item of a list for it, a list of it; WRONG if it is of another kind."""
        if "any" in self.kinds or (value is None and self.nullable):
            return value
        if value is None:
            return WRONG
        if kind_of(value) in self.kinds:
            return value
        if "list" in self.kinds:
            return (value,)
        alone = value.__class__ is tuple and len(value) == 1 and kind_of(value[0]) in self.kinds
        return value[0] if alone else WRONG


def built_in(
    name: str, *parameters: str, others: tuple[tuple[str, ...], ...] = (), named: tuple[tuple[str, ...], ...] = ()
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function of FEEL; it is called with the budget of the evaluation before its arguments.

    `others`: other names of the same parameters. `named`: the only ways to call it with names, each with the kinds that they take
    (`passed over`: may be said, and is not looked at).
    """
    known = tuple(_Parameter(text) for text in parameters)
    least = sum(1 for parameter in known if not parameter.optional and not parameter.many)

    def registered(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(budget: Budget, *values: Any) -> Any:
            fitted = [known[min(place, len(known) - 1)].fit(value) for place, value in enumerate(values)]
            if any(value is WRONG for value in fitted):
                return None
            try:
                return bounded(function(budget, *fitted))
            except (ValueError, DecimalException, OverflowError) as error:
                if isinstance(error, ExpressionError):
                    raise
                return None

        names = tuple(parameter.name for parameter in known)
        variadic = bool(known) and known[-1].many
        placed = _placing(named) if named else _ordering((names, *others), least)
        REGISTERED[name] = FeelFunction(call, names, least, (None,) * len(names), None, variadic, placed)
        return function

    return registered


def _ordering(ways: tuple[tuple[str, ...], ...], least: int) -> Callable[[Mapping[str, Any]], list[Any] | None]:
    """None where a name that is needed is missing, or one is given that the function does not have.

    Where the same names stand for several orders (a point and a range, a range and a point), the order in which they are said is meant.
    """

    def placed(given: Mapping[str, Any]) -> list[Any] | None:
        for way in (*(said for said in ways if said == tuple(given)), *ways):
            if set(way[:least]) <= given.keys() <= set(way):
                return [given.get(name) for name in way[: 1 + max(map(way.index, given))]]
        return None

    return placed


def _placing(named: tuple[tuple[str, ...], ...]) -> Callable[[Mapping[str, Any]], list[Any] | None]:
    ways = tuple(tuple(_Parameter(text) for text in way) for way in named)

    def placed(given: Mapping[str, Any]) -> list[Any] | None:
        for way in ways:
            names = {parameter.name for parameter in way}
            if given.keys() <= names and all(parameter.optional or parameter.name in given for parameter in way):
                taken = (one for one in way if one.name in given and "passed over" not in one.kinds)
                fitted = [parameter.fit(given[parameter.name]) for parameter in taken]
                return None if any(value is WRONG for value in fitted) else fitted
        return None

    return placed


def bounded(value: Any) -> Any:
    """The value. Raises ExpressionError for a string that is too long."""
    if value.__class__ is str and len(value) > MAX_STRING:
        raise ExpressionError(_("拼接的文字超过 {limit} 个字符。").format(limit=MAX_STRING))
    return value


MAX_PARTS: Final = 200_000
MAX_LEVELS: Final = 100


def measured(value: Any) -> Any:
    """The value. Raises ExpressionError if it has too many parts or levels to be written out: lists may hold each other many times."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    count = 0
    while waiting:
        part, level = waiting.pop()
        count += 1
        if count > MAX_PARTS or level > MAX_LEVELS:
            raise ExpressionError(_("结果太大，不能写出来。"))
        if isinstance(part, tuple):
            waiting.extend((item, level + 1) for item in part)
        elif isinstance(part, Mapping):
            waiting.extend((item, level + 1) for item in part.values())
    return value

"""Compiles what only the full language has: names with values in scope, paths, calls of function values, filters, loops, definitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.budget import Budget, budget_of
from workflows.engine.feel.closures import COMPILERS, Functions, Names, Run, compiled
from workflows.engine.feel.dates import property_of
from workflows.engine.feel.library import LIBRARY
from workflows.engine.feel.temporal import Date, date_of
from workflows.engine.feel.types import ANY, BASIC, FeelType, coerced, conforms
from workflows.engine.feel.values import FeelFunction, Range, all_of, any_of, kind_of, truth

_RANGE: Final[Mapping[str, Callable[[Range], Any]]] = {
    "start": lambda span: span.low,
    "end": lambda span: span.high,
    "start included": lambda span: span.low_within,
    "end included": lambda span: span.high_within,
}


def _variable(node: tree.Variable) -> Run:
    name, built_in = node.name, LIBRARY.get(node.name)
    return lambda names, _functions: names.get(name, built_in)


def _path(node: tree.Path) -> Run:
    of, key = compiled(node.of), node.key
    return lambda names, functions: at_key(of(names, functions), key)


def at_key(holder: Any, key: str) -> Any:
    """`holder.key`; of a list, of each of its items."""
    if holder is None:
        return None
    if isinstance(holder, Mapping):
        return holder.get(key)
    if holder.__class__ is tuple:
        return tuple(at_key(item, key) for item in holder)
    if holder.__class__ is Range:
        part = _RANGE.get(key)
        return part and part(holder)
    return property_of(holder, key)


def _invoke(node: tree.Invoke) -> Run:
    of, names_given = compiled(node.of), node.names
    arguments = tuple(compiled(argument) for argument in node.arguments)

    def run(names: Names, functions: Functions) -> Any:
        function = of(names, functions)
        values = [argument(names, functions) for argument in arguments]
        if not isinstance(function, FeelFunction):
            return None
        return invoked(function, values, names_given, budget_of(functions))

    return run


def invoked(function: FeelFunction, values: list[Any], names: tuple[str, ...], budget: Budget) -> Any:
    """What the function gives for arguments by place, or by name; null for a wrong number or an unknown name."""
    placed = _by_name(function, values, names) if names else values
    if placed is None or len(placed) < function.least or (len(placed) > len(function.names) and not function.variadic):
        return None
    return budget.called(lambda: function.call(budget, *placed))


def _by_name(function: FeelFunction, values: list[Any], names: tuple[str, ...]) -> list[Any] | None:
    given = dict(zip(names, values, strict=True))
    if len(given) < len(names):
        return None
    if function.placed is not None:
        return function.placed(given)
    return [given.get(name) for name in function.names] if given.keys() <= set(function.names) else None


def _entries(node: tree.Entries) -> Run:
    entries = tuple((key, compiled(value)) for key, value in node.entries)
    twice = len(dict(entries)) < len(entries)

    def run(names: Names, functions: Functions) -> Any:
        inside, made = dict(names), dict[str, Any]()
        for key, value in entries:
            inside[key] = made[key] = value(inside, functions)
        return None if twice else made

    return run


def _filter(node: tree.Filter) -> Run:
    of, by = compiled(node.of), compiled(node.by)
    return lambda names, functions: at_item(of(names, functions), by, names, functions)


def at_item(values: Any, by: Run, names: Names, functions: Functions) -> Any:
    """`values[by]`: the item at a place, or those for which it is true; one value is a list of it. Null if it is something else for one."""
    if values is None:
        return None
    items = values if values.__class__ is tuple else (values,)
    budget_of(functions).spend(len(items) + 1)
    first = by(_with_item(names, items[0]) if items else names, functions)
    if kind_of(first) == "number":
        return _at_place(items, first)
    answers = [first, *(by(_with_item(names, item), functions) for item in items[1:])]
    if any(answer is not None and answer.__class__ is not bool for answer in answers):
        return None
    return tuple(item for item, answer in zip(items, answers, strict=False) if answer)


def _with_item(names: Names, item: Any) -> Names:
    return {**names, "item": item, **item} if isinstance(item, Mapping) else {**names, "item": item}


def _at_place(items: tuple[Any, ...], place: Any) -> Any:
    """From 1 at the beginning, from -1 at the end; null beyond."""
    if place != int(place) or not 1 <= abs(place) <= len(items):
        return None
    return items[int(place) - (place > 0)]


def _stretch(node: tree.Stretch) -> Run:
    first, last = compiled(node.first), compiled(node.last)

    def run(names: Names, functions: Functions) -> Any:
        return _steps(first(names, functions), last(names, functions), budget_of(functions))

    return run


def _steps(first: Any, last: Any, budget: Budget) -> tuple[Any, ...] | None:
    """Whole numbers or days from the first to the last, up or down."""
    low, high = _step_of(first), _step_of(last)
    if low is None or high is None or kind_of(first) != kind_of(last):
        return None
    budget.spend(abs(high - low) + 1)
    steps = range(low, high + 1) if low <= high else range(low, high - 1, -1)
    return tuple(date_of(step) if isinstance(first, Date) else Decimal(step) for step in steps)


def _step_of(end: Any) -> int | None:
    if isinstance(end, Date):
        return end.days
    return int(end) if kind_of(end) == "number" and end == int(end) else None


def _loop(node: tree.Loop) -> Run:
    over = tuple((name, compiled(domain)) for name, domain in node.over)
    partial = any(isinstance(part, tree.Variable) and part.name == "partial" for part in tree.parts_of(node.body))
    return looped(node.kind, over, compiled(node.body), partial=partial)


Over = tuple[tuple[str, Run], ...]


def looped(kind: str, over: Over, body: Run, *, partial: bool) -> Run:
    """A compiled `for`, `some` or `every`; `partial`: the body reads what the turns before it gave."""

    def gather(names: Names, functions: Functions) -> Any:
        made: list[Any] = []
        for inside in _turns(over, names, functions):
            if inside is None:
                return None
            budget_of(functions).spend(len(made) + 1 if partial else 1)
            made.append(body({**inside, "partial": tuple(made)} if partial else inside, functions))
        return tuple(made)

    def judge(names: Names, functions: Functions) -> Any:
        return (any_of if kind == "some" else all_of)(_judged(_turns(over, names, functions), body, functions))

    return gather if kind == "for" else judge


def _turns(over: Over, names: Names, functions: Functions) -> Iterator[Names | None]:
    """The names of each turn; None where there is nothing to go through."""
    if not over:
        yield names
        return
    (name, domain), *rest = over
    items = _domain(domain(names, functions), budget_of(functions))
    if items is None:
        yield None
        return
    for item in items:
        yield from _turns(tuple(rest), {**names, name: item}, functions)


def _judged(turns: Iterator[Names | None], body: Run, functions: Functions) -> Iterator[bool | None]:
    for inside in turns:
        budget_of(functions).spend()
        yield None if inside is None else truth(body(inside, functions))


def _domain(values: Any, budget: Budget) -> tuple[Any, ...] | None:
    """The items to go through: a list, a range of whole numbers or days, or one value."""
    if values.__class__ is Range:
        if values.open_end:
            return None
        steps = _steps(values.low, values.high, budget)
        return steps and steps[not values.low_within : len(steps) - (not values.high_within)]
    if values is None:
        return None
    return values if values.__class__ is tuple else (values,)


def _define(node: tree.Define) -> Run:
    body, keys = compiled(node.body), tuple(name for name, _type in node.parameters)
    types = tuple(kind for _name, kind in node.parameters)
    result = _type_of(node.body)

    def run(names: Names, functions: Functions) -> FeelFunction:
        def call(budget: Budget, *values: Any) -> Any:
            given = (value if kind is None else coerced(value, kind) for value, kind in zip(values, types, strict=True))
            return body({**names, **dict(zip(keys, given, strict=True))}, budget)

        return FeelFunction(call, keys, len(keys), types, result)

    return run


def _type_of(node: tree.Node) -> FeelType:
    """The type of a body whose text alone tells it; any, of others."""
    if isinstance(node, tree.Literal):
        return BASIC.get(kind_of(node.value), ANY)
    if isinstance(node, tree.Entries):
        return FeelType("context", (), tuple((key, _type_of(value)) for key, value in node.entries))
    if isinstance(node, tree.Items):
        return FeelType("list", (_type_of(node.items[0]) if len(node.items) == 1 else ANY,))
    return ANY


def _instance_of(node: tree.InstanceOf) -> Run:
    value, to = compiled(node.value), node.type
    return lambda names, functions: None if to is None else conforms(value(names, functions), to, null=False)


COMPILERS.update(
    {
        tree.Variable: _variable,
        tree.Path: _path,
        tree.Invoke: _invoke,
        tree.Entries: _entries,
        tree.Filter: _filter,
        tree.Stretch: _stretch,
        tree.Loop: _loop,
        tree.Define: _define,
        tree.InstanceOf: _instance_of,
    }
)

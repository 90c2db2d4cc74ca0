"""FEEL's functions of lists: membership, places, order, and the four ways of putting lists together."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cmp_to_key
from typing import Any

from workflows.engine.feel.budget import Budget
from workflows.engine.feel.registry import built_in
from workflows.engine.feel.values import FeelFunction, all_of, any_of, equal, kind_of, truth


def members(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """`sum([1, 2])` and `sum(1, 2)` are the same."""
    return values[0] if len(values) == 1 and values[0].__class__ is tuple else values


def found_in(items: Iterable[Any], value: Any) -> bool:
    """Whether one of the items is equal to the value."""
    return any(equal(item, value) is True for item in items)


def _place(items: tuple[Any, ...], position: Any, most: int) -> int:
    """The index, from 0, of a position from 1 or (from the end) -1. Raises ValueError beyond the list."""
    place = int(position)
    if place != position or not 1 <= abs(place) <= most:
        raise ValueError(position)
    return place - 1 if place > 0 else len(items) + place


@built_in("list contains", "list:list", "element:any")
def _list_contains(budget: Budget, items: tuple[Any, ...], element: Any) -> bool:
    budget.spend(len(items))
    return found_in(items, element)


@built_in("count", "list:list")
def _count(_budget: Budget, items: tuple[Any, ...]) -> int:
    return len(items)


@built_in("all", "list:any*")
def _all(_budget: Budget, *values: Any) -> bool | None:
    return None if not values or values == (None,) else _judged(all_of, values)


@built_in("any", "list:any*")
def _any(_budget: Budget, *values: Any) -> bool | None:
    return None if not values or values == (None,) else _judged(any_of, values)


def _judged(judge: Any, values: tuple[Any, ...]) -> bool | None:
    answer: bool | None = judge(truth(value) for value in members(values))
    return answer


@built_in("not", "negand:any")
def _not(_budget: Budget, value: Any) -> bool | None:
    known = truth(value)
    return None if known is None else not known


@built_in("sublist", "list:list", "start position:number", "length:number?")
def _sublist(_budget: Budget, items: tuple[Any, ...], start: Any, length: Any = None) -> tuple[Any, ...] | None:
    first = _place(items, start, len(items))
    if length is None:
        return items[first:]
    count = int(length)
    return items[first : first + count] if 0 <= count <= len(items) - first and count == length else None


@built_in("append", "list:any", "item:any*")
def _append(budget: Budget, items: Any, *added: Any) -> tuple[Any, ...] | None:
    if items is None:
        return None
    known = items if items.__class__ is tuple else (items,)
    budget.spend(len(known) + len(added))
    return (*known, *added)


@built_in("concatenate", "list:list*")
def _concatenate(budget: Budget, *lists: tuple[Any, ...]) -> tuple[Any, ...] | None:
    return _joined(budget, lists) if lists else None


@built_in("union", "list:list*")
def _union(budget: Budget, *lists: tuple[Any, ...]) -> tuple[Any, ...] | None:
    return _distinct(budget, _joined(budget, lists)) if lists else None


def _joined(budget: Budget, lists: tuple[tuple[Any, ...], ...]) -> tuple[Any, ...]:
    budget.spend(sum(map(len, lists)))
    return tuple(item for items in lists for item in items)


@built_in("insert before", "list:list", "position:number", "newItem:any")
def _insert_before(budget: Budget, items: tuple[Any, ...], position: Any, item: Any) -> tuple[Any, ...]:
    budget.spend(len(items))
    place = _place(items, position, len(items))
    return (*items[:place], item, *items[place:])


@built_in("remove", "list:list", "position:number")
def _remove(budget: Budget, items: tuple[Any, ...], position: Any) -> tuple[Any, ...]:
    budget.spend(len(items))
    place = _place(items, position, len(items))
    return (*items[:place], *items[place + 1 :])


@built_in(
    "list replace",
    "list:list",
    "position:number|function",
    "newItem:any",
    named=(("list", "position:number", "newItem"), ("list", "match:function", "newItem")),
)
def _list_replace(budget: Budget, items: tuple[Any, ...], position: Any, item: Any) -> tuple[Any, ...] | None:
    budget.spend(len(items))
    if not isinstance(position, FeelFunction):
        place = _place(items, position, len(items))
        return (*items[:place], item, *items[place + 1 :])
    judged = [_called(budget, position, old, item) for old in items]
    if any(answer.__class__ is not bool for answer in judged):
        return None
    return tuple(item if answer else old for old, answer in zip(items, judged, strict=True))


def _called(budget: Budget, function: FeelFunction, *values: Any) -> Any:
    """Raises ValueError for a function of another number of arguments."""
    if not function.least <= len(values) or (len(values) > len(function.names) and not function.variadic):
        raise ValueError(len(values))
    return budget.called(lambda: function.call(budget, *values))


@built_in("reverse", "list:list")
def _reverse(_budget: Budget, items: tuple[Any, ...]) -> tuple[Any, ...]:
    return items[::-1]


@built_in("index of", "list:list", "match:any")
def _index_of(budget: Budget, items: tuple[Any, ...], match: Any) -> tuple[int, ...]:
    budget.spend(len(items))
    return tuple(place for place, item in enumerate(items, 1) if equal(item, match) is True)


@built_in("distinct values", "list:list")
def _distinct_values(budget: Budget, items: tuple[Any, ...]) -> tuple[Any, ...]:
    return _distinct(budget, items)


def _distinct(budget: Budget, items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Hash and kind find most doubles; the others are compared one by one."""
    seen: dict[Any, list[Any]] = {}
    kept: list[Any] = []
    for item in items:
        key = (kind_of(item), item) if item.__class__ is not tuple and item.__hash__ is not None else kind_of(item)
        rivals = seen.setdefault(key, [])
        budget.spend(len(rivals) + 1)
        if not found_in(rivals, item):
            rivals.append(item)
            kept.append(item)
    return tuple(kept)


@built_in("flatten", "list:list")
def _flatten(budget: Budget, items: tuple[Any, ...]) -> tuple[Any, ...]:
    flat: list[Any] = []
    for item in items:
        budget.spend()
        flat.extend(_flatten(budget, item) if item.__class__ is tuple else (item,))
    return tuple(flat)


@built_in("sort", "list:list", "precedes:function")
def _sort(budget: Budget, items: tuple[Any, ...], precedes: FeelFunction) -> tuple[Any, ...]:
    def compared(one: Any, other: Any) -> int:
        if _called(budget, precedes, one, other) is True:
            return -1
        return 1 if _called(budget, precedes, other, one) is True else 0

    return tuple(sorted(items, key=cmp_to_key(compared)))

"""The points at which a decision table can change its answer.

Columns that share a name are one group and are walked through together; so is a column with the names its cells compare with
(`amount` and `>= limit`). Between two neighbouring limits nothing changes: as many points there as there are variables show
every order in which they can stand.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from workflows.engine.dmn.columns import KINDS, Input, Rule
from workflows.engine.expressions import UnaryTests
from workflows.engine.feel import tree
from workflows.engine.feel.values import CONTEXT, Range, kind_of
from workflows.text import _

_PLAIN: Final = (tree.Tests, tree.Not, tree.Literal, tree.Name, tree.Interval, tree.Pointed, tree.Items)
_SPANS: Final[Mapping[str, Any]] = {
    "number": Decimal(1),
    "date": dt.timedelta(days=1),
    "date and time": dt.timedelta(days=1),
}
_BASES: Final[Mapping[str, Any]] = {
    "number": Decimal(0),
    "date": dt.date(2026, 1, 1),
    "date and time": dt.datetime(2026, 1, 1),  # noqa: DTZ001  any moment serves, without a zone as FEEL's literals
}


class UnprovenError(Exception):
    """The table cannot be walked through point by point; says why."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns (place, column) that depend on each other, their cells, and the variables to walk through."""

    columns: tuple[tuple[int, Input], ...]
    cells: tuple[UnaryTests, ...]
    variables: tuple[str, ...]


def grouped(inputs: Sequence[Input], rules: Sequence[Rule]) -> list[Group]:
    """The columns in groups that share no name. Raises UnprovenError for a cell that is not limits, lists or negations of them."""
    reads: list[tuple[set[int], set[str]]] = []
    for place, column in enumerate(inputs):
        places, names = {place}, {column.expression.text, *column.expression.names, *_names_in_cells(place, rules)}
        for other in [known for known in reads if known[1] & names]:
            reads.remove(other)
            places, names = places | other[0], names | other[1]
        reads.append((places, names))
    return [_group(sorted(places), inputs, rules) for places, _names in reads]


def _names_in_cells(place: int, rules: Sequence[Rule]) -> set[str]:
    return {name for rule in rules for name in rule.tests[place].names}


def _group(places: Sequence[int], inputs: Sequence[Input], rules: Sequence[Rule]) -> Group:
    columns = tuple((place, inputs[place]) for place in places)
    asked = dict.fromkeys(column.expression.text for _place, column in columns)
    free = sorted({name for place in places for name in _names_in_cells(place, rules)} - set(asked))
    computed = any(column.expression.names != {column.expression.text} for _place, column in columns)
    if computed and (len(asked) > 1 or free):
        raise UnprovenError(_("几列输入取自同一个名称。"))
    allowed = [tests for _place, column in columns if (tests := column.allowed) is not None]
    cells = (*allowed, *(rule.tests[place] for place in places for rule in rules))
    return Group(columns, cells, (*asked, *free))


def points_of(group: Group) -> list[Any]:
    """Values that stand for all values of the group's variables. Raises UnprovenError if they cannot be told."""
    parts = [part for cell in group.cells for part in _parts(cell)]
    literals = [limit for part in parts if isinstance(part, tree.Literal) for limit in _limits(part.value)]
    types = {column.type for _place, column in group.columns}
    kinds = {kind_of(value) for value in literals} - {"null"} | {KINDS[name] for name in types} - {""}
    if len(kinds) > 1 or kinds & {"list", "context"}:
        raise UnprovenError(_("一列里有不同类型的值。"))
    many = len(group.variables)
    kind = next(iter(kinds), "number" if many > 1 else "")
    nothing: list[Any] = [None] if None in literals or not kind else []
    known = {value for value in literals if value is not None}
    if kind in _SPANS:
        points = _along(known, kind, many)
        whole = types <= {"integer", "long"} and many == len(group.columns)
        return [*(_whole(points) if whole else points), *nothing]
    if any(_is_ordered(part) for part in parts):
        raise UnprovenError(_("有的格子按文字先后比较。"))
    if kind == "boolean":
        return [True, False, *nothing]
    return [*sorted(known), *(_others(known, many) if kind else []), *nothing]


def _parts(cell: UnaryTests) -> Iterator[tree.Node]:
    for part in tree.parts_of(cell.tree):
        simple = isinstance(part, _PLAIN) and part != tree.Name(tree.TESTED)
        if not simple or (isinstance(part, tree.Pointed) and not isinstance(part.right, (tree.Literal, tree.Name))):
            raise UnprovenError(_("格子“{text}”不是简单的界限。").format(text=cell.text.strip()))
        yield part


def _limits(value: Any) -> tuple[Any, ...]:
    return (value.low, value.high) if isinstance(value, Range) else (value,)


def _is_ordered(part: tree.Node) -> bool:
    if isinstance(part, tree.Literal):
        return isinstance(part.value, Range)
    return isinstance(part, tree.Interval) or (isinstance(part, tree.Pointed) and part.sign not in ("=", "!="))


def _along(known: Iterable[Any], kind: str, many: int) -> list[Any]:
    """The limits, `many` points between each two, as many below and above."""
    try:
        limits = sorted(known) or [_BASES[kind]]
    except TypeError:
        raise UnprovenError(_("有的时间带时区，有的不带。")) from None
    points = set(limits)
    for low, high in pairwise(limits):
        points.update(_between(low, high, step, many + 1) for step in range(1, many + 1))
    span = _SPANS[kind]
    for step in range(1, many + 1):
        with suppress(OverflowError):
            points.add(limits[0] - step * span)
        with suppress(OverflowError):
            points.add(limits[-1] + step * span)
    return sorted(points)


def _between(low: Any, high: Any, step: int, steps: int) -> Any:
    if isinstance(low, Decimal):
        return CONTEXT.add(low, CONTEXT.divide(CONTEXT.multiply(CONTEXT.subtract(high, low), step), steps))
    return low + (high - low) * step / steps


def _whole(points: Iterable[Any]) -> list[Any]:
    return sorted({Decimal(near) for point in points for near in (math.floor(point), math.ceil(point))})


def _others(known: Iterable[str], many: int) -> list[str]:
    """Texts that no cell names."""
    taken, others = set(known), [_("其他")]
    while len(others) < many or others[-1] in taken:
        others.append(others[-1] + "…")
    return [other for other in others if other not in taken][-many:]

"""Looks for overlaps, gaps and unreachable rules of a decision table, at the points where its answers can change.

Between two neighbouring limits that the cells name nothing changes: one point there stands for all.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise
from typing import Any, Final, Literal

from workflows.engine import feel_tree as tree
from workflows.engine.decision_columns import KINDS, NOTHING, Input, Rule, shown
from workflows.engine.expressions import UnaryTests
from workflows.engine.feel_values import CONTEXT, Range, kind_of
from workflows.text import _

MAX_COMBINATIONS: Final = 50_000
"""Sets of rules held apart while columns are joined; beyond, nothing is claimed."""
MAX_WORK: Final = 2_000_000
_PLAIN: Final = (tree.Tests, tree.Not, tree.Literal, tree.Pointed, tree.Items)
_SPANS: Final[Mapping[str, Any]] = {
    "number": Decimal(1),
    "date": dt.timedelta(days=1),
    "date and time": dt.timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is amiss. `example`: input expression → a value that shows it (None: any other value); `unproven`: why nothing is claimed."""

    kind: Literal["overlap", "gap", "unreachable", "unproven"]
    rules: tuple[str, ...]
    example: Mapping[str, Any]
    why: str = ""

    @property
    def sentence(self) -> str:
        """The finding for a designer."""
        values = "，".join(f"{name} = {shown(value)}" for name, value in self.example.items())
        rules = "、".join(self.rules)
        sentences = {
            "overlap": _("规则 {rules} 重叠，例如 {values}。"),
            "gap": _("没有规则适用于 {values}。"),
            "unreachable": _("规则 {rules} 永远不会被用到。"),
            "unproven": _("未能证明有无重叠和遗漏：{why}"),
        }
        return sentences[self.kind].format(rules=rules, values=values, why=self.why)


class _UnprovenError(Exception):
    """The table cannot be walked through point by point."""


def findings(hit_policy: str, inputs: Sequence[Input], rules: Sequence[Rule]) -> list[Finding]:
    """Overlaps (policy U), a gap (U and F), rules never used (all); or one finding `unproven`."""
    try:
        hits = _hits(inputs, rules)
    except _UnprovenError as unproven:
        return [Finding("unproven", (), {}, str(unproven))]
    found: list[Finding] = []
    if hit_policy == "U":
        found.extend(_overlaps(hits, rules))
    if hit_policy in ("U", "F") and 0 in hits:
        found.append(Finding("gap", (), hits[0]))
    used = {(hit & -hit) if hit_policy == "F" else hit for hit in hits}
    reached = 0
    for hit in used:
        reached |= hit
    return [*found, *(Finding("unreachable", (rule.id,), {}) for place, rule in enumerate(rules) if not reached >> place & 1)]


def _overlaps(hits: Mapping[int, Mapping[str, Any]], rules: Sequence[Rule]) -> Iterator[Finding]:
    seen: set[tuple[int, int]] = set()
    for hit, example in hits.items():
        places = [place for place in range(len(rules)) if hit >> place & 1]
        for pair in combinations(places, 2):
            if pair not in seen:
                seen.add(pair)
                yield Finding("overlap", tuple(rules[place].id for place in pair), example)


def _hits(inputs: Sequence[Input], rules: Sequence[Rule]) -> dict[int, dict[str, Any]]:
    """Every set of rules (as bits) that some point hits, with that point."""
    columns: dict[str, list[int]] = {}
    for place, column in enumerate(inputs):
        columns.setdefault(column.expression.text.strip(), []).append(place)
    _check_independence([inputs[places[0]] for places in columns.values()])
    hits: dict[int, dict[str, Any]] = {(1 << len(rules)) - 1: {}}
    for expression, places in columns.items():
        answers = _answers(places, inputs, rules)
        if len(hits) * len(answers) > MAX_WORK:
            raise _UnprovenError(_("组合太多。"))
        joined: dict[int, dict[str, Any]] = {}
        for hit, example in hits.items():
            for bits, value in answers.items():
                if hit & bits not in joined:
                    joined[hit & bits] = {**example, expression: value}
        if len(joined) > MAX_COMBINATIONS:
            raise _UnprovenError(_("组合太多。"))
        hits = joined
    return hits


def _check_independence(columns: Sequence[Input]) -> None:
    for one, other in combinations(columns, 2):
        if one.expression.names & other.expression.names:
            raise _UnprovenError(_("几列输入取自同一个名称。"))


def _answers(places: Sequence[int], inputs: Sequence[Input], rules: Sequence[Rule]) -> dict[int, Any]:
    """For one input: the sets of rules (as bits) whose cells accept some value, with that value."""
    cells = [[rule.tests[place] for place in places] for rule in rules]
    allowed = [tests for place in places if (tests := inputs[place].allowed) is not None]
    answers: dict[int, Any] = {}
    points = _points(inputs[places[0]].type, [*allowed, *(cell for row in cells for cell in row)])
    if len(points) * len(rules) > MAX_WORK:
        raise _UnprovenError(_("组合太多。"))
    for point in points:
        if point is None or all(_accepts(tests, point) for tests in allowed):
            bits = sum(1 << row for row, tests in enumerate(cells) if all(_accepts(cell, point) for cell in tests))
            answers.setdefault(bits, point)
    return answers


def _accepts(tests: UnaryTests, value: Any) -> bool:
    return tests.match(value, NOTHING, NOTHING) is True


def _points(type_name: str, cells: Iterable[UnaryTests]) -> list[Any]:
    literals = [value for cell in cells for value in _literals(cell)]
    kinds = {kind_of(value) for value in literals} - {"null"} | {KINDS[type_name]} - {""}
    if len(kinds) > 1 or "list" in kinds or "context" in kinds:
        raise _UnprovenError(_("一列里有不同类型的值。"))
    kind = next(iter(kinds), "")
    nothing: list[Any] = [None] if None in literals or not kind else []
    known = {value for value in literals if value is not None}
    if kind in _SPANS:
        return [*_along(known, kind, type_name in ("integer", "long")), *nothing]
    if kind == "boolean":
        return [True, False, *nothing]
    return [*sorted(known), *([_other(known)] if kind else []), *nothing]


def _literals(cell: UnaryTests) -> Iterator[Any]:
    """Values at which the cell's answer can change."""
    for part in tree.parts_of(cell.tree):
        limits: tuple[Any, ...] = ()
        if isinstance(part, tree.Literal):
            limits = (part.value.low, part.value.high) if isinstance(part.value, Range) else (part.value,)
            yield from limits
        if not isinstance(part, _PLAIN) or (isinstance(part, tree.Pointed) and not isinstance(part.right, tree.Literal)):
            raise _UnprovenError(_("格子“{text}”要由其他值算出。").format(text=cell.text.strip()))
        if isinstance(part, tree.Pointed) and part.sign not in ("=", "!=") and isinstance(part.right, tree.Literal):
            limits = (part.right.value, part.right.value)
        if len(limits) > 1 and any(isinstance(limit, str) for limit in limits):
            raise _UnprovenError(_("格子“{text}”按文字先后比较。").format(text=cell.text.strip()))


def _along(known: Iterable[Any], kind: str, whole: bool) -> list[Any]:
    """The limits, a point between each two, one below and one above."""
    try:
        limits = sorted(known)
    except TypeError:
        raise _UnprovenError(_("有的时间带时区，有的不带。")) from None
    if not limits:
        return [Decimal(0)] if kind == "number" else [None]
    if whole:
        return sorted({Decimal(near + step) for limit in limits for near in (math.floor(limit), math.ceil(limit)) for step in (-1, 0, 1)})
    return sorted({*limits, *(_middle(low, high) for low, high in pairwise(limits)), *_beyond(limits[0], limits[-1], _SPANS[kind])})


def _middle(low: Any, high: Any) -> Any:
    if isinstance(low, Decimal):
        return CONTEXT.divide(CONTEXT.add(low, high), 2)
    return low + (high - low) / 2


def _beyond(low: Any, high: Any, span: Any) -> Iterator[Any]:
    with suppress(OverflowError):
        yield low - span
    with suppress(OverflowError):
        yield high + span


def _other(known: Iterable[str]) -> str:
    taken, other = set(known), _("其他")
    while other in taken:
        other += "…"
    return other

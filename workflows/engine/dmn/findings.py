"""Looks for overlaps, gaps and unreachable rules of a decision table, at the points where its answers can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final, Literal

from workflows.engine.dmn.columns import NOTHING, Input, Rule, shown
from workflows.engine.dmn.points import Group, UnprovenError, grouped, points_of
from workflows.engine.dmn.policies import HitPolicy, chosen
from workflows.text import _

MAX_COMBINATIONS: Final = 50_000
"""Sets of rules held apart while columns are joined; beyond, nothing is claimed."""
MAX_WORK: Final = 500_000
MAX_RULES: Final = 500
MAX_OVERLAPS: Final = 20
"""Pairs told one by one; the others are counted."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is amiss. `example`: input expression → a value that shows it (None: any other value).

    `why`: why nothing is claimed (unproven), how many pairs (more), how many rules (large).
    """

    kind: Literal["overlap", "more", "gap", "unreachable", "unproven", "large"]
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
            "more": _("另有{why}对规则重叠，不逐一列出。"),
            "gap": _("没有规则适用于 {values}。"),
            "unreachable": _("规则 {rules} 永远不会被用到。"),
            "unproven": _("未能证明有无重叠和遗漏：{why}"),
            "large": _("决策表有{why}条规则，最多{most}条，不予检查。请合并规则，或分成几张表。"),
        }
        return sentences[self.kind].format(rules=rules, values=values, why=self.why, most=MAX_RULES)


ONE: Final = frozenset({"U", "A", "F", "P"})
"""The policies that must have an answer for every question."""
Rows = Sequence[tuple[Any, ...] | None]
"""What each rule answers; None where it is computed."""


def findings(
    hit_policy: HitPolicy, inputs: Sequence[Input], rules: Sequence[Rule], rows: Rows, ranks: Sequence[Sequence[Any]]
) -> list[Finding]:
    """Overlaps (policy U; A where the answers may differ), a gap (U, A, F, P), rules never used; or one finding `unproven` or `large`."""
    if len(rules) > MAX_RULES:
        return [Finding("large", (), {}, str(len(rules)))]
    try:
        hits = _hits(inputs, rules)
    except UnprovenError as unproven:
        return [Finding("unproven", (), {}, str(unproven))]
    found: list[Finding] = []
    if hit_policy == "U":
        found.extend(_overlaps(hits, rules, None))
    if hit_policy == "A":
        found.extend(_overlaps(hits, rules, rows))
    if hit_policy in ONE and 0 in hits:
        found.append(Finding("gap", (), hits[0]))
    reached = 0
    for hit in hits:
        reached |= _used(hit_policy, hit, rows, ranks)
    return [*found, *(Finding("unreachable", (rule.id,), {}) for place, rule in enumerate(rules) if not reached >> place & 1)]


def _used(hit_policy: HitPolicy, hit: int, rows: Rows, ranks: Sequence[Sequence[Any]]) -> int:
    """The rules (as bits) that answer where these match."""
    if hit_policy == "F":
        return hit & -hit
    matched = [place for place in range(len(rows)) if hit >> place & 1]
    known = {place: row for place in matched if (row := rows[place]) is not None}
    if hit_policy != "P" or len(known) < len(matched):
        return hit
    return sum(1 << place for place in chosen("P", matched, known.__getitem__, ranks))


def _agree(rows: Rows | None, one: int, other: int) -> bool:
    """Whether two rules are known to answer the same."""
    return rows is not None and rows[one] is not None and rows[one] == rows[other]


def _overlaps(hits: Mapping[int, Mapping[str, Any]], rules: Sequence[Rule], rows: Rows | None) -> Iterator[Finding]:
    """Pairs of rules that some point hits; with `rows` only those that may answer differently."""
    met = [0] * len(rules)
    told = 0
    for hit, example in hits.items():
        for place in (place for place in range(len(rules)) if hit >> place & 1):
            fresh = (hit >> place + 1 << place + 1) & ~met[place]
            if rows is not None:
                fresh = sum(1 << other for other in range(len(rules)) if fresh >> other & 1 and not _agree(rows, place, other))
            met[place] |= fresh
            while fresh and told < MAX_OVERLAPS:
                other = (fresh & -fresh).bit_length() - 1
                yield Finding("overlap", (rules[place].id, rules[other].id), example)
                fresh, told = fresh & (fresh - 1), told + 1
    untold = sum(later.bit_count() for later in met) - told
    if untold:
        yield Finding("more", (), {}, str(untold))


def _hits(inputs: Sequence[Input], rules: Sequence[Rule]) -> dict[int, dict[str, Any]]:
    """Every set of rules (as bits) that some point hits, with that point."""
    hits: dict[int, dict[str, Any]] = {(1 << len(rules)) - 1: {}}
    for group in grouped(inputs, rules):
        answers = _answers(group, rules)
        if len(hits) * len(answers) > MAX_WORK:
            raise UnprovenError(_("组合太多。"))
        joined: dict[int, dict[str, Any]] = {}
        for hit, example in hits.items():
            for bits, values in answers.items():
                if hit & bits not in joined:
                    joined[hit & bits] = {**example, **values}
        if len(joined) > MAX_COMBINATIONS:
            raise UnprovenError(_("组合太多。"))
        hits = joined
    return hits


def _answers(group: Group, rules: Sequence[Rule]) -> dict[int, dict[str, Any]]:
    """The sets of rules (as bits) whose cells in these columns accept some values, with those values."""
    points = points_of(group)
    if len(points) ** len(group.variables) * max(1, len(rules)) > MAX_WORK:
        raise UnprovenError(_("组合太多。"))
    answers: dict[int, dict[str, Any]] = {}
    for values in product(points, repeat=len(group.variables)):
        names = dict(zip(group.variables, values, strict=True))
        if all(_allows(column, names) for _place, column in group.columns):
            bits = sum(1 << row for row, rule in enumerate(rules) if _accepts(rule, group, names))
            answers.setdefault(bits, names)
    return answers


def _accepts(rule: Rule, group: Group, names: Mapping[str, Any]) -> bool:
    return all(rule.tests[place].match(names[column.expression.text], names, NOTHING) is True for place, column in group.columns)


def _allows(column: Input, names: Mapping[str, Any]) -> bool:
    value = names[column.expression.text]
    return value is None or column.allowed is None or column.allowed.match(value, NOTHING, NOTHING) is True

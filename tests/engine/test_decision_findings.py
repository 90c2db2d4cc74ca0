"""Overlaps, gaps and unreachable rules are all found, with examples that are true; tables agree with a naive evaluator."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.decision_models import BANDS, COLLECT, FIRST, Column, read
from workflows.engine.decisions import Decision, DecisionError


def kinds(found: Decision) -> list[tuple[str, tuple[str, ...]]]:
    """Findings without their examples."""
    return [(finding.kind, finding.rules) for finding in found.findings()]


def test_sound_table_has_no_findings() -> None:
    assert read(BANDS).findings() == []
    assert read([(["true"], ['"a"']), (["false"], ['"b"'])], inputs=[("yes", "boolean")]).findings() == []
    assert read([(['"a"'], ['"x"']), (['not("a")'], ['"y"'])], inputs=[("s", "string")]).findings() == []
    assert read([(['"a"'], ['"x"']), (['"b"'], ['"y"'])], inputs=[("s", "string")], allowed='"a","b"').findings() == []


def test_overlap_is_shown_where_it_is() -> None:
    found = read([(["<= 50"], ['"a"']), ([">= 50"], ['"b"'])])
    (finding,) = found.findings()
    assert (finding.kind, finding.rules, finding.example) == ("overlap", ("r1", "r2"), {"amount": 50})
    assert finding.sentence == "规则 r1、r2 重叠，例如 amount = 50。"
    with pytest.raises(DecisionError):
        found.decide(finding.example)


def test_gap_is_shown_where_it_is() -> None:
    found = read([(["< 50"], ['"a"']), (["> 50"], ['"b"'])])
    (finding,) = found.findings()
    assert (finding.kind, finding.example) == ("gap", {"amount": 50})
    assert found.decide(finding.example).rules == ()
    dates = read([(['< date("2026-01-01")'], ['"a"']), (['> date("2026-01-01")'], ['"b"'])], inputs=[("day", "date")])
    assert [finding.example for finding in dates.findings()] == [{"day": dt.date(2026, 1, 1)}]


def test_whole_numbers_leave_no_gap_between_neighbours() -> None:
    rows = [(["<= 5"], ['"a"']), ([">= 6"], ['"b"'])]
    assert kinds(read(rows, inputs=[("n", "integer")])) == []
    assert kinds(read(rows, inputs=[("n", "number")])) == [("gap", ())]


def test_rule_never_used_is_shown() -> None:
    assert kinds(read([(["< 50"], ['"a"']), (["< 20"], ['"b"']), (["-"], ['"c"'])], policy=FIRST)) == [("unreachable", ("r2",))]
    assert kinds(read([*BANDS, (["< 0"], ['"x"'])], allowed="[0..1000]")) == [("unreachable", ("r4",))]


def test_limits_that_are_inputs_are_walked_through_together() -> None:
    columns = [("amount", "number"), ("limit", "number")]
    assert kinds(read([([">= limit", "-"], ['"a"']), (["< limit", "-"], ['"b"'])], inputs=columns)) == []
    assert kinds(read([(["> limit", "-"], ['"a"']), (["< limit", "-"], ['"b"'])], inputs=columns)) == [("gap", ())]
    assert kinds(read([([">= limit"], ['"a"']), (["<= limit"], ['"b"'])])) == [("overlap", ("r1", "r2"))]
    assert kinds(read([(["[low..high]"], ['"a"']), (["< low"], ['"b"']), (["> high"], ['"c"'])])) == [("overlap", ("r2", "r3"))]


def test_same_input_in_two_columns_is_one_input() -> None:
    twice = [("amount", "number"), ("amount", "number")]
    assert kinds(read([([">= 5", "<= 9"], ['"a"']), (["< 5", "-"], ['"b"']), (["-", "> 9"], ['"c"'])], inputs=twice)) == []


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([(["> 5 * 2"], ['"a"'])], [("amount", "number")]),
        ([(["? > 5 and ? < 9"], ['"a"'])], [("amount", "number")]),
        ([(['< "m"'], ['"a"'])], [("s", "string")]),
        ([(["5"], ['"a"']), (['"x"'], ['"b"'])], [("s", "")]),
        ([(["< 5", "< 5"], ['"a"'])], [("a", "number"), ("a + b", "number")]),
        ([([f"[{n}..{n + 2}]", f"> x{n}"], ['"a"']) for n in range(40)], [("a", "number"), ("b", "number")]),
    ],
)
def test_what_cannot_be_walked_through_is_said_to_be_unproven(rows: list[Any], columns: list[Column]) -> None:
    (finding,) = read(rows, inputs=columns, policy=FIRST).findings()
    assert finding.kind == "unproven"
    assert finding.why
    assert "未能证明" in finding.sentence


Cell = tuple[str, Callable[[Decimal], bool]]


def limit(number: int) -> Decimal:
    """Limits are halves, so that points lie on, between and beside them."""
    return Decimal(number) / 2


def cells() -> st.SearchStrategy[Cell]:
    """Cells as text, and beside it what they mean, in Python."""
    number = st.integers(-6, 6).map(limit)
    compares: list[Callable[[Decimal], Cell]] = [
        lambda n: (f"< {n}", lambda v: v < n),
        lambda n: (f"<= {n}", lambda v: v <= n),
        lambda n: (f">{n}", lambda v: v > n),
        lambda n: (f">= {n}", lambda v: v >= n),
        lambda n: (f"{n}", lambda v: v == n),
        lambda n: (f"not({n})", lambda v: v != n),
        lambda _n: ("-", lambda _v: True),
    ]

    def interval(parts: tuple[Decimal, Decimal, str, str]) -> Cell:
        low, high, opening, closing = parts
        return (
            f"{opening}{low}..{high}{closing}",
            lambda v: (v >= low if opening == "[" else v > low) and (v <= high if closing == "]" else v < high),
        )

    def listed(numbers: list[Decimal]) -> Cell:
        return ", ".join(map(str, numbers)), lambda v: v in numbers

    return st.one_of(
        st.tuples(number, st.sampled_from(compares)).map(lambda pair: pair[1](pair[0])),
        st.tuples(number, number, st.sampled_from("[]("), st.sampled_from("][)")).map(interval),
        st.lists(number, min_size=2, max_size=4).map(listed),
    )


def tables() -> st.SearchStrategy[list[tuple[Cell, Cell]]]:
    """Rows of two numeric columns."""
    return st.lists(st.tuples(cells(), cells()), min_size=1, max_size=6)


def rows_of(rules: list[tuple[Cell, Cell]]) -> list[tuple[list[str], list[str]]]:
    """The rows as text; each answers its number."""
    return [([one[0], other[0]], [str(number)]) for number, (one, other) in enumerate(rules, 1)]


TWO: list[Column] = [("a", "number"), ("b", "number")]
POINT = st.integers(-14, 14).map(lambda n: Decimal(n) / 4)


@settings(max_examples=150, deadline=None)
@given(tables(), POINT, POINT)
def test_tables_agree_with_a_naive_evaluator(rules: list[tuple[Cell, Cell]], a: Decimal, b: Decimal) -> None:
    hits = [number for number, (one, other) in enumerate(rules, 1) if one[1](a) and other[1](b)]
    shape: dict[str, Any] = {"inputs": TWO, "outputs": [("n", "number")]}
    point = {"a": a, "b": b}
    collected = read(rows_of(rules), policy=COLLECT, **shape).decide(point)
    assert (collected.value, collected.rules) == (hits, tuple(f"r{number}" for number in hits))
    assert read(rows_of(rules), policy=FIRST, **shape).decide(point).value == (hits[0] if hits else None)
    assert read(rows_of(rules), policy=f'{COLLECT} aggregation="SUM"', **shape).decide(point).value == (sum(hits) if hits else None)
    assert read(rows_of(rules), policy=f'{COLLECT} aggregation="MAX"', **shape).decide(point).value == (max(hits) if hits else None)
    unique = read(rows_of(rules), **shape)
    if len(hits) > 1:
        with pytest.raises(DecisionError):
            unique.decide(point)
    else:
        assert unique.decide(point).value == (hits[0] if hits else None)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_findings_are_all_and_only_what_a_fine_grid_shows(rules: list[tuple[Cell, Cell]]) -> None:
    grid = [Decimal(n) / 4 for n in range(-18, 19)]
    hits = [tuple(number for number, (one, other) in enumerate(rules, 1) if one[1](a) and other[1](b)) for a in grid for b in grid]
    expected: set[tuple[str, tuple[str, ...]]] = {("overlap", (f"r{i}", f"r{j}")) for hit in set(hits) for i in hit for j in hit if i < j}
    expected |= {("gap", ())} if () in hits else set()
    expected |= {("unreachable", (f"r{number}",)) for number in range(1, len(rules) + 1) if not any(number in hit for hit in hits)}
    found = read(rows_of(rules), inputs=TWO, outputs=[("n", "number")])
    assert set(kinds(found)) == expected
    for finding in found.findings():
        shown = [
            f"r{number}"
            for number, (one, other) in enumerate(rules, 1)
            if finding.example and one[1](finding.example["a"]) and other[1](finding.example["b"])
        ]
        assert set(finding.rules) <= set(shown) or finding.kind == "unreachable"
        assert finding.kind != "gap" or not shown


def test_many_overlaps_are_counted_and_only_the_first_are_told() -> None:
    found = read([(["-"], ['"a"'])] * 30).findings()
    assert [finding.kind for finding in found] == ["overlap"] * 20 + ["more"]
    assert [finding.rules for finding in found[:2]] == [("r1", "r2"), ("r1", "r3")]
    assert found[-1].sentence == "另有415对规则重叠，不逐一列出。"


def test_table_with_too_many_rules_is_refused_before_any_comparison() -> None:
    (finding,) = read([(["-"], ['"a"'])] * 501).findings()
    assert finding.kind == "large"
    assert finding.sentence == "决策表有501条规则，最多500条，不予检查。请合并规则，或分成几张表。"

"""The cells of decision tables: what they accept, what they reject, what they refuse to read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from workflows.engine.expressions import ExpressionError, compile_unary_tests


@pytest.mark.parametrize(
    ("cell", "accepted", "rejected"),
    [
        ("-", [1, "a", None], []),
        ("", [1, None], []),
        ("5", [5, Decimal("5.00")], [4, "5", None]),
        ("-5", [-5], [5]),
        ("1,2,5", [1, 2, 5], [3, 12, None]),
        ("not(5)", [4], [5]),
        ("not(1, 5)", [3], [1, 5]),
        ("not(> 5)", [5, 1], [6, None]),
        ("< 5", [4], [5, "4", None]),
        ("!= 5", [4], [5]),
        ("[1..5)", [1, "4.99"], [5, "0.99", None]),
        ("(1..5]", [5, 2], [1]),
        ("]1..5[", [3], [1, 5]),
        ("not([1..5))", [5, 0], [1]),
        ("< 3, >= 10, 7", [2, 10, 7], [3, 6]),
        ('"a","b"', ["a", "b"], ["c", "a,b", None]),
        ('not("a")', ["b"], ["a"]),
        ("null", [None], [0, ""]),
        ("not(null)", [0, ""], [None]),
        ("true", [True], [False, None]),
        ('>= date("2026-05-07")', [dt.date(2026, 5, 7)], [dt.date(2026, 5, 6)]),
        ("limit", [9], [8]),
        ("> limit * 2", [19], [18]),
        ("[limit..limit + 1]", [9, 10], [11]),
        ("names", ["x", "y"], ["z"]),
        ("? > 5 and ? < limit", [6], [5, 9]),
        ('contains(?, "购")', ["购服"], ["服", None]),
        ('not(contains(?, "购"))', ["服"], ["购服"]),
    ],
)
def test_cell_of_a_table(cell: str, accepted: list[Any], rejected: list[Any]) -> None:
    tests, names = compile_unary_tests(cell), {"limit": 9, "names": ["x", "y"]}
    numeric = cell[:1] in "[(" and cell
    known = [Decimal(item) if numeric and isinstance(item, str) else item for item in [*accepted, *rejected]]
    assert [tests.match(item, names, {}) is True for item in known] == [True] * len(accepted) + [False] * len(rejected)


@pytest.mark.parametrize("cell", ["1, not(2)", "5 6", "- 5 -", "> ", "[1..2", "**", "not(5", "1..5", "x > 5 6"])
def test_cell_outside_the_language_is_refused(cell: str) -> None:
    with pytest.raises(ExpressionError):
        compile_unary_tests(cell)

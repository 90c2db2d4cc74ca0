"""The expression language means what FEEL means and computes as Decimal does."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.engine.expressions import COMPUTED, ExpressionError, check_expression, compile_expression, compile_unary_tests
from workflows.engine.feel.values import Range

EXACT = decimal.Context(prec=34, rounding=decimal.ROUND_HALF_EVEN)
FACTS: dict[str, Any] = {
    "outcome": "同意",
    "金额": Decimal("180000.00"),
    "count_7": 7,
    "rate": 0.1,
    "yes": True,
    "no": False,
    "nothing": None,
    "day": dt.date(2026, 5, 7),
    "prices": [3, Decimal("1.5"), 2],
    "project": {"town": {"name": "甲镇"}, "in": 1, "lines": [{"price": 2}, {"price": 3}]},
}


def value(text: str, names: dict[str, Any] | None = None, **functions: Callable[..., Any]) -> Any:
    """What the text comes to over the facts above."""
    return compile_expression(text).evaluate(FACTS if names is None else names, functions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('outcome = "同意"', True),
        ('outcome != "同意"', False),
        ("金额 >= 100000 and 金额 < 200000", True),
        ("金额 * 0.4", Decimal("72000.000")),
        ("0.1 + 0.2 = 0.3", True),
        ("rate * 3", Decimal("0.3")),
        ("1 + 2 * 3 - 4 / 8", Decimal("6.5")),
        ("-(2 - 5)", 3),
        ("--2", 2),
        ("10 - 2 - 3", 5),
        ("100 / 10 / 2", 5),
        ("100 / 0.1", Decimal(1000)),
        ("1 / 0", None),
        ('"甲" + "镇"', "甲镇"),
        ('"甲" + 1', None),
        ("if 金额 > 5 then 1 else 2", 1),
        ("if nothing then 1 else 2", 2),
        ("if no then 1 else if yes then 2 else 3", 2),
        ("count_7 between 5 and 7", True),
        ("count_7 between 8 and 9 or yes", True),
        ("count_7 in [1..7)", False),
        ("count_7 in [1..7]", True),
        ("count_7 in ]6..8[", True),
        ("count_7 in (1, >6)", True),
        ("count_7 in (1, [2..3])", False),
        ("count_7 in prices", False),
        ('outcome in ("同意", "否决")', True),
        ("3 in prices", True),
        ("day = date(2026, 5, 7)", True),
        ('day >= date("2026-05-07")', True),
        ('date and time("2026-05-07T10:00:00") < date and time("2026-05-07T11:00:00")', True),
        ('date and time("2026-05-07T10:00:00+08:00") = date and time("2026-05-07T02:00:00Z")', True),
        ('date(date and time("2026-05-07T10:00:00")) = day', True),
        ("project.town.name", "甲镇"),
        ("project.in", 1),
        ("sum(project.lines.price)", 5),
        ("project.missing.deeper", None),
        ("outcome.town", None),
        ('{town: "甲镇", "full name": 1}.town', "甲镇"),
        ("{a: 1, b: [1, 2]} = {b: [1, 2], a: 1}", True),
        ("{a: 1} = {a: 2}", False),
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [1]", False),
        ("[1, 2] in [[1, 2], [3]]", True),
        ("[]", ()),
        ("unknown = null", True),
        ("nothing = 5", False),
        ('"\\u7532\\"\\n"', '甲"\n'),
        (" 金额\n >\t5 ", True),
        ("inbox or yes", True),
    ],
)
def test_expression_means_what_feel_says(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(prices)", 3),
        ("count([])", 0),
        ("count(nothing)", None),
        ("sum(prices)", Decimal("6.5")),
        ("sum(1, 2, 3)", 6),
        ("sum([])", None),
        ('sum([1, "a"])', None),
        ("min(prices)", Decimal("1.5")),
        ("max(prices)", 3),
        ('max("a", "b")', "b"),
        ('max(1, "b")', None),
        ("min([])", None),
        ('contains("甲镇购服", "购")', True),
        ('contains("甲镇购服", 5)', None),
        ('starts with("甲镇购服", "甲镇")', True),
        ('starts  with ("甲镇购服", "购")', False),
        ('string length("甲镇")', 2),
        ("floor(-1.5)", -2),
        ("ceiling(-1.5)", -1),
        ("floor(1234, -2)", 1200),
        ("round half up(2.5)", 3),
        ("round half up(-2.5)", -3),
        ("round half up(1.005, 2)", Decimal("1.01")),
        ("round half up(1, 99999999)", None),
        ("abs(-1.5)", Decimal("1.5")),
        ('abs("a")', None),
        ("not(yes)", False),
        ("not(nothing)", None),
        ("not(金额)", None),
        ("date(2026, count_7, 99)", None),
        ("date(outcome)", None),
    ],
)
def test_built_in_functions(text: str, expected: Any) -> None:
    assert value(text) == expected


_TRUTHS = {"yes": True, "no": False, "nothing": None, "金额": None}


@pytest.mark.parametrize("left", _TRUTHS)
@pytest.mark.parametrize("right", _TRUTHS)
def test_logic_has_three_values(left: str, right: str) -> None:
    pair = (_TRUTHS[left], _TRUTHS[right])
    conjunction = False if False in pair else None if None in pair else True
    disjunction = True if True in pair else None if None in pair else False
    assert value(f"{left} and {right}") is conjunction
    assert value(f"{left} or {right}") is disjunction


@pytest.mark.parametrize("sign", ["=", "<", "<=", ">", ">="])
def test_kinds_do_not_compare(sign: str) -> None:
    for left, right in (('"5"', "5"), ("yes", "1"), ("day", '"2026-05-07"'), ('date and time("2026-05-07T00:00:00")', "day")):
        assert value(f"{left} {sign} {right}") is None


def test_moments_with_and_without_zone_have_no_order() -> None:
    assert value('date and time("2026-05-07T10:00:00") < date and time("2026-05-07T10:00:00Z")') is None


def test_numbers_stay_plain_decimals() -> None:
    assert str(value("100 / 0.1")) == "1000"
    assert str(value("n", {"n": Decimal("1E+3")})) == "1000"
    assert str(value("0 * -1")) == "0"
    assert str(value("1 / 3")) == "0." + "3" * 34
    assert type(value("count_7")) is int
    assert value("9999999999999999999999999999999999 + 1") == Decimal(10) ** 34


@pytest.mark.parametrize("foreign", [Decimal("NaN"), Decimal("Infinity"), float("nan"), Decimal("1E+99999"), object(), b"bytes", {1, 2}])
def test_foreign_values_are_refused(foreign: Any) -> None:
    with pytest.raises(ExpressionError):
        value("n = 1", {"n": foreign})


def test_deep_data_is_refused_not_followed() -> None:
    inside: Any = 1
    for _level in range(50):
        inside = [inside]
    with pytest.raises(ExpressionError, match="嵌套"):
        value("n = 1", {"n": inside})
    mapped: Any = 1
    for _level in range(5_000):
        mapped = {"a": mapped}
    with pytest.raises(ExpressionError, match="嵌套"):
        value("n = m", {"n": mapped, "m": mapped})


def test_functions_of_the_host() -> None:
    assert value('count_of("signers.committee") + 1', count_of={"signers.committee": 2}.get) == Decimal(3)
    with pytest.raises(ExpressionError, match="eval"):
        value('eval("1")')
    with pytest.raises(KeyError):
        value('count_of("x")', count_of={}.__getitem__)


def test_functions_are_not_called_when_the_answer_is_known() -> None:
    assert value('no and deadline("TD04")') is False
    assert value('if yes then 1 else deadline("TD04")') == Decimal(1)


def test_names_and_calls_are_told_to_the_gate() -> None:
    expression = compile_expression('deadline("TD04") > now and count_of(list.name, 2) in (a, [b..5]) and date(c) = max(d)')
    assert expression.names == {"now", "list", "a", "b", "c", "d"}
    assert expression.calls == (("deadline", ("TD04",)), ("count_of", (COMPUTED, Decimal(2))))
    assert compile_unary_tests("? > lowest").names == {"lowest"}


def test_unknown_function_is_refused_at_publish() -> None:
    check_expression('instant("a") > date("2026-01-01")', ["instant"])
    with pytest.raises(ExpressionError, match="“quorum”") as refused:
        check_expression("yes and quorum(2)", ["instant"])
    assert refused.value.position == len("yes and ")


def test_same_text_is_compiled_once() -> None:
    assert compile_expression("金额 > 17") is compile_expression("金额 > 17")
    assert compile_unary_tests("> 17") is compile_unary_tests("> 17")


def test_expressions_do_not_share_what_they_are_given() -> None:
    expression = compile_expression("a + 1")
    assert [expression.evaluate({"a": number}, {}) for number in (1, 2)] == [2, 3]


NUMBERS = st.decimals(min_value=-(10**6), max_value=10**6, places=2, allow_nan=False)


def arithmetic() -> st.SearchStrategy[tuple[str, Decimal | None]]:
    """Expression texts with their value, computed beside the language by Decimal itself."""
    leaf = NUMBERS.map(lambda number: (format(number, "f"), number))
    operations: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
        "+": EXACT.add,
        "-": EXACT.subtract,
        "*": EXACT.multiply,
        "/": EXACT.divide,
    }

    def joined(parts: tuple[tuple[str, Any], str, tuple[str, Any]]) -> tuple[str, Decimal | None]:
        (left, one), sign, (right, other) = parts
        known = None if one is None or other is None or (sign == "/" and other == 0) else operations[sign](one, other)
        return f"({left}) {sign} ({right})", known

    return st.recursive(leaf, lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(joined), max_leaves=8)


@settings(max_examples=200, deadline=None)
@given(arithmetic())
def test_arithmetic_is_that_of_decimal(sample: tuple[str, Decimal | None]) -> None:
    text, expected = sample
    assert value(text) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("+-"), NUMBERS), min_size=1, max_size=20))
def test_chains_go_from_left_to_right(steps: list[tuple[str, Decimal]]) -> None:
    total = Decimal(0)
    for sign, number in steps:
        total = total + number if sign == "+" else total - number
    assert value("0" + "".join(f" {sign} {format(number, 'f')}" for sign, number in steps)) == total


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50))
def test_text_survives_quoting(text: str) -> None:
    if any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        return
    quoted = "".join(f"\\U{ord(letter):06x}" if letter in '\\"' or not letter.isprintable() else letter for letter in text)
    assert value(f'"{quoted}"') == text


def test_range_is_a_value() -> None:
    assert value("[1..5)") == Range(Decimal(1), Decimal(5), low_within=True, high_within=False)

"""Nothing of Python is reached through the expression language, no text breaks it or holds it up."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflows.engine.expressions import ExpressionError, compile_expression, compile_unary_tests

FACTS: dict[str, Any] = {"a": 5, "金额": Decimal("1.5"), "yes": True, "day": dt.date(2026, 5, 7)}


def value(text: str, names: dict[str, Any] | None = None, **functions: Callable[..., Any]) -> Any:
    """What the text comes to over the facts above."""
    return compile_expression(text).evaluate(FACTS if names is None else names, functions)


class Trap:
    """A host object whose attributes must never be read."""

    secret = "read"


class TrapMapping(dict[str, Any]):
    """A mapping with attributes beside its keys."""

    secret = "read"


def test_path_reads_a_key_and_never_an_attribute() -> None:
    with pytest.raises(ExpressionError, match="Trap"):
        value("holder.secret", {"holder": Trap()})
    assert value("holder.secret", {"holder": TrapMapping()}) is None
    assert value("holder.keys", {"holder": {"a": 1}}) is None
    assert value('"text".upper') is None
    assert value("day.year") is None


REFUSED = [
    ('__import__("os").system("id")', "__import__"),
    ("().__class__", "空括号"),
    ("x.__class__", "__class__"),
    ("[].__class__.__base__", "__class__"),
    ("9**9**9", "乘方"),
    ("lambda x: x", "lambda"),
    ("(lambda: 1)()", "lambda"),
    ("[x for x in y]", "for"),
    ("for x in y return x", "for"),
    ("some x in y satisfies x", "some"),
    ("function(x) x", "function"),
    ("y[0]", "方括号"),
    ('y["__class__"]', "方括号"),
    ("x.y()", "方法调用"),
    ("f(1)(2)", "调用"),
    ("open('f')", "单引号"),
    ("a == b", "=="),
    ("a := 1", ":="),
    ("a && b", "&&"),
    ("a; b", ";"),
    ("`id`", "反引号"),
    ("f{x}", "{"),
    ("outcome = “同意”", "全角"),
    ("not x", r"not\(…\)"),
    ("not(5)", "not"),
    ("not(a, b)", "not"),
    ("a < b < c", "比较"),
    ("? > 5", "?"),
    ("1e5", "e5"),
    ('"unfinished', "引号"),
    ('"\\x"', "转义"),
    ('"\\ud800"', "转义"),
    ('date("2026-02-30")', "日期"),
    ("abs(1, 2)", "abs"),
    ("if = 5", "“=”"),
    ("{a: 1, a: 2}", "重复"),
    ("1 +", "不完整"),
    ("", "空"),
    (" \n", "空"),
    ("1" * 35, "34"),
    ("x" * 2_001, "过长"),
    ("-" * 1_900 + "1", "嵌套"),
    ("[" * 900 + "1" + "]" * 900, "嵌套"),
    ("abs(" * 300 + "1" + ")" * 300, "嵌套"),
    ("if a then " * 100 + "1" + " else 2" * 50, "不完整"),
    ("date(2026, 2, 30)", "日期"),
    ("a" + "+a" * 900, "部分"),
]


@pytest.mark.parametrize(("text", "named"), REFUSED)
def test_what_is_outside_the_language_is_refused_by_name(text: str, named: str) -> None:
    with pytest.raises(ExpressionError, match=named.replace("?", r"\?")):
        compile_expression(text)


@pytest.mark.parametrize("size", [1_000_000, 2_001])
def test_long_text_is_refused_at_once(size: int) -> None:
    began = time.perf_counter()
    for compiler in (compile_expression, compile_unary_tests):
        with pytest.raises(ExpressionError, match="过长"):
            compiler("(" * size)
    assert time.perf_counter() - began < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "(" * 950 + "1" + ")" * 950,
        "1" + "+1" * 450,
        "(1 between 0 and 2) = (" * 35 + "1" + ")" * 35,
        "(" * 38 + "1" + " between 0 and 1)" * 38,
        "not(" * 38 + "yes" + ")" * 38,
        "x" * 2_000,
        '"' + "\\n" * 999 + '"',
        "1" + " " * 1_998 + "+",
    ],
)
def test_hard_texts_neither_overflow_nor_linger(text: str) -> None:
    began = time.perf_counter()
    try:
        expression = compile_expression(text)
    except ExpressionError:
        pass
    else:
        expression.evaluate(FACTS, {})
    assert time.perf_counter() - began < 2


def test_joined_text_is_bounded() -> None:
    with pytest.raises(ExpressionError, match="拼接"):
        value("s + s", {"s": "x" * 60_000})


PIECES = st.sampled_from(
    """if then else and or not ( ) [ ] { } , : . .. + - * / ** < <= = != >= > "a" "甲 1 2.5 .5 null true in between ? a 金额
    date("2026-01-01") date starts with count(a) abs( lambda for __x__ \\ ' “ for[0] \u3000""".split()
)


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES, max_size=25).map("".join)))
@example("\x00")
@example("\ud800")
@example("1..2")
def test_any_text_gives_a_value_or_an_expression_error(text: str) -> None:
    for compiler in (compile_expression, compile_unary_tests):
        try:
            found = compiler(text)
        except ExpressionError as refused:
            assert str(refused)
            assert refused.position is None or 0 <= refused.position <= len(text)
            continue
        try:
            if compiler is compile_expression:
                compile_expression(text).evaluate(FACTS, {})
            else:
                assert compile_unary_tests(text).match(5, FACTS, {}) in (True, False, None)
        except ExpressionError as refused:
            assert str(refused)
        assert found is compiler(text)

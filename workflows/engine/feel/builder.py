"""Makes the tree of an expression from lark's parse; what literals alone decide is computed here, once."""

from __future__ import annotations

import re
import sys
from decimal import Decimal
from typing import Any, Final

from lark import Token, Transformer, v_args

from workflows.engine.feel.functions import BUILT_IN, negative
from workflows.engine.feel.tree import (
    TESTED,
    All,
    AnyOf,
    Call,
    Chain,
    Compare,
    Context,
    If,
    Interval,
    Items,
    Key,
    Literal,
    Name,
    Negative,
    Node,
    Not,
    Pointed,
    Tests,
    Within,
)
from workflows.engine.feel.values import CONTEXT, ExpressionError, Range
from workflows.text import _

RESERVED: Final = frozenset(("if", "then", "else", "and", "or", "not", "in", "between", "true", "false", "null"))
UNSUPPORTED: Final = frozenset(("for", "some", "every", "satisfies", "return", "function", "instance", "external", "lambda"))
_ESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_SURROGATES: Final = range(0xD800, 0xE000)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def string_of(token: Token) -> str:
    """The text between the quotes, its escapes resolved. Raises ExpressionError for an unknown escape."""

    def resolved(found: re.Match[str]) -> str:
        code = found[1]
        if len(code) > 1:
            point = int(code[1:], 16)
            known = chr(point) if point <= sys.maxunicode and point not in _SURROGATES else None
        else:
            known = _ESCAPES.get(code)
        if known is None:
            raise ExpressionError(_("不支持转义“\\{code}”。").format(code=code), token.start_pos)
        return known

    return _ESCAPE.sub(resolved, token[1:-1])


@v_args(inline=True)
class Builder(Transformer[Token, Node]):
    """From lark's tree to ours, bottom up: a method for each rule of the grammar."""

    def number(self, token: Token) -> Node:
        if len(token.replace(".", "")) > CONTEXT.prec:
            raise ExpressionError(_("数字超过 {limit} 位。").format(limit=CONTEXT.prec), token.start_pos)
        return Literal(Decimal(token))

    def string(self, token: Token) -> Node:
        return Literal(string_of(token))

    def true(self, _token: Token) -> Node:
        return Literal(True)

    def false(self, _token: Token) -> Node:
        return Literal(False)

    def null(self, _token: Token) -> Node:
        return Literal(None)

    def name(self, token: Token) -> Node:
        if token in RESERVED or token in UNSUPPORTED:
            raise ExpressionError(_("“{word}”是保留字，不能作名称。").format(word=token), token.start_pos)
        return Name(str(token))

    def tested(self, _token: Token) -> Node:
        return Name(TESTED)

    def key(self, of: Node, token: Token) -> Node:
        return Key(of, str(token))

    def arguments(self, *parts: Node) -> tuple[Node, ...]:
        return parts

    def call(self, token: Token, arguments: tuple[Node, ...]) -> Node:
        name = " ".join(token.split())
        if name in UNSUPPORTED:
            raise ExpressionError(_("不支持“{word}”。").format(word=name), token.start_pos)
        built_in = BUILT_IN.get(name)
        if built_in is None:
            return Call(name, arguments, token.start_pos or 0)
        if len(arguments) < built_in.least or (built_in.most is not None and len(arguments) > built_in.most):
            raise ExpressionError(_("函数“{name}”的参数个数不对。").format(name=name), token.start_pos)
        if name in ("date", "date and time") and all(isinstance(argument, Literal) for argument in arguments):
            value = built_in.call(*(argument.value for argument in arguments if isinstance(argument, Literal)))
            if value is None:
                raise ExpressionError(_("不是有效的日期或时间。"), token.start_pos)
            return Literal(value)
        return Call(name, arguments, token.start_pos or 0)

    def negation(self, _token: Token, *tests: Node) -> Node:
        return Not(tests)

    def nothing(self, _token: Token) -> Node:
        return Items(())

    def list(self, *items: Node) -> Node:
        return Items(items)

    def entry(self, token: Token, value: Node) -> tuple[str, Node]:
        return (string_of(token) if token.type == "STRING" else str(token), value)

    def context(self, *entries: tuple[str, Node]) -> Node:
        if len(dict(entries)) < len(entries):
            raise ExpressionError(_("上下文里有重复的键。"))
        return Context(entries)

    def interval(self, opening: Token, low: Node, _dots: Token, high: Node, closing: Token) -> Node:
        return self._range(low, high, opening == "[", closing == "]")

    @staticmethod
    def _range(low: Node, high: Node, low_within: bool = True, high_within: bool = True) -> Node:
        if isinstance(low, Literal) and isinstance(high, Literal):
            return Literal(Range(low.value, high.value, low_within, high_within))
        return Interval(low, high, low_within, high_within)

    def negative(self, _token: Token, of: Node) -> Node:
        return Literal(negative(of.value)) if isinstance(of, Literal) else Negative(of)

    def sum(self, first: Node, *rest: Any) -> Node:
        return Chain(first, tuple(zip(map(str, rest[::2]), rest[1::2], strict=True)))

    product = sum

    def compare(self, left: Node, sign: Token, right: Node) -> Node:
        return Compare(str(sign), left, right)

    def between(self, value: Node, low: Node, high: Node) -> Node:
        return Within(value, (self._range(low, high),))

    def within(self, value: Node, many: Node) -> Node:
        return Within(value, (many,))

    def within_several(self, value: Node, tests: tuple[Node, ...]) -> Node:
        return Within(value, tests)

    def several(self, *tests: Node) -> tuple[Node, ...]:
        return tests

    def pointed(self, sign: Token, right: Node) -> Node:
        return Pointed(str(sign), right)

    def conjunction(self, *parts: Node) -> Node:
        return All(parts)

    def disjunction(self, *parts: Node) -> Node:
        return AnyOf(parts)

    def conditional(self, condition: Node, then: Node, otherwise: Node) -> Node:
        return If(condition, then, otherwise)

    def anything(self, _token: Token) -> Node:
        return Tests(())

    def tests(self, *tests: Node) -> Node:
        return Tests(tests)

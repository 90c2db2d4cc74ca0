"""The expression language of diagrams and tables, a subset of FEEL: compiled once, cached, the only thing ever evaluated.

A gateway's condition, a timer, a loop's cardinality, a table's cell: all are text of designers, none of it is ever Python.
The language has no loops, no attributes and no powers, so that evaluation ends in time proportional to text and data.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from types import EllipsisType
from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.closures import cell_of, compiled, names_in
from workflows.engine.feel.functions import BUILT_IN
from workflows.engine.feel.syntax import MAX_TEXT, read
from workflows.engine.feel.values import ExpressionError
from workflows.text import _

__all__ = ["COMPUTED", "Expression", "ExpressionError", "UnaryTests", "check_expression", "compile_expression", "compile_unary_tests"]

COMPUTED: Final = ...
"""Stands in `calls` for an argument that is no literal."""
Calls = tuple[tuple[str, tuple[Any | EllipsisType, ...]], ...]
_CACHED: Final = 4_096


class _Compiled:
    """`text` as written; `names` it reads; `calls` of functions that are not built in, in order, with their literal arguments."""

    __slots__ = ("calls", "names", "text", "tree")

    def __init__(self, text: str, root: tree.Node) -> None:
        self.text, self.tree = text, root
        self.names: frozenset[str] = names_in(root) - {tree.TESTED}
        self.calls: Calls = tuple((call.name, tuple(map(_argument, call.arguments))) for call in _calls_in(root))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.text!r})"


class Expression(_Compiled):
    """A compiled expression; immutable, shared by all who write the same text."""

    __slots__ = ("evaluate",)

    def __init__(self, text: str, root: tree.Node) -> None:
        super().__init__(text, root)
        self.evaluate = compiled(root)
        """The value over names (routing facts, or the inputs of a table) and the functions that may be called.

        An unknown name is null. Numbers come back as Decimal; a whole number that a name or a function gave stays an int.
        Raises ExpressionError for an unknown function, data of a foreign type, text beyond 100,000 characters;
        errors of the functions arrive as themselves.
        """


class UnaryTests(_Compiled):
    """The compiled tests of an input cell: `-`, `5`, `"a","b"`, `< 5`, `[1..5)`, `not(5)`, `? > lowest`."""

    __slots__ = ("match",)

    def __init__(self, text: str, root: tree.Tests) -> None:
        super().__init__(text, root)
        self.match = cell_of(root)
        """(value, names, functions) → whether the value meets the tests; None where FEEL gives null."""


def compile_expression(text: str) -> Expression:
    """The compiled expression, from the cache if it was met before.

    Raises ExpressionError with a sentence and a position for text outside the language.
    """
    _check_length(text)
    return _expression(text)


def compile_unary_tests(text: str) -> UnaryTests:
    """The compiled tests of an input cell; an empty cell accepts anything. Raises ExpressionError as compile_expression."""
    _check_length(text)
    return _unary_tests(text)


def check_expression(text: str, functions: Collection[str]) -> None:
    """Raises ExpressionError if the text is outside the language or calls a function that is neither built in nor named."""
    check_calls(compile_expression(text), functions)


def check_calls(expression: _Compiled, functions: Collection[str]) -> None:
    """Raises ExpressionError at the first call of a function that is neither built in nor named."""
    for call in _calls_in(expression.tree):
        if call.name not in functions:
            raise ExpressionError(_("没有名为“{name}”的函数。").format(name=call.name), call.position)


def _check_length(text: str) -> None:
    """Before the cache: it must not hash and keep a megabyte."""
    if len(text) > MAX_TEXT:
        raise ExpressionError(_("表达式过长：最多 {limit} 个字符。").format(limit=MAX_TEXT))


@lru_cache(maxsize=_CACHED)
def _expression(text: str) -> Expression:
    root = read(text)
    misplaced = any(isinstance(part, tree.Name) and part.name == tree.TESTED for part in tree.parts_of(root))
    if misplaced:
        raise ExpressionError(_("“?” 只能写在决策表的输入格子里。"), text.find("?"))
    return Expression(text, root)


@lru_cache(maxsize=_CACHED)
def _unary_tests(text: str) -> UnaryTests:
    root = read(text, "cell") if text.strip() else tree.Tests(())
    if not isinstance(root, tree.Tests):
        raise ExpressionError(_("这不是决策表输入格子的写法。"))
    return UnaryTests(text, root)


def _calls_in(root: tree.Node) -> list[tree.Call]:
    return [part for part in tree.parts_of(root) if isinstance(part, tree.Call) and part.name not in BUILT_IN]


def _argument(node: tree.Node) -> Any | EllipsisType:
    return node.value if isinstance(node, tree.Literal) else COMPUTED

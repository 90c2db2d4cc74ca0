"""The parts of the full language that begin with a word and hold whole expressions: if, for, some, every, function; and contexts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.engine.feel import tree
from workflows.engine.feel.reader import Reader
from workflows.engine.feel.type_text import read_type
from workflows.engine.feel.values import ExpressionError
from workflows.text import _

Expression = Callable[[], tree.Node]
"""Reads an expression where the reader stands."""


def _if(reader: Reader, expression: Expression) -> tree.Node:
    condition = expression()
    reader.need_keyword("then")
    then = expression()
    reader.need_keyword("else")
    return tree.If(condition, then, expression())


def _loop(kind: str, then: str, names: tuple[str, ...]) -> Callable[[Reader, Expression], tree.Node]:
    def read(reader: Reader, expression: Expression) -> tree.Node:
        over: list[tuple[str, tree.Node]] = []
        scope = reader.scope
        while not over or reader.take(","):
            name = reader.declared("in")
            reader.need_keyword("in")
            over.append((name, _over(reader, expression)))
            reader.inside((name,))
        reader.need_keyword(then)
        reader.inside(names)
        body = expression()
        reader.scope = scope
        return tree.Loop(kind, tuple(over), body)

    return read


def _over(reader: Reader, expression: Expression) -> tree.Node:
    first = expression()
    return tree.Stretch(first, expression()) if reader.take("..") else first


def _define(reader: Reader, expression: Expression) -> tree.Node:
    reader.need("(")
    parameters: list[tuple[str, Any]] = []
    while not reader.take(")"):
        if parameters:
            reader.need(",")
        name = reader.declared(":", ",", ")")
        parameters.append((name, read_type(reader) if reader.take(":") else None))
    if reader.keyword("external"):
        raise ExpressionError(_("不支持外部函数（function … external）。"), reader.at)
    scope = reader.inside(name for name, _type in parameters)
    body = expression()
    reader.scope = scope
    return tree.Define(tuple(parameters), body)


def read_context(reader: Reader, expression: Expression) -> tree.Node:
    """`{…}`: each entry's name is in scope of the ones after it. Raises ExpressionError for text that is none."""
    reader.need("{")
    scope = reader.inside(())
    entries: list[tuple[str, tree.Node]] = []
    while not reader.take("}"):
        if entries:
            reader.need(",")
        key = reader.string()
        key = reader.declared(":") if key is None else key
        reader.need(":")
        entries.append((key, expression()))
        reader.scope.add(key)
        reader.members.add(key)
    reader.scope = scope
    return tree.Entries(tuple(entries))


CLAUSES: Final[Mapping[str, Callable[[Reader, Expression], tree.Node]]] = {
    "if": _if,
    "for": _loop("for", "return", ("partial",)),
    "some": _loop("some", "satisfies", ()),
    "every": _loop("every", "satisfies", ()),
    "function": _define,
}
"""By the word that they begin with."""

"""The boxed expressions of DMN, compiled: literal expressions, contexts, relations, lists, invocations, functions, conditionals, loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from lxml import etree

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.types import Types
from workflows.engine.dmn.xml import attribute, children, first, refuse_other_language, tag_of, text_in
from workflows.engine.feel.blocks import at_item, invoked, looped
from workflows.engine.feel.budget import Budget, budget_of
from workflows.engine.feel.closures import Functions, Names, Run, compiled
from workflows.engine.feel.names import normal
from workflows.engine.feel.parser import parse
from workflows.engine.feel.reader import Scope
from workflows.engine.feel.types import FeelType, coerced
from workflows.engine.feel.values import ExpressionError, FeelFunction
from workflows.text import _


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands: for sentences, and the names, members and types that it may use."""

    where: str
    names: frozenset[str]
    members: frozenset[str]
    types: Types

    def inside(self, names: Iterable[str]) -> Place:
        """The same with more names."""
        return replace(self, names=self.names | frozenset(names))

    @property
    def scope(self) -> Scope:
        """What the parser must know."""
        return Scope(self.names, self.members, self.types)

    def expression(self, text: str) -> Run:
        """Compiled text. Raises DecisionError for what is no FEEL."""
        try:
            return compiled(parse(text, self.scope))
        except ExpressionError as error:
            raise DecisionError(_("{where}：{error}").format(where=self.where, error=error)) from error


def nothing(_names: Names, _functions: Functions) -> None:
    """An empty box."""


def logic_of(element: etree._Element | None, place: Place) -> Run:
    """The compiled box, its answer of the type that it declares. Raises DecisionError naming what is not supported."""
    if element is None:
        return nothing
    box = BOXES.get(tag_of(element))
    if box is None:
        raise DecisionError(_("{where}：不支持{construct}。").format(where=place.where, construct=tag_of(element)))
    run, reference = box(element, place), attribute(element, "typeRef")
    if not reference or tag_of(element) == "functionDefinition":
        return run
    return typed(run, place.types.named(reference))


def typed(run: Run, to: FeelType) -> Run:
    """The same, its answer brought to a type."""
    return lambda names, functions: coerced(run(names, functions), to)


def boxes_in(element: etree._Element) -> list[etree._Element]:
    """The boxes directly inside an element."""
    return [child for child in element.iterchildren() if isinstance(child.tag, str) and tag_of(child) in BOXES]


def one_in(element: etree._Element | None) -> etree._Element | None:
    """The one box inside an element, None if there is none."""
    found = boxes_in(element) if element is not None else []
    return found[0] if found else None


def _literal(element: etree._Element, place: Place) -> Run:
    refuse_other_language(element, place.where)
    if first(element, "importedValues") is not None:
        raise DecisionError(_("{where}：不支持{construct}。").format(where=place.where, construct="importedValues"))
    text = text_in(element)
    return place.expression(text) if text else nothing


def _context(element: etree._Element, place: Place) -> Run:
    entries: list[tuple[str, Run]] = []
    for entry in children(element, "contextEntry"):
        variable = first(entry, "variable")
        name = normal(attribute(variable, "name"))
        value = logic_of(one_in(entry), place)
        reference = attribute(variable, "typeRef")
        entries.append((name, _typed_entry(value, place.types.named(reference)) if reference else value))
        place = place.inside((name,))

    def run(names: Names, functions: Functions) -> Any:
        inside, made = dict(names), dict[str, Any]()
        for name, value in entries:
            if not name:
                return value(inside, functions)
            inside[name] = made[name] = value(inside, functions)
        return made

    return run


def _typed_entry(run: Run, to: FeelType) -> Run:
    """A function that an entry holds stays what it is: models say of its variable what the function gives back."""

    def entry(names: Names, functions: Functions) -> Any:
        value = run(names, functions)
        return value if isinstance(value, FeelFunction) else coerced(value, to)

    return entry


def _relation(element: etree._Element, place: Place) -> Run:
    columns = tuple(normal(attribute(column, "name")) for column in children(element, "column"))
    rows = tuple(tuple(logic_of(box, place) for box in boxes_in(row)) for row in children(element, "row"))
    if any(len(row) != len(columns) for row in rows):
        raise DecisionError(_("{where}的格子数与列数不符。").format(where=place.where))
    return lambda names, functions: tuple(
        {column: cell(names, functions) for column, cell in zip(columns, row, strict=True)} for row in rows
    )


def _list(element: etree._Element, place: Place) -> Run:
    items = tuple(logic_of(box, place) for box in boxes_in(element))
    return lambda names, functions: tuple(item(names, functions) for item in items)


def _invocation(element: etree._Element, place: Place) -> Run:
    called = logic_of(one_in(element), place)
    bindings = tuple(children(element, "binding"))
    keys = tuple(normal(attribute(first(binding, "parameter"), "name")) for binding in bindings)
    values = tuple(logic_of(one_in(binding), place) for binding in bindings)

    def run(names: Names, functions: Functions) -> Any:
        function = called(names, functions)
        given = [value(names, functions) for value in values]
        return invoked(function, given, keys, budget_of(functions)) if isinstance(function, FeelFunction) else None

    return run


def function_of(element: etree._Element, place: Place, result: FeelType | None = None) -> Run:
    """A function definition, or the encapsulated logic of a business knowledge model."""
    if attribute(element, "kind") not in ("", "FEEL"):
        raise DecisionError(_("{where}：不支持外部函数（{kind}）。").format(where=place.where, kind=attribute(element, "kind")))
    parameters = tuple(children(element, "formalParameter"))
    keys = tuple(normal(attribute(parameter, "name")) for parameter in parameters)
    types = tuple(place.types.named(attribute(parameter, "typeRef")) for parameter in parameters)
    body = logic_of(one_in(element), place.inside(keys))

    def run(names: Names, functions: Functions) -> FeelFunction:
        def call(budget: Budget, *values: Any) -> Any:
            given = (coerced(value, kind) for value, kind in zip(values, types, strict=True))
            answer = body({**names, **dict(zip(keys, given, strict=True))}, budget)
            return answer if result is None else coerced(answer, result)

        return FeelFunction(call, keys, len(keys), types, result)

    return run


def _conditional(element: etree._Element, place: Place) -> Run:
    condition, then, otherwise = (logic_of(one_in(first(element, part)), place) for part in ("if", "then", "else"))
    return lambda names, functions: (then if condition(names, functions) is True else otherwise)(names, functions)


def _filter(element: etree._Element, place: Place) -> Run:
    of = logic_of(one_in(first(element, "in")), place)
    by = logic_of(one_in(first(element, "match")), place.inside(("item", *place.members)))
    return lambda names, functions: at_item(of(names, functions), by, names, functions)


def _loop(kind: str, part: str) -> Callable[[etree._Element, Place], Run]:
    def read(element: etree._Element, place: Place) -> Run:
        name = normal(attribute(element, "iteratorVariable"))
        over = logic_of(one_in(first(element, "in")), place)
        body = logic_of(one_in(first(element, part)), place.inside((name, "partial")))
        return looped(kind, ((name, over),), body, partial=kind == "for")

    return read


def _table(element: etree._Element, place: Place) -> Run:
    from workflows.engine.dmn.tables import table_of  # noqa: PLC0415  a table's cells are boxes, and a table is one

    return table_of(element, place)


BOXES: Final[Mapping[str, Callable[[etree._Element, Place], Run]]] = {
    "literalExpression": _literal,
    "context": _context,
    "relation": _relation,
    "list": _list,
    "invocation": _invocation,
    "functionDefinition": function_of,
    "conditional": _conditional,
    "filter": _filter,
    "for": _loop("for", "return"),
    "some": _loop("some", "satisfies"),
    "every": _loop("every", "satisfies"),
    "decisionTable": _table,
}

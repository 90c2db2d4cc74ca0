"""A model's own types: item definitions become types of FEEL, which may refer to each other and to themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml import etree

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.xml import attribute, children, first, text_in
from workflows.engine.feel.budget import Budget
from workflows.engine.feel.closures import cell_of
from workflows.engine.feel.names import normal
from workflows.engine.feel.parser import parse_tests
from workflows.engine.feel.reader import Scope
from workflows.engine.feel.types import ANY, BASIC, NAMES, FeelType
from workflows.engine.feel.values import ExpressionError
from workflows.text import _


class Types(dict[str, FeelType]):
    """Types by name, those of imported models with the name of the import before a dot."""

    def __init__(self, root: etree._Element, imported: Mapping[str, FeelType], scope: Callable[[], Iterable[str]]) -> None:
        super().__init__(imported)
        self._elements = {normal(attribute(item, "name")): item for item in children(root, "itemDefinition")}
        self._names = scope
        self.update((name, FeelType()) for name in self._elements)
        self._filled: set[str] = set()
        for name in self._elements:
            self._fill(name)

    def named(self, reference: str) -> FeelType:
        """The type that a `typeRef` names. Raises DecisionError if there is none of that name."""
        name = normal(reference)
        for candidate in (name, name.rpartition(":")[2], name.removeprefix("feel.")):
            if candidate in self:
                return self._fill(candidate)
            if candidate in NAMES:
                return BASIC[NAMES[candidate]]
        raise DecisionError(_("不支持类型“{name}”。").format(name=reference[:80]))

    def _fill(self, name: str) -> FeelType:
        made, element = self[name], self._elements.get(name)
        if element is None or name in self._filled:
            return made
        self._filled.add(name)
        found = self.of_element(element)
        made.kind, made.parts, made.entries, made.allowed = found.kind, found.parts, found.entries, found.allowed
        return made

    def of_element(self, element: etree._Element) -> FeelType:
        """The type that an item definition or component describes."""
        whole = self._base(element)
        inner = _allowed(first(element, "allowedValues"), self._names, self)
        if inner is not None:
            whole = FeelType(whole.kind, whole.parts, whole.entries, _both(whole.allowed, inner))
        if attribute(element, "isCollection") == "true":
            whole = FeelType("list", (whole,), (), _each(whole.allowed))
        outer = _allowed(first(element, "typeConstraint"), self._names, self)
        return whole if outer is None else FeelType(whole.kind, whole.parts, whole.entries, _both(whole.allowed, outer))

    def _base(self, element: etree._Element) -> FeelType:
        components = tuple(children(element, "itemComponent"))
        if components:
            entries = tuple((normal(attribute(one, "name")), self.of_element(one)) for one in components)
            return FeelType("context", (), entries, _entries_allowed(entries))
        function = first(element, "functionItem")
        if function is not None:
            result = self.named(attribute(function, "outputTypeRef"))
            parameters = (self.named(attribute(one, "typeRef")) for one in children(function, "parameters"))
            return FeelType("function", (*parameters, result))
        reference = first(element, "typeRef")
        return ANY if reference is None else self.named((reference.text or "").strip())


def _both(one: Callable[[Any], bool] | None, other: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return other if one is None else lambda value: one(value) and other(value)


def _each(allowed: Callable[[Any], bool] | None) -> Callable[[Any], bool] | None:
    return None if allowed is None else lambda items: all(item is None or allowed(item) for item in items)


def _entries_allowed(entries: tuple[tuple[str, FeelType], ...]) -> Callable[[Any], bool] | None:
    """A context is allowed if each of its entries is; types that come later are asked when a value comes."""

    def judged(context: Mapping[str, Any]) -> bool:
        return all(kind.allowed is None or context.get(key) is None or kind.allowed(context[key]) for key, kind in entries)

    return judged


def _allowed(element: etree._Element | None, names: Callable[[], Iterable[str]], types: Types) -> Callable[[Any], bool] | None:
    text = text_in(element)
    if not text:
        return None
    try:
        test = cell_of(parse_tests(text, Scope(names(), (), types)))
    except ExpressionError as error:
        raise DecisionError(_("允许值“{text}”：{error}").format(text=text[:60], error=error)) from error
    return lambda value: test(value, {}, Budget()) is True

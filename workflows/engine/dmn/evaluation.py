"""Evaluates a DMN model: each decision once, after what it requires; business knowledge and decision services as functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from lxml import etree

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.logic import Place, function_of, logic_of, one_in
from workflows.engine.dmn.model import Element, Key, Model, key_of
from workflows.engine.dmn.xml import attribute, children, first
from workflows.engine.feel.budget import Budget
from workflows.engine.feel.closures import Run
from workflows.engine.feel.conversions import read_number
from workflows.engine.feel.dates import read_date, read_date_time, read_duration, read_time
from workflows.engine.feel.library import LIBRARY
from workflows.engine.feel.names import normal
from workflows.engine.feel.registry import measured
from workflows.engine.feel.types import ANY, FeelType, coerced
from workflows.engine.feel.values import MAX_NESTING, ExpressionError, FeelFunction, feel
from workflows.text import _

_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "number": read_number,
    "boolean": {"true": True, "false": False}.get,
    "date": read_date,
    "time": read_time,
    "date and time": read_date_time,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
}


def from_outside(value: Any, to: FeelType, nesting: int = 0) -> Any:
    """A value of JSON as one of the language, read as the type that the model declares. Raises ExpressionError for foreign data."""
    if nesting > MAX_NESTING:
        raise ExpressionError(_("数据嵌套超过 {limit} 层。").format(limit=MAX_NESTING))
    inner = to.parts[0] if to.kind == "list" else to
    if isinstance(value, dict):
        types = dict(inner.entries)
        return {normal(key): from_outside(item, types.get(normal(key), ANY), nesting + 1) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(from_outside(item, inner, nesting + 1) for item in value)
    known = feel(value)
    read = _READ.get(inner.kind) if known.__class__ is str else None
    return known if read is None or (made := read(known)) is None else made


class Evaluation:
    """One question to a model: what is given (by key), what was found out, and how much may still be computed."""

    def __init__(self, model: Model, extra: Mapping[str, Any], given: Mapping[Key, Any], budget: Budget) -> None:
        self.model, self.extra, self.budget = model, extra, budget
        self.values: dict[Key, Any] = dict(given)
        self._begun: set[Key] = set()

    def value(self, element: Element) -> Any:
        """The value of an element. Raises DecisionError for what is not supported, or needs itself; null for an input not given."""
        if element.key in self.values:
            return self.values[element.key]
        if element.key in self._begun:
            raise DecisionError(_("决策互相依赖，无法确定先后。"))
        self._begun.add(element.key)
        try:
            self.values[element.key] = self._found(element)
        except (ExpressionError, RecursionError) as error:
            said = _("嵌套过深") if isinstance(error, RecursionError) else str(error)
            raise DecisionError(_("决策“{name}”不能计算：{error}").format(name=element.name, error=said)) from error
        return self.values[element.key]

    def _found(self, element: Element) -> Any:
        if element.kind == "decision":
            return coerced(self._logic(element)(self._names(element), self.budget), element.type)
        if element.kind == "businessKnowledgeModel":
            return self._logic(element)(self._names(element), self.budget)
        return self._service(element) if element.kind == "decisionService" else None

    def _names(self, element: Element) -> dict[str, Any]:
        """What the element may read: the inputs that no element declares, and what it requires."""
        names = dict(self.extra)
        for required, prefix in self.model.named(element.requires.items()):
            if required.key == element.key:
                continue
            holder = names.setdefault(prefix, {}) if prefix else names
            holder[required.variable] = self.value(required)
        return names

    def _logic(self, element: Element) -> Run:
        place = self._place(element)
        if element.kind == "decision":
            return logic_of(one_in(element.body), place)
        body = first(element.body, "encapsulatedLogic")
        itself = place.inside((element.variable,))
        result = element.type.parts[-1] if element.type.kind == "function" and element.type.parts else element.type
        return _knowing_itself(element.variable, function_of(body if body is not None else etree.Element("none"), itself, result))

    def _place(self, element: Element) -> Place:
        required = self.model.named(element.requires.items())
        names = {prefix or other.variable for other, prefix in required}
        where = _("决策“{name}”").format(name=element.name)
        return Place(where, frozenset((*LIBRARY, *self.extra, *names)), frozenset(self.model.members), element.types)

    def _service(self, element: Element) -> FeelFunction:
        """A service as a function: its input data, then its input decisions, are the parameters."""
        inputs = [*self._listed(element, "inputData"), *self._listed(element, "inputDecision")]
        outputs = self._listed(element, "outputDecision")
        kind = element.type.parts[-1] if element.type.kind == "function" and element.type.parts else ANY

        def call(budget: Budget, *values: Any) -> Any:
            given = {one.key: coerced(value, one.type) for one, value in zip(inputs, values, strict=True)}
            inside = Evaluation(self.model, self.extra, given, budget)
            answers = {output.name: inside.value(output) for output in outputs}
            return coerced(next(iter(answers.values())) if len(answers) == 1 else answers, kind)

        names = tuple(one.variable for one in inputs)
        return FeelFunction(call, names, len(names), tuple(one.type for one in inputs), kind)

    def parameters(self, element: Element) -> list[str]:
        """What a service or business knowledge is called with, by name. Raises DecisionError for a reference to nothing."""
        if element.kind == "decisionService":
            return [one.variable for tag in ("inputData", "inputDecision") for one in self._listed(element, tag)]
        body = first(element.body, "encapsulatedLogic")
        return [] if body is None else [normal(attribute(one, "name")) for one in children(body, "formalParameter")]

    def called(self, element: Element, inputs: Mapping[str, Any]) -> Any:
        """What a service or business knowledge gives for inputs by the names of its parameters. Raises as `value`."""
        function = self.value(element)
        values = [from_outside(inputs[name], kind or ANY) for name, kind in zip(function.names, function.types, strict=True)]
        return self.budget.called(lambda: function.call(self.budget, *values))

    def _listed(self, element: Element, tag: str) -> list[Element]:
        keys = ((key_of(one, element.key[0]), "") for one in children(element.body, tag))
        return [found for found, _prefix in self.model.named(keys)]


def _knowing_itself(name: str, run: Run) -> Run:
    """Business knowledge may call itself."""

    def knowing(names: Mapping[str, Any], functions: Any) -> Any:
        inside = dict(names)
        inside[name] = run(inside, functions)
        return inside[name]

    return knowing


def evaluated(model: Model, inputs: Mapping[str, Any], budget: Budget) -> tuple[dict[str, Any], dict[str, str]]:
    """The value of every decision of the file by its name, and why the others are refused.

    Inputs are by the name of their variable; those of an imported model also inside the name of the import.
    A decision that is given is not evaluated. A service, or business knowledge, is answered too where the inputs hold all its parameters.
    Raises ExpressionError for data foreign to the language.
    """
    given = _given(model, inputs)
    variables = {element.variable for element in model.elements.values()}
    extra = {name: from_outside(value, ANY) for name, value in inputs.items() if name not in variables}
    evaluation = Evaluation(model, extra, given, budget)
    answers, refused = dict[str, Any](), dict[str, str]()
    for element in (model.elements[key] for key in (*model.own, *model.callable)):
        if element.name in answers or element.name in refused:
            continue
        try:
            if element.kind == "decision":
                answers[element.name] = measured(evaluation.value(element))
            elif inputs.keys() >= set(evaluation.parameters(element)):
                answers[element.name] = measured(evaluation.called(element, inputs))
        except (DecisionError, ExpressionError) as error:
            refused[element.name] = str(error)
    return answers, refused


def _given(model: Model, inputs: Mapping[str, Any]) -> dict[Key, Any]:
    declared = {key: element for key, element in model.elements.items() if element.kind == "inputData"}
    given = {key: _input(element, inputs, model) for key, element in declared.items()}
    taken = {name for element in declared.values() for name in (element.variable, element.name)}
    for key, element in model.elements.items():
        if element.kind == "decision" and element.variable in inputs and element.variable not in taken:
            given[key] = _input(element, inputs, model)
    return given


def _input(element: Element, inputs: Mapping[str, Any], model: Model) -> Any:
    for name in (element.variable, element.name):
        if name in inputs:
            return coerced(from_outside(inputs[name], element.type), element.type)
    for value in inputs.values():
        if isinstance(value, Mapping) and element.variable in value and element.key[0] not in model.whole[model.own[0][0]]:
            return coerced(from_outside(value[element.variable], element.type), element.type)
    return None

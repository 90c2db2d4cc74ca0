"""Decision tables of any DMN model, compiled: every hit policy, cells in the full language, null where FEEL says null."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from workflows.engine.dmn.columns import DecisionError
from workflows.engine.dmn.logic import Place, nothing, typed
from workflows.engine.dmn.policies import MANY, POLICIES, HitPolicy, SeveralError, chosen
from workflows.engine.dmn.xml import attribute, children, first, refuse_other_language, text_in
from workflows.engine.feel import tree
from workflows.engine.feel.closures import Functions, Names, Run, Test, cell_of, compiled
from workflows.engine.feel.names import normal
from workflows.engine.feel.parser import parse_tests
from workflows.engine.feel.statistics import aggregated
from workflows.engine.feel.values import ExpressionError
from workflows.text import _


@dataclass(frozen=True, slots=True)
class _Input:
    value: Run
    allowed: Test | None


@dataclass(frozen=True, slots=True)
class _Output:
    name: str
    default: Run | None
    ranks: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    policy: HitPolicy
    aggregation: str
    inputs: tuple[_Input, ...]
    outputs: tuple[_Output, ...]
    rules: tuple[tuple[tuple[Test, ...], tuple[Run, ...]], ...]

    def decide(self, names: Names, functions: Functions) -> Any:
        """The table's answer."""
        values = [column.value(names, functions) for column in self.inputs]
        for column, value in zip(self.inputs, values, strict=True):
            if value is not None and column.allowed is not None and column.allowed(value, names, functions) is not True:
                return None
        matched = [
            place
            for place, (tests, _answers) in enumerate(self.rules)
            if all(test(value, names, functions) is True for test, value in zip(tests, values, strict=True))
        ]
        if not matched:
            return self._unmatched(names, functions)
        rows = {place: [answer(names, functions) for answer in self.rules[place][1]] for place in matched}
        ranks = [[rank(names, functions) for rank in column.ranks] for column in self.outputs]
        try:
            answering = chosen(self.policy, matched, rows.__getitem__, ranks)
        except SeveralError:
            return None
        return self._joined([rows[place] for place in answering])

    def _joined(self, rows: list[list[Any]]) -> Any:
        if self.aggregation:
            return aggregated(self.aggregation, tuple(row[0] for row in rows))
        answers = tuple(map(self._answer, rows))
        return answers if self.policy in MANY else answers[0]

    def _answer(self, row: list[Any]) -> Any:
        return row[0] if len(row) == 1 else {column.name: value for column, value in zip(self.outputs, row, strict=True)}

    def _unmatched(self, names: Names, functions: Functions) -> Any:
        """Default answers if there are any; else null, no answers, or what is counted of none."""
        if any(column.default is not None for column in self.outputs):
            answer = self._answer([column.default and column.default(names, functions) for column in self.outputs])
            return (answer,) if self.policy in MANY and not self.aggregation else answer
        if self.aggregation:
            return aggregated(self.aggregation, ())
        return () if self.policy in MANY else None


def table_of(element: etree._Element, place: Place) -> Run:
    """The compiled table. Raises DecisionError naming a hit policy, cell or type that is not supported."""
    policy, aggregation = attribute(element, "hitPolicy"), attribute(element, "aggregation")
    if policy not in POLICIES or aggregation not in ("", "SUM", "MIN", "MAX", "COUNT"):
        raise DecisionError(_("{where}：不支持命中策略 {policy}。").format(where=place.where, policy=f"{policy} {aggregation}"))
    inputs = tuple(children(element, "input"))
    outputs = tuple(children(element, "output"))
    if POLICIES[policy] == "C" and aggregation and len(outputs) > 1:
        raise DecisionError(_("{where}：{aggregation} 汇总只能有一个输出列。").format(where=place.where, aggregation=aggregation))
    types = {output: attribute(output, "typeRef") for output in outputs}
    rules = tuple(_rule(row, len(inputs), [types[output] for output in outputs], place) for row in children(element, "rule"))
    table = _Table(
        POLICIES[policy],
        aggregation if policy == "COLLECT" else "",
        tuple(_input(column, place) for column in inputs),
        tuple(_output(column, types[column], place) for column in outputs),
        rules,
    )
    return table.decide


def _input(element: etree._Element, place: Place) -> _Input:
    asked = first(element, "inputExpression")
    text = text_in(asked)
    refuse_other_language(asked, place.where)
    value = place.expression(text) if text else nothing
    reference = attribute(asked, "typeRef")
    allowed = text_in(first(element, "inputValues"))
    return _Input(
        typed(value, place.types.named(reference)) if reference else value,
        cell_of(_tests(allowed, place)) if allowed else None,
    )


def _output(element: etree._Element, reference: str, place: Place) -> _Output:
    default = first(element, "defaultOutputEntry")
    values = text_in(first(element, "outputValues"))
    ranks = tuple(compiled(test) for test in _tests(values, place).tests if not isinstance(test, tree.Pointed)) if values else ()
    name = normal(attribute(element, "name") or attribute(element, "label"))
    return _Output(name, _cell(default, reference, place) if default is not None else None, ranks)


def _rule(row: etree._Element, inputs: int, types: list[str], place: Place) -> tuple[tuple[Test, ...], tuple[Run, ...]]:
    tests, answers = tuple(children(row, "inputEntry")), tuple(children(row, "outputEntry"))
    if len(tests) != inputs or len(answers) != len(types):
        raise DecisionError(_("{where}的格子数与列数不符。").format(where=place.where))
    for cell in (*tests, *answers):
        refuse_other_language(cell, place.where)
    return (
        tuple(cell_of(_tests(text_in(cell), place)) for cell in tests),
        tuple(_cell(cell, reference, place) for cell, reference in zip(answers, types, strict=True)),
    )


def _cell(cell: etree._Element, reference: str, place: Place) -> Run:
    text = text_in(cell)
    run = place.expression(text) if text and text != "-" else nothing
    return typed(run, place.types.named(reference)) if reference else run


def _tests(text: str, place: Place) -> tree.Tests:
    try:
        return parse_tests(text, place.scope)
    except ExpressionError as error:
        raise DecisionError(_("{where}：{error}").format(where=place.where, error=error)) from error

"""Reads DMN XML into compiled decisions, required ones first; refuses by name whatever the decisions of this house do not do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from lxml import etree

from workflows.engine.dmn.columns import NOTHING, DecisionError, Input, Output, Rule, Type
from workflows.engine.dmn.decision import Aggregation, Decision
from workflows.engine.dmn.policies import POLICIES, HitPolicy
from workflows.engine.dmn.xml import (
    allowed_in,
    attribute,
    children,
    first,
    item_types,
    parse,
    refuse_other_language,
    tag_of,
    text_in,
    type_of,
)
from workflows.engine.expressions import Expression, ExpressionError, UnaryTests, check_calls, compile_expression, compile_unary_tests
from workflows.text import _

_AGGREGATIONS: Final[Mapping[str, Aggregation]] = {"": "", "SUM": "SUM", "MIN": "MIN", "MAX": "MAX", "COUNT": "COUNT"}
_REFUSED: Final[Mapping[str, str]] = {
    "import": "引入其他文件",
    "businessKnowledgeModel": "业务知识模型",
    "decisionService": "决策服务",
    "knowledgeRequirement": "业务知识模型",
    "context": "上下文表达式",
    "invocation": "调用表达式",
    "relation": "关系表",
    "list": "列表表达式",
    "functionDefinition": "函数定义",
    "conditional": "条件表达式框",
    "filter": "筛选表达式",
    "for": "循环表达式",
    "some": "some 表达式",
    "every": "every 表达式",
}


@dataclass(frozen=True, slots=True)
class _File:
    """What the decisions of one file share."""

    items: Mapping[str, Type]
    data: Mapping[str, Type]


def read_decisions(xml: bytes) -> dict[str, Decision]:
    """The decisions of a file by id, each after those that it requires.

    Raises DecisionError in one sentence: no DMN, a document type or entity, a construct, hit policy, type or expression outside
    the subset (named, with its place), decisions that require each other, two of one id or name.
    """
    root = parse(xml)
    refuse_other_language(root, _("决策文件"))
    _refuse_constructs(root, _("决策文件"))
    items = item_types(root)
    data = tuple(children(root, "inputData"))
    file = _File(items, {_variable(datum): type_of(attribute(first(datum, "variable"), "typeRef"), items) for datum in data})
    elements = {attribute(element, "id"): element for element in children(root, "decision")}
    _check_identities(root, elements)
    known = {attribute(datum, "id") for datum in data} | set(elements)
    required = {key: _required(element, known) & set(elements) for key, element in elements.items()}
    try:
        order = tuple(TopologicalSorter({key: sorted(before) for key, before in required.items()}).static_order())
    except CycleError:
        raise DecisionError(_("决策互相依赖，无法确定先后。")) from None
    return _linked(order, required, {key: _decision(element, file) for key, element in elements.items()})


def _linked(order: Sequence[str], required: Mapping[str, set[str]], read: Mapping[str, Decision]) -> dict[str, Decision]:
    """Each decision with all that come before it, directly or not, in order."""
    before: dict[str, set[str]] = {}
    for key in order:
        before[key] = required[key].union(*(before[other] for other in required[key]))
    return {key: replace(read[key], required=tuple(read[other] for other in order if other in before[key])) for key in order}


def _refuse_constructs(element: etree._Element, where: str) -> None:
    for child in element.iterchildren():
        construct = _REFUSED.get(tag_of(child))
        if construct is not None:
            raise DecisionError(_("{where}：不支持{construct}（{tag}）。").format(where=where, construct=_(construct), tag=tag_of(child)))


def _variable(element: etree._Element) -> str:
    return attribute(first(element, "variable"), "name") or attribute(element, "name") or attribute(element, "id")


def _check_identities(root: etree._Element, elements: Mapping[str, etree._Element]) -> None:
    decisions = tuple(children(root, "decision"))
    if not decisions:
        raise DecisionError(_("文件里没有决策。"))
    names = {attribute(element, "name") or key for key, element in elements.items()}
    if "" in elements or len(elements) < len(decisions) or len(names) < len(decisions):
        raise DecisionError(_("每个决策都要有自己的标识和名称。"))


def _required(element: etree._Element, known: set[str]) -> set[str]:
    references = {
        attribute(reference, "href")
        for requirement in children(element, "informationRequirement")
        for tag in ("requiredDecision", "requiredInput")
        for reference in children(requirement, tag)
    }
    for reference in sorted(references):
        if not reference.startswith("#") or reference[1:] not in known:
            name = attribute(element, "name")
            raise DecisionError(_("决策“{name}”引用了本文件里没有的“{reference}”。").format(name=name, reference=reference[:200]))
    return {reference[1:] for reference in references}


def _decision(element: etree._Element, file: _File) -> Decision:
    key = attribute(element, "id")
    name = attribute(element, "name") or key
    where = _("决策“{name}”").format(name=name)
    _refuse_constructs(element, where)
    variable = _variable(element)
    table, literal = first(element, "decisionTable"), first(element, "literalExpression")
    if table is not None:
        return _table(table, file, Decision(key, name, variable, "U", data=file.data), where)
    if literal is None:
        raise DecisionError(_("{where}没有决策表。").format(where=where))
    kind = type_of(attribute(first(element, "variable"), "typeRef") or attribute(literal, "typeRef"), file.items)
    expression = _expression(literal, where)
    return Decision(key, name, variable, "", outputs=(Output(variable, kind),), expression=expression, data=file.data)


def _table(table: etree._Element, file: _File, decision: Decision, where: str) -> Decision:
    policy, aggregation = _hit_policy(table, where)
    inputs = tuple(_input(element, file, where) for element in children(table, "input"))
    outputs = tuple(_output(element, file, decision.variable, where) for element in children(table, "output"))
    names = [output.name for output in outputs]
    if not outputs or len(set(names)) < len(names):
        raise DecisionError(_("{where}的输出列没有名称，或者名称重复。").format(where=where))
    if aggregation and len(outputs) > 1:
        raise DecisionError(_("{where}：汇总（{aggregation}）只能有一列输出。").format(where=where, aggregation=aggregation))
    if policy in ("P", "O") and not any(output.ranks for output in outputs):
        raise DecisionError(_("{where}：按重要性取答案，要在输出列逐个写明允许的值。").format(where=where))
    read = replace(decision, hit_policy=policy, aggregation=aggregation, inputs=inputs, outputs=outputs)
    return replace(read, rules=tuple(_rule(row, number, read) for number, row in enumerate(children(table, "rule"), 1)))


def _hit_policy(table: etree._Element, where: str) -> tuple[HitPolicy, Aggregation]:
    policy, aggregation = attribute(table, "hitPolicy"), attribute(table, "aggregation")
    if policy not in POLICIES:
        raise DecisionError(_("{where}：不支持命中策略 {policy}。").format(where=where, policy=policy))
    if policy != "COLLECT":
        return POLICIES[policy], ""
    if aggregation not in _AGGREGATIONS:
        raise DecisionError(_("{where}：不支持汇总方式 {aggregation}。").format(where=where, aggregation=aggregation))
    return "C", _AGGREGATIONS[aggregation]


def _input(element: etree._Element, file: _File, where: str) -> Input:
    asked = first(element, "inputExpression")
    expression = _expression(asked, _("{where}的输入列“{label}”").format(where=where, label=attribute(element, "label")))
    label = attribute(element, "label") or expression.text
    kind = type_of(attribute(asked, "typeRef"), file.items)
    allowed = allowed_in(first(element, "inputValues"), _("{where}的输入列“{label}”").format(where=where, label=label))
    return Input(label, expression, Type(kind.name, allowed or kind.allowed))


def _output(element: etree._Element, file: _File, variable: str, where: str) -> Output:
    name = attribute(element, "name") or (variable if attribute(element, "label") == "" else attribute(element, "label"))
    place = _("{where}的输出列“{label}”").format(where=where, label=name)
    kind = type_of(attribute(element, "typeRef"), file.items)
    allowed = allowed_in(first(element, "outputValues"), place)
    typed = Type(kind.name, allowed or kind.allowed)
    default = first(element, "defaultOutputEntry")
    return Output(name, typed, _answer(default, typed, place) if default is not None else None)


def _rule(row: etree._Element, number: int, decision: Decision) -> Rule:
    where = _("决策“{name}”第 {number} 行").format(name=decision.name, number=number)
    tests, answers = tuple(children(row, "inputEntry")), tuple(children(row, "outputEntry"))
    if len(tests) != len(decision.inputs) or len(answers) != len(decision.outputs):
        raise DecisionError(_("{where}的格子数与列数不符。").format(where=where))
    notes = [text_in(note) for note in children(row, "annotationEntry")]
    described = first(row, "description")
    given = tuple(_answer(cell, column.typed, f"{where}“{column.name}”") for cell, column in zip(answers, decision.outputs, strict=True))
    return Rule(
        attribute(row, "id") or f"{decision.id}.{number}",
        tuple(_tests(cell, f"{where}“{column.label}”") for cell, column in zip(tests, decision.inputs, strict=True)),
        given,
        "；".join(note for note in [*notes, (described.text or "").strip() if described is not None else ""] if note),
        _constant(given, decision.outputs),
    )


def _constant(answers: Sequence[Expression], outputs: Sequence[Output]) -> tuple[Any, ...] | None:
    """Answers that are the same whatever the inputs are; a context is made anew each time."""
    if any(answer.names for answer in answers):
        return None
    pairs = zip(answers, outputs, strict=True)
    values = tuple(column.typed.of(answer.evaluate(NOTHING, NOTHING), str) for answer, column in pairs)
    return None if any(isinstance(value, (Mapping, tuple)) for value in values) else values


def _tests(cell: etree._Element, where: str) -> UnaryTests:
    refuse_other_language(cell, where)
    try:
        tests = compile_unary_tests(text_in(cell))
        check_calls(tests, ())
    except ExpressionError as error:
        raise DecisionError(_("{where}：{error}").format(where=where, error=error)) from error
    return tests


def _expression(element: etree._Element | None, where: str) -> Expression:
    refuse_other_language(element, where)
    try:
        expression = compile_expression(text_in(element))
        check_calls(expression, ())
    except ExpressionError as error:
        raise DecisionError(_("{where}：{error}").format(where=where, error=error)) from error
    return expression


def _answer(cell: etree._Element, typed: Type, where: str) -> Expression:
    """An output cell; an empty one is null. One that needs no names is computed now, so that a wrong value shows at reading."""
    expression = _expression(cell, where) if text_in(cell) else compile_expression("null")
    if not expression.names:
        try:
            typed.of(expression.evaluate(NOTHING, NOTHING), lambda: where)
        except ExpressionError as error:
            raise DecisionError(_("{where}：{error}").format(where=where, error=error)) from error
    return expression

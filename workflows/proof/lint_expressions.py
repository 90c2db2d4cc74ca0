"""Rules on the expressions of a diagram: only our language, only registered names, no periods written as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from workflows.engine.elements import CALL, DECISION, tag
from workflows.engine.expressions import Expression, ExpressionError, check_expression, compile_expression
from workflows.proof.lint_binding import near
from workflows.proof.lint_model import Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

MOST_TEXT: Final = 20_000
"""Characters of all expressions of a file together; beyond, none is read."""
DURATION: Final = re.compile(r"""["']?\s*(R\d*/)?(P(\d+[YMWD])*(T(\d+[HMS])+)?|\d{4}-\d\d-\d\d.*)\s*["']?""", re.IGNORECASE)
CONDITION, TIMER, LOOP, DUE = "condition", "timer", "loop", "due"


@dataclass(frozen=True, slots=True)
class Written:
    """An expression and where it stands: `element` is the node or flow that it belongs to."""

    element: str
    use: str
    text: str


def written(d: Diagram) -> Iterator[Written]:
    """Every expression of the process."""
    for flow in d.flows:
        if flow.condition is not None:
            yield Written(flow.id, CONDITION, flow.condition)
    for one in d.elements.values():
        node = d.nodes[one.id]
        for name, use in (("timeDate", TIMER), ("loopCardinality", LOOP), ("completionCondition", LOOP)):
            for part in node.iter(tag(name)):
                yield Written(one.id, use, (part.text or "").strip())
        if one.due_at:
            yield Written(one.id, DUE, one.due_at.strip())


def compiled(d: Diagram) -> Iterator[tuple[Written, Expression]]:
    """Those that can be read; the others are another rule's."""
    if _too_much(d):
        return
    for one in written(d):
        try:
            yield one, compile_expression(one.text)
        except ExpressionError:
            continue


def _too_much(d: Diagram) -> bool:
    return sum(len(one.text) for one in written(d)) > MOST_TEXT


@rule("expression.language", _("表达式只用本系统的表达式语言（FEEL 子集）和登记过的函数。"))
def readable(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """Nothing of a designer is ever run as a program."""
    if _too_much(d):
        longest = max(written(d), key=lambda one: len(one.text)).element
        text = _("流程里的表达式合计超过{most}个字符，不予读取，最长的是{node}上的。请改用决策表。")
        yield Found(longest, text.format(most=MOST_TEXT, node=_said(d, longest)))
        return
    for one in written(d):
        try:
            check_expression(one.text, s.known.functions)
        except ExpressionError as error:
            text = _('{node}的表达式“{text}”不能使用：{error}请改正，例如 outcome = "同意"。')
            yield Found(one.element, text.format(node=_said(d, one.element), text=one.text[:80], error=error))


@rule("expression.period", _('期限不得写成固定的时长或日期，须引用登记簿：deadline("TD04") 或 instant("…")。'))
def no_literal_periods(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Working days cannot be written as PnD, and the law changes."""
    for one in d.elements.values():
        for name in ("timeDuration", "timeCycle"):
            for part in d.nodes[one.id].iter(tag(name)):
                text = _('{node}的时长“{text}”写死在图里。请改用日期（timeDate），写 deadline("期限编号")。')
                yield Found(one.id, text.format(node=d.said(one.id), text=(part.text or "").strip()[:80]))
    for written_one in written(d):
        if written_one.use in (TIMER, DUE) and (not written_one.text or DURATION.fullmatch(written_one.text[:200])):
            text = _('{node}的时间“{text}”写死在图里。请引用登记簿，例如 deadline("TD04")。')
            yield Found(written_one.element, text.format(node=d.said(written_one.element), text=written_one.text[:80]))
    for written_one, expression in compiled(d):
        literal = DURATION.fullmatch(written_one.text[:200])
        if written_one.use in (TIMER, DUE) and not literal and not {name for name, _a in expression.calls} & {"deadline", "instant"}:
            text = _('{node}的时间“{text}”没有引用登记簿。请写 deadline("期限编号") 或 instant("时刻名称")。')
            yield Found(written_one.element, text.format(node=d.said(written_one.element), text=written_one.text[:80]))


@rule("expression.name", _("表达式引用的期限、名单、时刻都是登记过的。"))
def names_exist(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """``deadline("TD99")`` would stop the case when it gets there."""
    kept = {"deadline": s.known.deadlines, "count_of": s.known.members, "instant": s.known.instants}
    for one, expression in compiled(d):
        for function, arguments in expression.calls:
            known = kept.get(function)
            if known is None or len(arguments) != 1 or not isinstance(arguments[0], str):
                continue
            if arguments[0] not in known:
                text = _("{node}引用的“{name}”没有登记：{text}。{near}")
                sentence = text.format(
                    node=_said(d, one.element), name=arguments[0][:80], text=one.text[:80], near=near(arguments[0], known)
                )
                yield Found(one.element, sentence)


@rule("binding.period", _("任务、事件和定时引用的编号是期限，不是金额、数量或规则。"))
def periods_named(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """The register keeps figures of every kind; from an amount no day can be counted."""
    named = [(one.id, one.due) for one in d.elements.values()]
    for one, expression in compiled(d):
        named += [(one.element, str(arguments[0])) for function, arguments in expression.calls if function == "deadline" and arguments]
    for element, name in dict.fromkeys(named):
        if s.known.periods is not None and name in s.known.deadlines - s.known.periods:
            text = _("{node}引用的“{name}”是登记过的数值，不是期限，算不出日期。请填写期限的编号，例如 TD20。")
            yield Found(element, text.format(node=_said(d, element), name=name))


@rule("expression.argument", _("deadline、instant、count_of 的参数是一个写明的名称。"))
def names_written(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A computed name cannot be checked when the diagram is published."""
    for one, expression in compiled(d):
        for function, arguments in expression.calls:
            if function in s.known.functions and (len(arguments) != 1 or not isinstance(arguments[0], str)):
                text = _('{node}：{function} 须带一个加引号的名称，例如 deadline("TD04")。现为：{text}')
                yield Found(one.element, text.format(node=_said(d, one.element), function=function, text=one.text[:80]))


@rule("many.counted", _('多实例任务的循环基数用 count_of("名单")，且与名单（member）一致。'))
def counts_its_list(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Instance k belongs to member k of the same list."""
    for one, expression in compiled(d):
        member = d.elements[one.element].member if one.element in d.elements else ""
        if one.use == LOOP and member and expression.calls and expression.calls != (("count_of", (member,)),):
            text = _('多实例任务{node}按“{text}”计数，名单却是“{list}”。请写 count_of("{list}")。')
            yield Found(one.element, text.format(node=d.said(one.element), text=one.text[:80], list=member))


@rule("expression.unknown", _("条件只读此前的任务、决策或被调用流程给出的名称。"))
def names_given(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A misspelt name is empty, and the default flow is always taken."""
    given = {"outcome", *_inputs(d), *_fields(d)}
    for element in d.of(DECISION):
        given |= s.decisions.get(element.implementation, frozenset())
    for element in d.of(CALL):
        given |= set(s.processes[element.calls].outputs) if element.calls in s.processes else set()
    for one, expression in compiled(d):
        for name in sorted(expression.names - given) if one.use == CONDITION and s.whole else ():
            text = _("条件“{text}”里的名称“{name}”没有任何节点给出，条件永不成立。{near}")
            yield Found(one.element, text.format(text=one.text[:80], name=name, near=near(name, frozenset(given))))


def _inputs(d: Diagram) -> Iterator[str]:
    for part in d.process.iter(tag("dataInput")):
        yield part.get("id", "")


def _fields(d: Diagram) -> Iterator[str]:
    for one in d.elements.values():
        yield from (name.split(".")[1] for name in one.properties if name.startswith("field."))


def _said(d: Diagram, name: str) -> str:
    flow = next((flow for flow in d.flows if flow.id == name), None)
    return f"“{flow.name or flow.id}”" if flow else d.said(name)

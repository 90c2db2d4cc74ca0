"""Rules on what is owed: every task has its day, no form is asked for twice by mistake, a procedure ends with the form that closes it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from workflows.engine.elements import USER, Element, tag
from workflows.proof.lint_model import CHOICES, Diagram, Surroundings, designed, repeated
from workflows.proof.lint_rules import Found, rule
from workflows.text import _


@rule("duty.due", _("每项用户任务写明期限（due 或 due_at）；没有期限的只有无法预定日子的任务。"), "warning")
def has_a_day(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A task without a day is never late, and nobody is reminded. The form on which people start is nobody's duty."""
    begins = set() if d.process.find(f".//{tag('dataInput')}") is not None else {name for start in d.starts for name in d.next(start)}
    for one in d.of(USER):
        if one.id not in begins and not one.due and not one.due_at and one.implementation not in s.known.undated:
            text = _("任务{node}没有写明期限，永远不会逾期，也不会提醒。请填写属性 due，例如 TD20。")
            yield Found(one.id, text.format(node=d.said(one.id)))


@rule("duty.twice", _("一张表单在一个流程里不由两个岗位办理，也不接连办理两次。"), "warning")
def asked_once(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Mostly a task that was copied and still carries the form of the other."""
    tasks = [one for one in d.of(USER) if one.implementation and not designed(one) and not repeated(d.nodes[one.id])]
    for first, second in combinations(tasks, 2):
        if first.implementation == second.implementation and (first.role != second.role or _follow(d, first, second)):
            text = _("任务{node}与{other}用的是同一张表单“{form}”。请核对属性 implementation，是否应是另一张表单。")
            said = text.format(node=d.said(second.id), other=d.said(first.id), form=second.implementation)
            yield Found(second.id, said, (first.id, second.id))


@rule("duty.closing", _("有结案表单的流程，办到底的那条路以它结束。"))
def ends_with_closing(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """Without it a case that was done to the end is never closed, and what is left over is never freed."""
    form = s.known.closing.get(d.id)
    if form and not any(one.implementation == form and set(d.next(one.id)) & set(d.ends) for one in d.of(USER)):
        text = _("流程“{process}”没有以表单“{form}”结束，案件办完也不能结案。请在最后画这项任务，之后是结束事件。")
        yield Found(d.id, text.format(process=d.id, form=form))


def _follow(d: Diagram, *tasks: Element) -> bool:
    """Whether one of two tasks comes after the other with no choice between them."""
    names = {one.id for one in tasks}
    return any(names & _unasked(d, one.id) - {one.id} for one in tasks)


def _unasked(d: Diagram, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        asked = here in d.elements and d.elements[here].kind in CHOICES and len(d.out[here]) > 1
        fresh = set() if asked else set(d.next(here)) - seen
        seen |= fresh
        waiting.extend(fresh)
    return seen

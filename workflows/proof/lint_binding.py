"""Rules on the names by which a diagram calls its hands: forms, operations, decisions, periods, separations, lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from workflows.engine.elements import DECISION, SERVICE, USER
from workflows.proof.lint_model import Diagram, Surroundings, designed
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

SEPARATION = re.compile(r"SOD-[a-j]\s+(?:\*|@?[\w.]+)")
NOBODY = ("@contractor", "*")
MOST_PARTS = 20
"""Separations of one task that are read: no procedure has more."""


def near(name: str, known: frozenset[str]) -> str:
    """What was probably meant, as the end of a sentence; empty if nothing is close."""
    close = get_close_matches(name[:100], sorted(known), 1, 0.7)
    return _("是否指“{name}”？").format(name=close[0]) if close else ""


@rule("binding.form", _("每项用户任务的表单都是登记过的，或由 field.* 属性画在图上，二者只居其一。"))
def form_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A name that resolves to nothing is an error."""
    for one in d.of(USER):
        if designed(one) and one.implementation in s.known.forms:
            text = _("流程“{process}”的任务{node}既有登记的表单“{form}”，又带 field.* 属性。请只留一种。")
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), form=one.implementation))
        elif not designed(one) and one.implementation not in s.known.forms:
            text = _("流程“{process}”的任务{node}所用的表单“{form}”不存在。{near}请选择登记过的表单，或画 field.* 字段。")
            guess = near(one.implementation, s.known.forms)
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), form=one.implementation, near=guess))


@rule("binding.operation", _("每项服务任务调用的操作都是登记过的。"))
def operation_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A name that resolves to nothing is an error."""
    for one in d.of(SERVICE):
        if one.implementation not in s.known.operations:
            text = _("流程“{process}”的服务任务{node}调用的操作“{name}”不存在。{near}请选择登记过的操作。")
            guess = near(one.implementation, s.known.operations)
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), name=one.implementation, near=guess))


@rule("binding.decision", _("每项业务规则任务有同名的决策表，决策表有登记过的取数。"))
def decision_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """The table is a file, its inputs are read by the facts function of the same name."""
    for one in d.of(DECISION):
        name = one.implementation
        if name not in s.decisions and s.whole:
            text = _("流程“{process}”的业务规则任务{node}引用的决策“{name}”不存在。{near}请画决策表，或改正名称。")
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), name=name, near=near(name, frozenset(s.decisions))))
        elif name not in s.known.facts:
            text = _("流程“{process}”的业务规则任务{node}引用的决策“{name}”没有登记取数，决策表得不到输入。")
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), name=name))


@rule("binding.asked", _("表单要问的决策表，图上都写明；写明的都存在，表单都用到。"))
def tables_asked_are_drawn(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A table that the drawing does not name is no part of its version: the form would ask in vain."""
    for one in d.of(USER):
        wanted, drawn = s.known.asks.get(one.implementation, frozenset()), frozenset(one.asks)
        for name in sorted(wanted - drawn):
            text = _("{node}的表单要问决策“{name}”，图上没有写明。请在属性 asks 里加上 {name}。")
            yield Found(one.id, text.format(node=d.said(one.id), name=name))
        for name in sorted(drawn - wanted):
            text = _("{node}写明要问决策“{name}”，表单却不用它。请从属性 asks 里删去。")
            yield Found(one.id, text.format(node=d.said(one.id), name=name[:80]))
        for name in sorted(drawn & wanted - set(s.decisions)) if s.whole else ():
            text = _("{node}要问的决策“{name}”不存在。{near}请画决策表，或改正名称。")
            yield Found(one.id, text.format(node=d.said(one.id), name=name, near=near(name, frozenset(s.decisions))))


@rule("binding.deadline", _("任务和事件上写的期限编号都在登记簿里。"))
def deadline_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """Periods are data with a source; a diagram only names them."""
    for one in d.elements.values():
        if one.due and one.due not in s.known.deadlines:
            text = _("{node}的期限“{due}”不在登记簿里。{near}请填写登记过的编号，例如 TD20。")
            yield Found(one.id, text.format(node=d.said(one.id), due=one.due, near=near(one.due, s.known.deadlines)))


@rule("binding.apart", _("岗位分离写成“规则 任务”，规则是 SOD-a 至 SOD-j，任务是登记过的表单。"))
def separations_readable(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A misspelt separation would separate nobody."""
    for one in d.elements.values():
        said = one.properties.get("apart_from", "").strip()
        parts = [part.strip() for part in said.split(",")] if said else []
        for part in parts[:MOST_PARTS]:
            if not SEPARATION.fullmatch(part):
                text = _("{node}的岗位分离“{part}”读不懂。请写成 SOD-b project.draft_plan，多项用逗号分开。")
                yield Found(one.id, text.format(node=d.said(one.id), part=part[:80]))
        for _sod, task in one.apart_from[:MOST_PARTS]:
            if task not in NOBODY and task not in s.known.forms:
                text = _("{node}须与“{task}”的办理人分离，但没有这项任务。{near}")
                yield Found(one.id, text.format(node=d.said(one.id), task=task, near=near(task, s.known.forms)))


@rule("binding.not_apart", _("须由不同的人办理的任务，图上都写明岗位分离。"))
def separations_drawn(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """The engine keeps apart only what the diagram names: a mark taken away lets one person approve what they did."""
    for one in d.of(USER):
        for sod, task in sorted(s.known.apart.get(one.implementation, frozenset()) - set(one.apart_from)):
            text = _("{node}须与“{task}”分开办理（{rule}），图上没有写明。请在属性 apart_from 里加上 {rule} {task}。")
            yield Found(one.id, text.format(node=d.said(one.id), task=task, rule=sod))


@rule("binding.member", _("多实例任务的名单都是登记过的。"))
def list_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A list that nobody keeps has no members, and nobody is asked."""
    for one in d.of(USER):
        if s.known.members is not None and one.member and one.member not in s.known.members:
            text = _("多实例任务{node}的名单“{list}”没有登记。{near}")
            yield Found(one.id, text.format(node=d.said(one.id), list=one.member, near=near(one.member, s.known.members)))

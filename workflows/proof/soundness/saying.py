"""What is wrong with a process, in an official's words, and what to draw instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from workflows.proof.lint_model import BOUNDARY, INCLUSIVE, PARALLEL, Diagram
from workflows.proof.soundness.flaws import Flaw
from workflows.text import _

MOST_NAMED: Final = 3
Trace = tuple[str, ...]


def twice(d: Diagram, name: str, trace: Trace) -> Flaw:
    """Branches that run at the same time meet where nobody waits for all of them."""
    if d.elements[name].kind.endswith("Gateway"):
        reason = _("同时进行的几路在{node}会合，却不等到齐，其后的步骤每路各办一次，案件会办结两次。").format(node=d.said(name))
        return Flaw("improper", name, reason, _("请在这里改画并行网关，等各路到齐。"), trace)
    reason = _("{node}还在办理，又会再来一次：同一步骤同时办两遍。").format(node=d.said(name))
    return Flaw("improper", name, reason, _("请在前面画并行网关等各路到齐，或者让后来的一路另行结束。"), trace)


def unbounded(d: Diagram, name: str, trace: Trace) -> Flaw:
    """Every round leaves one token more."""
    reason = _("每退回一轮，{node}就多出一份同样的事项，越积越多，没有止境。").format(node=d.said(name))
    return Flaw("unbounded", name, reason, _("请让并行分出的各路先在并行网关会合，再从会合之后退回。"), trace)


def stuck(d: Diagram, name: str, missing: Sequence[str], ended: Sequence[str], trace: Trace) -> Flaw:
    """A token that can never move on; `missing`: flows on which a gateway waits; `ended`: end events that were passed before."""
    kind = d.elements[name].kind
    if kind == PARALLEL:
        source = {flow.id: d.said(flow.source) for flow in d.flows}
        late = "、".join(dict.fromkeys(source[flow] for flow in missing[:MOST_NAMED]))
        where = _("并行网关{node}等不齐：来自{late}的一路不会再到").format(node=d.said(name), late=late)
        mend = _("请改画排他网关，或让每一路都走到这里。")
    elif kind == INCLUSIVE:
        where = _("包容网关{node}一直在等别处的一路").format(node=d.said(name))
        mend = _("请把互相等候的网关拆开，或改画排他网关。")
    elif d.out[name]:
        where = _("{node}办不下去").format(node=d.said(name))
        mend = _("请检查它所调用的流程能否办结。")
    else:
        where = _("{node}之后没有路").format(node=d.said(name))
        mend = _("请补画连线，通到结束事件。")
    if ended:
        reason = _("流程已走到结束事件{end}，{where}，留下办不完的事项，案件永远不能办结。").format(end=d.said(ended[-1]), where=where)
        return Flaw("improper", name, reason, mend, trace)
    return Flaw("deadlock", name, _("{where}，案件停在这里。").format(where=where), mend, trace)


def endless(d: Diagram, circle: Sequence[str], trace: Trace) -> Flaw:
    """Steps that follow one another for ever."""
    names = [name for name in dict.fromkeys(circle) if name in d.elements]
    name = next((one for one in names if d.elements[one].kind.endswith("Gateway")), names[0])
    said = "、".join(d.said(one) for one in names[:MOST_NAMED])
    reason = _("走到{node}之后只在{names}之间打转，到不了任何结束事件。").format(node=d.said(name), names=said)
    return Flaw("livelock", name, reason, _("请从环路里画一条通到结束事件的路。"), trace)


def dead(d: Diagram, name: str, trace: Trace) -> Flaw:
    """An element that is never reached."""
    if d.elements[name].kind == BOUNDARY:
        host = d.said(d.nodes[name].get("attachedToRef", ""))
        reason = _("边界事件{node}永远不会发生：{host}里没有抛出它等的错误或升级。").format(node=d.said(name), host=host)
        return Flaw("dead", name, reason, _("请删去它，或在被调用的流程里画抛出同一代码的结束事件。"), trace)
    reason = _("不论怎样办理，{node}都走不到。").format(node=d.said(name))
    return Flaw("dead", name, reason, _("请检查前面的网关和被调用的流程，改正连线，或删去它。"), trace)


def unproven(d: Diagram, most: int) -> Flaw:
    """Nothing is claimed of what was not seen."""
    reason = _("未证明：流程里同时进行的分支太多，走查了{most}种情形仍未走完，不能断定没有差错。").format(most=most)
    return Flaw("unproven", d.id, reason, _("请把并行的部分画成单独的流程，在这里用调用活动引用。"))

"""Rules on the shape of the way: one start, an end, nothing unreachable, no loop round a parallel gateway, choices that always lead on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflows.proof.lint_model import BOUNDARY, CHOICES, INCLUSIVE, PARALLEL, Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.text import _


@rule("structure.start", _("一个流程有且只有一个开始事件，且不带定时、消息等定义。"))
def one_start(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A case is started by a person with the first form, or by a call."""
    if not d.starts:
        yield Found(d.id, _("流程没有开始事件，无法启动。请画一个开始事件，连到第一项任务。"))
    for name in d.starts[1:]:
        yield Found(
            name, _("{event}是多余的开始事件：流程只能有一个入口。请删去，或改为网关分支。").format(event=d.said(name)), tuple(d.starts)
        )
    for name in d.starts:
        if any(child.tag for child in d.nodes[name] if str(child.tag).endswith("EventDefinition")):
            text = _("开始事件{event}带有定时或消息定义：案件由人启动或由上级流程调用。请改为普通开始事件。")
            yield Found(name, text.format(event=d.said(name)))
        if d.into[name]:
            yield Found(
                name, _("有连线进入开始事件{event}。请连到其后的网关。").format(event=d.said(name)), tuple(f.id for f in d.into[name])
            )


@rule("structure.end", _("一个流程至少有一个结束事件，结束事件之后不再有连线。"))
def an_end(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Every way comes to an end that says how it ended."""
    if not d.ends:
        yield Found(d.id, _("流程没有结束事件，案件永远办不完。请在最后一项任务之后画结束事件。"))
    for name in d.ends:
        if d.out[name]:
            yield Found(
                name,
                _("结束事件{event}之后还有连线。请删去连线，或改为中间事件。").format(event=d.said(name)),
                tuple(f.id for f in d.out[name]),
            )


@rule("structure.dangling", _("每条连线的两端都在本流程里；每个边界事件都附着在任务上。"))
def no_loose_ends(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Left over when a step was deleted."""
    for flow in d.flows:
        for end in (flow.source, flow.target):
            if end not in d.elements:
                text = _("连线{flow}的一端“{end}”不在本流程里。请重新连接或删去这条连线。")
                yield Found(flow.id, text.format(flow=flow.name or flow.id, end=end))
    for host, guests in d.guests.items():
        if host not in d.elements or d.elements[host].kind.endswith(("Event", "Gateway")):
            for name in guests:
                yield Found(name, _("边界事件{event}没有附着在任务上。请把它放到所限制的任务边上。").format(event=d.said(name)))


@rule("structure.into_boundary", _("没有连线进入边界事件。"))
def nothing_leads_into_a_guest(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """It begins when a moment, a message or an error comes; a token that came along a flow would stay there for ever."""
    for one in d.of(BOUNDARY):
        if d.into[one.id]:
            text = _("有连线进入边界事件{event}：它由时间、消息或错误引发。请连到它附着的任务之前的网关。")
            yield Found(one.id, text.format(event=d.said(one.id)), tuple(flow.id for flow in d.into[one.id]))


@rule("structure.unreachable", _("每个节点都能从开始事件到达。"))
def reachable(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """What cannot be reached is never done, and nobody notices."""
    seen = walk(d, d.starts)
    for name in d.elements:
        if d.starts and name not in seen:
            yield Found(name, _("{node}永远走不到：没有从开始事件通到这里的连线。请连接或删去。").format(node=d.said(name)))


@rule("structure.dead_end", _("每个节点之后都有路通到结束事件。"))
def leads_on(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A way that stops without an end event leaves the caller waiting for ever."""
    back: dict[str, list[str]] = {name: [] for name in d.elements}
    for name in d.elements:
        for target in d.next(name):
            back.setdefault(target, []).append(name)
    seen, waiting = set(d.ends), list(d.ends)
    while waiting:
        fresh = [name for name in back[waiting.pop()] if name not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    for name in d.elements:
        if d.ends and name not in seen:
            yield Found(name, _("{node}之后走不到任何结束事件。请补画连线和结束事件。").format(node=d.said(name)))


@rule("structure.two_incoming", _("除网关外，一个节点只有一条进入的连线。"))
def joined_by_gateway(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Two ways into a task run it once for each: what was meant must be drawn."""
    for one in d.elements.values():
        flows = d.into[one.id]
        if len(flows) > 1 and not one.kind.endswith("Gateway"):
            text = _(
                "有{number}条连线进入{node}，是任一条到就办，还是全部到齐再办，图上看不出。请在前面画排他网关（任一）或并行网关（到齐）。"
            )
            yield Found(one.id, text.format(number=len(flows), node=d.said(one.id)), tuple(flow.id for flow in flows))


@rule("structure.two_outgoing", _("除网关外，一个节点只有一条出去的连线。"))
def split_by_gateway(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The library refuses it, and a reader cannot tell a choice from a fork."""
    for one in d.elements.values():
        flows = d.out[one.id]
        if len(flows) > 1 and not one.kind.endswith("Gateway"):
            text = _("{node}之后直接分出{number}条连线，是选择其一还是同时办理，图上看不出。请在后面画排他网关（其一）或并行网关（同时）。")
            yield Found(one.id, text.format(number=len(flows), node=d.said(one.id)), tuple(flow.id for flow in flows))


@rule("structure.parallel_loop", _("退回的环路不得绕过并行网关；须把并行部分画成被调用的流程。"))
def no_loop_round_a_fork(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The library grows super-quadratically there and crashes in some orders of the branches."""
    for one in d.of(PARALLEL, INCLUSIVE):
        way = round_trip(d, one.id)
        if way:
            text = _("退回的环路经过并行网关{node}，多轮之后引擎会出错。请把并行的部分画成一个单独的流程，在这里用调用活动引用它。")
            yield Found(one.id, text.format(node=d.said(one.id)), tuple(way))


@rule("gateway.default", _("有多条出路的排他网关、包容网关须有默认流向。"))
def has_default(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Without one the case stands still when no condition holds."""
    for one in d.of(*CHOICES):
        flows = d.out[one.id]
        default = d.nodes[one.id].get("default")
        if default and default not in {flow.id for flow in flows}:
            text = _("网关{node}的默认流向“{flow}”已不存在。请重新指定一条默认流向。")
            yield Found(one.id, text.format(node=d.said(one.id), flow=default), (default,))
        elif not default and len(flows) > 1:
            text = _("网关{node}没有默认流向：各条件都不成立时案件会停住。请把其中一条设为默认流向。")
            yield Found(one.id, text.format(node=d.said(one.id)), tuple(flow.id for flow in flows))


@rule("gateway.condition", _("排他网关、包容网关的每条非默认出路都有条件。"))
def has_conditions(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A way without a condition is taken always or never."""
    for one in d.of(*CHOICES):
        default = d.nodes[one.id].get("default")
        for flow in d.out[one.id]:
            if not flow.condition and flow.id != default and len(d.out[one.id]) > 1:
                text = _('网关{node}的出路“{flow}”没有条件。请填写条件，例如 outcome = "同意"，或设为默认流向。')
                yield Found(flow.id, text.format(node=d.said(one.id), flow=flow.name or flow.id), (one.id, flow.id))
            elif flow.condition and flow.id == default:
                text = _("默认流向“{flow}”上还写着条件，条件不起作用。请删去条件，或另选默认流向。")
                yield Found(flow.id, text.format(flow=flow.name or flow.id), (one.id, flow.id))


@rule("gateway.same_condition", _("同一网关的两条出路条件不得相同。"))
def conditions_differ(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The second one would never be taken."""
    for one in d.of(*CHOICES):
        written = Counter(" ".join(flow.condition.split()) for flow in d.out[one.id] if flow.condition)
        for text, number in written.items():
            if number > 1:
                flows = tuple(flow.id for flow in d.out[one.id] if flow.condition and " ".join(flow.condition.split()) == text)
                yield Found(
                    one.id,
                    _("网关{node}有{number}条出路的条件相同：{text}。").format(node=d.said(one.id), number=number, text=text[:80]),
                    flows,
                )


@rule("gateway.stray_condition", _("条件只写在排他网关、包容网关的出路上。"))
def conditions_at_choices(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Elsewhere it is silently ignored or takes the library's own meaning."""
    for flow in d.flows:
        kind = d.elements[flow.source].kind if flow.source in d.elements else ""
        if flow.condition is not None and kind and kind not in CHOICES:
            text = _("连线“{flow}”上有条件，但它不是从排他网关出来的，条件不起作用。请在{node}之后画排他网关。")
            yield Found(flow.id, text.format(flow=flow.name or flow.id, node=d.said(flow.source)), (flow.source, flow.id))


@rule("event.message_once", _("不中断的消息边界事件只收到一次。"), "warning")
def heard_once(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The second message finds nobody waiting: what may come again is a side case."""
    for one in d.of(BOUNDARY):
        node = d.nodes[one.id]
        if node.get("cancelActivity") == "false" and any(str(child.tag).endswith("messageEventDefinition") for child in node):
            text = _("不中断的消息边界事件{event}只响应第一条消息，其后的消息无人接收。会重复发生的事项，请画成单独的分案。")
            yield Found(one.id, text.format(event=d.said(one.id)))


def walk(d: Diagram, starts: list[str]) -> set[str]:
    """The nodes that can be reached."""
    seen, waiting = set(starts), list(starts)
    while waiting:
        fresh = [name for name in d.next(waiting.pop()) if name not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return seen


def round_trip(d: Diagram, start: str) -> list[str]:
    """The shortest way from a node back to itself, empty if there is none."""
    before: dict[str, str] = {}
    waiting = [start]
    for here in waiting:
        for there in d.next(here):
            if there == start:
                way = [here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return [*way[::-1], start]
            if there not in before:
                before[there] = here
                waiting.append(there)
    return []

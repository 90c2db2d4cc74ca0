"""Rules on what may be drawn at all: constructs that the engine cannot run safely are refused, each with what to draw instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from workflows.engine.elements import CALL, DECISION, SERVICE, USER, local, tag
from workflows.proof.lint_model import BOUNDARY, EXCLUSIVE, INCLUSIVE, PARALLEL, Diagram, Surroundings, repeated
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

ALLOWED: Final = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", BOUNDARY, EXCLUSIVE, INCLUSIVE, PARALLEL, USER, SERVICE, DECISION, CALL}
)
EVENTS: Final = {
    "startEvent": frozenset[str](),
    "endEvent": frozenset({"terminateEventDefinition", "errorEventDefinition", "escalationEventDefinition"}),
    "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    BOUNDARY: frozenset({"timerEventDefinition", "messageEventDefinition", "errorEventDefinition", "escalationEventDefinition"}),
}
INSTEAD: Final = {
    "scriptTask": _("脚本任务不予执行：图上不得有程序。请改画为服务任务，由登记过的操作完成，或在决策表里计算。"),
    "sendTask": _("发送任务不被支持。请改画为服务任务，由登记过的操作发出。"),
    "receiveTask": _("接收任务不被支持。请改画为接收消息的中间事件。"),
    "manualTask": _("手工任务没有人办理，也不留记录。请改画为用户任务。"),
    "task": _("没有类型的任务无法办理。请改画为用户任务、服务任务或业务规则任务。"),
    "subProcess": _("内嵌子流程不被支持。请把它画成单独的流程，在这里用调用活动引用。"),
    "transaction": _("事务子流程不被支持。请把它画成单独的流程，在这里用调用活动引用。"),
    "adHocSubProcess": _("自由子流程不被支持：办理顺序须画明。请改用并行网关。"),
    "complexGateway": _("复杂网关不被支持。请改画为排他网关或并行网关。"),
    "eventBasedGateway": _("事件网关不被支持。请在任务上画定时或消息的边界事件。"),
    "intermediateThrowEvent": _("抛出事件不被支持。请改画为服务任务，由登记过的操作发出。"),
}
EVENT_SUBPROCESS: Final = _("事件子流程不被支持：它不会中断主流程，还会使后来的案件无法结束。请在任务上画边界事件，或把它画成单独的分案。")
COMPENSATION: Final = _("补偿不被支持：已办的事不能自动撤销。请画一条退回的路，由人办理更正。")


@rule("construct.compensation", _("不得使用补偿。"))
def no_compensation(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The library does not compensate; and history only grows."""
    for node in d.process.iter():
        if local(node) == "compensateEventDefinition" or node.get("isForCompensation") == "true":
            owner = node if node.get("isForCompensation") == "true" else node.getparent()
            yield Found(_id(owner, d), COMPENSATION)


@rule("construct.event_subprocess", _("不得使用事件子流程。"))
def no_event_subprocess(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """An interrupting one does not interrupt, and a message start spoils the shared definition."""
    for node in d.process.iter(tag("subProcess")):
        if node.get("triggeredByEvent") == "true":
            yield Found(_id(node, d), EVENT_SUBPROCESS)


@rule("construct.kind", _("只使用引擎支持的任务、事件和网关。"))
def known_kinds(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A script runs with the server's rights; what the engine does not bind does nothing, silently."""
    for node in d.process.iter():
        kind = local(node)
        if node.get("triggeredByEvent") == "true" or node is d.process:
            continue
        if kind in INSTEAD:
            yield Found(_id(node, d), f"{d.said(_id(node, d))}：{INSTEAD[kind]}")
        elif kind.endswith(("Task", "Gateway", "Event")) and kind not in ALLOWED:
            text = _("{node}：元素{kind}不被支持。请改用用户任务、服务任务、排他或并行网关。")
            yield Found(_id(node, d), text.format(node=d.said(_id(node, d)), kind=kind))


@rule("construct.event", _("事件只使用引擎支持的定义：定时、消息、终止、错误、升级。"))
def known_events(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """A signal or condition would be awaited by nobody."""
    for one in d.elements.values():
        if one.kind not in EVENTS:
            continue
        kinds = [local(child) for child in d.nodes[one.id] if local(child).endswith(("EventDefinition", "eventDefinitionRef"))]
        for kind in kinds:
            if kind not in EVENTS[one.kind] and kind != "compensateEventDefinition" and one.kind != "startEvent":
                text = _("事件{event}的定义{kind}不被支持。请改用定时或消息事件。")
                yield Found(one.id, text.format(event=d.said(one.id), kind=kind))
        if len(kinds) != 1 and one.kind in ("intermediateCatchEvent", BOUNDARY):
            text = _("事件{event}须有且只有一个定义（定时或消息），现有{number}个。")
            yield Found(one.id, text.format(event=d.said(one.id), number=len(kinds)))


@rule("event.message", _("消息事件写明等待哪一条消息，消息有名称。"))
def message_named(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The engine waits for a message by its name; without one nothing ever comes."""
    names = {message.get("id"): (message.get("name") or "").strip() for message in d.root.iter(tag("message"))}
    for one in d.elements.values():
        for event in d.nodes[one.id].findall(tag("messageEventDefinition")):
            if not names.get(event.get("messageRef")):
                text = _("消息事件{event}没有写明等待哪一条消息，或该消息没有名称。请选择消息，例如 all_settled。")
                yield Found(one.id, text.format(event=d.said(one.id)))


@rule("event.unsent", _("等待的消息是本系统会发出的消息。"))
def message_sent(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """What nobody sends is awaited for ever."""
    names = {message.get("id"): (message.get("name") or "").strip() for message in d.root.iter(tag("message"))}
    for one in d.elements.values() if s.known.messages is not None else ():
        for event in d.nodes[one.id].findall(tag("messageEventDefinition")):
            name = names.get(event.get("messageRef"))
            if name and name not in (s.known.messages or ()):
                text = _("消息事件{event}等待的消息“{name}”没有任何操作或表单发出，案件会一直停在这里。会发出的消息：{known}。")
                known = "、".join(sorted(s.known.messages or ()))
                yield Found(one.id, text.format(event=d.said(one.id), name=name[:80], known=known))


@rule("construct.script", _("不得带有执行前后的脚本。"))
def no_scripts(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """SpiffWorkflow's own extension runs Python before and after a task."""
    for node in d.process.iter():
        if local(node).lower() in ("prescript", "postscript", "script", "executionlistener", "tasklistener"):
            owner = next((parent for parent in node.iterancestors() if parent.get("id")), d.process)
            if local(owner) != "scriptTask":
                yield Found(
                    _id(owner, d), _("{node}带有脚本或监听器，不予执行。请删去，由登记过的操作完成。").format(node=d.said(_id(owner, d)))
                )


@rule("many.list", _('多实例任务只用循环基数 count_of("名单")，不引用数据集合。'))
def counted(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The drawing tool loses a reference to a list silently; and an output list fails on re-entry."""
    for one in d.elements.values():
        for loop in d.nodes[one.id].findall(tag("multiInstanceLoopCharacteristics")):
            for name in ("loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"):
                if loop.find(tag(name)) is not None:
                    text = _('多实例任务{node}引用了数据集合（{name}），绘图时会丢失。请改为循环基数，例如 count_of("invited")。')
                    yield Found(one.id, text.format(node=d.said(one.id), name=name))
            if not (loop.findtext(tag("loopCardinality")) or "").strip():
                text = _('多实例任务{node}没有循环基数，不知道由几人办理。请填写，例如 count_of("invited")。')
                yield Found(one.id, text.format(node=d.said(one.id)))
        if d.nodes[one.id].find(tag("standardLoopCharacteristics")) is not None:
            yield Found(one.id, _("{node}带有循环标记。请画排他网关和退回的连线。").format(node=d.said(one.id)))


@rule("many.member", _("多实例用户任务须写明名单（member），只有多实例任务才有名单。"))
def member_named(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """Instance k belongs to member k; without a list it belongs to anybody."""
    for one in d.of(USER):
        many = repeated(d.nodes[one.id])
        if many and not one.member:
            yield Found(one.id, _("多实例任务{node}没有写明名单（属性 member），无法确定每份由谁办理。").format(node=d.said(one.id)))
        elif one.member and not many:
            text = _("{node}写了名单“{list}”，却不是多实例任务。请加上多实例标记，或删去名单。")
            yield Found(one.id, text.format(node=d.said(one.id), list=one.member))


def _id(node: etree._Element | None, d: Diagram) -> str:
    return (node.get("id") if node is not None else None) or d.id

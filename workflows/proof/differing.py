"""What a changed drawing means: added, removed and changed steps and lines as sentences. Where shapes stand on the sheet means nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from workflows.engine.elements import Element, elements, lanes, local, parse, processes, properties, tag
from workflows.text import _

KINDS: Final = {
    "userTask": _("任务"),
    "serviceTask": _("自动步骤"),
    "businessRuleTask": _("决策"),
    "callActivity": _("子流程"),
    "sendTask": _("发送步骤"),
    "startEvent": _("开始"),
    "endEvent": _("结束"),
    "boundaryEvent": _("边界事件"),
    "intermediateCatchEvent": _("等待"),
    "exclusiveGateway": _("分支"),
    "inclusiveGateway": _("可多选的分支"),
    "parallelGateway": _("并行"),
}
TOLD: Final = {
    "name": _("名称"),
    "lane": _("由谁办理"),
    "implementation": _("表单或操作"),
    "due": _("期限"),
    "due_at": _("时刻"),
    "article": _("条文"),
    "apart_from": _("不得由"),
    "assignee": _("办理人"),
    "calls": _("子流程"),
    "instruction": _("办理说明"),
}
PROPERTIES: Final = ("due", "due_at", "article", "apart_from", "assignee")
FLOWS: Final = "sequenceFlow"
Say = Callable[[str, str], str]
"""What people call the value of a trait."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line from step to step."""

    source: str
    target: str
    condition: str
    name: str
    usual: bool


@dataclass(slots=True)
class Drawn:
    """A drawing by its meaning. `rest`: of each step what no trait tells; `around`: what belongs to no step."""

    steps: dict[str, Element]
    traits: dict[str, dict[str, str]]
    lines: dict[str, Line]
    rest: dict[str, Any] = field(default_factory=dict)
    around: Any = None

    def called(self, step: str) -> str:
        """A step as people name it."""
        found = self.steps.get(step)
        if found is None:
            return step
        kind = KINDS.get(found.kind, found.kind)
        return kind if found.name == found.id else _("{kind}“{name}”").format(kind=kind, name=found.name)


def differences(before: bytes, after: bytes, say: Say = lambda _trait, value: value) -> list[str]:
    """What has changed, a sentence each; empty where only the picture differs. Raises Unreadable."""
    old, new = _drawn(before), _drawn(after)
    told = [*_steps(old, new, say), *_lines(old, new)]
    if old.around != new.around:
        told.append(_("流程的名称、说明、岗位、数据或者消息有改动。"))
    return told


# ---------------------------------------------------------------- reading
def _drawn(xml: bytes) -> Drawn:
    root = parse(xml)
    drawn = Drawn({}, {}, {})
    for process in processes(root):
        found = elements(process)
        home = lanes(process)
        drawn.steps |= found
        for node in process.iter():
            identity = node.get("id", "")
            if identity in found:
                drawn.traits[identity] = _traits(found[identity], node, home.get(identity))
                drawn.rest[identity] = _rest(node)
            elif local(node) == FLOWS:
                drawn.lines[identity] = _line(process, node)
    drawn.around = [_around(node) for node in root if local(node) != "BPMNDiagram"]
    return drawn


def _traits(one: Element, node: etree._Element, lane: etree._Element | None) -> dict[str, str]:
    said = properties(node)
    band = "" if lane is None else str(lane.get("name") or lane.get("id", ""))
    own = {name: said.get(name, "") for name in PROPERTIES}
    return {"name": one.name, "lane": band, "implementation": str(node.get("implementation", "")), "calls": one.calls, **own} | {
        "instruction": one.instruction
    }


def _line(process: etree._Element, node: etree._Element) -> Line:
    source, identity = node.get("sourceRef", ""), node.get("id")
    usual = any(one.get("default") == identity for one in process.iter() if one.get("id") == source)
    condition = (node.findtext(tag("conditionExpression")) or "").strip()
    return Line(source, node.get("targetRef", ""), condition, node.get("name", ""), usual)


def _rest(node: etree._Element) -> Any:
    """A step without its traits and lines; the order of its properties means nothing."""
    own = {key: value for key, value in node.attrib.items() if key not in ("id", "name", "implementation", "calledElement", "default")}
    said = {name: value for name, value in properties(node).items() if name not in PROPERTIES}
    inner = [_whole(one) for one in node if local(one) not in ("documentation", "incoming", "outgoing", "extensionElements", "")]
    return local(node), own, said, inner


def _whole(node: etree._Element) -> Any:
    inner = [_whole(one) for one in node if local(one) not in ("incoming", "outgoing", "")]
    return str(node.tag), sorted(node.attrib.items()), (node.text or "").strip(), inner


def _around(node: etree._Element) -> Any:
    """Collaboration, messages, data and lanes; without the steps, and without which step lies in which lane."""
    steps = ("Task", "task", "Event", "Gateway", "callActivity", "subProcess", FLOWS, "flowNodeRef")
    inner = [_around(one) for one in node if isinstance(one.tag, str) and not local(one).endswith(steps)]
    return str(node.tag), sorted(node.attrib.items()), (node.text or "").strip(), inner


# ---------------------------------------------------------------- telling
def _steps(old: Drawn, new: Drawn, say: Say) -> Iterator[str]:
    for gone in (step for step in old.steps if step not in new.steps):
        yield _("删去{step}。").format(step=old.called(gone))
    for step, traits in new.traits.items():
        if step not in old.steps:
            said = "，".join(_trait(name, value, say) for name, value in traits.items() if value and name != "name")
            yield _("新增{step}").format(step=new.called(step)) + (f"：{said}。" if said else "。")
        else:
            yield from _changed(old, new, step, say)


def _trait(name: str, value: str, say: Say) -> str:
    return _("{trait}为“{value}”").format(trait=TOLD[name], value=say(name, value))


def _changed(old: Drawn, new: Drawn, step: str, say: Say) -> Iterator[str]:
    before, after = old.traits[step], new.traits[step]
    for name in after:
        if before[name] != after[name]:
            yield _change(old.called(step), name, before[name], after[name], say)
    if old.rest[step] != new.rest[step]:
        yield _("{step}的其他设置有改动。").format(step=new.called(step))


def _change(step: str, name: str, before: str, after: str, say: Say) -> str:
    words: Mapping[str, str] = {"step": step, "trait": TOLD[name], "before": say(name, before), "after": say(name, after)}
    if not before:
        return _("{step}新填了{trait}“{after}”。").format(**words)
    if not after:
        return _("{step}去掉了{trait}“{before}”。").format(**words)
    return _("{step}的{trait}由“{before}”改为“{after}”。").format(**words)


def _lines(old: Drawn, new: Drawn) -> Iterator[str]:
    for name in (one for one in old.lines if one not in new.lines):
        yield _("删去{line}。").format(line=_told(old, old.lines[name]))
    for name, line in new.lines.items():
        before = old.lines.get(name)
        if before is None:
            yield _("新增{line}。").format(line=_told(new, line))
        elif before != line:
            yield _("{before}改为{after}。").format(before=_told(old, before), after=_told(new, line))


def _told(drawn: Drawn, line: Line) -> str:
    between = _("从{source}到{target}的连线").format(source=drawn.called(line.source), target=drawn.called(line.target))
    terms = [_("条件：{text}").format(text=line.condition)] if line.condition else []
    terms += [_("名称：{text}").format(text=line.name)] if line.name else []
    terms += [_("其他条件都不成立时走这里")] if line.usual else []
    return between + (f"（{'；'.join(terms)}）" if terms else "")

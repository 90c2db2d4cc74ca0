"""Rules on calling: the called process exists, declares what it takes and gives, and has set what it gives on every way to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.engine.elements import CALL, DECISION, SERVICE, USER, tag
from workflows.proof.lint_binding import near
from workflows.proof.lint_model import BOUNDARY, PARALLEL, Diagram, Surroundings, repeated, signature
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

VARIABLE = re.compile(r"[A-Za-z]\w*", re.ASCII)
MADE_UP = re.compile(r"(?i)(data_?(input|output)|id|element|item)?[_-](?=\w*\d)[0-9a-z_-]{4,}|data_?(input|output)\d*", re.ASCII)
"""What drawing tools call an element of their own accord: ``DataInput_0x1f3ab``, ``_6e649948-…``."""


@rule("call.unknown", _("调用活动引用的流程存在。"))
def called_exists(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A name that resolves to nothing is an error."""
    for one in d.of(CALL):
        if not one.calls:
            yield Found(one.id, _("流程“{process}”的调用活动{node}没有写明调用哪个流程。").format(process=d.id, node=d.said(one.id)))
        elif one.calls not in s.processes and s.whole:
            text = _("流程“{process}”的调用活动{node}引用的流程“{name}”不存在。{near}请画出这个流程，或改正名称。")
            guess = near(one.calls, frozenset(s.processes))
            yield Found(one.id, text.format(process=d.id, node=d.said(one.id), name=one.calls, near=guess))


@rule("call.signature", _("被调用的流程至少声明一项输入和一项输出。"))
def called_declares(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """An empty set copies all data there and back."""
    for one in d.of(CALL):
        declared = s.processes.get(one.calls)
        missing = (
            [] if declared is None else [word for word, names in ((_("输入"), declared.inputs), (_("输出"), declared.outputs)) if not names]
        )
        if declared and missing:
            text = _("{node}调用的流程“{name}”（{file}）没有声明{missing}，全部数据会被复制。请在该流程上声明 dataInput、dataOutput。")
            yield Found(
                one.id, text.format(node=d.said(one.id), name=one.calls, file=declared.file, missing="、".join(missing)), (one.calls,)
            )


@rule("call.input", _("调用处能给出被调用流程所需的输入。"))
def inputs_available(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A missing input stops the case at the call."""
    own = set(signature(d).inputs)
    for one in d.of(CALL):
        declared = s.processes.get(one.calls)
        for name in declared.inputs if declared and own else ():
            if name not in own | {"outcome"} and name not in _given_by_machines(d, s):
                text = _("{node}调用的流程“{called}”需要输入“{name}”，本流程既没有这项输入，也没有决策给出。")
                yield Found(one.id, text.format(node=d.said(one.id), called=one.calls, name=name), (one.calls,))


def _given_by_machines(d: Diagram, s: Surroundings) -> set[str]:
    given: set[str] = set()
    for one in d.of(DECISION):
        given |= s.decisions.get(one.implementation, frozenset())
    for one in d.of(CALL):
        given |= set(s.processes[one.calls].outputs) if one.calls in s.processes else set()
    return given


@rule("io.name", _("dataInput、dataOutput 的标识（id）就是数据的名称。"))
def io_named(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """The engine reads the id; a tool's own id would name nothing."""
    for kind in ("dataInput", "dataOutput"):
        for part in d.process.findall(f"{tag('ioSpecification')}/{tag(kind)}"):
            identity, label = part.get("id", ""), (part.get("name") or "").strip()
            meant = label if VARIABLE.fullmatch(label) and label != identity else ""
            if meant or MADE_UP.fullmatch(identity) or not VARIABLE.fullmatch(identity):
                text = _("{kind} 的标识“{id}”不是数据的名称。请把标识改为{name}；中文说明写在名称里。")
                yield Found(identity or d.id, text.format(kind=kind, id=identity, name=f"“{meant or _('数据名称，例如 project')}”"))


@rule("io.set", _("声明的输入、输出都列入输入集、输出集。"))
def io_in_sets(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """What no set names is not handed over."""
    declared = signature(d)
    for kind, names in (("dataInput", declared.inputs), ("dataOutput", declared.outputs)):
        for part in d.process.findall(f"{tag('ioSpecification')}/{tag(kind)}"):
            if part.get("id", "") not in names:
                text = _("{kind}“{id}”没有列入{set}，不会被传递。请在 {set} 里加上它。")
                yield Found(
                    part.get("id", d.id), text.format(kind=kind, id=part.get("id", ""), set=kind.replace("data", "").lower() + "Set")
                )


@rule("io.on_task", _("输入输出声明写在被调用的流程上，不写在任务或调用活动上。"))
def io_on_process(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """On a call activity it cuts the caller's data to its outputs, and its ids are lost when it is copied."""
    for one in d.elements.values():
        if d.nodes[one.id].find(tag("ioSpecification")) is not None:
            text = _("{node}上写有输入输出声明，会把本流程的数据截掉。请删去，改写在被调用的流程上。")
            yield Found(one.id, text.format(node=d.said(one.id)))


@rule("io.unset", _("被调用流程的每项输出，在通往每个结束事件的每条路上都有节点给出。"))
def outputs_set(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """An output that one way leaves unset stops the caller when it returns."""
    for name in signature(d).outputs:
        into = _certain(d, s, name)
        for end in d.ends:
            if end in into and not into[end]:
                way = _way(d, s, into, name, end)
                text = _("走到结束事件{end}时，输出“{name}”可能没有任何节点给出，上级流程会停住。请在这条路上加一项给出结论的任务。")
                yield Found(end, text.format(end=d.said(end), name=name), tuple(way))


def _sets(d: Diagram, s: Surroundings, node: str, name: str) -> bool:
    """Whether a node can set a name. What a decision gives, only decisions and calls give."""
    one = d.elements[node]
    if one.kind == DECISION:
        return name in s.decisions.get(one.implementation, {name} if not s.whole else ())
    if repeated(d.nodes[node]):
        return False
    if one.kind == CALL:
        return one.calls not in s.processes or name in s.processes[one.calls].outputs
    return one.kind in (USER, SERVICE) and not any(name in outputs for outputs in s.decisions.values())


def _certain(d: Diagram, s: Surroundings, name: str) -> dict[str, bool]:
    """For every node: is the name surely set when it begins? The greatest answer that is consistent with the drawing."""
    into = {node: node not in d.starts for node in d.elements}
    sets = {node: _sets(d, s, node, name) for node in d.elements}
    waiting = list(d.starts)
    while waiting:
        for there in d.next(waiting.pop()):
            if there not in into:
                continue
            sure = _sure(d, into, sets, there)
            if into[there] and not sure:
                into[there] = False
                waiting.append(there)
    return into


def _sure(d: Diagram, into: dict[str, bool], sets: dict[str, bool], node: str) -> bool:
    if d.elements[node].kind == BOUNDARY:
        return into.get(d.nodes[node].get("attachedToRef", ""), True)
    before = [into[flow.source] or sets[flow.source] for flow in d.into[node] if flow.source in into]
    return any(before) if d.elements[node].kind == PARALLEL else all(before)


def _way(d: Diagram, s: Surroundings, into: dict[str, bool], name: str, end: str) -> list[str]:
    """A way from the start to the end on which nothing sets the name."""
    way = [end]
    while way[-1] not in d.starts:
        here = way[-1]
        before = [flow.source for flow in d.into[here] if flow.source in into]
        if d.elements[here].kind == BOUNDARY:
            before = [d.nodes[here].get("attachedToRef", "")]
        guilty = [
            node
            for node in before
            if node not in way and node in into and not into[node] and (len(before) == 1 or not _sets(d, s, node, name))
        ]
        if not guilty:
            break
        way.append(guilty[0])
    return way[::-1]

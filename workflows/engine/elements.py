"""What a diagram says of its elements: labels, lanes, hands, deadlines, separation. Read from plain BPMN 2.0 XML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workflows.text import _

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
USER, SERVICE, DECISION, CALL = "userTask", "serviceTask", "businessRuleTask", "callActivity"
MOST_BYTES = 2_000_000
EXCEPTION, RESOLVE = "incident:resolve", "incident.resolve"
"""The element and the form of an exception task; no diagram can have the element, an XML id knows no colon."""
OVERDUE, OVERSEE = "overdue:oversee", "overdue.oversee"
"""The same of the task that looks after a late one."""
UNMANNED, NAME = "unmanned:name", "unmanned.name_stand_in"
"""And of the task that names somebody for one that nobody may do."""
BESIDE = frozenset({RESOLVE, OVERSEE, NAME})
"""Forms of tasks that stand beside every drawing: the engine's own."""
SUPERVISOR = "town.section_head"
"""Whose task that is where a process does not name its `supervisor`."""
_SEPARATION = re.compile(r"(SOD-[a-j])\s+(\*|@?[\w.]+)")


class Unreadable(ValueError):
    """A file that is no diagram or table we may read; the message is a sentence for the designer."""


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node as drawn. `apart_from`: pairs of separation rule and the task (`*`: any) whose actor may not act here."""

    process: str
    id: str
    kind: str
    name: str
    implementation: str
    lane: str = ""
    role: str = ""
    instruction: str = ""
    articles: tuple[str, ...] = ()
    due: str = ""
    due_at: str = ""
    apart_from: tuple[tuple[str, str], ...] = ()
    member: str = ""
    assignee: str = ""
    calls: str = ""
    asks: tuple[str, ...] = ()
    """Decision tables that the task's form asks."""
    properties: dict[str, str] = field(default_factory=dict, hash=False)


def parse(xml: bytes) -> etree._Element:
    """The root of a file without entities, DTD or anything from outside. Raises Unreadable."""
    if len(xml) > MOST_BYTES:
        raise Unreadable("文件超过2MB，不予读取。")
    head = xml[:4096].upper()
    if b"<!DOCTYPE" in head or b"<!ENTITY" in xml[:65536].upper():
        raise Unreadable("文件含有DOCTYPE或实体声明，不予读取。")
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"不是有效的XML文件：{error.msg}") from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise Unreadable("文件含有DOCTYPE或实体声明，不予读取。")
    return root


def canonical(xml: bytes) -> bytes:
    """The file in canonical form (C14N), the form that is hashed and kept."""
    return etree.tostring(parse(xml), method="c14n")


def tag(name: str) -> str:
    """The qualified name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def local(node: etree._Element) -> str:
    """A node's name without its namespace; empty for comments."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def properties(node: etree._Element) -> dict[str, str]:
    """Extension properties by name, whatever tool's namespace wrote them."""
    extensions = node.find(tag("extensionElements"))
    if extensions is None:
        return {}
    return {p.get("name", ""): p.get("value", "") for p in extensions.iter() if local(p) == "property" and p.get("name")}


def processes(root: etree._Element) -> Iterator[etree._Element]:
    """The processes of a file."""
    yield from root.iter(tag("process"))


def lanes(process: etree._Element) -> dict[str, etree._Element]:
    """Flow node id → the lane that holds it."""
    return {ref.text or "": lane for lane in process.iter(tag("lane")) for ref in lane.findall(tag("flowNodeRef"))}


def elements(process: etree._Element) -> dict[str, Element]:
    """Every flow node of a process by its id."""
    home = lanes(process)
    found = {}
    for node in process.iter():
        kind = local(node)
        if node.get("id") and (kind.endswith(("Task", "task", "Event", "Gateway")) or kind in (CALL, "subProcess")):
            found[node.get("id", "")] = _element(process.get("id", ""), node, home.get(node.get("id", "")))
    return found


def exception_task(process: etree._Element) -> Element:
    """What stands beside the drawn elements of every process: somebody looks into what the machine could not do."""
    said = _("系统未能自动完成一个步骤，已重试三次。请查明原因、排除后交系统重新办理。")
    role = properties(process).get("supervisor") or SUPERVISOR
    return Element(process.get("id", ""), EXCEPTION, "exception", _("处理流程异常"), RESOLVE, role=role, instruction=said)


def overdue_task(process: etree._Element) -> Element:
    """Likewise: somebody above looks after a task whose last day has passed."""
    said = _("有事项超过期限仍未办理。请了解情况：说明原因、改由其他人员办理，或者注明理由后不再督办。事项本身仍须由经办的人办理。")
    return Element(process.get("id", ""), OVERDUE, "overdue", _("督办逾期事项"), OVERSEE, role=SUPERVISOR, instruction=said)


def unmanned_task(process: etree._Element) -> Element:
    """Likewise: somebody above names who does what everybody at the post is kept from."""
    said = _("有事项因回避或者职责分离，本岗位已无人可以办理。请指定其他人员在限定日期内代行，写明理由；不得指定已被排除的人员。")
    return Element(process.get("id", ""), UNMANNED, "unmanned", _("指定代行人员"), NAME, role=SUPERVISOR, instruction=said)


def _element(process: str, node: etree._Element, lane: etree._Element | None) -> Element:
    said = properties(node)
    band = properties(lane) if lane is not None else {}
    identity = node.get("id", "")
    return Element(
        process=process,
        id=identity,
        kind=local(node),
        name=(node.get("name") or identity).strip(),
        implementation=_implementation(node),
        lane=lane.get("name", "") if lane is not None else "",
        role=said.get("role") or band.get("role", ""),
        instruction=(node.findtext(tag("documentation")) or "").strip(),
        articles=tuple(said.get("article", "").replace(",", " ").split()),
        due=said.get("due", ""),
        due_at=said.get("due_at", ""),
        apart_from=tuple((rule, task) for rule, task in _SEPARATION.findall(said.get("apart_from", ""))),
        member=said.get("member", ""),
        assignee=said.get("assignee") or band.get("assignee", ""),
        calls=node.get("calledElement", ""),
        asks=tuple(said.get("asks", "").replace(",", " ").split()),
        properties=said,
    )


def _implementation(node: etree._Element) -> str:
    named = node.get("implementation", "")
    return node.get("id", "") if named in ("", "##unspecified", "##WebService") else named

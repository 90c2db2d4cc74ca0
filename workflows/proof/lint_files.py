"""Rules on files: whether one may be read at all, whether its ids can be told apart. A hostile file gets one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from lxml import etree

from workflows.engine.elements import BPMN, MOST_BYTES, Unreadable, local, parse, processes, tag
from workflows.proof.layout_model import MOST_NODES
from workflows.proof.lint_model import Finding
from workflows.text import _

MOST_FILES: Final = 500
XINCLUDE: Final = "http://www.w3.org/2001/XInclude"
FLOW_NODES: Final = ("Task", "task", "Event", "Gateway", "Activity", "ubProcess")


def open_file(file: str, xml: bytes) -> tuple[etree._Element | None, list[Finding]]:
    """The root of a diagram that is safe to look at, or the one sentence why not."""
    try:
        root = parse(xml)
    except Unreadable as error:
        return None, [Finding(file, "", "file.unreadable", "error", str(error))]
    refused = next(_refusals(root), None)
    return (None, [Finding(file, "", refused[0], "error", refused[1])]) if refused else (root, [])


def _refusals(root: etree._Element) -> Iterator[tuple[str, str]]:
    if root.tag != f"{{{BPMN}}}definitions":
        yield "file.unreadable", _("这不是BPMN 2.0流程图文件。")
        return
    if any(_foreign(node) for node in [*root.itersiblings(preceding=True), *root.itersiblings(), *root.iter()]):
        yield "file.external", _("文件引用了外部内容（import、include 或样式表），不予读取。请把内容画在本文件里。")
    number = sum(1 for _process in processes(root))
    if number != 1:
        yield "file.processes", _("一个文件画一个流程，这里有{number}个。请分成几个文件，用调用活动连接。").format(number=number)
    kinds = [local(node) for node in root.iter()]
    size, flows = sum(kind.endswith(FLOW_NODES) for kind in kinds), kinds.count("sequenceFlow")
    if size > MOST_NODES or flows > 4 * MOST_NODES:
        text = _("流程有{size}个节点、{flows}条连线，最多{most}个节点、{lines}条连线。请把其中一段画成被调用的流程。")
        yield "file.size", text.format(size=size, flows=flows, most=MOST_NODES, lines=4 * MOST_NODES)


def _foreign(node: etree._Element) -> bool:
    if not isinstance(node.tag, str):
        return node.tag in (etree.Entity, etree.ProcessingInstruction)
    return etree.QName(node).namespace == XINCLUDE or node.tag == tag("import")


def identities(file: str, root: etree._Element) -> Iterator[Finding]:
    """Every step, flow and lane has an id, and no id stands twice."""
    owned = [node for node in root.iter() if isinstance(node.tag, str)]
    for name, number in Counter(node.get("id") for node in owned if node.get("id")).items():
        if number > 1:
            yield Finding(
                file, name or "", "file.id", "error", _("标识“{id}”用了{number}次，无法区分。请改名。").format(id=name, number=number)
            )
    for node in owned:
        kind = local(node)
        needed = kind in ("process", "lane", "sequenceFlow") or (kind.endswith(FLOW_NODES) and etree.QName(node).namespace == BPMN)
        if needed and not node.get("id"):
            label = node.get("name") or kind
            yield Finding(
                file, "", "file.id", "error", _("“{label}”（{kind}）没有标识。请在绘图工具里重新保存。").format(label=label, kind=kind)
            )


def too_many(files: int, size: int) -> Finding | None:
    """Why a set is not looked at: more files or bytes than any town has procedures."""
    if files > MOST_FILES or size > 20 * MOST_BYTES:
        return Finding(
            "", "", "file.size", "error", _("一次最多检查{files}个文件、{bytes}字节。").format(files=MOST_FILES, bytes=20 * MOST_BYTES)
        )
    return None

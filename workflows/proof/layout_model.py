"""Step 1 of the layout: the drawing as read from a diagram. Whatever was drawn before is dropped.

A boundary event has no cell of its own: it travels with its host. A node outside every lane joins a neighbour's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from workflows.engine.elements import Unreadable, local, parse, tag
from workflows.text import _

BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"

LEFT, UP, RIGHT, DOWN = (-1, 0), (0, -1), (1, 0), (0, 1)
SIDES = (LEFT, UP, RIGHT, DOWN)
HEADER, TRACK = 30, 14
"""Width of a pool's or lane's title; distance of parallel lines. All lengths are pixels, as bpmn-js draws them."""
MOST_NODES = 150

Point = tuple[int, int]
Box = tuple[float, float, float, float]
"""x, y, width, height."""


@dataclass
class Node:
    """Something with a shape. `x`, `y`: its centre; `ahead`: how many steps still follow it."""

    id: str
    kind: str
    name: str
    width: int
    height: int
    lane: int = -1
    rank: int = 0
    row: int = 0
    ahead: int = 0
    x: float = 0
    y: float = 0
    host: str | None = None
    shift: float = 0
    """A boundary event's place on its host's lower edge, from the middle."""

    @property
    def box(self) -> Box:
        """The shape's outline."""
        return (self.x - self.width / 2, self.y - self.height / 2, self.width, self.height)

    @property
    def diamond(self) -> bool:
        """Whether flows may leave at all four corners."""
        return self.kind.endswith("Gateway")

    @property
    def note(self) -> bool:
        """Whether it is a remark, not a step."""
        return self.kind == "textAnnotation"

    @property
    def outside_label(self) -> bool:
        """Whether its name stands beside it."""
        return self.diamond or self.kind.endswith("Event")


@dataclass
class Flow:
    """A line from node to node. `weight`: how much a straight line is worth here; `path`: over the grid; `points`: as drawn."""

    id: str
    source: str
    target: str
    name: str = ""
    default: bool = False
    back: bool = False
    weight: float = 1.0
    path: list[Point] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)


@dataclass
class Drawing:
    """One process with its lanes. `plane`: what the drawing depicts, `links`: associations to notes."""

    root: etree._Element
    plane: str
    pool: str | None
    lanes: list[str | None]
    nodes: dict[str, Node]
    flows: list[Flow]
    links: list[Flow]

    def home(self, name: str) -> Node:
        """The node that has a cell of its own: a boundary event stands for its host."""
        node = self.nodes[name]
        return self.nodes[node.host] if node.host else node

    def cells(self) -> list[Node]:
        """Every node that has a cell of its own."""
        return [n for n in self.nodes.values() if not n.host]


def read(xml: bytes) -> Drawing:
    """The drawing of a file with one process. Raises Unreadable: no process or several, a line that leads nowhere, too many nodes."""
    root = parse(xml)
    for old in root.findall(f"{{{BPMNDI}}}BPMNDiagram"):
        root.remove(old)
    found = list(root.iter(tag("process")))
    if len(found) != 1:
        raise Unreadable(_("整理布局要求文件里正好有一个流程，这里有{number}个。").format(number=len(found)))
    process = found[0]
    pool = next((p.get("id") for p in root.iter(tag("participant")) if p.get("processRef") == process.get("id")), None)
    collaboration = next((c.get("id", "") for c in root.iter(tag("collaboration"))), "")
    bands = [band for band in process.iter(tag("lane")) if band.find(tag("childLaneSet")) is None]
    plane = collaboration if pool else process.get("id", "")
    drawing = Drawing(root, plane, pool, [band.get("id") for band in bands] or [None], {}, [], [])
    member = {ref.text or "": i for i, band in enumerate(bands) for ref in band.findall(tag("flowNodeRef"))}
    for item in process:
        _take(drawing, item, member)
    defaults = {item.get("default") for item in process}
    for flow in drawing.flows:
        flow.default = flow.id in defaults
    _check(drawing)
    _adopt(drawing)
    return drawing


def _take(drawing: Drawing, item: etree._Element, member: dict[str, int]) -> None:
    kind, name = local(item), item.get("id", "")
    if kind == "sequenceFlow":
        drawing.flows.append(Flow(name, item.get("sourceRef", ""), item.get("targetRef", ""), item.get("name", "")))
    elif kind == "association":
        drawing.links.append(Flow(name, item.get("sourceRef", ""), item.get("targetRef", "")))
    elif kind == "textAnnotation":
        text = item.findtext(tag("text")) or ""
        drawing.nodes[name] = Node(name, kind, text, 120, 12 + 15 * -(-len(text) // 8))
    elif size := _size(kind):
        lane = member.get(name, -1)
        drawing.nodes[name] = Node(name, kind, item.get("name", ""), *size, lane=lane, host=item.get("attachedToRef"))


def _size(kind: str) -> tuple[int, int] | None:
    ends = {"Event": (36, 36), "Gateway": (50, 50), "Task": (100, 80), "task": (100, 80), "Activity": (100, 80), "ubProcess": (100, 80)}
    return next((size for end, size in ends.items() if kind.endswith(end)), None)


def _check(d: Drawing) -> None:
    if not 0 < len(d.nodes) <= MOST_NODES:
        text = _("整理布局处理1至{most}个节点，这里有{number}个；节点多的请拆成被调用的流程。")
        raise Unreadable(text.format(most=MOST_NODES, number=len(d.nodes)))
    for line in d.flows + d.links:
        if line.source not in d.nodes or line.target not in d.nodes:
            raise Unreadable(_("连线{line}的一端不在流程里。").format(line=line.id))
    for node in d.nodes.values():
        if node.host and (node.host not in d.nodes or d.nodes[node.host].host):
            raise Unreadable(_("边界事件{event}没有附着在任务上。").format(event=node.id))


def _adopt(d: Drawing) -> None:
    """A node outside every lane joins a neighbour's: a start its successor's, anything else its predecessor's."""
    near = [(f.source, f.target) for f in d.flows + d.links] + [(n.host, n.id) for n in d.nodes.values() if n.host]
    while lost := [n for n in d.nodes.values() if n.lane < 0]:
        found = [(n, m) for n in lost for a, b in near for m in [d.nodes[a if b == n.id else b]] if n.id in (a, b) and m.lane >= 0]
        before = [(n, m) for n, m in found if (m.id, n.id) in near] or found
        for node, other in before[:1] or [(lost[0], lost[0])]:
            node.lane = max(other.lane, 0)

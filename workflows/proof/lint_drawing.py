"""What a reader stumbles over in a drawn diagram: told from the drawing part alone, so that any tool's layout can be judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from lxml import etree

from workflows.engine.elements import local, tag
from workflows.proof.layout_model import BPMNDI, DC, DI, Box
from workflows.proof.lint_model import Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.text import _

Line = tuple[float, float, float, float]
Fault = tuple[str, tuple[str, ...]]
"""What is wrong, and the elements it concerns."""
SENTENCES: dict[str, str] = {
    "not_drawn": _("{a}没有画出来。"),
    "outside_lane": _("{a}画在了所属泳道的外面。"),
    "edge_node": _("连线{a}从{b}上穿过。"),
    "overlaid": _("连线{a}与{b}重叠，分不清走向。"),
    "label_node": _("{a}的文字压在{b}上。"),
    "label_label": _("{a}与{b}的文字重叠。"),
    "label_edge": _("连线{b}穿过{a}的文字。"),
}
"""What is told to the designer; crossings and slanted lines are measured but not told: some drawings cannot do without."""
MOST_LINES = 400


@dataclass
class Drawn:
    """The shapes, names and lines of one file, by element id."""

    kind: dict[str, str] = field(default_factory=dict)
    nodes: dict[str, Box] = field(default_factory=dict)
    bands: dict[str, Box] = field(default_factory=dict)
    labels: dict[str, Box] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    dotted: dict[str, list[Line]] = field(default_factory=dict)
    ends: dict[str, tuple[str, str]] = field(default_factory=dict)
    host: dict[str, str] = field(default_factory=dict)
    lane: dict[str, str] = field(default_factory=dict)


@rule("drawing.clear", _("图面清楚：连线不穿过节点，文字不重叠，节点画在自己的泳道里。"), "warning")
def clear(d: Diagram, _s: Surroundings) -> Iterator[Found]:
    """What a reader would stumble over; 整理布局 lays it out anew."""
    if len(d.flows) > MOST_LINES:
        return
    try:
        found = list(faults(d.root))
    except ValueError:
        yield Found(d.id, _("图形坐标不是数字，无法显示。请使用“整理布局”。"), severity="error")
        return
    for fault, concerned in found:
        if fault in SENTENCES:
            a, b = (*concerned, "")[:2]
            text = SENTENCES[fault].format(a=_called(d, a), b=_called(d, b))
            yield Found(a, text + _("请调整，或使用“整理布局”。"), concerned)


def _called(d: Diagram, name: str) -> str:
    flow = next((flow for flow in d.flows if flow.id == name), None)
    return f"“{flow.name or flow.id}”" if flow else d.said(name)


def drawn(root: etree._Element) -> Drawn:
    """Read the drawing part. Raises ValueError where a coordinate is no number."""
    d = Drawn()
    for element in root.iter():
        name = element.get("id", "")
        if name:
            d.kind[name] = local(element)
            d.ends[name] = (element.get("sourceRef", ""), element.get("targetRef", ""))
            if element.get("attachedToRef"):
                d.host[name] = element.get("attachedToRef", "")
        if local(element) == "flowNodeRef" and (lane := element.getparent()) is not None:
            d.lane[(element.text or "").strip()] = lane.get("id", "")
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        name = shape.get("bpmnElement", "")
        where = d.bands if d.kind.get(name) in ("lane", "participant") else d.nodes
        where[name] = _box(shape)
        _label(d, shape, name)
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        name = edge.get("bpmnElement", "")
        if d.kind.get(name) in ("sequenceFlow", "association"):
            where_to = d.lines if d.kind[name] == "sequenceFlow" else d.dotted
            points = [(float(p.get("x", "0")), float(p.get("y", "0"))) for p in edge.findall(f"{{{DI}}}waypoint")]
            where_to[name] = [(*a, *b) for a, b in pairwise(points) if a != b]
            _label(d, edge, name)
    return d


def _box(element: etree._Element) -> Box:
    bounds = element.find(f"{{{DC}}}Bounds")
    x, y, w, h = (float(bounds.get(k, "0")) if bounds is not None else 0.0 for k in ("x", "y", "width", "height"))
    return x, y, w, h


def _label(d: Drawn, element: etree._Element, name: str) -> None:
    label = element.find(f"{{{BPMNDI}}}BPMNLabel")
    if label is not None and label.find(f"{{{DC}}}Bounds") is not None:
        d.labels[name] = _box(label)


def faults(root: etree._Element) -> Iterator[Fault]:
    """Everything that is wrong with the drawing; nothing for a file without one."""
    if root.find(f"{{{BPMNDI}}}BPMNDiagram") is None:
        return
    d = drawn(root)
    for each in (_undrawn(d, root), _over_nodes(d), _between_lines(d), _around_labels(d), _outside(d)):
        yield from each


def _undrawn(d: Drawn, root: etree._Element) -> Iterator[Fault]:
    wanted = {e.get("id", "") for lane in root.iter(tag("process")) for e in lane if local(e) == "sequenceFlow" or e.get("id") in d.lane}
    bands = {name for name, kind in d.kind.items() if kind in ("lane", "participant")}
    for name in sorted((wanted | bands) - d.nodes.keys() - d.bands.keys() - d.lines.keys()):
        yield "not_drawn", (name,)


def _over_nodes(d: Drawn) -> Iterator[Fault]:
    solid = {n: box for n, box in d.nodes.items() if d.kind.get(n) != "textAnnotation"}
    for name, lines in d.lines.items():
        own = {*d.ends[name], *(d.host.get(end, "") for end in d.ends[name])}
        if any(a != c and b != e for a, b, c, e in lines):
            yield "slanted", (name,)
        for node, box in solid.items():
            if node not in own and any(_hits(line, box) for line in lines):
                yield "edge_node", (name, node)


def _between_lines(d: Drawn) -> Iterator[Fault]:
    for one, two in combinations(d.lines, 2):
        for _cross in [1 for s in d.lines[one] for t in d.lines[two] if _crosses(s, t)]:
            yield "crossing", (one, two)
        (a, b), (c, e) = d.ends[one], d.ends[two]
        if a != c and b != e and any(_lies_on(s, t) for s in d.lines[one] for t in d.lines[two]):
            yield "overlaid", (one, two)


def _around_labels(d: Drawn) -> Iterator[Fault]:
    for one, two in combinations(d.labels, 2):
        if _meet(d.labels[one], d.labels[two]):
            yield "label_label", (one, two)
    for name, box in d.labels.items():
        for node, other in d.nodes.items():
            if node != name and _meet(box, other):
                yield "label_node", (name, node)
        for flow, lines in (d.lines | d.dotted).items():
            if any(_hits(line, box) for line in lines):
                yield "label_edge", (name, flow)


def _outside(d: Drawn) -> Iterator[Fault]:
    for name, lane in d.lane.items():
        if name in d.nodes and lane in d.bands and not _inside(d.nodes[name], d.bands[lane], guest=name in d.host):
            yield "outside_lane", (name, lane)


def _hits(line: Line, box: Box) -> bool:
    """Whether a line runs through a box; a slanted one is looked at in forty steps."""
    a, b, c, d = line
    x, y, w, h = box
    if a != c and b != d:
        return any(x < a + (c - a) * i / 40 < x + w and y < b + (d - b) * i / 40 < y + h for i in range(41))
    return min(a, c) < x + w and max(a, c) > x and min(b, d) < y + h and max(b, d) > y


def _crosses(s: Line, t: Line) -> bool:
    def side(p: Line, x: float, y: float) -> float:
        return (p[2] - p[0]) * (y - p[1]) - (p[3] - p[1]) * (x - p[0])

    return side(s, *t[:2]) * side(s, *t[2:]) < 0 and side(t, *s[:2]) * side(t, *s[2:]) < 0


def _lies_on(s: Line, t: Line) -> bool:
    for i in (0, 1):
        if s[i] == s[i + 2] == t[i] == t[i + 2]:
            j = 1 - i
            return min(max(s[j], s[j + 2]), max(t[j], t[j + 2])) - max(min(s[j], s[j + 2]), min(t[j], t[j + 2])) > 1
    return False


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _inside(a: Box, b: Box, *, guest: bool) -> bool:
    """A boundary event may hang over its lane's lower edge."""
    return a[0] >= b[0] and a[1] >= b[1] and a[0] + a[2] <= b[0] + b[2] and (guest or a[1] + a[3] <= b[1] + b[3])

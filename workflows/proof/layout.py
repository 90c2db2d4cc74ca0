"""Lane-aware layout: a diagram without a drawing, or with a bad one, gets a pool, lanes as bands, every step, flow and name in place.

For authors of diagrams and for 整理布局 in the studio. Deterministic; each step in a module of its own: read (layout_model),
columns, rows, routes, tracks, sheet, labels; here the drawing is written into the file.
"""

from __future__ import annotations

from lxml import etree

from workflows.proof.layout_columns import rank
from workflows.proof.layout_labels import labels
from workflows.proof.layout_model import BPMNDI, DC, DI, HEADER, Box, Drawing, Flow, read
from workflows.proof.layout_routes import Grid
from workflows.proof.layout_rows import place
from workflows.proof.layout_sheet import Sheet, rim
from workflows.proof.layout_tracks import Channels

Where = tuple[float, float]


def layout(xml: bytes) -> bytes:
    """The same diagram, drawn anew; what it says is untouched. Raises Unreadable for what cannot be drawn."""
    drawing = read(xml)
    rank(drawing)
    place(drawing)
    grid = Grid(drawing)
    grid.route_all()
    _write(drawing, Sheet(grid, Channels(grid)))
    etree.indent(drawing.root)
    return etree.tostring(drawing.root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _write(d: Drawing, sheet: Sheet) -> None:
    names = {"bpmndi": BPMNDI, "dc": DC, "di": DI}
    diagram = etree.SubElement(d.root, f"{{{BPMNDI}}}BPMNDiagram", {"id": f"{d.plane}_diagram"}, nsmap=names)
    plane = etree.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", {"id": f"{d.plane}_plane", "bpmnElement": d.plane})
    borders = _bands(plane, d, sheet)
    for link in d.links:
        link.points = _dotted(d, link)
    spots = labels(d, borders)
    for node in d.nodes.values():
        marker = {"isMarkerVisible": "true"} if node.kind == "exclusiveGateway" else {}
        _shape(plane, node.id, node.box, marker, spots.get(node.id))
    for flow in d.flows:
        _edge(plane, flow.id, flow.points, spots.get(flow.id))
    for link in d.links:
        _edge(plane, link.id, link.points, None)


def _bands(plane: etree._Element, d: Drawing, sheet: Sheet) -> list[Box]:
    """Draw the pool and the lanes; returns the lines between lanes."""
    if d.pool:
        _shape(plane, d.pool, (0, 0, sheet.right, sheet.bottom), {"isHorizontal": "true"})
    inner = HEADER if d.pool else 0
    borders: list[Box] = []
    for lane, (first, last) in zip(d.lanes, sheet.grid.bands, strict=True):
        top, low = sheet.y[first][0], sheet.y[last][1]
        borders.append((sheet.left, low, sheet.right - sheet.left, 0.0))
        if lane:
            _shape(plane, lane, (inner, top, sheet.right - inner, low - top), {"isHorizontal": "true"})
    return borders


def _dotted(d: Drawing, link: Flow) -> list[Where]:
    """An association: upright, at the middle of the step unless a flow leaves or arrives there."""
    a, b = d.nodes[link.source], d.nodes[link.target]
    step, note = (b, a) if a.note else (a, b)
    lower = note.y > step.y
    ends = {f.points[0] for f in d.flows} | {f.points[-1] for f in d.flows}
    x = step.x if rim(step, step.x, lower=lower) not in ends else step.x - step.width / 4
    line = [rim(step, x, lower=lower), rim(note, x, lower=not lower)]
    return line if step is a else line[::-1]


def _shape(plane: etree._Element, name: str, box: Box, more: dict[str, str], label: Box | None = None) -> None:
    shape = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", {"id": f"{name}_di", "bpmnElement": name, **more})
    _bounds(shape, box)
    if label:
        _bounds(etree.SubElement(shape, f"{{{BPMNDI}}}BPMNLabel"), label)


def _bounds(parent: etree._Element, box: Box) -> None:
    etree.SubElement(parent, f"{{{DC}}}Bounds", {k: f"{v:.0f}" for k, v in zip(("x", "y", "width", "height"), box, strict=True)})


def _edge(plane: etree._Element, name: str, points: list[Where], label: Box | None) -> None:
    edge = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{name}_di", "bpmnElement": name})
    for x, y in points:
        etree.SubElement(edge, f"{{{DI}}}waypoint", {"x": f"{x:.0f}", "y": f"{y:.0f}"})
    if label:
        _bounds(etree.SubElement(edge, f"{{{BPMNDI}}}BPMNLabel"), label)

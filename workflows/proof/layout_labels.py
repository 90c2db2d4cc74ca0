"""Step 7 of the layout: where the names of events, gateways and flows stand: beside their owner, on nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from workflows.proof.layout_model import Box, Drawing, Flow, Node

Where = tuple[float, float]
WIDEST = 88.0
AFTER_MARK = 22
"""A default flow begins with a slash: its name stands clear of it."""


def text_size(text: str) -> tuple[float, float]:
    """Width and height of an outside label as bpmn-js draws it: 11 px, broken at 90 px."""
    width = sum(11.0 if ord(c) > 0x2000 else 6.3 for c in text)
    return (min(width, WIDEST) + 2, 14.0 * -(-width // WIDEST))


def labels(d: Drawing, borders: list[Box]) -> dict[str, Box]:
    """A box for every name that stands outside its shape; `borders`: lines between lanes."""
    placed: dict[str, Box] = {}
    lines = [_thin(a, b) for f in d.flows + d.links for a, b in pairwise(f.points)] + borders
    for node in d.nodes.values():
        if node.outside_label and node.name:
            placed[node.id] = _best(_around(node), d, lines, placed, node)
    for flow in sorted(d.flows, key=lambda f: len(f.points)):
        if flow.name:
            placed[flow.id] = _best(_along(flow), d, lines, placed, None)
    return placed


def _thin(a: Where, b: Where) -> Box:
    return min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])


def _around(node: Node) -> Iterator[Box]:
    """Places for a node's name, the best one first."""
    w, h = text_size(node.name)
    _x, y, nw, nh = node.box
    below, above = (node.x - w / 2, y + nh + 4, w, h), (node.x - w / 2, y - h - 4, w, h)
    yield from ((above, below) if node.diamond else (below, above))
    if node.host:
        yield node.x + 6, y + nh + 2, w, h
    near = 8 if node.diamond else nw / 2
    for left in (node.x - near - w, node.x + near):
        yield left, y - h + 6, w, h
        yield left, y + nh - 6, w, h
    yield node.x + nw / 2 + 5, node.y - h / 2, w, h
    yield node.x + nw / 2 - 4, y + nh + 12, w, h


def _along(flow: Flow) -> Iterator[Box]:
    """Places for a flow's name on its first three pieces, near its beginning first."""
    size = text_size(flow.name)
    for number, (a, b) in enumerate(list(pairwise(flow.points))[:3]):
        first = AFTER_MARK if flow.default and not number else 12
        yield from _level(a, b, size, first) if a[1] == b[1] else _upright(a, b, size, first + 1)


def _level(a: Where, b: Where, size: tuple[float, float], first: float) -> Iterator[Box]:
    w, h = size
    span = abs(b[0] - a[0])
    for gap in (first, (span - w) / 2, span - w - 8):
        left = a[0] + gap if b[0] > a[0] else a[0] - gap - w
        yield left, a[1] - h - 3, w, h
        yield left, a[1] + 4, w, h


def _upright(a: Where, b: Where, size: tuple[float, float], first: float) -> Iterator[Box]:
    w, h = size
    for gap in (first, first + 11, (abs(b[1] - a[1]) - h) / 2):
        top = a[1] + gap if b[1] > a[1] else a[1] - gap - h
        yield a[0] + 5, top, w, h
        yield a[0] - w - 5, top, w, h


def _best(spots: Iterator[Box], d: Drawing, lines: list[Box], placed: dict[str, Box], own: Node | None) -> Box:
    solid = [n.box for n in d.nodes.values() if n is not own] + list(placed.values())

    def trouble(pair: tuple[int, Box]) -> float:
        number, box = pair
        return 0.1 * number + sum(30 for other in solid if touches(box, other)) + sum(12 for line in lines if touches(box, line))

    return min(enumerate(spots), key=trouble)[1]


def touches(a: Box, b: Box) -> bool:
    """Whether two boxes meet or lie less than a pixel apart."""
    return a[0] < b[0] + b[2] + 1 and b[0] < a[0] + a[2] + 1 and a[1] < b[1] + b[3] + 1 and b[1] < a[1] + a[3] + 1

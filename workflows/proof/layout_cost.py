"""What a reader pays for a choice of rows: bends, detours, crossings, lines over steps, crowded corners. Less is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from workflows.proof.layout_model import Drawing, Flow, Node, Point

Spot = tuple[float, float]
Sketch = list[Spot]
Stroke = tuple[Spot, Spot]
Ways = list[tuple[float, list[Stroke]]]
Strokes = list[tuple[Flow, list[Stroke]]]
ROW, CORNER_OUT, CORNER_IN, CROSSING, OVER_STEP, UPWARD_GUEST, FAR_NOTE = 1.5, 3.0, 1.5, 2.5, 4.0, 6.0, 3.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A flow between the nodes that have cells of their own."""

    flow: Flow
    source: Node
    target: Node
    guest: bool


class Cost:
    """Computes the cost of the rows as they stand; whatever does not depend on rows is worked out once."""

    def __init__(self, d: Drawing) -> None:
        self.d = d
        self.cells = d.cells()
        forward = sorted(d.flows, key=lambda f: f.back)
        self.lines = [_Line(f, d.home(f.source), d.home(f.target), d.nodes[f.source].host is not None) for f in forward]
        self.diamonds = [
            (n, [(f.target, f.flow.back) for f in self.lines if f.source is n], [(f.source, f.flow.back) for f in self.lines if f.target is n])
            for n in self.cells
            if n.diamond
        ]
        self.notes = [sorted((d.nodes[link.source], d.home(link.target)), key=lambda n: not n.note) for link in d.links]

    def total(self, limit: float = inf) -> float:
        """The cost; stops counting at `limit`."""
        used = {spot: i for i, spot in enumerate(sorted({(n.lane, n.row) for n in self.cells}))}
        level = {n.id: used[n.lane, n.row] for n in self.cells}
        at = {(n.rank, level[n.id]) for n in self.cells}
        cost = ROW * len(used) + self._crowding(level) + self._notes(level)
        drawn: Strokes = []
        for line in self.lines:
            if cost >= limit:
                break
            ways = self._ways(line, level, at)
            price, strokes = min(self._with_crossings(ways, line.flow, drawn)) if line.flow.back else min(ways)
            if not line.flow.back:
                price += self._crossings(line.flow, strokes, drawn)
            cost += price
            drawn.append((line.flow, strokes))
        return cost

    def _crowding(self, level: dict[str, int]) -> float:
        cost = 0.0
        for node, after, before in self.diamonds:
            here = level[node.id]
            cost += CORNER_OUT * _crowd([(level[n.id] - here, back) for n, back in after])
            cost += CORNER_IN * _crowd([(level[n.id] - here, back) for n, back in before])
        return cost

    def _notes(self, level: dict[str, int]) -> float:
        steps = [level[other.id] - level[note.id] for note, other in self.notes]
        return sum(FAR_NOTE * (abs(step) - 1) + 0.5 * (step < 0) for step in steps)

    @staticmethod
    def _ways(line: _Line, level: dict[str, int], at: set[Point]) -> Ways:
        a, b = line.source, line.target
        up, down = level[a.id], level[b.id]
        against = UPWARD_GUEST if line.guest and down <= up and a.lane >= b.lane else 0.0
        sketches = _sketches((a.rank, up), (b.rank, down), (a.diamond or line.guest, b.diamond, line.flow.back))
        return [(_price(way, at) * line.flow.weight + against, list(pairwise(way))) for way in sketches]

    def _with_crossings(self, ways: Ways, flow: Flow, drawn: Strokes) -> Ways:
        """A loop has many ways round: it takes the one that also crosses least."""
        return [(price + self._crossings(flow, strokes, drawn), strokes) for price, strokes in ways]

    @staticmethod
    def _crossings(flow: Flow, strokes: list[Stroke], drawn: Strokes) -> float:
        others = [q for other, q in drawn if other.target != flow.target and other.source != flow.source]
        return CROSSING * sum(_meets(s, t) for q in others for s in strokes for t in q)


def _crowd(flows: list[tuple[int, bool]]) -> int:
    """How many flows of a gateway must share a corner: one fits upwards, one straight, one downwards; a loop on the level goes up or down."""
    up, down = sum(s < 0 for s, _back in flows), sum(s > 0 for s, _back in flows)
    straight, loops = flows.count((0, False)), flows.count((0, True))
    free = (not up) + (not down)
    ahead = max(0, max(0, up - 1) + max(0, down - 1) + max(0, straight - 1) - (straight == 0))
    return ahead + max(0, loops - free)


def _sketches(a: Point, b: Point, free: tuple[bool, bool, bool]) -> Iterator[Sketch]:
    """Ways to draw a flow; `free`: may it leave upright, may it arrive upright, does it lead back."""
    leave, arrive, back = free
    if a[1] == b[1] and not back:
        yield [a, b]
        return
    side = -0.5 if back else 0.5
    yield [a, (a[0] + 0.5, a[1]), (a[0] + 0.5, b[1]), b]
    yield [a, (b[0] - side, a[1]), (b[0] - side, b[1]), b]
    if leave or back:
        yield [a, (a[0], b[1]), b]
    if arrive or back:
        yield [a, (b[0], a[1]), b]
    if back:
        for out in (0.5, 1.5):
            for y in (min(a[1], b[1]) - out, max(a[1], b[1]) + out):
                yield [a, (a[0], y), (b[0], y), b]


def _price(line: Sketch, at: set[Point]) -> float:
    price = 1.0 * (len(line) - 2)
    for (x1, y1), (x2, y2) in pairwise(line):
        price += 0.5 * abs(y1 - y2)
        if y1 == y2:
            price += OVER_STEP * sum((i, y1) in at for i in range(int(min(x1, x2)) + 1, int(max(x1, x2) + 0.5)))
        if x1 == x2:
            price += OVER_STEP * sum((x1, i) in at for i in range(int(min(y1, y2)) + 1, int(max(y1, y2) + 0.5)))
    return price + OVER_STEP * sum(corner in at for corner in line[1:-1])


def _meets(s: Stroke, t: Stroke) -> float:
    """1 where two strokes cross, 0.8 where one lies on the other."""
    (ax, ay), (bx, by) = s
    (cx, cy), (dx, dy) = t
    upright = ax == bx
    if upright == (cx == dx):
        one, two = ((ay, by), (cy, dy)) if upright else ((ax, bx), (cx, dx))
        same = ax == cx if upright else ay == cy
        return 0.8 * (same and max(min(one), min(two)) < min(max(one), max(two)))
    if upright:
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (cx, cy), (dx, dy), (ax, ay), (bx, by)
    return float(min(ax, bx) < cx < max(ax, bx) and min(cy, dy) < ay < max(cy, dy))

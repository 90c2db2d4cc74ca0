"""What a reader pays for a choice of rows: bends, detours, crossings, lines over steps, crowded corners. Less is better."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from workflows.proof.layout_model import Drawing, Flow, Node, Point
from workflows.proof.layout_sketches import Sketch, sketches

ROW, CORNER_OUT, CORNER_IN, CROSSING, UPWARD_GUEST, FAR_NOTE = 1.5, 3.0, 1.5, 2.5, 6.0, 3.0


@dataclass(frozen=True, slots=True)
class _Line:
    """A flow between the nodes that have cells of their own."""

    flow: Flow
    source: Node
    target: Node
    guest: bool


Drawn = list[tuple[Flow, Sketch]]


class Cost:
    """Computes the cost of the rows as they stand; whatever does not depend on rows is worked out once."""

    def __init__(self, d: Drawing) -> None:
        self.d = d
        self.cells = d.cells()
        lines = [_Line(f, d.home(f.source), d.home(f.target), d.nodes[f.source].host is not None) for f in d.flows]
        self.forward = [line for line in lines if not line.flow.back]
        self.loops = [line for line in lines if line.flow.back]
        self.diamonds = [
            (n, [(f.target, f.flow.back) for f in lines if f.source is n], [(f.source, f.flow.back) for f in lines if f.target is n])
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
        drawn: Drawn = []
        for line in self.forward:
            price, sketch = min(self._ways(line, level, at), key=_price_of)
            cost += price
            drawn.append((line.flow, sketch))
        for number, (flow, sketch) in enumerate(drawn):
            if cost >= limit:
                return cost
            cost += _crossings(flow, sketch, drawn[:number])
        for line in self.loops:
            if cost >= limit:
                return cost
            ways = [(price + _crossings(line.flow, way, drawn), way) for price, way in self._ways(line, level, at)]
            price, sketch = min(ways, key=_price_of)
            cost += price
            drawn.append((line.flow, sketch))
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
    def _ways(line: _Line, level: dict[str, int], at: set[Point]) -> list[tuple[float, Sketch]]:
        """Ways to draw a line, each with its price; a loop has many ways round, and takes the one that also crosses least."""
        a, b = line.source, line.target
        up, down = level[a.id], level[b.id]
        against = UPWARD_GUEST if line.guest and down <= up and a.lane >= b.lane else 0.0
        ways = sketches((a.rank, up), (b.rank, down), (a.diamond or line.guest, b.diamond, line.flow.back))
        return [(way.price(at) * line.flow.weight + against, way) for way in ways]


def _price_of(way: tuple[float, Sketch]) -> float:
    return way[0]


def _crossings(flow: Flow, way: Sketch, drawn: Drawn) -> float:
    """What the line pays for meeting those drawn before it; lines from or to the same node may share their way."""
    left, top, right, bottom = way.box
    near = [
        (past, other)
        for past, other in drawn
        if other.box[0] <= right and other.box[2] >= left and other.box[1] <= bottom and other.box[3] >= top
    ]
    return CROSSING * sum(way.meets(other) for past, other in near if past.target != flow.target and past.source != flow.source)


def _crowd(flows: list[tuple[int, bool]]) -> int:
    """How many flows of a gateway must share a corner: one fits upwards, one straight, one downwards; a level loop goes up or down."""
    up, down = sum(s < 0 for s, _back in flows), sum(s > 0 for s, _back in flows)
    straight, loops = flows.count((0, False)), flows.count((0, True))
    free = (not up) + (not down)
    ahead = max(0, max(0, up - 1) + max(0, down - 1) + max(0, straight - 1) - (straight == 0))
    return ahead + max(0, loops - free)

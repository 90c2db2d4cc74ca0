"""Step 6 of the layout: lines and tracks become coordinates; channels open as wide as what runs and stands in them needs."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

from workflows.proof.layout_labels import text_size
from workflows.proof.layout_model import HEADER, TRACK, UP, Box, Flow, Node
from workflows.proof.layout_routes import Grid, toward
from workflows.proof.layout_tracks import Channels

Where = tuple[float, float]
OUTER, INNER = 30.0, 48.0


class Sheet:
    """`x`, `y`: from and to of every grid line; `left`: where the lanes' inside begins; `right`, `bottom`: the edge."""

    def __init__(self, grid: Grid, channels: Channels) -> None:
        self.grid, self.channels, self.d = grid, channels, grid.d
        self.asking = self._asking()
        self.left = HEADER * ((self.d.pool is not None) + (self.d.lanes[0] is not None))
        self.x, self.right = self._axis(vertical=True, start=self.left)
        self.y, self.bottom = self._axis(vertical=False, start=0)
        for node in self.d.cells():
            node.x, node.y = _middle(self.x[2 * node.rank + 1]), _middle(self.y[node.row])
        for host in self.d.cells():
            self._seat_guests(host)
        for flow in self.d.flows:
            flow.points = self._points(flow)

    def _asking(self) -> dict[int, list[Node]]:
        """By the channel before them: gateways whose question must stand to the left, because a flow uses their upper corner."""
        upper = {f.source for f in self.d.flows if toward(*f.path[:2]) == UP} | {
            f.target for f in self.d.flows if toward(f.path[-1], f.path[-2]) == UP
        }
        found: dict[int, list[Node]] = {}
        for node in self.d.cells():
            if node.diamond and node.name and node.id in upper:
                found.setdefault(2 * node.rank, []).append(node)
        return found

    def _seat_guests(self, host: Node) -> None:
        guests = [n for n in self.d.nodes.values() if n.host == host.id]
        for i, guest in enumerate(guests):
            guest.shift = (i + 1) * host.width / (len(guests) + 1) - host.width / 2 + (22 if len(guests) == 1 else 0)
            guest.x, guest.y = host.x + guest.shift, host.y + host.height / 2

    def _axis(self, *, vertical: bool, start: float) -> tuple[list[Where], float]:
        spans = []
        for line in range(self.grid.width if vertical else self.grid.height):
            size = self._column(line) if vertical else self._row(line)
            spans.append((start, start + size))
            start += size
        return spans, start

    def _column(self, line: int) -> float:
        tracks = self.channels.count[True, line]
        if line % 2:
            return max((n.width for n in self.d.cells() if 2 * n.rank + 1 == line), default=0)
        # A named flow that leaves a node to the right needs its name's width here, a gateway's question what its diamond does not give.
        leaving = [f for f in self.d.flows if f.name and f.path[0] == (line - 1, f.path[0][1]) and f.path[1][0] == line]
        room = max((text_size(f.name)[0] + (24 if f.default else 14) for f in leaving), default=0.0)
        asked = max((text_size(n.name)[0] - 8.0 for n in self.asking.get(line, [])), default=0.0)
        edge = line in (0, self.grid.width - 1)
        return max(OUTER if edge else INNER, 24.0 + room + TRACK * tracks, 34.0 + TRACK * tracks, asked + TRACK * tracks)

    def _row(self, line: int) -> float:
        if line in self.grid.rows:
            return max((n.height for n in self.d.cells() if n.row == line), default=60)
        tracks = self.channels.count[False, line]
        edge = any(line in band for band in self.grid.bands)
        above = {n.id for n in self.d.cells() if n.row == line - 1}
        guests = any(g.host in above for g in self.d.nodes.values())
        names = any(n.outside_label and n.name for n in self.d.cells() if n.row in (line - 1, line + 1))
        return max(16.0 if edge else 24.0, 10.0 + TRACK * tracks) + 26 * guests + 12 * names

    def _points(self, flow: Flow) -> list[Where]:
        source, target = self.d.nodes[flow.source], self.d.nodes[flow.target]
        parts = self.channels.parts[flow.id]
        spots = [self._position(flow, i) for i in range(len(parts))]
        if source.host:
            spots[0] = source.x
        corners = [(a, b) if parts[i][0] else (b, a) for i, (a, b) in enumerate(pairwise(spots))]
        first = (spots[0], source.y) if parts[0][0] else (source.x, spots[0])
        last = (spots[-1], target.y) if parts[-1][0] else (target.x, spots[-1])
        line = [first, *corners, last]
        return [clip(source.box, line[1], line[0]), *line[1:-1], clip(target.box, line[-2], line[-1])]

    def _position(self, flow: Flow, i: int) -> float:
        vertical, line, _from, _to = self.channels.parts[flow.id][i]
        low, high = (self.x if vertical else self.y)[line]
        tracks = self.channels.count[vertical, line]
        if (flow.id, i) not in self.channels.track:
            return (low + high) / 2
        number = self.channels.track[flow.id, i]
        if vertical:  # names stand to the left of the tracks
            return high - 20 - TRACK * (tracks - 1 - number)
        return (low + high) / 2 + TRACK * (number - (tracks - 1) / 2)


def _middle(span: Where) -> float:
    return (span[0] + span[1]) / 2


def clip(box: Box, outer: Where, inner: Where) -> Where:
    """Where an upright or level line from `outer` to `inner` meets the box around `inner`."""
    x, y, w, h = box
    if outer[0] == inner[0]:
        return inner[0], y + h if outer[1] > inner[1] else y
    return x + w if outer[0] > inner[0] else x, inner[1]


def rim(node: Node, x: float, *, lower: bool) -> Where:
    """Where an upright line at `x` meets the node's outline, above or below its middle."""
    off, half = abs(x - node.x), node.height / 2
    if node.diamond:
        half -= off
    elif node.kind.endswith("Event"):
        half = sqrt(half * half - off * off)
    return x, node.y + half if lower else node.y - half

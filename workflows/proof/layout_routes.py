"""Step 4 of the layout: the way of every flow over a coarse grid of row lines, column lines and the channels between them."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from workflows.engine.elements import Unreadable
from workflows.proof.layout_model import DOWN, LEFT, RIGHT, SIDES, UP, Drawing, Flow, Node, Point
from workflows.text import _

BEND, CROSS, CLASH, FORBIDDEN = 2.0, 5.0, 20.0, 1000.0
ROUNDS = 4
"""How often every flow is taken up and laid again, knowing the others."""


class Grid:
    """Odd x: columns, even x: channels between them. `rows`: the y lines that carry nodes; the other y lines are channels."""

    def __init__(self, d: Drawing) -> None:
        self.d = d
        self.rows: list[int] = []
        self.bands: list[tuple[int, int]] = []
        self.height = self._number_rows()
        self.width = 2 * max(n.rank for n in d.cells()) + 3
        self.at = {(2 * n.rank + 1, n.row): n for n in d.cells()}
        self.hosts = {n.host for n in d.nodes.values() if n.host}
        self.steps: dict[frozenset[Point], list[Flow]] = defaultdict(list)
        self.turns: dict[Point, list[tuple[Flow, Point, Point]]] = defaultdict(list)
        self.ports: dict[tuple[str, Point], list[tuple[Flow, bool]]] = defaultdict(list)

    def _number_rows(self) -> int:
        """Give every node its y line, and every lane its first and last; returns how many lines there are."""
        line = 0
        for lane in range(len(self.d.lanes)):
            inside = [n for n in self.d.cells() if n.lane == lane]
            used = sorted({n.row for n in inside}) or [0]
            for n in inside:
                n.row = line + 1 + 2 * used.index(n.row)
            self.rows += [line + 1 + 2 * i for i in range(len(used))]
            self.bands.append((line, line + 2 * len(used)))
            line += 2 * len(used) + 1
        return line

    def spot(self, name: str) -> Point:
        """Where a node stands on the grid."""
        home = self.d.home(name)
        return 2 * home.rank + 1, home.row

    def route_all(self) -> None:
        """Lay every flow, short ones first and loops last; again until each knows the others."""
        flows = sorted(self.d.flows, key=lambda f: (f.back, self._span(f)))
        for _round in range(ROUNDS):
            for flow in flows:
                self._book(flow, add=False)
                flow.path = self._search(flow)
                self._book(flow, add=True)

    def _span(self, flow: Flow) -> float:
        (ax, ay), (bx, by) = self.spot(flow.source), self.spot(flow.target)
        return abs(ax - bx) + 2 * abs(ay - by)

    def _book(self, flow: Flow, *, add: bool) -> None:
        if not flow.path:
            return
        entries: list[tuple[list[Any], Any]] = [(self.steps[frozenset(step)], flow) for step in pairwise(flow.path)]
        for a, p, b in zip(flow.path, flow.path[1:], flow.path[2:], strict=False):
            entries.append((self.turns[p], (flow, toward(p, a), toward(p, b))))
        entries.append((self.ports[self.d.home(flow.source).id, toward(*flow.path[:2])], (flow, True)))
        entries.append((self.ports[self.d.home(flow.target).id, toward(flow.path[-1], flow.path[-2])], (flow, False)))
        for where, what in entries:
            if add:
                where.append(what)
            else:
                where.remove(what)

    def _search(self, flow: Flow) -> list[Point]:
        """The cheapest way (Dijkstra over places and directions)."""
        start, goal = self.spot(flow.source), self.spot(flow.target)
        heap: list[tuple[float, int, Point, Point, tuple[Point, ...]]] = []
        count = 0
        for cost, there, side in self._departures(flow, start, goal):
            heapq.heappush(heap, (cost, count, there, side, (start, there)))
            count += 1
        done: set[tuple[Point, Point]] = set()
        while heap:
            cost, _number, here, way, path = heapq.heappop(heap)
            if here == goal:
                return list(path)
            if (here, way) not in done:
                done.add((here, way))
                for more, there, side in self._onward(flow, here, way, goal):
                    count += 1
                    heapq.heappush(heap, (cost + more, count, there, side, (*path, there)))
        raise Unreadable(_("连线{line}无法画出。").format(line=flow.id))

    def _departures(self, flow: Flow, start: Point, goal: Point) -> Iterator[tuple[float, Point, Point]]:
        for side in SIDES:
            there = (start[0] + side[0], start[1] + side[1])
            if self._open(there, goal):
                cost = self._leaving(flow, side) + self._step(flow, start, there)
                yield cost + (self._arriving(flow, (-side[0], -side[1])) if there == goal else 0.0), there, side

    def _onward(self, flow: Flow, here: Point, way: Point, goal: Point) -> Iterator[tuple[float, Point, Point]]:
        for side in SIDES:
            there = (here[0] + side[0], here[1] + side[1])
            if side != (-way[0], -way[1]) and self._open(there, goal):
                cost = self._step(flow, here, there) + self._pass(flow, here, way, side)
                yield cost + (self._arriving(flow, (-side[0], -side[1])) if there == goal else 0.0), there, side

    def _open(self, p: Point, goal: Point) -> bool:
        return 0 <= p[0] < self.width and 0 <= p[1] < self.height and (p == goal or p not in self.at)

    def _leaving(self, flow: Flow, side: Point) -> float:
        node = self.d.home(flow.source)
        if self.d.nodes[flow.source].host:
            return 0.0 if side == DOWN else FORBIDDEN
        cost = self._side(flow, node, side, plain=RIGHT, upright=3.0)
        for other, out in self.ports[node.id, side]:
            cost += 8.0 if not out or self.d.nodes[other.source].host else 6.0 if other.name else 0.4
        return cost

    def _arriving(self, flow: Flow, side: Point) -> float:
        node = self.d.home(flow.target)
        return self._side(flow, node, side, plain=LEFT, upright=2.0) + sum(8.0 if out else 0.3 for _flow, out in self.ports[node.id, side])

    def _side(self, flow: Flow, node: Node, side: Point, *, plain: Point, upright: float) -> float:
        cost = 0.0 if side == plain else 6.0
        if side in (UP, DOWN):
            cost = 0.6 if node.diamond else upright
        if flow.back:
            cost = 0.5 if side in (UP, DOWN) else 3.0
        return cost + 6.0 * (side == DOWN and node.id in self.hosts)

    def _step(self, flow: Flow, a: Point, b: Point) -> float:
        level = a[1] == b[1]
        cost = 1.0 if level else 0.7
        centre = a[1] in self.rows if level else a[0] % 2 == 1
        own = (self.spot(flow.source), self.spot(flow.target))
        if centre and (a[1] if level else a[0]) not in [p[level] for p in own]:
            cost += 0.4
        for other in self.steps[frozenset((a, b))]:
            if other.source != flow.source and other.target != flow.target:
                cost += CLASH if centre else 0.4
        return cost

    def _pass(self, flow: Flow, p: Point, way: Point, side: Point) -> float:
        cost = 0.0 if way == side else BEND
        mine = {(-way[0], -way[1]), side}
        for other, a, b in self.turns[p]:
            if other.source == flow.source or other.target == flow.target:
                continue
            straight = a[0] == b[0] or a[1] == b[1]
            if way == side and straight and side not in (a, b):
                cost += CROSS
            elif mine & {a, b}:
                cost += 1.0
        return cost


def toward(p: Point, q: Point) -> Point:
    """The direction from p to q."""
    return (q[0] > p[0]) - (q[0] < p[0]), (q[1] > p[1]) - (q[1] < p[1])

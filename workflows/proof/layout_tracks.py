"""Step 5 of the layout: flows that share a channel run on parallel tracks, in the order in which they cross least."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, permutations

from workflows.proof.layout_model import Flow, Point
from workflows.proof.layout_routes import Grid, toward

Segment = tuple[bool, int, int, int]
"""Vertical or not, which line, from, to."""
Use = tuple[Flow, int]
"""A flow and the number of one of its segments."""
MOST_PERMUTED = 6


def segments(path: list[Point]) -> list[Segment]:
    """The straight pieces of a path."""
    found: list[Segment] = []
    for a, b in pairwise(path):
        vertical = a[0] == b[0]
        line, one, two = (a[0], a[1], b[1]) if vertical else (a[1], a[0], b[0])
        if found and found[-1][0] == vertical:
            found[-1] = (vertical, line, found[-1][2], two)
        else:
            found.append((vertical, line, one, two))
    return found


class Channels:
    """Which track every segment takes in its channel, and how many tracks each channel has."""

    def __init__(self, grid: Grid) -> None:
        self.track: dict[tuple[str, int], int] = {}
        self.count: dict[tuple[bool, int], int] = defaultdict(int)
        self.parts = {f.id: segments(f.path) for f in grid.d.flows}
        uses: dict[tuple[bool, int], list[Use]] = defaultdict(list)
        for flow in grid.d.flows:
            for i, (vertical, line, _from, _to) in enumerate(self.parts[flow.id]):
                if line % 2 == 0 if vertical else line not in grid.rows:
                    uses[vertical, line].append((flow, i))
        for channel, members in uses.items():
            self._assign(channel, members)

    def _assign(self, channel: tuple[bool, int], members: list[Use]) -> None:
        placed: list[tuple[list[Use], int]] = []
        for bundle in self._order(self._bundles(members)):
            number = max((track + 1 for other, track in placed if self._overlap(bundle, other)), default=0)
            placed.append((bundle, number))
            for flow, i in bundle:
                self.track[flow.id, i] = number
        self.count[channel] = max(number for _bundle, number in placed) + 1

    def _bundles(self, members: list[Use]) -> list[list[Use]]:
        """Flows that end at one side of one node, or begin there, share a track."""
        bundles: list[list[Use]] = []
        rest = list(members)
        for end in (1, 0):
            groups: dict[tuple[str, Point], list[Use]] = defaultdict(list)
            for use in rest:
                side = self._end(use, end)
                if side is not None:
                    groups[use[0].target if end else use[0].source, side].append(use)
            for group in groups.values():
                if len(group) > 1:
                    bundles.append(group)
                    rest = [u for u in rest if u not in group]
        return bundles + [[use] for use in rest]

    def _end(self, use: Use, which: int) -> Point | None:
        """The side of the node at that end, when the segment is the one next to the node's own."""
        flow, i = use
        last = len(self.parts[flow.id]) - 1
        if i != (last - 1 if which else 1):
            return None
        return toward(flow.path[-1], flow.path[-2]) if which else toward(*flow.path[:2])

    def _reach(self, bundle: list[Use]) -> tuple[int, int]:
        ends = [end for flow, i in bundle for end in self.parts[flow.id][i][2:]]
        return min(ends), max(ends)

    def _overlap(self, one: list[Use], two: list[Use]) -> bool:
        (a, b), (c, d) = self._reach(one), self._reach(two)
        return a <= d and c <= b

    def _joints(self, bundle: list[Use]) -> Iterator[tuple[int, int]]:
        """Where the neighbouring segments leave this line: position along it, and -1 (towards lower lines) or 1."""
        for flow, i in bundle:
            parts = self.parts[flow.id]
            _vertical, line, start, end = parts[i]
            if i > 0:
                yield start, 1 if parts[i - 1][2] > line else -1
            if i + 1 < len(parts):
                yield end, 1 if parts[i + 1][3] > line else -1

    def _trouble(self, first: list[Use], second: list[Use]) -> float:
        """Crossings and touching corners when `first` has the lower track."""
        (a, b), (c, d) = self._reach(first), self._reach(second)
        meets = [(at, c, d) for at, way in self._joints(first) if way > 0 and c <= at <= d]
        meets += [(at, a, b) for at, way in self._joints(second) if way < 0 and a <= at <= b]
        return sum(1.0 if low < at < high else 1.5 for at, low, high in meets)

    def _order(self, bundles: list[list[Use]]) -> list[list[Use]]:
        n = len(bundles)
        cost = [[self._trouble(a, b) if i != j else 0.0 for j, b in enumerate(bundles)] for i, a in enumerate(bundles)]

        def total(order: tuple[int, ...]) -> float:
            return sum(cost[a][b] for k, a in enumerate(order) for b in order[k + 1 :])

        if n <= MOST_PERMUTED:
            return [bundles[i] for i in min(permutations(range(n)), key=total)]
        order: tuple[int, ...] = ()
        for i in range(n):
            order = min(((*order[:k], i, *order[k:]) for k in range(len(order) + 1)), key=total)
        return [bundles[i] for i in order]

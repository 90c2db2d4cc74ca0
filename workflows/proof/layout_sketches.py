"""Rough ways to draw a flow over columns and rows, before anything is routed: what the choice of rows is judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from workflows.proof.layout_model import Point

Spot = tuple[float, float]
Stroke = tuple[Spot, Spot]
OVER_STEP = 4.0
_CACHED = 20_000


@dataclass(frozen=True, slots=True)
class Sketch:
    """A line in upright and level strokes. `base`: its price on an empty sheet, `over`: the cells that it runs over, `box`: around it."""

    strokes: tuple[Stroke, ...]
    base: float
    over: tuple[Spot, ...]
    box: tuple[float, float, float, float]

    def price(self, at: set[Point]) -> float:
        """Bends, length upwards or downwards, steps that it runs over."""
        return self.base + OVER_STEP * sum(map(at.__contains__, self.over))

    def meets(self, other: Sketch) -> float:
        """How often the two cross (1 each) or lie on each other (0.8 each)."""
        return sum(_meets(s, t) for s in self.strokes for t in other.strokes)


def _sketch(*points: Spot) -> Sketch:
    across, down = [x for x, _y in points], [y for _x, y in points]
    strokes = tuple(pairwise(points))
    base = len(points) - 2 + 0.5 * sum(abs(a[1] - b[1]) for a, b in strokes)
    over = [cell for stroke in strokes for cell in _between(*stroke)] + list(points[1:-1])
    return Sketch(strokes, base, tuple(over), (min(across), min(down), max(across), max(down)))


def _between(a: Spot, b: Spot) -> Iterator[Spot]:
    """The cells strictly inside a stroke."""
    if a[1] == b[1]:
        yield from ((x, a[1]) for x in range(int(min(a[0], b[0])) + 1, int(max(a[0], b[0]) + 0.5)))
    else:
        yield from ((a[0], y) for y in range(int(min(a[1], b[1])) + 1, int(max(a[1], b[1]) + 0.5)))


@lru_cache(maxsize=_CACHED)
def sketches(a: Point, b: Point, free: tuple[bool, bool, bool]) -> tuple[Sketch, ...]:
    """Ways from a to b; `free`: may it leave upright, may it arrive upright, does it lead back."""
    return tuple(_sketch(*points) for points in _ways(a, b, free))


def _ways(a: Point, b: Point, free: tuple[bool, bool, bool]) -> Iterator[tuple[Spot, ...]]:
    leave, arrive, back = free
    if a[1] == b[1] and not back:
        yield a, b
        return
    side = -0.5 if back else 0.5
    yield a, (a[0] + 0.5, a[1]), (a[0] + 0.5, b[1]), b
    yield a, (b[0] - side, a[1]), (b[0] - side, b[1]), b
    if leave or back:
        yield a, (a[0], b[1]), b
    if arrive or back:
        yield a, (b[0], a[1]), b
    if back:
        for out in (0.5, 1.5):
            for y in (min(a[1], b[1]) - out, max(a[1], b[1]) + out):
                yield a, (a[0], y), (b[0], y), b


def _meets(s: Stroke, t: Stroke) -> float:
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

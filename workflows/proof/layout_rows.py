"""Step 3 of the layout: a row inside its lane for every node, by local search. Deterministic, and bounded in effort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from math import inf

from workflows.proof.layout_cost import Cost
from workflows.proof.layout_model import Drawing, Node

ROWS = 3
"""How far a step is moved at a time above or below its lane's axis."""
MOST_WORK = 150_000
"""Lines priced in all: beyond, the picture is as good as it got."""


def place(d: Drawing) -> None:
    """Start with the main line on each lane's axis, then move single steps and whole chains while the picture gets better."""
    _start(d)
    Search(d).run()


def _start(d: Drawing) -> None:
    cells = sorted(d.cells(), key=lambda n: (n.note, n.rank, -n.ahead))
    taken: set[tuple[int, int, int]] = set()
    tries = [0, *(s * i for i in range(1, len(cells) + 1) for s in (1, -1))]
    for node in cells:
        before = [d.home(f.source).row for f in d.flows if f.target == node.id and d.home(f.source).lane == node.lane]
        node.row = next(r for r in [*before, *tries] if (node.lane, node.rank, r) not in taken)
        taken.add((node.lane, node.rank, node.row))


class Search:
    """Hill climbing over rows."""

    def __init__(self, d: Drawing) -> None:
        self.d = d
        self.cells = d.cells()
        self.cost = Cost(d)
        self.left = MOST_WORK // (len(d.flows) + 1)
        self.best = self.cost.total()

    def run(self) -> None:
        """Until a whole round brings nothing, or the effort is spent."""
        before = inf
        while self.best < before - 1e-9 and self.left > 0:
            before = self.best
            for group in self._groups():
                for shift in range(-ROWS, ROWS + 1):
                    if shift:
                        self._try(group, shift)

    def _try(self, group: list[Node], shift: int) -> None:
        """Move the group by `shift` rows, whoever stands there the other way; keep it if the cost falls."""
        if self.left <= 0:
            return
        undo = [n.row for n in self.cells]
        at = {(n.lane, n.rank, n.row): n for n in self.cells}
        for node in group:
            node.row += shift
            other = at.get((node.lane, node.rank, node.row))
            if other and other not in group:
                other.row -= shift
        if len({(n.lane, n.rank, n.row) for n in self.cells}) == len(self.cells):
            self.left -= 1
            cost = self.cost.total(self.best)
            if cost < self.best - 1e-9:
                self.best = cost
                return
        for node, row in zip(self.cells, undo, strict=True):
            node.row = row

    def _groups(self) -> Iterator[list[Node]]:
        """Single steps, chains of steps along one lane, and everything on one row after a step."""
        nexts: dict[str, list[Node]] = defaultdict(list)
        for flow in self.d.flows:
            source, target = self.d.home(flow.source), self.d.home(flow.target)
            if not flow.back and source.lane == target.lane:
                nexts[source.id].append(target)
        for node in self.cells:
            yield [node]
            chain = [node]
            while len(follow := [n for n in nexts[chain[-1].id] if n.row == chain[-1].row and n not in chain]) == 1:
                chain.append(follow[0])
                yield list(chain)

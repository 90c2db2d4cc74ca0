"""Verifies the ledger's tree against the entries, and both against the checkpoints that are kept outside the database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkpoints.checkpoint import Checkpoint
from app.checkpoints.keeping import Kept
from app.checkpoints.sm3 import sm3_roots
from workflows.ledger.report import Finding, shown
from workflows.ledger.tables import ledger_entry, ledger_leaf, ledger_tile
from workflows.ledger.tiles import WIDTH, root_over
from workflows.ledger.tree import Frontier

_SAME = (ledger_entry.c.stream == ledger_leaf.c.stream) & (ledger_entry.c.number == ledger_leaf.c.number)
_LEAVES = (
    select(ledger_leaf.c.index.label("place"), ledger_leaf.c.stream, ledger_leaf.c.number, ledger_entry.c.hash)
    .select_from(ledger_leaf.outerjoin(ledger_entry, _SAME))
    .order_by(ledger_leaf.c.index)
    .execution_options(yield_per=1000)
)
_TILES = (
    select(ledger_tile.c.level, ledger_tile.c.index.label("place"), ledger_tile.c.hashes, ledger_tile.c.root)
    .order_by(ledger_tile.c.level, ledger_tile.c.index)
    .execution_options(yield_per=50)
)


class Tree:
    """A check of the whole verification; afterwards it knows how many leaves and checkpoints it has seen."""

    def __init__(self, kept: Kept) -> None:
        self.leaves = self.checkpoints = 0
        self._kept = kept
        self._tiles: dict[tuple[int, int], tuple[bytes, bytes]] = {}
        self._sm3: dict[int, bytes] = {}

    def __call__(self, session: Session) -> Iterator[Finding]:
        """Leaves, tiles, checkpoints, in this order."""
        said = list(self._kept.checkpoints(self._kept.files()))
        self.checkpoints = len(said)
        wanted = {one.size for _path, one in said if isinstance(one, Checkpoint)}
        reached: dict[int, bytes] = {}
        yield from self._grow(session, wanted, reached)
        guomi = {one.size for _path, one in said if isinstance(one, Checkpoint) and one.sm3}
        self._sm3 = sm3_roots(session, guomi) if guomi else {}
        yield from self._compare_tiles(session)
        for path, one in said:
            yield from self._compare(f"{self._kept.name}/{path.name}", one, reached)

    def _grow(self, session: Session, wanted: set[int], reached: dict[int, bytes]) -> Iterator[Finding]:
        frontier, block = Frontier(), list[bytes]()
        with session.execute(_LEAVES) as leaves:
            for leaf in leaves:
                if leaf.place != frontier.size:
                    yield Finding("", 0, "tree", shown(frontier.size), shown(leaf.place), "ledger_leaf index")
                    break
                if leaf.hash is None:
                    yield Finding(leaf.stream, leaf.number, "tree", f"ledger_leaf {leaf.place}", shown(None), "ledger_entry")
                block.append(frontier.add(bytes(leaf.hash or b"")))
                if frontier.size in wanted:
                    reached[frontier.size] = frontier.root()
                if len(block) == WIDTH:
                    self._tiles[0, frontier.size // WIDTH - 1] = b"".join(block), root_over(block)
                    block.clear()
        self.leaves = frontier.size
        self._raise_tiles()

    def _raise_tiles(self) -> None:
        """The tiles above, from the roots of those below."""
        level = 0
        while len(roots := [root for (of, _at), (_hashes, root) in self._tiles.items() if of == level]) >= WIDTH:
            level += 1
            for at in range(len(roots) // WIDTH):
                part = roots[at * WIDTH : (at + 1) * WIDTH]
                self._tiles[level, at] = b"".join(part), root_over(part)

    def _compare_tiles(self, session: Session) -> Iterator[Finding]:
        for tile in session.execute(_TILES):
            meant = self._tiles.pop((tile.level, tile.place), None)
            if meant != (bytes(tile.hashes), bytes(tile.root)):
                yield _tile(tile.level, tile.place, shown(meant and meant[1]), shown(bytes(tile.root)))
        for (level, at), (_hashes, root) in self._tiles.items():
            yield _tile(level, at, shown(root), shown(None))

    def _compare(self, name: str, said: Checkpoint | str, reached: dict[int, bytes]) -> Iterator[Finding]:
        if isinstance(said, str):
            yield Finding("", 0, "unreadable", shown(None), said, name)
        elif said.size > self.leaves:
            yield Finding("", 0, "older", shown(said.size), shown(self.leaves), name)
        elif reached.get(said.size) != said.root:
            yield Finding("", 0, "checkpoint", shown(said.root), shown(reached.get(said.size)), name)
        elif said.sm3 and self._sm3.get(said.size) != said.sm3:
            yield Finding("", 0, "checkpoint", shown(said.sm3), shown(self._sm3.get(said.size)), f"{name} sm3")


def _tile(level: Any, at: Any, expected: str, found: str) -> Finding:
    return Finding("", 0, "tree", expected, found, f"ledger_tile {level}/{at}")

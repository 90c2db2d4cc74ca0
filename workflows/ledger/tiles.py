"""Roots of complete subtrees, read from the tiles, the leaves and the entries that the database keeps.

Level L of the tiles stands for level 8·L of the tree. What is beyond the last full tile of a level is read from the leaves (level 0) or
from the roots of the tiles below: at most 255 rows a level, so that a proof among a million entries reads some hundred short rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from workflows.ledger.tables import ledger_entry, ledger_leaf, ledger_tile
from workflows.ledger.tree import leaf_hash, node_hash

WIDTH, HEIGHT, HASH = 256, 8, 32
_SIZE = select(func.max(ledger_leaf.c.index))
_ENTRY = (ledger_entry.c.stream == ledger_leaf.c.stream) & (ledger_entry.c.number == ledger_leaf.c.number)
_LEAVES = (
    select(ledger_entry.c.hash)
    .select_from(ledger_leaf.join(ledger_entry, _ENTRY))
    .where(ledger_leaf.c.index >= bindparam("first"), ledger_leaf.c.index < bindparam("end"))
    .order_by(ledger_leaf.c.index)
)
_ROOTS = (
    select(ledger_tile.c.root)
    .where(ledger_tile.c.level == bindparam("level"), ledger_tile.c.index >= bindparam("first"), ledger_tile.c.index < bindparam("end"))
    .order_by(ledger_tile.c.index)
)
_TILE = select(ledger_tile.c.hashes).where(ledger_tile.c.level == bindparam("level"), ledger_tile.c.index == bindparam("at"))


def size_of(session: Session) -> int:
    """How many leaves the tree has."""
    last = session.execute(_SIZE).scalar_one()
    return 0 if last is None else int(last) + 1


def place_of(session: Session, stream: str, number: int) -> int | None:
    """Where an entry stands in the tree; None while it has not been folded in."""
    mine = ledger_leaf.c.stream == stream, ledger_leaf.c.number == number
    found: int | None = session.execute(select(ledger_leaf.c.index).where(*mine)).scalar_one_or_none()
    return found


def root_over(hashes: Sequence[bytes]) -> bytes:
    """The root over a power of two of neighbours."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return level[0]


class StoredRoots:
    """`tree.Roots` of one session; reads each tile once. Raises LookupError where the database does not hold what it should."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        """The root over the leaves index·2^level up to (index + 1)·2^level."""
        tile, height = divmod(level, HEIGHT)
        at, first = divmod(index << height, WIDTH)
        wanted = self._tile(tile, at)[first : first + (1 << height)]
        if len(wanted) < 1 << height:
            raise LookupError(f"the tree holds no root at level {level}, place {index}")
        return root_over(wanted)

    def _tile(self, level: int, at: int) -> list[bytes]:
        if (level, at) not in self._tiles:
            self._tiles[level, at] = self._read(level, at)
        return self._tiles[level, at]

    def _read(self, level: int, at: int) -> list[bytes]:
        kept = self._session.execute(_TILE, {"level": level, "at": at}).scalar_one_or_none()
        if kept is not None:
            return [bytes(kept[start : start + HASH]) for start in range(0, len(kept), HASH)]
        around = {"first": at * WIDTH, "end": (at + 1) * WIDTH}
        if level == 0:
            return [leaf_hash(bytes(one)) for one in self._session.execute(_LEAVES, around).scalars()]
        return [bytes(one) for one in self._session.execute(_ROOTS, {"level": level - 1, **around}).scalars()]

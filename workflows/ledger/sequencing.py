"""Folding new entries into the tree: each gets its place, every 256 neighbours become a tile. Nothing here is ever changed afterwards.

An order of arrival, not of causes: on PostgreSQL an entry may be committed after others of higher positions, so that the look goes back.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, and_, bindparam, exists, func, insert, select
from sqlalchemy.orm import Session

from workflows.ledger.tables import ledger_entry, ledger_leaf, ledger_tile
from workflows.ledger.tiles import HEIGHT, WIDTH, StoredRoots, root_over, size_of

AT_ONCE = 2048
"""Entries of one transaction."""
LOOK_BACK = 1000
"""More positions than acts are ever under way at once."""
BEHIND_ALL = -1
"""Behind which every position stands."""
_FOLDED = exists().where(and_(ledger_leaf.c.stream == ledger_entry.c.stream, ledger_leaf.c.number == ledger_entry.c.number))
_NEW = (
    select(ledger_entry.c.position, ledger_entry.c.stream, ledger_entry.c.number)
    .where(ledger_entry.c.position > bindparam("behind"), ~_FOLDED)
    .order_by(ledger_entry.c.position)
    .limit(AT_ONCE)
)
_LAST = select(func.max(ledger_entry.c.position))
_WAITING = select(func.count()).select_from(ledger_entry).where(~_FOLDED)


def waiting(session: Session) -> int:
    """How many entries the tree does not hold yet."""
    return int(session.execute(_WAITING).scalar_one())


def news(connection: Connection, behind: int) -> bool:
    """Whether an entry beyond a position is not in the tree."""
    return connection.execute(_NEW.limit(1), {"behind": behind}).first() is not None


def fold(session: Session, behind: int = BEHIND_ALL) -> tuple[int, int]:
    """Give the next entries beyond a position their places, in a write transaction. Returns how many, and behind what to look next.

    Raises IntegrityError where another process has just done the same.
    """
    new = session.execute(_NEW, {"behind": behind}).all()
    if not new:
        last = session.execute(_LAST).scalar_one() or 0
        return 0, max(behind, last - LOOK_BACK, 0)
    size = size_of(session)
    session.execute(insert(ledger_leaf), [{"index": size + n, "stream": row.stream, "number": row.number} for n, row in enumerate(new)])
    tiles = list(_tiles(session, size, size + len(new)))
    if tiles:
        session.execute(insert(ledger_tile), tiles)
    return len(new), max(behind, new[0].position - LOOK_BACK)


def _tiles(session: Session, before: int, size: int) -> Iterator[dict[str, object]]:
    """The tiles that have become full, from below; each level reads the roots of the one below, the new ones from here."""
    roots, level, fresh = StoredRoots(session), 0, dict[int, bytes]()
    while size >= WIDTH:
        made: dict[int, bytes] = {}
        for at in range(before // WIDTH, size // WIDTH):
            hashes = [fresh.get(one) or roots(level * HEIGHT, one) for one in range(at * WIDTH, (at + 1) * WIDTH)]
            made[at] = root_over(hashes)
            yield {"level": level, "index": at, "hashes": b"".join(hashes), "root": made[at]}
        before, size, level, fresh = before // WIDTH, size // WIDTH, level + 1, made

"""The root of the same tree with SM3 (GB/T 32905) in the place of SHA-256: over the same hashes of entries, which stay SHA-256."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from cryptography.hazmat.primitives import hashes
from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.ledger.tables import ledger_entry, ledger_leaf
from workflows.ledger.tree import Frontier

_SAME = (ledger_entry.c.stream == ledger_leaf.c.stream) & (ledger_entry.c.number == ledger_leaf.c.number)
_LEAVES = (
    select(ledger_entry.c.hash)
    .select_from(ledger_leaf.join(ledger_entry, _SAME))
    .order_by(ledger_leaf.c.index)
    .execution_options(yield_per=1000)
)


def sm3(raw: bytes) -> bytes:
    """Raises cryptography's UnsupportedAlgorithm where its OpenSSL was built without it."""
    made = hashes.Hash(hashes.SM3())
    made.update(raw)
    return made.finalize()


def sm3_roots(session: Session, sizes: AbstractSet[int]) -> dict[int, bytes]:
    """The roots of the first so many entries, for each size that the tree has reached. Reads every leaf up to the largest."""
    frontier, reached, last = Frontier(sm3), dict[int, bytes](), max(sizes)
    with session.execute(_LEAVES.limit(last)) as leaves:
        for digest in leaves.scalars():
            frontier.add(bytes(digest))
            if frontier.size in sizes:
                reached[frontier.size] = frontier.root()
    return reached

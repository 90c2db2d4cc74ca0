"""What is read once in a transaction and kept until it ends: the same question has the same answer within one act."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

_KEPT = "goufu.once"


def once(session: Session) -> dict[Any, Any]:
    """A dictionary as old as the session's transaction; begins one where there is none."""
    transaction = session.get_transaction() or session.begin()
    kept: tuple[object, dict[Any, Any]] | None = session.info.get(_KEPT)
    if kept is None or kept[0] is not transaction:
        kept = (transaction, {})
        session.info[_KEPT] = kept
    return kept[1]

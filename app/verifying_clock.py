"""Verifies the row that moves the clock of a demo or a scenario, of which no entry speaks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import MICROSECOND, clock_offset
from workflows.ledger.report import Finding, shown
from workflows.ledger.tables import ledger_entry

A_TRANSACTION = dt.timedelta(minutes=5) // MICROSECOND
"""Longer than any act takes from asking for the time to its entry."""
_BODY = select(ledger_entry.c.body).where(ledger_entry.c.stream.like("case:%"))
_TELLS = ledger_entry.c.body.contains('"wall":"')
_AT = ledger_entry.c.at


def clock(session: Session) -> Iterator[Finding]:
    """Where the clock may be moved, it never goes back behind what the latest entry saw that tells both its moment and the wall's.

    Forward it is moved without an entry: nothing can tell that.
    """
    found = session.execute(select(clock_offset.c.microseconds)).scalar_one_or_none()
    seen = _seen(session)
    # Without a movable clock the two differ where somebody had to wait for their turn; a demo's begins to move after its last entry.
    if seen is not None and abs(seen) > A_TRANSACTION and (found is None or found < seen - A_TRANSACTION):
        yield Finding("", 0, "absent" if found is None else "row", shown(seen), shown(found), "clock_offset 1 microseconds")


def _seen(session: Session) -> int | None:
    """How far the law's moment was from the wall's, in microseconds, by the latest entry that tells both."""
    body = session.execute(_BODY.where(_TELLS).order_by(_AT.desc(), ledger_entry.c.position.desc()).limit(1)).scalar_one_or_none()
    if body is None:
        return None
    said = json.loads(body)
    try:
        return (dt.datetime.fromisoformat(said["now"]) - dt.datetime.fromisoformat(said["wall"])) // MICROSECOND
    except (TypeError, ValueError):  # no moment: named where the entry's own columns are verified
        return None

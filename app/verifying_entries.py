"""Verifies that the columns of an entry say what its body says, and that what its body says of its own machine can be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.engine.system import STREAM as SYSTEM
from workflows.ledger.attempts import STREAM as ATTEMPTS
from workflows.ledger.body import repeated
from workflows.ledger.report import Finding, shown
from workflows.ledger.tables import ledger_entry

BY_PEOPLE = frozenset({"start", "complete"})
"""Acts whose actor and key the closed work item tells too (see Rows)."""
MACHINE = "system"
"""Who did it where no person did (see Act.who)."""
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError)


def columns(entry: Any, body: Mapping[str, Any]) -> Iterator[Finding]:
    """An entry of a case beside its body."""
    pairs = [*repeated(entry, body), *_own(body)]
    if body["act"] not in BY_PEOPLE:
        pairs += [("actor", MACHINE, entry.actor), ("key", None, entry.key)]
    yield from _differing(entry, pairs)


def outside(session: Session) -> Iterator[Finding]:
    """Entries outside any case. Nobody submits them with a key.

    Who did a system act is compared when it is done again; who was refused stands nowhere else, the chain alone seals it.
    """
    wanted = (
        select(ledger_entry).where(ledger_entry.c.stream.in_((SYSTEM, ATTEMPTS))).order_by(ledger_entry.c.stream, ledger_entry.c.number)
    )
    for entry in session.execute(wanted.execution_options(yield_per=500)):
        try:
            body = json.loads(entry.body)
            pairs = [*repeated(entry, body), ("key", None, entry.key)]
            if body["act"] == "publish":
                pairs.append(("actor", body.get("release", {}).get("approver"), entry.actor))
            yield from _differing(entry, pairs)
        except UNREADABLE as error:
            yield Finding(entry.stream, entry.number, "unreadable", shown(None), f"{type(error).__name__}: {error}")


def _own(body: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """The wall's moment and the revision that the page had seen: another machine has others, so that only their form can be told."""
    wall, seen = body.get("wall"), body.get("seen")
    if wall is not None and not _moment(wall):
        yield "wall", "YYYY-MM-DDThh:mm:ss+00:00", wall
    if (body["act"] in BY_PEOPLE or seen is not None) and not (type(seen) is int and seen > 0):
        yield "seen", "1, 2, 3, …", seen


def _moment(text: Any) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _differing(entry: Any, pairs: list[tuple[str, Any, Any]]) -> Iterator[Finding]:
    for column, expected, found in pairs:
        if found != expected:
            yield Finding(entry.stream, entry.number, "column", shown(expected), shown(found), f"ledger_entry {column}")

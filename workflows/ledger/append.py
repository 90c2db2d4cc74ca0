"""Adding an entry to a stream: the only statements that ever write `ledger_entry`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.orm import Session

from workflows.ledger.canonical import canonical, instant_text
from workflows.ledger.chain import BEGINNING, Head, seal
from workflows.ledger.commitments import keep_captured
from workflows.ledger.tables import ledger_entry, ledger_head

INSERT_ENTRY = insert(ledger_entry).inline()
"""Its parameters are those of `entry_row`; prebuilt, so that a batch compiles it once."""
_BEGIN = text("INSERT INTO ledger_head (stream, number, hash) VALUES (:stream, 0, :beginning) ON CONFLICT DO NOTHING")
# Built once: building a statement costs as much as executing it.
_HEAD = select(ledger_head.c.number, ledger_head.c.hash).where(ledger_head.c.stream == bindparam("stream")).with_for_update()
_MOVE = (
    update(ledger_head)
    .where(ledger_head.c.stream == bindparam("of"))
    .values(number=bindparam("to_number"), hash=bindparam("to_hash", type_=ledger_head.c.hash.type))
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An act as the ledger keeps it. `body`: canonical JSON; `key`: the idempotency key of the request."""

    stream: str
    number: int
    at: dt.datetime
    act: str
    actor: str | None
    key: str | None
    body: str


def entry_row(entry: Entry, previous: bytes) -> dict[str, Any]:
    """The parameters of the insert, sealed after `previous` (32 bytes; `chain.BEGINNING` for number 1)."""
    at = instant_text(entry.at)
    sealed = seal(entry.stream, entry.number, at, entry.act, entry.actor, entry.key, entry.body, previous)
    return {
        "stream": entry.stream,
        "number": entry.number,
        "at": at,
        "act": entry.act,
        "actor": entry.actor,
        "key": entry.key,
        "body": entry.body,
        "previous": previous,
        "hash": sealed,
    }


def append(session: Session, entry: Entry, previous: bytes) -> bytes:
    """Insert an entry of a stream whose head the caller keeps and has locked (a case row). Returns the new head.

    Salts and values of personal columns that the session has captured are kept beside it. Raises IntegrityError if the number is taken.
    """
    row = entry_row(entry, previous)
    session.connection().execute(INSERT_ENTRY, row)
    keep_captured(session, entry.stream, entry.number, entry.body)
    return bytes(row["hash"])


def append_to_stream(
    session: Session,
    stream: str,
    at: dt.datetime,
    act: str,
    body: Any,
    *,
    actor: str | None = None,
    key: str | None = None,
) -> Head:
    """Append to a stream that keeps its head in `ledger_head` (system, attempts, an organisation's), creating it with its first entry.

    The session is a write transaction (SQLite: begun IMMEDIATE); on PostgreSQL the stream stays locked until it ends, and whoever appends
    to several streams takes them in the order of their names. `body` is made canonical. Returns the new head.
    """
    before = lock_head(session, stream)
    entry = Entry(stream, before.number + 1, at, act, actor, key, canonical(body))
    after = Head(stream, entry.number, append(session, entry, before.hash))
    session.connection().execute(_MOVE, {"of": stream, "to_number": after.number, "to_hash": after.hash})
    return after


def lock_head(session: Session, stream: str) -> Head:
    """The end of a stream, locked until the transaction ends. A stream without entries ends in number 0."""
    found = session.connection().execute(_HEAD, {"stream": stream}).one_or_none()
    if found is None:
        # Two who begin a stream at once: the second waits for the first and then finds its row.
        session.execute(_BEGIN, {"stream": stream, "beginning": BEGINNING})
        found = session.connection().execute(_HEAD, {"stream": stream}).one()
    return Head(stream, found.number, bytes(found.hash))

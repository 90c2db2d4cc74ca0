"""Refused acts leave a trace too: an entry in the stream `attempts`, the same refusal at most once in ten minutes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from workflows.ledger.append import append_to_stream, lock_head
from workflows.ledger.canonical import digest
from workflows.ledger.tables import attempt_count

STREAM = "attempts"
WINDOW = dt.timedelta(minutes=10)
MOST_FIELDS, LONGEST = 20, 120
_THIS = (attempt_count.c.actor == bindparam("who")) & (attempt_count.c.what == bindparam("which"))
_KNOWN = select(attempt_count.c.sealed_at, attempt_count.c.repeated).where(_THIS)
_AGAIN = update(attempt_count).where(_THIS).values(repeated=attempt_count.c.repeated + 1)
_ANEW = update(attempt_count).where(_THIS).values(sealed_at=bindparam("at", type_=attempt_count.c.sealed_at.type), repeated=0)
_FIRST = insert(attempt_count)


def note_attempt(
    session: Session,
    actor: str,
    item: str,
    kind: str,
    rules: Sequence[str],
    fields: Sequence[str],
    raw: Mapping[str, Any],
    at: dt.datetime,
) -> bool:
    """Seal a refusal in the caller's write transaction, which is another one than that of the refused act. True if an entry was written.

    A repetition (same actor, item, kind and rules) within ten minutes is only counted; the next entry says how many there were. Of what
    was typed only the hash is kept, of the fields only the names: these come from outside and are cut to a sane length.
    """
    who, what = _cut(actor, 60), digest([_cut(item), kind, list(rules)])
    lock_head(session, STREAM)
    this, connection = {"who": who, "which": what}, session.connection()
    known = connection.execute(_KNOWN, this).one_or_none()
    if known and at < known.sealed_at + WINDOW:
        connection.execute(_AGAIN, this)
        return False
    body = {
        "act": "refused",
        "now": at.isoformat(),
        "item": _cut(item),
        "kind": kind,
        "rules": list(rules),
        "fields": [_cut(name) for name in fields[:MOST_FIELDS]],
        "input": _fingerprint(raw),
        "repeated": known.repeated if known else 0,
    }
    append_to_stream(session, STREAM, at, "refused", body, actor=who)
    if known:
        connection.execute(_ANEW, {**this, "at": at})
    else:
        connection.execute(_FIRST, {"actor": who, "what": what, "sealed_at": at, "repeated": 0})
    return True


def _cut(text: str, longest: int = LONGEST) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")[:longest]


def _fingerprint(raw: Mapping[str, Any]) -> str:
    # Escaped to ASCII, unlike canonical JSON: what was typed may be no text at all.
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()

"""Refused acts leave a trace too: an entry in the stream `attempts`, the same refusal at most once in ten minutes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from workflows.ledger.append import append_to_stream, lock_head
from workflows.ledger.canonical import digest
from workflows.ledger.tables import attempt_count

STREAM = "attempts"
WINDOW = dt.timedelta(minutes=10)
MOST_FIELDS, LONGEST = 20, 120


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
    this = (attempt_count.c.actor == who) & (attempt_count.c.what == what)
    known = session.execute(select(attempt_count.c.sealed_at, attempt_count.c.repeated).where(this)).one_or_none()
    if known and at < known.sealed_at + WINDOW:
        session.execute(update(attempt_count).where(this).values(repeated=attempt_count.c.repeated + 1))
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
        session.execute(update(attempt_count).where(this).values(sealed_at=at, repeated=0))
    else:
        session.execute(insert(attempt_count), {"actor": who, "what": what, "sealed_at": at, "repeated": 0})
    return True


def _cut(text: str, longest: int = LONGEST) -> str:
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")[:longest]


def _fingerprint(raw: Mapping[str, Any]) -> str:
    # Escaped to ASCII, unlike canonical JSON: what was typed may be no text at all.
    return hashlib.sha256(json.dumps(raw, sort_keys=True, default=str).encode()).hexdigest()

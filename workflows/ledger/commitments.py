"""Personal and sealed values: the entry holds a salted commitment, the value lies beside it and can be erased without breaking the chain.

In an entry's body a commitment stands where the value would: `{"commitment": "sha256:…"}`. It is SHA-256 over the 16 bytes of the salt
followed by the canonical JSON of the value. Without the salt nobody can try out values until one fits.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from workflows.ledger.canonical import canonical
from workflows.ledger.tables import personal_value

SALT_BYTES = 16
MARK = "commitment"
CAPTURED = "ledger.personal"
_INSERT = insert(personal_value).inline()


@dataclass(frozen=True, slots=True)
class Personal:
    """A value kept out of an entry: the field's name, the salt, the value as canonical JSON, what the entry says instead."""

    field: str
    salt: bytes
    text: str
    commitment: str

    @property
    def sealed(self) -> dict[str, str]:
        """What stands in the body in place of the value."""
        return {MARK: self.commitment}


def commit(salt: bytes, value: Any) -> str:
    """`sha256:` and the hexadecimal commitment to a value."""
    return commit_text(salt, canonical(value))


def commit_text(salt: bytes, text: str) -> str:
    """The same from the value's canonical JSON."""
    return f"sha256:{hashlib.sha256(salt + text.encode()).hexdigest()}"


def withhold(field: str, value: Any) -> Personal:
    """Commit to a value with a fresh salt."""
    salt, text = secrets.token_bytes(SALT_BYTES), canonical(value)
    return Personal(field, salt, text, commit_text(salt, text))


def split(form: Mapping[str, Any], personal: Collection[str]) -> tuple[dict[str, Any], list[Personal]]:
    """A form without its personal values, and these values. A name also covers what lies below it (`members`: `members.0.name`)."""
    if not personal:
        return dict(form), []
    kept = {name: withhold(name, value) for name, value in form.items() if name.partition(".")[0] in personal}
    sealed = {name: kept[name].sealed if name in kept else value for name, value in form.items()}
    return sealed, list(kept.values())


def keep_personal(session: Session, stream: str, number: int, personal: Sequence[Personal]) -> None:
    """Write the values that an entry commits to, in the transaction of the entry."""
    if personal:
        rows = [{"field": one.field, "salt": one.salt, "value": one.text, "commitment": one.commitment} for one in personal]
        session.execute(_INSERT, [{"stream": stream, "number": number, "erased_at": None, **row} for row in rows])


def keep_captured(session: Session, stream: str, number: int, body: str) -> None:
    """Write those values of captured rows (see capture) that this entry commits to."""
    waiting: list[Personal] = session.info.get(CAPTURED, [])
    if waiting:
        keep_personal(session, stream, number, [one for one in waiting if one.commitment in body])
        waiting[:] = [one for one in waiting if one.commitment not in body]

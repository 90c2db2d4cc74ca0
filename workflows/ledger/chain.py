"""The seal of an entry. Pure, and short enough that an auditor writes it anew in ten lines.

The hash of an entry is SHA-256 over nine netstrings, one after the other:

    goufu-entry-1   the version of this recipe
    stream          case:12, system, attempts, …
    number          1, 2, 3, … within the stream, in decimal digits
    at              2026-03-02T01:30:00.000000Z, as stored
    act             complete, start, wake, …
    actor           the account; absent when nobody acted
    key             the idempotency key; absent when there was none
    body            canonical JSON, as stored
    previous        the 32 bytes of the hash of the entry before; 32 zero bytes for number 1

A netstring is the length in bytes (decimal), a colon, the bytes (UTF-8), a comma; what is absent is a minus sign and a comma.
No two different entries give the same bytes. `position` is not sealed: the database gives it after the hash is made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

RECIPE = b"13:goufu-entry-1,"
BEGINNING = bytes(32)
"""What stands before the first entry of a stream."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a stream as somebody keeps it beside the entries."""

    stream: str
    number: int
    hash: bytes


def seal(stream: str, number: int, at: str, act: str, actor: str | None, key: str | None, body: str, previous: bytes) -> bytes:
    """The hash of an entry from its stored texts."""
    return seal_bytes(
        stream.encode(),
        number,
        at.encode(),
        act.encode(),
        None if actor is None else actor.encode(),
        None if key is None else key.encode(),
        body.encode(),
        previous,
    )


def seal_bytes(*parts: bytes | int | None) -> bytes:
    """The same from bytes as they lie in a database; a number stands for its digits."""
    return hashlib.sha256(sealed_text(*parts)).digest()


def sealed_text(*parts: bytes | int | None) -> bytes:
    """What is hashed: whoever has these bytes needs nothing but SHA-256."""
    return RECIPE + b"".join([_netstring(part) for part in parts])


def _netstring(part: bytes | int | None) -> bytes:
    if part is None:
        return b"-,"
    text = b"%d" % part if isinstance(part, int) else part
    return b"%d:%b," % (len(text), text)

"""Canonical JSON: one text for one value, so that a hash of the text is a hash of the value.

Like RFC 8785: UTF-8, no spaces, keys sorted, the shortest escapes. Two choices of our own:
- keys are sorted by code point, as Python's `sorted` does (RFC 8785: by UTF-16 unit; the two differ only beyond U+FFFF);
- a whole number of 64 bits is a number; any other number is a string (`Decimal("180000.00")` → `"180000.00"`), because JSON's own
  fractions do not survive every reader.
A moment is `2026-03-02T01:30:00.000000Z` (UTC, always six decimals), a date `2026-03-02`, bytes are hexadecimal.

The standard library writes the same text: `json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

LEAST, MOST = -(2**63), 2**63 - 1


def canonical(value: Any) -> str:
    """The canonical text. Raises TypeError for what has none: sets, keys that are no strings, unknown classes, half surrogates, NaN."""
    return orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS).decode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical text, hexadecimal. Raises TypeError."""
    return hashlib.sha256(orjson.dumps(plain(value), option=orjson.OPT_SORT_KEYS)).hexdigest()


def instant_text(moment: dt.datetime) -> str:
    """A moment in UTC, always of the same length, so that texts sort as moments do. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def plain(value: Any) -> Any:
    """The same value made of what canonical JSON knows: str, int, bool, None, list, dict with string keys. Raises TypeError."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        return value if LEAST <= value <= MOST else str(value)
    if kind is dict:
        return {_key(name): plain(inner) for name, inner in value.items()}
    if kind is list or kind is tuple:
        return [plain(inner) for inner in value]
    return _other(value)


def _key(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError(f"a key of canonical JSON is a string, not {name!r}")
    return name if type(name) is str else str.__str__(name)  # a column's name is a subclass of str


def _other(value: Any) -> Any:
    if isinstance(value, Decimal | float):
        return _fraction(value)
    if isinstance(value, dt.datetime):
        return instant_text(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return _compound(value)


def _fraction(value: Decimal | float) -> str:
    if not math.isfinite(value):
        raise TypeError("canonical JSON has no infinity and no NaN")
    return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")


def _compound(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {_key(name): plain(inner) for name, inner in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in dataclasses.fields(value)}
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        return plain(int(value))
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise TypeError(f"canonical JSON has no {type(value).__name__}")

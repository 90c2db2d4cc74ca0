"""A place in a long list, as the address of its next page carries it: a moment and an id."""

from __future__ import annotations

import datetime as dt
import re

from app.web.ids import LARGEST
from workflows.schema import EPOCH, MICROSECOND

TOKEN = re.compile(r"(?P<moment>\d{1,18})_(?P<id>\d{1,19})", re.ASCII)
Place = tuple[dt.datetime, int]


def token(moment: dt.datetime, identity: int) -> str:
    """`1781486400000000_57`: microseconds since 1970 and the id."""
    return f"{(moment - EPOCH) // MICROSECOND}_{identity}"


def place(text: str | None) -> Place | None:
    """What a token says; None for none, and for anything that is no token."""
    found = TOKEN.fullmatch(text or "")
    if not found or int(found["id"]) > LARGEST:
        return None
    try:
        return EPOCH + int(found["moment"]) * MICROSECOND, int(found["id"])
    except OverflowError:
        return None

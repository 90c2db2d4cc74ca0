"""What the sealed columns of an entry repeat of its body: a column that says something else was changed together with its chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from workflows.ledger.canonical import instant_text


def repeated(entry: Any, body: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Column, what the body says, what stands in the column. Raises LookupError, TypeError or ValueError for a body that is none."""
    yield "act", body["act"], entry.act
    yield "at", instant_text(dt.datetime.fromisoformat(body["now"])), entry.at

"""Two bodies of one entry beside each other: what was recorded and what came out when it was executed again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.ledger.commitments import MARK
from workflows.ledger.tables import personal_value

LOCAL = frozenset({"wall", "seen", "ids", "rows", "form"})
"""What an entry says of its own machine, and what is compared with its personal values in place."""


class _Erased(dict[str, str]):
    """What stands in place of a value that the law had erased: known by what it is, for a recorded value may say the same."""


ERASED = _Erased(erased="已依法删除")
Kept = Mapping[str, str | None]
"""Commitment → the value as JSON; None where the law had it erased."""


class Erased(LookupError):
    """A value that an act needs was erased by law."""


class Unkept(LookupError):
    """A form names a commitment under which nothing was ever kept: its field and the commitment."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that came out otherwise: `path` inside the entry (`opened.0.due_on`)."""

    stream: str
    number: int
    path: str
    recorded: Any
    executed: Any


def kept_values(session: Session, stream: str, number: int) -> Kept:
    """The personal values beside an entry."""
    table = personal_value.c
    rows = session.execute(select(table.commitment, table.value).where(table.stream == stream, table.number == number))
    return {row.commitment: row.value for row in rows}


def comparable(body: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    """A body without what belongs to its machine: surrogate keys, salts. Personal values stand where their commitments stood."""
    said = {name: value for name, value in body.items() if name not in LOCAL}
    said["form"] = _shown(body.get("form") or {}, kept)
    said["rows"] = [[*row[:4], _shown(row[5] if len(row) > 5 else {}, kept)] for row in body.get("rows", [])]
    return said


def revealed(form: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    """A form with its personal values back in place. Raises Erased, Unkept."""
    for name, value in form.items():
        if _withheld(value) and value[MARK] not in kept:
            raise Unkept(name, value[MARK])
    raw = _shown(form, kept)
    if any(value is ERASED for value in raw.values()):
        raise Erased(ERASED["erased"])
    return raw


def _shown(values: Mapping[str, Any], kept: Kept) -> dict[str, Any]:
    known = {name: _withheld(value) and value[MARK] in kept for name, value in values.items()}
    return {name: _value(kept[value[MARK]]) if known[name] else value for name, value in values.items()}


def _value(text: str | None) -> Any:
    return ERASED if text is None else json.loads(text)


def _withheld(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {MARK}


def column_difference(entry: Any, expected: Mapping[str, Any]) -> tuple[str, Any, Any] | None:
    """The first sealed column that is not as expected, as path, recorded, executed."""
    return next(((name, getattr(entry, name), value) for name, value in expected.items() if getattr(entry, name) != value), None)


def first_difference(recorded: Any, executed: Any, path: str = "") -> tuple[str, Any, Any] | None:
    """Path and both values of the first place where they differ; what was erased on either side is not compared."""
    if recorded is ERASED or executed is ERASED:
        return None
    if isinstance(recorded, dict) and isinstance(executed, dict):
        for name in sorted({*recorded, *executed}):
            found = first_difference(recorded.get(name), executed.get(name), f"{path}.{name}".strip("."))
            if found:
                return found
        return None
    if isinstance(recorded, list) and isinstance(executed, list) and len(recorded) == len(executed):
        pairs = enumerate(zip(recorded, executed, strict=True))
        inner = (first_difference(one, other, f"{path}.{place}".strip(".")) for place, (one, other) in pairs)
        return next((found for found in inner if found), None)
    return None if type(recorded) is type(executed) and recorded == executed else (path, recorded, executed)

"""The values beside the entries against the commitments within them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy.orm import Session

from workflows.ledger.commitments import MARK
from workflows.ledger.memory import Memory
from workflows.ledger.report import Finding, shown
from workflows.ledger.stored import StoredPersonal, readable, stored_personal


def commitments_in(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every commitment anywhere in a body, with the name under which it stands."""
    if isinstance(value, dict):
        if value.keys() == {MARK} and isinstance(value[MARK], str):
            yield field, value[MARK]
        for name, inner in value.items():
            yield from commitments_in(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from commitments_in(inner, field)


def personal_findings(session: Session, memory: Memory) -> Iterator[Finding]:
    """Values that changed, that belong to no commitment, or that are gone without having been erased."""
    for kept in stored_personal(session):
        stream, number, commitment = readable(kept.stream), kept.number or 0, readable(kept.commitment)
        gone = kept.value is None
        field, found = readable(kept.field), None if gone else _commitment(kept)
        erased = gone and kept.salt is None and kept.erased_at is not None
        meant = memory.meet(stream, number, commitment, None if gone else kept.salt)
        if meant is None:
            yield Finding(stream, number, "personal", shown(None), commitment, field)
        elif not erased and (found != commitment or kept.erased_at is not None):
            yield Finding(stream, number, "personal", commitment, shown(found), field)
        elif field.removeprefix(f"{field.partition('.')[0]}.") != meant != field:
            yield Finding(stream, number, "personal", meant, field, "field")
    for stream, number, commitment in memory.unmet():
        yield Finding(stream, number, "personal", commitment, shown(None))


def _commitment(kept: StoredPersonal) -> str:
    return f"sha256:{hashlib.sha256((kept.salt or b'') + (kept.value or b'')).hexdigest()}"

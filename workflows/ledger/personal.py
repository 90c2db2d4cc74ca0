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


def commitments_in(value: Any) -> Iterator[str]:
    """Every commitment anywhere in a body."""
    if isinstance(value, dict):
        if value.keys() == {MARK} and isinstance(value[MARK], str):
            yield value[MARK]
        for inner in value.values():
            yield from commitments_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from commitments_in(inner)


def personal_findings(session: Session, memory: Memory) -> Iterator[Finding]:
    """Values that changed, that belong to no commitment, or that are gone without having been erased."""
    for kept in stored_personal(session):
        stream, number, commitment = readable(kept.stream), kept.number or 0, readable(kept.commitment)
        gone = kept.value is None
        known = memory.meet(stream, number, commitment, None if gone else kept.salt)
        found = None if gone else _commitment(kept)
        erased = gone and kept.erased_at is not None
        if not known:
            yield Finding(stream, number, "personal", shown(None), commitment, readable(kept.field))
        elif not erased and found != commitment:
            yield Finding(stream, number, "personal", commitment, shown(found), readable(kept.field))
    for stream, number, commitment in memory.unmet():
        yield Finding(stream, number, "personal", commitment, shown(None))


def _commitment(kept: StoredPersonal) -> str:
    return f"sha256:{hashlib.sha256((kept.salt or b'') + (kept.value or b'')).hexdigest()}"

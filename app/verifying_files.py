"""Verifies the attachments: each file that a row names lies in the folder with the bytes of its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.documents.store import BlobStore, Damaged
from workflows.errors import Missing
from workflows.ledger.report import Finding, shown
from workflows.procurement.models.documents import Document

_NAMED = select(Document.sha256, func.min(Document.id), func.min(Document.name)).group_by(Document.sha256).order_by(func.min(Document.id))


class Files:
    """A check that counts: `named` by rows, `held` in the folder.

    A folder that holds none of them is another installation's: then there is nothing to compare, and the report says so.
    """

    def __init__(self, blobs: BlobStore) -> None:
        self._blobs = blobs
        self.named = self.held = 0

    def __call__(self, session: Session) -> Iterator[Finding]:
        """Name what is gone and what was changed; each file is read once, however many rows name it."""
        found = []
        for sha256, identity, name in session.execute(_NAMED):
            self.named += 1
            try:
                self._blobs.open(sha256).close()
            except Missing:
                found.append(_finding(identity, name, sha256, None))
                continue
            except Damaged:
                found.append(_finding(identity, name, sha256, self._now(sha256)))
            self.held += 1
        yield from found if self.held else ()

    def _now(self, sha256: str) -> str:
        return hashlib.sha256(self._blobs.path(sha256).read_bytes()).hexdigest()


def _finding(identity: int, name: str, expected: str, found: str | None) -> Finding:
    return Finding("", 0, "file", expected, shown(found), f"document [{identity}] {name}")

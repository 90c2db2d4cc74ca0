"""Verifies the drawings: kept files by their hashes, versions by the entries that brought them in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.verifying_rows import plain
from workflows.engine.definitions import TOLD, closure_hash
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import definition_file, definition_version
from workflows.ledger.report import Finding, shown
from workflows.ledger.tables import ledger_entry


def drawings(session: Session) -> Iterator[Finding]:
    """Files have the hash they are kept under, versions the hash of their files and what else was said of them when they came in."""
    versions = session.execute(select(definition_version).order_by(definition_version.c.process, definition_version.c.number)).all()
    yield from _files(session, {(sha256, name) for row in versions for name, sha256 in row.files.items()})
    told = _told(session)
    for row in versions:
        name = f"definition_version {row.process} {row.number}"
        found = closure_hash(row.process, row.files)
        if found != row.hash:
            yield Finding("", 0, "row", row.hash, found, f"{name} files")
        if row.hash not in told:
            yield Finding("", 0, "unrecorded", shown(None), shown(row.hash), name)
            continue
        number, said = told.pop(row.hash)
        for column in TOLD:
            stands = plain(getattr(row, column))
            if stands != said[column]:
                yield Finding(SYSTEM, number, "row", shown(said[column]), shown(stands), f"{name} {column}")
    for version, (number, said) in told.items():
        yield Finding(SYSTEM, number, "absent", shown(version), shown(None), f"definition_version {said['process']} {said['number']}")


def _files(session: Session, used: set[tuple[str, str]]) -> Iterator[Finding]:
    for row in session.execute(select(definition_file).order_by(definition_file.c.name, definition_file.c.sha256)):
        found = hashlib.sha256(row.xml.encode()).hexdigest()
        if found != row.sha256:
            yield Finding("", 0, "row", row.sha256, found, f"definition_file {row.sha256[:12]} xml")
        if (row.sha256, row.name) not in used:
            yield Finding("", 0, "unrecorded", shown(None), shown(row.name), f"definition_file {row.sha256[:12]} name")


def _told(session: Session) -> dict[str, tuple[int, dict[str, Any]]]:
    """Hash of a version → the entry that brought it in, and what it said."""
    mine = ledger_entry.c.stream == SYSTEM, ledger_entry.c.body.contains('"act":"publish"')
    wanted = select(ledger_entry.c.number, ledger_entry.c.body).where(*mine).order_by(ledger_entry.c.number)
    return {one["hash"]: (number, one) for number, body in session.execute(wanted) for one in json.loads(body)["versions"]}

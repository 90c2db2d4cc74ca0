"""Entries of a project's history as they were sealed, for those who may read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.web.cases.reader import Reader
from workflows.engine.tables import case_
from workflows.ledger.tables import ledger_entry

PAGE = 60


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry with its body read, the case it belongs to, and its place in the project's history from 1."""

    row: Any
    body: dict[str, Any]
    case: Any
    place: int = 0

    @property
    def machine(self) -> bool:
        """Whether nobody acted."""
        return self.body["act"] in ("wake", "deliver", "open")


def stream(case_id: int) -> str:
    """The ledger stream of a case."""
    return f"case:{case_id}"


def cases_of(session: Session, root_id: int) -> Sequence[Any]:
    """The case and its side cases, the first opened first."""
    return session.execute(select(case_).where(case_.c.root_id == root_id).order_by(case_.c.id)).all()


def one_stream(session: Session, case: Any) -> Sequence[Sealed]:
    """Every entry of one case, in order."""
    mine = select(ledger_entry).where(ledger_entry.c.stream == stream(case.id)).order_by(ledger_entry.c.number)
    return [Sealed(row, json.loads(row.body), case, row.number) for row in session.execute(mine)]


def project_page(session: Session, root_id: int, reader: Reader, after: int) -> tuple[Sequence[Sealed], int | None]:
    """A page of the whole project's history after a position; the position to go on from, None at the end.

    Somebody who does not read the record gets what they did themselves.
    """
    cases = {stream(case.id): case for case in cases_of(session, root_id)}
    mine = _readable(select(ledger_entry), list(cases), reader)
    rows = session.execute(mine.where(ledger_entry.c.position > after).order_by(ledger_entry.c.position).limit(PAGE + 1)).all()
    before = _readable(select(func.count()).select_from(ledger_entry), list(cases), reader)
    passed = session.execute(before.where(ledger_entry.c.position <= after)).scalar_one() if after else 0
    shown = [Sealed(row, json.loads(row.body), cases[row.stream], passed + place) for place, row in enumerate(rows[:PAGE], 1)]
    return shown, rows[PAGE - 1].position if len(rows) > PAGE else None


def _readable(wanted: Select[Any], streams: list[str], reader: Reader) -> Select[Any]:
    mine = wanted.where(ledger_entry.c.stream.in_(streams))
    return mine if reader.whole else mine.where(ledger_entry.c.actor.in_(reader.names))

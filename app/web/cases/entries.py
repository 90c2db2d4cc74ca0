"""Entries of a project's history as they were sealed, for those who may read them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.web.cases.reader import Reader
from app.web.context import bench
from workflows.engine.definitions import Definition
from workflows.engine.tables import case_
from workflows.errors import Missing
from workflows.ledger.tables import ledger_entry
from workflows.schema import EPOCH
from workflows.text import _

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
        return self.body["act"] in ("wake", "deliver", "open", "remind")


def body_of(row: Any) -> dict[str, Any]:
    """What an entry says. One that was altered until nothing can be read in it says who acted and when, as far as its columns do."""
    try:
        said = json.loads(row.body)
    except (TypeError, ValueError):
        said = None
    return {**said, "act": str(row.act)} if isinstance(said, dict) else {"act": str(row.act), "title": _("无法读取的记录")}


def definition_of(session: Session, body: Mapping[str, Any], case: Any) -> Definition:
    """The version that the act ran on: the entry's, else the case's."""
    try:
        return bench().library.get(session, str(body.get("definition")))
    except Missing:
        return bench().library.get(session, case.definition)


def moment_of(body: Mapping[str, Any], row: Any) -> dt.datetime:
    """When it was done, as the law counts it."""
    for text in (body.get("now"), row.at):
        try:
            said = dt.datetime.fromisoformat(str(text))
        except ValueError:
            continue
        return said if said.tzinfo else said.replace(tzinfo=dt.UTC)
    return EPOCH


def hexadecimal(value: Any) -> str:
    """A seal as it is shown, of whatever type it was made."""
    return value.hex() if isinstance(value, bytes) else str(value)


def stream(case_id: int) -> str:
    """The ledger stream of a case."""
    return f"case:{case_id}"


def cases_of(session: Session, root_id: int) -> Sequence[Any]:
    """The case and its side cases, the first opened first."""
    return session.execute(select(case_).where(case_.c.root_id == root_id).order_by(case_.c.id)).all()


def one_stream(session: Session, case: Any) -> Sequence[Sealed]:
    """Every entry of one case, in order."""
    mine = select(ledger_entry).where(ledger_entry.c.stream == stream(case.id)).order_by(ledger_entry.c.number)
    return [Sealed(row, body_of(row), case, row.number) for row in session.execute(mine)]


def project_page(session: Session, root_id: int, reader: Reader, after: int) -> tuple[Sequence[Sealed], int | None]:
    """A page of the whole project's history after so many entries; how many there are up to its end, None at the end of all.

    In the order of their sealed moments, which all streams share; only of what was sealed at one moment `position` tells the order.

    Somebody who does not read the record gets what they did themselves.
    """
    cases = {stream(case.id): case for case in cases_of(session, root_id)}
    mine = _readable(select(ledger_entry), list(cases), reader)
    rows = session.execute(mine.order_by(ledger_entry.c.at, ledger_entry.c.position).offset(after).limit(PAGE + 1)).all()
    shown = [Sealed(row, body_of(row), cases[row.stream], place) for place, row in enumerate(rows[:PAGE], after + 1)]
    return shown, after + PAGE if len(rows) > PAGE else None


def _readable(wanted: Select[Any], streams: list[str], reader: Reader) -> Select[Any]:
    mine = wanted.where(ledger_entry.c.stream.in_(streams))
    return mine if reader.whole else mine.where(ledger_entry.c.actor.in_(reader.names))

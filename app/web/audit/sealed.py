"""One entry as it is stored: the nine parts of its seal, the seal computed again, the entries before and after."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.audit.lines import Teller
from app.web.audit.placing import place
from app.web.audit.scope import case_of_stream, readable
from app.web.cases.entries import Sealed, body_of, hexadecimal
from app.web.cases.reader import Reader
from app.web.cases.record import Record
from app.web.context import bench
from app.web.views.audit import SealedPage
from app.web.views.case import EntryLine
from workflows.act import Actor
from workflows.errors import Missing, NotYours, Reason
from workflows.ledger.chain import BEGINNING, seal_bytes, sealed_text
from workflows.ledger.tables import ledger_entry
from workflows.procurement import seals
from workflows.procurement.models.projects import Project
from workflows.text import _

PARTS = ("stream", "number", "at", "act", "actor", "key", "body", "previous")
LABELS = {
    "stream": _("卷"),
    "number": _("条"),
    "at": _("时间"),
    "act": _("行为"),
    "actor": _("账户"),
    "key": _("提交标识"),
    "body": _("正文"),
    "previous": _("上一条的封存值"),
}


def stored(session: Session, actor: Actor, stream: str, number: int) -> Any:
    """The row. Raises Missing, NotYours."""
    mine = ledger_entry.c.stream == stream, ledger_entry.c.number == number
    row = session.execute(select(ledger_entry).where(*mine)).one_or_none()
    if row is None:
        raise Missing([Reason(_("没有这条记录。"))])
    if session.execute(select(ledger_entry.c.position).where(*mine, readable(session, actor))).one_or_none() is None:
        raise NotYours([Reason(_("您没有查看这条记录的权限。"))])
    return row


def withheld(session: Session, row: Any, now: dt.datetime) -> str:
    """Why the text of an entry may not be read yet: a price before its closing, points before the report. Empty where it may."""
    case = case_of_stream(session, row.stream)
    if case is None or not any(task in str(row.body) for task in seals.TASKS):
        return ""
    project = session.scalars(select(Project.id).where(Project.case_id == case.root_id)).one_or_none()
    if project is None or not seals.sealed(session, project, str(row.body), now):
        return ""
    return _("报价截止前（评分在评审报告提交前），这条记录的原文对任何人密封；之后可以查看和验算。")


def sealed_page(session: Session, actor: Actor, stream: str, number: int) -> SealedPage:
    """Everything about one entry. Raises Missing, NotYours."""
    row = stored(session, actor, stream, number)
    body, teller = body_of(row), Teller(session)
    title, _outcome = teller.title(row, body)
    why = withheld(session, row, bench().clock.now())
    case = case_of_stream(session, stream)
    earlier, later = _neighbour(session, stream, number - 1), _neighbour(session, stream, number + 1)
    before = BEGINNING if number == 1 else earlier.hash if earlier is not None else b""
    return SealedPage(
        title=title,
        stream=stream,
        stream_label=teller.stream(stream),
        number=number,
        position=row.position,
        digest=hexadecimal(row.hash),
        previous=hexadecimal(row.previous),
        parts=[(LABELS[name], _shown(name, row, why)) for name in PARTS],
        body="" if why else str(row.body),
        holds=seal_bytes(*_parts(row)) == row.hash,
        follows=row.previous == before,
        bytes_url="" if why else f"/audit/entries/{stream}/{number}.bin",
        tree=place(session, stream, number, row.hash),
        withheld=why,
        entry=None if why or case is None else _line(session, actor, Sealed(row, body, case, number)),
        earlier=f"/audit/entries/{stream}/{number - 1}" if earlier is not None else "",
        later=f"/audit/entries/{stream}/{number + 1}" if later is not None else "",
        case_url=f"/cases/{case.id}/record#{stream.replace(':', '-')}-{number}" if case is not None else "",
    )


def sealed_file(session: Session, actor: Actor, stream: str, number: int) -> bytes:
    """The bytes whose SHA-256 is the entry's seal. Raises Missing, NotYours."""
    row = stored(session, actor, stream, number)
    why = withheld(session, row, bench().clock.now())
    if why:
        raise NotYours([Reason(why)])
    return sealed_text(*_parts(row))


def _parts(row: Any) -> list[bytes | int | None]:
    """The parts as they are stored; what was altered may be of another type."""
    values = (getattr(row, name) for name in PARTS)
    return [value if value is None or isinstance(value, bytes | int) else str(value).encode() for value in values]


def _neighbour(session: Session, stream: str, number: int) -> Any:
    wanted = select(ledger_entry.c.hash).where(ledger_entry.c.stream == stream, ledger_entry.c.number == number)
    return session.execute(wanted).one_or_none()


def _shown(name: str, row: Any, why: str) -> str:
    value = getattr(row, name)
    if name == "body":
        return _("密封") if why else _("见下方原文，{n}字节").format(n=len(str(value).encode()))
    if value is None:
        return "—"
    return hexadecimal(value) if name == "previous" else str(value)


def _line(session: Session, actor: Actor, entry: Sealed) -> EntryLine:
    reader = Reader(actor, whole=True, contractor=False, community=False, organisations=(), names=frozenset({actor.name}))
    return Record(session, reader, [entry]).line(entry)

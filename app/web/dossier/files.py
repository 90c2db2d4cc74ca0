"""The files of a project that somebody may open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.documents.reading import readable
from app.visibility import towns
from app.web.views.bits import FileLine
from workflows.act import Actor
from workflows.procurement.models.documents import Document
from workflows.procurement.models.people import Account


def files(session: Session, actor: Actor, project: int, now: dt.datetime) -> Sequence[FileLine]:
    """Every file of a project that this person may open now, the latest first."""
    wanted = _of_project(actor, tuple(towns(session, actor)))
    return [_line(row) for row in session.connection().execute(wanted, {"project": project, "now": now})]


def files_of_case(session: Session, actor: Actor, case_id: int, now: dt.datetime) -> Sequence[FileLine]:
    """Every file of a case without a project that this person may open now, the latest first."""
    about = select(Document.id, Document.name, Document.size, Document.at, Document.owner, Account.display)
    named = about.outerjoin(Account, Account.name == Document.owner).where(Document.case_id == case_id)
    wanted = named.where(readable(actor, tuple(towns(session, actor)))).order_by(Document.id.desc())
    return [_line(row) for row in session.connection().execute(wanted, {"now": now})]


def latest(session: Session, actor: Actor, project: int, now: dt.datetime, task: str, field: str) -> Sequence[FileLine]:
    """The file that was handed in last in a field of a task, if this person may open it now."""
    wanted = _of_project(actor, tuple(towns(session, actor))).where(Document.task == task, Document.field == field).limit(1)
    return [_line(row) for row in session.connection().execute(wanted, {"project": project, "now": now})]


def _line(row: Any) -> FileLine:
    return FileLine(row.name, row.size, f"/documents/{row.id}", who=row.display or row.owner, at=row.at)


@lru_cache(maxsize=1024)
def _of_project(actor: Actor, offices: tuple[str, ...]) -> Any:
    about = select(Document.id, Document.name, Document.size, Document.at, Document.owner, Account.display)
    named = about.outerjoin(Account, Account.name == Document.owner)
    return named.where(Document.project_id == bindparam("project"), readable(actor, offices)).order_by(Document.id.desc())

"""The files of a project that somebody may open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.documents.reading import readable
from app.web.views.bits import FileLine
from workflows.act import Actor
from workflows.procurement.models.documents import Document
from workflows.procurement.models.people import Account


def files(session: Session, actor: Actor, project: int, now: dt.datetime) -> Sequence[FileLine]:
    """Every file of a project that this person may open now, the latest first."""
    mine = select(Document.id, Document.name, Document.size, Document.at, Document.owner, Account.display)
    mine = mine.outerjoin(Account, Account.name == Document.owner)
    found = session.execute(mine.where(Document.project_id == project, readable(session, actor, now)).order_by(Document.id.desc()))
    return [FileLine(row.name, row.size, f"/documents/{row.id}", who=row.display or row.owner, at=row.at) for row in found]

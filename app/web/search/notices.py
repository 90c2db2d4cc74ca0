"""公示: what was made public of the projects that this person may see, by kind, the latest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.visibility import visible
from app.web.cases.publications import KINDS, STANDING, shown_for
from app.web.views.public import NoticeLine, NoticePage
from workflows.act import Actor
from workflows.engine.tables import case_
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.people import Authority
from workflows.text import _

PAGE = 30


def notice_page(session: Session, actor: Actor, kind: str, before: int | None, today: dt.date) -> NoticePage:
    """A page of them."""
    wanted = select(Notice, case_.c.id, case_.c.title, case_.c.number, Authority.short)
    wanted = wanted.join(case_, case_.c.id == Notice.case_id).outerjoin(Authority, Authority.id == Notice.authority_id)
    wanted = wanted.where(or_(visible(session, actor), Notice.kind.in_(STANDING)))
    if kind in KINDS:
        wanted = wanted.where(Notice.kind == kind)
    if before is not None:
        wanted = wanted.where(Notice.id < before)
    rows = session.execute(wanted.order_by(Notice.id.desc()).limit(PAGE + 1)).all()
    kinds = [("?", _("全部"), kind not in KINDS), *((f"?{urlencode({'kind': key})}", word, key == kind) for key, word in KINDS.items())]
    return NoticePage(kinds, [_line(row, today) for row in rows[:PAGE]], _next(rows, kind), before is not None)


def _line(row: Any, today: dt.date) -> NoticeLine:
    notice = row.Notice
    running = notice.from_date <= today and (notice.to_date is None or today <= notice.to_date)
    about = KINDS.get(notice.kind, notice.kind), row.title, row.number, row.short or ""
    url = STANDING.get(notice.kind, f"/cases/{row.id}")
    return NoticeLine(*about, notice.text, notice.channel, shown_for(notice), running, notice.published_at, url)


def _next(rows: Sequence[Any], kind: str) -> str | None:
    if len(rows) <= PAGE:
        return None
    return f"?{urlencode({**({'kind': kind} if kind in KINDS else {}), 'before': rows[PAGE - 1].Notice.id})}"

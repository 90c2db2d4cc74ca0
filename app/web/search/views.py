"""Addresses: finding a project by number or title, notices, funds."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, request
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.visibility import reads_record, visible, whole_reader
from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.frame import page
from app.web.keyset import Place, place, token
from app.web.search.funds import fund_groups
from app.web.search.library import library_page
from app.web.search.notices import notice_page
from app.web.views.bits import Chip
from app.web.views.lists import ListPage, ListRow
from workflows.act import SHANGHAI, Actor
from workflows.engine.tables import case_
from workflows.errors import NotYours, Reason
from workflows.procurement.models.people import Authority
from workflows.procurement.models.projects import Project
from workflows.text import _

rooms = Blueprint("search", __name__)
PAGE, LONGEST = 50, 60


@rooms.get("/search")
def search() -> str:
    """Projects whose number or title holds what was typed, among those that this person may see (ART-4.1)."""
    asked = request.args.get("q", "").strip()[:LONGEST]
    if not asked:
        return page("list.html", "/projects", page=ListPage(_("查找项目"), (), _("请输入项目名称或编号")))
    with bench().databases.read() as session:
        found = _found(session, somebody(session), asked, place(request.args.get("after")))
        return page("list.html", "/projects", page=found)


@rooms.get("/notices")
def notices() -> str:
    """What was made public (ART-24.3)."""
    before = request.args.get("before", "")
    position = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    today = bench().clock.now().astimezone(SHANGHAI).date()
    with bench().databases.read() as session:
        shown = notice_page(session, somebody(session), request.args.get("kind", ""), position, today)
        return page("notices.html", "/notices", page=shown)


@rooms.get("/library")
def library() -> str:
    """The project library (ART-4.1, 19.3)."""
    with bench().databases.read() as session:
        return page("list.html", "/library", page=library_page(session, somebody(session)))


@rooms.get("/funds")
def funds() -> str:
    """The town's money (ART-12.1)."""
    with bench().databases.read() as session:
        actor = somebody(session)
        if not reads_record(actor):
            raise NotYours([Reason(_("资金页面只对审计人员和镇街、区级单位开放。"))])
        return page("funds.html", "/funds", groups=fund_groups(session, actor))


def _found(session: Session, actor: Actor, asked: str, after: Place | None) -> ListPage:
    about = select(case_.c.id, case_.c.title, case_.c.number, case_.c.stage, case_.c.state, case_.c.started_at)
    about = about.add_columns(case_.c.authority_id, Project.amount, Authority.short)
    about = about.outerjoin(Project, Project.case_id == case_.c.id).outerjoin(Authority, Authority.id == case_.c.authority_id)
    holds = or_(case_.c.number.contains(asked, autoescape=True), case_.c.title.contains(asked, autoescape=True))
    wanted = about.where(case_.c.parent_id.is_(None), visible(session, actor), holds)
    if after is not None:
        moment, identity = case_.c.started_at, case_.c.id
        wanted = wanted.where(or_(moment < after[0], and_(moment == after[0], identity < after[1])))
    rows = session.execute(wanted.order_by(case_.c.started_at.desc(), case_.c.id.desc()).limit(PAGE + 1)).all()
    whole = whole_reader(session, actor)
    lines: Sequence[ListRow] = [
        ListRow(
            f"/cases/{row.id}",
            row.title,
            row.short or "",
            row.stage,
            row.number,
            row.started_at,
            Chip(_("已结案"), "none") if row.state == "closed" else Chip(_("办理中"), "soon"),
            row.amount if whole(row.authority_id) else None,
        )
        for row in rows[:PAGE]
    ]
    following = f"?{urlencode({'q': asked, 'after': token(rows[PAGE - 1].started_at, rows[PAGE - 1].id)})}" if len(rows) > PAGE else None
    title = _("查找“{asked}”").format(asked=asked)
    return ListPage(title, lines, _("没有找到名称或编号含“{asked}”的项目").format(asked=asked), following, after is not None)

"""Addresses of the rule packs. Anybody may read the figures; what a change would touch is shown to officials."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, make_response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from app.visibility import visible
from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.frame import inside, page
from app.web.packs.holidays import Notice, kept, next_year, posted, tried
from app.web.packs.pages import CALENDAR, calendar_sections, matter_sections, packs_page, trial
from workflows.act import SHANGHAI, Actor
from workflows.errors import NotYours, Reason
from workflows.procurement.packs import KINDS, matter
from workflows.procurement.rules.packs import APPLYING
from workflows.text import _

rooms = Blueprint("packs", __name__)
HERE = "/packs"
LONGEST, LONGEST_VALUE = 60, 2000
PROPOSER = "district.civil_affairs"


def _today() -> dt.date:
    return bench().clock.now().astimezone(SHANGHAI).date()


@rooms.get("/packs")
def every() -> str:
    """All figures; `?kind=` one kind, `?q=` what is searched for."""
    asked, kind = request.args.get("q", "").strip()[:LONGEST], request.args.get("kind", "")
    with bench().databases.read() as session:
        roles = {post.role for post in somebody(session).posts}
        found = packs_page(session, asked, kind if kind in KINDS else "", _today())
        return page("packs.html", HERE, page=found, kinds=KINDS, kind=kind, proposes=PROPOSER in roles)


@rooms.get(f"/packs/{CALENDAR}")
def calendar() -> str:
    """The working days as they are registered; who keeps the figures enters a year here."""
    with bench().databases.read() as session:
        return _calendar(session, next_year(session, _today()) if _keeps(somebody(session)) else None)


@rooms.post(f"/packs/{CALENDAR}")
def enter_year() -> Answer:
    """List what a year would do (`do=try`), or seal it (`do=keep`). Raises NotYours."""
    notice, keeping = posted(request.form), request.form.get("do") == "keep"
    with bench().databases.read() as session:
        actor = somebody(session)
        if not _keeps(actor):
            raise NotYours([Reason(_("放假安排由区民政部门登记。"))])
    answer = kept(notice) if keeping else tried(notice, actor)
    if isinstance(answer, str):
        flash(answer, "done")
        return redirect(f"/packs/{CALENDAR}", 303)
    with bench().databases.read() as session:
        return make_response(_calendar(session, answer), 422 if answer.wrong else 200)


def _keeps(actor: Actor) -> bool:
    return any(post.role == PROPOSER for post in actor.posts)


def _calendar(session: Session, notice: Notice | None) -> str:
    return page("calendar.html", HERE, title=_("工作日历"), sections=list(calendar_sections(session)), notice=notice)


@rooms.get("/packs/<key>")
def one(key: str) -> str:
    """One figure; `?value=&from_date=&applies_by=` tries a new value out."""
    with bench().databases.read() as session:
        found = matter(session, key[:LONGEST])
        if found is None:
            abort(404)
        actor = somebody(session)
        asked = {name: text[:LONGEST_VALUE] for name, text in request.args.items()}
        official = inside(post.role for post in actor.posts) and found.changeable
        tried = trial(session, found, asked, visible(session, actor), _today()) if official else None
        sections = list(matter_sections(session, found, _today()))
        proposes = _keeps(actor) and found.changeable
        return page("pack.html", HERE, title=found.name, sections=sections, trial=tried, choices=list(APPLYING), proposes=proposes)

"""Addresses of the rule packs. Anybody may read the figures; what a change would touch is shown to officials."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, request

from app.visibility import visible
from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.frame import inside, page
from app.web.packs.pages import CALENDAR, CATEGORIES, calendar_sections, category_sections, matter_sections, packs_page, trial
from workflows.act import SHANGHAI
from workflows.procurement.packs import KINDS, matter
from workflows.procurement.rules.packs import APPLYING
from workflows.text import _

rooms = Blueprint("packs", __name__)
HERE = "/packs"
LONGEST, LONGEST_VALUE = 60, 2000
PROPOSER = "district.civil_affairs"
TITLES = {CALENDAR: (_("工作日历"), calendar_sections), CATEGORIES: (_("服务类别和子项"), category_sections)}


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


@rooms.get("/packs/<key>")
def one(key: str) -> str:
    """One figure; `?value=&from_date=&applies_by=` tries a new value out."""
    with bench().databases.read() as session:
        if key in TITLES:
            title, listed = TITLES[key]
            return page("register_entry.html", HERE, title=title, sections=list(listed(session)))
        found = matter(session, key[:LONGEST])
        if found is None:
            abort(404)
        actor = somebody(session)
        asked = {name: text[:LONGEST_VALUE] for name, text in request.args.items()}
        official = inside(post.role for post in actor.posts) and found.changeable
        tried = trial(session, found, asked, visible(session, actor), _today()) if official else None
        sections = list(matter_sections(session, found, _today()))
        proposes = any(post.role == PROPOSER for post in actor.posts) and found.changeable
        return page("pack.html", HERE, title=found.name, sections=sections, trial=tried, choices=list(APPLYING), proposes=proposes)

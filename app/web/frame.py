"""The frame around a page: who I am, my posts, where I may go, and the demo's clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import g, render_template
from sqlalchemy import Date, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from app.visibility import CITY, INSIDE
from app.web.clock.bar import demo_bar
from app.web.context import bench, signed_in
from app.web.views.frame import Frame, Place, PostLine
from workflows.act import SHANGHAI, Actor
from workflows.act import Post as Held
from workflows.engine.worklist import desk_count
from workflows.procurement.models.people import Authority, Community, Organisation, Post, Role
from workflows.text import _

DESK = "/"


def inside(roles: Iterable[str]) -> bool:
    """Whether one of these roles is an office's or an auditor's."""
    return any(role in CITY or role.startswith(INSIDE) for role in roles)


def picks(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles sees designs: offices, communities, organisations."""
    return any(role in CITY or role.startswith((*INSIDE, "community.", "organisation.")) for role in roles)


PLACES: tuple[tuple[str, str, str, Callable[[frozenset[str]], bool]], ...] = (
    (_("待办"), DESK, "desk", lambda roles: True),
    (_("已办"), "/done", "done", lambda roles: True),
    (_("我的项目"), "/projects", "case", lambda roles: True),
    (_("项目库"), "/library", "file", picks),
    (_("需求"), "/needs", "note", lambda roles: True),
    (_("社会组织"), "/organisations", "person", lambda roles: True),
    (_("清单和指引"), "/catalogues", "law", lambda roles: True),
    (_("规则数值"), "/packs", "law", lambda roles: True),
    (_("示范项目"), "/awards", "seal", lambda roles: True),
    (_("公共空间"), "/spaces", "case", lambda roles: True),
    (_("资金"), "/funds", "money", inside),
    (_("公示"), "/notices", "notice", lambda roles: True),
    (_("市级平台"), "/platform", "notice", inside),
    (_("审计"), "/audit", "audit", inside),
    (_("流程"), "/definitions", "flow", lambda roles: True),
)
"""Label, address, icon, and whether somebody with these roles may open it."""


def page(template: str, here: str = "", **values: Any) -> str:
    """A page in its frame; `here` is the address of the entry of the navigation where it belongs."""
    return render_template(template, frame=frame(here), **values)


def frame(here: str = "") -> Frame | None:
    """The frame of this request, None for somebody who is not signed in. Asked for once."""
    who = signed_in()
    if who is None:
        return None
    if "frame" not in g:
        clock = bench().clock
        with bench().databases.read() as session:
            posts = posts_of(session, who.account, clock.now().astimezone(SHANGHAI).date())
            count = waiting(session, Actor(who.account, who.display, tuple(held(post) for post in posts)))
            demo = demo_bar(session)
        office = posts[0].place if posts else ""
        g.frame = Frame(who.account, who.display, office, posts, _places(here, posts, count), demo)
    return g.frame  # type: ignore[no-any-return]


def posts_of(session: Session, account: str, on: dt.date) -> list[PostLine]:
    """The posts that an account holds on a day, in the words of the office."""
    rows = session.connection().execute(_HELD, {"account": account, "on": on})
    return [PostLine(f"{row.role}@{row.place}", row.label, row.name or row.place, row.acting) for row in rows]


def _posts() -> Select[str, str, bool, str, str]:
    name = func.coalesce(Authority.short, Community.name, Organisation.name).label("name")
    posts = select(Post.role, Post.place, Post.acting, Role.label, name).join(Role, Role.key == Post.role)
    for kind in (Authority, Community, Organisation):
        posts = posts.outerjoin(kind, kind.id == Post.place)
    today = bindparam("on", type_=Date())
    return posts.where(
        and_(Post.account == bindparam("account"), Post.from_date <= today, or_(Post.to_date.is_(None), Post.to_date >= today))
    ).order_by(Post.acting, Post.id)


_HELD = _posts()


def held(line: PostLine) -> Held:
    """The post as the engine knows it."""
    role, _at, place = line.key.partition("@")
    return Held(role, place)


def waiting(session: Session, actor: Actor) -> int:
    """How many tasks wait for this person, counted once in a request."""
    if "waiting" not in g:
        g.waiting = desk_count(session, actor)
    return int(g.waiting)


def _places(here: str, posts: Sequence[PostLine], count: int) -> list[Place]:
    """The entries that this person may open; the desk says how much waits there."""
    roles = frozenset(held(post).role for post in posts)
    shown = [(label, url, icon) for label, url, icon, opens in PLACES if opens(roles)]
    return [Place(label, url, icon, count or None if url == DESK else None, here == url) for label, url, icon in shown]

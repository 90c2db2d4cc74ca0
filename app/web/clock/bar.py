"""What the bar shows: the time of the demo, what happens next by itself, as whom one may go on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.clock import Clock
from app.i18n.formats import day_and_time
from app.web.context import bench
from app.web.views.frame import DemoBar
from workflows.act import SHANGHAI
from workflows.engine.tables import case_, timer
from workflows.engine.walking import name_of
from workflows.procurement.models.people import Account, Authority, Community, Organisation, Post
from workflows.text import _

DEMO = "demo"


def demo_bar(session: Session) -> DemoBar | None:
    """The bar, where the clock can be moved; None in a database that lives in real time."""
    clock = bench().clock
    kind = clock.movable() if isinstance(clock, Clock) else None
    if kind is None:
        return None
    now = clock.now()
    people = people_by_office(session, now.astimezone(SHANGHAI).date()) if kind == DEMO else ()
    return DemoBar(now, next_by_itself(session), people)


def next_by_itself(session: Session) -> str | None:
    """The next moment at which something happens by itself, and what: 2026-06-30 周二 00:00 立项公示期满."""
    wanted = select(timer.c.due_at, timer.c.key, case_.c.definition).join(case_, case_.c.id == timer.c.case_id)
    row = session.execute(wanted.order_by(timer.c.due_at, timer.c.id).limit(1)).one_or_none()
    if row is None:
        return None
    name = name_of(bench().library.get(session, row.definition), row.key)
    return _("{at} {what}").format(at=day_and_time(row.due_at), what=name)


def people_by_office(session: Session, on: dt.date) -> Sequence[tuple[str, Sequence[tuple[str, str]]]]:
    """Active accounts by the place of their first post of that day: (place, (account, who))."""
    holds = Post.from_date <= on, or_(Post.to_date.is_(None), Post.to_date >= on)
    first = select(Post.account, func.min(Post.id).label("post")).where(*holds).group_by(Post.account).subquery()
    place = func.coalesce(Authority.short, Authority.name, Community.name, Organisation.name)
    wanted = select(Account.name, Account.display, place).outerjoin(first, first.c.account == Account.name)
    wanted = wanted.outerjoin(Post, Post.id == first.c.post)
    for kind in (Authority, Community, Organisation):
        wanted = wanted.outerjoin(kind, kind.id == Post.place)
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, display, office in session.execute(wanted.where(Account.active).order_by(Post.place, Account.name)):
        groups.setdefault(office or _("其他"), []).append((name, display))
    return list(groups.items())

"""The desk: what waits for this person, the most urgent first; what can be started; what was done; the projects one may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from sqlalchemy import Row
from sqlalchemy.orm import Session

from app.web.context import bench, me
from app.web.desk.lists import done_page, projects_page, reminders_page
from app.web.desk.rows import groups
from app.web.desk.startable import startable
from app.web.frame import page, waiting
from app.web.keyset import place, token
from app.web.views.desk import DeskPage
from workflows.act import Actor
from workflows.engine import worklist
from workflows.procurement import calendar

rooms = Blueprint("desk", __name__)


@rooms.get("/")
def desk() -> str:
    """What waits for this person."""
    with bench().databases.read() as session:
        return page("desk.html", "/", page=_desk(session, actor_in(session)))


@rooms.get("/reminders")
def reminders() -> str:
    """Of what the clock has reminded this person."""
    with bench().databases.read() as session:
        return page("list.html", "/", page=reminders_page(session, actor_in(session), bench().runtime.today()))


@rooms.get("/start")
def starting() -> str:
    """What this person may start."""
    with bench().databases.read() as session:
        return page("start.html", "/", lines=startable(bench(), session, actor_in(session)))


@rooms.get("/done")
def done() -> str:
    """What this person has done."""
    with bench().databases.read() as session:
        return page("list.html", "/done", page=done_page(session, actor_in(session), place(request.args.get("after"))))


@rooms.get("/projects")
def projects() -> str:
    """The projects that this person may see."""
    with bench().databases.read() as session:
        return page("list.html", "/projects", page=projects_page(session, actor_in(session), place(request.args.get("after"))))


def actor_in(session: Session) -> Actor:
    """Who is signed in, with the posts of today. Raises Missing for an account that was closed meanwhile."""
    return bench().hands.directory.actor(session, me().account, bench().runtime.today())


def _desk(session: Session, actor: Actor) -> DeskPage:
    after = place(request.args.get("after"))
    items = worklist.desk(session, actor, after)
    shown = groups(bench(), session, calendar.load(session), items, bench().clock.now()) if items else ()
    return DeskPage(
        count=waiting(session, actor),
        groups=shown,
        reminded=sum(row.reminded for group in shown for row in group.rows),
        startable=startable(bench(), session, actor),
        next_url=_next(items),
        earlier=after is not None,
    )


def _next(items: Sequence[Row[Any]]) -> str | None:
    return f"?after={token(items[-1].due_at, items[-1].id)}" if len(items) == worklist.PAGE else None

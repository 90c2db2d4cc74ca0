"""Moving the demo's clock and going on as somebody else: only in a database that was made for it, and refused everywhere else."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, flash, redirect, request
from sqlalchemy import func, select
from werkzeug.wrappers import Response as Answer

from app import timing
from app.i18n.formats import moment
from app.web.auth.views import admitted, local
from app.web.clock.bar import DEMO
from app.web.context import COOKIE, bench, sessions
from app.web.problems import problem
from workflows.act import SHANGHAI
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.people import Account
from workflows.text import _

rooms = Blueprint("clock", __name__)
FURTHEST = dt.timedelta(days=366)
BY_ITSELF = ("wake", "deliver", "open", "remind")


@rooms.post("/demo/advance")
def advance() -> Answer:
    """On to the moment given in `to`, else to the next one at which something happens by itself."""
    if timing.movable(bench()) is None:
        return problem(403, _("只有演示和场景数据库可以拨快时钟。"))
    text, now = request.form.get("to", "").strip(), bench().clock.now()
    to = _moment(text) if text else bench().runtime.next_due()
    if to is None:
        flash(_("请填写日期和时间。") if text else _("目前没有到期后自动办理的事项，可以填写时刻快进。"), "note")
    elif to < now and text:
        flash(_("时钟只能向前，现在是{now}。").format(now=moment(now)), "note")
    elif to > now + FURTHEST:
        flash(_("一次最多快进一年。"), "note")
    else:
        before = _position()
        timing.advance(bench(), max(to, now))
        flash(_told(before), "done")
    return redirect(local(request.form.get("_back", "/")), 303)


@rooms.post("/demo/as")
def go_on_as() -> Answer:
    """Sign in as another account without its password; kept as any other sign-in."""
    if timing.movable(bench()) != DEMO:
        return problem(403, _("只有演示数据库可以换一个身份继续。"))
    account = request.form.get("account", "").replace("\x00", "")[:40]
    with bench().databases.read() as session:
        known = session.get(Account, account)
    if known is None or not known.active:
        abort(404)
    sessions().close(request.cookies.get(COOKIE, ""))
    return admitted(account, "/")


def _moment(text: str) -> dt.datetime | None:
    try:
        said = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=SHANGHAI)


def _position() -> int:
    with bench().databases.read() as session:
        return session.execute(select(func.max(ledger_entry.c.position))).scalar_one() or 0


def _told(before: int) -> str:
    """Where the clock stands, and how many things happened by themselves on the way."""
    mine = select(func.count()).select_from(ledger_entry).where(ledger_entry.c.position > before, ledger_entry.c.act.in_(BY_ITSELF))
    with bench().databases.read() as session:
        done = session.execute(mine).scalar_one()
    now = moment(bench().clock.now())
    return _("时间已到{now}，其间自动办理{n}项。").format(now=now, n=done) if done else _("时间已到{now}。").format(now=now)

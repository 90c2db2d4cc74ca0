"""Addresses of the studio: the editor with its draft, what the gate says of it, handing it over."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, flash, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from app.i18n.formats import clock_time
from app.web.cases.names import Names
from app.web.context import bench
from app.web.frame import page
from app.web.security import allow_drawing
from app.web.studio import drafts
from app.web.studio.judging import BAD_GATE, judge, passed, told
from app.web.studio.offers import offers
from workflows.engine.releasing import LOOKING_BACK
from workflows.errors import Invalid, Reason, Refused
from workflows.text import _

rooms = Blueprint("studio", __name__)
HERE = "/definitions"
LONGEST = 500
MOST_REVISION = 9
AHEAD = dt.timedelta(366)
ALONE = "default-src 'none'; sandbox"
"""A drawing is a stranger's file: opened by itself it may do nothing."""


@rooms.get("/studio/<path:process>/edit")
def edit(process: str) -> str:
    """The editor, on one's own draft or on the drawing in force."""
    allow_drawing()
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        version, _xml, base = drafts.in_force(session, process)
        draft = drafts.draft_of(session, process, mine)
        values = {
            "title": version.title,
            "process": process,
            "draft": draft,
            "others": [one for one in drafts.drafts(session) if one.process == process and one.owner != mine],
            "names": Names(session),
            "lists": offers(session, bench().clock.now()),
            "overtaken": draft is not None and draft.base != base,
        }
        return page("studio.html", HERE, **values, tomorrow=drafts.today() + dt.timedelta(1))


@rooms.get("/studio/<path:process>/drawing")
def drawing(process: str) -> Response:
    """One's own draft, else the drawing in force; `?of=` somebody's that was submitted; `&before=1`: what that was drawn from."""
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        if "of" in request.args:
            row = drafts.submitted(session, process, request.args["of"])
            xml = drafts.kept_drawing(session, row.base) if "before" in request.args else row.xml
        else:
            draft = drafts.draft_of(session, process, mine)
            xml = draft.xml if draft is not None else drafts.in_force(session, process)[1]
    return Response(xml, mimetype="application/xml", headers={"Content-Security-Policy": ALONE})


@rooms.post("/studio/<path:process>/draft")
def save(process: str) -> Answer:
    """Keep the draft and say at once what the gate says of this drawing; the law and the other drawings are asked for apart."""
    xml, seen = request.form.get("xml", ""), request.form.get("seen", "0")
    with bench().databases.write() as session:
        mine = drafts.designer(session).name
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < MOST_REVISION else -1
        revision = drafts.save(session, process, mine, xml, number)
    with bench().databases.read() as session:
        found = judge(session, process, xml, bench().clock.now(), whole=False).findings
    return jsonify({"seen": revision, "saved": clock_time(bench().clock.now()), "findings": told(found, process)})


@rooms.get("/studio/<path:process>/findings")
def findings(process: str) -> Answer:
    """Everything that the gate says of one's draft: lint, soundness and the law, over the whole set."""
    with bench().databases.read() as session:
        draft = drafts.draft_of(session, process, drafts.designer(session).name)
        xml = draft.xml if draft is not None else drafts.in_force(session, process)[1]
        return jsonify({"findings": told(judge(session, process, xml, bench().clock.now()).findings, process)})


@rooms.post("/studio/<path:process>/hand-over")
def hand_over(process: str) -> Answer:
    """Submit one's draft (`do=submit`), take it back (`do=withdraw`), or give it up (`do=drop`)."""
    do = request.form.get("do")
    with bench().databases.write() as session:
        mine = drafts.designer(session).name
        if do == "drop":
            drafts.drop(session, process, mine)
            flash(_("草稿已放弃。"), "done")
            return redirect(HERE, 303)
        if do == "withdraw":
            drafts.reopen(session, process, mine)
            return redirect(f"/studio/{process}/edit", 303)
        draft = drafts.draft_of(session, process, mine)
        if draft is None:
            raise Refused([Reason(_("还没有修改，没有可以送审的草稿。"), rules=(BAD_GATE,))])
    reason, day = _reason(), _day()
    with bench().databases.read() as session:
        passed(session, process, draft.xml, drafts.start_of(day))
    with bench().databases.write() as session:
        drafts.submit(session, process, mine, draft.revision, reason, day)
    flash(_("已送审，由另一名流程设计员发布或者退回。"), "done")
    return redirect(HERE, 303)


def _reason() -> str:
    """Why it was changed. Raises Invalid."""
    reason = said("reason")
    if not reason:
        raise Invalid([Reason(_("请写明修改的原因。"), "reason", level="invalid")])
    return reason


def _day() -> dt.date:
    """From which day on. Raises Invalid, Refused."""
    try:
        day = dt.date.fromisoformat(request.form.get("effective_on", ""))
    except ValueError:
        raise Invalid([Reason(_("请填写启用日期。"), "effective_on", level="invalid")]) from None
    if not drafts.today() <= day <= drafts.today() + AHEAD:
        raise Refused([Reason(_("启用日期从今天起、一年以内。"), "effective_on", (LOOKING_BACK,))])
    return day


def said(name: str) -> str:
    """A sentence that was written."""
    return request.form.get(name, "").replace("\x00", "").strip()[:LONGEST]

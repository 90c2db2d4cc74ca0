"""Addresses of the studio: the editor with its draft, what the gate says of it, handing it over, publishing or returning it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from app.checking import known
from app.i18n.formats import clock_time
from app.web.context import bench
from app.web.definitions.tasks import period_words
from app.web.frame import page
from app.web.security import allow_drawing
from app.web.studio import drafts
from app.web.studio.judging import BAD_GATE, judge, told
from workflows.act import SHANGHAI
from workflows.engine.releasing import LOOKING_BACK, SAME_PERSON, Release
from workflows.errors import Invalid, Reason, Refused, Stale
from workflows.proof.differing import differences
from workflows.text import _

rooms = Blueprint("studio", __name__)
HERE = "/definitions"
LONGEST = 500
MOST_REVISION = 9


@rooms.get("/studio/<path:process>/edit")
def edit(process: str) -> str:
    """The editor, on one's own draft or on the drawing in force."""
    allow_drawing()
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        version, _xml, base = drafts.in_force(session, process)
        others = [one for one in drafts.drafts(session) if one.process == process and one.owner != mine]
        draft = drafts.draft_of(session, process, mine)
        names = known()
        lists = {"forms": sorted(names.forms | names.operations), "deadlines": sorted(names.deadlines), "roles": sorted(names.roles)}
        overtaken = draft is not None and draft.base != base
        values = {"title": version.title, "process": process, "draft": draft, "others": others, "lists": lists, "overtaken": overtaken}
        return page("studio.html", HERE, **values, tomorrow=_today() + dt.timedelta(1))


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
    return Response(xml, mimetype="application/xml")


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
    do, reason = request.form.get("do"), _said("reason")
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
        day = _day(reason)
        _free_of_errors(session, process, draft.xml, _start(day))
        drafts.submit(session, process, mine, reason, day)
    flash(_("已送审，由另一名流程设计员发布或者退回。"), "done")
    return redirect(HERE, 303)


@rooms.get("/studio/<path:process>/review/<owner>")
def review(process: str, owner: str) -> str:
    """What was submitted, for the one who publishes: what changes in sentences, the gate's word, both drawings."""
    allow_drawing()
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        row = drafts.submitted(session, process, owner)
        before = drafts.kept_drawing(session, row.base)
        sentences = differences(before.encode(), row.xml.encode(), lambda trait, value: _value(session, trait, value))
        errors = told(judge(session, process, row.xml, _start(row.effective_on)).errors, process)
        title = bench().library.get(session, row.version).title
        values = {"title": title, "process": process, "row": row, "sentences": sentences, "errors": errors}
        return page("studio_review.html", HERE, **values, mine=mine == owner, drawn=drafts.drawn_hash(row.xml))


@rooms.post("/studio/<path:process>/review/<owner>")
def decide(process: str, owner: str) -> Answer:
    """Put it in force (`do=publish`), or give it back with a remark."""
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        row = drafts.submitted(session, process, owner)
    if mine == owner:
        raise Refused([Reason(_("修改流程的人不能自己发布，请由另一名流程设计员办理。"), rules=(SAME_PERSON,))])
    if request.form.get("do") == "publish":
        _publish(process, row, mine)
        flash(_("已发布。在办案卷仍按原版本办理。"), "done")
        return redirect(HERE, 303)
    remark = _said("remark")
    if not remark:
        raise Invalid([Reason(_("请写明退回的原因。"), "remark", level="invalid")])
    with bench().databases.write() as session:
        drafts.reopen(session, process, owner, remark)
    flash(_("已退回。"), "done")
    return redirect(HERE, 303)


def _publish(process: str, row: Any, approver: str) -> None:
    """The gate first, outside the lock; inside it nothing may have changed since."""
    seen, start = request.form.get("drawn", ""), _start(row.effective_on)
    with bench().databases.read() as session:
        of = _free_of_errors(session, process, row.xml, start)

    def taken(session: Session) -> None:
        now = drafts.submitted(session, process, row.owner)
        if drafts.drawn_hash(now.xml) != seen or now.effective_on != row.effective_on:
            raise Stale([Reason(_("送审的内容有变动，请重新打开本页再决定。"))])
        drafts.drop(session, process, row.owner)

    name = drafts.file_of(process)
    bench().runtime.release(Release(name, row.xml.encode(), row.base, row.owner, approver, row.reason, start, of), taken)


def _free_of_errors(session: Session, process: str, xml: str, start: dt.datetime) -> str:
    """The name of the set that passed the gate. Raises Refused with every error."""
    found = judge(session, process, xml, start)
    if found.errors:
        raise Refused([Reason(one.message, one.element, (BAD_GATE, one.rule)) for one in found.errors])
    return found.of


def _day(reason: str) -> dt.date:
    """The day that was named. Raises Invalid, Refused."""
    try:
        day = dt.date.fromisoformat(request.form.get("effective_on", ""))
    except ValueError:
        raise Invalid([Reason(_("请填写启用日期。"), "effective_on", level="invalid")]) from None
    if not reason:
        raise Invalid([Reason(_("请写明修改的原因。"), "reason", level="invalid")])
    if not _today() <= day <= _today() + dt.timedelta(366):
        raise Refused([Reason(_("启用日期从今天起、一年以内。"), "effective_on", (LOOKING_BACK,))])
    return day


def _start(day: dt.date) -> dt.datetime:
    """The first moment of a day; of today, now."""
    first = dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)
    return max(first, bench().clock.now()) if day == _today() else first


def _today() -> dt.date:
    return bench().clock.now().astimezone(SHANGHAI).date()


def _said(name: str) -> str:
    return request.form.get(name, "").replace("\x00", "").strip()[:LONGEST]


def _value(session: Session, trait: str, value: str) -> str:
    """A period in words; anything else as drawn."""
    return period_words(session, value) if trait == "due" and value else value

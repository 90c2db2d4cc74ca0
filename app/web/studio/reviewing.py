"""Addresses of the second designer: what was submitted, put in force or given back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from app.web.cases.names import Names
from app.web.context import bench
from app.web.definitions.tasks import period_words
from app.web.frame import page
from app.web.security import allow_drawing
from app.web.studio import drafts
from app.web.studio.judging import judge, passed, told
from app.web.studio.views import HERE, said
from workflows.engine.releasing import SAME_PERSON, Release
from workflows.errors import Invalid, Reason, Refused, Stale
from workflows.proof.differing import differences
from workflows.text import _

rooms = Blueprint("reviewing", __name__)


@rooms.get("/studio/<path:process>/review/<owner>")
def review(process: str, owner: str) -> str:
    """What was submitted, for the one who publishes: what changes in sentences, the gate's word, both drawings."""
    allow_drawing()
    with bench().databases.read() as session:
        mine = drafts.designer(session).name
        row = drafts.submitted(session, process, owner)
        before = drafts.kept_drawing(session, row.base)
        values = {
            "title": bench().library.get(session, row.version).title,
            "process": process,
            "row": row,
            "names": Names(session),
            "sentences": differences(before.encode(), row.xml.encode(), lambda trait, value: _value(session, trait, value)),
            "errors": told(judge(session, process, row.xml, drafts.start_of(row.effective_on)).errors, process),
        }
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
    remark = said("remark")
    if not remark:
        raise Invalid([Reason(_("请写明退回的原因。"), "remark", level="invalid")])
    with bench().databases.write() as session:
        drafts.reopen(session, process, owner, remark)
    flash(_("已退回。"), "done")
    return redirect(HERE, 303)


def _publish(process: str, row: Any, approver: str) -> None:
    """The gate first, outside the lock; inside it nothing may have changed since."""
    seen, start = request.form.get("drawn", ""), drafts.start_of(row.effective_on)
    with bench().databases.read() as session:
        of = passed(session, process, row.xml, start)

    def taken(session: Session) -> None:
        now = drafts.submitted(session, process, row.owner)
        if drafts.drawn_hash(now.xml) != seen or now.effective_on != row.effective_on:
            raise Stale([Reason(_("送审的内容有变动，请重新打开本页再决定。"))])
        drafts.drop(session, process, row.owner)

    name = drafts.file_of(process)
    bench().runtime.release(Release(name, row.xml.encode(), row.base, row.owner, approver, row.reason, start, of), taken)


def _value(session: Session, trait: str, value: str) -> str:
    """A period in words; anything else as drawn."""
    return period_words(session, value) if trait == "due" and value else value

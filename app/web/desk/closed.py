"""A task that is no longer open: who did it and when; and what was typed into it meanwhile, kept for copying."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Response, jsonify, make_response
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.visibility import reads_whole
from app.web.context import bench, me, wants_json
from app.web.dossier.people import post_label
from app.web.forms.fields import Filled, field_views
from app.web.frame import page
from app.web.problems import problem, refused
from app.web.views.bits import Fact
from app.web.views.task import ClosedPage, FieldView
from forms.base import Form
from workflows.engine.tables import case_, work_item
from workflows.errors import NotYours, Reason, Refusal
from workflows.procurement.models.people import Account
from workflows.text import _


class Closed(Exception):
    """The task is over; or this person may not do it, and is told `otherwise` unless it is over and they read the whole record."""

    def __init__(self, item: int, otherwise: NotYours | None = None) -> None:
        super().__init__(item)
        self.item, self.theirs = item, otherwise is None
        self.otherwise = otherwise or NotYours([Reason(_("这项任务已经办结。"))])


def answer_closed(closed: Closed) -> Response:
    """The page of a task that is over, for those who could do it or read its record; everybody else is told that it is not theirs."""
    with bench().databases.read() as session:
        row = _read(session, closed)
        if row is None:
            return refused(closed.otherwise)
        if wants_json():
            return jsonify({"kind": "closed", "item": row.id, "state": row.state, "by": row.closed_by, "at": row.closed_at.isoformat()})
        return make_response(page("closed.html", page=_page(row)))


def conflict(closed: Closed, form: Form, raw: Mapping[str, Any], refusal: Refusal) -> Response:
    """Somebody else was quicker, or time was: what happened, and everything that was typed, to be copied from.

    Who had no right to the task while it was open learns nothing of it now.
    """
    with bench().databases.read() as session:
        row = _read(session, closed)
    if row is None:
        return refused(closed.otherwise)
    reasons = list(refusal.reasons)
    if row.closed_by:
        who = row.display or row.closed_by
        told = _("办理人：{who}（{post}），{at}。").format(who=who, post=post_label(row.closed_post), at=moment(row.closed_at))
        reasons.append(Reason(told))
    if wants_json():
        return problem(refusal.status, reasons=reasons, kind=refusal.kind)
    kept = [pair for view in field_views(form, Filled(raw)) for pair in _typed(view)]
    return problem(refusal.status, reasons=reasons, kept=kept, way_on=((_("查看项目"), _case(row)),))


def _read(session: Session, closed: Closed) -> Row[Any] | None:
    """The closed item with its case, where the task was this person's too or they read the case's whole record."""
    actor = bench().hands.directory.actor(session, me().account, bench().runtime.today())
    wanted = select(work_item, case_.c.title.label("project"), case_.c.number, Account.display)
    wanted = wanted.join(case_, case_.c.id == work_item.c.case_id).outerjoin(Account, Account.name == work_item.c.closed_by)
    row = session.execute(wanted.where(work_item.c.id == closed.item, work_item.c.state != "open")).one_or_none()
    if row is None or closed.theirs or row.closed_by == actor.name or reads_whole(session, actor, row.authority_id):
        return row
    return None


def _page(row: Row[Any]) -> ClosedPage:
    if row.state == "done":
        facts = [Fact(_("办理人"), row.display or row.closed_by), Fact(_("岗位"), post_label(row.closed_post))]
        return ClosedPage(row.title, row.project, row.number, _("已办结"), [*facts, Fact(_("办理时间"), moment(row.closed_at))], _case(row))
    why = _("期限届满，未再接收") if row.because else _("流程已经前进，不再需要办理")
    return ClosedPage(row.title, row.project, row.number, why, [Fact(_("截止时间"), moment(row.closed_at))], _case(row))


def _case(row: Row[Any]) -> str:
    return f"/cases/{row.root_id}"


def _typed(view: FieldView) -> Iterator[tuple[str, str]]:
    """Label and text of what stands in a field; a line of a table is one text."""
    if view.value or view.values:
        yield view.label, view.value or "、".join(view.values)
    for number, cells in enumerate(view.rows, 1):
        line = "，".join(f"{cell.label} {cell.value}" for cell in cells if cell.value)
        if line:
            yield _("{label} {n}").format(label=view.label, n=number), line

"""Writes and reads what a review said beside its outcome: rulings, marks beside fields, corrections awaited (Art. 20)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Act, Case
from workflows.errors import Missing, Reason
from workflows.procurement.models.projects import Project
from workflows.procurement.models.review import Correction, ReviewMark, Ruling
from workflows.procurement.rules.review import AMEND, DEFER, REJECT, RETURN
from workflows.procurement.rules.wording import day
from workflows.text import _

PERIOD, DAY = "TD19", dt.timedelta(days=1)
UNKNOWN_YEAR = dt.timedelta(days=30)
"""How long a correction is awaited where the year's working days are not known yet; the end only proposes, so nobody loses by it."""


def rule_on(act: Act, project: Project, data: Mapping[str, Any]) -> None:
    """Keep what an outcome said beside itself; a plain yes says nothing. A return opens the period of correction (TD19)."""
    outcome = data["outcome"]
    if outcome not in (AMEND, DEFER, REJECT, RETURN):
        return
    said = {"outcome": outcome, "text": data["opinion"], "conditions": data["conditions"], "reasons": data["reject_reasons"]}
    task = act.item.task if act.item else ""
    until = data["deferred_until"] if outcome == DEFER else None
    act.session.add(Ruling(**_of(act, project), task=task, **said, deferred_until=until))
    for place, mark in enumerate(data["marks"]):
        act.session.add(ReviewMark(**_of(act, project), position=place, **mark))
    if outcome == RETURN:
        await_correction(act, project)


def await_correction(act: Act, project: Project) -> None:
    """Open the period in which what was sent back is awaited (TD19): from the review, or from the desk where an application is received."""
    act.session.add(Correction(**_of(act, project), count=returns(act.session, project) + 1, ends_at=_end(act)))


def _of(act: Act, project: Project) -> dict[str, Any]:
    whose = {"project_id": project.id, "case_id": act.case.id, "authority_id": project.authority_id, "revision": project.revision}
    return {**whose, "actor": act.who, "at": act.now}


def _end(act: Act) -> dt.datetime:
    """00:00 Asia/Shanghai of the day after the period of correction."""
    period = act.period(PERIOD)
    last = period.rolled or period.due or act.today + UNKNOWN_YEAR
    return start_of_day(last + DAY)


def start_of_day(date: dt.date) -> dt.datetime:
    """00:00 Asia/Shanghai."""
    return dt.datetime.combine(date, dt.time(), SHANGHAI)


def returns(session: Session, project: Project) -> int:
    """How often the project was returned for correction, from the review or from the desk where a community's application is received."""
    return session.scalar(select(func.count()).where(Correction.project_id == project.id)) or 0


def correction_of(session: Session, project_id: int) -> Correction:
    """The latest return of a project. Raises Missing."""
    mine = select(Correction).where(Correction.project_id == project_id).order_by(Correction.count.desc()).limit(1)
    found = session.scalars(mine).one_or_none()
    if found is None:
        raise Missing([Reason(_("本项目没有退回补正。"))])
    return found


def beside_fields(session: Session, project: Project) -> dict[str, str]:
    """Field → what has to be amended there; `ruling`: what was said of the whole. Empty where the plan in force was not sent back."""
    newest = select(Ruling).where(Ruling.project_id == project.id, Ruling.revision == project.revision)
    ruling = session.scalars(newest.where(Ruling.outcome.in_((RETURN, AMEND))).order_by(Ruling.id.desc()).limit(1)).one_or_none()
    if ruling is None:
        return {}
    marks = select(ReviewMark).where(ReviewMark.project_id == project.id, ReviewMark.at == ruling.at).order_by(ReviewMark.position)
    told: dict[str, str] = {"ruling": _whole(session, project, ruling)}
    for mark in session.scalars(marks):
        text = _("需修改：{note}").format(note=mark.note)
        told[mark.field] = f"{told[mark.field]} {text}" if mark.field in told else text
    return told


def _whole(session: Session, project: Project, ruling: Ruling) -> str:
    on = day(ruling.at.astimezone(SHANGHAI).date())
    if ruling.outcome == AMEND:
        return _("{on}审议修改后同意，条件：{conditions}").format(on=on, conditions=ruling.conditions)
    return _("{on}第{n}次退回补正：{text}").format(on=on, n=returns(session, project), text=ruling.text)


# ---------------------------------------------------------------- moments that diagrams wait for


def correction_ends_at(session: Session, case: Case) -> dt.datetime:
    """Until when the corrected plan is awaited. Raises Missing."""
    return correction_of(session, _project_id(session, case)).ends_at


def deferred_until(session: Session, case: Case) -> dt.datetime:
    """The beginning of the day until which the decision is put off. Raises Missing."""
    mine = select(Ruling.deferred_until).where(Ruling.project_id == _project_id(session, case), Ruling.outcome == DEFER)
    until = session.scalars(mine.order_by(Ruling.id.desc()).limit(1)).one_or_none()
    if until is None:
        raise Missing([Reason(_("本项目没有暂缓。"))])
    return start_of_day(until)


def _project_id(session: Session, case: Case) -> int:
    return session.scalars(select(Project.id).where(Project.case_id == case.root_id)).one_or_none() or 0

"""A change of the rule packs on its way: what it says, who proposed and approved it, and while it is not in force what it will touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.visibility import visible
from app.web.cases.names import Names
from app.web.packs.touched import APPLIED, Change, touched
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.act import Actor
from workflows.engine.tables import case_
from workflows.procurement import packs
from workflows.procurement.models.catalogues import DRAFTED, RETURNED
from workflows.procurement.models.packs import EXTENSION, IN_FORCE, WITHDRAWN, RuleChange
from workflows.procurement.models.projects import Project
from workflows.text import _

STATES = {DRAFTED: _("办理中"), RETURNED: _("已退回修改"), IN_FORCE: _("已审定"), WITHDRAWN: _("已撤回")}


def change_section(session: Session, one: RuleChange) -> Iterator[Section]:
    """What is changed, by which document, by whom."""
    names = Names(session)
    days = f"{one.from_date} {_('至')} {one.to_date or _('长期')}" if one.kind == EXTENSION else str(one.from_date)
    facts = [
        Fact(_("事项"), one.name if one.kind in (EXTENSION, packs.BAND, packs.CATEGORY) else f"{one.subject} {one.name}"),
        Fact(_("修改前"), one.before),
        Fact(_("修改后"), one.text),
        Fact(_("延续期间") if one.kind == EXTENSION else _("施行日期"), days),
        Fact(_("适用方式"), APPLIED.get(one.applies_by, "")),
        Fact(_("依据文件"), one.document),
        Fact(_("理由"), one.reason),
        Fact(_("办理情况"), STATES[one.state]),
        Fact(_("提出"), f"{names.account(one.drafted_by)} {moment(one.drafted_at)}"),
        Fact(_("审定"), f"{names.account(one.approved_by)} {moment(one.approved_at)}" if one.approved_by else ""),
        Fact(_("审定意见"), one.opinion),
    ]
    yield Section(_("规则修改"), [fact for fact in facts if fact.text])


def pending(session: Session, actor: Actor, case: Any) -> list[Section]:
    """What the change of a case will touch, as far as this person may read it; nothing once it is in force."""
    one = session.get(RuleChange, case.subject_id) if case.subject_kind == RuleChange.__tablename__ else None
    if one is None or one.state not in (DRAFTED, RETURNED):
        return []
    shown = visible(session, actor)
    if one.kind == EXTENSION:
        return [_carried(session, one, shown)]
    found = packs.matter(session, one.subject)
    return list(touched(session, Change(found, one.value, one.from_date, one.applies_by), shown)) if found else []


def _carried(session: Session, one: RuleChange, shown: ColumnElement[bool]) -> Section:
    """From when on a new project needs no document of its own, and which ones were begun on one."""
    bare = select(Project).join(case_, case_.c.id == Project.case_id).where(Project.basis_reference != "", case_.c.state == "open", shown)
    rows = [(f"{row.number} {row.title}", row.basis_reference) for row in session.scalars(bare.order_by(Project.number))]
    text = _("{a}至{b}立项的项目不再提示，不必另写依据文件。以前凭文件立项的项目{n}个，提示和文号保留在记录中。")
    tables = [TableView("", (_("项目"), _("凭以立项的文件")), rows)] if rows else []
    return Section(_("涉及的项目"), tables=tables, text=text.format(a=one.from_date, b=one.to_date or _("长期"), n=len(rows)))

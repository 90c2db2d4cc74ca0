"""社会组织: the register of Art. 24, one organisation at a time: information, capacity, scope, how its registration changed, its credit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.visibility import reads_record, visible
from app.web.cases.names import Names
from app.web.views.bits import Chip, Fact, TableView, Tone
from app.web.views.case import Section
from app.web.views.lists import EntryRow, RegisterPage
from workflows.act import Actor
from workflows.engine.tables import case_
from workflows.errors import Missing, Reason
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.performance import Evaluation
from workflows.procurement.models.projects import Project
from workflows.procurement.models.registers import VERIFIED, history_of, profiles_of
from workflows.procurement.rules.comparison import FILED, IN_FORCE, REGISTERED
from workflows.text import _

STANDS, EXPIRED, NEVER = _("已核验"), _("核验已到期"), _("未核验")
TONES: Mapping[str, Tone] = {STANDS: "soon", EXPIRED: "late", NEVER: "pending"}


def standing(organisation: Organisation, today: dt.date) -> str:
    """Whether an office's finding stands on a day, in a word."""
    if organisation.verified_until is None:
        return NEVER
    return STANDS if organisation.verified_until >= today else EXPIRED


def organisations_page(session: Session, asked: str, today: dt.date) -> RegisterPage:
    """Every social organisation whose name or scope holds what was asked for."""
    wanted = select(Organisation).where(Organisation.registration_kind.in_((*REGISTERED, FILED))).order_by(Organisation.name)
    rows = [
        _row(one, today) for one in session.scalars(wanted) if not asked or asked in one.name or any(asked in item for item in one.scope)
    ]
    return RegisterPage(_("社会组织"), rows, _("没有符合条件的社会组织"), asked, _("名称或者服务内容"))


def _row(one: Organisation, today: dt.date) -> EntryRow:
    state = standing(one, today)
    chip = Chip(state, TONES[state]) if one.status == IN_FORCE else Chip(one.status, "late")
    return EntryRow(f"/organisations/{one.id}", one.name, "、".join(one.scope), one.place, one.registration_kind, [chip])


def organisation_sections(session: Session, actor: Actor, key: str, today: dt.date) -> tuple[str, Sequence[Section]]:
    """The name and the sections of one organisation's page. Raises Missing."""
    found = session.get(Organisation, key)
    if found is None or found.registration_kind not in (*REGISTERED, FILED):
        raise Missing([Reason(_("没有这个社会组织。"))])
    inside = reads_record(actor) or key in actor.places("organisation.agent")
    return found.name, list(_sections(session, actor, found, today, inside=inside))


def _sections(session: Session, actor: Actor, found: Organisation, today: dt.date, *, inside: bool) -> Iterator[Section]:
    yield Section(_("登记信息"), [one for one in _facts(found, today, inside=inside) if one.text])
    verified = [one for one in profiles_of(session, found.id) if one.state == VERIFIED]
    if verified:
        latest = verified[0]
        facts = [
            Fact(_("组织信息"), latest.information),
            Fact(_("承接能力"), latest.capacity),
            *([Fact(_("孵化培育情况"), latest.incubation)] if latest.incubation else ()),
            Fact(_("承接范围"), "、".join(latest.scope)),
        ]
        yield Section(_("承接能力和承接范围"), facts)
    yield _history(session, found, inside=inside)
    yield _projects(session, actor, found)
    yield _credit(session, found)


def _facts(found: Organisation, today: dt.date, *, inside: bool) -> Iterator[Fact]:
    yield Fact(_("登记种类"), found.registration_kind)
    yield Fact(_("组织类型"), found.kind)
    yield Fact(_("统一社会信用代码"), found.uscc or "")
    yield Fact(_("镇街备案号"), found.filing_no or "")
    since = _("{status}（自{day}）").format(status=found.status, day=found.status_from) if found.status_from else found.status
    yield Fact(_("登记状态"), since)
    until = _("{state}，有效至{day}").format(state=standing(found, today), day=found.verified_until)
    yield Fact(_("信息核验"), until if found.verified_until else NEVER)
    yield Fact(_("登记证书有效期至"), str(found.certificate_until or ""))
    yield Fact(_("登记地"), found.place)
    yield Fact(_("承接范围"), "、".join(found.scope))
    if inside:
        yield Fact(_("负责人"), found.responsible or "")
        yield Fact(_("联系人"), " ".join(one for one in (found.contact, found.phone) if one))
        yield Fact(_("住所"), found.address or "")


def _history(session: Session, found: Organisation, *, inside: bool) -> Section:
    names = Names(session)
    heads = [_("变化日期"), _("登记状态"), _("依据文件"), _("情况说明")]
    rows = [[str(one.from_date), one.status, one.document, one.reason] for one in history_of(session, found.id)]
    if inside:
        heads.append(_("登记"))
        for row, one in zip(rows, history_of(session, found.id), strict=True):
            row.append(f"{names.account(one.recorded_by)} {moment(one.recorded_at)}")
    return Section(_("登记状态变化"), tables=[TableView("", heads, rows, empty=_("没有变化记录。"))])


def _projects(session: Session, actor: Actor, found: Organisation) -> Section:
    """Signed contracts are public; their prices too (Art. 24)."""
    mine = select(Contract, Project.title, Project.number).join(Project, Project.id == Contract.project_id)
    mine = mine.join(case_, case_.c.id == Project.case_id).where(Contract.party_b == found.id, Contract.signed_by_town_on.is_not(None))
    seen = set(session.scalars(select(Project.id).join(case_, case_.c.id == Project.case_id).where(visible(session, actor))))
    rows = [
        (title, number if one.project_id in seen else "", _("{a} 至 {b}").format(a=one.begins_on, b=one.ends_on), one.price)
        for one, title, number in session.execute(mine.order_by(Contract.begins_on.desc()))
    ]
    heads = (_("项目"), _("编号"), _("服务期"), _("合同价"))
    return Section(_("承接项目"), tables=[TableView("", heads, rows, money=(3,), empty=_("尚未承接项目。"))])


def _credit(session: Session, found: Organisation) -> Section:
    """Published evaluations count for or against an organisation (Art. 27)."""
    mine = select(Evaluation, Project.title).join(Project, Project.id == Evaluation.project_id)
    mine = mine.join(Contract, Contract.project_id == Project.id).where(Contract.party_b == found.id, Evaluation.published_at.is_not(None))
    rows = [
        (title, f"{one.total:.2f}", one.grade, one.renewal, moment(one.published_at))
        for one, title in session.execute(mine.order_by(Evaluation.published_at.desc()))
    ]
    heads = (_("项目"), _("得分"), _("等级"), _("续购意见"), _("公布"))
    return Section(_("绩效评价和信用"), tables=[TableView("", heads, rows, empty=_("没有公布的绩效评价。"))])

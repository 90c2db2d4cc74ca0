"""采购: the plan, the method, who was invited, what was quoted (never before it was opened), who won and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment
from app.web.cases import judging, remedies
from app.web.cases.names import Names
from app.web.cases.publications import published
from app.web.cases.reader import Opened
from app.web.context import bench
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.lawbook import bands
from workflows.procurement.models.procurements import Invitation, Procurement, Qualification, Quotation, quotations_sealed
from workflows.procurement.models.projects import Project
from workflows.procurement.models.solicitations import running
from workflows.procurement.money import words
from workflows.text import _

MEETS = {True: _("满足"), False: _("不满足"), None: ""}


def sections(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """The whole purchase for those who read the record; an organisation sees its own invitation and quotation."""
    bought = session.get(Procurement, project.id)
    if bought is None:
        yield Section(_("采购实施计划"), text=_("立项后编制采购实施计划。"))
        return
    if opened.reader.whole:
        yield _plan(session, bought)
        yield Section(_("采购方式"), facts=list(_method(session, bought)))
        yield from judging.sections(session, project, bought, names)
    asked = _invitations(session, opened, project)
    judged = running(session, bought) is not None
    if asked and not (judged and opened.reader.whole and bought.is_open):
        yield _quotations(session, opened, project, bought, asked, names)
    if opened.reader.whole and bought.opened_at and (bought.awarded or not judged):
        yield Section(_("成交结果") if judged else _("比价与成交"), facts=list(_award(bought, names)))
    yield from published(session, project, ("intention", "single_source", "call", "change", "result", "failure"))
    yield from remedies.of_purchase(session, opened, project, names)


def _plan(session: Session, bought: Procurement) -> Section:
    facts = [
        Fact(_("采购需求"), bought.demand),
        Fact(_("采购预算"), words(bought.budget), bought.budget),
        Fact(_("最高限价"), words(bought.price_ceiling), bought.price_ceiling),
        Fact(_("评审办法"), bought.evaluation_method),
        Fact(_("验收方案"), bought.acceptance_scheme),
        Fact(_("风险与对策"), bought.risks),
    ]
    mine = select(Qualification).where(Qualification.project_id == bought.project_id, Qualification.draft == bought.draft)
    rows = [(one.kind, one.text, one.law, one.reason) for one in session.scalars(mine.order_by(Qualification.position))]
    heads = (_("类型"), _("内容"), _("法律依据"), _("理由"))
    table = TableView(_("资格条件"), heads, rows, empty=_("没有特别的资格条件。"))
    return Section(_("采购实施计划"), [one for one in facts if one.text], [table])


def _method(session: Session, bought: Procurement) -> Iterator[Fact]:
    band = next((one for one in bands(session, bought.began_on) if one.id == bought.band), None)
    yield Fact(_("采购方式"), bought.method or _("尚未确认"))
    if band:
        yield Fact(_("程序"), _("{procedure}，不少于{n}家报价").format(procedure=band.procedure, n=band.quotations))
    if bought.confirmed_on:
        yield Fact(_("确认日期"), bought.confirmed_on.isoformat())
    if bought.ground:
        yield Fact(_("依据情形"), bought.ground)
    if bought.finance_approval:
        yield Fact(_("市财政部门批准"), bought.finance_approval)
    if bought.deviation_reason:
        yield Fact(_("另择方式的理由"), bought.deviation_reason)


def _invitations(session: Session, opened: Opened, project: Project) -> Sequence[Invitation]:
    mine = select(Invitation).where(Invitation.project_id == project.id).order_by(Invitation.round, Invitation.position)
    return [one for one in session.scalars(mine) if opened.reader.whole or one.organisation in opened.reader.organisations]


def _quotations(
    session: Session, opened: Opened, project: Project, bought: Procurement, asked: Sequence[Invitation], names: Names
) -> Section:
    """Who was asked; what they quoted only once the closing has passed and the quotations were opened."""
    now = bench().clock.now()
    sealed = quotations_sealed(session, project.id, now)
    seen = {key: one for key, one in _opened_quotations(session, project).items() if not (sealed and one.round == bought.round)}
    several = len({one.round for one in asked}) > 1
    rows = []
    for one in asked:
        quotation = seen.get((one.round, one.organisation))
        own = (names.place(one.organisation), quotation.price if quotation else None)
        more = (
            (moment(quotation.submitted_at), MEETS[quotation.meets_demand])
            if quotation
            else ("", _("密封") if _shut(bought, one) else _("未报价"))
        )
        rows.append((*((_("第{n}轮").format(n=one.round),) if several else ()), *own, *more))
    heads = (*((_("轮次"),) if several else ()), _("受邀单位"), _("报价"), _("提交时间"), _("需求"))
    facts = [Fact(_("报价截止"), moment(bought.closes_at))] if bought.closes_at else []
    if bought.fewer_reason and opened.reader.whole:
        facts.append(Fact(_("家数不足的理由"), bought.fewer_reason))
    money = (2 if several else 1,)
    return Section(_("邀请与报价"), facts, [TableView("", heads, rows, money=money)], sealed=_why_sealed(bought, now, sealed=sealed))


def _shut(bought: Procurement, one: Invitation) -> bool:
    """Whether this invitation belongs to the round that was not opened yet."""
    return one.round == bought.round and not bought.is_open


def _opened_quotations(session: Session, project: Project) -> dict[tuple[int, str], Quotation]:
    mine = select(Quotation).where(Quotation.project_id == project.id, Quotation.sealed.is_(False))
    return {(one.round, one.organisation): one for one in session.scalars(mine)}


def _why_sealed(bought: Procurement, now: dt.datetime, *, sealed: bool) -> str:
    if sealed:
        return _("报价密封至{at}，截止前任何人（包括审计人员和系统管理员）都不能查看。").format(at=moment(bought.closes_at))
    if bought.closes_at and now >= bought.closes_at and not bought.is_open:
        return _("报价已截止，等待采购小组在见证人在场时开启。")
    return ""


def _award(bought: Procurement, names: Names) -> Iterator[Fact]:
    yield Fact(_("开启时间"), moment(bought.opened_at))
    yield Fact(_("见证人"), names.account(bought.witness) if bought.witness else "")
    if bought.recommended:
        yield Fact(_("推荐"), f"{names.place(bought.recommended)}：{bought.recommendation}")
    if bought.awarded and bought.award_price is not None:
        yield Fact(_("成交单位"), names.place(bought.awarded))
        yield Fact(_("成交价"), words(bought.award_price), bought.award_price)
        yield Fact(_("确定日期"), bought.awarded_on.isoformat() if bought.awarded_on else "")
    if bought.other_than_lowest_reason:
        yield Fact(_("未选最低价的理由"), bought.other_than_lowest_reason)

"""资金与支付: which funds carry the project, how they moved, and the instalments as planned, asked for and paid."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import moment, numeral
from app.web.cases.names import Names
from app.web.cases.reader import Opened
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.contracts import Instalment, instalments_of
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.procurement.models.payments import PaymentRequest
from workflows.procurement.models.projects import FundingLine, Project, parts
from workflows.procurement.money import words
from workflows.text import _

MOVEMENTS = {"reserve": _("预留"), "free": _("退回额度"), "commit": _("转为合同占用"), "release": _("释放合同占用"), "pay": _("支付")}
STATES = {
    "planned": _("未到期"),
    "due": _("可申请"),
    "requested": _("已申请，待复核"),
    "reviewed": _("已复核，待批准"),
    "approved": _("已批准，待支付"),
    "paid": _("已支付"),
    "settled": _("无须支付"),
    "stopped": _("停止支付"),
}


def sections(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """Funds for those who read the record; the contractor sees what it is paid."""
    if opened.reader.whole:
        why = [Fact(_("资金用途相符的理由"), project.purpose_reason)] if project.purpose_reason else []
        yield Section(_("资金安排"), facts=why, tables=[_funding(session, project)])
    if opened.reader.whole or opened.reader.contractor:
        yield Section(
            _("付款计划与支付"), facts=list(_paid(session, project)), tables=[_instalments(session, project), _requests(session, project)]
        )
    if opened.reader.whole:
        yield Section(_("资金变动"), tables=[_movements(session, project)])


def _funding(session: Session, project: Project) -> TableView:
    rows = []
    for line in parts(session, project, FundingLine):
        fund = session.get(FundLine, line.fund)
        rows.append((line.fund, fund.kind if fund else "", fund.purpose if fund else "", line.amount))
    heads = (_("资金"), _("性质"), _("用途"), _("安排金额"))
    return TableView("", heads, rows, money=(3,), empty=_("尚未安排资金。"))


def _movements(session: Session, project: Project) -> TableView:
    mine = select(FundMovement).where(FundMovement.project_id == project.id).order_by(FundMovement.at, FundMovement.id)
    rows = [(moment(one.at), one.fund, MOVEMENTS.get(one.kind, one.kind), one.amount) for one in session.scalars(mine) if one.amount]
    return TableView(
        "", (_("时间"), _("资金"), _("变动"), _("金额")), rows, money=(3,), empty=_("资金尚未预留；立项决定后预留，签约后转为合同占用。")
    )


def _paid(session: Session, project: Project) -> Iterator[Fact]:
    paid = [one.paid for one in instalments_of(session, project.id) if one.paid is not None]
    if paid:
        yield Fact(_("已支付"), words(sum(paid[1:], paid[0])), sum(paid[1:], paid[0]))


def _instalments(session: Session, project: Project) -> TableView:
    rows = [_instalment(session, one) for one in instalments_of(session, project.id)]
    heads = (_("期次"), _("款项"), _("付款条件"), _("计划金额"), _("可申请日"), _("申请金额"), _("支付日期"), _("支付金额"), _("状态"))
    return TableView("", heads, rows, money=(3, 5, 7), empty=_("合同签订前编制付款计划。"))


def _instalment(session: Session, one: Instalment) -> tuple[str | Decimal | None, ...]:
    asked = session.scalars(select(PaymentRequest.amount).where(PaymentRequest.instalment_id == one.id)).one_or_none()
    share = f"（{one.share.normalize():f}%）" if one.share is not None else ""
    trigger = f"{one.trigger} {_day(one.on_date)}".strip()
    title = _("第{n}期").format(n=numeral(one.number))
    return (
        title,
        f"{one.kind}{share}",
        trigger,
        one.amount,
        _day(one.due_on),
        asked,
        _day(one.paid_on),
        one.paid,
        STATES.get(one.state, one.state),
    )


def _requests(session: Session, project: Project) -> TableView:
    mine = select(PaymentRequest).where(PaymentRequest.project_id == project.id).order_by(PaymentRequest.number)
    heads = (_("期次"), _("金额"), _("发票号码"), _("收到发票"), _("收款户名"), _("收款账号"), _("银行回单"))
    rows = [
        (
            _("第{n}期").format(n=numeral(one.number)),
            one.amount,
            one.invoice_no,
            _day(one.received_on),
            one.payee_name,
            _masked(one.payee_account),
            one.bank_reference,
        )
        for one in session.scalars(mine)
    ]
    return TableView(_("付款申请"), heads, rows, money=(1,), empty=_("尚无付款申请。"))


def _masked(account: str) -> str:
    """The last four digits are enough to recognise an account."""
    return f"…{account[-4:]}" if len(account) > 4 else account


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""

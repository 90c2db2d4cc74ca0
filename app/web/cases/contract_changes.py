"""What happened to the contract beside its performance: a warning of the register, amendments, suspensions, the early end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from app.i18n.formats import day, money
from app.web.cases.names import Names
from app.web.views.bits import Fact, TableView
from app.web.views.case import Section
from workflows.procurement.models.contract_changes import Amendment, Suspension, Termination, changes_of
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.people import Organisation
from workflows.procurement.remedies import named, to_carry_out
from workflows.text import _

STATES = {
    "proposed": _("已提出，待审查"),
    "cleared": _("法律审查通过，待批准"),
    "approved": _("已批准，待签署"),
    "agreed": _("乙方已签，待甲方签署"),
    "in_force": _("已生效"),
    "refused": _("未通过"),
    "ended": _("已办结"),
    "withdrawn": _("已撤回"),
}
ENDING = {
    "proposed": _("已提出，待决定"),
    "cleared": _("法律审查通过，待决定"),
    "approved": _("已决定终止，办理结算和移交"),
    "refused": _("未终止"),
    "ended": _("已终止，结算和移交已办结"),
}
SUSPENDING = {
    **STATES,
    "proposed": _("已提出，待决定"),
    "in_force": _("中止中，停止付款"),
    "ended": _("已结束"),
    "withdrawn": _("未决定，随合同终止"),
}
IN_FORCE = ("signed", "suspended")


def warning(session: Session, contract: Contract) -> Iterator[Section]:
    """The other party is no longer registered: nothing is paid, and somebody should propose the end (ART-3.3)."""
    party = session.get(Organisation, contract.party_b)
    if party is None or party.status == "正常" or contract.state not in IN_FORCE:
        return
    since = _("（{day}起）").format(day=day(party.status_from)) if party.status_from else ""
    text = _("承接主体登记状态：{status}{since}。各期付款不予办理；不能恢复的，请在概览页发起合同终止，落实服务对象移交。")
    yield Section(_("登记状态提示"), text=text.format(status=party.status, since=since))


def pending(session: Session, contract: Contract) -> Iterator[Section]:
    """What was decided on a challenge or complaint and is not carried out: meanwhile nothing is signed or paid."""
    waiting = "、".join(named(one) for one in to_carry_out(session, contract.project_id))
    if waiting:
        yield Section(_("处理决定待执行"), text=_("{waiting}尚未执行，登记之前不得签约、付款。").format(waiting=waiting))


def sections(session: Session, contract: Contract, names: Names) -> Iterator[Section]:
    """Each change with its reason, its decision and what came of it."""
    for ended in changes_of(session, Termination, contract.project_id):
        yield Section(_("合同终止"), [one for one in _termination(ended, names) if one.text or one.amount is not None])
    for still in changes_of(session, Suspension, contract.project_id):
        yield Section(_("合同中止"), [one for one in _suspension(still, names) if one.text])
    for changed in changes_of(session, Amendment, contract.project_id):
        heads = (_("款项"), _("付款条件"), _("日期"), _("金额"))
        lines = [(one["kind"], one["trigger"], one["on"], Decimal(one["amount"])) for one in changed.instalments]
        plan = [TableView(_("未到期各期的新安排"), heads, lines, money=(3,))] if lines else []
        yield Section(f"{changed.kind}（{changed.number}）", [one for one in _amendment(changed, names) if one.text], plan)


def _amendment(one: Amendment, names: Names) -> Iterator[Fact]:
    yield Fact(_("状态"), STATES.get(one.state, one.state))
    yield Fact(_("变更内容"), one.content)
    yield Fact(
        _("合同价变动"), _("{amount}元").format(amount=f"{'+' if one.amount > 0 else ''}{money(one.amount)}") if one.amount else _("不变")
    )
    yield Fact(_("变更后结束日期"), day(one.ends_on) if one.ends_on else "")
    yield Fact(_("理由"), f"{one.reason_kind}：{one.reason}")
    yield Fact(_("提出"), f"{names.account(one.proposed_by)} · {day(one.proposed_on)}")
    yield Fact(_("签署日期"), day(one.signed_on) if one.signed_on else "")
    yield Fact(_("撤回"), f"{one.withdrawal}（{names.account(one.withdrawn_by)}，{day(one.withdrawn_on)}）" if one.withdrawn_on else "")


def _suspension(one: Suspension, names: Names) -> Iterator[Fact]:
    yield Fact(_("状态"), SUSPENDING.get(one.state, one.state))
    yield Fact(_("期间"), _("{first} 至 {last}").format(first=day(one.from_date), last=day(one.until_date)))
    yield Fact(_("理由"), f"{one.reason_kind}：{one.reason}")
    yield Fact(_("决定"), f"{names.account(one.decided_by)} · {day(one.decided_on)}" if one.decided_on else "")
    yield Fact(
        _("恢复"), f"{one.resumption}（{names.account(one.resumed_by)}，{day(one.resumed_on)}）" if one.resumed_on else one.resumption
    )


def _termination(one: Termination, names: Names) -> Iterator[Fact]:
    yield Fact(_("状态"), ENDING.get(one.state, one.state))
    yield Fact(_("原因"), f"{one.reason_kind}：{one.reason}")
    yield Fact(_("决定"), f"{names.account(one.decided_by)} · {day(one.decided_on)}" if one.decided_on else "")
    yield Fact(_("移交方案"), one.handover_plan)
    yield Fact(_("后续安排"), one.next_step)
    yield Fact(_("已完成的服务"), one.accepted_work)
    yield Fact(_("结算应付"), amount=one.owed)
    yield Fact(_("释放额度"), amount=one.freed)
    yield Fact(_("移交"), f"{one.handover_note}（{day(one.handed_over_on)}）" if one.handed_over_on else "")

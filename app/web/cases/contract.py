"""合同: what the two parties signed, what the lawyer said of it, and what was made public."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.i18n.formats import day
from app.web.cases import contract_changes
from app.web.cases.names import Names
from app.web.cases.publications import published
from app.web.cases.reader import Opened
from app.web.views.bits import Fact, OpinionLine
from app.web.views.case import Section
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.people import Authority
from workflows.procurement.models.projects import Project
from workflows.procurement.money import words
from workflows.text import _

LEGAL = "contract.give_legal_opinion"
STATES = {
    "draft": _("草拟中"),
    "planned": _("已编制付款计划，待法律意见"),
    "cleared": _("法律审查通过，待乙方签署"),
    "half_signed": _("乙方已签，待甲方签署"),
    "signed": _("已签订"),
    "declined": _("未签订"),
    "void": _("成交结果已取消，合同文本作废"),
    "suspended": _("已中止"),
    "terminated": _("已终止"),
}
FACTS = {
    "content_fixed": _("购买内容相对固定"),
    "continuous": _("连续性强"),
    "funds_stable": _("经费来源稳定"),
    "price_stable": _("价格变化小"),
}
"""The four facts of Art. 22 on which a longer term rests."""


def sections(session: Session, opened: Opened, project: Project, names: Names) -> Iterator[Section]:
    """The contract for its parties and those who read the record; the publication for everybody."""
    contract = session.get(Contract, project.id)
    if contract is None:
        yield Section(_("合同"), text=_("确定成交单位后拟订合同。"))
        return
    if opened.reader.whole or opened.reader.contractor:
        yield from contract_changes.warning(session, contract)
        yield from contract_changes.pending(session, contract)
        yield Section(_("合同"), list(_terms(session, contract, names)))
        yield Section(_("签署"), list(_signed(contract, names)))
        yield from contract_changes.sections(session, contract, names)
    if opened.reader.whole:
        said = list(_legal(session, project, names))
        if said:
            yield Section(_("法律意见"), opinions=said)
    yield from published(session, project, ("contract",))


def _terms(session: Session, contract: Contract, names: Names) -> Iterator[Fact]:
    town = session.get(Authority, contract.party_a)
    yield Fact(_("合同编号"), contract.number)
    yield Fact(_("状态"), STATES.get(contract.state, contract.state))
    yield Fact(_("甲方"), town.name if town else contract.party_a)
    yield Fact(_("乙方"), names.place(contract.party_b))
    yield Fact(_("标的"), contract.subject)
    yield Fact(_("合同价"), words(contract.price), contract.price)
    if contract.in_force != contract.price:
        yield Fact(_("补充变更后"), words(contract.in_force), contract.in_force)
    yield Fact(_("履行期限"), _("{first} 至 {last}").format(first=contract.begins_on, last=contract.ends_on))
    held = [label for name, label in FACTS.items() if getattr(contract, name)]
    if held:
        yield Fact(_("期限依据"), "、".join(held))
    yield Fact(_("验收标准"), contract.acceptance_standard)
    yield Fact(_("绩效挂钩"), contract.performance_clause)
    yield Fact(_("违约责任"), contract.breach_clause)
    yield Fact(_("争议解决"), contract.dispute_clause)
    yield Fact(_("履约保证金"), contract.bond_form, contract.performance_bond)
    if contract.bond_returned_on:
        yield Fact(_("履约保证金退还"), str(contract.bond_returned_on))


def _signed(contract: Contract, names: Names) -> Iterator[Fact]:
    for title, who, on in (
        (_("乙方签署"), contract.signed_by_contractor, contract.signed_by_contractor_on),
        (_("甲方签署"), contract.signed_by_town, contract.signed_by_town_on),
    ):
        yield Fact(title, f"{names.account(who)} · {day(on)}" if who else _("尚未签署"))
    if contract.unsigned_because:
        yield Fact(_("未签订的原因"), contract.unsigned_because)
    if contract.filed_on:
        yield Fact(_("备案"), f"{contract.filed_no} · {names.account(contract.filed_by)} · {day(contract.filed_on)}")


def _legal(session: Session, project: Project, names: Names) -> Iterator[OpinionLine]:
    mine = select(Opinion).where(Opinion.project_id == project.id, Opinion.task == LEGAL).order_by(Opinion.at)
    for one in session.scalars(mine):
        yield OpinionLine(_("出具合同法律意见"), one.outcome, names.account(one.actor), names.post(one.post), one.at, one.text)

"""The key facts of a project, as far as it has come: what, where, how much, from which money, with whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.i18n.formats import numeral
from app.web.views.bits import Fact
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.people import Account, Authority, Community, Organisation
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import CostItem, FundingLine, Project, ProjectCommunity, Target
from workflows.text import _

_ABOUT = (
    select(
        Project.id,
        Project.number,
        Project.title,
        Project.amount,
        Project.category_class,
        Project.sub_item,
        Project.begins_on,
        Project.ends_on,
        Project.approval_no,
        Authority.short.label("office"),
        Account.display.label("clerk"),
        Procurement.method,
        Contract.number.label("contract_no"),
        Contract.price,
        Organisation.name.label("contractor"),
    )
    .join(Authority, Authority.id == Project.authority_id)
    .outerjoin(Account, Account.name == Project.started_by)
    .outerjoin(Procurement, Procurement.project_id == Project.id)
    .outerjoin(Contract, Contract.project_id == Project.id)
    .outerjoin(Organisation, Organisation.id == Contract.party_b)
    .where(Project.case_id == bindparam("root"))
)
_COMMUNITIES = (
    select(Community.name)
    .join(ProjectCommunity, ProjectCommunity.community_id == Community.id)
    .join(Project, (Project.id == ProjectCommunity.project_id) & (Project.revision == ProjectCommunity.revision))
    .where(Project.id == bindparam("project"))
    .order_by(ProjectCommunity.position)
)
_FUNDS = (
    select(FundingLine.fund, FundLine.kind, FundingLine.amount)
    .join(Project, (Project.id == FundingLine.project_id) & (Project.revision == FundingLine.revision))
    .join(FundLine, FundLine.code == FundingLine.fund)
    .where(Project.id == bindparam("project"))
    .order_by(FundingLine.position)
)
_PLAN = select(Project.need, Project.governance_goal, Project.place, Project.beneficiaries).where(Project.id == bindparam("project"))
_COSTS = (
    select(CostItem.item, CostItem.unit, CostItem.quantity, CostItem.price, CostItem.amount)
    .join(Project, (Project.id == CostItem.project_id) & (Project.revision == CostItem.revision))
    .where(Project.id == bindparam("project"))
    .order_by(CostItem.position)
)
_TARGETS = (
    select(Target.code, Target.name, Target.target, Target.unit, Target.weight)
    .join(Project, (Project.id == Target.project_id) & (Project.revision == Target.revision))
    .where(Project.id == bindparam("project"))
    .order_by(Target.position)
)
_INSTALMENT = select(Instalment.number, Instalment.kind, Instalment.trigger, Instalment.amount, Instalment.payable)


@dataclass(frozen=True, slots=True)
class About:
    """A project in short; `id` 0 and no facts before there is one."""

    id: int = 0
    title: str = ""
    number: str = ""
    facts: Sequence[Fact] = ()


def about(session: Session, case: Any, *, full: bool) -> About:
    """The project of a case row, or of the root of a side case. `full`: with what only offices see."""
    row = session.execute(_ABOUT, {"root": case.root_id}).one_or_none()
    if row is None:
        return About(title=case.title)
    part = _instalment(session, case) if case.subject_kind == "instalment" else ()
    return About(row.id, row.title, row.number, [*part, *_facts(session, row, full=full)])


def _facts(session: Session, row: Any, *, full: bool) -> Iterator[Fact]:
    yield Fact(_("单位"), row.office)
    yield Fact(_("服务社区"), "、".join(session.scalars(_COMMUNITIES, {"project": row.id})))
    yield Fact(_("服务内容"), row.sub_item)
    yield Fact(_("服务期"), _("{first} 至 {last}").format(first=row.begins_on, last=row.ends_on))
    yield Fact(_("预算"), amount=row.amount)
    if not full:
        return
    for fund in session.execute(_FUNDS, {"project": row.id}):
        yield Fact(_("资金 {code}").format(code=fund.fund), _("{kind} {amount:,.2f}元").format(kind=fund.kind, amount=fund.amount))
    optional = (
        (_("立项批复"), row.approval_no),
        (_("采购方式"), row.method),
        (_("合同"), row.contract_no),
        (_("承接主体"), row.contractor),
    )
    yield from (Fact(label, text) for label, text in optional if text)
    if row.price is not None:
        yield Fact(_("合同价"), amount=row.price)
    yield Fact(_("经办人"), row.clerk or "")


def plan(session: Session, project: int) -> Sequence[Fact]:
    """What the plan in force says: why, for whom, at what cost, to be measured by what."""
    row = session.execute(_PLAN, {"project": project}).one()
    facts = [Fact(_("社区需求"), row.need), Fact(_("治理目标"), row.governance_goal), Fact(_("实施地点"), row.place)]
    facts.append(Fact(_("受益人数"), _("{n}人").format(n=row.beneficiaries)))
    facts.append(Fact(_("费用明细"), "\n".join(_cost(one) for one in session.execute(_COSTS, {"project": project}))))
    facts.append(Fact(_("绩效指标"), "\n".join(_aim(one) for one in session.execute(_TARGETS, {"project": project}))))
    return facts


def _cost(row: Any) -> str:
    said = _("{item}：{quantity}{unit} × {price:,.2f} = {amount:,.2f}元")
    return said.format(item=row.item, quantity=_number(row.quantity), unit=row.unit, price=row.price, amount=row.amount)


def _aim(row: Any) -> str:
    said = _("{code} {name} {target}{unit}（权重{weight}）")
    return said.format(code=row.code, name=row.name, target=_number(row.target), unit=row.unit, weight=_number(row.weight))


def _number(figure: Decimal) -> str:
    """320, not 320.00."""
    return f"{figure.normalize():f}"


def _instalment(session: Session, case: Any) -> Iterator[Fact]:
    row = session.execute(_INSTALMENT.where(Instalment.id == case.subject_id)).one_or_none()
    if row is not None:
        yield Fact(_("本期"), _("第{n}期 {kind}（{trigger}）").format(n=numeral(row.number), kind=row.kind, trigger=row.trigger))
        yield Fact(_("本期应付"), amount=row.amount if row.payable is None else row.payable)

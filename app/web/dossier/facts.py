"""The key facts of a project, as far as it has come: what, where, how much, from which money, with whom; and what was planned."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.i18n.formats import numeral
from app.web.dossier.beginnings import before_the_project, votes
from app.web.views.bits import Fact
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.people import Account, Authority, Community, Organisation
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import CostItem, FundingLine, PlanPart, Project, ProjectCommunity, Target
from workflows.schema import Money
from workflows.text import _

OWN_ROUTE = "A"
"""The town's own plans were voted on by no community (Art. 19)."""
_ABOUT = (
    select(
        Project.id,
        Project.route,
        Project.number,
        Project.title,
        Project.amount,
        Project.sub_item,
        Project.purpose_reason,
        Project.begins_on,
        Project.ends_on,
        Project.approval_no,
        Project.need,
        Project.governance_goal,
        Project.place,
        Project.beneficiaries,
        Authority.short.label("office"),
        Account.display.label("clerk"),
        Procurement.method,
        Contract.number.label("contract_no"),
        Contract.price,
        Organisation.name.label("contractor"),
    )
    .join(Authority, Authority.id == Project.authority_id)
    .outerjoin(Account, Account.name == func.coalesce(Project.handler, Project.started_by))
    .outerjoin(Procurement, Procurement.project_id == Project.id)
    .outerjoin(Contract, Contract.project_id == Project.id)
    .outerjoin(Organisation, Organisation.id == Contract.party_b)
    .where(Project.case_id == bindparam("root"))
)
_INSTALMENT = select(Instalment.number, Instalment.kind, Instalment.trigger, Instalment.amount, Instalment.payable).where(
    Instalment.id == bindparam("instalment")
)
_NONE = type_coerce(cast(null(), BigInteger), Money)


def _in_force(kind: type[PlanPart], name: str, *columns: Any) -> Any:
    """The lines of one kind of the plan in force; `columns`: name, unit, and up to three figures in hundredths."""
    lines = select(literal(name).label("kind"), kind.position.label("position"), *columns)
    project = (Project.id == kind.project_id) & (Project.revision == kind.revision)
    return lines.select_from(kind).join(Project, project).where(Project.id == bindparam("project"))


_LINES = union_all(
    _in_force(
        CostItem,
        "cost",
        CostItem.item.label("name"),
        CostItem.unit.label("unit"),
        type_coerce(CostItem.quantity, Money).label("first"),
        CostItem.price.label("second"),
        CostItem.amount.label("third"),
    ),
    _in_force(Target, "target", Target.code + " " + Target.name, Target.unit, Target.target, Target.weight, _NONE),
    _in_force(FundingLine, "fund", FundingLine.fund, FundLine.kind, FundingLine.amount, _NONE, _NONE).join(
        FundLine, FundLine.code == FundingLine.fund
    ),
    _in_force(ProjectCommunity, "community", Community.name, literal(""), _NONE, _NONE, _NONE).join(
        Community, Community.id == ProjectCommunity.community_id
    ),
).order_by("kind", "position")
"""Everything that a plan lists, with one read."""


@dataclass(frozen=True, slots=True)
class About:
    """A project in short; `id` 0 and no facts before there is one. `plan`: what was planned, for those who see all of it."""

    id: int = 0
    title: str = ""
    number: str = ""
    facts: Sequence[Fact] = ()
    plan: Sequence[Fact] = ()


def about(session: Session, case: Any, *, full: bool) -> About:
    """The project of a case row, or of the root of a side case. `full`: with what only offices see."""
    connection = session.connection()
    row = connection.execute(_ABOUT, {"root": case.root_id}).one_or_none()
    if row is None:
        return About(title=case.title, number=case.number, facts=before_the_project(session, case))
    lines: dict[str, list[Any]] = {}
    for line in connection.execute(_LINES, {"project": row.id}):
        lines.setdefault(line.kind, []).append(line)
    part = _instalment(session, case) if case.subject_kind == "instalment" else ()
    voted = votes(session, case) if full and row.route != OWN_ROUTE else ()
    facts = [*part, *_facts(row, lines), *(_inside(row, lines) if full else ()), *voted]
    return About(row.id, row.title, row.number, facts, list(_plan(row, lines)) if full else ())


def _facts(row: Any, lines: Mapping[str, Sequence[Any]]) -> Iterator[Fact]:
    yield Fact(_("单位"), row.office)
    yield Fact(_("服务社区"), "、".join(one.name for one in lines.get("community", ())))
    yield Fact(_("服务内容"), row.sub_item)
    yield Fact(_("服务期"), _("{first} 至 {last}").format(first=row.begins_on, last=row.ends_on))


def _inside(row: Any, lines: Mapping[str, Sequence[Any]]) -> Iterator[Fact]:
    """What only offices see."""
    yield Fact(_("预算"), amount=row.amount)
    for fund in lines.get("fund", ()):
        yield Fact(_("资金 {code}").format(code=fund.name), _("{kind} {amount:,.2f}元").format(kind=fund.unit, amount=fund.first))
    optional = (
        (_("资金用途相符的理由"), row.purpose_reason),
        (_("立项批复"), row.approval_no),
        (_("采购方式"), row.method),
        (_("合同"), row.contract_no),
        (_("承接主体"), row.contractor),
    )
    yield from (Fact(label, text) for label, text in optional if text)
    if row.price is not None:
        yield Fact(_("合同价"), amount=row.price)
    yield Fact(_("经办人"), row.clerk or "")


def _plan(row: Any, lines: Mapping[str, Sequence[Any]]) -> Iterator[Fact]:
    yield Fact(_("社区需求"), row.need)
    yield Fact(_("治理目标"), row.governance_goal)
    yield Fact(_("实施地点"), row.place)
    yield Fact(_("受益人数"), _("{n}人").format(n=row.beneficiaries))
    yield Fact(_("费用明细"), _joined(lines.get("cost", ()), _cost))
    yield Fact(_("绩效指标"), _joined(lines.get("target", ()), _aim))


def _joined(lines: Sequence[Any], said: Callable[[Any], str]) -> str:
    return "\n".join(said(one) for one in lines)


def _cost(line: Any) -> str:
    said = _("{name}：{quantity}{unit} × {price:,.2f} = {amount:,.2f}元")
    return said.format(name=line.name, quantity=_number(line.first), unit=line.unit, price=line.second, amount=line.third)


def _aim(line: Any) -> str:
    said = _("{name} {target}{unit}（权重{weight}）")
    return said.format(name=line.name, target=_number(line.first), unit=line.unit, weight=_number(line.second))


def _number(figure: Decimal) -> str:
    """320, not 320.00."""
    return f"{figure.normalize():f}"


def _instalment(session: Session, case: Any) -> Iterator[Fact]:
    row = session.connection().execute(_INSTALMENT, {"instalment": case.subject_id}).one_or_none()
    if row is not None:
        yield Fact(_("本期"), _("第{n}期 {kind}（{trigger}）").format(n=numeral(row.number), kind=row.kind, trigger=row.trigger))
        yield Fact(_("本期应付"), amount=row.amount if row.payable is None else row.payable)

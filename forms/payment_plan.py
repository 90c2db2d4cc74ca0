"""The payment plan of a contract (Art. 23): when and how much, at most forty per cent before verified progress."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form, Line
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import DROPPED, Contract, Instalment, contract_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.money import figures
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import payment, suspicions
from workflows.procurement.suspecting import suspect
from workflows.text import _

USUAL = ((_("首付款"), payment.SIGNED, "40"), (_("进度款"), payment.VERIFIED, "30"), (_("尾款"), payment.EVALUATED, "30"))
"""The plan that is offered, in per cent of the price: the advance at its cap, the rest by progress and by score."""


class InstalmentLine(Line):
    """One payment of the plan."""

    number = fields.Number(_("期次"), least="1")
    kind = fields.Text(_("款项"), most=20)
    trigger = fields.Choice(_("付款条件"), payment.TRIGGERS)
    on = fields.Date(_("日期"), required=False, load_default=None, help=_("按日期支付的日期，或里程碑的到期日。"))
    share = fields.Number(_("比例"), least="0.01", most="100", places=2, unit="%", required=False, load_default=None)
    amount = fields.Money(_("金额"))


class PlanPayments(Form):
    """When and how much is paid; before verified progress at most forty per cent (Art. 23)."""

    task = "contract.plan_payments"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    submit: ClassVar[str] = _("确认付款计划并送法律顾问")

    instalments = fields.Rows(_("付款计划"), InstalmentLine, least=1)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Numbers run from 1; an instalment by date has one."""
        for place, line in enumerate(data["instalments"]):
            if line["number"] != place + 1:
                yield Reason(_("期次须从1起连续编号。"), f"instalments.{place}.number", level="invalid")
            if line["trigger"] == payment.DATE and line["on"] is None:
                yield Reason(_("按日期付款的，请填写日期。"), f"instalments.{place}.on", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The usual plan for the price."""
        price = contract_of(act.session, project_of(act).id).price
        amounts = payment.split(price, [Decimal(share) for _kind, _trigger, share in USUAL])
        lines = [
            {"number": str(n), "kind": kind, "trigger": trigger, "share": share, "amount": figures(amount)}
            for n, ((kind, trigger, share), amount) in enumerate(zip(USUAL, amounts, strict=True), 1)
        ]
        return {"instalments": lines}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The cap of the advance and the sum."""
        contract = contract_of(act.session, project_of(act).id)
        text = _("合计{price}元；履约进度核验前最高{cap}元")
        return {"instalments": text.format(price=figures(contract.price), cap=figures(base_of(act, contract).cap))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the plan over the one before. Raises Refused (ART-23.1, ART-23.3, ART-27.4)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        lines = data["instalments"]
        plan = [payment.Planned(int(one["number"]), one["kind"], one["trigger"], one["amount"], one["share"]) for one in lines]
        act.check(payment.advance_within_cap, payment.advances(plan), base_of(act, contract), "instalments")
        act.check(payment.plan_makes_up_the_price, plan, contract.price)
        act.check(payment.shares_say_the_amounts, plan, contract.price)
        act.check(payment.dates_still_to_come, [_date_of(one) for one in lines], act.today)
        act.check(payment.something_follows_the_score, plan)
        act.settle()
        suspect(act, suspicions.cut_advances(payment.advances(plan), base_of(act, contract).cap))
        self._write(act, project, plan, lines)
        contract.state = "planned"
        return {}

    @staticmethod
    def _write(act: Act, project: Project, plan: list[payment.Planned], lines: list[dict[str, Any]]) -> None:
        mine = select(Instalment).where(Instalment.project_id == project.id)
        before = {one.number: one for one in act.session.scalars(mine.order_by(Instalment.number))}
        for planned, line in zip(plan, lines, strict=True):
            row = before.pop(planned.number, None)
            if row is None:
                row = Instalment(project_id=project.id, authority_id=project.authority_id, number=planned.number)
                act.session.add(row)
            row.kind, row.trigger, row.on_date = planned.kind, planned.trigger, _date_of(line)
            row.share, row.amount, row.state = planned.share, planned.amount, "planned"
        for row in before.values():
            row.state = DROPPED


def _date_of(line: Mapping[str, Any]) -> dt.date | None:
    """A date binds an instalment by date, and says when a milestone is due; beside another trigger it is a remark."""
    date: dt.date | None = line["on"]
    return date if line["trigger"] in (payment.DATE, payment.MILESTONE) else None


def base_of(act: Act, contract: Contract) -> payment.Base:
    """By what the advance of a contract is measured (R23, TD26)."""
    return payment.Base(*contract.advance_base, figure(act.session, "R23", occasion(act)))

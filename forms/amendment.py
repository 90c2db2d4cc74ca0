"""How a supplement or change of a contract is proposed (GPL 49, 50; handbook P41)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import fields
from forms.base import Form, Line
from forms.beside import begin_about, of_project
from forms.contract import YearLine
from forms.timing import under_contract
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import aggregation, instalments
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.durations import annual_amount_until, lasting
from workflows.procurement.lawbook import figure
from workflows.procurement.models import contract_changes as models
from workflows.procurement.models.contract_changes import Amendment, change_of
from workflows.procurement.models.contracts import Contract, contract_of, instalments_of
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import BELOW_THRESHOLD, payment, splitting, suspicions, term
from workflows.procurement.rules import contract_changes as rules
from workflows.procurement.suspecting import suspect
from workflows.text import _

KINDS = (_("补充合同"), _("变更协议"))
REASONS = (_("服务需求增加"), _("服务需求减少"), _("履行时间调整"), _("付款安排调整"), _("其他"))


class NewLine(Line):
    """A payment of the new plan."""

    kind = fields.Text(_("款项"), most=20, example=_("补充款"))
    trigger = fields.Choice(_("付款条件"), payment.TRIGGERS)
    on = fields.Date(_("日期"), required=False, load_default=None, help=_("按日期支付的填写。"))
    amount = fields.Money(_("金额"))


class ProposeAmendment(Form):
    """What is to change, why, by how much, and how it is paid. Sent back, it is proposed again."""

    task = "contract.amend"
    asks: ClassVar[frozenset[str]] = frozenset({"risk", "term"})
    submit: ClassVar[str] = _("提出变更")

    kind = fields.Choice(_("类型"), KINDS)
    reason_kind = fields.Choice(_("理由"), REASONS)
    reason = fields.Text(_("理由说明"), long=True, least=10, most=2000, example=_("暑期求助增多，个案咨询由320小时增至370小时"))
    content = fields.Text(_("变更内容"), long=True, most=3000, example=_("个案心理咨询增加50小时，单价不变"))
    change = fields.Choice(_("合同价"), (rules.MORE, rules.LESS, rules.SAME))
    amount = fields.Money(_("变动金额"), zero=True)
    ends_on = fields.Date(_("变更后的结束日期"), required=False, load_default=None, help=_("期限不变的留空。"))
    same_subject = fields.YesNo(_("与原合同标的相同"))
    others_unchanged = fields.YesNo(_("其他条款不变"))
    instalments = fields.Rows(
        _("未到期各期的新安排"), NewLine, required=False, load_default=list, help=_("合同价变动的必填；已到期、在办、已付的各期不变。")
    )
    yearly_amounts = fields.Rows(
        _("变更后各年金额"),
        YearLine,
        required=False,
        load_default=list,
        needed=_("跨年合同变更价款或者期限时"),
        help=_("合计等于变更后的合同价。"),
    )
    draft = fields.Attachment(_("变更协议文本"))

    def timely(self, act: Act) -> bool:
        """While the contract is performed."""
        return under_contract(act, ("signed",))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """More or less has an amount, and new payments; a payment by date has one."""
        yield from rules.amount_says_the_change(data["change"], data["amount"])
        if data["amount"] and not data["instalments"]:
            yield Reason(_("合同价变动的，请重新安排未到期各期付款。"), "instalments", level="invalid")
        for place, line in enumerate(data["instalments"]):
            if line["trigger"] == payment.DATE and line["on"] is None:
                yield Reason(_("按日期付款的，请填写日期。"), f"instalments.{place}.on", level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The payments not yet due as they stand."""
        waiting = _waiting(act, contract_of(act.session, project_of(act).id))
        lines = [{"kind": one.kind, "trigger": one.trigger, "on": _shown(one.on_date), "amount": figures(one.amount)} for one in waiting]
        years = contract_of(act.session, project_of(act).id).yearly_amounts
        return {"change": rules.SAME, "amount": "0.00", "instalments": lines, "yearly_amounts": years}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How much all supplements may still add, and what the new payments come to."""
        contract = contract_of(act.session, project_of(act).id)
        most = payment.FEN * int(contract.price * figure(act.session, "G49", occasion(act)) / payment.FEN)
        waiting = sum((one.amount for one in _waiting(act, contract)), Decimal("0.00"))
        left = _("补充合同合计不超过原合同价10%（{most}元），已用{used}元")
        longest = last_day_of_term(contract.begins_on, figure(act.session, "R22", occasion(act)))
        return {
            "amount": left.format(most=figures(most), used=figures(models.added(act.session, contract.project_id))),
            "instalments": _("未到期各期现为{sum}元，变更后须等于此数加减变动金额").format(sum=figures(waiting)),
            "ends_on": _("合同期限最长三年，最迟{day}").format(day=longest.isoformat()),
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the proposal. Raises Refused (LAW-GPL-49, LAW-GPL-50, ART-21.2, ART-22.1, ART-23.1, ART-23.3, ART-27.4)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        again = change_of(act, Amendment) if act.case.subject_kind == "amendment" else None
        signed = data["amount"] if data["change"] == rules.MORE else -data["amount"]
        self._check(act, contract, data, signed, again)
        written = again or Amendment(**of_project(act, project), number=_next(act, project.id))
        for name in ("kind", "reason_kind", "reason", "content", "ends_on", "same_subject", "others_unchanged"):
            setattr(written, name, data[name])
        written.amount, written.state = signed, models.PROPOSED
        written.instalments = [{**line, "on": _shown(line["on"]), "amount": str(line["amount"])} for line in data["instalments"]]
        written.yearly_amounts = [{name: str(value) for name, value in one.items()} for one in data["yearly_amounts"]]
        written.proposed_by, written.proposed_on = act.who, act.today
        begin_about(act, written, draft=data["draft"])
        return {}

    @staticmethod
    def _check(act: Act, contract: Contract, data: dict[str, Any], signed: Decimal, again: Amendment | None) -> None:
        act.check(rules.contract_binds, contract.state, ("signed",))
        if again is None:
            act.check(rules.one_change_at_a_time, models.running(act.session, contract.project_id))
        act.check(rules.nothing_else_changes, data["same_subject"], data["others_unchanged"])
        total = models.added(act.session, contract.project_id) + max(signed, Decimal(0))
        act.check(payment.supplements_within_a_tenth, total, contract.price, figure(act.session, "G49", occasion(act)))
        if signed > 0 and project_of(act).regime == BELOW_THRESHOLD:
            year = aggregation.supplemented_year(act, project_of(act), signed)
            act.check(splitting.supplement_stays_below_the_limit, year, "amount")
        if data["ends_on"] is not None:
            _check_term(act, contract, data["ends_on"])
        _check_years(act, contract, data, signed)
        lines = sum((line["amount"] for line in data["instalments"]), Decimal("0.00"))
        waiting = sum((one.amount for one in _waiting(act, contract)), Decimal("0.00"))
        act.check(rules.new_payments_make_up_the_rest, lines, waiting, signed, bool(data["instalments"]))
        act.settle()
        _check_payments(act, contract, data, contract.in_force + signed)
        if signed > 0:
            suspect(act, suspicions.of_supplements(total, contract.price, *_supplement(act, contract)))


def _check_payments(act: Act, contract: Contract, data: dict[str, Any], price: Decimal) -> None:
    """The new payments, or those that stay when only the term changes: a longer one leaves less to each year (ART-23.2)."""
    annual = annual_amount_until(act, contract, data["ends_on"])
    if not data["instalments"]:
        if data["ends_on"] is not None:
            instalments.check_advance_as_planned(act, contract, price, annual, "ends_on")
            act.settle()
        return
    planned = [instalments.NewLine(one["kind"], one["trigger"], one["amount"], one["on"]) for one in data["instalments"]]
    _waiting_now, fresh = instalments.check_replan(act, contract, planned, price, annual=annual)
    suspect(act, suspicions.moved_ahead(*instalments.paid_ahead(act.session, contract.project_id, fresh)))


def _check_term(act: Act, contract: Contract, ends_on: dt.date) -> None:
    said = lasting(act, contract.begins_on, ends_on)
    act.check(term.three_years_at_most, said)
    four = {name: getattr(contract, name) for name in term.FACTS}
    concluded = term.Concluded(contract.ends_on, four, contract.term_evidence, bool(contract.yearly_amounts))
    act.check(term.amendment_makes_no_long_contract, ends_on, said.ordinary_last, concluded, said.months)
    act.check(rules.ends_after_it_begins, ends_on, max(contract.begins_on, act.today))


def _check_years(act: Act, contract: Contract, data: dict[str, Any], signed: Decimal) -> None:
    """A contract of several years keeps an amount for each of its years, together its price, whatever changes (ART-22.2)."""
    price, ends_on = contract.in_force + signed, data["ends_on"] or contract.ends_on
    said = data["yearly_amounts"] or contract.yearly_amounts
    if not said:
        return
    shares = [term.Share(int(one["year"]), Decimal(one["amount"]), one["document"]) for one in said]
    act.check(term.years_make_the_price, shares, price, contract.begins_on, ends_on)
    act.check(term.each_year_is_budgeted, shares, act.today.year, price)


def _supplement(act: Act, contract: Contract) -> tuple[int, int | None]:
    """The how many-eth supplement this is, and how many days after the award."""
    mine = select(func.count()).where(
        Amendment.project_id == contract.project_id, Amendment.state == models.IN_FORCE, Amendment.amount > Decimal(0)
    )
    bought = act.session.get(Procurement, contract.project_id)
    awarded_on = bought.awarded_on if bought else None
    return act.session.scalars(mine).one() + 1, (act.today - awarded_on).days if awarded_on else None


def _waiting(act: Act, contract: Contract) -> list[Any]:
    return [one for one in instalments_of(act.session, contract.project_id) if one.state == "planned"]


def _shown(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _next(act: Act, project_id: int) -> int:
    return (act.session.scalar(select(func.max(Amendment.number)).where(Amendment.project_id == project_id)) or 0) + 1

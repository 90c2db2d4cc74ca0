"""Forms that ask for one instalment (Art. 23, 27; handbook P50): the request with its invoice, and the end of a dispute about a part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form
from forms.payment_steps import ON_THE_DAY, already, check_ground, check_standing, check_sums, ground_said, subject
from workflows.act import Act, Due, Facts
from workflows.errors import Missing, Reason, Refused
from workflows.procurement import yearly
from workflows.procurement.instalments import payable, score_of, set_apart_of
from workflows.procurement.models.contracts import Contract, Instalment, instalments_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.payments import PaymentRequest, request_of
from workflows.procurement.money import figures, says, words
from workflows.procurement.rules import disbursement
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.contract import Payee
from workflows.procurement.rules.money import words_say_the_figures
from workflows.procurement.rules.wording import day
from workflows.procurement.rules.yearly import year_opened_before_paid
from workflows.text import _


class RequestPayment(Form):
    """An instalment that has fallen due is asked for with its invoice."""

    task = "payment.request"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY
    submit: ClassVar[str] = _("提出付款申请")

    instalment = fields.Number(_("期次"), least="1")
    amount = fields.Money(_("申请金额"))
    amount_words = fields.Text(_("申请金额（大写）"), most=60)
    invoice_no = fields.Reference(_("发票号码"), most=40)
    invoice_date = fields.Date(_("发票日期"))
    payee_name = fields.Text(_("收款户名"), most=100)
    payee_account = fields.Reference(_("收款账号"), most=40)
    invoice = fields.Attachment(_("发票"))
    evidence = fields.Attachment(_("付款条件成就的证明"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The words say the figures."""
        yield from words_say_the_figures(says(data["amount_words"], data["amount"]), words(data["amount"]), "amount_words")

    def prefill(self, act: Act) -> dict[str, Any]:
        """What the plan and the contract say."""
        contract, instalment = subject(act)
        amount = payable(act.session, instalment)
        return {
            "instalment": str(instalment.number),
            "amount": figures(amount),
            "amount_words": words(amount),
            "payee_name": contract.payee_name,
            "payee_account": contract.payee_account,
        }

    def limits(self, act: Act) -> Mapping[str, str]:
        """What may be paid at most."""
        contract, instalment = subject(act)
        so_far = figures(sum(already(act, instalment), Decimal("0.00")))
        text = _("本期{amount}元；此前累计{so_far}元，合同价{price}元")
        said = text.format(amount=figures(payable(act.session, instalment)), so_far=so_far, price=figures(contract.in_force))
        missing = ground_said(act, contract, instalment)
        return {"amount": said} | ({"evidence": missing} if missing else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the request and start the clock of payment (TD11). Raises Refused (ART-3.3, ART-23.1 to 23.5, ART-27.4)."""
        contract, instalment = subject(act)
        if data["instalment"] != instalment.number:
            act.found.append(Reason(_("本案为第{n}期付款。").format(n=instalment.number), "instalment"))
        check_ground(act, contract, instalment, "evidence")
        year = yearly.year_of(contract, act.today)
        act.check(year_opened_before_paid, year, yearly.is_open(act.session, contract.project_id, year))
        self._check_amount(act, contract, instalment, data["amount"])
        self._check_papers(act, contract, instalment, data)
        check_standing(act, contract, instalment, "")
        act.settle()
        asked = {name: data[name] for name in ("amount", "invoice_no", "invoice_date", "payee_name", "payee_account")}
        write_request(act, instalment, open_period(act, data["invoice_date"]), received_on=data["invoice_date"], **asked)
        for field in ("invoice", "evidence"):
            attach(act, field, data[field], instalment.project_id)
        return {}

    @staticmethod
    def _check_amount(act: Act, contract: Contract, instalment: Instalment, amount: Decimal) -> None:
        scored = None if set_apart_of(act.session, instalment) else score_of(act.session, contract, instalment)
        faults = act.check(rules.tail_follows_the_score, amount, instalment.amount, *scored) if scored and scored[0].ratio < 1 else []
        faults = faults or act.check(rules.requested_as_planned, amount, payable(act.session, instalment))
        if not faults:
            check_sums(act, contract, instalment, amount, "amount")

    @staticmethod
    def _check_papers(act: Act, contract: Contract, instalment: Instalment, data: dict[str, Any]) -> None:
        same = select(PaymentRequest.id).where(
            PaymentRequest.invoice_no == data["invoice_no"], PaymentRequest.instalment_id != instalment.id
        )
        used = act.session.scalars(same.limit(1)).first() is not None
        act.check(rules.invoice_in_order, data["invoice_date"], act.today, used)
        if contract.signed_by_town_on and act.check(rules.invoice_after_signature, data["invoice_date"], contract.signed_by_town_on):
            act.record.flags.append("F14")
        said = Payee(data["payee_name"], data["payee_account"])
        act.check(rules.payee_as_contracted, said, Payee(contract.payee_name, contract.payee_account))


class SettleDispute(Form):
    """What of a disputed part is owed after all: nothing, all of it, or less."""

    task = "payment.settle_dispute"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY
    submit: ClassVar[str] = _("提出处理结果")

    amount = fields.Money(_("应付金额"), zero=True, help=_("不应支付的填0。"))
    basis = fields.Text(_("处理结果和依据"), long=True, least=10, most=2000)
    record = fields.Attachment(_("处理记录"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """The whole part."""
        _contract, instalment = subject(act)
        return {"amount": figures(instalment.amount)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How much, why and until when."""
        _contract, instalment = subject(act)
        until = day(instalment.on_date) if instalment.on_date else ""
        said = _("争议部分{amount}元，{until}前处理\n争议事由：{because}")
        return {"amount": said.format(amount=figures(instalment.amount), until=until, because=instalment.because)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Ask for what is owed, on the invoice of the instalment it was set apart from. Raises Refused (ART-3.3, ART-23.3)."""
        contract, instalment = subject(act)
        check_ground(act, contract, instalment, "amount")
        if not act.check(disbursement.settled_within_the_part, data["amount"], instalment.amount):
            check_sums(act, contract, instalment, data["amount"], "amount")
        check_standing(act, contract, instalment, "")
        act.settle()
        whole = next(one for one in instalments_of(act.session, instalment.project_id) if one.number == instalment.part_of)
        first = request_of(act.session, whole.id)
        paper = {"invoice_no": first.invoice_no, "invoice_date": first.invoice_date, "part": instalment.number}
        account = {"payee_name": contract.payee_name, "payee_account": contract.payee_account}
        write_request(act, instalment, open_period(act, act.today), amount=data["amount"], received_on=act.today, **paper, **account)
        give_opinion(act, instalment.project_id, figures(data["amount"]), data["basis"], instalment=instalment.number)
        attach(act, "record", data["record"], instalment.project_id)
        return {}


def open_period(act: Act, received: dt.date) -> Due:
    """The thirty days run from the invoice. A day for which the register has no answer is no day of this contract."""
    try:
        return act.period("TD11", received)
    except Missing as missing:
        reason = Reason(_("发票日期{day}早于付款期限的适用日期，请核对发票。").format(day=received), "invoice_date", ("TD11",))
        raise Refused([reason]) from missing


def write_request(act: Act, instalment: Instalment, due: Due, **said: Any) -> None:
    """Write the request, over the one that was sent back: nobody has looked at this one yet. A hold that was used up stays used up."""
    kept = act.session.scalars(select(PaymentRequest).where(PaymentRequest.instalment_id == instalment.id)).one_or_none()
    where = {"project_id": instalment.project_id, "authority_id": instalment.authority_id, "case_id": act.case.id}
    request = kept or PaymentRequest(instalment_id=instalment.id, number=instalment.number, **where)
    nobody = dict.fromkeys(("reviewed_by", "reviewed_on", "checked_by", "checked_on", "approved_by", "approved_on"))
    for name, value in {**nobody, **said}.items():
        setattr(request, name, value)
    request.state, request.pay_by = "requested", due.rolled or due.due
    request.requested_by, request.requested_on = act.who, act.today
    act.session.add(request)
    instalment.case_id, instalment.state = act.case.id, "requested"

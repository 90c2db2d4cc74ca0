"""Forms of one instalment (Art. 23, 27; handbook P50): request, review, release, payment, by four different people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form
from forms.payment_plan import base_of
from workflows.act import Act, Facts
from workflows.errors import Missing, Reason, Refused
from workflows.procurement import calendar, spending
from workflows.procurement.contractors import registration
from workflows.procurement.instalments import payable, progress_verified, score_of, settle
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract, Instalment, contract_of, instalment_of, instalments_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.payments import PaymentRequest, request_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures, says, words
from workflows.procurement.rules import comparison
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.contract import Payee
from workflows.procurement.rules.money import words_say_the_figures
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.rules.wording import day
from workflows.text import _

AGREED, BACK = "同意", "退回"
UNDER_WAY = ("requested", "reviewed", "approved", "paid")


def subject(act: Act) -> tuple[Contract, Instalment]:
    """The contract and the instalment of a payment's case; the project's regime becomes the act's. Raises Missing."""
    project_of(act)
    instalment = instalment_of(act)
    return contract_of(act.session, instalment.project_id), instalment


def already(act: Act, instalment: Instalment) -> list[Decimal]:
    """What the other instalments were paid, or are on the way to be paid, in yuan."""
    others = [one for one in instalments_of(act.session, instalment.project_id) if one.id != instalment.id and one.state in UNDER_WAY]
    return [one.paid if one.paid is not None else payable(act.session, one) for one in others]


def check_sums(act: Act, contract: Contract, instalment: Instalment, amount: Decimal, field: str) -> None:
    """With this amount the advance stays within its cap and the whole within the price."""
    before = already(act, instalment)
    if not progress_verified(act.session, contract.project_id):
        act.check(rules.advance_within_cap, [*before, amount], base_of(act, contract), field)
    act.check(rules.within_the_price, sum(before, amount), contract.price, field)


def check_december(act: Act, contract: Contract, amount: Decimal) -> None:
    """Warn of a large payment at the end of the year (TD25) and flag it."""
    december = rules.December.parse(figure(act.session, "TD25", act.today))
    if act.today.month != 12:
        return
    try:
        window = calendar.load(act.session).last_of_month(act.today.year, 12, december.working_days)
    except calendar.CalendarGap:
        # Which working days are the last cannot be told: then the whole month takes the second look.
        window = act.today.replace(day=1)
    if act.check(rules.december_takes_a_second_look, act.today, window, amount, contract.price, december):
        act.record.flags.append("F04")


class RequestPayment(Form):
    """An instalment that has fallen due is asked for with its invoice."""

    task = "payment.request"
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
        return {"amount": text.format(amount=figures(payable(act.session, instalment)), so_far=so_far, price=figures(contract.price))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the request and start the clock of payment (TD11). Raises Refused (ART-23.1, ART-23.3, ART-23.4, ART-27.4)."""
        contract, instalment = subject(act)
        if data["instalment"] != instalment.number:
            act.found.append(Reason(_("本案为第{n}期付款。").format(n=instalment.number), "instalment"))
        self._check_amount(act, contract, instalment, data["amount"])
        self._check_papers(act, contract, instalment, data)
        act.settle()
        self._open_period(act, data["invoice_date"])
        self._write(act, instalment, data)
        for field in ("invoice", "evidence"):
            attach(act, field, data[field], instalment.project_id)
        return {}

    @staticmethod
    def _open_period(act: Act, received: dt.date) -> None:
        """The thirty days run from the invoice. A day for which the register has no answer is no day of this contract."""
        try:
            act.period("TD11", received)
        except Missing as missing:
            reason = Reason(_("发票日期{day}早于付款期限的适用日期，请核对发票。").format(day=received), "invoice_date", ("TD11",))
            raise Refused([reason]) from missing

    @staticmethod
    def _check_amount(act: Act, contract: Contract, instalment: Instalment, amount: Decimal) -> None:
        scored = score_of(act.session, contract, instalment)
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

    @staticmethod
    def _write(act: Act, instalment: Instalment, data: dict[str, Any]) -> None:
        kept = act.session.scalars(select(PaymentRequest).where(PaymentRequest.instalment_id == instalment.id)).one_or_none()
        where = {"project_id": instalment.project_id, "authority_id": instalment.authority_id, "case_id": act.case.id}
        request = kept or PaymentRequest(instalment_id=instalment.id, number=instalment.number, **where)
        for name in ("amount", "invoice_no", "invoice_date", "payee_name", "payee_account"):
            setattr(request, name, data[name])
        request.received_on, request.state = data["invoice_date"], "requested"
        request.requested_by, request.requested_on = act.who, act.today
        act.session.add(request)
        instalment.case_id, instalment.state = act.case.id, "requested"


class ReviewPayment(Form):
    """Finance looks at sums, evidence, account and registration."""

    task = "payment.review"
    submit: ClassVar[str] = _("提交复核意见")

    outcome = fields.Choice(_("结论"), (AGREED, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("退回的至少10字。"))
    account_checked = fields.YesNo(_("收款账户已与合同核对一致"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Nobody agrees to an account that was not compared, and who sends a request back says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])
        if data["outcome"] == AGREED and not data["account_checked"]:
            yield Reason(_("同意付款须先核对收款账户。"), "account_checked", level="invalid")

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is asked, the sum with it, and both accounts to compare."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        amount = request.amount
        text = _("申请{amount}元，连同此前累计{total}元，合同价{price}元")
        total = figures(sum(already(act, instalment), amount))
        accounts = _("申请：{payee} {account}；合同：{contracted} {by_contract}").format(
            payee=request.payee_name, account=request.payee_account, contracted=contract.payee_name, by_contract=contract.payee_account
        )
        return {"outcome": text.format(amount=figures(amount), total=total, price=figures(contract.price)), "account_checked": accounts}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the review. Raises Refused for 同意 where sums or registration stand against it (ART-23.1, ART-23.3, ART-3.3)."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        if data["outcome"] == AGREED:
            check_sums(act, contract, instalment, request.amount, "outcome")
            act.check(comparison.registration_in_force, registration(act.session, contract.party_b), act.today, _("付款"), "outcome")
            check_december(act, contract, request.amount)
            act.settle()
        request.reviewed_by, request.reviewed_on = act.who, act.today
        request.account_checked = data["account_checked"]
        request.state, instalment.state = ("reviewed", "reviewed") if data["outcome"] == AGREED else ("returned", "due")
        give_opinion(act, instalment.project_id, data["outcome"], data["opinion"], instalment=instalment.number)
        return {"outcome": data["outcome"]}


class ReleasePayment(Form):
    """The leader releases the payment."""

    task = "payment.release"
    submit: ClassVar[str] = _("提交审批意见")

    outcome = fields.Choice(_("结论"), (AGREED, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("退回的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who sends a request back says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the approval; large payments at the end of the year are pointed out a second time (TD25)."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        if data["outcome"] == AGREED:
            check_december(act, contract, request.amount)
            act.settle()
            request.approved_by, request.approved_on = act.who, act.today
        request.state, instalment.state = ("approved", "approved") if data["outcome"] == AGREED else ("returned", "due")
        give_opinion(act, instalment.project_id, data["outcome"], data["opinion"], instalment=instalment.number)
        return {"outcome": data["outcome"]}


class Pay(Form):
    """The cashier pays what was approved and keeps the bank's receipt; the last payment of a contract ends its payments."""

    task = "payment.pay"
    submit: ClassVar[str] = _("登记支付")

    paid_on = fields.Date(_("支付日期"))
    amount = fields.Money(_("支付金额"))
    bank_reference = fields.Reference(_("银行回单号"), most=60)
    bank_receipt = fields.Attachment(_("银行回单"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was approved, today."""
        _contract, instalment = subject(act)
        return {"paid_on": act.today.isoformat(), "amount": figures(request_of(act.session, instalment.id).amount)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The account, and until when."""
        contract, _instalment = subject(act)
        last = payment_due(act)
        text = _("付至{name}{account}").format(name=contract.payee_name, account=contract.payee_account)
        return {"amount": text} | ({"paid_on": _("{day}前").format(day=day(last))} if last else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Pay out of what is committed, settle the instalment. Raises Refused (ART-3.3, ART-13.3, ART-23.3, ART-23.5)."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        act.check(rules.paid_as_approved, data["amount"], request.amount)
        act.check(rules.paid_after_approval, data["paid_on"], request.approved_on or act.today, act.today)
        act.check(rules.receipt_used_once, self._used(act, request, data["bank_reference"]))
        act.check(rules.committed_covers, data["amount"], spending.committed(act.session, instalment.project_id))
        act.check(comparison.registration_in_force, registration(act.session, contract.party_b), act.today, _("付款"), "")
        if act.check(rules.paid_in_time, data["paid_on"], payment_due(act)):
            act.record.flags.append("F05")
        act.settle()
        request.state, request.paid_by = "paid", act.who
        request.paid_on, request.bank_reference = data["paid_on"], data["bank_reference"]
        settle(act, instalment, data["amount"], data["paid_on"])
        attach(act, "bank_receipt", data["bank_receipt"], instalment.project_id)
        return {}

    @staticmethod
    def _used(act: Act, request: PaymentRequest, reference: str) -> bool:
        same = PaymentRequest.authority_id == request.authority_id, PaymentRequest.bank_reference == reference
        return act.session.scalars(select(PaymentRequest.id).where(*same, PaymentRequest.id != request.id).limit(1)).first() is not None


def payment_due(act: Act) -> dt.date | None:
    """The last day of the period from the invoice to the payment (TD11), moved by a holiday where that is known."""
    period = act.freed("TD11")
    return (period.rolled or period.due) if period else None

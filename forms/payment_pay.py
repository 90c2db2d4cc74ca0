"""The last step of a payment (Art. 13, 23): the cashier pays, and whoever answers for a late payment explains it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Form
from forms.fields import REQUIRED
from forms.payment_steps import BACK, ON_THE_DAY, check_second_look, check_step, committed_covers, subject
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.instalments import settle
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.payments import PaymentRequest, request_of
from workflows.procurement.money import figures
from workflows.procurement.rules import disbursement
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.rules.wording import day
from workflows.text import _

PAID = "支付"
ON_PAYING = ("paid_on", "amount", "bank_reference", "bank_receipt")
IF_PAID: dict[str, Any] = {"required": False, "needed": _("支付时")}


class Pay(Form):
    """The cashier pays what was approved and keeps the bank's receipt, or sends it back to its reviewer where it may not be paid today."""

    task = "payment.pay"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY | {"second_look"}
    version = 2
    submit: ClassVar[str] = _("登记支付")

    outcome = fields.Choice(_("办理结果"), (PAID, BACK), required=False, load_default=PAID)
    paid_on = fields.Date(_("支付日期"), load_default=None, **IF_PAID)
    amount = fields.Money(_("支付金额"), load_default=None, **IF_PAID)
    bank_reference = fields.Reference(_("银行回单号"), most=60, load_default="", **IF_PAID)
    bank_receipt = fields.Attachment(_("银行回单"), load_default=list, **IF_PAID)
    opinion = fields.Text(_("退回理由"), required=False, load_default="", long=True, most=2000, needed=_("退回时"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who pays says what was paid; who does not says why."""
        if data["outcome"] == BACK:
            yield from opinion_in_words(data["outcome"], data["opinion"])
            return
        for name in ON_PAYING:
            if not data[name]:
                text = _("请上传附件。") if name == "bank_receipt" else REQUIRED
                yield Reason(text, name, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """What was approved, today."""
        _contract, instalment = subject(act)
        amount = request_of(act.session, instalment.id).amount
        return {"outcome": PAID, "paid_on": act.today.isoformat(), "amount": figures(amount)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The account, and until when."""
        contract, _instalment = subject(act)
        last = payment_due(act)
        text = _("付至{name}{account}").format(name=contract.payee_name, account=contract.payee_account)
        return {"amount": text} | ({"paid_on": _("{day}前").format(day=day(last))} if last else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Pay out of what is committed, settle the instalment. Raises Refused (ART-3.3, ART-13.3, ART-23, TD25)."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        if data["outcome"] == BACK:
            request.state, instalment.state = "requested", "requested"
            request.approved_by = request.approved_on = None
            give_opinion(act, instalment.project_id, BACK, data["opinion"], instalment=instalment.number)
            return {"outcome": BACK}
        self._check(act, request, data)
        committed_covers(act, instalment, data["amount"])
        check_step(act, contract, instalment, request, "")
        check_second_look(act, contract, request, data["paid_on"])
        if act.check(disbursement.paid_in_time, data["paid_on"], payment_due(act)):
            act.record.flags.append("F05")
        act.settle()
        request.state, request.paid_by = "paid", act.who
        request.paid_on, request.bank_reference = data["paid_on"], data["bank_reference"]
        settle(act, instalment, data["amount"], data["paid_on"])
        attach(act, "bank_receipt", data["bank_receipt"], instalment.project_id)
        return {"outcome": PAID}

    @staticmethod
    def _check(act: Act, request: PaymentRequest, data: dict[str, Any]) -> None:
        act.check(rules.paid_as_approved, data["amount"], request.amount)
        act.check(rules.paid_after_approval, data["paid_on"], request.approved_on or act.today, act.today)
        same = PaymentRequest.authority_id == request.authority_id, PaymentRequest.bank_reference == data["bank_reference"]
        used = act.session.scalars(select(PaymentRequest.id).where(*same, PaymentRequest.id != request.id).limit(1)).first()
        act.check(rules.receipt_used_once, used is not None)


class ExplainDelay(Form):
    """Why an instalment is not paid though its period is over, and when it will be (Art. 23: 杜绝久拖不付)."""

    task = "payment.explain_delay"
    submit: ClassVar[str] = _("提交逾期说明")

    cause = fields.Text(_("逾期原因"), long=True, least=10, most=2000)
    measure = fields.Text(_("处理措施"), long=True, least=10, most=2000)
    pay_on = fields.Date(_("预计支付日期"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """Since when it is late, and where it stands."""
        _contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        last = request.pay_by or act.today
        days = max((act.today - last).days, 0)
        return {"cause": _("应于{day}前支付{amount}元，已逾期{n}日").format(day=day(last), amount=figures(request.amount), n=days)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the explanation and flag the delay (F05). Raises Refused for a day that is over (ART-23.4)."""
        _contract, instalment = subject(act)
        act.check(disbursement.promised_day_is_to_come, data["pay_on"], act.today)
        act.settle()
        act.record.flags.append("F05")
        details = {"measure": data["measure"], "pay_on": data["pay_on"].isoformat(), "instalment": instalment.number}
        give_opinion(act, instalment.project_id, _("逾期说明"), data["cause"], **details)
        return {}


def payment_due(act: Act) -> dt.date | None:
    """The last day of the period from the invoice to the payment (TD11), moved by a holiday where that is known."""
    period = act.freed("TD11")
    return (period.rolled or period.due) if period else None

"""Forms of those who look at a payment before it is made (Art. 3, 23): review, the second look in December, release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.payment_steps import (
    AGREED,
    BACK,
    HOLD,
    ON_THE_DAY,
    SECOND_LOOK,
    accounts_said,
    check_second_look,
    check_step,
    ground_said,
    hold_said,
    second_look,
    subject,
    sums_said,
)
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.instalments import NOTHING, settle
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Instalment
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.payments import PaymentRequest, request_of
from workflows.procurement.occasions import occasion
from workflows.procurement.paying import set_apart
from workflows.procurement.rules import disbursement as rules
from workflows.procurement.rules.review import opinion_in_words
from workflows.text import _

NOT_OWED = "不予支付"
STATES = {AGREED: "reviewed", SECOND_LOOK: "reviewed", HOLD: "held", BACK: "returned"}
"""Outcome of a review → state of the request."""
UNTIL = _("暂缓或处理争议至")


class ReviewPayment(Form):
    """Finance looks at ground, sums, account and registration; it may hold the payment once, or set a disputed part apart."""

    task = "payment.review"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY | {"second_look"}
    outcomes: ClassVar[frozenset[str]] = frozenset({AGREED, SECOND_LOOK, HOLD, BACK})
    version = 2
    submit: ClassVar[str] = _("提交复核意见")

    outcome = fields.Choice(_("结论"), (AGREED, HOLD, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("暂缓、退回或有争议的至少10字。"))
    account_checked = fields.YesNo(_("收款账户已与合同核对一致"))
    disputed = fields.Money(
        _("其中有争议的金额"), required=False, load_default=None, needed=_("部分有争议时"), help=_("单列处理，其余照付。")
    )
    until = fields.Date(UNTIL, required=False, load_default=None, needed=_("暂缓或有争议时"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Nobody agrees to an account that was not compared; who does not simply agree says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])
        if data["outcome"] == AGREED and not data["account_checked"]:
            yield Reason(_("同意付款须先核对收款账户。"), "account_checked", level="invalid")
        if data["disputed"] is not None and data["outcome"] != AGREED:
            yield Reason(_("争议部分单列时，其余部分的结论须为“同意”。"), "disputed", level="invalid")
        elif data["disputed"] is not None:
            yield from opinion_in_words(_("部分争议"), data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is asked, the sum with it, both accounts to compare, how long a hold may last, what its ground lacks."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        missing = ground_said(act, contract, instalment)
        said = {"outcome": sums_said(act, contract, instalment, request), "account_checked": accounts_said(contract, request)}
        if missing:
            said["outcome"] += f"\n{missing}"
        return said | hold_said(act)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the review. Raises Refused for 同意 against ground, sums, account or registration (ART-23, ART-3.3), for a second hold."""
        contract, instalment = subject(act)
        request, outcome = request_of(act.session, instalment.id), data["outcome"]
        if outcome == AGREED:
            check_step(act, contract, instalment, request, "outcome")
            self._set_apart(act, instalment, request, data)
            outcome = SECOND_LOOK if second_look(act, contract, request) else AGREED
            act.settle()
        elif outcome == HOLD:
            hold(act, request, data)
        if outcome != HOLD:
            request.reviewed_by, request.reviewed_on = act.who, act.today
            request.account_checked = data["account_checked"]
        request.state = STATES[outcome]
        instalment.state = "due" if outcome == BACK else "reviewed" if outcome != HOLD else "requested"
        give_opinion(act, instalment.project_id, data["outcome"], data["opinion"], instalment=instalment.number)
        return {"outcome": outcome}

    @staticmethod
    def _set_apart(act: Act, instalment: Instalment, request: PaymentRequest, data: dict[str, Any]) -> None:
        if data["disputed"] is None:
            return
        act.check(rules.part_is_disputed, data["disputed"], request.amount, instalment.part_of > 0)
        act.check(rules.dispute_has_an_end, data["until"], act.today, figure(act.session, "TD41", occasion(act)))
        act.settle()
        set_apart(act, instalment, request, data["disputed"], data["until"], data["opinion"])


def hold(act: Act, request: PaymentRequest, data: dict[str, Any]) -> None:
    """Hold the payment until a day, once. Raises Invalid or Refused (ART-23.4, TD40)."""
    if not act.check(rules.held_once, request.held_until):
        act.check(rules.hold_has_an_end, data["until"], act.today, figure(act.session, "TD40", occasion(act)))
    act.settle()
    request.held_until = data["until"]


class CheckPaymentAgain(Form):
    """A large payment at the end of the year, looked at by somebody who had no hand in it (TD25)."""

    task = "payment.check_again"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY
    submit: ClassVar[str] = _("提交二次复核意见")

    outcome = fields.Choice(_("结论"), (AGREED, BACK))
    progress_seen = fields.YesNo(_("进度证据已逐项核对属实"))
    opinion = fields.Text(_("核对情况"), long=True, least=10, most=2000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Nobody agrees to progress that was not seen."""
        if data["outcome"] == AGREED and not data["progress_seen"]:
            yield Reason(_("同意付款须先核对进度证据。"), "progress_seen", level="invalid")

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is asked, and its share of the price."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        share = _("，占合同价{share}%").format(share=(request.amount * 100 / contract.price).quantize(NOTHING))
        return {"outcome": sums_said(act, contract, instalment, request) + share}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the second look and flag the payment (F04). Raises Refused as the review does."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        if data["outcome"] == AGREED:
            check_step(act, contract, instalment, request, "outcome")
            act.settle()
            request.checked_by, request.checked_on = act.who, act.today
        else:
            request.state, instalment.state = "requested", "requested"
        act.record.flags.append("F04")
        give_opinion(act, instalment.project_id, data["outcome"], data["opinion"], instalment=instalment.number)
        return {"outcome": data["outcome"]}


class ReleasePayment(Form):
    """The leader releases the payment, holds it once, or sends it back to its reviewer."""

    task = "payment.release"
    asks: ClassVar[frozenset[str]] = ON_THE_DAY | {"second_look"}
    outcomes: ClassVar[frozenset[str]] = frozenset({AGREED, HOLD, BACK, NOT_OWED})
    version = 2
    submit: ClassVar[str] = _("提交审批意见")

    outcome = fields.Choice(_("结论"), (AGREED, HOLD, BACK))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("暂缓、退回的至少10字。"))
    until = fields.Date(_("暂缓至"), required=False, load_default=None, needed=_("暂缓时"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who does not simply agree says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is asked, the sum with it, until when it is to be paid."""
        contract, instalment = subject(act)
        request = request_of(act.session, instalment.id)
        held = _("最长{days}日").format(days=figure(act.session, "TD40", occasion(act)))
        last = _("\n最迟{day}支付").format(day=request.pay_by.isoformat()) if request.pay_by else ""
        return {"outcome": sums_said(act, contract, instalment, request) + last, "until": held}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the approval; a disputed part that is not owed is settled with it. Raises Refused (ART-3.3, ART-23, TD25)."""
        contract, instalment = subject(act)
        request, outcome = request_of(act.session, instalment.id), data["outcome"]
        if outcome == AGREED:
            check_step(act, contract, instalment, request, "outcome")
            check_second_look(act, contract, request)
            act.settle()
            request.approved_by, request.approved_on = act.who, act.today
        elif outcome == HOLD:
            hold(act, request, data)
        states = {AGREED: ("approved", "approved"), BACK: ("requested", "requested"), HOLD: ("held", "requested")}
        request.state, instalment.state = states[outcome]
        give_opinion(act, instalment.project_id, outcome, data["opinion"], instalment=instalment.number)
        if outcome == AGREED and not request.amount:
            request.state = "settled"
            settle(act, instalment, NOTHING, act.today)
            return {"outcome": NOT_OWED}
        return {"outcome": outcome}

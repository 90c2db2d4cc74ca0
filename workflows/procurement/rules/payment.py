"""How a contract is paid (Art. 23, 27; handbook D8): the advance, the plan, each request and the last payment."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.contract import Grade, Payee
from workflows.procurement.rules.wording import count, day, percent, yuan
from workflows.text import _

FEN = Decimal("0.01")
SIGNED, DATE, MILESTONE, VERIFIED, ACCEPTED, EVALUATED = "签约", "日期", "里程碑", "进度核验", "验收", "评价公布"
TRIGGERS = (SIGNED, DATE, MILESTONE, VERIFIED, ACCEPTED, EVALUATED)
"""What a plan may make a payment wait for."""
DISPUTE, SETTLEMENT = "争议处理", "终止结算"
"""What no plan foresees: the end of a dispute about a part, the settlement of a contract that ended early."""
AFTER_PROGRESS = (MILESTONE, VERIFIED, ACCEPTED, EVALUATED, SETTLEMENT)
"""Triggers that are themselves verified progress: a supervision record, a milestone, an acceptance, an evaluation (ART-23.1)."""
ADVANCE_KINDS = ("首付款", "预付款")


@dataclass(frozen=True, slots=True)
class Planned:
    """A line of the payment plan. `amount` in yuan, `share` in per cent if it was written."""

    number: int
    kind: str
    trigger: str
    amount: Decimal
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What the advance is measured by: the price, or for several years the amount of one (TD26); `ratio`: 0.40 = 40 %."""

    price: Decimal
    annual: Decimal
    ratio: Decimal

    @property
    def cap(self) -> Decimal:
        """The most that may be paid before verified progress, rounded down to the 分."""
        return (self.annual * self.ratio).quantize(FEN, ROUND_DOWN)


def waits_for_progress(plan: Sequence[Planned]) -> frozenset[int]:
    """Numbers of the lines that are paid only after verified progress.

    A date stands on the safe side only behind such a line, and never for what is called an advance: it then waits for both.
    """
    behind, numbers = False, set()
    for line in sorted(plan, key=lambda one: one.number):
        behind = behind or line.trigger in AFTER_PROGRESS
        if line.trigger in AFTER_PROGRESS or (line.trigger == DATE and behind and line.kind not in ADVANCE_KINDS):
            numbers.add(line.number)
    return frozenset(numbers)


def advances(plan: Sequence[Planned]) -> list[Decimal]:
    """What the plan pays before any verified progress, in yuan."""
    safe = waits_for_progress(plan)
    return [line.amount for line in plan if line.number not in safe]


def split(total: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """A total over parts in proportion, to the 分, exact in sum; no share exceeds its part while the total does not exceed the sum."""
    whole = sum(parts, Decimal())
    if not whole:
        return [Decimal("0.00") for _part in parts]
    reached = [(total * so_far / whole).quantize(FEN, ROUND_DOWN) for so_far in itertools.accumulate(parts)]
    return [upper - lower for lower, upper in itertools.pairwise([Decimal("0.00"), *reached])]


def tail(amount: Decimal, ratio: Decimal) -> Decimal:
    """What of the last payment the score leaves, rounded down to the 分."""
    return (amount * ratio).quantize(FEN, ROUND_DOWN)


BEFORE_PAYMENT = ("payment.request", "payment.settle_dispute", "payment.review", "payment.check_again", "payment.release", "payment.pay")
AMENDMENT = ("contract.amend", "contract.sign_amendment")


@rule("ART-23.1", at=("contract.plan_payments", *AMENDMENT, "contract.settle_termination", *BEFORE_PAYMENT))
def advance_within_cap(paid: Sequence[Decimal], base: Base, field: str) -> Reason | None:
    """Before verified progress at most forty per cent is paid; split advances are added together.

    Over several years the cap is taken of the amount of one (ART-23.2).
    """
    total = sum(paid, Decimal())
    if total <= base.cap:
        return None
    several_years = base.annual != base.price
    whole = _("年度金额") if several_years else _("合同价")
    if len(paid) > 1:
        sentence = _("第二十三条：进度核验前{n}期合计{total}，超过{whole}{ratio}（{cap}）；分次预付合并计算。")
    else:
        sentence = _("第二十三条：履约进度核验前支付{total}，超过{whole}{ratio}（{cap}）。")
    told = sentence.format(n=count(len(paid)), total=yuan(total), whole=whole, ratio=percent(base.ratio), cap=yuan(base.cap))
    return Reason(told, field, ("ART-23.1", "ART-23.2", "TD26") if several_years else ())


@rule("ART-23.3", at=("contract.plan_payments",))
def plan_makes_up_the_price(plan: Sequence[Planned], price: Decimal) -> Reason | None:
    """The instalments add up to the price, to the 分."""
    total = sum((line.amount for line in plan), Decimal())
    if total == price:
        return None
    sentence = _("各期合计{total}，与合同价{price}相差{gap}。")
    return Reason(sentence.format(total=yuan(total), price=yuan(price), gap=yuan(abs(total - price))), "instalments")


@rule("ART-23.3", at=("contract.plan_payments",))
def shares_say_the_amounts(plan: Sequence[Planned], price: Decimal) -> Iterator[Reason]:
    """A share that is written is the amount's share of the price, rounded as it is written."""
    for place, line in enumerate(plan):
        if line.share is None:
            continue
        true = (line.amount * 100 / price).quantize(line.share, ROUND_HALF_UP)
        if true != line.share:
            sentence = _("第{n}期金额{amount}为合同价的{true}%，与比例{said}%不符。")
            told = sentence.format(n=line.number, amount=yuan(line.amount), true=true, said=line.share)
            yield Reason(told, f"instalments.{place}.share")


@rule("LAW-GPL-49", also=("ART-23.3",), at=("contract.amend",))
def supplements_within_a_tenth(supplements: Decimal, price: Decimal, ratio: Decimal) -> Reason | None:
    """All supplements together stay within a tenth of the price as it was signed. `ratio`: 0.10 = 10 %."""
    most = (price * ratio).quantize(FEN, ROUND_DOWN)
    if supplements <= most:
        return None
    sentence = _("补充合同金额合计{total}，超过原合同价{ratio}（{most}）。")
    return Reason(sentence.format(total=yuan(supplements), ratio=percent(ratio), most=yuan(most)), "amount")


@rule("ART-27.4", at=("contract.plan_payments",))
def something_follows_the_score(plan: Sequence[Planned]) -> Reason | None:
    """The result of the evaluation bears on money: at least one instalment is paid after it is published."""
    if any(line.trigger == EVALUATED for line in plan):
        return None
    return Reason(_("第二十七条：绩效评价结果与支付挂钩，至少一期须在评价公布后支付。"), "instalments")


@rule("ART-23.3", at=("contract.plan_payments",))
def dates_still_to_come(dates: Sequence[dt.date | None], today: dt.date) -> Iterator[Reason]:
    """An instalment by date is not planned for a day that is over."""
    for place, date in enumerate(dates):
        if date is not None and date < today:
            yield Reason(_("付款日期不得早于今天（{day}）。").format(day=day(today)), f"instalments.{place}.on")


@rule("ART-23.3", at=("payment.request",))
def requested_as_planned(amount: Decimal, planned: Decimal) -> Reason | None:
    """A request is for the amount of the plan, neither more nor less."""
    if amount == planned:
        return None
    return Reason(_("本期计划{planned}，申请{amount}与付款计划不符。").format(planned=yuan(planned), amount=yuan(amount)), "amount")


@rule("ART-27.4", also=("TD27",), at=("payment.request",))
def tail_follows_the_score(amount: Decimal, planned: Decimal, grade: Grade, score: Decimal) -> Reason | None:
    """The last payment is what the score leaves of the plan, by the shares of the contract. `grade`: the one that was published."""
    payable = tail(planned, grade.ratio)
    if amount <= payable:
        return None
    sentence = _("绩效得分{score}，等级{grade}，尾款按{ratio}支付，本期最多{payable}。")
    told = sentence.format(score=f"{score:.2f}", grade=grade.name, ratio=percent(grade.ratio), payable=yuan(payable))
    return Reason(told, "amount")


@rule("ART-23.3", at=BEFORE_PAYMENT)
def within_the_price(paid_and_asked: Decimal, price: Decimal, field: str) -> Reason | None:
    """All payments together stay within the price."""
    if paid_and_asked <= price:
        return None
    return Reason(_("累计支付{total}，超过合同价{price}。").format(total=yuan(paid_and_asked), price=yuan(price)), field)


@rule("ART-23.3", at=tuple(one for one in BEFORE_PAYMENT if one != "payment.settle_dispute"))
def payee_as_contracted(said: Payee, contracted: Payee, field: str = "") -> Iterator[Reason]:
    """Money goes to the account of the contract and to no other. `field`: where both faults stand; by default each has its own."""
    if said.name != contracted.name:
        yield Reason(_("收款户名与合同约定的“{name}”不一致。").format(name=contracted.name), field or "payee_name")
    if said.account != contracted.account:
        yield Reason(_("收款账号与合同约定的账号不一致。"), field or "payee_account")


@rule("ART-23.4", at=("payment.request",))
def invoice_in_order(invoice_date: dt.date, today: dt.date, used: bool) -> Iterator[Reason]:
    """An invoice is not dated ahead and pays only once."""
    if invoice_date > today:
        yield Reason(_("发票日期不得晚于今天（{day}）。").format(day=day(today)), "invoice_date")
    if used:
        yield Reason(_("此发票号已用于另一笔付款。"), "invoice_no")


@rule("ART-23.5", at=("payment.request",), level="warn")
def invoice_after_signature(invoice_date: dt.date, signed_on: dt.date) -> Reason | None:
    """An invoice dated before the contract was signed is noted: service before purchase."""
    if invoice_date >= signed_on:
        return None
    return Reason(_("发票日期早于合同签订日{day}，请核实。").format(day=day(signed_on)), "invoice_date")


@rule("ART-23.3", at=("payment.pay",))
def paid_as_approved(amount: Decimal, approved: Decimal) -> Reason | None:
    """What is paid is what was approved."""
    if amount == approved:
        return None
    return Reason(_("批准支付{approved}，登记{amount}不符。").format(approved=yuan(approved), amount=yuan(amount)), "amount")


@rule("ART-23.5", at=("payment.pay",))
def paid_after_approval(paid_on: dt.date, approved_on: dt.date, today: dt.date) -> Reason | None:
    """Payment lies between its approval and today."""
    if paid_on < approved_on:
        return Reason(_("支付日期不得早于批准日期{day}。").format(day=day(approved_on)), "paid_on")
    if paid_on > today:
        return Reason(_("支付日期不得晚于今天（{day}）。").format(day=day(today)), "paid_on")
    return None


@rule("ART-23.3", at=("payment.pay",))
def receipt_used_once(used: bool) -> Reason | None:
    """A bank receipt proves one payment."""
    return Reason(_("此银行回单号已用于另一笔付款。"), "bank_reference") if used else None


@rule("ART-13.3", at=("payment.pay",))
def committed_covers(amount: Decimal, committed: Decimal) -> Reason | None:
    """Only what the contract committed is paid."""
    if amount <= committed:
        return None
    return Reason(_("支付{amount}超过已签约未支付资金{committed}。").format(amount=yuan(amount), committed=yuan(committed)), "amount")

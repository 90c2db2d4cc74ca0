"""Whether a payment may go a step further on this day (Art. 3, 23; handbook P50, D8): its ground, holds, disputed parts, December."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflows.errors import Reason
from workflows.procurement.rules import payment, rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

STEPS = payment.BEFORE_PAYMENT
HOLDERS = ("payment.review", "payment.release")
_DECEMBER = re.compile(r"last (\d+) working days of December and amount >= (\d+) % of contract price")


@rule("ART-3.3", also=("LAW-GPL-50",), at=STEPS, level="warn")
def settled_with_whoever_winds_up(payee: str, off: bool, field: str) -> Reason | None:
    """What was delivered and accepted before is owed still, where the organisation is none any more: to those who wind it up."""
    if not off:
        return None
    text = _("{payee}登记已不在正常状态：结算款应付给依法清算的主体，请核实收款人身份并留存依据。")
    return Reason(text.format(payee=payee), field)


@dataclass(frozen=True, slots=True)
class Ground:
    """What an instalment waits for, and how far that has come. `checks`: how often progress was verified beyond what others needed.

    `on`: the day of a payment by date, or when the milestone is due; `behind`: a date that also waits for verified progress.
    """

    number: int
    trigger: str
    on: dt.date | None
    signed: bool
    checks: int
    accepted: bool
    published: bool
    behind: bool

    def asked(self, today: dt.date) -> dict[str, Any]:
        """What the table of payments wants to know of it on a day."""
        due, known = self.on is None or today >= self.on, ("trigger", "signed", "accepted", "published", "behind")
        return {"due": due, "progressed": self.checks > 0, **{name: getattr(self, name) for name in known}}

    def lacks(self, missing: str) -> str:
        """What still stands out, as the end of a sentence; empty when the payment has its ground. `missing`: the table's answer."""
        if missing == NOTHING_MISSING:
            return ""
        return MISSING[missing].format(day=day(self.on) if self.on else "")


NOTHING_MISSING = "无"
MISSING = {
    "约定日期未到": _("约定{day}支付，尚未到期"),
    "里程碑未到": _("里程碑{day}到期，尚未到期也未验收合格"),
    "进度未核验": _("与本期对应的履约进度尚未核验"),
    "合同未签订": _("合同尚未签订"),
    "尚未验收": _("尚未验收合格"),
    "评价未公布": _("评价结果尚未公布"),
}
"""Answer of the table → what is said of it."""
STOPS = {
    "已中止": _("合同已中止，恢复履行后方可继续付款。"),
    "已终止": _("合同已终止，本期停止支付，应付款项按结算办理。"),
}
LOOK, UNNEEDED = "须二次复核", "无须"
"""What the table says of a payment at the end of the year."""


@dataclass(frozen=True, slots=True)
class December:
    """The town's figure TD25: the last so many working days, and from which per cent of the price."""

    working_days: int
    percent: int

    @classmethod
    def parse(cls, text: str) -> December:
        """The figure as it is written down. Raises ValueError for anything else: it never guesses."""
        found = _DECEMBER.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))


@rule("ART-23.5", at=STEPS)
def payment_has_its_ground(ground: Ground, answer: str, field: str) -> Reason | None:
    """On the day of each step the condition of the plan is truly met: nothing is paid earlier than agreed. `answer`: the table's."""
    missing = ground.lacks(answer)
    if not missing:
        return None
    sentence = _("第二十三条：第{n}期以“{trigger}”为付款条件，{missing}，不得提前支付。")
    return Reason(sentence.format(n=ground.number, trigger=ground.trigger, missing=missing), field)


@rule("ART-23.3", also=("LAW-GPL-50",), at=STEPS)
def contract_goes_on(answer: str, field: str) -> Reason | None:
    """Nothing is paid under a contract that is suspended or has ended, but what its settlement says is owed. `answer`: the table's."""
    return Reason(STOPS[answer], field) if answer in STOPS else None


@rule("TD25", also=("ART-23.5",), at=("payment.review",), level="warn")
def december_takes_a_second_look(answer: str, figure: December) -> Reason | None:
    """A large payment in the last working days of December is looked at a second time, by somebody else. `answer`: the table's."""
    if answer == UNNEEDED:
        return None
    sentence = _("12月最后{n}个工作日内支付合同价{p}%以上，须二次复核：请核对进度证据后再批准。")
    return Reason(sentence.format(n=figure.working_days, p=figure.percent), "outcome")


@rule("TD25", also=("ART-23.5",), at=("payment.release", "payment.pay"))
def december_was_looked_at_twice(answer: str, figure: December) -> Reason | None:
    """What was reviewed before the window is not released or paid within it without the second look. `answer`: the table's."""
    if answer != LOOK:
        return None
    sentence = _("12月最后{n}个工作日内支付合同价{p}%以上，须先经二次复核，请退回复核人员。")
    return Reason(sentence.format(n=figure.working_days, p=figure.percent), "outcome")


@rule("TD40", also=("ART-23.4",), at=HOLDERS)
def hold_has_an_end(until: dt.date | None, today: dt.date, days: int) -> Reason | None:
    """A payment is held with an end date, at most the town's number of days away. `days`: TD40, calendar days."""
    last = today + dt.timedelta(days=days)
    if until is None:
        return Reason(_("暂缓支付须写明恢复办理的日期，最迟{last}。").format(last=day(last)), "until", level="invalid")
    if not today < until <= last:
        return Reason(_("暂缓支付最长{days}日，恢复日期须在{last}以前。").format(days=days, last=day(last)), "until")
    return None


@rule("ART-23.4", also=("TD40",), at=HOLDERS)
def held_once(held_until: dt.date | None) -> Reason | None:
    """A payment is held once: who still doubts sends it back with reasons, or sets the disputed part apart."""
    if held_until is None:
        return None
    sentence = _("第二十三条：不得久拖不付。本期已暂缓至{day}，不能再次暂缓；请同意、退回，或将争议部分单列。")
    return Reason(sentence.format(day=day(held_until)), "outcome")


@rule("ART-23.4", also=("LAW-FAIR-3",), at=("payment.review",))
def part_is_disputed(disputed: Decimal, amount: Decimal, apart: bool) -> Reason | None:
    """Only a part is set apart: what is not disputed is paid. `apart`: this payment is itself such a part."""
    if apart:
        return Reason(_("争议部分不能再次单列。"), "disputed")
    if disputed < amount:
        return None
    sentence = _("争议金额须小于申请金额{amount}；无争议的部分照付，全部有争议的请暂缓或退回。")
    return Reason(sentence.format(amount=yuan(amount)), "disputed")


@rule("TD41", also=("ART-23.4",), at=("payment.review",))
def dispute_has_an_end(until: dt.date | None, today: dt.date, days: int) -> Reason | None:
    """A disputed part has a day by which it is settled. `days`: TD41, calendar days."""
    last = today + dt.timedelta(days=days)
    if until is None:
        return Reason(_("请写明争议处理期限，最迟{last}。").format(last=day(last)), "until", level="invalid")
    if not today < until <= last:
        return Reason(_("争议处理最长{days}日，期限须在{last}以前。").format(days=days, last=day(last)), "until")
    return None


@rule("ART-23.3", also=("ART-23.4",), at=("payment.settle_dispute",))
def settled_within_the_part(amount: Decimal, part: Decimal) -> Reason | None:
    """A dispute settles at nothing, at the part that was set apart, or between."""
    if amount <= part:
        return None
    return Reason(_("争议部分为{part}，应付金额不得超过。").format(part=yuan(part)), "amount")


@rule("ART-23.4", also=("TD11",), at=("payment.pay",), level="warn")
def paid_in_time(paid_on: dt.date, last: dt.date | None) -> Reason | None:
    """Payment follows the invoice within the period; later it is noted."""
    if last is None or paid_on <= last:
        return None
    late = (paid_on - last).days
    return Reason(_("应于{day}前支付，逾期{n}日。").format(day=day(last), n=late), "paid_on")


@rule("ART-23.4", also=("TD11",), at=("payment.explain_delay",))
def promised_day_is_to_come(pay_on: dt.date, today: dt.date) -> Reason | None:
    """Who explains a late payment says on which day it will be made."""
    if pay_on >= today:
        return None
    return Reason(_("预计支付日期不得早于今天（{day}）。").format(day=day(today)), "pay_on")

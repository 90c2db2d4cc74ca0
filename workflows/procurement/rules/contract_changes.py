"""When a signed contract may be changed, suspended or ended early (GPL 49, 50; GPLR 67; handbook P41, P42)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

MORE, LESS, SAME = "增加", "减少", "不变"
NAMES = {"amendment": _("变更"), "suspension": _("中止"), "termination": _("终止")}
BEGINNINGS = ("contract.amend", "contract.suspend", "contract.terminate")


@rule("LAW-GPL-50", at=BEGINNINGS)
def contract_binds(state: str, allowed: Sequence[str]) -> Reason | None:
    """What is changed, suspended or ended is a contract that was signed and has not ended."""
    if state in allowed:
        return None
    return Reason(_("合同尚未签订、已中止或者已终止，不能办理。"))


@rule("LAW-GPL-50", at=(*BEGINNINGS, "contract.sign_amendment"))
def one_change_at_a_time(running: Sequence[str]) -> Reason | None:
    """A contract is changed, suspended or ended by one procedure at a time."""
    if not running:
        return None
    return Reason(_("合同{names}正在办理，办结后再提出。").format(names="、".join(NAMES[one] for one in running)))


@rule("LAW-GPL-49", also=("LAW-GPLR-67",), at=("contract.amend",))
def nothing_else_changes(same_subject: bool, others_unchanged: bool) -> Iterator[Reason]:
    """A supplement buys more of the same; the other terms of the contract stay."""
    if not same_subject:
        yield Reason(_("补充合同须与原合同标的相同；标的不同的，另行采购。"), "same_subject")
    if not others_unchanged:
        yield Reason(_("除变更内容外，合同其他条款不得改变。"), "others_unchanged")


@rule("LAW-GPL-49", at=("contract.amend",))
def amount_says_the_change(change: str, amount: Decimal) -> Reason | None:
    """More or less has an amount; where the price stays there is none."""
    if (change == SAME) == (not amount):
        return None
    said = _("合同价不变的，变动金额填0.00。") if change == SAME else _("请填写变动金额。")
    return Reason(said, "amount", level="invalid")


@rule("ART-23.3", at=("contract.amend",))
def new_payments_make_up_the_rest(lines: Decimal, open_now: Decimal, change: Decimal, wanted: bool) -> Reason | None:
    """The new payments are what was planned and not yet due, with what the amendment adds or takes off."""
    if not wanted or lines == open_now + change:
        return None
    text = _("未到期各期原为{before}，变更后应合计{after}，现为{said}。")
    return Reason(text.format(before=yuan(open_now), after=yuan(open_now + change), said=yuan(lines)), "instalments")


@rule("TD80", also=("LAW-GPL-50",), at=("contract.suspend",))
def suspended_for_a_time(first: dt.date, last: dt.date, latest: dt.date | None) -> Reason | None:
    """A suspension has an end, within the town's longest time; `latest`: the last day of it."""
    if last < first:
        return Reason(_("中止的止日不得早于起日。"), "until_date", level="invalid")
    if latest is not None and last > latest:
        return Reason(_("中止期限最长至{day}；到期仍不能恢复的，办理终止。").format(day=day(latest)), "until_date")
    return None


@rule("LAW-GPL-50", at=("contract.settle_termination",))
def owed_is_not_more_than_left(owed: Decimal, left: Decimal) -> Reason | None:
    """The settlement pays for what was delivered, at most what the contract has left."""
    if owed <= left:
        return None
    return Reason(_("结算应付{owed}超过合同未支付金额{left}。").format(owed=yuan(owed), left=yuan(left)), "owed")


@rule("ART-27.4", at=("contract.settle_termination",))
def owed_follows_the_score(owed: Decimal, left: Decimal, lost: Decimal) -> Reason | None:
    """Once the service was scored, no settlement pays what the score took off the last payment; `lost`: that, in yuan."""
    if owed <= left - lost:
        return None
    text = _("评价已评分，按得分尾款减少{lost}，结算应付不得超过{most}。")
    return Reason(text.format(lost=yuan(lost), most=yuan(left - lost)), "owed")


@rule("ART-27.4", at=("contract.amend", "contract.sign_amendment"))
def tail_stays_with_the_score(scored: bool, before: Decimal, after: Decimal, field: str) -> Reason | None:
    """Once the service was scored, nothing that waits for the evaluation is made to wait for something else."""
    if not scored or after >= before:
        return None
    return Reason(_("评价已评分，以评价公布为条件的款项（{before}）不得改为其他条件。").format(before=yuan(before)), field)


@rule("LAW-GPL-50", at=("contract.hand_over",), level="invalid")
def handed_over_after_the_decision(handed_over_on: dt.date, decided_on: dt.date | None) -> Reason | None:
    """Those who were served are handed over once the end was decided."""
    if decided_on is None or handed_over_on >= decided_on:
        return None
    return Reason(_("移交日期不得早于终止决定日{day}。").format(day=day(decided_on)), "handed_over_on")


@rule("LAW-GPL-50", at=("contract.withdraw_amendment",))
def something_to_withdraw(waiting: int) -> Reason | None:
    """Only an amendment that is under way is withdrawn."""
    return None if waiting else Reason(_("没有办理中的合同变更。"))


@rule("LAW-GPL-50", at=("purchase.close",))
def termination_is_over(state: str) -> Reason | None:
    """A contract that ended early is settled and its beneficiaries are handed over before the case is closed."""
    if state == "ended":
        return None
    return Reason(_("合同终止的结算和服务对象移交尚未办结，不能结案。"))


@rule("ART-22.1", at=("contract.amend",))
def ends_after_it_begins(ends_on: dt.date, earliest: dt.date) -> Reason | None:
    """A changed term ends neither before it began nor in the past."""
    if ends_on >= earliest:
        return None
    return Reason(_("变更后的结束日期不得早于{day}。").format(day=day(earliest)), "ends_on")


@rule("LAW-GPL-50", at=("contract.sign_amendment",))
def signed_between(signed_on: dt.date, agreed_on: dt.date, today: dt.date) -> Reason | None:
    """The town signs after the contractor agreed, and no later than today."""
    if agreed_on <= signed_on <= today:
        return None
    return Reason(_("签署日期应在{first}至今天之间。").format(first=day(agreed_on)), "signed_on")

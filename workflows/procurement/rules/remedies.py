"""Challenges and complaints (GPL 51-58; handbook P70, P71): in time, once, answered by an outsider; nothing is signed meanwhile.

The law binds purchases from the limit on; below it the town keeps the same order by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.payment import BEFORE_PAYMENT
from workflows.procurement.rules.wording import day
from workflows.text import _

DOCUMENTS, PROCESS, RESULT = "采购文件", "采购过程", "成交结果"
OBJECTS = (DOCUMENTS, PROCESS, RESULT)
ADMIT, DISMISS = "受理", "不予受理"
REJECTED, UPHELD = "驳回", "成立"
CORRECT, ANEW, END_CONTRACT = "改正后继续", "重新采购", "终止合同"
CONSEQUENCES = (CORRECT, ANEW, END_CONTRACT)
ORDER_REJECTED, ORDER_CORRECT, ORDER_ANEW, ORDER_END = "驳回投诉", "责令改正", "责令重新采购", "撤销合同"
ORDERS = (ORDER_REJECTED, ORDER_CORRECT, ORDER_ANEW, ORDER_END)
BINDING = (CORRECT, END_CONTRACT, ORDER_CORRECT, ORDER_END)
"""What somebody has to do; a purchase begins anew with the decision itself."""
ENDS = (END_CONTRACT, ORDER_END)
SIGNING = ("contract.sign_as_contractor", "contract.sign_as_town")


@rule("LAW-GPLR-54", at=SIGNING)
def no_open_challenge(challengers: Sequence[str]) -> Reason | None:
    """No contract is signed while a challenge that may change the result is not answered."""
    if not challengers:
        return None
    text = _("{names}的质疑尚未答复，可能影响成交结果，答复前不得签订合同。")
    return Reason(text.format(names="、".join(challengers)), "agree")


@rule("LAW-GPL-57", also=("T24b",), at=SIGNING)
def not_suspended(until: dt.date | None) -> Reason | None:
    """No contract is signed while the finance department has suspended the purchase."""
    if until is None:
        return None
    return Reason(_("财政部门已暂停本次采购至{day}，暂停期间不得签订合同。").format(day=day(until)), "agree")


@rule("T21", also=("LAW-GPL-52",), at=("challenge.file", "challenge.examine"))
def known_before_it_is_filed(known_on: dt.date, today: dt.date, began_on: dt.date) -> Reason | None:
    """Nobody knew of a harm after today, or before the purchase began."""
    if known_on > today:
        return Reason(_("知道日期不得晚于今日{day}。").format(day=day(today)), "known_on")
    if known_on < began_on:
        return Reason(_("知道日期不得早于采购开始日期{day}。").format(day=day(began_on)), "known_on")
    return None


@rule("T21", also=("LAW-GPL-52", "CAL-gap"), at=("challenge.examine",))
def challenged_in_time(outcome: str, received_on: dt.date, last: dt.date | None) -> Reason | None:
    """A challenge is taken up only where it came within seven working days from the harm; `last`: the last of them."""
    if outcome != ADMIT or (last is not None and received_on <= last):
        return None
    if last is None:
        return Reason(_("起算日所在年度或者其后的放假安排未导入，无法计算质疑期，请先导入日历。"), "known_on", ("T21", "CAL-gap"))
    text = _("质疑于{received}收到，质疑期至{last}，已逾期，请作不予受理并说明理由。")
    return Reason(text.format(received=day(received_on), last=day(last)), "outcome")


@rule("LAW-O94-10", at=("challenge.file",))
def challenged_once(about: str, earlier: dt.date | None) -> Reason | None:
    """What concerns one stage of a purchase is challenged once; `earlier`: when this organisation's first was received."""
    if earlier is None:
        return None
    text = _("本单位已于{day}就{about}提出质疑，同一环节的质疑应一次性提出；对答复不服的，可以向区财政部门投诉。")
    return Reason(text.format(day=day(earlier), about=about), "object")


@rule("LAW-O94-16", also=("LAW-GPL-56",), at=(*SIGNING, *BEFORE_PAYMENT))
def decisions_are_carried_out(pending: Sequence[str], field: str) -> Reason | None:
    """What a challenge upheld or a complaint decided demands is done before anything is signed or paid."""
    if not pending:
        return None
    return Reason(_("{pending}尚未执行，登记执行情况之前不得签订合同或者付款。").format(pending="、".join(pending)), field)


@rule("LAW-O94-16", also=("LAW-GPL-56",), at=("remedies.carry_out",))
def ended_before_it_is_carried_out(ends: bool, terminated: bool) -> Reason | None:
    """That a contract ends is carried out once its end was decided, with a settlement and a handover, by those whose task it is."""
    if terminated or not ends:
        return None
    return Reason(_("合同尚未终止。请在概览页发起合同终止，分管领导决定终止后再登记。"), "carried_out")


@rule("LAW-GPL-53", at=("challenge.examine",))
def dismissal_in_words(outcome: str, reason: str) -> Reason | None:
    """Whoever does not take a challenge up says why."""
    if outcome == ADMIT or len(reason) >= 10:
        return None
    return Reason(_("不予受理的，请写明理由，至少10字。"), "examination", level="invalid")


@rule("T22", also=("LAW-GPL-53",), at=("challenge.answer",), level="warn")
def answered_in_time(today: dt.date, due: dt.date | None) -> Reason | None:
    """A challenge is answered within seven working days; later it is noted."""
    if due is None or today <= due:
        return None
    return Reason(_("质疑答复期限为{day}，已逾期。").format(day=day(due)), "")


@rule("LAW-O94-16", at=("challenge.answer",))
def consequence_is_named(outcome: str, consequence: str) -> Reason | None:
    """A challenge that is upheld has a consequence, one that is rejected has none."""
    if (outcome == UPHELD) == bool(consequence):
        return None
    said = _("质疑成立的，请选择处理方式。") if outcome == UPHELD else _("质疑不成立的，不填处理方式。")
    return Reason(said, "consequence", level="invalid")


@rule("LAW-O94-16", at=("challenge.answer",))
def consequence_fits(consequence: str, signed: bool) -> Iterator[Reason]:
    """Before the contract the purchase is done anew; once it is signed, the contract is ended first."""
    if consequence == ANEW and signed:
        yield Reason(_("合同已签订，不能直接重新采购；影响成交结果的，请选择终止合同。"), "consequence")
    if consequence == END_CONTRACT and not signed:
        yield Reason(_("合同尚未签订，请选择改正后继续或者重新采购。"), "consequence")


@rule("LAW-GPL-56", at=("complaint.decide",))
def decision_fits(consequence: str, signed: bool) -> Iterator[Reason]:
    """What is ordered can be done: a purchase anew before the contract, its end only after."""
    if consequence == ANEW and signed:
        yield Reason(_("合同已签订，请选择撤销合同。"), "decision")
    if consequence == END_CONTRACT and not signed:
        yield Reason(_("合同尚未签订，请选择责令改正或者责令重新采购。"), "decision")


@rule("LAW-GPLR-54", at=("challenge.examine",), level="warn")
def signed_contract_is_suspended(may_affect: bool, signed: bool) -> Reason | None:
    """A contract that is signed already is suspended where the challenge may change the result."""
    if not (may_affect and signed):
        return None
    return Reason(_("合同已签订，质疑可能影响成交结果的，应当中止履行，请经办人发起合同中止。"), "may_affect")


@rule("T20", also=("LAW-GPLR-52",), at=("inquiry.answer",), level="warn")
def inquiry_answered_in_time(today: dt.date, due: dt.date | None) -> Reason | None:
    """An inquiry is answered within three working days; later it is noted."""
    if due is None or today <= due:
        return None
    return Reason(_("询问答复期限为{day}，已逾期。").format(day=day(due)), "")


@rule("LAW-GPL-55", at=("complaint.notify",))
def complainant_took_part(organisation: str, asked: Sequence[str]) -> Reason | None:
    """Only who took part in the purchase complains of it."""
    return None if organisation in asked else Reason(_("投诉人须为参加本次采购的单位。"), "organisation")


@rule("T24b", also=("LAW-GPL-57",), at=("complaint.notify",))
def suspended_thirty_days_at_most(first: dt.date | None, last: dt.date | None, latest: dt.date | None) -> Reason | None:
    """A purchase is suspended for thirty days at most; `latest`: the last of them."""
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        return Reason(_("请填写暂停的起止日期，止日不早于起日。"), "suspended_until", level="invalid")
    if latest is not None and last > latest:
        return Reason(_("暂停采购最长三十日，最晚至{day}。").format(day=day(latest)), "suspended_until")
    return None


@rule("TD24", also=("ART-25.2",), at=("feedback.answer",), level="warn")
def feedback_answered_in_time(today: dt.date, due: dt.date | None) -> Reason | None:
    """Feedback is answered within the town's fifteen working days; later it is noted."""
    if due is None or today <= due:
        return None
    return Reason(_("反馈答复期限为{day}，已逾期。").format(day=day(due)), "")

"""From the count of valid responses to the letter of award (C214 21, 28-29; GPL 36; GPLR 43): when to go on, whom to award, until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.method import CONSULTATION, NEGOTIATION, TENDER
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
COUNT, AWARD = ("opening.open", "assessment.check"), ("confirmation.award",)
TWO_GO_ON = "F07"
"""Flag of a consultation that goes on with two."""
LEAST = {TENDER: 3, NEGOTIATION: 3, CONSULTATION: 2}
"""How many valid responses a method needs; a consultation on a service that government buys goes on with two (C124)."""
USUAL = 3
NEEDED = _("成交时必填")


def enough(method: str, valid: int) -> bool:
    """Whether the procedure goes on with so many."""
    return valid >= LEAST.get(method, 1)


@rule("T34", also=("LAW-C214-21", "LAW-C124-1"), at=COUNT, regimes=BY_LAW, level="warn")
def two_may_go_on(method: str, valid: int) -> Reason | None:
    """A consultation on a service that government buys may go on with two; it is shown."""
    if method != CONSULTATION or not LEAST[method] <= valid < USUAL:
        return None
    return Reason(_("有效响应只有{n}家；政府购买服务项目可以继续（财库〔2015〕124号），已作标记。").format(n=valid), "")


@rule("T34", also=("LAW-C214-34",), at=COUNT, regimes=BY_LAW, level="warn")
def talks_end_with_too_few(method: str, valid: int) -> Reason | None:
    """With fewer than the method needs, talks end; a notice with the reason follows, and the purchase begins anew."""
    if method not in {CONSULTATION, NEGOTIATION} or enough(method, valid):
        return None
    return Reason(_("有效响应只有{n}家，采购活动终止，须发布终止公告后重新采购。").format(n=valid), "")


@rule("T35", also=("LAW-GPL-36", "LAW-O87-43"), at=COUNT, regimes=BY_LAW, level="warn")
def tender_fails_below_three(method: str, valid: int) -> Reason | None:
    """A tender with fewer than three valid bids is void; it is repeated, or another method is applied for."""
    if method != TENDER or enough(method, valid):
        return None
    return Reason(_("有效投标只有{n}家，不足三家，应予废标；可以整改后重新招标，或者申请采用其他方式。").format(n=valid), "")


@rule("LAW-O87-67", at=("assessment.check",), level="invalid")
def rejection_is_explained(valid: bool, why: str, place: int) -> Reason | None:
    """A response that is not valid is told why."""
    return None if valid or why else Reason(_("不通过的，请写明理由。"), f"checked.{place}.why_not")


@rule("LAW-C214-17", also=("LAW-O87-50",), at=("assessment.check",))
def every_response_is_checked(checked: Sequence[str], submitted: Sequence[str]) -> Reason | None:
    """Each response that came in time is checked, once."""
    if sorted(checked) == sorted(submitted):
        return None
    return Reason(_("须逐家审查在截止前提交的全部响应文件，每家一行。"), "checked")


@rule("T11", also=("LAW-GPLR-43",), at=("confirmation.receive_report",), regimes=BY_LAW, level="warn")
def report_reaches_the_buyer_in_time(received_on: dt.date, latest: dt.date | None) -> Reason | None:
    """The report reaches the buyer within two working days of the end of the review."""
    if latest is None or received_on <= latest:
        return None
    return Reason(_("评审报告应于{day}前送达采购人，已逾期，将记录在案。").format(day=day(latest)), "received_on")


@rule("LAW-C214-28", at=("confirmation.receive_report",), level="invalid")
def report_is_received_after_the_review(received_on: dt.date, reviewed_on: dt.date, today: dt.date) -> Reason | None:
    """The report is received no earlier than it was signed, and no later than today."""
    if reviewed_on <= received_on <= today:
        return None
    return Reason(_("收到日期应在{first}至{last}之间。").format(first=day(reviewed_on), last=day(today)), "received_on")


@rule("LAW-GPLR-43", also=("LAW-C214-28", "LAW-O87-68"), at=AWARD, regimes=BY_LAW)
def first_of_the_ranking_wins(ranking: Sequence[str], awarded: str) -> Reason | None:
    """The buyer confirms the first of the panel's ranking."""
    if ranking and awarded == ranking[0]:
        return None
    return Reason(_("应当确定排名第一的候选供应商。"), "awarded")


@rule("T12", also=("LAW-GPLR-43", "LAW-C214-28"), at=AWARD, regimes=BY_LAW, level="warn")
def confirmed_in_time(today: dt.date, latest: dt.date | None) -> Reason | None:
    """The buyer confirms within five working days of receiving the report; a late confirmation is noted."""
    if latest is None or today <= latest:
        return None
    return Reason(
        _("应于{day}前确定成交供应商，已逾期；逾期未确定又不提异议的，视为确定排名第一的供应商。").format(day=day(latest)), "awarded"
    )


@rule("ART-13.3", also=("LAW-GPL-36",), at=AWARD)
def price_within_budget(price: Decimal, ceiling: Decimal) -> Reason | None:
    """No award above what the plan can pay."""
    if price <= ceiling:
        return None
    return Reason(_("成交价{price}超过最高限价{ceiling}。").format(price=yuan(price), ceiling=yuan(ceiling)), "awarded")


@rule("T13", also=("LAW-GPLR-43", "LAW-C214-29"), at=("confirmation.publish_result",), regimes=BY_LAW, level="warn")
def result_is_public_in_time(today: dt.date, latest: dt.date | None) -> Reason | None:
    """The result is published and the letter sent within two working days of the award."""
    if latest is None or today <= latest:
        return None
    return Reason(_("成交公告和通知书应于{day}前发出，已逾期，将记录在案。").format(day=day(latest)), "")


@rule("LAW-GPLR-18", also=("ART-19.4",), at=("response.register",), regimes=BY_LAW)
def planner_takes_no_part(planner: str | None, organisation: str) -> Reason | None:
    """Who designed the project does not take part in its purchase under the law."""
    if planner is None or planner != organisation:
        return None
    return Reason(_("实施条例第十八条：贵单位为本项目提供了整体设计，不得参加本项目的采购活动。"), "")

"""The least times of a procedure of the Procurement Law (GPL 35, GPLR 31, O74 29, C214 10): a day too short is refused beforehand.

Every rule is given the earliest lawful date, counted by the register, and names it.
"""

from __future__ import annotations

import datetime as dt

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
ISSUE, CHANGE, REVIEW = ("documents.issue",), ("documents.change",), ("panel.draw",)
LATE_INTENTION = "F12"
"""Flag of a procedure that began before its intention had been public for its time."""


@rule("T01", at=ISSUE, regimes=BY_LAW)
def intention_was_public_long_enough(today: dt.date, earliest: dt.date, reason: str) -> Reason | None:
    """The intention is public for thirty days before the procedure begins, in principle: earlier only with a reason that is shown."""
    if today >= earliest:
        return None
    sentence = _("财库〔2020〕10号：采购意向公开不足30日，原则上{day}后方可开始采购活动").format(day=day(earliest))
    if reason:
        return Reason(_("{why}；已记录理由。").format(why=sentence), "early_reason", level="warn")
    return Reason(_("{why}；确需提前的，请写明理由。").format(why=sentence), "early_reason")


@rule("T02", also=("LAW-GPL-35",), at=ISSUE, regimes=BY_LAW)
def time_to_tender(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """From the issue of tender documents to the closing it is at least twenty days."""
    return _too_early(closes_on, earliest, _("政府采购法第三十五条：自招标文件发出之日起至投标截止不得少于20日"), "closes_at")


@rule("T03", also=("LAW-O87-16",), at=ISSUE, regimes=BY_LAW)
def tender_notice_stands(until: dt.date, earliest: dt.date) -> Reason | None:
    """The notice of a tender stands for five working days."""
    return _too_early(until, earliest, _("财政部令第87号第十六条：招标公告期限为5个工作日"), "notice_until")


@rule("T04", also=("LAW-GPLR-31",), at=ISSUE, regimes=BY_LAW)
def tender_documents_are_provided(until: dt.date, earliest: dt.date) -> Reason | None:
    """Tender documents are provided for at least five working days."""
    return _too_early(until, earliest, _("实施条例第三十一条：招标文件的提供期限不得少于5个工作日"), "provided_until")


@rule("T07a", also=("LAW-C214-10",), at=ISSUE, regimes=BY_LAW)
def time_to_answer_a_consultation(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """From the issue of consultation documents to the first closing it is at least ten days."""
    return _too_early(closes_on, earliest, _("财库〔2014〕214号第十条：自磋商文件发出之日起至首次响应截止不得少于10日"), "closes_at")


@rule("T07b", also=("LAW-C214-10",), at=ISSUE, regimes=BY_LAW)
def consultation_documents_are_provided(until: dt.date, earliest: dt.date) -> Reason | None:
    """Consultation documents are provided for at least five working days."""
    return _too_early(until, earliest, _("财库〔2014〕214号第十条：磋商文件的发售期限不得少于5个工作日"), "provided_until")


@rule("T08", also=("LAW-O74-29",), at=ISSUE, regimes=BY_LAW)
def time_to_answer_a_negotiation(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """From the issue of negotiation documents to the first closing it is at least three working days."""
    return _too_early(closes_on, earliest, _("财政部令第74号第二十九条：自谈判文件发出之日起至首次响应截止不得少于3个工作日"), "closes_at")


@rule("T09", at=ISSUE, regimes=BY_LAW)
def notice_of_talks_stands(until: dt.date, earliest: dt.date) -> Reason | None:
    """The notice that invites to talks stands for at least three working days."""
    return _too_early(until, earliest, _("财库〔2015〕135号：邀请公告期限不得少于3个工作日"), "notice_until")


@rule("T06", also=("LAW-GPLR-31",), at=CHANGE, regimes=BY_LAW)
def time_after_a_change_of_a_tender(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """What is changed in tender documents leaves fifteen days, else the closing is moved."""
    return _extend(closes_on, earliest, _("实施条例第三十一条：澄清或者修改招标文件至投标截止不足15日"))


@rule("T07c", also=("LAW-C214-10",), at=CHANGE, regimes=BY_LAW)
def time_after_a_change_of_a_consultation(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """What is changed in consultation documents leaves five days, else the closing is moved."""
    return _extend(closes_on, earliest, _("财库〔2014〕214号第十条：澄清或者修改磋商文件至首次响应截止不足5日"))


@rule("LAW-O74-29", at=CHANGE, regimes=BY_LAW)
def time_after_a_change_of_a_negotiation(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """What is changed in negotiation documents leaves three working days, else the closing is moved."""
    return _extend(closes_on, earliest, _("财政部令第74号第二十九条：澄清或者修改谈判文件至首次响应截止不足3个工作日"))


@rule("LAW-O87-27", at=CHANGE, regimes=BY_LAW)
def closing_is_not_brought_forward(closes_at: dt.datetime, before: dt.datetime) -> Reason | None:
    """A change may move the closing back, never forward: who counts on it is not cut short."""
    return None if closes_at >= before else Reason(_("响应截止时间只能顺延，不能提前。"), "closes_at")


@rule("LAW-O87-18", at=ISSUE, regimes=BY_LAW)
def documents_are_provided_until_the_closing_at_most(until: dt.date, closes_on: dt.date) -> Reason | None:
    """Nobody is given documents after the closing."""
    return None if until <= closes_on else Reason(_("文件提供截止不得晚于响应截止。"), "provided_until")


@rule("T30", also=("LAW-EXP-14",), at=REVIEW, regimes=BY_LAW)
def drawn_shortly_before_the_review(review_on: dt.date, today: dt.date, latest: dt.date) -> Reason | None:
    """Experts are drawn no earlier than two working days before the review."""
    if review_on < today:
        return Reason(_("评审日期不能早于抽取之日。"), "review_on")
    if review_on <= latest:
        return None
    sentence = _("评审专家的抽取不得早于评审开始前2个工作日，今日抽取的，评审最迟{day}开始。")
    return Reason(sentence.format(day=day(latest)), "review_on")


def _too_early(date: dt.date, earliest: dt.date, why: str, field: str) -> Reason | None:
    if date >= earliest:
        return None
    return Reason(_("{why}，最早可定{day}。").format(why=why, day=day(earliest)), field)


def _extend(closes_on: dt.date, earliest: dt.date, why: str) -> Reason | None:
    if closes_on >= earliest:
        return None
    return Reason(_("{why}，应当顺延截止时间，最早可定{day}。").format(why=why, day=day(earliest)), "closes_at")

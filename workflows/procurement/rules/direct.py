"""Single source (GPL 31, GPLR 38, O74 38-42) and the second stage of a framework agreement (O110 3, 15, 27, 31-37)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.method import GROUNDS, SINGLE_SOURCE
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
ARGUE, CALL, SETTLE = ("single_source.argue",), ("framework.begin",), ("framework.settle",)
ONLY, URGENT, ADDED = GROUNDS[SINGLE_SOURCE]
LEAST_OPINIONS = 3
TENTH = Decimal("0.10")
DIRECT, BIDS, TURN = "直接选定", "二次竞价", "顺序轮候"
WAYS = (DIRECT, BIDS, TURN)
NO_OBJECTION, UPHELD, REJECTED = "无异议", "异议成立", "异议不成立"


def must_be_shown(ground: str, budget: Decimal, open_tender_from: Decimal | None) -> bool:
    """Whether a single source is shown first: the only supplier, from the tender threshold on (GPLR 38)."""
    return ground == ONLY and open_tender_from is not None and budget >= open_tender_from


@rule("LAW-O74-38", also=("LAW-GPL-31",), at=ARGUE, regimes=BY_LAW)
def professionals_say_that_it_is_the_only_one(ground: str, opinions: Sequence[Mapping[str, str]]) -> Reason | None:
    """That there is one supplier only is said by professionals, by name, employer and title."""
    if ground != ONLY or len({one["name"] for one in opinions}) >= LEAST_OPINIONS:
        return None
    text = _("唯一供应商须有专业人员论证意见（姓名、单位、职称），不少于{n}名，现为{have}名。")
    return Reason(text.format(n=LEAST_OPINIONS, have=len({one["name"] for one in opinions})), "opinions")


@rule("LAW-GPL-31", also=("T26",), at=ARGUE, regimes=BY_LAW)
def addition_stays_within_a_tenth(ground: str, budget: Decimal, original: Decimal | None) -> Reason | None:
    """What is added to an earlier contract costs at most a tenth of it."""
    if ground != ADDED:
        return None
    if original is None:
        return Reason(_("添购的，请填写原合同金额。"), "original_price")
    most = original * TENTH
    if budget <= most:
        return None
    return Reason(
        _("添购金额{budget}超过原合同金额{original}的10%（{most}）。").format(
            budget=yuan(budget), original=yuan(original), most=yuan(most)
        ),
        "original_price",
    )


@rule("T10a", also=("LAW-GPLR-38",), at=("single_source.publish",), regimes=BY_LAW)
def single_source_is_shown_long_enough(until: dt.date, earliest: dt.date) -> Reason | None:
    """A single source is shown for at least five working days."""
    if until >= earliest:
        return None
    return Reason(_("实施条例第三十八条：单一来源公示期不得少于5个工作日，最早可定{day}。").format(day=day(earliest)), "notice_until")


@rule("T10a", at=("single_source.close",), regimes=BY_LAW)
def single_source_was_shown(today: dt.date, until: dt.date) -> Reason | None:
    """It is closed only after its last day."""
    if today > until:
        return None
    told = {"last": day(until), "first": day(until + dt.timedelta(days=1))}
    return Reason(_("实施条例第三十八条：公示至{last}24时，最早可于{first}办理。").format(**told), "")


@rule("T10b", also=("LAW-O74-40",), at=("single_source.close",), regimes=BY_LAW)
def objections_are_argued(objections: int, supplement: str, outcome: str) -> Iterator[Reason]:
    """What was objected is argued again before it goes on, and the objectors are told."""
    if objections and not supplement:
        yield Reason(_("收到异议的，须组织补充论证并写明结论。"), "supplement")
    if bool(objections) == (outcome == NO_OBJECTION):
        yield Reason(_("结论与收到异议的件数不符。"), "outcome")


@rule("LAW-O74-41", also=("ART-13.3",), at=("single_source.negotiate",), regimes=BY_LAW)
def agreed_price_is_within(price: Decimal, ceiling: Decimal, quoted: Decimal) -> Reason | None:
    """What is agreed with the only supplier is neither above the ceiling nor above what it quoted."""
    most = min(ceiling, quoted)
    return None if price <= most else Reason(_("商定价格不得超过{most}（最高限价与报价的较低者）。").format(most=yuan(most)), "price")


@rule("LAW-O110-15", also=("LAW-O110-3",), at=CALL, regimes=BY_LAW)
def agreement_is_in_force(begins_on: dt.date, ends_on: dt.date, today: dt.date) -> Iterator[Reason]:
    """An agreement on services runs two years at most, and is called on while it runs."""
    if ends_on >= _two_years_after(begins_on):
        yield Reason(_("服务类框架协议有效期一般不超过2年。"), "ends_on")
    if not begins_on <= today <= ends_on:
        yield Reason(_("框架协议有效期为{first}至{last}，今日不在其内。").format(first=day(begins_on), last=day(ends_on)), "ends_on")


@rule("LAW-O110-27", also=("LAW-O110-3",), at=CALL, regimes=BY_LAW)
def two_suppliers_at_least(suppliers: Sequence[str]) -> Reason | None:
    """The recipients choose among at least two suppliers of the first stage."""
    return None if len(set(suppliers)) >= 2 else Reason(_("第一阶段入围供应商不得少于2家。"), "suppliers")


@rule("TD54", also=("LAW-O110-36",), at=CALL, regimes=BY_LAW)
def time_for_second_bids(closes_on: dt.date, earliest: dt.date) -> Reason | None:
    """Whoever is asked for a second bid has the town's least time to answer."""
    if closes_on >= earliest:
        return None
    return Reason(_("二次竞价的报价时间过短，最早可定{day}截止。").format(day=day(earliest)), "closes_at")


@rule("LAW-O110-32", also=("LAW-O110-35", "LAW-O110-36"), at=SETTLE, regimes=BY_LAW)
def chosen_as_the_agreement_says(way: str, chosen: str, order: Sequence[str], said: str) -> Iterator[Reason]:
    """Chosen by the recipients, by the lowest second bid, or the next in turn. `order`: who may be chosen, the first one first."""
    if chosen not in order:
        yield Reason(_("须从入围（响应）的供应商中确定。"), "chosen")
    elif way != DIRECT and chosen != order[0]:
        yield Reason(_("采用{way}的，应当确定排序第一的供应商。").format(way=way), "chosen")
    if way == DIRECT and not said:
        yield Reason(_("直接选定的，请写明服务对象自主选择的情况。"), "chosen_by")


@rule("LAW-O110-33", also=("ART-13.3",), at=SETTLE, regimes=BY_LAW)
def price_within_the_agreement(price: Decimal, agreed: Decimal) -> Reason | None:
    """No call-off costs more than the agreement lets it."""
    return (
        None
        if price <= agreed
        else Reason(_("价格{price}超过框架协议最高限价{agreed}。").format(price=yuan(price), agreed=yuan(agreed)), "price")
    )


def _two_years_after(date: dt.date) -> dt.date:
    return date.replace(year=date.year + 2) if (date.month, date.day) != (2, 29) else dt.date(date.year + 2, 3, 1)

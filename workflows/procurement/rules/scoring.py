"""The scoring sheet and what follows from it (C214 23-24, O87 55): weights, points for the price, totals, places."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from workflows.errors import Reason
from workflows.procurement.rules import PROCUREMENT_LAW, rule
from workflows.procurement.rules.four_facts import RATING, told
from workflows.procurement.rules.wording import yuan
from workflows.text import _

BY_LAW = frozenset({PROCUREMENT_LAW})
DRAFT, SCORE = ("documents.draft",), ("assessment.score",)
PRICE = "价格"
KINDS = (PRICE, "商务", "技术服务")
HUNDRED, CENT = Decimal(100), Decimal("0.01")
CONSULTATION, TENDER = "竞争性磋商", "公开招标"
LEAST, MOST = Decimal(10), Decimal(30)
"""Percent of the points that the price of a service gets in a consultation; in a tender at least the former."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor with its most points and how they are given."""

    kind: str
    name: str
    most: Decimal
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A response with its price (yuan), its points for the price, and its total."""

    organisation: str
    price: Decimal
    price_points: Decimal
    total: Decimal


def price_weight(factors: Sequence[Factor]) -> Decimal:
    """How much of a hundred the price makes."""
    return sum((one.most for one in factors if one.kind == PRICE), Decimal(0))


def rounded(value: Fraction) -> Decimal:
    """Half up to two places, from the exact value."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(CENT, ROUND_HALF_UP)


def price_points(offer: Decimal, lowest: Decimal, weight: Decimal) -> Decimal:
    """Lowest price ÷ offer × weight: 1,240,000 ÷ 1,256,000 × 20 = 19.75. Prices in yuan, above zero."""
    return rounded(Fraction(lowest) / Fraction(offer) * Fraction(weight))


def averaged(given: Mapping[str, Sequence[Decimal]]) -> Decimal:
    """The members' mean of all other points. `given`: member → points of each factor; nobody's are left out, the highest and lowest too."""
    sums = [sum(points, Decimal(0)) for points in given.values()]
    return rounded(Fraction(sum(sums, Decimal(0))) / len(sums)) if sums else Decimal("0.00")


def ranked(prices: Mapping[str, Decimal], other: Mapping[str, Decimal], weight: Decimal) -> list[Ranked]:
    """In order: the most points first, of equal points the lower price (C214 25, O87 57), then by name so that it is one order.

    Without a weight the lowest price is first (O74 36).
    """
    lowest = min(prices.values(), default=Decimal(1))
    found = []
    for one, price in prices.items():
        points = price_points(price, lowest, weight) if weight else Decimal("0.00")
        found.append(Ranked(one, price, points, points + other.get(one, Decimal("0.00"))))
    return sorted(found, key=lambda one: (-one.total, one.price, one.organisation))


@rule("LAW-C214-23", also=("LAW-O87-55",), at=DRAFT, regimes=BY_LAW, level="invalid")
def factors_make_a_hundred(factors: Sequence[Factor]) -> Iterator[Reason]:
    """The factors together make a hundred points, each is named once, and the price is exactly one of them."""
    total = sum((one.most for one in factors), Decimal(0))
    if total != HUNDRED:
        yield Reason(_("各评审因素分值合计应为100分，现为{total}分。").format(total=total), "factors")
    if sum(one.kind == PRICE for one in factors) != 1:
        yield Reason(_("价格分须单列一项，且只能有一项。"), "factors")
    names = [one.name for one in factors]
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Reason(_("评审因素“{name}”重复。").format(name=name), f"factors.{place}.name")


@rule("LAW-C214-24", at=DRAFT, regimes=BY_LAW)
def price_weighs_ten_to_thirty(method: str, weight: Decimal, approval: str) -> Reason | None:
    """In a consultation on services the price makes ten to thirty of a hundred; else the finance department approves it."""
    if method != CONSULTATION or LEAST <= weight <= MOST:
        return None
    told_ = _("竞争性磋商服务项目的价格分占10%至30%，现为{weight}%").format(weight=weight.normalize())
    if approval:
        return Reason(_("{why}，已登记财政部门批准文号{approval}。").format(why=told_, approval=approval), "weight_approval", level="warn")
    return Reason(_("{why}；确需超出的，须经财政部门批准并填写文号。").format(why=told_), "factors")


@rule("LAW-O87-55", at=DRAFT, regimes=BY_LAW)
def price_weighs_ten_at_least(method: str, weight: Decimal) -> Reason | None:
    """In a tender for services the price makes at least ten of a hundred."""
    if method != TENDER or weight >= LEAST:
        return None
    return Reason(_("服务项目招标的价格分不得低于总分的10%，现为{weight}%。").format(weight=weight.normalize()), "factors")


@rule("LAW-O87-55", also=("ART-16.2",), at=DRAFT, regimes=BY_LAW)
def qualification_is_no_factor(factors: Sequence[Factor], conditions: Collection[str]) -> Iterator[Reason]:
    """What is a condition for taking part gives no points; nor do size, age or place."""
    for place, one in enumerate(factors):
        said = f"{one.name}{one.rule}"
        facts = [name for name in told(said) if name != RATING]
        if facts:
            text = _("不得以{names}作为评审因素（财政部令第87号第十七条）。")
            yield Reason(text.format(names="、".join(facts)), f"factors.{place}.name")
        elif any(condition and condition in said for condition in conditions):
            yield Reason(_("资格条件不得作为评审因素（财政部令第87号第五十五条）。"), f"factors.{place}.name")


@rule("LAW-C214-23", at=SCORE, level="invalid")
def points_stay_within_the_factor(given: Sequence[tuple[Decimal, Decimal]]) -> Iterator[Reason]:
    """No factor gets more points than it has. `given`: points and the most, in the order of the sheet."""
    for place, (points, most) in enumerate(given):
        if points > most:
            yield Reason(_("不得超过该项满分{most}分。").format(most=most), f"points.{place}.points")


@rule("LAW-C214-23", also=("LAW-O87-55",), at=SCORE)
def everything_is_scored_once(given: Sequence[tuple[str, int]], wanted: Collection[tuple[str, int]]) -> Iterator[Reason]:
    """Each member scores each valid response on each factor but the price, once."""
    if set(given) != set(wanted) or len(given) != len(wanted):
        yield Reason(_("须对每家有效响应的每一项评审因素各打一次分，共{n}项。").format(n=len(wanted)), "points")


@rule("LAW-C214-21", also=("ART-13.3",), at=("rounds.final_offer",))
def final_offer_within_budget(price: Decimal, ceiling: Decimal) -> Reason | None:
    """A final offer above the ceiling of the plan cannot be awarded and is not taken."""
    if price <= ceiling:
        return None
    return Reason(_("最后报价{price}超过最高限价{ceiling}，不予接收。").format(price=yuan(price), ceiling=yuan(ceiling)), "price")


@rule("LAW-C214-19", also=("LAW-O74-31",), at=("rounds.consult",))
def everybody_was_heard(heard: Sequence[str], valid: Sequence[str]) -> Reason | None:
    """The panel talks with each valid supplier apart, and gives all the same chance."""
    if sorted(heard) == sorted(valid):
        return None
    return Reason(_("须与每一家通过审查的供应商分别磋商（谈判），每家一行。"), "talks")


@rule("LAW-C214-21", also=("LAW-O74-33",), at=("rounds.consult",))
def final_offers_close_later(closes_at: dt.datetime, now: dt.datetime) -> Reason | None:
    """All have until the same moment, which lies ahead, for their last price."""
    return None if closes_at > now else Reason(_("最后报价截止时间须晚于现在。"), "final_closes_at")

"""Claims: a panel is odd and mostly experts, the lot can be drawn again, points are exact, and who is bound stays out."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal, getcontext, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import panel, scoring
from workflows.procurement.rules.panel import Bond
from workflows.procurement.rules.scoring import Factor

PRICES = st.decimals("0.01", "99999999.99", places=2)
POINTS = st.decimals("0", "80", places=2)
TODAY = dt.date(2026, 5, 7)
SHEET = [Factor("价格", "价格", Decimal(20)), Factor("技术服务", "方案", Decimal(50)), Factor("商务", "保障", Decimal(30))]


def test_the_points_of_the_price_are_those_of_the_handbook() -> None:
    prices = [Decimal(one) for one in ("1256000", "1270000", "1240000")]
    assert [scoring.price_points(one, min(prices), Decimal(20)) for one in prices] == [Decimal("19.75"), Decimal("19.53"), Decimal("20.00")]


@given(offer=PRICES, lowest=PRICES, weight=st.decimals("10", "30", places=2))
def test_points_are_those_of_a_naive_count_with_many_places(offer: Decimal, lowest: Decimal, weight: Decimal) -> None:
    lowest = min(offer, lowest)
    with localcontext(getcontext()) as wide:
        wide.prec = 80
        naive = (lowest / offer * weight).quantize(Decimal("0.01"), ROUND_HALF_UP)
    found = scoring.price_points(offer, lowest, weight)
    assert found == naive
    assert 0 <= found <= weight


@given(st.dictionaries(st.sampled_from("abcdefg"), st.tuples(PRICES, POINTS), min_size=1), st.sampled_from([Decimal(0), Decimal(20)]))
def test_the_order_is_by_total_then_price_and_does_not_depend_on_who_came_first(given_: dict[str, tuple[Decimal, Decimal]], weight) -> None:
    prices = {one: price for one, (price, _points) in given_.items()}
    other = {one: points for one, (_price, points) in given_.items()} if weight else {}
    order = scoring.ranked(prices, other, weight)
    back = scoring.ranked(dict(reversed(prices.items())), other, weight)
    assert order == back
    assert sorted(order, key=lambda one: (-one.total, one.price, one.organisation)) == order
    if not weight:
        assert order[0].price == min(prices.values())


@given(st.dictionaries(st.sampled_from("abcde"), st.lists(POINTS, min_size=2, max_size=2), min_size=1))
def test_nobodys_points_are_left_out_of_the_mean(members: dict[str, list[Decimal]]) -> None:
    mean = sum(sum(points) for points in members.values()) / len(members)
    assert abs(scoring.averaged(members) - mean) <= Decimal("0.005")


@given(st.sets(st.text("abcdefgh", min_size=1, max_size=6), max_size=12), st.integers(0, 999999))
def test_the_lot_is_drawn_again_from_its_seed_whatever_the_order_of_the_pool(pool: set[str], spoken: int) -> None:
    seed = panel.seed_of("甲镇购服〔2026〕1号/1", str(spoken), dt.datetime(2026, 5, 7, 8, tzinfo=dt.UTC), 1)
    order = panel.lot(seed, sorted(pool))
    assert order == panel.lot(seed, sorted(pool, reverse=True))
    assert set(order) == pool and len(order) == len(pool)
    for one in order:
        assert panel.lot(seed, pool - {one}) == [other for other in order if other != one]


def test_another_spoken_number_is_another_lot() -> None:
    pool = [f"expert_{n}" for n in range(12)]
    at = dt.datetime(2026, 5, 7, 8, tzinfo=dt.UTC)
    assert len({tuple(panel.lot(panel.seed_of("n", str(spoken), at, 1), pool)) for spoken in range(50)}) == 50


@given(size=st.integers(1, 9), experts=st.integers(0, 9))
def test_a_panel_is_odd_and_two_thirds_are_experts(size: int, experts: int) -> None:
    experts = min(size, experts)
    assert bool(panel.panel_is_odd_and_mostly_experts(size, experts)) == (size % 2 == 0 or experts * 3 < size * 2)


@pytest.mark.parametrize(
    ("bond", "free"),
    [
        (Bond("任职", "甲", dt.date(2024, 5, 31)), False),
        (Bond("任职", "甲", dt.date(2023, 5, 8)), False),
        (Bond("任职", "甲", dt.date(2023, 5, 7)), True),
        (Bond("任职", "甲", dt.date(2021, 1, 1)), True),
        (Bond("配偶", "甲"), False),
        (Bond("配偶", "甲", dt.date(2025, 1, 1)), True),
    ],
)
def test_employment_binds_for_three_years(bond: Bond, free: bool) -> None:
    why = panel.recusal([bond], TODAY)
    assert (why == "") is free
    assert bool(panel.declared_as_the_register_knows(panel.NO_TIE, why)) is not free
    assert not panel.declared_as_the_register_knows(panel.TIE, why)


def test_a_leap_day_has_its_three_years() -> None:
    assert panel.recusal([Bond("董事", "甲", dt.date(2021, 3, 1))], dt.date(2024, 2, 29))


def test_a_drawing_has_its_witness_its_people_and_enough_experts() -> None:
    assert panel.somebody_watches_the_lot("procurement", "procurement")
    assert not panel.somebody_watches_the_lot("procurement", "supervisor")
    assert panel.enough_experts_are_registered(4, 3)
    assert not panel.enough_experts_are_registered(4, 4)
    assert panel.own_staff_is_no_expert(["外人"])
    assert "外人" in panel.buyer_on_the_panel_is_independent([("外人", "与甲是配偶关系")])[0].message
    assert panel.bound_experts_stay_out([("专家", "与甲是任职关系")])[0].level == "warn"
    assert panel.recusal_is_explained(panel.TIE, "")
    assert not panel.recusal_is_explained(panel.TIE, "曾任职")
    assert panel.dissent_is_written(False, "")
    assert not panel.dissent_is_written(False, "分数偏低") + panel.dissent_is_written(True, "")


def test_a_scoring_sheet_makes_a_hundred_with_one_price() -> None:
    assert scoring.factors_make_a_hundred(SHEET) == []
    assert scoring.factors_make_a_hundred(SHEET[:2])
    assert scoring.factors_make_a_hundred([*SHEET[1:], Factor("技术服务", "其他", Decimal(20))])
    twice = scoring.factors_make_a_hundred([SHEET[0], SHEET[1], Factor("商务", "方案", Decimal(30))])
    assert [one.field for one in twice] == ["factors.2.name"]


@given(st.integers(1, 60))
def test_the_price_weighs_what_the_law_lets_it(weight: int) -> None:
    told = scoring.price_weighs_ten_to_thirty("竞争性磋商", Decimal(weight), "")
    assert bool(told) == (not 10 <= weight <= 30)
    assert all(one.level == "warn" for one in scoring.price_weighs_ten_to_thirty("竞争性磋商", Decimal(weight), "财采〔2026〕2号"))
    assert bool(scoring.price_weighs_ten_at_least("公开招标", Decimal(weight))) == (weight < 10)
    assert not scoring.price_weighs_ten_to_thirty("公开招标", Decimal(weight), "")


def test_what_is_a_condition_gives_no_points() -> None:
    assert scoring.qualification_is_no_factor(SHEET, ["社会工作服务资质"]) == []
    assert scoring.qualification_is_no_factor([Factor("商务", "具有社会工作服务资质", Decimal(5))], ["社会工作服务资质"])
    assert "成立年限" in scoring.qualification_is_no_factor([Factor("商务", "成立满三年得5分", Decimal(5))], [])[0].message


def test_points_are_given_once_for_each_and_stay_within() -> None:
    wanted = [("a", 1), ("a", 2)]
    assert scoring.everything_is_scored_once(wanted, wanted) == []
    assert scoring.everything_is_scored_once([*wanted, ("a", 1)], wanted)
    assert scoring.everything_is_scored_once([("a", 1)], wanted)
    found = scoring.points_stay_within_the_factor([(Decimal(5), Decimal(5)), (Decimal("5.01"), Decimal(5))])
    assert [one.field for one in found] == ["points.1.points"]


def test_last_prices_are_heard_from_all_and_within_the_ceiling() -> None:
    assert scoring.final_offer_within_budget(Decimal("100.01"), Decimal("100.00"))
    assert not scoring.final_offer_within_budget(Decimal("100.00"), Decimal("100.00"))
    assert scoring.everybody_was_heard(["a"], ["a", "b"])
    assert not scoring.everybody_was_heard(["b", "a"], ["a", "b"])
    now = dt.datetime(2026, 5, 8, 3, tzinfo=dt.UTC)
    assert scoring.final_offers_close_later(now, now)
    assert not scoring.final_offers_close_later(now + dt.timedelta(minutes=1), now)

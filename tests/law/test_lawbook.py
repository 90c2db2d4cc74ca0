"""Dated law: figures as numbers, thresholds and bands at their very edges, lists, the basis, the thirty articles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from tests.worlds import fresh_session
from workflows.errors import Missing
from workflows.procurement.lawbook import (
    articles,
    band_of,
    basis,
    category_of,
    figure,
    figure_row,
    is_sensitive,
    list_in_force,
    list_items,
    threshold,
    threshold_row,
)
from workflows.procurement.models.law import RulePack, RulePackExtension, ServiceList
from workflows.procurement.settlement import register
from workflows.procurement.world import role_label, standard

JULY = dt.date(2026, 7, 1)


@pytest.fixture
def world() -> Iterator[Session]:
    """A fresh standard world."""
    with fresh_session() as session:
        yield session


def test_figures_are_numbers(world: Session) -> None:
    assert figure(world, "TD02") == Decimal("50000.00")
    assert figure(world, "TD04") == 5
    assert figure(world, "R23") == Decimal("0.40")
    assert figure(world, "R22") == 36
    assert figure(world, "TD12") == Decimal("80.00")
    assert figure(world, "TD14")["resident_reps"] == 3
    assert figure(world, "TD27")[2] == {"from_score": Decimal("70.00"), "grade": "中等", "ratio": Decimal("0.90")}
    assert figure(world, "TD26") == "年度金额"


def test_a_figure_has_no_answer_before_its_day(world: Session) -> None:
    assert figure(world, "T32a", dt.date(2025, 6, 1)) == 30
    for name, day in (("T32a", dt.date(2025, 5, 31)), ("TD04", dt.date(2021, 3, 31)), ("TD99", JULY)):
        with pytest.raises(Missing):
            figure(world, name, day)


def test_every_figure_says_where_it_comes_from(world: Session) -> None:
    names = [entry["id"] for entry in (*register()["period"], *standard()["figure"])]
    assert len(set(names)) == len(names) == 83
    assert all(figure_row(world, name).source and figure_row(world, name).to_event for name in names)


def test_the_register_names_every_period_of_the_handbook() -> None:
    names = {entry["id"] for entry in register()["period"]}
    statutory = {f"T{number:02}" for number in range(1, 36)} - {"T18", "T19", "T24", "T26", "T27"}
    lettered = {"T07": "abc", "T10": "ab", "T25": "abc", "T32": "abc"}
    for name in sorted(statutory):
        assert {f"{name}{letter}" for letter in lettered.get(name, [""])} <= names, name
    assert {"T18a", "T18b", "G33", "G42", "G48", "G49", "T24a", "T24c", "T24d", "T24", "T24b", "V01", "R07", "R22", "R23"} <= names


def test_the_towns_periods_are_named_once() -> None:
    told = [entry["id"] for entry in register()["town"] if "value" not in entry]
    assert told == [entry["id"] for entry in standard()["figure"]]


def test_thresholds_stand_by_level_and_date(world: Session) -> None:
    assert threshold(world, "L", JULY) == Decimal("1000000.00")
    assert threshold(world, "O", JULY) == Decimal("4000000.00")
    assert threshold(world, "L", dt.date(2020, 12, 31)) is None
    assert threshold(world, "L", JULY, budget_level="市级") is None
    row = threshold_row(world, "L", JULY)
    assert row is not None
    assert row.verification == "unverified"


@pytest.mark.parametrize(
    ("amount", "band"),
    [
        ("0.01", "B1"),
        ("29999.99", "B1"),
        ("30000.00", "B2"),
        ("199999.99", "B2"),
        ("200000.00", "B3"),
        ("999999.99", "B3"),
        ("1000000.00", None),
    ],
)
def test_a_band_holds_its_lower_end_and_not_its_upper(world: Session, amount: str, band: str | None) -> None:
    for day in (JULY, None):
        found = band_of(world, Decimal(amount), day)
        assert (found.id if found else None) == band


def test_without_a_threshold_the_last_band_has_no_end_and_no_answer(world: Session) -> None:
    assert band_of(world, Decimal("500000.00"), dt.date(2020, 1, 1)) is None
    assert band_of(world, Decimal("50000.00"), dt.date(2020, 1, 1)) is None
    assert band_of(world, Decimal("50000.00"), dt.date(2021, 4, 1)) is not None


def test_categories(world: Session) -> None:
    found = category_of(world, "心理咨询")
    assert found is not None
    assert (found.number, found.name) == (2, "基本服务类")
    assert category_of(world, "其他") is None
    sensitive = [item for entry in standard()["category"] for item in entry["sensitive"]]
    assert all(is_sensitive(world, item) for item in sensitive)
    assert not is_sensitive(world, "社区文化")
    assert not is_sensitive(world, "其他")


def test_the_last_published_list_holds_until_the_next_is_out(world: Session) -> None:
    assert list_in_force(world, "town_a", dt.date(2026, 3, 19)) is None
    assert list_items(world, "town_a", dt.date(2026, 3, 19)) == []
    for day in (dt.date(2026, 3, 20), dt.date(2027, 1, 15)):
        current = list_in_force(world, "town_a", day)
        assert current is not None
        assert current.id == "SL2026"
    world.add(
        ServiceList(
            id="SL2027", authority_id="district", year=2027, version=1, published_on=dt.date(2027, 3, 1), document="文", channel="台"
        )
    )
    world.flush()
    later = list_in_force(world, "town_b", dt.date(2027, 3, 1))
    assert later is not None
    assert later.id == "SL2027"
    assert [item.code for item in list_items(world, "town_a", JULY)] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]


def test_the_measures_hold_for_their_term_and_then_by_a_registered_document(world: Session) -> None:
    assert basis(world, dt.date(2021, 3, 31)) is None
    assert isinstance(basis(world, dt.date(2024, 3, 31)), RulePack)
    assert isinstance(basis(world, dt.date(2024, 4, 1)), RulePackExtension)
    assert basis(world, dt.date(2027, 4, 1)) is None


def test_the_thirty_articles_can_be_opened() -> None:
    assert list(articles()) == list(range(1, 31))
    assert articles()[23].label == "第二十三条"
    assert articles()[23].chapter == "第五章 购买程序"
    assert "先行支付不超过40%的项目资金" in articles()[23].text
    assert articles()[11].text.count("\n") == 6
    assert articles()[30].text == "本办法自2021年4月1日起实施，有效期3年。"


def test_the_articles_are_in_mainland_words() -> None:
    every = "".join(article.text for article in articles().values())
    assert not [word for word in ("契约", "程式", "最佳化", "档案", "资讯", "民众", "購", "務") if word in every]


def test_roles_have_the_names_that_officials_use() -> None:
    assert role_label("town.clerk") == "镇街经办人"
    assert role_label("nobody") == "nobody"

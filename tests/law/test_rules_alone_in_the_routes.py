"""Claims: rules of the communities' routes and of the library at the very limit of what they allow, each without any other."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.act import SHANGHAI
from workflows.procurement.rules import Bound, application, democracy, library, origination
from workflows.procurement.rules.application import RECEIVED
from workflows.procurement.rules.democracy import TALK

NOW = dt.datetime(2026, 6, 15, 9, 0, tzinfo=SHANGHAI)
MINUTE = dt.timedelta(minutes=1)
FEN = Decimal("0.01")
days = st.dates(dt.date(2024, 1, 1), dt.date(2028, 12, 31))
amounts = st.decimals("0.01", "9999999.99", places=2)
words = st.text("甲乙丙丁", max_size=20)


def fields(rule: Bound, *told: object) -> list[str]:
    """The fields of what a rule found, each with a sentence."""
    found = rule(*told)
    assert all(one.message and one.rules[0] == rule.id for one in found)
    return [one.field for one in found]


@given(st.integers(-3000, 3000))
def test_minutes_tell_of_a_meeting_between_its_call_and_now(minutes: int) -> None:
    met = NOW + dt.timedelta(minutes=minutes)
    assert fields(democracy.meeting_was_held, met, None, NOW) == (["met_at"] if minutes > 0 else [])
    assert fields(democracy.meeting_was_held, met, met + MINUTE, max(met, NOW)) == ["met_at"]
    assert fields(democracy.meeting_was_held, met, met, max(met, NOW)) == []
    assert fields(democracy.called_ahead, met, NOW) == ([] if minutes > 0 else ["meets_at"])


@given(days, days)
def test_a_call_has_gone_out_and_a_decision_has_stood_its_days(day: dt.date, today: dt.date) -> None:
    assert fields(democracy.called_today_or_before, day, today) == (["notified_on"] if day > today else [])
    assert fields(democracy.called_after_it_was_discussed, day, today) == (["notified_on"] if day < today else [])
    assert bool(democracy.called_when_it_is_entered(day, today)) == ((today - day).days > 3)
    assert bool(democracy.decision_was_public(day, today)) == (today <= day)
    assert bool(democracy.decision_was_public(today, today))


def test_how_each_person_voted_is_not_shown() -> None:
    assert fields(democracy.names_are_masked, False) == ["masked"]
    assert fields(democracy.names_are_masked, True) == []


@given(amounts, amounts, st.sampled_from([TALK, "居民会议", "村民代表会议"]))
def test_above_the_towns_figure_residents_vote(amount: Decimal, most: Decimal, body: str) -> None:
    assert fields(democracy.large_design_is_voted_on, body, amount, most) == (["body"] if body == TALK and amount > most else [])
    assert fields(democracy.large_design_is_voted_on, TALK, most, most) == []
    assert fields(democracy.large_design_is_voted_on, TALK, most + FEN, most) == ["body"]


@given(words)
def test_sending_back_and_clearing_a_word_takes_ten_characters(text: str) -> None:
    short = len(text) < 10
    assert fields(application.return_is_explained, "退回补正", text) == (["opinion"] if short else [])
    assert fields(application.return_is_explained, RECEIVED, text) == []
    assert fields(library.keywords_are_answered, ["监测"], text) == (["opinion"] if short else [])
    assert fields(library.keywords_are_answered, [], text) == []


@pytest.mark.parametrize(
    ("planner", "way", "stays_out"),
    [("org_1", "公开招标", True), ("org_1", "单一来源采购", False), ("org_2", "公开招标", False), (None, "公开招标", False)],
)
def test_who_designed_the_whole_does_not_bid_under_the_procurement_law(planner: str | None, way: str, stays_out: bool) -> None:
    assert fields(library.planner_stays_out, planner, "org_1", way) == (["awarded"] if stays_out else [])
    assert library.planner_stays_out.regimes == {"procurement_law"}


@given(st.sampled_from("ABC"), st.sampled_from("ABC"))
def test_a_project_keeps_the_route_by_which_it_came(route: str, submitted: str) -> None:
    assert fields(origination.route_is_kept, route, submitted) == ([] if route == submitted else ["route"])

"""Claims: the table of quorums and the sentence of the form say the same of every meeting, and half is no majority."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import read_decisions
from workflows.procurement.rules import democracy
from workflows.procurement.rules.democracy import Count

QUORUM = read_decisions(shipped_files()["decisions/quorum.dmn"])["quorum"]
BODIES = sorted({*democracy.MAJORITY, *democracy.TWO_THIRDS, democracy.TALK})


def decided(count: Count, *, again: bool = True) -> Any:
    """What the table answers."""
    figures = {"body": count.body, "eligible": count.eligible, "present": count.present, "votes_for": count.votes_for}
    return QUORUM.decide({**figures, "again": again}).outputs


@pytest.mark.parametrize("body", BODIES)
def test_the_table_and_the_rule_agree_on_every_meeting_of_up_to_twenty(body: str) -> None:
    for eligible in range(1, 21):
        for present in range(eligible + 1):
            for votes in {0, present // 2, present // 2 + 1, present} & set(range(present + 1)):
                count = Count(body, eligible, present, votes, present - votes, 0)
                assert decided(count)["vote"] == count.result, count


@given(st.sampled_from(BODIES), st.integers(1, 5000), st.data())
def test_they_agree_on_larger_ones_and_on_how_many_are_missing(body: str, eligible: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, eligible))
    votes = data.draw(st.integers(0, present))
    count = Count(body, eligible, present, votes, present - votes, 0)
    answer = decided(count)
    assert answer["vote"] == count.result
    assert answer["missing"] == max(count.needed - present, 0)
    assert answer["passed"] == (count.result == democracy.PASSED)


@given(st.integers(1, 5000))
def test_the_fewest_are_more_than_half_or_two_thirds(eligible: int) -> None:
    for body in democracy.MAJORITY:
        needed = Count(body, eligible, 0, 0, 0, 0).needed
        assert needed * 2 > eligible >= (needed - 1) * 2
    for body in democracy.TWO_THIRDS:
        needed = Count(body, eligible, 0, 0, 0, 0).needed
        assert needed * 3 >= eligible * 2 > (needed - 1) * 3


def test_thirty_six_of_seventy_two_are_no_majority_and_thirty_of_forty_five_are_two_thirds() -> None:
    assert decided(Count("居民会议", 72, 36, 36, 0, 0))["missing"] == 1
    assert decided(Count("居民会议", 72, 37, 37, 0, 0))["vote"] == democracy.PASSED
    assert decided(Count("村民代表会议", 45, 29, 29, 0, 0))["missing"] == 1
    assert decided(Count("村民代表会议", 45, 30, 16, 14, 0))["vote"] == democracy.PASSED
    assert decided(Count("村民代表会议", 45, 30, 15, 15, 0))["vote"] == democracy.LOST


def test_who_came_too_few_too_often_is_not_called_again() -> None:
    assert decided(Count("居民会议", 72, 36, 36, 0, 0), again=False)["vote"] == "会议不成"


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("kind", ["村民委员会", "居民委员会"])
def test_a_body_of_the_other_kind_of_community_is_refused(kind: str, body: str) -> None:
    known = body in democracy.bodies(kind)
    assert bool(democracy.body_of_this_community(body, kind)) != known

"""Claims about votes and quorum (Art. 20, TD03): for any numbers a meeting may have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules.review import Ballot, counts_agree, outcome_follows_the_votes, quorum_is_there

COUNT = st.integers(min_value=0, max_value=60)


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    """Minutes that agree with themselves."""
    eligible = draw(st.integers(min_value=1, max_value=60))
    present = draw(st.integers(min_value=0, max_value=eligible))
    votes_for = draw(st.integers(min_value=0, max_value=present))
    against = draw(st.integers(min_value=0, max_value=present - votes_for))
    return Ballot(eligible, present, votes_for, against, present - votes_for - against)


@given(ballots())
def test_approval_needs_half_of_those_due_and_more_than_half_of_those_present(ballot: Ballot) -> None:
    refused = [*quorum_is_there(ballot, "同意"), *outcome_follows_the_votes(ballot, "同意")]
    lawful = ballot.present * 2 >= ballot.eligible and ballot.votes_for * 2 > ballot.present
    assert bool(refused) != lawful


@given(ballots())
def test_without_a_quorum_a_meeting_may_only_put_off(ballot: Ballot) -> None:
    assert not quorum_is_there(ballot, "暂缓")
    for outcome in ("同意", "否决", "退回补正"):
        assert bool(quorum_is_there(ballot, outcome)) == (ballot.present * 2 < ballot.eligible)


@given(ballots())
def test_what_was_carried_is_not_rejected(ballot: Ballot) -> None:
    said = outcome_follows_the_votes(ballot, "否决")
    assert bool(said) == (ballot.present * 2 >= ballot.eligible and ballot.votes_for * 2 > ballot.present)


@given(COUNT, COUNT, COUNT, COUNT, COUNT, COUNT)
def test_minutes_that_agree_with_themselves_say_nothing(
    eligible: int, present: int, votes_for: int, against: int, abstain: int, named: int
) -> None:
    said = {reason.field for reason in counts_agree(Ballot(eligible, present, votes_for, against, abstain), named)}
    assert said == (
        ({"present"} if present > eligible else set())
        | ({"present_members"} if named != present else set())
        | ({"votes_for"} if votes_for + against + abstain != present else set())
    )

"""Claims: what a story wrote verifies, and executed again from its entries alone it comes out identical."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.replaying import replay
from app.shelves import shelf
from app.stage import InProcessStage
from app.verifying import verify_all
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

STORIES = Path("tests/scenarios")
SIDE_CASES = ["S16c_purchase_anew", "S18_termination", "inquiry_and_feedback"]
"""An interrupted purchase, an interrupted performance, names that are only committed to."""
PAYMENTS = ["S15_accepted_and_overdue", "payment_held", "payment_disputed_not_owed"]
"""A second look and a late payment, a hold and its end, a part that is a payment of its own."""
LATE = ["signer_replaced", "reminded_and_overseen", "contractor_silent_on_evaluation"]
"""Somebody else signs; somebody above looks after what is late and gives it to somebody else; the contractor says nothing."""

STANDING = ["P03_needs", "S23_late_list"]
"""Duties outside any project."""


@pytest.mark.parametrize(
    "story", [*SIDE_CASES, *PAYMENTS, *LATE, *STANDING, "S08_yearly_gate", "S02_taken_back", "S02_village", "S03_library"]
)
def test_a_story_verifies_and_is_identical_when_executed_again(story: str) -> None:
    with shelf(None) as databases:
        stage = InProcessStage(databases)
        try:
            told = list(Player(stage, read(STORIES / f"{story}.toml")).play())
            assert [one.reason for one in told if not one.ok] == []
            assert verify_all(stage.live).findings == ()
            again = replay(stage.live, None)
            assert (again["difference"], again["cannot"]) == (None, "")
        finally:
            stage.end()

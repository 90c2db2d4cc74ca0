"""What goes otherwise than the golden case, by hand in a browser: a vote is lost, a challenge stops a signing, a contract ends early."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.verifying import verify_all
from tests.by_hand import by_hand, open_tasks

TURNS = {
    "S02_lost_vote": (0, 7, (), []),
    "S16b_open_challenge": (24, 31, ("contract.sign_as_contractor",), ["contract.sign_as_town"]),
    "S18_termination": (34, 46, (), []),
}
"""Story → the steps told to the database, the last one done by hand, where what it has refused is tried too, what is open then."""


@pytest.mark.parametrize("name", TURNS)
def test_what_goes_otherwise_is_walked_by_hand(chromium: Browser, tmp_path: Path, name: str) -> None:
    begin, end, tried, waiting = TURNS[name]
    with by_hand(chromium, name, begin, tmp_path) as (hand, steps):
        hand.tried = frozenset(tried)
        hand.go(steps[: end - begin])
        assert open_tasks(hand) == waiting
        assert hand.walk.complaints == []
        assert verify_all(hand.stage.live).findings == ()

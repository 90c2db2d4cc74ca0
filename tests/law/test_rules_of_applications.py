"""Claims: an application is sent back a few times by its clerk, then it is for the section head."""

from __future__ import annotations

import pytest

from workflows.procurement.rules import application


@pytest.mark.parametrize(
    ("outcome", "returned", "told"), [("退回补正", 2, False), ("退回补正", 3, True), ("退回补正", 4, True), ("受理", 4, False)]
)
def test_the_fourth_return_is_pointed_out(outcome: str, returned: int, told: bool) -> None:
    found = application.returned_too_often(outcome, returned, 3)
    assert bool(found) is told
    assert all((one.level, one.field) == ("warn", "outcome") for one in found)

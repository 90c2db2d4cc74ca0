"""Claims: an empty list of flags or warnings in a story says that there are none; no list says nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from workflows.proof.scenarios import Differs, Outcome, Player

LOUD = Outcome("done", flags=("F05",), warnings=("TD11",))
PLAYER: Any = SimpleNamespace(words=False)


@pytest.mark.parametrize("name", ["flags", "warnings"])
def test_none_expected_is_none(name: str) -> None:
    with pytest.raises(Differs, match=f"{name}: none expected"):
        Player._judge(PLAYER, {name: []}, LOUD)
    Player._judge(PLAYER, {name: []}, Outcome("done"))
    Player._judge(PLAYER, {}, LOUD)

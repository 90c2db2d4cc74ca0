"""Claims: what a hand types as a moment is that of Asia/Shanghai, wherever the machine with the browser stands."""

from __future__ import annotations

import time

import pytest

from tests.walks import minutes


@pytest.mark.parametrize("place", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
@pytest.mark.parametrize("said", ["2026-05-07T15:00", "2026-05-07T15:00:00+08:00", "2026-05-07T07:00:00+00:00"])
def test_a_moment_is_typed_in_the_time_of_the_town(monkeypatch: pytest.MonkeyPatch, place: str, said: str) -> None:
    monkeypatch.setenv("TZ", place)
    time.tzset()
    try:
        assert minutes(said) == "2026-05-07T15:00"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_empty_moment_stays_empty() -> None:
    assert minutes("") == ""

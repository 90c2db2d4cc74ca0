"""Claims: the golden case plays through the pages of a real server as its file says, refusals included; a server that fails says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.config import Config
from app.playing import play_paths
from app.served import NotServing, Server

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
OF_EACH_KIND = ("G05", "G01", "G18")
"""Variants refused as invalid, by a rule, and for want of a post; they need no branch of their own."""


def test_the_golden_case_plays_through_the_pages() -> None:
    answer = play_paths([GOLDEN], http=True)
    assert [one for one in answer["results"] if not one["ok"]] == []
    played = {one["id"] for one in answer["results"]}
    assert {"GOLDEN", *(f"GOLDEN/{name}" for name in OF_EACH_KIND)} <= played
    assert answer["passed"] > 35


def test_a_story_that_differs_is_named(tmp_path: Path) -> None:
    text = '[[step]]\nn = 2\nwho = "finance"\ntask = "review.give_finance_opinion"\nform = { outcome = "同意", score = "101" }\n'
    head = f'[scenario]\nid = "S"\nextends = "{GOLDEN}"\nuntil = {{ task = "review.give_finance_opinion" }}\n'
    path = tmp_path / "story.toml"
    path.write_text(head + text, encoding="utf-8")
    (result,) = play_paths([path], http=True)["results"]
    assert (result["ok"], result["step"]) == (False, 2)
    assert "expected done, got invalid" in result["reason"]
    assert "[fund_checked score" in result["reason"]


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    config = replace(Config(), database="mysql://nowhere/goufu", secret_file=tmp_path / "secret")
    with pytest.raises(NotServing, match="neither SQLite nor PostgreSQL"):
        Server(config, tmp_path / "server.log")

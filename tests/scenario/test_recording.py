"""Claims: a recorded case, written as a scenario file, plays green again and says of every step who did it, when and with what."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cli import main
from app.playing import play_paths
from app.recording import recorded
from app.shelves import FileShelf
from app.stage import InProcessStage
from tests.towns import Town, Towns, step
from workflows.proof.scenario_files import read
from workflows.proof.scenario_text import written
from workflows.proof.scenarios import Player

SCENARIOS = Path(__file__).parents[1] / "scenarios"


def told(town: Town, case: int, folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The recorded case as a file, and what came of playing it."""
    path = folder / "recorded.toml"
    path.write_text(recorded(town.config(), case), encoding="utf-8")
    return tomllib.loads(path.read_text(encoding="utf-8")), play_paths([path])["results"]


def test_the_golden_case_plays_again_from_its_record(towns: Towns, tmp_path: Path) -> None:
    story, results = told(towns.after(61), 1, tmp_path)
    assert results == [{"id": "CASE-1", "ok": True, "step": None, "reason": ""}]
    assert len(story["step"]) == 61
    for number in (1, 17, 58):
        said, golden = story["step"][number - 1], step(number)
        assert {name: said[name] for name in ("who", "task", "post", "at", "form")} == {
            name: golden[name] for name in ("who", "task", "post", "at", "form")
        }
    assert story["then"]["money"] == {"F1": {"reserved": "0.00", "committed": "0.00", "paid": "172800.00"}}


def test_a_case_under_way_and_its_side_case_are_one_story(sqlite_towns: Towns, tmp_path: Path) -> None:
    story, results = told(sqlite_towns.after(58), 4, tmp_path)
    assert [one["ok"] for one in results] == [True]
    assert (story["then"]["state"], story["then"]["open"]) == ("open", ["payment.release"])
    sqlite_towns.take_back()


@pytest.mark.parametrize("name", ["W5_payment_returned", "no_quotations", "social_funds", "S26_calendar_gap"])
def test_other_stories_play_again_from_their_records(name: str, tmp_path: Path) -> None:
    stage = InProcessStage(FileShelf(tmp_path))
    scenario = read(SCENARIOS / f"{name}.toml")
    scenario.refusals = []
    assert [one.ok for one in Player(stage, scenario).play()] == [True]
    _story, results = told(Town(stage.url, stage.folder / "files", stage.clock.moment), 1, tmp_path)
    assert [(one["ok"], one["reason"]) for one in results] == [(True, "")]
    stage.end()


def test_the_command_prints_the_file(sqlite_towns: Towns, capsys: pytest.CaptureFixture[str]) -> None:
    town = sqlite_towns.after(8)
    assert main(["--database", town.url, "scenario", "from", "--case", "1"]) == 0
    assert tomllib.loads(capsys.readouterr().out)["step"][7]["task"] == "review.start_publicity"
    assert main(["--database", town.url, "scenario", "from", "--case", "99"]) == 2
    assert capsys.readouterr().err == "goufu: 没有这个项目。\n"
    sqlite_towns.take_back()


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)
PLAIN = TEXTS | st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.datetimes(timezones=st.just(step(1)["at"].tzinfo)) | st.dates()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12)


@given(st.dictionaries(TEXTS, VALUES, max_size=6))
def test_whatever_was_entered_is_read_back_as_it_was(form: dict[str, Any]) -> None:
    text = written({"scenario": {"id": "S"}, "step": [{"who": "clerk", "form": form}]})
    assert tomllib.loads(text)["step"][0].get("form", {}) == form

"""Claims: what is not played through HTTP is said, name by name and in a line; what is played everywhere is not among it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app import playing
from app.cli.proof import _said_scenario
from app.shelves import shelf
from app.stage import InProcessStage

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
STORY = """
[scenario]
id = "S"
extends = "{golden}"
until = {{ task = "review.give_business_opinion" }}

[[refusal]]
id = "here"
step = 2
expect = "invalid"
form = {{ score = "101" }}

[[refusal]]
id = "another-way"
step = 2
at = 2026-06-09T09:30:00+08:00
expect = "done"
"""


class Unbranched(InProcessStage):
    """A stage that cannot go back, as the one with a server is."""

    can_branch = False


@contextmanager
def as_a_server(_postgres: str | None, http: bool) -> Iterator[InProcessStage]:
    with shelf(None) as databases:
        stage = (Unbranched if http else InProcessStage)(databases)
        try:
            yield stage
        finally:
            stage.end()


@pytest.mark.parametrize(
    ("http", "played", "left"), [(True, ["S/here", "S"], ["S/another-way"]), (False, ["S/here", "S", "S/another-way"], [])]
)
def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, http: bool, played: list[str], left: list[str]) -> None:
    monkeypatch.setattr(playing, "stages", as_a_server)
    path = tmp_path / "story.toml"
    path.write_text(STORY.format(golden=GOLDEN), encoding="utf-8")
    answer = playing.play_paths([path], http=http)
    assert ([one["id"] for one in answer["results"]], answer["not_played"]) == (played, left)
    assert answer["failed"] == 0, answer
    assert ("1 variants not played over HTTP" in _said_scenario(answer)) == http

"""Claims: the golden case plays as its file says, on both databases; a story that differs is named, and the others are still played."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from app.playing import play_paths

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
STEPS, VARIANTS = 61, 50


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_every_step_and_every_refused_variant_is_as_the_file_says(kind: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgres_url") if kind == "postgres" else None
    said = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    assert (len(said["step"]), len(said["refusal"])) == (STEPS, VARIANTS)
    answer = play_paths([GOLDEN], postgres=server, words=True)
    assert [one for one in answer["results"] if not one["ok"]] == []
    assert {one["id"] for one in answer["results"]} == {"GOLDEN", *(f"GOLDEN/{one['id']}" for one in said["refusal"])}
    assert (answer["passed"], answer["failed"]) == (VARIANTS + 1, 0)


def story(folder: Path, text: str) -> list[dict[str, object]]:
    """The results of a file that goes on from the golden case's second step."""
    path = folder / "story.toml"
    head = f'[scenario]\nid = "S"\nextends = "{GOLDEN}"\nuntil = {{ task = "review.give_business_opinion" }}\n'
    path.write_text(head + text, encoding="utf-8")
    results: list[dict[str, object]] = play_paths([path])["results"]
    return results


BUSINESS = """
[[step]]
n = 3
who = "section_head"
task = "review.give_business_opinion"
at = 2026-06-16T10:20:00+08:00
form = { outcome = "同意", score = "92", opinion = "需求清楚，与在办项目不重复", duplicate_found = "否", matches_guide = "是" }
"""


def test_a_variant_that_is_not_refused_is_named_and_the_story_goes_on(tmp_path: Path) -> None:
    wrong = '[[refusal]]\nid = "V1"\nstep = 3\nform = { score = "93" }\nexpect = "refused"\n'
    right = '[[refusal]]\nid = "V2"\nstep = 3\nform = { score = "193" }\nexpect = "invalid"\nfields = ["score"]\n'
    results = story(tmp_path, BUSINESS + wrong + right)
    assert [(one["id"], one["ok"]) for one in results] == [("S/V1", False), ("S/V2", True), ("S", True)]
    assert "expected refused, got done" in str(results[0]["reason"])


def test_a_step_that_differs_is_named_with_its_number(tmp_path: Path) -> None:
    (result,) = story(tmp_path, BUSINESS + 'post = "town.leader@town_a"\n')
    assert (result["ok"], result["step"]) == (False, 3)
    assert result["reason"] == "acted as town.section_head@town_a, expected town.leader@town_a"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[[refusal]]\nid = "V"\nstep = 99\nexpect = "refused"\n', "variant V has a step that the story has not"),
        ('[[refusal]]\nid = "V"\nstep = 3\nexpect = "refused"\ngiven = { after = "W" }\n', "variant V comes after one that does not exist"),
        ('[[step]]\ndo = "sing"\n', "step 2 does or expects something unknown"),
        ("[[step]]\n", "step 2 does not say who"),
    ],
)
def test_a_file_that_cannot_be_played_says_why(text: str, sentence: str, tmp_path: Path) -> None:
    (result,) = story(tmp_path, BUSINESS + text)
    assert not result["ok"]
    assert sentence in str(result["reason"])

"""Claims: stories with the same steps behind them share a beginning, others do not; nobody goes on past what a variant changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.playing import stages
from app.stage import InProcessStage
from workflows.proof.beginnings import Memory, marks, takes_up
from workflows.proof.scenario_files import Scenario, Unplayable, read
from workflows.proof.scenarios import Player

GOLDEN = Path(__file__).parents[1] / "scenarios" / "golden-case.toml"
HEAD = '[scenario]\nid = "{name}"\ntitle = "{name}"\nextends = "{golden}"\nuntil = {{ task = "review.give_leader_opinion" }}\n'
WAIT = '[[step]]\ndo = "check"\nopen = ["review.give_leader_opinion"]\n'
VARIANT = '[[refusal]]\nid = "V"\ntask = "review.give_business_opinion"\nform = {{ score = "{score}" }}\nexpect = "{expect}"\n'


@pytest.fixture
def stage() -> Iterator[InProcessStage]:
    """A stage that counts the cases that are started on it."""
    with stages(None, http=False) as made:
        yield made


def story(folder: Path, name: str, text: str = WAIT) -> Scenario:
    """A story that goes on from the golden case's fourth step."""
    path = folder / f"{name}.toml"
    path.write_text(HEAD.format(name=name, golden=GOLDEN) + text, encoding="utf-8")
    return read(path)


def test_the_same_steps_in_the_same_world_are_the_same_beginning(tmp_path: Path) -> None:
    one, other = story(tmp_path, "one"), story(tmp_path, "other")
    poorer = story(tmp_path, "poorer", '[given]\nfunds = [{ code = "F1", amount = "200000.00" }]\n' + WAIT)
    assert marks(one) == marks(other)
    assert not set(marks(one)) & set(marks(poorer))
    assert marks(one)[:5] == marks(read(GOLDEN))[:5]


def test_the_second_story_goes_on_where_the_first_was_kept(tmp_path: Path, stage: InProcessStage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []
    begin = stage.begin
    monkeypatch.setattr(stage, "begin", lambda *how: (begun.append(how), begin(*how)))
    stories = [story(tmp_path, "one"), story(tmp_path, "other")]
    memory = Memory.of(stories)
    assert [result.ok for one in stories for result in Player(stage, one, memory=memory).play()] == [True, True]
    assert len(begun) == 1


def test_a_story_does_not_go_on_past_what_its_variant_changes(tmp_path: Path, stage: InProcessStage) -> None:
    stories = [
        story(tmp_path, "plain"),
        story(tmp_path, "tried", VARIANT.format(score="101", expect="invalid")),
        story(tmp_path, "branched", VARIANT.format(score="1", expect="done")),
    ]
    assert [takes_up(one) for one in stories] == [4, 2, 2]
    memory = Memory.of(stories)
    results = [(result.id, result.ok) for one in stories for result in Player(stage, one, memory=memory).play()]
    assert results == [("plain", True), ("tried/V", True), ("tried", True), ("branched", True), ("branched/V", True)]


def test_a_variant_names_its_step_by_its_task_and_its_actor(tmp_path: Path) -> None:
    text = '[[refusal]]\nid = "V"\ntask = "{task}"\nwho = "{who}"\nexpect = "not_yours"\n'
    path = tmp_path / "late.toml"
    head = f'[scenario]\nid = "late"\nextends = "{GOLDEN}"\n'
    for who, number in (("resident_rep_2", 43), ("auditor", 41)):
        path.write_text(head + text.format(task="acceptance.give_opinion", who=who), encoding="utf-8")
        assert read(path).refusals[0]["step"] == number
    path.write_text(head + text.format(task="acceptance.dance", who="clerk"), encoding="utf-8")
    with pytest.raises(Unplayable, match=r"no step of the story does acceptance\.dance"):
        read(path)


def test_a_world_that_cannot_be_settled_or_changed_is_told(tmp_path: Path, stage: InProcessStage) -> None:
    twins = '[given]\norganisations = [{ id = "org_hf", uscc = "91440400MA4X00001D" }]\n' + WAIT
    odd = '[[step]]\ndo = "check"\ngiven = { calendar_notice = { year = 2027 } }\n'
    for name, text, sentence in (("twins", twins, "the world cannot be settled"), ("odd", odd, "2027年没有放假日")):
        (result,) = Player(stage, story(tmp_path, name, text)).play()
        assert not result.ok
        assert sentence in result.reason


def test_the_world_may_change_between_two_steps(tmp_path: Path, stage: InProcessStage) -> None:
    step = '[[step]]\nwho = "leader"\ntask = "review.give_leader_opinion"\nat = 2026-06-17T09:40:00+08:00\n'
    step += 'given = { funds = [{ code = "F1", amount = "100000.00" }] }\n'
    step += 'form = { outcome = "提交集体研究", score = "91", opinion = "" }\n[then.money.F1]\nreserved = "0.00"\n'
    (result,) = Player(stage, story(tmp_path, "poorer", step)).play()
    assert result.ok, result.reason

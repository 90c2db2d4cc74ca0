"""Claims: every task and every start that is drawn was tried by everybody in the town; who may not is refused and changes nothing.

Nothing is listed here: what is tried is what is drawn, reached by the stories of tests/scenarios. A drawing that no story reaches fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from app.playing import stages
from app.rule_places import procedures
from tests.towns import Towns, step
from tests.trying import Key, Trier, Tries, everything
from tests.web.conftest import House
from tests.web.sheets import JSON, posted
from workflows.act import Post
from workflows.engine import people
from workflows.engine.definitions import user_tasks
from workflows.engine.tables import work_item
from workflows.proof.beginnings import Memory
from workflows.proof.scenario_files import Scenario, found, read

FOLDER = Path(__file__).parents[1] / "scenarios"
GOLDEN = "golden-case.toml"
REFUSED = {403, 409, 422}


@cache
def drawn() -> dict[Key, str]:
    """(process, element) → implementation of every user task that is shipped."""
    return {(one.process, one.id): one.implementation for made in procedures().values() for one in user_tasks(made)}


def places() -> dict[str, set[Key]]:
    """Implementation → where it is drawn."""
    return {task: {key for key, one in drawn().items() if one == task} for task in drawn().values()}


@cache
def begun() -> dict[str, Key]:
    """Process → its start form, of all that people may start."""
    return {key: (made.start_form.process, made.start_form.id) for key, made in procedures().items() if made.start_form is not None}


def stories() -> Iterator[Scenario]:
    """Every story without its variants: the golden case first, then those that add least to it."""
    told = [replace(read(path), refusals=[]) for path in found([FOLDER])]
    yield from sorted(told, key=lambda one: (one.path.name != GOLDEN, len(one.steps), one.id))


def untried(tries: Tries) -> set[Key]:
    """What is drawn and was not tried."""
    return drawn().keys() - tries.tasks - {begun()[process] for process in tries.starts}


def leads_on(story: Scenario, tries: Tries) -> bool:
    """Whether a step of the story may do what nobody has tried."""
    waiting = {drawn()[key] for key in untried(tries)}
    ahead = {process.rsplit("/", 1)[-1] for process in begun() if process not in tries.starts}
    steps = story.base + story.steps
    return any(one.get("task") in waiting or one.get("process", "").rsplit("/", 1)[-1] in ahead for one in steps)


def test_everybody_tries_everything_that_is_drawn() -> None:
    tries, told = Tries(waiting=places()), [*stories()]
    memory = Memory.of(told)
    with stages(None, http=False) as stage:
        for story in told:
            if leads_on(story, tries):
                wrong = [
                    f"{one.id} step {one.step}: {one.reason}"
                    for one in Trier(stage, story, memory=memory, tries=tries).play()
                    if not one.ok
                ]
                assert wrong == []
    assert sorted(f"{process}#{element}" for process, element in untried(tries)) == [], "no story reaches these tasks"
    assert tries.starts == begun().keys(), "no story starts these"
    assert tries.faults == []
    assert tries.refused > 40 * len(drawn())


def test_a_right_that_is_missing_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "may_act", lambda session, directory, actor, item, case, element: Post(item.role, "town_a"))
    tries = Tries()
    story = replace(read(FOLDER / GOLDEN), refusals=[], then={})
    short = replace(story, steps=story.steps[:2])
    with stages(None, http=False) as stage:
        assert not all(one.ok for one in Trier(stage, short, tries=tries).play())
    assert any("does review.give_finance_opinion with the lawful form: done" in one for one in tries.faults)
    assert any("changed a row" in one for one in tries.faults)


def test_the_web_answers_with_the_same_refusals(sqlite_towns: Towns, tmp_path: Path) -> None:
    house = House(sqlite_towns.after(4), tmp_path / "secret")
    with house.bench.databases.read() as session:
        rows = session.execute(select(work_item).where(work_item.c.state == "open")).all()
    finders = {row.id: {who for one in step(4)["opens"] if one["task"] == row.task for who in one["who"]} for row in rows}
    browsers = {account: house.browser(account) for account in house.accounts()}
    tokens = {account: browser.token() for account, browser in browsers.items()}
    before = everything(house.town.url)
    for account, browser in browsers.items():
        for row in rows:
            own = {"_csrf": tokens[account]}
            lawful = posted(next(number for number in range(1, 62) if step(number).get("task") == row.task))
            for form, seen, mine in ((lawful, row.revision, None), ({}, row.revision, 422), (lawful, row.revision - 1, 409)):
                if mine is not None or account not in finders[row.id]:
                    answer = browser.client.post(f"/tasks/{row.id}", data={**own, "_seen": str(seen), **form}, headers=JSON)
                    allowed = {mine} if account in finders[row.id] else {403, 409} if mine == 409 else {403}
                    assert answer.status_code in allowed, (account, row.task, answer.status_code)
    assert everything(house.town.url) == before
    house.office.close()
    sqlite_towns.take_back()

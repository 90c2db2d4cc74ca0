"""Claim: the last completion of a route of more than a hundred tasks costs at most 1.3 times its tenth."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from app.shelves import shelf
from app.stage import InProcessStage
from tests.telling import STORIES
from workflows.engine.tables import work_item
from workflows.proof.scenario_files import Table, read
from workflows.proof.scenarios import Outcome, Player

TENTH, TIMES, BAR = 10, 9, 1.3


class Timed(InProcessStage):
    """Knows the CPU seconds of the last completion, without what the story itself looks up."""

    spent = 0.0

    def complete(self, *order: Any) -> Outcome:
        """Complete a task."""
        begun = time.process_time()
        outcome = super().complete(*order)
        self.spent = time.process_time() - begun
        return outcome


def test_the_last_of_more_than_a_hundred_tasks_costs_what_the_tenth_did() -> None:
    with shelf(None) as databases:
        stage = Timed(databases)
        try:
            story = replace(read(STORIES / "three_years_to_the_end.toml"), refusals=[])
            player, steps = Player(stage, story), story.base + story.steps
            places = [place for place, step in enumerate(steps) if "task" in step]
            wanted, kept = (places[TENTH - 1], places[-1]), list[Any]()
            stage.begin(story.given, story.begins)
            for place, step in enumerate(steps):
                if place in wanted:
                    stage.move(step["at"])
                    kept.append(stage.keep())
                player.step(step, checked=False)
            with stage.session() as session:
                assert session.execute(select(func.count()).where(work_item.c.state == "done")).scalar_one() > 100
            tenth, last = (_cheapest(stage, player, moment, steps[place]) for moment, place in zip(kept, wanted, strict=True))
            assert last <= BAR * tenth, (last, tenth)
        finally:
            stage.end()


def _cheapest(stage: Timed, player: Player, kept: Any, step: Table) -> float:
    """CPU seconds of one completion: the best of some, each from the same moment."""
    spent = []
    for _ in range(TIMES):
        stage.back(kept)
        player.step(step, checked=False)
        spent.append(stage.spent)
    return min(spent)

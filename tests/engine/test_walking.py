"""Claims: from its entries alone one can say where a case stood after each of them, on every drawing it entered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.shelves import FileShelf
from app.stage import InProcessStage
from tests.towns import GOLDEN, Towns
from workflows.engine.drawings import drawings
from workflows.engine.tables import case_, subscription, timer, work_item
from workflows.engine.walking import Step, Walk, name_of, place
from workflows.ledger.tables import ledger_entry
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

STORIES = (
    "golden-case",
    "S14_rectified_and_paid_in_part",
    "W1_returned_for_correction",
    "W2_objection_upheld",
    "W3_comparison_failed",
    "W5_payment_returned",
    "contractor_declines_then_again",
    "too_few_quotations",
)
QUOTING = "lifecycle_call/buying_call/comparison_call"


class Followed:
    """A case followed entry by entry, as far as it has come."""

    def __init__(self, bench: Workbench, session: Session, case: int) -> None:
        self.row = session.execute(select(case_).where(case_.c.id == case)).one()
        self.definition = bench.library.get(session, self.row.definition)
        self.drawn = drawings(session, self.definition)
        self.walk, self.steps = Walk(self.drawn, self.definition.name), list[Step]()
        self.on(session)

    def on(self, session: Session) -> None:
        """Follow what has been added since."""
        fresh = ledger_entry.c.stream == f"case:{self.row.id}", ledger_entry.c.number > len(self.steps)
        wanted = select(ledger_entry.c.number, ledger_entry.c.body).where(*fresh).order_by(ledger_entry.c.number)
        self.steps += self.walk.steps((one.number, json.loads(one.body)) for one in session.execute(wanted))

    def rows(self, session: Session) -> set[tuple[str, str]]:
        """What the rows say is open: tasks, moments, messages; the moments that cut tasks off are drawn on their tasks."""
        mine = work_item.c.root_id == self.row.root_id, work_item.c.case_id == self.row.id, work_item.c.state == "open"
        keys = [*session.execute(select(work_item.c.key).where(*mine)).scalars()]
        for table in (timer, subscription):
            keys += session.execute(select(table.c.key).where(table.c.case_id == self.row.id)).scalars()
        hosts = {one for drawing in self.drawn.values() for one in drawing.hosts}
        return {place(key) for key in keys if place(key)[1] not in hosts}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[InProcessStage]:
    made = InProcessStage(FileShelf(tmp_path))
    yield made
    made.end()


@pytest.mark.parametrize("story", STORIES)
def test_the_walk_stands_where_the_rows_say_after_every_step_of_a_story(story: str, stage: InProcessStage) -> None:
    scenario = read(GOLDEN.parent / f"{story}.toml")
    player = Player(stage, scenario)
    stage.begin(scenario.given, scenario.begins)
    followed: dict[int, Followed] = {}
    for step in scenario.base + scenario.steps:
        player.step(step, checked=False)
        with stage.live.databases.read() as session:
            for case in session.execute(select(case_.c.id)).scalars().all():
                if case not in followed:
                    followed[case] = Followed(stage.live, session, case)
                one = followed[case]
                one.on(session)
                assert one.walk.awaited() == one.rows(session), (step.get("n"), case)


def test_a_closed_case_has_walked_to_its_end_and_nothing_runs(sqlite_towns: Towns) -> None:
    town = sqlite_towns.after(61)
    office = town.open()
    with office.bench.databases.read() as session:
        steps = Followed(office.bench, session, town.case).steps
    office.close()
    last = {path: standing for step in steps for path, standing in step.changed.items()}
    assert not any(standing.open for standing in last.values())
    assert "closed" in last[""].done
    assert "closed" in last["lifecycle_call"].done
    assert "signing_call_to_signed" in last["lifecycle_call"].flows
    assert "awarded_to_to_plan" not in last["lifecycle_call"].flows
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))


def test_a_wait_is_drawn_open_and_a_call_stands_while_something_runs_inside(sqlite_towns: Towns) -> None:
    town = sqlite_towns.after(8)
    office = town.open()
    with office.bench.databases.read() as session:
        case = Followed(office.bench, session, town.case)
    office.close()
    steps = case.steps
    standing = steps[-1].changed["lifecycle_call/review_call"]
    assert standing.open == ("publicity_over",)
    assert steps[0].changed["lifecycle_call"].open == ("review_call",)
    assert case.walk.process("lifecycle_call/review_call").process == "project_review"
    assert name_of(case.definition, "lifecycle_call/review_call/publicity_over#1") == "立项公示期满"


def test_who_has_not_quoted_at_the_closing_is_cut_off_and_the_case_goes_on(sqlite_towns: Towns) -> None:
    town = sqlite_towns.after(15)
    office = town.open()
    due = office.bench.runtime.next_due()
    assert due
    office.clock.moment = due
    office.bench.runtime.tick()
    with office.bench.databases.read() as session:
        steps = Followed(office.bench, session, town.case).steps
    office.close()
    standing = steps[-1].changed[QUOTING]
    assert steps[-1].element == "quotation_closed"
    assert standing.open == ("open_quotations",)
    assert "wait_for_closing" not in standing.done


def test_an_entry_that_was_altered_is_passed_over(sqlite_towns: Towns) -> None:
    town = sqlite_towns.after(3)
    office = town.open()
    with office.bench.databases.read() as session:
        case = Followed(office.bench, session, town.case)
    office.close()
    walk = Walk(case.drawn, case.definition.name)
    nonsense = {"act": "complete", "key": "lifecycle_call/nowhere/x#1", "opened": [{"key": "y#1"}, {"key": "???"}], "cancelled": ["z#1"]}
    assert [step.element for step in walk.steps([(1, nonsense), (2, {"act": "complete", "key": None})])] == ["", ""]


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("draft_plan#1", ("", "draft_plan")),
        (f"{QUOTING}/submit_quotation[2]#11", (QUOTING, "submit_quotation")),
        ("draft_plan", ("", "")),
        ("", ("", "")),
        ("a/#1", ("", "")),
    ],
)
def test_a_key_means_a_place(key: str, meant: tuple[str, str]) -> None:
    assert place(key) == meant

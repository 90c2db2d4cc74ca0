"""Claims: every story of tests/scenarios plays as its file says, one of each kind on PostgreSQL too, sentences included.
What a story wrote verifies, and executed again from its entries alone it comes out identical.

The golden case has its own test. Stories that share a beginning go on from a kept copy of it, as `goufu scenario` does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.playing import stages
from app.replaying import replay
from app.shelves import ServerShelf
from app.stage import InProcessStage
from app.verifying import verify_all
from tests.databases import PostgresDatabases
from workflows.proof.beginnings import Memory
from workflows.proof.scenario_files import Scenario, found, read
from workflows.proof.scenarios import Player

FOLDER = Path(__file__).parents[1] / "scenarios"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


STORIES = {path.stem: read(path) for path in found([FOLDER]) if path.name != "golden-case.toml"}
ON_BOTH = (
    "S02_community_proposal",
    "S03_organisation_design",
    "S08_three_years",
    "S15_accepted_and_overdue",
    "S18_termination",
    "S20_two_projects_one_fund",
    "S26_calendar_gap",
    "lawful_480000",
    "payment_disputed_part",
    "signer_replaced",
    "suspended_and_resumed",
    "P03_needs",
)
"""One of each kind, as far as it goes lawfully: a server copies a database for each variant; `goufu scenario --postgres` plays them all."""
SIDE_CASES = {"S16c_purchase_anew", "S18_termination", "inquiry_and_feedback"}
"""An interrupted purchase, an interrupted performance, names that are only committed to."""
PAYMENTS = {"S15_accepted_and_overdue", "payment_held", "payment_disputed_not_owed"}
"""A second look and a late payment, a hold and its end, a part that is a payment of its own."""
LATE = {"signer_replaced", "reminded_and_overseen", "contractor_silent_on_evaluation"}
"""Somebody else signs; somebody above looks after what is late and gives it to somebody else; the contractor says nothing."""
STANDING = {"P03_needs", "S23_late_list"}
"""Duties outside any project."""
AGAIN = SIDE_CASES | PAYMENTS | LATE | STANDING | {"S08_yearly_gate", "S02_taken_back", "S02_village", "S03_library", "S01_to_the_end"}


@pytest.fixture(scope="session")
def on_sqlite() -> Iterator[tuple[InProcessStage, Memory]]:
    """One stage for all stories of this process, with what they take up from each other."""
    with stages(None, http=False) as stage:
        yield stage, Memory.of(STORIES.values())


@pytest.fixture(scope="session")
def on_postgres(postgres_server: PostgresDatabases) -> Iterator[tuple[InProcessStage, Memory]]:
    """The same on the server of this run."""
    stage = InProcessStage(ServerShelf(postgres_server.url, passing="GOUFU_TEST_POSTGRES" not in os.environ))
    yield stage, Memory.of(replace(STORIES[name], refusals=[]) for name in ON_BOTH)
    stage.end()


def play(scenario: Scenario, stage: InProcessStage, memory: Memory, *, again: bool = False) -> None:
    """The story and each of its variants come out as the file says; `again`: at its end it is verified and executed again."""
    wrong = []
    for one in Player(stage, scenario, memory=memory, words=True).play():
        if not one.ok:
            wrong.append(f"{one.id} step {one.step}: {one.reason}")
        elif again and one.id == scenario.id:
            identical(stage)
    assert wrong == []


def identical(stage: InProcessStage) -> None:
    """What was written verifies; from the entries alone the same comes out."""
    assert verify_all(stage.live).findings == ()
    executed = replay(stage.live, None)
    assert (executed["difference"], executed["cannot"]) == (None, "")


@pytest.mark.parametrize("name", STORIES)
def test_the_story_plays_as_its_file_says(name: str, on_sqlite: tuple[InProcessStage, Memory]) -> None:
    play(STORIES[name], *on_sqlite, again=name in AGAIN)


@pytest.mark.parametrize("name", ON_BOTH)
def test_the_story_plays_on_postgresql(name: str, on_postgres: tuple[InProcessStage, Memory]) -> None:
    play(replace(STORIES[name], refusals=[]), *on_postgres)


def test_an_official_finds_each_story_by_its_title() -> None:
    assert [name for name, one in STORIES.items() if not CHINESE.search(one.title)] == []
    identities = [one.id for one in STORIES.values()]
    assert sorted(set(identities)) == sorted(identities)
    tried = [f"{one.id}/{refusal['id']}" for one in STORIES.values() for refusal in one.refusals]
    assert sorted(set(tried)) == sorted(tried)


def test_what_has_been_asked_for_is_there() -> None:
    assert AGAIN | {*ON_BOTH} <= STORIES.keys()
    asked = {"L480", "S05", "S06", "S07", "S08", "S13", "S14a", "S14b", "S16", "S20", "S22", "S26"}
    assert asked <= {one.id for one in STORIES.values()}

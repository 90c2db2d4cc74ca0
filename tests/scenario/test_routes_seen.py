"""Claims: before there is a project a community sees its own proposal, an organisation its own designs, another town nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.shelves import shelf
from app.stage import InProcessStage
from app.visibility import visible
from app.web.search.library import library_page
from workflows.act import SHANGHAI, Actor
from workflows.engine.tables import case_
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

STORIES = Path("tests/scenarios")
PROPOSED, IN_LIBRARY = ("S02_community_proposal", 3), ("S03_organisation_design", 2)


@pytest.fixture(scope="module")
def stage() -> Iterator[InProcessStage]:
    """One stage for all claims."""
    with shelf(None) as databases:
        one = InProcessStage(databases)
        yield one
        one.end()


def told(stage: InProcessStage, story: str, steps: int) -> None:
    """The first steps of a story."""
    scenario = read(STORIES / f"{story}.toml")
    scenario.steps, scenario.refusals, scenario.then = scenario.steps[:steps], [], {}
    assert [one.reason for one in Player(stage, scenario).play() if not one.ok] == []


def person(stage: InProcessStage, account: str) -> Actor:
    """Somebody with the posts of the story's day."""
    with stage.live.databases.read() as session:
        return stage.live.hands.directory.actor(session, account, stage.live.clock.now().astimezone(SHANGHAI).date())


def cases_seen(stage: InProcessStage, account: str) -> int:
    """How many cases this person may read."""
    who = person(stage, account)
    with stage.live.databases.read() as session:
        return len(session.execute(select(case_.c.id).where(visible(session, who))).all())


def designs_seen(stage: InProcessStage, account: str) -> list[str]:
    """The titles in this person's project library."""
    who = person(stage, account)
    with stage.live.databases.read() as session:
        return [row.title for row in library_page(session, who).rows]


def test_a_proposal_is_seen_by_its_community_and_its_town_alone(stage: InProcessStage) -> None:
    told(stage, *PROPOSED)
    seen = ("community_party", "community_committee", "resident_rep_1", "clerk", "auditor", "district_office")
    assert [cases_seen(stage, one) for one in seen] == [1] * len(seen)
    unseen = ("committee_member_2", "community_b", "clerk_b", "leader_b", "org_1", "expert_1", "third_party", "designer_1")
    assert [cases_seen(stage, one) for one in unseen] == [0] * len(unseen)


def test_a_design_is_seen_by_its_organisation_the_town_and_those_who_may_pick_it(stage: InProcessStage) -> None:
    told(stage, *IN_LIBRARY)
    for account in ("org_2", "section_head", "clerk", "community_committee", "committee_member_2", "auditor"):
        assert (cases_seen(stage, account), designs_seen(stage, account)) == (1, ["青少年心理守护"]), account
    for account in ("org_1", "community_b", "clerk_b", "expert_1"):
        assert (cases_seen(stage, account), designs_seen(stage, account)) == (0, []), account


def test_before_the_town_has_consented_communities_do_not_see_a_design(stage: InProcessStage) -> None:
    told(stage, IN_LIBRARY[0], 1)
    assert designs_seen(stage, "section_head") == ["青少年心理守护"]
    assert designs_seen(stage, "community_committee") == []
    assert cases_seen(stage, "community_committee") == 0

"""The demo towns: everybody finds work, every stage is there, the money is right, and the whole can be proved."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app import cli
from app.composition import shipped, workbench
from app.config import Config
from app.demo import demo_accounts, settle_demo
from app.demo.deeds import deeds
from app.demo.stories import stories
from app.demo.town import PASSWORD, SECOND_TOWN
from app.replaying import replay
from app.shelves import FileShelf
from app.stage import InProcessStage
from app.verifying import verify_all
from app.web.auth.passwords import matches
from workflows.act import SHANGHAI
from workflows.engine.definitions import Definition, build, user_tasks
from workflows.engine.tables import case_, incident, work_item
from workflows.engine.worklist import desk
from workflows.procurement import world as worlds
from workflows.procurement.directory import Rolls
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.library import LibraryEntry
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.people import Account
from workflows.procurement.models.performance import Signer, SignOff
from workflows.procurement.models.projects import Project
from workflows.proof.scenario_files import read
from workflows.proof.scenarios import Player

NO_LANE = {"auditor", "designer_1", "designer_2", "admin"}
"""Their roles stand in no lane of a shipped diagram."""
ONLY_BEGINS = {"community_party"}
"""The party organisation of a residents' community begins proposals and takes them back; only a village's reviews them in between."""
LEFT = {"org_5"}
"""The organisation was deregistered on 2026-05-20, and its agent's post ended."""
ON_PANELS = {"buyer_2"}
"""Sits on panels of procedures; the only one in the demo towns has the other representative."""
UNCHALLENGED = {"remedies_b"}
"""Nobody asks or challenges the second town."""
WITHOUT_TASKS = NO_LANE | ONLY_BEGINS | LEFT | ON_PANELS | UNCHALLENGED
ONE_FORM = {"origination/town_plan", "origination/proposal_withdrawal", "performance/replace_signer"}
ONE_FORM |= {"contract/amendment", "contract/suspension", "contract/amendment_withdrawal"}
ONE_FORM |= {"standing/organisation_status", "standing/list_amendment", "standing/platform_entry"}
ONE_FORM |= {"standing/platform_district"}
ONE_FORM |= {"standing/community_need", "standing/town_need", "standing/organisation_need"}
"""Nothing of their own is open after the form they begin with: they are done, or call their further steps."""
LATER = {"performance/yearly_steps", "contract/filing"}
"""Between two years of a contract of several, and of large contracts: the towns' first are of one year and small."""
LATER |= {"performance/evaluation_rectification"}
"""Nobody's first score was so low that it is given again."""
LATER |= {"origination/repeated_return", "origination/application_correction", "origination/design_correction", "standing/service_list"}
"""No application went back three times or lies with who was to correct it; a year's list is drafted in its first quarter."""
LATER |= {f"procurement/{key}" for key in ("plan_board", "regulated", "documents", "receipt", "response", "panel", "rounds")}
LATER |= {f"procurement/{key}" for key in ("ranking", "confirmation", "consultation", "open_tender", "negotiation")}
LATER |= {"procurement/single_source", "procurement/framework"}
LATER |= {f"procurement/{key}" for key in ("bond_return", "winner_bond_return", "failed_bond_return", "expert_record")}
"""One purchase of the towns reaches the limit of the Procurement Law; its panel is scoring."""
LATER |= {"performance/acceptance", "performance/evaluation_answer", "contract/contractor_signing"}
"""Steps at which no case of the towns stands at this moment: whoever had to sign, answer or publish has done it."""
OPINIONS = ("review.give_finance_opinion", "review.give_business_opinion", "review.give_compliance_opinion")
FOR_A_NEWCOMER = Decimal("200000.00")


@pytest.fixture(scope="session")
def config(tmp_path_factory) -> Config:
    """The towns, built once in a run however many processes it has."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "alone")
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"demo-{run}"
    folder.mkdir(exist_ok=True)
    made = Config(f"sqlite:///{folder / 'town.db'}", files=folder / "files", secret_file=folder / "secret")
    with Path(folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not (folder / "town.db").exists():
            settle_demo(made)
    return made


@pytest.fixture
def bench(config):
    made = workbench(config)
    yield made
    made.databases.dispose()


def test_everybody_for_whom_there_is_a_task_finds_one(bench):
    today = worlds.standard()["world"]["demo_begins"].astimezone(SHANGHAI).date()
    names = [one.name for one in demo_accounts()]
    assert set(names) >= WITHOUT_TASKS
    with bench.databases.read() as session:
        idle = [name for name in names if not desk(session, Rolls().actor(session, name, today))]
    assert set(idle) == WITHOUT_TASKS


def test_whoever_finds_nothing_has_a_reason(bench):
    world = worlds.standard()
    today = world["world"]["demo_begins"].date()
    held = {
        one["name"]: {post["role"] for post in one["posts"] if post["from"] <= today <= post.get("to", today)} for one in world["account"]
    }
    staffed = {task.role for definition in definitions().values() for task in user_tasks(definition)}
    assert {name for name, roles in held.items() if roles and not roles & staffed} == NO_LANE
    assert {name for name, roles in held.items() if not roles} == LEFT
    assert held["community_party"] == {"community.party"}


def test_some_work_is_late_and_most_is_not(bench):
    begins = worlds.standard()["world"]["demo_begins"]
    with bench.databases.read() as session:
        open_ones = session.execute(select(work_item.c.due_at).where(work_item.c.state == "open")).scalars().all()
    late = sum(due < begins for due in open_ones)
    assert 0 < late < len(open_ones) / 2


@cache
def definitions() -> dict[str, Definition]:
    """Every shipped process by its key."""
    files = shipped()
    return {key: build(key, files) for key in (path.removesuffix(".bpmn") for path in files if path.endswith(".bpmn"))}


def test_every_stage_has_a_case(bench):
    every = definitions()
    own = {key: [task for task in user_tasks(one) if task.process == one.name] for key, one in every.items()}
    staffed = {key for key, tasks in own.items() if tasks}
    assert {key for key, tasks in own.items() if tasks and tasks == [every[key].start_form]} == ONE_FORM
    names = {definition.name: process for process, definition in every.items()}
    with bench.databases.read() as session:
        found = set(session.execute(select(work_item.c.process).where(work_item.c.state == "open")).scalars())
        states = Counter(session.execute(select(case_.c.state).where(case_.c.parent_id.is_(None))).scalars())
        assert session.scalar(select(func.count()).select_from(incident)) == 0
    assert {names.get(one, one) for one in found} == staffed - ONE_FORM - LATER
    assert states["closed"] >= 3
    assert len(stories()) >= 20
    assert sum(states.values()) == len(stories()) + sum(one.is_root for one in deeds())


def test_what_happens_besides_the_stories_waits_for_somebody(bench):
    with bench.databases.read() as session:
        waiting = set(session.execute(select(work_item.c.task).where(work_item.c.state == "open")).scalars())
        entries = Counter(session.scalars(select(LibraryEntry.state)))
        contracts = Counter(session.scalars(select(Contract.state)))
        community = session.scalars(select(Project).where(Project.route == "B")).one()
        reviewed = work_item.c.root_id == community.case_id, work_item.c.state == "open"
        opinions = set(session.execute(select(work_item.c.task).where(*reviewed)).scalars())
        replaced = [one.account for one in session.scalars(select(Signer)) if one.replaced_at]
    assert waiting >= {
        "proposal.record_vote",
        "library.check",
        "library.record_discussion",
        "inquiry.answer",
        "challenge.answer",
        "complaint.decide",
        "contract.give_amendment_opinion",
        "contract.resume",
        "contract.settle_termination",
        "feedback.answer",
    }
    assert (community.handler, opinions) == ("clerk", set(OPINIONS))
    assert entries == {"consented": 2, "submitted": 1}
    assert (contracts["suspended"], contracts["terminated"]) == (1, 1)
    assert replaced == ["resident_rep_1"]


def test_not_everything_went_straight(bench):
    with bench.databases.read() as session:
        outcomes = set(session.scalars(select(Opinion.outcome)))
        opinions = set(session.scalars(select(SignOff.opinion)))
        signers = set(session.scalars(select(SignOff.account)))
    assert "退回补正" in outcomes
    assert "有条件同意" in opinions
    assert signers >= {"committee_member_1", "resident_rep_4"}


def test_the_money_is_right_and_a_newcomer_has_enough(bench):
    with bench.databases.read() as session:
        funds = {one.code: one for one in session.scalars(select(FundLine))}
    assert all(min(one.reserved, one.committed, one.paid, one.available) >= 0 for one in funds.values())
    assert funds["F1"].available >= FOR_A_NEWCOMER
    assert funds["F2"].paid > 0


def test_the_ledger_of_the_towns_verifies(bench):
    assert verify_all(bench).findings == ()


def test_the_towns_can_be_executed_again(bench):
    report = replay(bench, None)
    assert (report["identical"], report["difference"], report["cannot"]) == (True, None, "")
    assert report["entries"] > 700


def test_the_towns_live_where_the_world_says_and_their_clock_moves(bench):
    begins = worlds.standard()["world"]["demo_begins"]
    assert bench.clock.movable() == "demo"
    assert 0 <= (bench.clock.now() - begins).total_seconds() < 3600


class Newcomer(InProcessStage):
    """Plays in a copy of the demo towns instead of an empty world."""

    def __init__(self, shelf: FileShelf, town: Path) -> None:
        super().__init__(shelf)
        self.url = shelf.copy(f"sqlite:///{town}")
        self._open()


def test_a_newcomer_takes_the_golden_case_from_the_first_click_to_the_end(config, tmp_path):
    golden = read(Path(__file__).parents[1] / "scenarios" / "golden-case.toml")
    stage = Newcomer(FileShelf(tmp_path), Path(config.database.removeprefix("sqlite:///")))
    shutil.copytree(config.files, stage.folder / "files")
    stage.clock.moment = golden.begins.astimezone(dt.UTC)
    player = Player(stage, golden)
    try:
        for step in golden.steps:
            player.step(step, checked=False)
        assert stage.differs(player.last, 0, {"state": "closed"}) is None
        assert verify_all(stage.live).findings == ()
    finally:
        stage.end()


def test_everybody_signs_in_with_the_one_password(bench):
    with bench.databases.read() as session:
        hashes = set(session.scalars(select(Account.password_hash)))
        names = set(session.scalars(select(Account.name)))
    assert len(hashes) == 1
    assert matches(PASSWORD, hashes.pop())
    assert names == {one.name for one in demo_accounts()}
    assert names - {one["name"] for one in worlds.standard()["account"]} == {name for name, _display, _role in SECOND_TOWN}


def test_a_second_demo_only_tells_who_can_sign_in(config, capsys, monkeypatch):
    for name, value in {"DATABASE": config.database, "FILES": str(config.files), "SECRET_FILE": str(config.secret_file)}.items():
        monkeypatch.setenv(f"GOUFU_{name}", value)
    assert cli.main(["demo", "--if-empty", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert [one["name"] for one in answer["accounts"]] == [one.name for one in demo_accounts()]
    assert answer["password"] == PASSWORD
    assert cli.main(["demo", "--if-empty"]) == 0
    assert "leader_b" in capsys.readouterr().out
    assert cli.main(["demo"]) == 2

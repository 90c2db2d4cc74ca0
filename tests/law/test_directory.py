"""Who people are on a day, where a role is held, who is too close, and the sentences of the golden case."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.purchases import approved
from tests.worlds import fresh_session, state_of
from workflows.act import Actor, Case, Member
from workflows.errors import Missing
from workflows.procurement.directory import Rolls, communities_of, contractor_of, tie_to
from workflows.procurement.models.people import Account
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import ProjectCommunity
from workflows.procurement.rosters import MEMBER_LISTS, member_list
from workflows.procurement.rules import BOOK
from workflows.procurement.rules.separation import separation_sentence

DECEMBER = dt.date(2026, 12, 2)
GOLDEN = tomllib.loads((Path(__file__).parents[1] / "scenarios" / "golden-case.toml").read_text(encoding="utf-8"))
SAID = {one["id"]: one for one in GOLDEN["refusal"]}
STEPS = {one["n"]: one for one in GOLDEN["step"]}


@pytest.fixture
def world() -> Iterator[Session]:
    """A fresh standard world."""
    with fresh_session() as session:
        yield session


@pytest.fixture
def bought() -> Iterator[Session]:
    """A project of two communities, awarded to 和风心理服务中心."""
    with approved() as session:
        for position, community in enumerate(("community_sf", "community_hm")):
            session.add(ProjectCommunity(project_id=1, revision=1, position=position, community_id=community))
        purchase = session.get(Procurement, 1)
        assert purchase is not None
        purchase.awarded = "org_hf"
        session.flush()
        yield session


def root(session: Session) -> Case:
    """The session's root case."""
    return state_of(session).root


def posts(session: Session, account: str, on: dt.date) -> set[str]:
    """role@place of a day."""
    return {str(post) for post in Rolls().actor(session, account, on).posts}


def actor(session: Session, account: str, on: dt.date = DECEMBER) -> Actor:
    """The person on a day."""
    return Rolls().actor(session, account, on)


def agrees(reason: Any, name: str) -> bool:
    """The reason is the one of the golden refusal."""
    return bool(reason.message == SAID[name]["message"] and list(reason.rules) == SAID[name]["because"])


def test_every_post_of_the_golden_case_is_held_on_its_day(world: Session) -> None:
    for step in GOLDEN["step"]:
        if "who" in step:
            assert step["post"] in posts(world, step["who"], step["at"].date()), step["n"]


def test_an_acting_post_holds_from_its_first_to_its_last_day(world: Session) -> None:
    acting = "town.finance@town_a"
    held = [acting in posts(world, "cashier", dt.date(2026, month, day)) for month, day in ((7, 31), (8, 1), (8, 31), (9, 1))]
    assert held == [False, True, True, False]


def test_a_post_that_ended_is_not_held(world: Session) -> None:
    assert posts(world, "org_5", dt.date(2026, 5, 20)) == {"organisation.agent@org_zx"}
    assert posts(world, "org_5", dt.date(2026, 5, 21)) == set()


def test_an_unknown_and_a_closed_account_are_nobody(world: Session) -> None:
    account = world.get(Account, "clerk")
    assert account is not None
    account.active = False
    for name in ("clerk", "nobody"):
        with pytest.raises(Missing):
            actor(world, name)


def test_roles_of_the_town_and_the_district_are_held_at_the_cases_own(world: Session) -> None:
    assert Rolls().place_of(world, "town.leader", root(world)) == "town_a"
    assert Rolls().place_of(world, "district.finance", root(world)) == "district"
    assert Rolls().place_of(world, "third_party.evaluator", root(world)) == "*"
    assert Rolls().place_of(world, "expert", root(world)) == "*"


def test_the_contractors_role_is_held_nowhere_before_the_award_and_then_at_the_winner() -> None:
    with approved() as session:
        assert Rolls().place_of(session, "organisation.agent", root(session)) == ""
        purchase = session.get(Procurement, 1)
        assert purchase is not None
        purchase.awarded = "org_hf"
        session.flush()
        assert Rolls().place_of(session, "organisation.agent", root(session)) == contractor_of(session, root(session)) == "org_hf"


def test_a_role_of_the_community_is_held_there_or_by_named_members_of_several(bought: Session) -> None:
    assert communities_of(bought, root(bought)) == ["community_sf", "community_hm"]
    assert Rolls().place_of(bought, "community.committee_member", root(bought)) == "*"
    second = bought.get(ProjectCommunity, (1, 1, 1))
    assert second is not None
    second.revision = 2
    bought.flush()
    assert Rolls().place_of(bought, "community.committee_member", root(bought)) == "community_sf"


def test_a_case_without_a_project_has_no_contractor_and_no_community(world: Session) -> None:
    assert contractor_of(world, root(world)) is None
    assert communities_of(world, root(world)) == []


def test_lists_of_members_are_kept_by_name(world: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(MEMBER_LISTS, "invited")

    @member_list("invited")
    def two(_session: Session, case: Case) -> list[Member]:
        return [Member(account=case.started_by), Member(place=case.authority_id)]

    assert [member.account for member in Rolls().members(world, "invited", root(world))] == ["clerk", None]
    with pytest.raises(Missing):
        Rolls().members(world, "uninvited", root(world))


def test_lists_that_the_diagrams_name_are_kept() -> None:
    assert {"invited", "signers.committee", "signers.residents"} <= set(MEMBER_LISTS)


def test_a_signer_who_is_kin_of_the_contractors_people_is_too_close(bought: Session) -> None:
    reasons = Rolls().objections(bought, actor(bought, "resident_rep_4"), root(bought), ["SOD-h @contractor"])
    assert len(reasons) == 1
    assert agrees(reasons[0], "G66")


def test_a_relation_binds_from_the_day_on_which_it_was_declared(bought: Session) -> None:
    ties = [tie_to(bought, "resident_rep_4", "org_hf", dt.date(2026, 1, day)) for day in (11, 12)]
    assert ties == [None, "与承接主体法定代表人是配偶关系"]
    assert tie_to(bought, "resident_rep_4", "org_yg") is None


def test_staff_of_the_contractor_is_too_close_and_others_are_not(bought: Session) -> None:
    staff = Rolls().objections(bought, actor(bought, "org_2"), root(bought), ["SOD-h @contractor"])
    assert [reason.message for reason in staff] == ["您是承接主体和风心理服务中心的工作人员，不能会签，将由其他人员办理。"]
    for name in ("resident_rep_1", "committee_member_2", "org_1"):
        assert Rolls().objections(bought, actor(bought, name), root(bought), ["SOD-h @contractor"]) == []


def test_who_is_related_to_a_loser_may_sign(bought: Session) -> None:
    purchase = bought.get(Procurement, 1)
    assert purchase is not None
    purchase.awarded = "org_yg"
    bought.flush()
    assert Rolls().objections(bought, actor(bought, "resident_rep_4"), root(bought), ["SOD-h @contractor"]) == []


def test_other_rules_may_ask_for_distance_too(bought: Session) -> None:
    reasons = Rolls().objections(bought, actor(bought, "resident_rep_4"), root(bought), ["ART-27.1 @contractor"])
    assert [(reason.rules, reason.message) for reason in reasons] == [
        (("ART-27.1",), "您与承接主体法定代表人是配偶关系，不能办理这项任务，请由其他人员办理。")
    ]


def test_a_mark_that_names_nobody_known_is_an_error_of_the_diagram(bought: Session) -> None:
    with pytest.raises(ValueError, match="@neighbour"):
        Rolls().objections(bought, actor(bought, "clerk"), root(bought), ["SOD-h @neighbour"])


def test_sentences_for_those_without_the_post(world: Session) -> None:
    assert agrees(Rolls().why_not("town.clerk", actor(world, "community_committee")), "G18")
    assert agrees(Rolls().why_not("town.clerk", actor(world, "clerk_b")), "G65")
    assert Rolls().why_not("town.leader", actor(world, "community_party")).rules == ("ART-6.3",)
    other = Rolls().why_not("town.finance", actor(world, "legal"))
    assert (other.message, other.rules) == ("您没有“财务人员”岗位，不能办理这项任务。", ())
    assert Rolls().why_not("town.unheard", actor(world, "legal")).message == "您没有“town.unheard”岗位，不能办理这项任务。"


@pytest.mark.parametrize(("name", "sod", "done"), [("G19", "SOD-b", 1), ("G29", "SOD-a", 11), ("G49", "SOD-e", 29)])
def test_sentences_of_separation(name: str, sod: str, done: int) -> None:
    wanted = STEPS[SAID[name]["step"]]["task"]
    assert agrees(Rolls().separation(sod, STEPS[done]["task"], wanted), name)


@pytest.mark.parametrize(
    ("sod", "done", "wanted", "sentence"),
    [
        ("SOD-b", "project.draft_plan", "payment.release", "您是本项目经办人，不能批准付款，请由其他人员办理。"),
        ("SOD-b", "project.draft_plan", "review.decide_collectively", "您是本项目经办人，不能为本项目出具审批意见，请由其他人员办理。"),
        ("SOD-d", "acceptance.conclude", "evaluation.score", "您已作出本项目验收结论，不能评价本项目，请由其他人员办理。"),
        ("SOD-e", "payment.request", "payment.review", "您已提出本期付款申请，不能再复核付款，请由其他人员办理。"),
        ("SOD-f", "contract.sign_as_town", "acceptance.check_items", "您已代表甲方签署合同，不能主持验收，请由其他人员办理。"),
        ("SOD-g", "comparison.award", "challenge.examine", "您确定了本项目成交单位，不能审查对本项目的质疑，请由其他人员办理。"),
        ("SOD-g", "*", "challenge.answer", "您办理过本项目的任务，不能答复对本项目的质疑，请由其他人员办理。"),
        (
            "SOD-c",
            "procurement.confirm_method",
            "procurement.approve_deviation",
            "您提出了采购方式，不能批准采购方式的偏离，请由其他人员办理。",
        ),
    ],
)
def test_other_pairs_have_their_words(sod: str, done: str, wanted: str, sentence: str) -> None:
    assert separation_sentence(sod, done, wanted) == sentence


def test_every_separation_of_the_handbook_that_concerns_tasks_is_in_the_book() -> None:
    for letter in "abcdefgh":
        assert all(bound.at and bound.text for bound in BOOK[f"SOD-{letter}"])
    with pytest.raises(KeyError):
        separation_sentence("SOD-z", "project.draft_plan", "payment.pay")

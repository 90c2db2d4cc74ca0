"""Who reads what of a challenge, an inquiry, a complaint, feedback: their own, the office all of it, the others what was published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.web.cases import contract_changes, remedies
from app.web.cases.names import Names
from app.web.cases.reader import Opened, Reader
from tests.purchases import approved, until
from tests.worlds import state_of
from workflows.act import Actor, Post
from workflows.procurement.contractors import organisation
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.projects import Project
from workflows.procurement.models.remedies import Challenge, Complaint, Feedback, Inquiry

DAY = dt.date(2026, 7, 16)
NOON = dt.datetime(2026, 7, 17, 4, tzinfo=dt.UTC)
OWN = {"project_id": 1, "case_id": 2, "authority_id": "town_a", "received_on": DAY}


@pytest.fixture(scope="module")
def told() -> Iterator[Session]:
    """A contract cleared for signature, with one of each."""
    with approved() as session:
        until(session, 24)
        facts = {"object": "成交结果", "round": 1, "known_on": DAY, "facts": "名单缺失", "request": "请求核查"}
        session.add(Challenge(**OWN, organisation="org_yg", filed_by="org_1", **facts))
        session.add(Inquiry(**OWN, organisation="org_gz", asked_by="org_3", subject="税", question="是否含税"))
        session.add(
            Complaint(**OWN, organisation="org_yg", notice_no="示财〔2026〕1号", matters="不服答复", notified_by="district_finance")
        )
        session.add(Feedback(**OWN, source="居民", community="community_hm", name="陈某", content="改期未通知", entered_by="clerk_2"))
        shown = {"project_id": 1, "case_id": 2, "authority_id": "town_a", "kind": "challenge", "text": "质疑不成立", "channel": "平台"}
        session.add(
            Notice(**shown, from_date=DAY, hash="0" * 64, published_by="clerk_2", published_at=dt.datetime(2026, 7, 17, tzinfo=dt.UTC))
        )
        session.flush()
        yield session


def seen(session: Session, role: str, place: str, *, whole: bool = False, service: bool = False) -> dict[str, str]:
    """Title → everything said of each section that this person reads."""
    post = Post(role, place)
    organisations = (place,) if role.startswith("organisation.") else ()
    reader = Reader(Actor("somebody", "某人", (post,)), whole, False, role.startswith("community."), organisations, frozenset())
    project, root = session.get(Project, 1), state_of(session).root
    assert project is not None
    of = remedies.of_service if service else remedies.of_purchase
    sections = of(session, Opened(root, root, project, reader), project, Names(session))
    return {one.title: one.text + " ".join(f"{fact.label}{fact.text}" for fact in one.facts) for one in sections}


def test_the_office_reads_all_of_it(told: Session) -> None:
    assert [*seen(told, "town.clerk", "town_a", whole=True)] == ["质疑", "投诉", "询问", "质疑答复公布"]


def test_an_organisation_reads_its_own_and_what_was_published(told: Session) -> None:
    assert [*seen(told, "organisation.agent", "org_yg")] == ["质疑", "投诉", "质疑答复公布"]
    assert [*seen(told, "organisation.agent", "org_gz")] == ["询问", "质疑答复公布"]
    others = seen(told, "organisation.agent", "org_hf")
    assert [*others] == ["质疑答复公布"] and "阳光" not in "".join(others.values())


def test_an_open_challenge_says_that_nothing_is_signed(told: Session) -> None:
    assert "不得签订合同" in seen(told, "organisation.agent", "org_yg")["质疑"]


def test_a_name_of_feedback_is_for_the_office_and_the_community_that_told_it(told: Session) -> None:
    assert "陈某" in seen(told, "town.clerk", "town_a", whole=True, service=True)["反馈"]
    assert "陈某" in seen(told, "community.committee", "community_hm", service=True)["反馈"]
    for role, place in (("community.committee", "community_sf"), ("organisation.agent", "org_hf")):
        assert seen(told, role, place, service=True) == {}


def test_a_registration_that_ended_is_pointed_out_while_the_contract_binds(told: Session) -> None:
    contract, party = contract_of(told, 1), organisation(told, "org_hf")
    party.status, party.status_from = "撤销", DAY
    assert not [*contract_changes.warning(told, contract)]
    contract.state = "signed"
    (alert,) = contract_changes.warning(told, contract)
    assert "撤销" in alert.text and "合同终止" in alert.text
    party.status = "正常"
    assert not [*contract_changes.warning(told, contract)]

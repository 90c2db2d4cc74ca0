"""Claims: only designers change procedures; a draft is its owner's alone; nobody publishes their own; hostile files are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.composition import shipped
from tests.web.conftest import House
from tests.web.sheets import JSON
from workflows.engine.elements import canonical
from workflows.engine.tables import definition_version

Open = Callable[[int], House]
AT = "/studio/review/correction"
FILE = "review/correction.bpmn"
HANDED = {"do": "submit", "reason": "改名", "effective_on": "2026-06-20"}
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


def drawn(before: str = "", after: str = "") -> str:
    """The shipped drawing with some words exchanged."""
    text = shipped()[FILE].decode()
    assert before in text
    return text.replace(before, after) if before else text


RENAMED = drawn("处理逾期未补正", "决定逾期未补正的处理")


def save(house: House, account: str, xml: str, seen: int = 0) -> TestResponse:
    """Save a draft as the editor does."""
    return house.browser(account).post(f"{AT}/draft", {"xml": xml, "seen": str(seen)}, headers=JSON)


def hand_over(house: House, account: str, **changed: str) -> TestResponse:
    """Submit what was saved."""
    return house.browser(account).post(f"{AT}/hand-over", {**HANDED, **changed}, headers=JSON)


def rules(answer: TestResponse) -> list[str]:
    """The rule ids of a refusal."""
    return [rule for one in (answer.json or {})["reasons"] for rule in one["rules"]]


def versions(house: House) -> int:
    """How many versions there are of all procedures."""
    with house.bench.databases.read() as session:
        return session.execute(select(func.count()).select_from(definition_version)).scalar_one()


@pytest.mark.parametrize("account", ["clerk", "admin", "auditor", "org_1", "leader_b"])
def test_only_designers_come_in(house_after: Open, account: str) -> None:
    house = house_after(0)
    browser = house.browser(account)
    for path in ("/edit", "/drawing", "/findings", "/review/designer_1"):
        assert browser.get(AT + path).status_code == 403, path
    for answer in (save(house, account, RENAMED), hand_over(house, account), browser.post(f"{AT}/review/designer_1", headers=JSON)):
        assert (answer.status_code, rules(answer)) == (403, ["PUB-1"])
    assert "/edit" not in browser.get("/definitions").text


def test_a_draft_is_its_owners_alone_and_the_others_are_told_of_it(house_after: Open) -> None:
    house = house_after(0)
    assert save(house, "designer_1", RENAMED).status_code == 200
    other = house.browser("designer_2")
    assert other.get(f"{AT}/drawing?of=designer_1").status_code == 404
    assert other.get(f"{AT}/review/designer_1").status_code == 404
    assert "决定逾期未补正的处理" not in other.get(f"{AT}/drawing").text
    assert "designer_1也在修改这个流程" in other.get(f"{AT}/edit").text
    assert "决定逾期未补正的处理" in house.browser("designer_1").get(f"{AT}/drawing").text


def test_two_windows_do_not_overwrite_each_other(house_after: Open) -> None:
    house = house_after(0)
    assert save(house, "designer_1", RENAMED).json["seen"] == 1  # type: ignore[index]
    assert save(house, "designer_1", drawn(), 0).status_code == 409
    assert save(house, "designer_1", drawn(), 1).status_code == 200


HOSTILE = [(XXE, "file.unreadable"), ("<a", "file.unreadable"), ("", "file.unreadable"), ("<a/>", "file.unreadable")]


@pytest.mark.parametrize(("xml", "rule"), HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence(house_after: Open, xml: str, rule: str) -> None:
    house = house_after(0)
    answer = save(house, "designer_1", xml)
    assert (answer.status_code, rules(answer)) == (422, [rule])
    assert house.browser("designer_1").get(f"{AT}/drawing").data == canonical(shipped()[FILE])


def test_the_gate_names_the_element_and_nothing_faulty_is_handed_over(house_after: Open) -> None:
    house = house_after(0)
    found = save(house, "designer_1", drawn('value="TD20"', 'value="TD9999"')).json["findings"]  # type: ignore[index]
    assert [(one["element"], one["error"]) for one in found] == [("decide_lapse", True)]
    answer = hand_over(house, "designer_1")
    assert (answer.status_code, rules(answer)[0]) == (422, "PUB-8")
    script = drawn("bpmn:userTask", "bpmn:scriptTask")
    assert any(one["error"] for one in save(house, "designer_1", script, 1).json["findings"])  # type: ignore[index]


def test_nobody_publishes_their_own_and_what_comes_back_says_why(house_after: Open) -> None:
    house = house_after(0)
    before = versions(house)
    save(house, "designer_1", RENAMED)
    assert hand_over(house, "designer_1", effective_on="2026-06-14").status_code == 422
    assert hand_over(house, "designer_1").status_code == 303
    own = house.browser("designer_1").post(f"{AT}/review/designer_1", {"do": "publish"}, headers=JSON)
    assert (own.status_code, rules(own)) == (422, ["PUB-2"])
    assert rules(save(house, "designer_1", RENAMED, 1)) == ["PUB-7"]
    other = house.browser("designer_2")
    assert "由“处理逾期未补正”改为“决定逾期未补正的处理”" in other.get(f"{AT}/review/designer_1").text
    assert other.post(f"{AT}/review/designer_1", {"do": "publish", "drawn": "another"}, headers=JSON).status_code == 409
    assert other.post(f"{AT}/review/designer_1", {"do": "return", "remark": "名称太长"}).status_code == 303
    assert "退回原因：名称太长" in house.browser("designer_1").get(f"{AT}/edit").text
    assert versions(house) == before

"""Claims: only designers change procedures; a draft is its owner's alone; nobody publishes their own; two windows do not overwrite."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.web.conftest import House
from tests.web.drawings import AT, RENAMED, drawn, rules, save
from tests.web.sheets import JSON
from workflows.engine.tables import definition_version

Open = Callable[[int], House]
HANDED = {"do": "submit", "reason": "改名", "effective_on": "2026-06-20"}


def hand_over(house: House, account: str, **changed: str) -> TestResponse:
    """Submit what was saved."""
    return house.browser(account).post(f"{AT}/hand-over", {**HANDED, **changed}, headers=JSON)


def versions(house: House) -> int:
    """How many versions there are of all procedures."""
    with house.bench.databases.read() as session:
        return session.execute(select(func.count()).select_from(definition_version)).scalar_one()


def test_only_designers_come_in(house_after: Open) -> None:
    house = house_after(0)
    for account in ("clerk", "admin", "auditor", "org_1", "leader_b"):
        browser = house.browser(account)
        for path in ("/edit", "/drawing", "/findings", "/review/designer_1"):
            assert browser.get(AT + path).status_code == 403, path
        for answer in (save(house, account, RENAMED), hand_over(house, account), browser.post(f"{AT}/review/designer_1", headers=JSON)):
            assert (answer.status_code, rules(answer)) == (403, ["PUB-1"])
        assert "/edit" not in browser.get("/definitions").text
    assert f'href="{AT}/edit"' in house.browser("designer_1").get("/definitions").text


def test_a_draft_is_its_owners_alone_and_the_others_are_told_of_it(house_after: Open) -> None:
    house = house_after(0)
    assert save(house, "designer_1", RENAMED).status_code == 200
    other = house.browser("designer_2")
    assert other.get(f"{AT}/drawing?of=designer_1").status_code == 404
    assert other.get(f"{AT}/review/designer_1").status_code == 404
    assert "决定逾期未补正的处理" not in other.get(f"{AT}/drawing").text
    assert "流程设计员甲也在修改这个流程" in other.get(f"{AT}/edit").text
    own = house.browser("designer_1").get(f"{AT}/drawing")
    assert "决定逾期未补正的处理" in own.text
    assert "sandbox" in own.headers["Content-Security-Policy"], "opened by itself it may do nothing"


def test_two_windows_do_not_overwrite_each_other(house_after: Open) -> None:
    house = house_after(0)
    assert save(house, "designer_1", RENAMED).json["seen"] == 1  # type: ignore[index]
    assert save(house, "designer_1", drawn(), 0).status_code == 409
    assert save(house, "designer_1", drawn(), 1).status_code == 200


def test_what_is_given_up_or_never_begun_is_not_handed_over(house_after: Open) -> None:
    house = house_after(0)
    assert rules(hand_over(house, "designer_1")) == ["PUB-8"]
    save(house, "designer_1", RENAMED)
    for wrong in ({"effective_on": "2026-06-14"}, {"effective_on": "2027-07-01"}, {"effective_on": ""}, {"reason": " "}):
        assert hand_over(house, "designer_1", **wrong).status_code == 422, wrong
    assert hand_over(house, "designer_1", do="withdraw").status_code == 404
    assert hand_over(house, "designer_1", do="drop").status_code == 303
    assert rules(hand_over(house, "designer_1")) == ["PUB-8"]


def test_nobody_publishes_their_own_and_what_comes_back_says_why(house_after: Open) -> None:
    house = house_after(0)
    before = versions(house)
    save(house, "designer_1", RENAMED)
    assert hand_over(house, "designer_1").status_code == 303
    own = house.browser("designer_1").post(f"{AT}/review/designer_1", {"do": "publish"}, headers=JSON)
    assert (own.status_code, rules(own)) == (422, ["PUB-2"])
    assert rules(save(house, "designer_1", RENAMED, 1)) == ["PUB-7"]
    other = house.browser("designer_2")
    assert "流程设计员甲送审" in other.get("/definitions").text
    page = other.get(f"{AT}/review/designer_1").text
    assert "由“处理逾期未补正”改为“决定逾期未补正的处理”" in page
    assert "检查通过" in page
    assert other.post(f"{AT}/review/designer_1", {"do": "publish", "drawn": "another"}, headers=JSON).status_code == 409
    assert other.post(f"{AT}/review/designer_1", {"do": "return"}, headers=JSON).status_code == 422
    assert other.post(f"{AT}/review/designer_1", {"do": "return", "remark": "名称太长"}).status_code == 303
    assert "退回原因：名称太长" in house.browser("designer_1").get(f"{AT}/edit").text
    assert versions(house) == before

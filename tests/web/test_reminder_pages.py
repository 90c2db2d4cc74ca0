"""Claims: a reminded task is marked on the desk and listed; who looks after a late one reads which; the history names whom it told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from workflows.act import SHANGHAI
from workflows.engine.elements import OVERSEE

LATE = dt.datetime(2026, 6, 20, 9, 0, tzinfo=SHANGHAI)


def test_a_late_task_is_listed_and_somebody_above_looks_after_it(house_after: Callable[[int], Any]) -> None:
    house = house_after(1)
    house.office.clock.moment = LATE.astimezone(dt.UTC)
    house.bench.runtime.remind()
    finance = house.browser("finance")
    assert "已提醒" in finance.get("/").text
    listed = finance.get("/reminders").text
    assert "出具财务意见" in listed
    assert "已逾期2天" in listed
    leader = house.browser("leader")
    assert "督办逾期事项：出具业务意见" in house.browser("clerk").get(f"/cases/{house.town.case}").text
    assert "督办逾期事项：出具业务意见" in leader.get("/").text
    item = house.item(OVERSEE) if len(house.office.open_items(house.town.case, OVERSEE)) == 1 else _of(house, "leader")
    page = leader.get(f"/tasks/{item}")
    assert "“出具业务意见”由社区办负责人办理，2026年6月18日到期，已逾期2天" in page.text
    given = {"outcome": "不再督办", "text": "负责人本周回单位即办", "given_to": "", "_seen": "1", "_key": "k"}
    assert leader.post(f"/tasks/{item}", given).status_code == 303
    history = leader.get(f"/cases/{house.town.case}/record").text
    assert "到期提醒" in history
    assert "2026-06-18到期（TD20），已逾期1天，提醒社区办负责人，并报请督办" in history


def _of(house: Any, who: str) -> int:
    """The item that stands on this person's desk."""
    page = house.browser(who).get("/").text
    return next(one for one in house.office.open_items(house.town.case, OVERSEE) if f"/tasks/{one}" in page)

"""Claims: a supervisor finds the exception task on the desk, reads what failed, and has it done again; the case's pages still show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from tests.towns import step
from workflows.engine.elements import RESOLVE


def test_a_supervisor_has_a_failed_step_done_again(house_after: Callable[[int], Any]) -> None:
    house = house_after(8)
    runtime = house.bench.runtime
    house.office.clock.moment = step(9)["at"].astimezone(dt.UTC)
    (timer_id,) = runtime.due_timers()
    runtime.report("timer", timer_id, "ValueError: the register is incomplete")
    supervisor, item = house.browser("section_head"), house.item(RESOLVE)
    assert f"/tasks/{item}" in supervisor.get("/").text
    page = supervisor.get(f"/tasks/{item}")
    assert page.status_code == 200
    assert "处理流程异常" in page.text
    assert "ValueError: the register is incomplete" in page.text
    assert house.browser("finance").get(f"/tasks/{item}").status_code in (403, 404)
    answer = supervisor.post(f"/tasks/{item}", {"note": "日历已补全", "_seen": "1", "_key": "k"})
    assert answer.status_code == 303
    assert [row["task"] for done in runtime.tick() for row in done.opened] == ["review.close_publicity"]
    assert supervisor.get(f"/cases/{house.town.case}").status_code == 200

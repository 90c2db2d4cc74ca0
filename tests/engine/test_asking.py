"""Claims: a form asks the table of the version under which its case runs; the entry tells what was asked; no drawing hides a table."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.checking import known
from tests.proof.breaking import shipped_files
from tests.worlds import act_for, fresh_session
from workflows.act import Act
from workflows.engine.answering import asked
from workflows.engine.definitions import Definition, closures
from workflows.errors import Incident, Refused
from workflows.proof.lint import check_set

PLAN, TABLE = "procurement/plan.bpmn", "decisions/unfair_terms.dmn"
NAMED = b'<goufu:property name="asks" value="unfair_terms, plan_review, regime"/>'
CONDITION = {"use": "资格条件", "regime": "procurement_law", "references": 0, "reasoned": False, "law_cited": False}


def an_act() -> Act:
    return act_for(fresh_session(), "clerk", "town.clerk@town_a", dt.datetime(2026, 6, 15, 9, 0))  # noqa: DTZ001  Shanghai's


def found(**changed: bytes) -> list[tuple[str, str]]:
    files = shipped_files() | {PLAN: shipped_files()[PLAN].replace(NAMED, changed.get("named", NAMED))}
    return [(one.rule, one.element) for one in check_set(files, known()) if one.file == PLAN]


def test_what_was_asked_and_answered_stands_in_the_entry() -> None:
    act = an_act()
    assert act.decide("unfair_terms", kind="名录库", **CONDITION)["result"] == "不得设置"
    kind, name, said, grounds = act.record.facts[-1]
    assert (kind, name, said["result"]) == ("asked", "unfair_terms", "不得设置")
    assert grounds["inputs"] == {"kind": "名录库", **CONDITION}
    assert len(grounds["rules"]) == 1


def test_money_and_days_are_written_as_text() -> None:
    table = SimpleNamespace(name="表", decide=lambda _inputs: SimpleNamespace(outputs={"ok": True}, rules=()))
    version = cast("Definition", SimpleNamespace(process="p", decisions={"t": table}))
    act = an_act()
    assert asked(act, version, "t", {"amount": Decimal("1.50"), "on": dt.date(2026, 6, 15), "known": None}) == {"ok": True}
    assert act.record.facts[-1][3]["inputs"] == {"amount": "1.50", "on": "2026-06-15", "known": None}


@pytest.mark.parametrize(("answer", "error"), [({"a": None}, Refused), (None, Incident)])
def test_no_row_refuses_and_no_table_is_an_incident(answer: dict[str, Any] | None, error: type[Exception]) -> None:
    table = SimpleNamespace(name="表", decide=lambda _inputs: SimpleNamespace(outputs=answer, rules=()))
    version = cast("Definition", SimpleNamespace(process="p", decisions={"t": table} if answer else {}))
    with pytest.raises(error):
        asked(an_act(), version, "t", {})


def test_what_a_table_does_not_allow_is_refused_in_its_own_words() -> None:
    with pytest.raises(Refused, match="不在允许的值之内"):
        an_act().decide("unfair_terms", kind="别的", **CONDITION)


def test_a_table_that_a_task_asks_is_part_of_every_version_of_its_process() -> None:
    assert TABLE in closures(shipped_files())["procurement/plan"]
    assert TABLE in closures(shipped_files())["origination/town_plan"]


def test_a_drawing_names_the_tables_that_its_forms_ask_and_no_others() -> None:
    assert found() == []
    assert found(named=b"") == [("binding.asked", "draft_plan")] * 3
    assert found(named=NAMED.replace(b"unfair_terms", b"unfair_terms, quorum")) == [("binding.asked", "draft_plan")]

"""The golden case's steps from the plan to the method, and its closing, done by their forms with the machine steps between them."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.performances import FORMS, refusal, step
from tests.worlds import act_for, fresh_session
from workflows.act import Act, Facts, FileRef
from workflows.errors import Refusal
from workflows.procurement.facts import DECIDED, FACTS
from workflows.procurement.models.projects import Project
from workflows.procurement.operations import OPERATIONS

PLAN, MEETING, PUBLICITY, REVIEWED = 1, 6, 8, 12
PEOPLE = (1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13)
Raw = Mapping[str, Any]


def do(session: Session, number: int, form: Raw | None = None, **other: Any) -> tuple[Facts, Act]:
    """Do a golden step with other fields, another `who`, `post`, `at` or `files`; machine steps included. Raises what the form raises."""
    plan = {**step(number), **other}
    act = act_for(session, plan["who"], plan["post"], plan["at"], task=plan["task"])
    assert act.item is not None
    act.item = replace(act.item, opened_at=plan["at"] - dt.timedelta(days=3))
    hand = FORMS[plan["task"]]
    data = hand.read({**plan["form"], **(form or {})}, files_of(plan))
    with session.begin_nested():
        facts = hand.apply(act, data)
        session.flush()
        _machine(act, number, facts)
        session.flush()
    return facts, act


def files_of(plan: Raw) -> dict[str, list[FileRef]]:
    """The step's files, each with a hash of its own."""
    names = {field: one["name"] for field, one in plan.get("files", {}).items()}
    hashes = {field: hashlib.sha256(name.encode()).hexdigest() for field, name in names.items()}
    return {field: [FileRef(name, hashes[field], 10, "application/pdf")] for field, name in names.items()}


def _machine(act: Act, number: int, facts: Facts) -> None:
    if number == PLAN:
        DECIDED["regime"](act, {"regime": regime_of(FACTS["regime"](act))})
    if number == MEETING and facts["outcome"] == "同意":
        OPERATIONS["funds.reserve"](act)
    if number == REVIEWED and facts["outcome"] == "同意":
        DECIDED["procurement_method"](act, {"method": METHODS[FACTS["procurement_method"](act)["band"]]})


METHODS = {"B1": "自行采购·单家报价", "B2": "自行采购·三家比价", "B3": "自行采购·公开比选"}


def regime_of(facts: Facts) -> str:
    """As the table decides."""
    if facts["all_social"]:
        return "social_funds"
    return "procurement_law" if facts["amount_fiscal"] >= facts["limit"] else "below_threshold"


def until(last: int, given: Raw | None = None, changed: Mapping[int, Raw] | None = None) -> Session:
    """A fresh world in which the steps up to and with `last` are done, some with changed fields."""
    session = fresh_session(given)
    for number in PEOPLE:
        if number <= last:
            do(session, number, (changed or {}).get(number))
    return session


def priced(amount: str, words: str, **more: Any) -> dict[str, Any]:
    """The changes of the plan that make it cost another amount, from one fund."""
    fund = more.pop("fund", "F1")
    item = {"item": "服务", "unit": "项", "quantity": "1", "price": amount, "amount": amount}
    return {"amount": amount, "amount_words": words, "cost_items": [item], "funding": [{"fund": fund, "amount": amount}], **more}


def project(session: Session) -> Project:
    """The one project of the session."""
    found = session.get(Project, 1)
    assert found is not None
    return found


def answer(session: Session, number: int, form: Raw | None = None, **other: Any) -> Refusal:
    """What the form says to a step that it does not do."""
    with pytest.raises(Refusal) as caught:
        do(session, number, form, **other)
    return caught.value


def fields(said: Refusal) -> list[str]:
    """Where the reasons stand."""
    return [reason.field for reason in said.reasons]


def golden_refusal(session: Session, name: str) -> None:
    """The golden refusal happens as written: class, rule ids, fields and sentence, and nothing else is said."""
    said = refusal(name)
    caught = answer(session, said["step"], said["form"])
    assert caught.kind == said["expect"]
    assert list(caught.rules) == said["because"]
    assert fields(caught) == said["fields"]
    assert {reason.message for reason in caught.reasons} == {said["message"]}


def golden_warning(session: Session, name: str) -> None:
    """The golden look-alike is accepted with its warning and nothing else."""
    said = refusal(name)
    _facts, act = do(session, said["step"], said["form"])
    assert [list(one.rules) for one in act.record.warnings] == [[rule] for rule in said["warnings"]]
    assert [one.field for one in act.record.warnings if one.field] == said["fields"]
    assert [one.message for one in act.record.warnings] == [said["message"]]


def yuan(text: str) -> Decimal:
    """An amount."""
    return Decimal(text)

"""A project with a signed contract in the standard world, and the golden case's steps of performance done in it by their forms alone."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

import forms
from forms.base import forms as all_forms
from tests.worlds import ROOT_CASE, act_for, fresh_session, state_of
from workflows.act import Act, Facts, FileRef
from workflows.engine.decisions import read_decisions
from workflows.errors import Refusal
from workflows.procurement.facts_performance import DECIDED, FACTS
from workflows.procurement.models.contracts import Contract, Instalment
from workflows.procurement.models.projects import Project, ProjectCommunity, Target

forms.load()
FORMS = all_forms()
PLAN, DRAFT, PAYMENTS, CONCLUDED = 1, 22, 23, 55
Form = Mapping[str, Any]


@cache
def golden() -> dict[str, Any]:
    """The golden case as written."""
    return tomllib.loads(Path("tests/scenarios/golden-case.toml").read_text(encoding="utf-8"))


def step(number: int) -> dict[str, Any]:
    """A step of the golden case."""
    found: dict[str, Any] = next(one for one in golden()["step"] if one["n"] == number)
    return found


def refusal(name: str) -> dict[str, Any]:
    """A refusal of the golden case."""
    found: dict[str, Any] = next(one for one in golden()["refusal"] if one["id"] == name)
    return found


def under_contract(given: Mapping[str, Any] | None = None) -> Session:
    """The standard world after step 31: project, targets, contract and instalments as the golden case has them."""
    session = fresh_session(given)
    root = state_of(session).root
    root.subject_kind, root.subject_id = "project", 1
    plan = step(PLAN)["form"]
    session.add(_project(plan))
    session.flush()
    for place, community in enumerate(plan["communities"]):
        session.add(ProjectCommunity(project_id=1, revision=1, position=place, community_id=community))
    for place, target in enumerate(plan["targets"]):
        figures = {name: Decimal(target[name]) for name in ("target", "weight")}
        session.add(Target(project_id=1, revision=1, position=place, **{**target, **figures}))
    session.add(_contract(step(DRAFT)["form"]))
    session.flush()
    for line in step(PAYMENTS)["form"]["instalments"]:
        money = {"share": Decimal(line["share"]), "amount": Decimal(line["amount"]), "number": int(line["number"])}
        session.add(Instalment(project_id=1, authority_id="town_a", kind=line["kind"], trigger=line["trigger"], **money))
    session.flush()
    return session


def do(session: Session, number: int, changed: Form | None = None, files: Form | None = None, **other: Any) -> tuple[Facts, Act]:
    """Do a golden step with some fields `changed`, other files, another `who`, `post`, `at`, `task` or `form`. Raises as the form does."""
    plan = {**step(number), **other}
    at = plan["at"]
    act = act_for(session, plan["who"], plan["post"], at, task=plan["task"])
    assert act.item is not None
    act.item = replace(act.item, opened_at=at - dt.timedelta(days=5))
    hand = FORMS[plan["task"]]
    given = {**plan.get("files", {}), **(files or {})}
    data = hand.read({**plan["form"], **(changed or {})}, {name: [file(one["name"])] for name, one in given.items() if one})
    with session.begin_nested():
        facts = hand.apply(act, data)
    return facts, act


def until(session: Session, last: int, changed: Mapping[int, Form] | None = None) -> None:
    """Do the steps of performance before and with `last` (payments apart), some with changed fields."""
    for number in (32, 33, *range(38, 57)):
        if number <= last:
            do(session, number, (changed or {}).get(number))
        if number == CONCLUDED <= last:
            decide_final_payment(session)


def file(name: str) -> FileRef:
    """A stored file."""
    return FileRef(name, "0" * 64, 10, "application/pdf")


def _project(plan: Form) -> Project:
    words = ("title", "route", "category_class", "sub_item", "list_item", "need", "governance_goal", "need_source", "place")
    return Project(
        id=1,
        number="甲镇购服〔2026〕1号",
        case_id=ROOT_CASE,
        authority_id="town_a",
        year=2026,
        sequence=1,
        started_by="clerk",
        submitted_at=step(PLAN)["at"],
        **{name: plan[name] for name in words},
        guardian_consent=plan["guardian_consent"],
        supporters=int(plan["supporters"]),
        beneficiaries=int(plan["beneficiaries"]),
        begins_on=dt.date.fromisoformat(plan["begins_on"]),
        ends_on=dt.date.fromisoformat(plan["ends_on"]),
        amount=Decimal(plan["amount"]),
        funds_separable=plan["funds_separable"],
        public_appeal=False,
        regime="below_threshold",
        state="approved",
    )


def _contract(draft: Form) -> Contract:
    words = ("party_a", "party_b", "subject", "acceptance_standard", "performance_clause", "breach_clause", "dispute_clause")
    payee = ("payee_name", "payee_bank", "payee_account")
    return Contract(
        project_id=1,
        authority_id="town_a",
        case_id=ROOT_CASE,
        number=draft["contract_no"],
        state="signed",
        **{name: draft[name] for name in (*words, *payee)},
        price=Decimal(draft["price"]),
        begins_on=dt.date.fromisoformat(draft["begins_on"]),
        ends_on=dt.date.fromisoformat(draft["ends_on"]),
        term_evidence=[],
        annual_amount=Decimal(draft["price"]),
        final_payment=[{"from_score": "60.00", "grade": "合格", "ratio": "0.80"}],
        performance_bond=Decimal(draft["performance_bond"]),
        drafted_by="clerk",
        drafted_on=dt.date(2026, 7, 14),
    )


def answer(session: Session, number: int, changed: Form | None = None, **other: Any) -> Refusal:
    """The refusal with which the forms answer this variant of a golden step. Raises AssertionError if it is accepted."""
    try:
        do(session, number, changed, **other)
    except Refusal as refused:
        return refused
    raise AssertionError(f"step {number} was accepted")


def told(refused: Refusal) -> tuple[str, AbstractSet[str], AbstractSet[str]]:
    """Class, fields and rule ids of a refusal."""
    return refused.kind, frozenset(one.field for one in refused.reasons), frozenset(refused.rules)


def scores(*earned: str) -> dict[str, Any]:
    """Scores for M1 to M5 with their total, as evaluation.score takes them."""
    lines = [{**line, "score": score} for line, score in zip(step(48)["form"]["scores"], earned, strict=True)]
    return {"scores": lines, "total": f"{sum(Decimal(one) for one in earned):.2f}"}


def decide_final_payment(session: Session) -> Facts:
    """What the engine does after evaluation.conclude: the shipped table over the rows, and its answer into the rows."""
    act = act_for(session, "leader", "town.leader@town_a", step(55)["at"], task="evaluation.conclude")
    facts = FACTS["final_payment"](act)
    table = read_decisions(Path("bpmn_diagrams/decisions/final_payment.dmn").read_bytes())["final_payment"]
    outputs = table.decide(facts).value
    DECIDED["final_payment"](act, outputs)
    session.flush()
    return facts

"""The golden case's steps of comparison, contract and payment, done by their forms alone on a project that was approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.performances import FORMS, refusal, step
from tests.worlds import ROOT_CASE, act_for, fresh_session, side_case, state_of
from workflows.act import Act, Case, Facts, FileRef
from workflows.errors import Refusal
from workflows.procurement import spending
from workflows.procurement.models.contracts import Instalment
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.performance import Evaluation, ProgressCheck, ProgressReport
from workflows.procurement.models.procurements import Procurement
from workflows.procurement.models.projects import FundingLine, Project
from workflows.procurement.money import words
from workflows.procurement.operations import OPERATIONS

PLAN, PURCHASE, SIGNED = 1, 11, 26
PEOPLE = (14, 15, 16, 17, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31)
Raw = Mapping[str, Any]
FOUR_FACTS = {"content_fixed": "是", "continuous": "是", "funds_stable": "是", "price_stable": "是", "term_evidence": ["四项条件说明.pdf"]}
YEARS = (("2026", "125000.00"), ("2027", "300000.00"), ("2028", "300000.00"), ("2029", "175000.00"))
YEARLY = [{"year": year, "amount": amount, "document": "示财预〔2026〕30号"} for year, amount in YEARS]
LONG = {"price": "900000.00", "price_words": "玖拾万元整", "ends_on": "2029-08-02", "yearly_amounts": YEARLY, **FOUR_FACTS}
"""Thirty-six months with four facts, as `multi_year` awards it."""


def approved(given: Raw | None = None, amount: str = "180000.00", band: str = "B2", funding: Raw | None = None) -> Session:
    """The standard world after step 13: the project approved, its money reserved, its purchase planned and the method confirmed."""
    session = fresh_session(given)
    root = state_of(session).root
    root.subject_kind, root.subject_id = "project", 1
    session.add(_project(step(PLAN)["form"], Decimal(amount)))
    session.flush()
    shares = [(fund, Decimal(share)) for fund, share in (funding or {"F1": amount}).items()]
    for position, (fund, share) in enumerate(shares):
        session.add(FundingLine(project_id=1, revision=1, position=position, fund=fund, amount=share))
    session.add(_procurement(step(PURCHASE)["form"], Decimal(amount), band))
    session.flush()
    spending.reserve(act_for(session, "leader_2", "town.collective@town_a", step(6)["at"]), 1, shares)
    session.flush()
    return session


def do(session: Session, number: int, form: Raw | None = None, **other: Any) -> tuple[Facts, Act]:
    """Do a golden step with other fields, another `who`, `post`, `at` or `files`; machine steps included. Raises what the form raises."""
    plan = {**step(number), **other}
    case = case_of(session, plan["of"]["instalment"]) if "of" in plan else None
    act = act_for(session, plan["who"], plan["post"], plan["at"], task=plan["task"], case=case)
    assert act.item is not None
    act.item = replace(act.item, opened_at=plan["at"] - dt.timedelta(days=3))
    hand = FORMS[plan["task"]]
    given = {name: [FileRef(one["name"], "0" * 64, 10, "application/pdf")] for name, one in plan.get("files", {}).items() if one}
    data = hand.read({**plan["form"], **(form or {})}, given)
    with session.begin_nested():
        facts = hand.apply(act, data)
        if number == SIGNED:
            session.flush()
            OPERATIONS["funds.commit"](act)
            OPERATIONS["instalments.release_due"](act)
    return facts, act


def until(session: Session, last: int, changed: Mapping[int, Raw] | None = None) -> None:
    """Do the steps from the invitation up to and with `last`, some with changed fields."""
    for number in PEOPLE:
        if number <= last:
            do(session, number, (changed or {}).get(number))


def refused(session: Session, name: str, **other: Any) -> None:
    """The golden refusal happens as written: class, rule ids, fields and sentence, and nothing else is said."""
    said = refusal(name)
    changed = {key: said[key] for key in ("who", "at") if key in said}
    with pytest.raises(Refusal) as caught:
        do(session, said["step"], said["form"], **changed, **other)
    reasons = caught.value.reasons
    assert caught.value.kind == said["expect"]
    assert list(caught.value.rules) == said["because"]
    assert [reason.field for reason in reasons if reason.field] == said["fields"]
    assert [reason.message for reason in reasons] == [said["message"]]


def answer(session: Session, number: int, form: Raw | None = None, **other: Any) -> Refusal:
    """What the form says to a step that it does not do."""
    with pytest.raises(Refusal) as caught:
        do(session, number, form, **other)
    return caught.value


def at(text: str) -> dt.datetime:
    """A moment on the clock of the law."""
    return dt.datetime.fromisoformat(text + "+08:00")


def lines(*rows: tuple[str, str, str], **more: Any) -> dict[str, Any]:
    """A plan of (kind, trigger, amount)."""
    return {"instalments": [{"number": str(n), "kind": k, "trigger": t, "amount": a, **more} for n, (k, t, a) in enumerate(rows, 1)]}


def awarded(price: str, given: Raw | None = None) -> Session:
    """A project of another amount after step 21, awarded at that price."""
    session = approved(given, amount=price)
    items = [{"item": "服务", "quantity": "1", "price": price, "amount": price}]
    quoted = {"price": price, "price_words": words(Decimal(price)), "price_items": items}
    rows = [{**row, "price": price} for row in step(19)["form"]["opened"]]
    until(session, 21, {15: quoted, 16: quoted, 17: quoted, 19: {"opened": rows}, 20: {"price": price}})
    return session


def priced(price: str) -> Session:
    """The same with its contract drafted."""
    session = awarded(price)
    do(session, 22, {"price": price, "price_words": words(Decimal(price))})
    return session


def multi_year() -> Session:
    """社区矫正辅助, 3 × 300,000.00 (S08), awarded."""
    return awarded("900000.00", {"funds": [{"code": "F1", "amount": "1000000.00"}]})


def instalment(session: Session, number: int) -> Instalment:
    """An instalment of the plan."""
    return session.scalars(select(Instalment).where(Instalment.number == number)).one()


def case_of(session: Session, number: int) -> Case:
    """The payment's case of an instalment, the same at every call."""
    kept: dict[int, Case] = session.info.setdefault("tests.purchases", {})
    if number not in kept:
        kept[number] = side_case(session, "payment/instalment", ("instalment", instalment(session, number).id))
    return kept[number]


def asked(amount: str, **more: str) -> dict[str, str]:
    """A request for another amount."""
    return {"amount": amount, "amount_words": words(Decimal(amount)), **more}


def progress(session: Session, when: str = "2026-10-10T10:00:00") -> None:
    """A verified progress record, and what it releases."""
    where = {"project_id": 1, "case_id": 1, "authority_id": "town_a"}
    said = {"number": 1, "period_from": dt.date(2026, 8, 3), "period_to": dt.date(2026, 9, 29), "done": [], "problems": ""}
    report = ProgressReport(**where, **said, reported_by="org_2", reported_at=at(when))
    session.add(report)
    session.flush()
    seen = {"visited_on": dt.date(2026, 10, 9), "verified": True, "percent": Decimal("55.00"), "findings": [], "next": "转入完工报告"}
    session.add(ProgressCheck(**where, **seen, report_id=report.id, checked_by="clerk_2", checked_at=at(when)))
    session.flush()
    OPERATIONS["instalments.release_due"](act_for(session, "clerk_2", "town.monitor@town_a", at(when)))
    session.flush()


def evaluated(session: Session, total: str = "88.00", grade: str = "良好", ratio: str = "1.00", when: str = "2026-12-07T09:30:00") -> None:
    """A published evaluation, and what it releases."""
    said = {"independence_statement": "", "scores": [], "problems": "", "advice": "", "scored_by": "third_party", "scored_at": at(when)}
    decided = {"total": Decimal(total), "grade": grade, "ratio": Decimal(ratio), "published_at": at(when), "outcome": "同意评价结果"}
    where = {"project_id": 1, "case_id": 1, "authority_id": "town_a", "organisation_id": "org_tp"}
    session.add(Evaluation(**where, **said, **decided, round=1))
    session.flush()
    OPERATIONS["instalments.release_due"](act_for(session, "clerk_2", "town.publicity@town_a", at(when)))
    session.flush()


def paid(session: Session, number: int, changed: dict[int, dict[str, Any]] | None = None) -> None:
    """The four golden steps of an instalment."""
    first = {1: 28, 2: 34, 3: 57}[number]
    for offset in range(4):
        do(session, first + offset, (changed or {}).get(first + offset))


def before_request() -> Session:
    """After step 27: signed and public, the first instalment due."""
    session = approved()
    until(session, 27)
    return session


def before_tail(**score: str) -> Session:
    """After step 56: two instalments paid, the evaluation published with this score."""
    session = before_request()
    paid(session, 1)
    progress(session)
    paid(session, 2)
    evaluated(session, **score)
    return session


def money(session: Session, fund: str = "F1") -> tuple[str, str, str]:
    """Reserved, committed and paid of a fund."""
    line = session.get(FundLine, fund)
    assert line is not None
    return str(line.reserved), str(line.committed), str(line.paid)


def _project(plan: Raw, amount: Decimal) -> Project:
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
        amount=amount,
        funds_separable=plan["funds_separable"],
        public_appeal=False,
        regime="below_threshold",
        state="approved",
    )


def _procurement(plan: Raw, amount: Decimal, band: str) -> Procurement:
    return Procurement(
        project_id=1,
        authority_id="town_a",
        state="confirmed",
        began_on=dt.date(2026, 7, 1),
        drafted_by="clerk",
        demand=plan["demand"],
        budget=amount,
        price_ceiling=amount,
        evaluation_method=plan["evaluation_method"],
        acceptance_scheme=plan["acceptance_scheme"],
        method="自行采购·三家比价",
        band=band,
    )

"""Random histories of money: projects that reserve, commit, pay, change, dispute, end; every act by the product's own hands and rules."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from forms.payment_steps import check_ground, check_sums
from tests.performances import DRAFT, step
from tests.worlds import act_for
from workflows.act import Act, Case
from workflows.errors import Refusal
from workflows.procurement import instalments, spending
from workflows.procurement.instalments import NewLine
from workflows.procurement.models.contracts import OPEN, TERMINATED, Contract, Instalment, instalments_of
from workflows.procurement.models.funds import FundLine, FundMovement
from workflows.procurement.models.payments import PaymentRequest
from workflows.procurement.models.performance import ProgressCheck, ProgressReport
from workflows.procurement.models.projects import Project
from workflows.procurement.paying import set_apart
from workflows.procurement.rules.disbursement import settled_within_the_part

FUNDS, KINDS = ("F1", "F3"), ("reserve", "free", "commit", "pay")
NOTHING = Decimal("0.00")
AT = "2026-10-20T10:00:00"
TODAY = dt.date(2026, 10, 20)


@dataclass
class History:
    """One random history over some projects, without the cases' own locks. `counts`: what was done, and what was refused."""

    session: Session
    seed: int
    projects: tuple[int, ...]
    counts: Counter[str] = field(default_factory=Counter)
    chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def take(self) -> str:
        """Try one act; a refusal changes nothing. Answers what was tried."""
        project = self.chance.choice(self.projects)
        name = self.chance.choices([*ACTS], [weight for weight, _act in ACTS.values()])[0]
        act = act_for(
            self.session, "leader", "town.leader@town_a", AT, case=Case(project, project, None, "x", "town_a", "project", project)
        )
        act.regime = "below_threshold"
        try:
            with self.session.begin_nested():
                ACTS[name][1](self, act, project)
                self.session.flush()
        except Refusal:
            name = f"{name} refused"
        self.counts[name] += 1
        return name

    def amount(self, most: Decimal) -> Decimal:
        """Yuan from one fen up to a little more than the most: histories try what is not allowed, too."""
        fen = int(most * 100)
        return Decimal(self.chance.randint(1, max(fen + fen // 10, 2))).scaleb(-2)


def _reserve(history: History, act: Act, project: int) -> None:
    total = history.amount(Decimal(120_000))
    share = (total * history.chance.randint(0, 4) / 4).quantize(Decimal("0.01"))
    spending.reserve(act, project, [(fund, part) for fund, part in zip(FUNDS, (share, total - share), strict=True) if part])


def _commit(history: History, act: Act, project: int) -> None:
    spending.alone(act.session, project)
    if act.session.get(Contract, project) is not None:
        return
    price = history.amount(spending.reserved(act.session, project))
    spending.commit(act, project, price)
    act.session.add(contract(project, price))
    act.session.flush()
    for number, (share, trigger) in enumerate(((35, "签约"), (25, "签约"), (20, "进度核验"), (0, "评价公布")), 1):
        part = (price * share / 100).quantize(Decimal("0.01"), "ROUND_DOWN")
        rest = price - sum((one.amount for one in instalments_of(act.session, project)), NOTHING)
        row = Instalment(
            project_id=project, authority_id="town_a", number=number, kind="款", trigger=trigger, amount=part if share else rest
        )
        act.session.add(row)
        act.session.flush()


def _unreserve(_history: History, act: Act, project: int) -> None:
    spending.unreserve(act, project)


def _pay(history: History, act: Act, project: int) -> None:
    """As the four steps do: the ground, the sums, then the money; sometimes less is paid than planned."""
    waiting = [one for one in instalments.alone(act, project) if one.state in OPEN]
    if not waiting:
        return
    one, terms = history.chance.choice(waiting), act.session.get_one(Contract, project)
    amount = history.chance.choice([one.amount, history.amount(one.amount)])
    act.check(settled_within_the_part, amount, one.amount)
    check_ground(act, terms, one, "")
    check_sums(act, terms, one, amount, "")
    act.settle()
    instalments.settle(act, one, amount, TODAY)


def _progress(_history: History, act: Act, project: int) -> None:
    if act.session.get(Contract, project) is None:
        return
    where: dict[str, Any] = {"project_id": project, "case_id": project, "authority_id": "town_a"}
    said = {"number": 1, "period_from": TODAY, "period_to": TODAY, "done": [], "problems": ""}
    report = ProgressReport(**where, **said, reported_by="org_2", reported_at=act.now)
    act.session.add(report)
    act.session.flush()
    seen = {"visited_on": TODAY, "verified": True, "percent": Decimal(50), "findings": [], "next": "继续监管"}
    act.session.add(ProgressCheck(**where, **seen, report_id=report.id, checked_by="clerk_2", checked_at=act.now))


def _dispute(history: History, act: Act, project: int) -> None:
    waiting = [one for one in instalments.alone(act, project) if one.state in OPEN and one.amount > 1 and not one.part_of]
    if not waiting:
        return
    one = history.chance.choice(waiting)
    request = PaymentRequest(amount=one.amount)
    set_apart(act, one, request, min(history.amount(one.amount / 2), one.amount - Decimal("0.01")), TODAY, "部分场次有争议")


def _amend(history: History, act: Act, project: int) -> None:
    terms = _going_on(act, project)
    if terms is None:
        return
    change = history.amount(terms.price / 12)
    if history.chance.random() < 0.3:
        spending.commit_less(act, project, change)
    else:
        spending.commit_more(act, project, change)
    left = terms.in_force - sum((one.amount for one in instalments_of(act.session, project) if one.state != "planned"), NOTHING)
    share = (left / 2).quantize(Decimal("0.01"), "ROUND_DOWN")
    instalments.replan(act, project, [NewLine("进度款", "进度核验", share), NewLine("尾款", "评价公布", left - share)])


def _terminate(history: History, act: Act, project: int) -> None:
    terms = _going_on(act, project)
    if terms is None:
        return
    instalments.stop(act, project, "双方协商终止")
    terms.state = TERMINATED
    instalments.settle_remaining(act, project, history.amount(spending.committed(act.session, project)))


def _going_on(act: Act, project: int) -> Contract | None:
    """The contract as the forms of an amendment and of an end see it; None where there is none, or it was ended."""
    if act.session.get(Contract, project) is None:
        return None
    terms = spending.contract_alone(act, project)
    return None if terms.state == TERMINATED else terms


Doing = Callable[[History, Act, int], None]
ACTS: dict[str, tuple[int, Doing]] = {
    "reserve": (3, _reserve),
    "unreserve": (1, _unreserve),
    "commit": (4, _commit),
    "pay": (12, _pay),
    "progress": (1, _progress),
    "dispute": (2, _dispute),
    "amend": (3, _amend),
    "terminate": (1, _terminate),
}
"""Name → how often it is tried, and how."""


def contract(project: int, price: Decimal) -> Contract:
    """A signed contract of a project at a price, else as the golden case has it."""
    draft = step(DRAFT)["form"]
    texts = (
        "subject",
        "acceptance_standard",
        "performance_clause",
        "breach_clause",
        "dispute_clause",
        "payee_name",
        "payee_bank",
        "payee_account",
    )
    return Contract(
        project_id=project,
        authority_id="town_a",
        case_id=project,
        number=f"合同〔2026〕{project}号",
        state="signed",
        party_a="town_a",
        party_b="org_hf",
        price=price,
        begins_on=TODAY,
        ends_on=TODAY,
        term_evidence=[],
        annual_amount=price,
        final_payment=[],
        performance_bond=NOTHING,
        drafted_by="clerk",
        drafted_on=TODAY,
        signed_by_town_on=TODAY,
        **{name: draft[name] for name in texts},
    )


def faults(session: Session) -> list[str]:
    """What does not add up: sums of funds, of projects, of plans; caps that were passed. Empty when all holds."""
    session.expire_all()
    found = [*_of_funds(session)]
    for terms in session.scalars(select(Contract)):
        found += _of_contract(session, terms)
    return found


def _of_funds(session: Session) -> list[str]:
    found = []
    sums: dict[str, dict[str, Decimal]] = {}
    moved = select(FundMovement.fund, FundMovement.kind, func.sum(FundMovement.amount)).group_by(FundMovement.fund, FundMovement.kind)
    for fund, kind, amount in session.execute(moved):
        sums.setdefault(fund, dict.fromkeys(KINDS, NOTHING))[kind] = amount
    for line in session.scalars(select(FundLine).where(FundLine.code.in_(FUNDS))):
        of = sums.get(line.code, dict.fromkeys(KINDS, NOTHING))
        told = (of["reserve"] - of["free"] - of["commit"], of["commit"] - of["pay"], of["pay"])
        held = (line.reserved, line.committed, line.paid)
        if told != held or min(*held, line.available) < 0 or sum(held) + line.available != line.amount:
            found.append(f"{line.code}: {held} of {line.amount}, movements say {told}")
    for project in session.scalars(select(FundMovement.project_id).distinct()):
        found += [f"{project} on {one.fund}: {one}" for one in spending.standings(session, project) if min(one.reserved, one.committed) < 0]
    return found


def _of_contract(session: Session, terms: Contract) -> list[str]:
    plan = instalments_of(session, terms.project_id)
    paid = sum((one.paid or NOTHING for one in plan), NOTHING)
    found = []
    if paid > terms.price * Decimal("1.10") or terms.in_force > terms.price * Decimal("1.10"):
        found.append(f"{terms.project_id}: paid {paid} of {terms.price}")
    if terms.state != TERMINATED and sum(one.amount for one in plan) != terms.in_force:
        found.append(f"{terms.project_id}: the plan is not {terms.in_force}")
    advance = sum((one.paid or NOTHING for one in plan if one.trigger in ("签约", "争议处理", "终止结算")), NOTHING)
    verified = session.scalar(select(ProgressCheck.id).where(ProgressCheck.project_id == terms.project_id).limit(1))
    if verified is None and advance > terms.price * Decimal("0.40"):
        found.append(f"{terms.project_id}: {advance} before progress")
    if spending.committed(session, terms.project_id) < sum((one.amount for one in plan if one.state in OPEN), NOTHING):
        found.append(f"{terms.project_id}: less committed than is still open")
    return found


def projects(session: Session, number: int) -> tuple[int, ...]:
    """Approved projects with nothing reserved yet."""
    plan = step(1)["form"]
    words = (
        "route",
        "category_class",
        "sub_item",
        "list_item",
        "need",
        "governance_goal",
        "need_source",
        "place",
        "funds_separable",
    )
    for place in range(1, number + 1):
        session.add(
            Project(
                id=place,
                number=f"甲镇购服〔2026〕{place}号",
                case_id=place,
                authority_id="town_a",
                title=f"{plan['title']}（{place}）",
                year=2026,
                sequence=place,
                started_by="clerk",
                submitted_at=dt.datetime(2026, 6, 15, tzinfo=dt.UTC),
                guardian_consent=plan["guardian_consent"],
                supporters=10,
                beneficiaries=10,
                begins_on=TODAY,
                ends_on=TODAY,
                amount=Decimal(100_000),
                public_appeal=False,
                regime="below_threshold",
                state="approved",
                **{name: plan[name] for name in words},
            )
        )
    session.flush()
    return tuple(range(1, number + 1))

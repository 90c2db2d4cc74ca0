"""When an instalment falls due, what of it may be paid, and what happens when it is settled (Art. 23, 27)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement import spending
from workflows.procurement.models.contracts import OPEN, Contract, Instalment, contract_of, instalments_of
from workflows.procurement.models.performance import Acceptance, Evaluation, ProgressCheck
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.contract import Grade
from workflows.text import _

PASSED = "合格"
NOTHING = Decimal("0.00")
ALL_SETTLED = "all_settled"
MESSAGES = frozenset({ALL_SETTLED})
"""What the hands of this release send to waiting cases."""


def checks_passed(session: Session, project_id: int) -> int:
    """How many times progress was verified on the spot (ART-23.1)."""
    mine = select(func.count()).select_from(ProgressCheck).where(ProgressCheck.project_id == project_id, ProgressCheck.verified.is_(True))
    return session.scalars(mine).one()


def accepted(session: Session, project_id: int) -> bool:
    """Whether the service was accepted."""
    mine = select(Acceptance.id).where(Acceptance.project_id == project_id, Acceptance.outcome == PASSED)
    return session.scalars(mine.limit(1)).first() is not None


def published(session: Session, project_id: int) -> Evaluation | None:
    """The evaluation whose result is public; None before."""
    mine = select(Evaluation).where(Evaluation.project_id == project_id, Evaluation.published_at.is_not(None))
    return session.scalars(mine.order_by(Evaluation.round.desc()).limit(1)).one_or_none()


def progress_verified(session: Session, project_id: int) -> bool:
    """A supervision record, an acceptance or a published evaluation: any of them is verified progress."""
    return checks_passed(session, project_id) > 0 or accepted(session, project_id) or published(session, project_id) is not None


def score_of(session: Session, contract: Contract, instalment: Instalment) -> tuple[Grade, Decimal] | None:
    """The published grade and score on which an instalment depends; None where it depends on none, or the contract repeats no shares."""
    evaluation = published(session, contract.project_id) if instalment.trigger == rules.EVALUATED and contract.final_payment else None
    if evaluation is None or evaluation.ratio is None:
        return None
    return Grade(NOTHING, evaluation.grade or "", evaluation.ratio), evaluation.total


def payable(session: Session, instalment: Instalment) -> Decimal:
    """What of an instalment may be paid: the planned amount, or what the score leaves of it."""
    scored = score_of(session, contract_of(session, instalment.project_id), instalment)
    return rules.tail(instalment.amount, scored[0].ratio) if scored else instalment.amount


def _falls_due(act: Act, project_id: int) -> list[Instalment]:
    """Planned instalments whose trigger is met. Each verified progress releases one instalment; an evaluation releases what is left."""
    plan = instalments_of(act.session, project_id)
    lines = [rules.Planned(one.number, one.kind, one.trigger, one.amount) for one in plan]
    behind = rules.waits_for_progress(lines)
    checks, passed, ended = checks_passed(act.session, project_id), accepted(act.session, project_id), published(act.session, project_id)
    found = []
    for one in plan:
        met = ended is not None or one.trigger == rules.SIGNED or (one.trigger == rules.ACCEPTED and passed)
        if one.trigger in (rules.VERIFIED, rules.MILESTONE):
            met = met or checks > 0
            checks -= 1
        elif one.trigger == rules.DATE:
            met = met or one.number not in behind or progress_verified(act.session, project_id)
        if met and one.state == "planned":
            found.append(one)
    return found


def release_due(act: Act) -> None:
    """Open a payment's case for each instalment that has fallen due; one that the score leaves empty is settled at once.

    An instalment by date opens on its day. Called when a contract is signed, progress verified, an evaluation published.
    """
    project = project_of(act)
    for one in _falls_due(act, project.id):
        one.state, one.due_on = "due", max(one.on_date or act.today, act.today)
        one.payable = payable(act.session, one)
        if not one.payable:
            settle(act, one, NOTHING, act.today)
            continue
        title = _("{title}第{n}期付款").format(title=project.title, n=one.number)
        act.open_side_case("payment/instalment", ("instalment", one.id), title, not_before=one.on_date, instalment=one.number)


def settle(act: Act, instalment: Instalment, amount: Decimal, paid_on: dt.date) -> None:
    """Pay an amount of an instalment, free what is not owed of it, and tell the project when nothing is left open."""
    if amount:
        spending.pay(act, instalment.project_id, amount)
    if amount < instalment.amount:
        spending.release(act, instalment.project_id, instalment.amount - amount)
    instalment.state, instalment.paid, instalment.paid_on = "paid" if amount else "settled", amount, paid_on
    if not any(one.state in OPEN for one in instalments_of(act.session, instalment.project_id)):
        act.send(ALL_SETTLED, act.case.root_id)

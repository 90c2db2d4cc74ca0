"""When an instalment falls due, what of it may be paid, and what happens when it is settled (Art. 23, 27).

And what becomes of the payments when a contract is changed (`replan`) or ends early (`stop`, then `settle_remaining`; GPL 49, 50).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement import spending, yearly
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import DROPPED, OPEN, STOPPED, Contract, Instalment, contract_of, instalments_of
from workflows.procurement.models.performance import Acceptance, Evaluation, ProgressCheck, latest
from workflows.procurement.models.projects import project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import contract_changes as changes
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.contract import Grade
from workflows.text import _

PASSED = "合格"
NOTHING = Decimal("0.00")
ALL_SETTLED, PAYMENT_STOPPED = "all_settled", "payment_stopped"
MESSAGES = frozenset({ALL_SETTLED, PAYMENT_STOPPED})
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
    if not scored:
        return instalment.amount
    apart = set_apart_of(session, instalment)
    return rules.tail(instalment.amount + apart, scored[0].ratio) - apart


def scored(session: Session, contract: Contract) -> Evaluation | None:
    """The latest scores of a contract that lets them bear on money, public or not; None before."""
    return latest(session, Evaluation, contract.project_id) if contract.final_payment else None


def lost_to_the_score(session: Session, contract: Contract) -> Decimal:
    """What the score, public or not yet, takes off the payments that waited for it and are not made, in yuan (ART-27.4)."""
    evaluation = scored(session, contract)
    if evaluation is None:
        return NOTHING
    agreed = [(Decimal(row["from_score"]), Decimal(row["ratio"])) for row in contract.final_payment]
    by_total = max(((least, ratio) for least, ratio in agreed if least <= evaluation.total), default=(NOTHING, NOTHING))[1]
    ratio = by_total if evaluation.ratio is None else evaluation.ratio
    lost = NOTHING
    for one in instalments_of(session, contract.project_id):
        if one.trigger == rules.EVALUATED and one.state in (*OPEN, STOPPED):
            whole = one.amount + set_apart_of(session, one)
            lost += whole - rules.tail(whole, ratio)
    return lost


def set_apart_of(session: Session, instalment: Instalment) -> Decimal:
    """What was set apart from an instalment as disputed, in yuan: the score leaves what it leaves of the whole."""
    parts = select(Instalment.amount).where(Instalment.project_id == instalment.project_id, Instalment.part_of == instalment.number)
    return sum(session.scalars(parts), NOTHING)


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
        if met and one.state == "planned" and _in_an_open_year(act, project_id, one):
            found.append(one)
    return found


def _in_an_open_year(act: Act, project_id: int, instalment: Instalment) -> bool:
    """In a contract of several years nothing of a next one falls due before it is opened (ART-27.5)."""
    day = max(instalment.on_date or act.today, act.today)
    return yearly.is_open(act.session, project_id, yearly.year_of(contract_of(act.session, project_id), day))


def release_due(act: Act) -> None:
    """Open a payment's case for each instalment that has fallen due; one that the score leaves empty is settled at once.

    An instalment by date opens on its day. Called when a contract is signed, progress verified, an evaluation published.
    """
    project = project_of(act)
    for one in _falls_due(act, project.id):
        one.payable = payable(act.session, one)
        if one.payable:
            open_payment(act, one, one.on_date if one.trigger == rules.DATE else None)
        else:
            one.state, one.due_on = "due", act.today
            settle(act, one, NOTHING, act.today)


def alone(act: Act, project_id: int) -> Sequence[Instalment]:
    """The instalments of a project as they stand now that nobody else changes them, until the act is done."""
    spending.alone(act.session, project_id)
    act.session.flush()
    mine = select(Instalment).where(Instalment.project_id == project_id, Instalment.state != DROPPED).order_by(Instalment.number)
    return act.session.scalars(mine, execution_options={"populate_existing": True}).all()


def open_payment(act: Act, instalment: Instalment, not_before: dt.date | None = None) -> None:
    """Let an instalment fall due, on a day that may be still to come, and open its case."""
    instalment.state, instalment.due_on = "due", max(not_before or act.today, act.today)
    title = _("{title}第{n}期付款").format(title=project_of(act).title, n=instalment.number)
    act.open_side_case("payment/instalment", ("instalment", instalment.id), title, not_before=not_before, instalment=instalment.number)


def settle(act: Act, instalment: Instalment, amount: Decimal, paid_on: dt.date) -> None:
    """Pay an amount of an instalment, free what is not owed of it, and tell the project when nothing is left open."""
    if amount:
        spending.pay(act, instalment.project_id, amount)
    if amount < instalment.amount:
        spending.release(act, instalment.project_id, instalment.amount - amount)
    instalment.state, instalment.paid, instalment.paid_on = "paid" if amount else "settled", amount, paid_on
    if not any(one.state in OPEN for one in instalments_of(act.session, instalment.project_id)):
        act.send(ALL_SETTLED, act.case.root_id)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A payment of the new plan. `amount` in yuan; `on`: the day of a payment by date, or when a milestone is due."""

    kind: str
    trigger: str
    amount: Decimal
    on: dt.date | None = None
    share: Decimal | None = None


def check_replan(
    act: Act, contract: Contract, lines: Sequence[NewLine], price: Decimal, field: str = "instalments", annual: Decimal | None = None
) -> tuple[list[Instalment], list[rules.Planned]]:
    """Whether these payments may take the place of those not yet due; answers those, and the new ones by number.

    `price`: what will be in force, `annual`: the amount of a year where a new term changes it (yuan).
    Raises Refused, each reason beside `field`: ART-23.3 where all payments together are not the price, ART-23.1 where more than forty
    per cent would be paid before verified progress, ART-27.4 where nothing is left to wait for the evaluation, or what
    was scored is made to wait for something else.
    """
    plan = alone(act, contract.project_id)
    waiting = [one for one in plan if one.state == "planned"]
    kept = [rules.Planned(one.number, one.kind, one.trigger, one.amount) for one in plan if one.state not in ("planned", STOPPED)]
    highest = act.session.scalar(select(func.max(Instalment.number)).where(Instalment.project_id == contract.project_id)) or 0
    numbers = [one.number for one in waiting] + list(range(highest + 1, highest + 1 + len(lines)))
    fresh = [rules.Planned(n, one.kind, one.trigger, one.amount, one.share) for n, one in zip(numbers, lines, strict=False)]
    whole = [*kept, *fresh]
    check_advance(act, contract, whole, contract.advance_base_at(price, annual), field)
    act.check(rules.plan_makes_up_the_price, whole, price)
    act.check(rules.something_follows_the_score, whole)
    tails = [sum((one.amount for one in those if one.trigger == rules.EVALUATED), NOTHING) for those in (waiting, fresh)]
    act.check(changes.tail_stays_with_the_score, scored(act.session, contract) is not None, *tails, field)
    act.settle()
    return waiting, fresh


def check_advance(act: Act, contract: Contract, whole: Sequence[rules.Planned], base: tuple[Decimal, Decimal], field: str) -> None:
    """Note where they are more than forty per cent before verified progress; `base`: price and annual amount (yuan, ART-23.1)."""
    if not progress_verified(act.session, contract.project_id):
        act.check(rules.advance_within_cap, rules.advances(whole), rules.Base(*base, figure(act.session, "R23", occasion(act))), field)


def check_advance_as_planned(act: Act, contract: Contract, price: Decimal, annual: Decimal, field: str) -> None:
    """The same for the payments as they stand, under another price or annual amount (yuan)."""
    plan = [one for one in alone(act, contract.project_id) if one.state != STOPPED]
    lines = [rules.Planned(one.number, one.kind, one.trigger, one.amount) for one in plan]
    check_advance(act, contract, lines, contract.advance_base_at(price, annual), field)


def paid_ahead(session: Session, project_id: int, fresh: Sequence[rules.Planned]) -> tuple[list[Decimal], list[Decimal]]:
    """What is paid before verified progress: as planned, and with these lines instead of those not yet due; nothing once it is verified."""
    if progress_verified(session, project_id):
        return [], []
    plan = instalments_of(session, project_id)
    lines = [(one.state, rules.Planned(one.number, one.kind, one.trigger, one.amount)) for one in plan if one.state != STOPPED]
    kept = [line for state, line in lines if state != "planned"]
    return rules.advances([line for _state, line in lines]), rules.advances([*kept, *fresh])


def replan(act: Act, project_id: int, lines: Sequence[NewLine], field: str = "instalments") -> None:
    """Put other payments in the place of those that have not fallen due yet; what has fallen due, is on its way or paid stays as it is.

    Call it after the price has changed (`spending.commit_more`, `spending.release`) or where only dates change. The new lines are numbered
    on from what stays; lines that nobody needs are dropped. Whatever is due by now is opened at once.
    Raises Refused as `check_replan` does, with the price in force (`Contract.in_force`).
    """
    contract = contract_of(act.session, project_id)
    waiting, fresh = check_replan(act, contract, lines, contract.in_force, field)
    for planned, line in zip(fresh, lines, strict=True):
        row = next((one for one in waiting if one.number == planned.number), None) or _added(act, contract, planned.number)
        row.kind, row.trigger, row.amount, row.share, row.on_date = line.kind, line.trigger, line.amount, line.share, line.on
    for row in waiting[len(lines) :]:
        row.state = DROPPED
    act.session.flush()
    release_due(act)


def stop(act: Act, project_id: int, reason: str) -> Decimal:
    """Stop every payment that is not done: the contract ended early. Answers what they amounted to together, in yuan.

    Their cases are told (message `payment_stopped`) and end; one that begins later ends at once. The money stays committed until
    `settle_remaining` says what of it is owed. `reason` is kept with each instalment. Stopping twice stops nothing more.
    """
    stopped = [one for one in alone(act, project_id) if one.state in OPEN]
    for one in stopped:
        one.state, one.because = STOPPED, reason
        if one.case_id is not None:
            act.send(PAYMENT_STOPPED, one.case_id)
    return sum((one.amount for one in stopped), NOTHING)


def settle_remaining(act: Act, project_id: int, owed: Decimal) -> Instalment | None:
    """After `stop`: free all that is committed and not owed, and open one last payment for what is.

    `owed`: yuan still owed for what was delivered, zero or more. Answers the instalment of the settlement (kind 结算款), whose case is
    requested, reviewed, released and paid like any other and tells the root case `all_settled` when paid; None where nothing is owed:
    then nobody is told anything. Raises Refused (ART-13.3) where more is owed than is still committed.
    """
    spending.alone(act.session, project_id)
    left = spending.committed(act.session, project_id)
    act.check(rules.committed_covers, owed, left)
    act.settle()
    if owed < left:
        spending.release(act, project_id, left - owed)
    if not owed:
        return None
    contract = contract_of(act.session, project_id)
    highest = act.session.scalar(select(func.max(Instalment.number)).where(Instalment.project_id == project_id)) or 0
    row = _added(act, contract, highest + 1)
    row.kind, row.trigger, row.amount = _("结算款"), rules.SETTLEMENT, owed
    act.session.flush()
    open_payment(act, row)
    return row


def _added(act: Act, contract: Contract, number: int) -> Instalment:
    row = Instalment(project_id=contract.project_id, authority_id=contract.authority_id, number=number, state="planned")
    act.session.add(row)
    return row

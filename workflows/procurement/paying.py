"""One payment on its way: what it waits for, what was set apart from it, until when it is held (Art. 23)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflows.act import SHANGHAI, Act, Case
from workflows.errors import Missing, Reason
from workflows.procurement import calendar
from workflows.procurement.instalments import accepted, checks_passed, open_payment, published
from workflows.procurement.models.contracts import Contract, Instalment, instalments_of
from workflows.procurement.models.payments import PaymentRequest
from workflows.procurement.rules import payment as rules
from workflows.procurement.rules.disbursement import December, Ground
from workflows.text import _

BY_PROGRESS = (rules.VERIFIED, rules.MILESTONE)


def ground_of(session: Session, contract: Contract, instalment: Instalment) -> Ground:
    """What an instalment waits for and how far that has come. Each verified progress carries one instalment, in order of the plan."""
    plan = instalments_of(session, contract.project_id)
    earlier = sum(one.trigger in BY_PROGRESS and one.number < instalment.number for one in plan)
    return Ground(
        number=instalment.number,
        trigger=instalment.trigger,
        on=instalment.on_date,
        signed=contract.signed_by_town_on is not None,
        checks=checks_passed(session, contract.project_id) - (earlier if instalment.trigger in BY_PROGRESS else 0),
        accepted=accepted(session, contract.project_id),
        published=published(session, contract.project_id) is not None,
        behind=instalment.number in rules.waits_for_progress([_planned(one) for one in plan]),
    )


def _planned(one: Instalment) -> rules.Planned:
    return rules.Planned(one.number, one.kind, one.trigger, one.amount)


def december_window(session: Session, today: dt.date, december: December) -> dt.date:
    """The first day on which a large payment takes a second look. Where the calendar is not known the whole month does."""
    try:
        return calendar.load(session).last_of_month(today.year, 12, december.working_days)
    except calendar.CalendarGap:
        return today.replace(month=12, day=1)


def set_apart(act: Act, instalment: Instalment, request: PaymentRequest, disputed: Decimal, until: dt.date, reason: str) -> Instalment:
    """Make the disputed part of a requested instalment a payment of its own, to be settled by a day; the rest goes on.

    `disputed`: yuan, below what is requested. Both parts together stay what the plan says; the sums of the funds do not move.
    """
    numbers = select(func.max(Instalment.number)).where(Instalment.project_id == instalment.project_id)
    part = Instalment(
        project_id=instalment.project_id,
        authority_id=instalment.authority_id,
        number=act.session.scalars(numbers).one() + 1,
        kind=_("{kind}争议部分").format(kind=instalment.kind),
        trigger=rules.DISPUTE,
        on_date=until,
        amount=disputed,
        part_of=instalment.number,
        because=reason,
    )
    act.session.add(part)
    instalment.amount -= disputed
    request.amount -= disputed
    act.session.flush()
    open_payment(act, part)
    return part


def held_until(session: Session, case: Case) -> dt.datetime:
    """When a held payment comes back to its reviewer: 00:00 of the day that was named. Raises Missing where it is not held."""
    return _beginning_of(_of_request(session, case, PaymentRequest.held_until))


def overdue_at(session: Session, case: Case) -> dt.datetime:
    """When a payment is late: 00:00 of the day after the last of its period. Raises Missing before the request."""
    return _beginning_of(_of_request(session, case, PaymentRequest.pay_by)) + dt.timedelta(days=1)


def dispute_until(session: Session, case: Case) -> dt.datetime:
    """Until when a disputed part is settled: the end of the day that was named. Raises Missing for any other payment."""
    named = session.scalars(select(Instalment.on_date).where(Instalment.id == case.subject_id, Instalment.part_of > 0)).one_or_none()
    return _beginning_of(named) + dt.timedelta(days=1)


def _of_request(session: Session, case: Case, column: InstrumentedAttribute[dt.date | None]) -> dt.date | None:
    return session.scalars(select(column).where(PaymentRequest.instalment_id == case.subject_id)).one_or_none()


def _beginning_of(day: dt.date | None) -> dt.datetime:
    if day is None:
        raise Missing([Reason(_("本期付款尚未写明日期。"))])
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)

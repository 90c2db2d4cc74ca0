"""Until when the members of a panel are waited for: to come on the day of the review, and to sign their report. Moments of diagrams."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from workflows.act import SHANGHAI, Case
from workflows.errors import Missing, Reason
from workflows.procurement import panels
from workflows.procurement.deadlines import Register
from workflows.text import _

SIGNING, SCORING = "TD53", "TD55"
DAY = dt.timedelta(days=1)
UNKNOWN_YEAR = dt.timedelta(days=3)
"""How long signatures and points are awaited where the year's working days are not known yet."""


def presence_over_at(session: Session, case: Case) -> dt.datetime:
    """When who was drawn and has not declared is absent (UTC): the day of the review is over (EXP 17). Raises Missing before the draw."""
    one = panels.at(session, case)
    if one is None or one.review_on is None:
        raise Missing([Reason(_("尚未抽取评审专家。"))])
    return _after(one.review_on)


def last_day_to_sign(reported_on: dt.date, session: Session) -> dt.date:
    """The last day on which a member signs the report or writes what it disagrees with (TD53)."""
    due = Register().compute(session, SIGNING, reported_on)
    return due.rolled or due.due or reported_on + UNKNOWN_YEAR


def signing_over_at(session: Session, case: Case) -> dt.datetime:
    """When silence counts as agreement with the report (UTC; C214 27, O74 17, O87 61). Raises Missing before the report."""
    one = panels.at(session, case)
    if one is None or one.reported_on is None:
        raise Missing([Reason(_("尚未提交评审报告。"))])
    return _after(last_day_to_sign(one.reported_on, session))


def scoring_over_at(session: Session, case: Case) -> dt.datetime:
    """When who has not scored has left the panel (UTC, TD55): so many working days after the scoring began. Raises Missing before."""
    one = panels.at(session, case)
    if one is None or one.review_on is None:
        raise Missing([Reason(_("尚未抽取评审专家。"))])
    due = Register().compute(session, SCORING, one.review_on)
    return _after(due.rolled or due.due or one.review_on + UNKNOWN_YEAR)


def _after(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + DAY, dt.time(), SHANGHAI).astimezone(dt.UTC)

"""Years of a contract: when each ends, its review, and whether the next one is open (Art. 22, 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import TERMINATED, Contract, contract_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.yearly import YEARLY, YearlyReview, review_of, reviews
from workflows.procurement.occasions import occasion
from workflows.procurement.rules.yearly import END, GO_ON
from workflows.text import _

MONTHS = 12
PROCESS = "performance/yearly_review"


def ends_of_years(contract: Contract) -> Iterator[dt.date]:
    """The last day of each year of the contract that another one follows."""
    months = MONTHS
    while (last := last_day_of_term(contract.begins_on, months)) < contract.ends_on:
        yield last
        months += MONTHS


def year_of(contract: Contract, day: dt.date) -> int:
    """Which year of the contract a day lies in, from 1."""
    return 1 + sum(day > last for last in ends_of_years(contract))


def is_open(session: Session, project_id: int, year: int) -> bool:
    """Whether a year may be paid for: the first always, any other once the year before was published to go on."""
    before = {one.year: one for one in reviews(session, project_id)}.get(year - 1)
    return year == 1 or (before is not None and before.outcome == GO_ON and before.published_at is not None)


def goes_on(act: Act) -> bool:
    """Whether the year of the act's case is still reviewed; enters the case at it, so that it can be told when the contract ends."""
    review = review_of(act)
    review.case_id = act.case.id
    before = {one.year: one.outcome for one in reviews(act.session, review.project_id)}.get(review.year - 1, GO_ON)
    contract = contract_of(act.session, review.project_id)
    ended = contract.state == TERMINATED or review.ends_on >= contract.ends_on
    return not ended and before != END


def open_reviews(act: Act) -> None:
    """A review for each year but the last that has none yet, begun TD90 days before the year ends: once signed, and once lengthened."""
    project = project_of(act)
    contract = contract_of(act.session, project.id)
    known = {one.year for one in reviews(act.session, project.id)}
    before = dt.timedelta(days=int(figure(act.session, "TD90", occasion(act))))
    for year, last in ((year, last) for year, last in enumerate(ends_of_years(contract), 1) if year not in known):
        row = YearlyReview(project_id=project.id, authority_id=project.authority_id, year=year, ends_on=last)
        act.session.add(row)
        act.session.flush()
        title = _("{title}第{year}年度评价").format(title=project.title, year=year)
        act.open_side_case(PROCESS, (YEARLY, row.id), title, not_before=last - before, year=year)

"""Years of a contract: when each ends, its review, and whether the next one is open (Art. 22, 27)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy.orm import Session

from workflows.act import Act
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract, contract_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.yearly import YEARLY, YearlyReview, reviews
from workflows.procurement.rules.yearly import GO_ON
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


def open_reviews(act: Act) -> None:
    """Once the contract is signed: a review for each year but the last, begun TD90 days before the year ends."""
    project = project_of(act)
    contract = contract_of(act.session, project.id)
    if reviews(act.session, project.id):
        return
    before = dt.timedelta(days=int(figure(act.session, "TD90", act.today)))
    for year, last in enumerate(ends_of_years(contract), 1):
        row = YearlyReview(project_id=project.id, authority_id=project.authority_id, year=year, ends_on=last)
        act.session.add(row)
        act.session.flush()
        title = _("{title}第{year}年度评价").format(title=project.title, year=year)
        act.open_side_case(PROCESS, (YEARLY, row.id), title, not_before=last - before, year=year)

"""Claims about the end of a purchase: shown long enough, paid, filed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.approvals import answer, do, fields, project
from tests.performances import FORMS, step
from tests.purchases import approved, instalment
from tests.purchases import until as purchase_until
from tests.worlds import act_for
from workflows.procurement.models.notices import publish

SIGNED = 26


def ready(shown: bool = True, paid: bool = True) -> Session:
    """The contract signed, as if performed: evaluation published on 2026-12-07 and everything paid."""
    session = approved()
    purchase_until(session, SIGNED)
    if paid:
        for number in (1, 2, 3):
            instalment(session, number).state = "paid"
    if shown:
        act = act_for(session, "clerk_2", "town.publicity@town_a", "2026-12-07T09:30:00")
        publish(act, 1, "evaluation", "得分88.00", "市级平台", dt.date(2026, 12, 14))
    session.flush()
    return session


def test_the_golden_closing_closes() -> None:
    session = ready()
    facts, _act = do(session, 61)
    assert facts == {"outcome": "结案"}
    found = project(session)
    assert (found.state, found.closed_on, found.keep_until) == ("closed", dt.date(2026, 12, 15), dt.date(2041, 12, 15))


def test_the_evaluation_is_public_to_its_last_day() -> None:
    said = answer(ready(), 61, at=dt.datetime.fromisoformat("2026-12-14T23:59:59+08:00"))
    assert (said.kind, said.rules[0]) == ("refused", "TD23")
    assert "2026年12月14日24时" in said.reasons[0].message
    assert answer(ready(shown=False), 61).rules[0] == "TD23"


def test_nothing_is_closed_that_is_not_paid() -> None:
    session = ready()
    instalment(session, 3).state = "approved"
    said = answer(session, 61)
    assert (said.kind, said.rules[0]) == ("refused", "ART-23.3")
    assert "第3期" in said.reasons[0].message
    instalment(session, 3).state = "settled"
    do(session, 61)


@pytest.mark.parametrize(
    ("form", "where"), [({"archive_complete": "否"}, "archive_complete"), ({"keep_until": "2041-12-14"}, "keep_until")]
)
def test_the_file_is_complete_and_kept_fifteen_years(form: dict[str, Any], where: str) -> None:
    said = answer(ready(), 61, form)
    assert (said.kind, said.rules[0], fields(said)) == ("refused", "TD31", [where])


def test_the_shortest_lawful_time_is_offered() -> None:
    act = act_for(ready(), "clerk", "town.clerk@town_a", step(61)["at"])
    assert FORMS["purchase.close"].prefill(act) == {"keep_until": "2041-12-15"}

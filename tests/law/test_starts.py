"""From which row a period starts in a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.purchases import approved, case_of, until
from tests.worlds import fresh_session, state_of
from workflows.procurement.deadlines import Register


@pytest.fixture(scope="module")
def paid() -> Iterator[Session]:
    """The golden case after the advance was paid."""
    with approved() as session:
        until(session, 31)
        yield session


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("TD06", dt.date(2026, 7, 3)),
        ("TD07", dt.date(2026, 7, 13)),
        ("TD08", dt.date(2026, 7, 14)),
        ("TD09", dt.date(2026, 7, 14)),
        ("TD10", dt.date(2026, 7, 20)),
        ("R22", dt.date(2026, 8, 3)),
        ("TD20", None),
        ("T01", None),
        ("TD04", None),
        ("TD31", None),
    ],
)
def test_periods_of_the_project_start_with_its_rows(paid: Session, period: str, start: dt.date | None) -> None:
    assert Register().start_of(paid, period, state_of(paid).root) == start


def test_the_payment_clock_starts_with_the_invoice_of_its_own_instalment(paid: Session) -> None:
    assert Register().start_of(paid, "TD11", case_of(paid, 1)) == dt.date(2026, 7, 22)
    assert Register().start_of(paid, "TD11", case_of(paid, 2)) is None
    assert Register().start_of(paid, "TD11", state_of(paid).root) is None


def test_nothing_starts_in_a_case_without_rows() -> None:
    with fresh_session() as session:
        starts = [
            Register().start_of(session, name, state_of(session).root) for name in ("TD04", "TD06", "TD07", "TD09", "TD10", "TD11", "TD31")
        ]
        assert starts == [None] * 7

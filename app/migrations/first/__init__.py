"""The schema of the first release, a module a room. Written by compose."""

from __future__ import annotations

from app.migrations.first import (
    contract_changes,
    contracts,
    documents,
    engine,
    funds,
    law,
    library,
    ledger,
    notices,
    opinions,
    pages,
    payments,
    people,
    performance_1,
    performance_2,
    procurements,
    projects,
    review,
    proposals,
    remedies,
    yearly,
)


def create() -> None:
    """Create every table and index."""
    people.create()
    ledger.create()
    pages.create()
    engine.create()
    documents.create()
    funds.create()
    library.create()
    notices.create()
    opinions.create()
    projects.create()
    review.create()
    proposals.create()
    law.create()
    performance_1.create()
    performance_2.create()
    contracts.create()
    procurements.create()
    yearly.create()
    remedies.create()
    contract_changes.create()
    payments.create()

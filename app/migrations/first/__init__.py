"""The schema of the first release, a module a room. Written by compose."""

from __future__ import annotations

from app.migrations.first import (
    awards,
    bid_bonds,
    catalogues,
    contract_changes,
    contracts,
    direct,
    documents,
    engine,
    funds,
    law,
    ledger,
    library,
    needs,
    notices,
    opinions,
    oversight,
    packs,
    pages,
    payments,
    people,
    performance_1,
    performance_2,
    platform,
    procurements,
    projects,
    proposals,
    registers,
    remedies,
    reminders,
    review,
    solicitations,
    spaces,
    yearly,
)


def create() -> None:
    """Create every table and index."""
    people.create()
    ledger.create()
    pages.create()
    projects.create()
    engine.create()
    documents.create()
    funds.create()
    notices.create()
    opinions.create()
    oversight.create()
    platform.create()
    reminders.create()
    packs.create()
    law.create()
    registers.create()
    library.create()
    spaces.create()
    awards.create()
    performance_1.create()
    performance_2.create()
    remedies.create()
    contracts.create()
    review.create()
    procurements.create()
    yearly.create()
    needs.create()
    catalogues.create()
    proposals.create()
    contract_changes.create()
    payments.create()
    solicitations.create()
    bid_bonds.create()
    direct.create()

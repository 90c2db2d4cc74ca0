"""Asks the table of terms (Art. 22, handbook D6) how long a contract may run from a day on, and what a term leaves to one year."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from workflows.act import Act
from workflows.procurement.calendar import last_day_of_term
from workflows.procurement.lawbook import figure
from workflows.procurement.models.contracts import Contract
from workflows.procurement.occasions import occasion
from workflows.procurement.rules.term import Lasting, annual_amount

TABLE = "term"


def lasting(act: Act, begins_on: dt.date, ends_on: dt.date, *, four_facts: bool = True, evidenced: bool = True) -> Lasting:
    """What the table says of a term; a plan, whose contract will prove the four facts, is judged as if it had them."""
    months = int(figure(act.session, "TD01", occasion(act)))
    ordinary, longest = (last_day_of_term(begins_on, int(figure(act.session, one, occasion(act)))) for one in ("TD01", "R22"))
    said = {"four_facts": four_facts, "evidenced": evidenced}
    answer = act.decide(TABLE, ends_on=ends_on, ordinary_last=ordinary, longest_last=longest, **said)
    return Lasting(ordinary, longest, months, answer["lacks_facts"], answer["lacks_evidence"], answer["too_long"])


def annual_amount_until(act: Act, contract: Contract, ends_on: dt.date | None) -> Decimal:
    """What of the signed price falls to one year (yuan, ART-23.2) when the contract ends that day; without one, as it stands."""
    if ends_on is None:
        return contract.annual_amount
    ordinary = int(figure(act.session, "TD01", occasion(act)))
    return annual_amount(contract.price, contract.begins_on, ends_on, ordinary)

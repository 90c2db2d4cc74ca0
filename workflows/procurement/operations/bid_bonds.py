"""Opens the return of bid bonds when their clock begins to run: with the letter of award, the signature, or the notice of a failure."""

from __future__ import annotations

import datetime as dt

from workflows.act import Act, Operation
from workflows.procurement.models.bid_bonds import bonds_held
from workflows.procurement.models.contracts import Contract
from workflows.procurement.models.procurements import Procurement, procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import running
from workflows.procurement.rules.bid_bonds import FAILED, LOSERS, WINNER
from workflows.text import _

CASES = {LOSERS: "procurement/bond_return", WINNER: "procurement/winner_bond_return", FAILED: "procurement/failed_bond_return"}
TITLES = {LOSERS: _("退还未成交供应商保证金"), WINNER: _("退还成交供应商保证金"), FAILED: _("采购终止后退还保证金")}


def open_return(act: Act) -> None:
    """A case a round for what is owed from now on: before the signature the winner's stays. Nothing where no bond is held."""
    project = project_of(act)
    bought = procurement_of(act.session, project.id)
    period, since = _begun(act, bought)
    kept = bought.awarded if period == LOSERS else None
    owed = [row for row in bonds_held(act.session, project.id) if not row.period and row.organisation != kept]
    for row in owed:
        row.period, row.owed_from = period, since
    title = _("{project}：{what}").format(project=project.title, what=TITLES[period])
    for one in dict.fromkeys(row.solicitation_id for row in owed):
        act.open_side_case(CASES[period], ("solicitation", one), title)


def _begun(act: Act, bought: Procurement) -> tuple[str, dt.date]:
    """Which clock, and since when."""
    if bought.state == "failed":
        return FAILED, act.today
    contract, one = act.session.get(Contract, bought.project_id), running(act.session, bought)
    if contract is not None and contract.signed_by_town_on is not None:
        return WINNER, contract.signed_by_town_on
    return LOSERS, one.letter_on if one is not None and one.letter_on else act.today


OPERATIONS: dict[str, Operation] = {"bonds.open_return": open_return}

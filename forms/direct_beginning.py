"""How the methods without documents begin a round, and ask those who are named for their prices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from workflows.act import Act
from workflows.errors import Reason, Refused
from workflows.procurement.models.procurements import Invitation, Procurement
from workflows.procurement.models.solicitations import Solicitation, running
from workflows.text import _


def begin(act: Act, bought: Procurement, summary: str) -> Solicitation:
    """The row of a new round; flushed."""
    if running(act.session, bought) is not None:
        bought.round += 1
    keys = {"project_id": bought.project_id, "authority_id": bought.authority_id, "round": bought.round}
    one = Solicitation(**keys, method=bought.method or "", drafted_by=act.who, summary=summary)
    act.session.add(one)
    act.session.flush()
    return one


def invite(act: Act, bought: Procurement, one: Solicitation, organisations: Sequence[str], closes_at: dt.datetime) -> None:
    """Ask them for prices until a moment that lies ahead. Raises Refused."""
    if closes_at <= act.now:
        raise Refused([Reason(_("响应截止时间须晚于现在。"), "closes_at")])
    one.issued_on, one.issued_by, one.closes_at = act.today, act.who, closes_at
    bought.state, bought.invited_on, bought.invited_by, bought.closes_at = "invited", act.today, act.who, closes_at
    bought.awarded = bought.award_price = bought.recommended = None
    for position, organisation in enumerate(organisations):
        row = {"project_id": bought.project_id, "authority_id": bought.authority_id, "round": bought.round}
        act.session.add(Invitation(**row, position=position, organisation=organisation))

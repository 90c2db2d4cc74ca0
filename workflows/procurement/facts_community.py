"""What the table of quorums reads from the minutes of a community, and what is kept of its answer (Art. 19)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflows.act import Act, Facts, FactsOf
from workflows.procurement import lawbook
from workflows.procurement.models.proposals import meetings, proposal_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules.democracy import NO_QUORUM
from workflows.text import _

GIVEN_UP = "会议不成"


def quorum(act: Act) -> Facts:
    """The meeting recorded last in figures; whether it may be called once more where too few came (ART-19.2, TD63)."""
    held = [one for one in meetings(act.session, proposal_of(act)) if one.case_id == act.case.id]
    last = held[-1]
    failed = sum(one.step == last.step and one.outcome == NO_QUORUM for one in held)
    again = failed < int(lawbook.figure(act.session, "TD63", occasion(act)))
    return {"body": last.body, "eligible": last.eligible, "present": last.present, "votes_for": last.votes_for, "again": again}


def keep_quorum(act: Act, outputs: Mapping[str, Any]) -> None:
    """A proposal for which too few came too often has ended."""
    if outputs["vote"] == GIVEN_UP:
        proposal = proposal_of(act)
        proposal.state, proposal.end_reason = "ended", _("多次召集均未达法定人数")


FACTS: dict[str, FactsOf] = {"quorum": quorum}
DECIDED: dict[str, Callable[[Act, Mapping[str, Any]], None]] = {"quorum": keep_quorum}

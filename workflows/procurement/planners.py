"""Whether the author of a design is about to win the purchase that it designed (ART-19.4): excluded by law, or shown and flagged."""

from __future__ import annotations

from workflows.act import Act
from workflows.procurement.models.library import LibraryEntry
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.proposals import proposal_at
from workflows.procurement.rules import library as rules

PLANNER_WINS = "F22"
"""Flag of an award to the organisation that designed the project."""


def look(act: Act, awarded: str) -> None:
    """Hold the award against ART-19.4; what is found waits for `settle`."""
    project = project_of(act)
    if project.planner is None or project.planner != awarded:
        return
    method = procurement_of(act.session, project.id).method or ""
    act.check(rules.planner_stays_out, project.planner, awarded, method)
    act.check(rules.planner_is_disclosed, project.planner, awarded, _disclosed(act))
    act.record.flags.append(PLANNER_WINS)


def _disclosed(act: Act) -> str:
    """What the author declared of its ties when it handed the design in."""
    proposal = proposal_at(act.session, act.case.root_id)
    entry = act.session.get(LibraryEntry, proposal.entry_id) if proposal and proposal.entry_id else None
    return entry.disclosure if entry else ""

"""Machine steps of the standing duties: a yearly list that is late is marked (Art. 7); a vote needs somebody to vote for (Art. 28)."""

from __future__ import annotations

from workflows.act import Act, Facts, Operation
from workflows.procurement.models.awards import AwardRound, candidates_of
from workflows.procurement.models.catalogues import ListDraft
from workflows.procurement.models.registers import subject_of
from workflows.procurement.rules.catalogues import LATE_LIST


def mark_late(act: Act) -> None:
    """The first quarter is over: the list is late from now on, and an auditor finds it (ART-7.2)."""
    subject_of(act, ListDraft).late = True
    act.record.flags.append(LATE_LIST)


RECOMMENDED, NOBODY = "有推荐", "无推荐"


def count_candidates(act: Act) -> Facts:
    """Whether any town recommended a project."""
    return {"outcome": RECOMMENDED if candidates_of(act.session, subject_of(act, AwardRound)) else NOBODY}


OPERATIONS: dict[str, Operation] = {"list.mark_late": mark_late, "award.count_candidates": count_candidates}
OUTCOMES = {"award.count_candidates": frozenset({RECOMMENDED, NOBODY})}

"""Machine steps of the standing duties: a yearly list that is not out in time is marked (Art. 7)."""

from __future__ import annotations

from workflows.act import Act, Operation
from workflows.procurement.models.catalogues import ListDraft
from workflows.procurement.models.registers import subject_of
from workflows.procurement.rules.catalogues import LATE_LIST


def mark_late(act: Act) -> None:
    """The first quarter is over: the list is late from now on, and an auditor finds it."""
    subject_of(act, ListDraft).late = True
    act.record.flags.append(LATE_LIST)


OPERATIONS: dict[str, Operation] = {"list.mark_late": mark_late}

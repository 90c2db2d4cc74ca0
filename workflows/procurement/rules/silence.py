"""Where the contractor stays silent the town goes on by itself, and says why."""

from __future__ import annotations

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

NO_ANSWER = _("期满未答复")
RECTIFIED, NOT_RECTIFIED = _("已整改"), _("期满未整改")
NOT_BEGUN = "F05"
"""The flag of an acceptance that was not begun in time."""
LEAST_WORDS = 10
"""Characters of what was done to reach the contractor."""


@rule("TD17", also=("ART-27.3",), at=("evaluation.note_silence",), level="invalid")
def served_in_words(text: str) -> Reason | None:
    """Nobody is taken to have no objection whom the result did not reach."""
    if len(text) >= LEAST_WORDS:
        return None
    return Reason(_("请写明评价结果的送达日期、方式和催告情况，至少{least}字。").format(least=LEAST_WORDS), "statement")


@rule("TD46", also=("ART-26.1",), at=("supervision.end_without_report",), level="invalid")
def silence_seen_on_the_spot(text: str) -> Reason | None:
    """Whoever ends a supervision without a report says what was found on the spot and how the contractor was called upon."""
    if len(text) >= LEAST_WORDS:
        return None
    return Reason(_("请写明现场核查和催告情况，至少{least}字。").format(least=LEAST_WORDS), "statement")


@rule("TD45", also=("ART-26.1",), at=("acceptance.begin_without_report",), level="invalid")
def begun_for_a_reason(text: str) -> Reason | None:
    """Whoever begins an acceptance without a report says why and how the contractor was called upon."""
    if len(text) >= LEAST_WORDS:
        return None
    return Reason(_("请写明催告情况和自行启动验收的理由，至少{least}字。").format(least=LEAST_WORDS), "because")


@rule("TD18", also=("ART-26.1", "ART-27.3"), at=("acceptance.note_unrectified", "evaluation.note_unrectified"), level="invalid")
def unrectified_in_words(text: str) -> Reason | None:
    """Whoever notes that nothing was put right says what was found on the spot and how the contractor was called upon."""
    if len(text) >= LEAST_WORDS:
        return None
    return Reason(_("请写明现场查看和催告情况，至少{least}字。").format(least=LEAST_WORDS), "statement")

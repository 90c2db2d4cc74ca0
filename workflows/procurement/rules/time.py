"""Rules about time that hold everywhere: a period is never guessed."""

from __future__ import annotations

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _


@rule("CAL-gap", at=("deadlines.compute",))
def calendar_known(year: int, ends_with: str) -> Reason:
    """A gate that needs a year whose holidays are not imported stops; it never guesses."""
    return Reason(_("{year}年放假安排未导入，无法计算“{what}”的日期，请先导入日历。").format(year=year, what=ends_with))

"""Rules about how money is written, wherever a form asks for it twice."""

from __future__ import annotations

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _


@rule(
    "LAW-O87-59",
    at=("project.draft_plan", "comparison.submit_quotation", "contract.draft", "payment.request"),
    level="invalid",
)
def words_say_the_figures(agree: bool, right: str, field: str) -> Reason | None:
    """The words say what the figures say; `right`: the amount in words, as it should read."""
    return None if agree else Reason(_("大写与小写金额不一致，应为“{words}”。").format(words=right), field)

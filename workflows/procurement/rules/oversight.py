"""What somebody above may do about a task whose last day has passed."""

from __future__ import annotations

from collections.abc import Collection

from workflows.errors import Reason
from workflows.procurement.rules import ALL, rule
from workflows.text import _

EXPLAIN, HAND, SET_ASIDE = _("已催办，说明情况"), _("改由其他人员办理"), _("不再督办")


@rule("TD44", at=("overdue.oversee",), regimes=ALL)
def handed_to_somebody_who_may(given_to: str, others: Collection[str]) -> Reason | None:
    """Whoever gets a late task holds the post that it needs and did nothing that keeps them from it."""
    if given_to in others:
        return None
    return Reason(_("只能交给同一岗位上、没有回避和职责分离情形的其他人员，请从名单中选择。"), "given_to")

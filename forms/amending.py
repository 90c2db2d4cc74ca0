"""The plan amended as the decision demands (Art. 20): the same form, the same rules, the approval kept unless more is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from forms import origination_checks as checks
from forms.origination import DraftPlan, hand_in
from workflows.act import Act, Facts
from workflows.procurement import voted
from workflows.procurement.models.projects import KeywordCandidate, Project, parts, project_of
from workflows.procurement.rules import rulings as rules
from workflows.text import _

APPROVAL = ("approval_no", "approved_at", "submitted_at", "state")
ANSWER = ("decision", "reason", "decided_by", "decided_at")


class AmendPlan(DraftPlan):
    """按条件修改购买计划."""

    task = "project.amend_plan"
    outcomes: ClassVar[frozenset[str]] = frozenset({rules.AMENDED, rules.RAISED})
    submit = _("提交修改")

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the next revision under the approval that stands; a higher amount loses it, never above the vote (ART-19, 20.1, 11.4)."""
        project = project_of(act)
        approved = project.approved_amount or Decimal(0)
        answered = {one.keyword: one for one in parts(act.session, project, KeywordCandidate)}
        voted.look(act, data)
        found = checks.check(act, project, data)
        act.check(rules.amended_text_brings_no_new_keyword, [one.keyword for one in found if one.keyword not in answered])
        act.check(rules.raised_amount_is_decided_again, data["amount"], approved)
        act.settle()
        standing = {name: getattr(project, name) for name in APPROVAL}
        hand_in(act, project, data, found)
        _carry_over(parts(act.session, project, KeywordCandidate), answered)
        project.submitted_at = standing["submitted_at"]
        if data["amount"] > approved:
            return {"outcome": rules.RAISED}
        _approve(project, standing)
        return {"outcome": rules.AMENDED}


def _approve(project: Project, standing: Mapping[str, Any]) -> None:
    """The approval holds for the amended plan, and for no more than it asks for."""
    for name in APPROVAL:
        setattr(project, name, standing[name])
    project.approved_amount = project.amount


def _carry_over(found: Sequence[KeywordCandidate], answered: Mapping[str, KeywordCandidate]) -> None:
    """Compliance has answered these words; its answer stands for the amended text."""
    for one in found:
        for name in ANSWER:
            setattr(one, name, getattr(answered[one.keyword], name))

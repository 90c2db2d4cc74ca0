"""The second person's word on what the district decides: its list (Art. 7), its guide (Art. 10), its rule packs (P01, P02, P91; SOD-b)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models import catalogues as rows
from workflows.procurement.models.catalogues import GuideVersion, ListDraft
from workflows.procurement.models.packs import RuleChange
from workflows.procurement.models.registers import subject_of
from workflows.procurement.rules import catalogues as rules
from workflows.text import _


class Approval(Form):
    """What every approval of a draft asks; a subclass names the task and the draft."""

    draft: ClassVar[type[ListDraft | GuideVersion | RuleChange]]
    submit = _("提交审定意见")

    outcome = fields.Choice(_("审定意见"), rules.APPROVING)
    opinion = fields.Text(_("意见"), most=2000, long=True, required=False, load_default="", needed=_("退回修改的必填，至少10字"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who sends it back says why."""
        yield from rules.return_is_explained(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The draft is approved by whoever says so now, or goes back."""
        draft, agreed = subject_of(act, self.draft), data["outcome"] == rules.AGREE
        draft.opinion, draft.state = data["opinion"], rows.APPROVED if agreed else rows.RETURNED
        draft.approved_by, draft.approved_at = (act.who, act.now) if agreed else (None, None)
        return {"outcome": data["outcome"]}


class ApproveList(Approval):
    """审定清单."""

    task = "list.approve"
    draft = ListDraft


class ApproveGuide(Approval):
    """审定指引."""

    task = "guide.approve"
    draft = GuideVersion

"""The party organisation takes a community's application back while the town still reviews it (Art. 19; handbook P11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from forms.base import Form
from forms.community import WITHDRAWN
from forms.fields import Attachment, Text
from workflows.act import Act, Facts
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.proposals import proposal_at
from workflows.procurement.rules import democracy as rules
from workflows.text import _

TAKEN_BACK = "proposal_taken_back"
"""The message by which the community's case learns that its application was taken back."""


class TakeBack(Form):
    """撤回申报."""

    task = "proposal.withdraw"
    sends: ClassVar[frozenset[str]] = frozenset({TAKEN_BACK})
    submit = _("撤回申报")

    reason = Text(_("撤回理由"), most=1000, least=rules.LEAST_WORDS, long=True)
    minutes = Attachment(_("党组织会议纪要"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when."""
        return {"reason": _("镇街作出立项决定之前可以撤回。")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """End the application before the town has decided (ART-19.2); the review stops where it stands. Raises Refused."""
        project, proposal = project_of(act), proposal_at(act.session, act.case.root_id)
        act.check(rules.taken_back_in_time, project.state, proposal is not None)
        act.settle()
        project.state = WITHDRAWN
        if proposal is not None:
            proposal.state, proposal.end_reason = WITHDRAWN, data["reason"]
        attach(act, "minutes", data["minutes"], project.id)
        act.send(TAKEN_BACK, act.case.root_id)
        return {}

"""The contractor's report of what it put right, after an acceptance or an evaluation that asked for it."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.beside import of_project
from workflows.act import Act, Facts
from workflows.procurement.models.documents import attach
from workflows.procurement.models.performance import EVALUATION, Acceptance, Evaluation, Rectification, latest
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import acceptance as rules
from workflows.text import _


class RectificationForm(Form):
    """One report; `stage` is acceptance or evaluation. A late one is taken and shown as late (TD18)."""

    submit: ClassVar[str] = _("提交整改报告")
    stage: ClassVar[str] = ""

    done = fields.Text(_("整改情况"), most=5000, long=True, help=_("逐条对应验收或评价指出的问题"))
    report = fields.Attachment(_("整改报告和证明材料"))

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the report. A late one is taken, with a warning."""
        project = project_of(act)
        number, due_on = self._asked(act, project.id)
        act.check(rules.rectified_in_time, act.today, due_on)
        act.settle()
        act.session.add(
            Rectification(
                **of_project(act, project),
                stage=self.stage,
                round=number,
                done=data["done"],
                due_on=due_on,
                reported_by=act.who,
                reported_at=act.now,
            )
        )
        attach(act, "report", data["report"])
        return {}

    def _asked(self, act: Act, project_id: int) -> tuple[int, dt.date | None]:
        """The round that asked for it, and by when: the chair's day, or the town's period."""
        if self.stage == EVALUATION:
            round_, period = latest(act.session, Evaluation, project_id), act.freed("TD18")
            return (round_.round if round_ else 1), (period.due if period else None)
        concluded = latest(act.session, Acceptance, project_id)
        return (concluded.round, concluded.rectify_by) if concluded else (1, None)

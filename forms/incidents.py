"""What a supervisor says of a step that the machine could not do."""

from __future__ import annotations

from collections.abc import Mapping

from forms.base import Form
from forms.fields import Text
from workflows.act import Act
from workflows.engine.incidents import reason_of
from workflows.text import _


class ResolveIncident(Form):
    """处理流程异常."""

    task = "incident.resolve"
    submit = _("重新办理")

    note = Text(_("原因和处理情况"), most=500, long=True)

    def limits(self, act: Act) -> Mapping[str, str]:
        """What the machine said when it failed."""
        return {"note": _("系统提示：{text}").format(text=reason_of(act.session, act.item.id))} if act.item else {}

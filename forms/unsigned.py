"""What the town does with a winner that let the time for signing pass (GPL 46, GPLR 49): it waits on, or turns to others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.contractors import organisation
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import contract as rules
from workflows.procurement.rules.wording import day
from workflows.procurement.unsigned import MOST, last_day, leave_unsigned
from workflows.text import _

WAIT, UNSIGNED = "继续等待", "逾期未签"


class HandleUnsigned(Form):
    """Until this is handed in the contractor may still sign."""

    task = "contract.handle_unsigned"
    submit: ClassVar[str] = _("提交决定")

    outcome = fields.Choice(
        _("决定"), (WAIT, UNSIGNED), says={WAIT: _("继续等待签署"), UNSIGNED: _("按逾期未签处理，另行确定成交单位或者重新采购")}
    )
    until = fields.Date(_("等待至"), required=False, load_default=None, needed=_("继续等待的必填"))
    reason = fields.Text(_("情况和理由"), long=True, least=10, most=1000, example=_("经电话、书面催告，对方未说明理由，也未签署"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who waits says until when."""
        if data["outcome"] == WAIT and data["until"] is None:
            yield Reason(fields.REQUIRED, "until", level="invalid")

    def limits(self, act: Act) -> Mapping[str, str]:
        """Who did not sign by when, and how long the town may wait."""
        name = organisation(act.session, contract_of(act.session, project_of(act).id).party_b).name
        last = last_day(act.session, act.case.root_id, MOST)
        said = _("{name}应在{last}前签订，至今未签").format(name=name, last=day(last)) if last else ""
        latest = due_of(act, "TD86", act.today).due
        return {"outcome": said} | ({"until": _("最迟{day}").format(day=day(latest))} if latest else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Wait until a day, or leave the contract unsigned. Raises Refused (TD86) for a day too far off."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        if data["outcome"] == WAIT:
            act.check(rules.awaited_for_a_time, data["until"], act.today, due_of(act, "TD86", act.today).due)
            act.settle()
            contract.awaited_until = data["until"]
        else:
            leave_unsigned(act, contract, _("逾期未签订合同：{reason}").format(reason=data["reason"]))
        give_opinion(act, project.id, data["outcome"], data["reason"])
        return {"outcome": data["outcome"]}

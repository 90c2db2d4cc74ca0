"""A copy of the contract goes to finance (GPL 47)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.signing import contract_text
from workflows.act import Act, Facts
from workflows.procurement.deadlines import due_of
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules import contract as rules
from workflows.text import _


class FileContract(Form):
    """When it was filed, under which number."""

    task = "contract.file"
    submit: ClassVar[str] = _("登记备案")

    filed_on = fields.Date(_("备案日期"))
    filed_no = fields.Reference(_("备案编号"), most=60, example="示财采备〔2026〕21号")
    receipt = fields.Attachment(_("备案回执"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """Today."""
        return {"filed_on": act.today.isoformat()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Which contract."""
        contract = contract_of(act.session, project_of(act).id)
        return {"filed_no": contract_text(act, contract, contract.subject)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the filing; a late one is noted (T17). Raises Refused (LAW-GPL-47)."""
        project = project_of(act)
        contract = contract_of(act.session, project.id)
        signed_on = contract.signed_by_town_on or act.today
        act.check(rules.filed_after_it_was_signed, data["filed_on"], signed_on, act.today)
        if act.check(rules.filed_within_seven_days, data["filed_on"], due_of(act, "T17", signed_on).due):
            act.record.flags.append("F25")
        act.settle()
        contract.filed_no, contract.filed_by, contract.filed_on = data["filed_no"], act.who, data["filed_on"]
        attach(act, "receipt", data["receipt"], project.id)
        return {}

"""The town does what was decided on a challenge or a complaint (Order 94, Art. 16; GPL 56), and says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from workflows.act import Act, Facts
from workflows.procurement.models.contracts import TERMINATED, Contract
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.remedies import Challenge, Complaint, remedy_of
from workflows.procurement.remedies import Binding, demanded, named
from workflows.procurement.rules import remedies as rules
from workflows.text import _


class CarryOut(Form):
    """What was done; until then nothing is signed and nothing is paid."""

    task = "remedies.carry_out"
    submit: ClassVar[str] = _("登记执行情况")

    carried_out = fields.Text(_("执行情况"), long=True, least=10, most=3000, example=_("已书面更正采购文件的表述并通知全部参加单位"))
    evidence = fields.Attachment(_("执行材料"))

    def limits(self, act: Act) -> Mapping[str, str]:
        """What is demanded; how a contract is ended."""
        decided = _decided(act)
        ends = _("请先在概览页发起合同终止，决定终止后在此登记。") if demanded(decided) in rules.ENDS else ""
        return {"carried_out": _("{decision}。登记之前不得签约、付款。{ends}").format(decision=named(decided), ends=ends)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write what was done. Raises Refused (LAW-O94-16) where the contract was to end and has not."""
        project, decided = project_of(act), _decided(act)
        contract = act.session.get(Contract, project.id)
        terminated = contract is not None and contract.state == TERMINATED
        act.check(rules.ended_before_it_is_carried_out, demanded(decided) in rules.ENDS, terminated)
        act.settle()
        decided.carried_out, decided.carried_out_by, decided.carried_out_on = data["carried_out"], act.who, act.today
        attach(act, "evidence", data["evidence"], project.id)
        return {}


def _decided(act: Act) -> Binding:
    return remedy_of(act, Challenge) if act.case.subject_kind == Challenge.__tablename__ else remedy_of(act, Complaint)

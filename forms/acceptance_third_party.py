"""The form of a third party that checks the service for the town, item by item (Art. 27)."""

from __future__ import annotations

from typing import Any, ClassVar

from forms import fields
from forms.acceptance import CheckItems
from forms.beside import of_project
from forms.evaluation import check_independence
from workflows.act import Act, Facts
from workflows.procurement.models.performance import IndependentCheck, acceptance_round
from workflows.procurement.models.projects import project_of
from workflows.procurement.rules.evaluation import NOT_FIT_TO_ACCEPT
from workflows.text import _


class CheckItemsByThirdParty(CheckItems):
    """The same check as the town's own, by somebody with no interest in the contractor, under a contract with the town."""

    task = "acceptance.check_items_by_third_party"
    submit: ClassVar[str] = _("提交核验结果并送社区会签")

    commission_no = fields.Reference(_("委托合同编号"), most=60, example="甲镇委〔2026〕3号")
    independent = fields.YesNo(_("本机构与承接主体没有利益关系"))
    independence_statement = fields.Text(_("独立性声明"), long=True, most=1000)

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write who checked, then what the town's own check writes. Raises Refused: not independent (ART-27.1), else as there."""
        project = project_of(act)
        place = act.item.post.place if act.item and act.item.post else ""
        check_independence(act, project, place, data["independent"], NOT_FIT_TO_ACCEPT)
        number = acceptance_round(act.session, project.id)
        answered = super().apply(act, data)
        written = {name: data[name] for name in ("commission_no", "independence_statement")}
        checked = IndependentCheck(
            **of_project(act, project), **written, round=number, organisation_id=place, checked_by=act.who, checked_at=act.now
        )
        act.session.add(checked)
        return answered

"""The intention to buy is made public before a procedure of the Procurement Law begins (T01)."""

from __future__ import annotations

from typing import Any, ClassVar

from forms import fields
from forms.base import Form
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import Act, Facts
from workflows.procurement.models.procurements import procurement_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.rules import platform
from workflows.procurement.rules.method import PROCEDURES
from workflows.text import _

EVENT = "采购意向"
"""As the table of publications calls it."""
INTENTION = "intention"


class PublishIntention(Form):
    """公开采购意向."""

    task = "intention.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公开采购意向")
    outcomes: ClassVar[frozenset[str]] = frozenset(PROCEDURES)

    notice_text = fields.Text(_("采购意向"), long=True, most=2000, help=_("项目名称、需求概况、预算金额、预计采购时间。"))
    channel = fields.Text(_("公开渠道"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()

    def prefill(self, act: Act) -> dict[str, Any]:
        """Name, demand and budget, as the plan says them."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        text = _("{title}：{demand}。预算{budget}元。").format(title=project.title, demand=bought.demand, budget=figures(bought.budget))
        return {"notice_text": text, "channel": publication(act, EVENT)["channel"]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish, and open the thirty days (T01). Raises Refused (ART-24.1, ART-24.3)."""
        project = project_of(act)
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        shown = act.period(publication(act, EVENT)["period"])
        publish_with_receipt(act, project.id, INTENTION, data["notice_text"], shown.rolled, data)
        return {"outcome": procurement_of(act.session, project.id).method or ""}

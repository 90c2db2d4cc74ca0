"""What becomes of a purchase whose contract is not signed (GPLR 49): the next of the ranking, a new purchase, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.award import offers_of
from forms.base import Choices, Form
from forms.comparison import names_of
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import spending
from workflows.procurement.contractors import registration
from workflows.procurement.models.contracts import contract_of
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.procurements import Procurement, procurement_of, quotations_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import running, standings_of
from workflows.procurement.money import figures
from workflows.procurement.operations.bid_bonds import open_return
from workflows.procurement.remedies import take_award_back
from workflows.procurement.rules import comparison as rules
from workflows.procurement.rules.review import opinion_in_words
from workflows.text import _

NEXT, ANEW, NOT_BOUGHT = "递补成交", "重新采购", "不再购买"


class AwardNext(Form):
    """The town decides; the ranking says who is next."""

    task = "comparison.award_next"
    submit: ClassVar[str] = _("提交决定")

    outcome = fields.Choice(_("决定"), (NEXT, ANEW, NOT_BOUGHT))
    awarded = fields.Pick(_("递补成交单位"), source="ranked", required=False, load_default="", needed=_("递补成交时必填"))
    opinion = fields.Text(_("理由"), required=False, load_default="", needed=_("不递补时必填，至少10字"), long=True, most=2000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The next one is named; anything else says why."""
        if data["outcome"] == NEXT and not data["awarded"]:
            yield Reason(fields.REQUIRED, "awarded", level="invalid")
        if data["outcome"] != NEXT:
            yield from opinion_in_words(data["outcome"], data["opinion"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The next of the ranking, where there is one."""
        ranked = ranking(act, procurement_of(act.session, project_of(act).id))
        return {"outcome": NEXT, "awarded": ranked[0].organisation} if ranked else {}

    def choices(self, act: Act) -> Choices:
        """Those who are left, in order."""
        ranked = ranking(act, procurement_of(act.session, project_of(act).id))
        names = names_of(act, [one.organisation for one in ranked])
        text = _("第{n}候选：{name}（{price}元）")
        return {
            "ranked": [
                (one.organisation, text.format(n=place, name=names[one.organisation], price=figures(one.price)))
                for place, one in enumerate(ranked, 2)
            ]
        }

    def limits(self, act: Act) -> Mapping[str, str]:
        """With whom nothing was signed, and why."""
        contract = contract_of(act.session, project_of(act).id)
        told = names_of(act, [contract.party_b])[contract.party_b]
        return {"outcome": _("{name}：{because}").format(name=told, because=contract.unsigned_because)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Award to the next, or take the award back; where nothing is bought the money is free. Raises Refused (LAW-GPLR-49, ART-3.3)."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        if data["outcome"] == NEXT:
            self._award(act, bought, data["awarded"])
        else:
            take_award_back(act, bought)
            open_return(act)
        if data["outcome"] == NOT_BOUGHT:
            spending.unreserve(act, project.id)
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}

    @staticmethod
    def _award(act: Act, bought: Procurement, awarded: str) -> None:
        ranked = ranking(act, bought)
        act.check(rules.next_in_order, [one.organisation for one in ranked], awarded)
        if ranked and awarded == ranked[0].organisation:
            act.check(rules.registration_in_force, registration(act.session, awarded), act.today, _("递补成交"), "awarded")
        act.settle()
        take_award_back(act, bought)
        bought.state, bought.awarded, bought.award_price = "awarded", awarded, ranked[0].price
        bought.awarded_on, bought.awarded_by, bought.other_than_lowest_reason = act.today, act.who, ""


def ranking(act: Act, bought: Procurement) -> list[rules.Offer]:
    """Who met the demand and has not declined: by the panel's ranking where there is one, else the lowest first."""
    declined = {one.organisation for one in quotations_of(act.session, bought) if one.declined_on is not None}
    judged = running(act.session, bought)
    if judged is not None:
        placed = sorted((row for row in standings_of(act.session, judged) if row.place is not None), key=lambda row: row.place or 0)
        return [rules.Offer(row.organisation, row.price, True) for row in placed if row.price and row.organisation not in declined]
    left = [one for one in offers_of(act, bought) if one.meets_demand and one.organisation not in declined]
    return sorted(left, key=lambda one: one.price)

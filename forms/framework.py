"""The second stage of a framework agreement (O110 31-37): chosen by the recipients, by a second bid, or in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms import fields
from forms.award import AWARDED, FAILED
from forms.base import Choices, Form
from forms.comparison import local, names_of
from forms.direct_beginning import begin, invite
from forms.documents_issue import check_gate, current, earliest
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.contractors import candidates, registration
from workflows.procurement.models.direct import CallOff, call_off_of
from workflows.procurement.models.documents import attach
from workflows.procurement.models.procurements import Procurement, procurement_of, quotations_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.solicitations import Solicitation, Standing
from workflows.procurement.money import figures
from workflows.procurement.rules import comparison
from workflows.procurement.rules import direct as rules
from workflows.text import _

SECOND_BIDS = "TD54"
"""The least time for a second bid."""


class BeginCallOff(Form):
    """登记框架协议和第二阶段的成交方式."""

    task = "framework.begin"
    outcomes: ClassVar[frozenset[str]] = frozenset(rules.WAYS)
    submit: ClassVar[str] = _("登记")

    agreement = fields.Reference(_("框架协议编号"), most=100)
    begins_on = fields.Date(_("协议起始日期"))
    ends_on = fields.Date(_("协议截止日期"))
    suppliers = fields.Picks(_("入围供应商"), source="organisations", least=1, help=_("按框架协议确定的顺序选择。"))
    agreed_price = fields.Money(_("本次最高限制价格"), help=_("协议单价乘以本次数量。"))
    way = fields.Choice(_("确定第二阶段成交供应商的方式"), rules.WAYS)
    closes_at = fields.Moment(_("竞价截止时间"), required=False, load_default=None, needed=_("二次竞价时必填"))
    document = fields.Attachment(_("框架协议"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A second bid has its closing."""
        if data["way"] == rules.BIDS and data["closes_at"] is None:
            yield Reason(fields.REQUIRED, "closes_at", level="invalid")

    def choices(self, act: Act) -> Choices:
        """Every social organisation of the register."""
        return {"organisations": candidates(act.session)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The earliest closing of second bids."""
        found = earliest(act, SECOND_BIDS)
        return {"closes_at": _("今日发出的，最早{day}").format(**found)} if found else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the agreement; ask for second bids where that is the way. Raises Refused (LAW-O110-15, 27, TD54, ART-3.3)."""
        project = project_of(act)
        bought = procurement_of(act.session, project.id)
        act.check(rules.agreement_is_in_force, data["begins_on"], data["ends_on"], act.today)
        act.check(rules.two_suppliers_at_least, data["suppliers"])
        if data["way"] == rules.BIDS:
            check_gate(act, (SECOND_BIDS, rules.time_for_second_bids), local(data["closes_at"]).date())
        for one in data["suppliers"]:
            act.check(comparison.registration_in_force, registration(act.session, one), act.today, _("参加采购活动"), "suppliers")
        act.settle()
        begun = begin(act, bought, _("框架协议{number}").format(number=data["agreement"]))
        kept = {name: data[name] for name in ("agreement", "begins_on", "ends_on", "suppliers", "agreed_price", "way")}
        act.session.add(CallOff(solicitation_id=begun.id, authority_id=begun.authority_id, **kept))
        if data["way"] == rules.BIDS:
            invite(act, bought, begun, data["suppliers"], data["closes_at"])
        attach(act, "document", data["document"], project.id)
        return {"outcome": data["way"]}


class SettleCallOff(Form):
    """确定第二阶段成交供应商."""

    task = "framework.settle"
    submit: ClassVar[str] = _("提交结果")

    outcome = fields.Choice(_("结果"), (AWARDED, FAILED), required=False, load_default=AWARDED)
    chosen = fields.Pick(_("拟成交供应商"), source="suppliers", required=False, load_default="", needed=_("成交时必填"))
    price = fields.Money(_("价格"), required=False, load_default=None, needed=_("成交时必填"))
    chosen_by = fields.Text(_("服务对象选择情况"), required=False, load_default="", needed=_("直接选定时必填"), long=True, most=2000)

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who is chosen has a price."""
        for name in ("chosen", "price") if data["outcome"] == AWARDED else ():
            if not data[name]:
                yield Reason(fields.REQUIRED, name, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The first in order, where the order decides."""
        _project, bought, one = current(act)
        order = _order(act, bought, one)
        row = call_off_of(act.session, one)
        if row.way == rules.DIRECT or not order:
            return {}
        first = next(iter(order))
        return {"chosen": first, "price": figures(order[first])}

    def choices(self, act: Act) -> Choices:
        """Who may be chosen, with the price."""
        _project, bought, one = current(act)
        order = _order(act, bought, one)
        names = names_of(act, list(order))
        return {"suppliers": [(who, f"{names[who]}（{figures(price)}元）") for who, price in order.items()]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The way, and the most."""
        _project, _bought, one = current(act)
        row = call_off_of(act.session, one)
        return {"chosen": row.way, "price": _("不超过{most}元").format(most=figures(row.agreed_price))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write who comes first. Raises Refused (LAW-O110-32, LAW-O110-33)."""
        _project, bought, one = current(act)
        row, order = call_off_of(act.session, one), _order(act, bought, one)
        if data["outcome"] == FAILED:
            return {"outcome": FAILED}
        act.check(rules.chosen_as_the_agreement_says, row.way, data["chosen"], list(order), data["chosen_by"])
        most = min(row.agreed_price, order.get(data["chosen"], row.agreed_price))
        act.check(rules.price_within_the_agreement, data["price"], most)
        act.settle()
        row.chosen_by = data["chosen_by"]
        for offer in quotations_of(act.session, bought):
            offer.sealed, offer.meets_demand = False, True
        if row.way == rules.BIDS:
            one.opened_at = bought.opened_at = act.now
        line = [data["chosen"], *(who for who in order if who != data["chosen"])]
        for place, who in enumerate(line, 1):
            kept = {"solicitation_id": one.id, "authority_id": one.authority_id, "organisation": who}
            act.session.add(Standing(**kept, valid=True, price=data["price"] if place == 1 else order[who], place=place))
        one.report, one.reported_on = _("按框架协议{number}以{way}确定").format(number=row.agreement, way=row.way), act.today
        return {"outcome": AWARDED}


def _order(act: Act, bought: Procurement, one: Solicitation) -> dict[str, Decimal]:
    """Who may be chosen at which price (yuan), the first one first: second bids from the lowest up, else the agreement's own order."""
    row = call_off_of(act.session, one)
    if row.way != rules.BIDS:
        return dict.fromkeys(row.suppliers, row.agreed_price)
    if one.closes_at is None or act.now < one.closes_at:
        return {}
    offers = sorted(quotations_of(act.session, bought), key=lambda offer: (offer.price, offer.organisation))
    return {offer.organisation: offer.price for offer in offers}

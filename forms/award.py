"""The second half of a comparison of quotations (Art. 21): open before a witness, award, publish the result."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import or_, select

from forms import fields
from forms.base import Choices, Form, Line
from forms.comparison import band_for, closing, names_of, wanted
from forms.publicity import ASKED, by_hand_moment, by_hand_number, check_receipt, publication, publish_with_receipt
from workflows.act import Act, Facts
from workflows.errors import Reason, Refused
from workflows.procurement import planners, ties
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.directory import tie_to
from workflows.procurement.models.opinions import give_opinion
from workflows.procurement.models.people import Account, Post
from workflows.procurement.models.procurements import Procurement, invitations_of, procurement_of, quotations_of
from workflows.procurement.models.projects import project_of
from workflows.procurement.money import figures
from workflows.procurement.renewals import last_time
from workflows.procurement.rules import comparison as rules
from workflows.procurement.rules import platform, suspicions
from workflows.procurement.rules import ties as one_hands
from workflows.procurement.rules.renewal import renewed_after_a_good_result
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.suspecting import suspect
from workflows.text import _

EVENT = "自行采购结果"
"""As the table of publications calls it."""
AWARDED, FAILED, VALID = "成交", "失败", "有效"


class OpenedLine(Line):
    """A quotation in the comparison sheet."""

    organisation = fields.Pick(_("社会组织"), source="quoted")
    price = fields.Money(_("报价"))
    meets_demand = fields.YesNo(_("是否满足需求"))
    remark = fields.Text(_("说明"), required=False, load_default="", most=500)


class OpenQuotations(Form):
    """The quotations are unsealed before a witness and compared."""

    task = "comparison.open_quotations"
    asks: ClassVar[frozenset[str]] = frozenset({"risk"})
    outcomes: ClassVar[frozenset[str]] = frozenset({VALID, FAILED})
    submit: ClassVar[str] = _("确认比价表")

    opened = fields.Rows(_("比价表"), OpenedLine)
    recommended = fields.Pick(_("推荐成交单位"), source="quoted", required=False, load_default="")
    recommendation = fields.Text(_("推荐意见"), long=True, most=2000)
    witness = fields.Pick(_("见证人"), source="witnesses")

    def prefill(self, act: Act) -> dict[str, Any]:
        """After the closing: what was submitted, and the lowest of it."""
        procurement = procurement_of(act.session, project_of(act).id)
        if act.now < closing(procurement):
            return {}
        found = quotations_of(act.session, procurement)
        return {"opened": [{"organisation": one.organisation, "price": figures(one.price), "meets_demand": ""} for one in found]}

    def choices(self, act: Act) -> Choices:
        """Who answered, and who may watch."""
        procurement = procurement_of(act.session, project_of(act).id)
        names = names_of(act, [one.organisation for one in quotations_of(act.session, procurement)])
        return {"quoted": list(names.items()), "witnesses": witnesses(act)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Unseal, keep sheet and recommendation; with too few that meet the demand it has failed. Raises Refused (ART-21.1, TD06)."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        if act.now < closing(procurement):
            raise Refused([Reason(_("报价截止前不得开启。"), rules=("TD06",))])
        submitted = quotations_of(act.session, procurement)
        offers = [rules.Offer(line["organisation"], line["price"], line["meets_demand"]) for line in data["opened"]]
        asked = len(invitations_of(act.session, procurement))
        enough = sum(one.meets_demand for one in offers) >= min(wanted(act, band_for(act, project)), asked)
        names = names_of(act, [one.organisation for one in submitted])
        act.check(rules.opened_as_submitted, offers, {one.organisation: one.price for one in submitted}, names)
        if enough or data["recommended"]:
            act.check(rules.recommended_meets_the_demand, offers, data["recommended"])
        quoted = [one.organisation for one in submitted]
        act.check(one_hands.kin_do_not_open, ties.of_openers(act, data["witness"], quoted))
        ties.look(act, quoted, "opened")
        act.check(rules.opened_before_a_witness, act.who, data["witness"], data["witness"] in dict(witnesses(act)))
        act.settle()
        if enough:
            prices, asked_for = [one.price for one in offers], wanted(act, band_for(act, project))
            suspect(act, suspicions.of_offers(prices, asked_for, procurement.price_ceiling))
        meets = {one.organisation: one.meets_demand for one in offers}
        for one in submitted:
            one.sealed, one.meets_demand = False, meets[one.organisation]
        procurement.state = "opened" if enough else "failed"
        procurement.opened_at, procurement.witness = act.now, data["witness"]
        procurement.recommended, procurement.recommendation = data["recommended"] or None, data["recommendation"]
        return {"outcome": VALID if enough else FAILED}


def witnesses(act: Act) -> list[tuple[str, str]]:
    """Everybody with a post in the town today, but for the acting person."""
    today = (Post.from_date <= act.today) & or_(Post.to_date.is_(None), Post.to_date >= act.today)
    here = select(Account.name, Account.display).join(Post, Post.account == Account.name).where(Post.place == act.case.authority_id, today)
    return [(name, shown) for name, shown in act.session.execute(here.where(Account.name != act.who).order_by(Account.name).distinct())]


def offers_of(act: Act, procurement: Procurement) -> list[rules.Offer]:
    """The opened quotations of the round."""
    return [rules.Offer(one.organisation, one.price, bool(one.meets_demand)) for one in quotations_of(act.session, procurement)]


class Award(Form):
    """Who gets the contract; the lowest that meets the demand, or the reason why another."""

    task = "comparison.award"
    submit: ClassVar[str] = _("确定")

    outcome = fields.Choice(_("决定"), (AWARDED, FAILED), required=False, load_default=AWARDED)
    awarded = fields.Pick(_("成交单位"), source="quoted", required=False, load_default="", needed=_("成交时必填"))
    price = fields.Money(_("成交价"), required=False, load_default=None, needed=_("成交时必填"))
    opinion = fields.Text(
        _("意见"), required=False, load_default="", needed=_("失败时必填"), long=True, most=2000, help=_("按“失败”提交的至少10字。")
    )
    other_than_lowest_reason = fields.Text(
        _("未选最低报价的理由"), required=False, load_default="", needed=_("未选最低报价时必填"), long=True, most=1000
    )

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """An award names the organisation and the price; no award says why."""
        if data["outcome"] == FAILED:
            yield from opinion_in_words(data["outcome"], data["opinion"])
        for name in ("awarded", "price") if data["outcome"] == AWARDED else ():
            if not data[name]:
                yield Reason(fields.REQUIRED, name, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The recommendation."""
        procurement = procurement_of(act.session, project_of(act).id)
        prices = {one.organisation: figures(one.price) for one in offers_of(act, procurement)}
        recommended = procurement.recommended or ""
        return {"outcome": AWARDED, "awarded": recommended, "price": prices.get(recommended, "")}

    def choices(self, act: Act) -> Choices:
        """Who answered, with the price."""
        offers = offers_of(act, procurement_of(act.session, project_of(act).id))
        names = names_of(act, [one.organisation for one in offers])
        text = _("{name}（{price}元，{meets}）")
        fits = {True: _("满足需求"), False: _("不满足需求")}
        shown = [
            (one.organisation, text.format(name=names[one.organisation], price=figures(one.price), meets=fits[one.meets_demand]))
            for one in offers
        ]
        return {"quoted": shown}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the award. Raises Refused (ART-3.3, ART-21.1, LAW-GPL-12)."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        if data["outcome"] == AWARDED:
            act.check(renewed_after_a_good_result, last_time(act.session, project, data["awarded"]))
            self._award(act, procurement, data["awarded"], data["price"], data["other_than_lowest_reason"])
        procurement.state = "awarded" if data["outcome"] == AWARDED else "failed"
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}

    @staticmethod
    def _award(act: Act, procurement: Procurement, awarded: str, price: Decimal, reason: str) -> None:
        offers = offers_of(act, procurement)
        own = (tie_to(act.session, act.who, one.organisation, act.today, act.actor) for one in offers)
        act.check(rules.kin_of_a_bidder_decide_nothing, [tie for tie in own if tie])
        act.check(rules.awarded_to_the_lowest_or_with_reason, offers, awarded, reason)
        act.check(rules.award_at_the_quoted_price, offers, awarded, price)
        if awarded in {one.organisation for one in offers}:
            act.check(rules.registration_in_force, registration(act.session, awarded), act.today, _("成交"), "awarded")
        ties.look(act, [one.organisation for one in offers], "awarded")
        planners.look(act, awarded)
        act.settle()
        procurement.awarded, procurement.award_price = awarded, price
        procurement.awarded_on, procurement.awarded_by = act.today, act.who
        procurement.other_than_lowest_reason = reason


class PublishResult(Form):
    """The result is made public; the contract waits until the notice has ended (TD08)."""

    task = "comparison.publish_result"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公布结果")

    notice_text = fields.Text(_("公告内容"), long=True, most=2000)
    channel = fields.Text(_("公布渠道"), most=100)
    receipt_number = by_hand_number()
    receipt_at = by_hand_moment()

    def prefill(self, act: Act) -> dict[str, Any]:
        """The winner and the price."""
        procurement = procurement_of(act.session, project_of(act).id)
        if procurement.awarded is None or procurement.award_price is None:
            return {}
        winner = organisation(act.session, procurement.awarded).name
        text = _("成交单位：{winner}，成交价{price}元").format(winner=winner, price=figures(procurement.award_price))
        return {"notice_text": text, "channel": publication(act, EVENT)["channel"]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish and open the period of the notice (TD08). Raises Refused (ART-24.1, ART-24.3, CAL-gap)."""
        project = project_of(act)
        procurement = procurement_of(act.session, project.id)
        act.check(platform.nobody_is_exposed, data["notice_text"], "notice_text")
        check_receipt(act, data["receipt_number"], data["receipt_at"])
        act.settle()
        shown = act.period(publication(act, EVENT)["period"])
        publish_with_receipt(act, project.id, "result", data["notice_text"], shown.due, data)
        procurement.state = "published"
        return {}

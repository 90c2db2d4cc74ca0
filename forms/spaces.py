"""Forms of public-space services (Art. 18; handbook P83): proposed, consented to by the community, looked at, published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form, Line
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, money
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.models import spaces as rows
from workflows.procurement.models.documents import attach
from workflows.procurement.models.notices import publish
from workflows.procurement.models.people import Community
from workflows.procurement.models.registers import about, subject_at, subject_of
from workflows.procurement.models.spaces import SpaceAgreement, SpacePrice, space_prices
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import comparison, platform
from workflows.procurement.rules import spaces as rules
from workflows.procurement.rules.wording import percent
from workflows.text import _

PLAIN = ("space", "place", "services", "kind", "begins_on", "ends_on")


class PriceLine(Line):
    """A line of the price list."""

    item = fields.Text(_("服务项目"), most=80)
    unit = fields.Text(_("计量单位"), most=20)
    market = fields.Money(_("市场价格"))
    fee = fields.Money(_("收费"))


class ProposeSpace(Form):
    """提出公共空间服务."""

    task = "space.propose"
    submit = _("提交社区")

    community = fields.Pick(_("社区"), "communities")
    space = fields.Text(_("公共空间"), most=100, example=_("示范社区党群服务中心二楼活动室"))
    place = fields.Text(_("地址"), most=200)
    services = fields.Text(_("服务内容和对象"), most=2000, long=True)
    kind = fields.Choice(_("收费方式"), rules.KINDS)
    prices = fields.Rows(_("价目"), PriceLine, required=False, load_default=list)
    begins_on = fields.Date(_("开始日期"))
    ends_on = fields.Date(_("结束日期"))
    plan = fields.Attachment(_("服务方案"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A price list where there is a fee, and only there."""
        yield from rules.fee_has_its_list(data["kind"], len(data["prices"]))

    def prefill(self, act: Act) -> dict[str, Any]:
        """A paper that came back stands as it was handed in."""
        own = subject_at(act.session, act.case, SpaceAgreement)
        if own is None:
            return {}
        lines = [
            {"item": one.item, "unit": one.unit, "market": money.figures(one.market), "fee": money.figures(one.fee)}
            for one in space_prices(act.session, own)
        ]
        return {**{name: str(getattr(own, name)) for name in PLAIN}, "community": own.community_id, "prices": lines}

    def choices(self, act: Act) -> Choices:
        """The town's communities."""
        here = select(Community).where(Community.town_id == act.case.authority_id).order_by(Community.id)
        return {"communities": [(one.id, one.name) for one in act.session.scalars(here)]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How much a low fee may be; what was said before."""
        own = subject_at(act.session, act.case, SpaceAgreement)
        said = {"prices": _("收费不超过市场价格的{share}。").format(share=percent(lawbook.figure(act.session, "TD93", occasion(act))))}
        return said | ({"services": own.opinion} if own and own.opinion else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check standing, fees and time (ART-3.3, 18.1); write the proposal. Raises Invalid, Refused."""
        own = subject_at(act.session, act.case, SpaceAgreement)
        author = own.organisation_id if own else (act.item.post.place if act.item and act.item.post else "")
        act.check(comparison.registration_in_force, registration(act.session, author), act.today, _("提供服务"), "space")
        most = lawbook.figure(act.session, "TD93", occasion(act))
        act.check(rules.fees_are_low, [(one["market"], one["fee"]) for one in data["prices"]], most)
        act.check(rules.time_of_use, data["begins_on"], data["ends_on"], act.today)
        act.check(platform.nobody_will_be_exposed, data["services"], "services")
        act.settle()
        row = own or SpaceAgreement(case_id=act.case.id, authority_id=act.case.authority_id, organisation_id=author, revision=0)
        for name in PLAIN:
            setattr(row, name, data[name])
        row.community_id, row.state, row.revision = data["community"], rows.PROPOSED, row.revision + 1
        row.proposed_by, row.proposed_at = act.who, act.now
        name = organisation(act.session, author).name
        about(act, row, _("{space}（{name}）").format(space=row.space, name=name), _("空间〔{y}〕").format(y=act.today.year))
        for place, line in enumerate(data["prices"]):
            act.session.add(SpacePrice(agreement_id=row.id, revision=row.revision, position=place, **line))
        attach(act, "plan", data["plan"])
        return {}


class ConsentToSpace(Form):
    """社区意见."""

    task = "space.consent"
    submit = _("提交社区意见")

    outcome = fields.Choice(_("社区意见"), rules.CONSENTING)
    met_on = fields.Date(_("议事日期"))
    opinion = fields.Text(_("意见"), most=1000, long=True, required=False, load_default="", needed=_("不同意的必填，至少10字"))
    minutes = fields.Attachment(_("议事记录"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who does not agree says why."""
        yield from rules.refusal_says_why(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write what the community said (ART-18.1). Raises Refused."""
        own = subject_of(act, SpaceAgreement)
        act.check(rules.community_has_met, data["met_on"], act.today)
        act.settle()
        own.met_on, own.consent, own.consented_by = data["met_on"], data["opinion"] or data["outcome"], act.who
        own.state = rows.CONSENTED if data["outcome"] == rules.AGREE else rows.REFUSED
        attach(act, "minutes", data["minutes"])
        return {"outcome": data["outcome"]}


class CheckSpace(Form):
    """镇街审核."""

    task = "space.check"
    submit = _("提交审核意见")

    outcome = fields.Choice(_("审核意见"), rules.CHECKING)
    opinion = fields.Text(_("意见"), most=1000, long=True, required=False, load_default="", needed=_("不同意或者退回的必填，至少10字"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who does not agree says why."""
        yield from rules.refusal_says_why(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write what the town said (ART-18.1)."""
        own = subject_of(act, SpaceAgreement)
        own.opinion, own.checked_by = data["opinion"], act.who
        own.state = {rules.AGREE: rows.AGREED, rules.RETURN: rows.RETURNED, rules.REFUSE: rows.REFUSED}[data["outcome"]]
        return {"outcome": data["outcome"]}


class PublishSpace(Form):
    """公开协议."""

    task = "space.publish"
    submit = _("公开")

    text = fields.Text(_("公开内容"), most=4000, long=True)
    channel = fields.Text(_("公开渠道"), most=60)
    agreement = fields.Attachment(_("服务协议"))

    def prefill(self, act: Act) -> dict[str, Any]:
        """What everybody may read."""
        own = subject_of(act, SpaceAgreement)
        said = _("{name}在{space}提供{kind}服务：{services}。期限{a}至{b}。{prices}")
        told = {"name": organisation(act.session, own.organisation_id).name, "space": own.space, "kind": own.kind, "services": own.services}
        prices = "；".join(f"{one.item}{money.figures(one.fee)}元/{one.unit}" for one in space_prices(act.session, own))
        return {"text": said.format(**told, a=own.begins_on, b=own.ends_on, prices=prices), "channel": _("社区公开栏")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish the agreement until its last day (ART-18.1, 24.3). Raises Refused where somebody is exposed."""
        own = subject_of(act, SpaceAgreement)
        act.check(platform.nobody_is_exposed, data["text"], "text")
        act.settle()
        own.state, own.published_at = rows.PUBLISHED, act.now
        publish(act, None, "space", data["text"], data["channel"], own.ends_on)
        attach(act, "agreement", data["agreement"])
        return {}

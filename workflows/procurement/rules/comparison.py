"""Who may be asked, until when, and which quotation wins (Art. 3, 13, 21; handbook P32f)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

FILED = "镇街备案社区社会组织"
REGISTERED = ("市民政登记", "区民政登记")
IN_FORCE = "正常"
CHECKED_AT = (
    "comparison.invite",
    "comparison.submit_quotation",
    "comparison.award",
    "contract.sign_as_contractor",
    "contract.sign_as_town",
    "payment.request",
    "payment.settle_dispute",
    "payment.review",
    "payment.check_again",
    "payment.release",
    "payment.pay",
)


@dataclass(frozen=True, slots=True)
class Registration:
    """What the register says of an organisation. `code_fault`: why its credit code is none, empty when it is right."""

    name: str
    kind: str
    registration_kind: str
    status: str
    status_from: dt.date | None
    certificate_until: dt.date | None
    filing_no: str = ""
    host: str = ""
    code_fault: str = ""

    def is_off(self, on: dt.date) -> bool:
        """Whether it is not in force any more on a day."""
        return self.status != IN_FORCE and (self.status_from is None or self.status_from <= on)


@dataclass(frozen=True, slots=True)
class Offer:
    """A quotation as it was opened: who, how much (yuan), and whether it meets the demand."""

    organisation: str
    price: Decimal
    meets_demand: bool


@rule("ART-3.2", at=("comparison.invite",))
def is_a_social_organisation(organisation: Registration, field: str) -> Reason | None:
    """A contractor is a registered social organisation with its credit code, or one filed with the town with its number."""
    name, kind = organisation.name, organisation.kind
    if organisation.registration_kind == FILED:
        return None if organisation.filing_no else Reason(_("第三条：{name}没有镇街备案号。").format(name=name), field)
    if organisation.registration_kind not in REGISTERED:
        return Reason(_("第三条：承接主体须为社会组织，{name}是{kind}。").format(name=name, kind=kind), field)
    if organisation.code_fault:
        return Reason(_("第三条：{name}：{fault}").format(name=name, fault=organisation.code_fault.removeprefix(_("第三条："))), field)
    return None


@rule("ART-3.4", at=("comparison.invite",))
def filed_organisation_has_a_host(organisation: Registration, small: bool, field: str) -> Reason | None:
    """An organisation that is only filed is no legal person; but for small amounts it contracts through a host that is one."""
    if organisation.registration_kind != FILED or organisation.host:
        return None
    if small:
        sentence = _("{name}为备案社区社会组织，不具备法人资格；本项目为小额，请核实其承接能力和责任承担。")
        return Reason(sentence.format(name=organisation.name), field, level="warn")
    sentence = _("{name}为备案社区社会组织，不具备法人资格，须通过托管（孵化）的法人机构承接。")
    return Reason(sentence.format(name=organisation.name), field)


@rule("ART-3.3", at=CHECKED_AT)
def registration_in_force(organisation: Registration, on: dt.date, what: str, field: str) -> Reason | None:
    """On the day of invitation, quotation, award, signature and payment the registration is in force; an old certificate is pointed out.

    `what`: the act, as a verb.
    """
    since = organisation.status_from
    if organisation.is_off(on):
        when = _("已于{day}").format(day=since) if since else _("已")
        return Reason(f"{organisation.name}{when}{organisation.status}，" + _("不能{what}。").format(what=what), field)
    until = organisation.certificate_until
    if until is not None and until < on:
        sentence = _("{name}登记证书有效期至{day}，请核实换证情况。")
        return Reason(sentence.format(name=organisation.name, day=day(until)), field, level="warn")
    return None


@rule("TD05", at=("comparison.invite",))
def enough_are_asked(invited: int, wanted: int, reason: str) -> Reason | None:
    """As many are asked as the band wants, or the reason for fewer stands in the file."""
    if invited >= wanted:
        return None
    if reason:
        return Reason(_("只邀请{n}家，少于{wanted}家，已记录理由。").format(n=invited, wanted=wanted), "fewer_reason", level="warn")
    return Reason(_("须邀请不少于{wanted}家，现为{n}家；确实不足的，请写明理由。").format(wanted=wanted, n=invited), "invited")


@rule("TD06", at=("comparison.invite",))
def time_to_quote(closes_at: dt.datetime, earliest: dt.datetime, working_days: int) -> Reason | None:
    """Those who are asked have the town's minimum of working days to answer. `earliest`: 00:00 local of the first possible day."""
    if closes_at >= earliest:
        return None
    return Reason(_("报价期不足{n}个工作日，最早可定{day}截止。").format(n=working_days, day=day(earliest.date())), "closes_at")


@rule("TD47", at=("comparison.invite",), level="warn")
def closes_within_reason(closes_on: dt.date, today: dt.date, most: int) -> Reason | None:
    """A closing far ahead is more often a slip of the year than meant: pointed out, not refused, the law is silent."""
    latest = today + dt.timedelta(days=most)
    if closes_on <= latest:
        return None
    sentence = _("报价截止时间在{n}日以后（一般不晚于{day}），请核实年份和日期是否有误。")
    return Reason(sentence.format(n=most, day=day(latest)), "closes_at")


@rule("TD06", at=("comparison.invite",))
def time_of_public_call(closes_at: dt.datetime, earliest: dt.datetime, working_days: int) -> Reason | None:
    """In the band of the public call, the call stands for the band's working days before quotations close."""
    if closes_at >= earliest:
        return None
    sentence = _("公开比选公告不足{n}个工作日，最早可定{day}截止。")
    return Reason(sentence.format(n=working_days, day=day(earliest.date())), "closes_at")


@rule("ART-13.3", at=("comparison.submit_quotation",))
def within_ceiling(price: Decimal, ceiling: Decimal) -> Reason | None:
    """No quotation is above the price ceiling of the plan."""
    if price <= ceiling:
        return None
    return Reason(_("报价{price}超过最高限价{ceiling}。").format(price=yuan(price), ceiling=yuan(ceiling)), "price")


@rule("ART-21.1", at=("comparison.submit_quotation",), level="invalid")
def items_make_up_the_price(amounts: Sequence[Decimal], price: Decimal) -> Reason | None:
    """The lines of a quotation add up to its price, to the 分."""
    total = sum(amounts, Decimal())
    if total == price:
        return None
    gap = yuan(abs(total - price))
    return Reason(_("分项合计{total}，与总报价{price}相差{gap}。").format(total=yuan(total), price=yuan(price), gap=gap), "price_items")


@rule("ART-16.3", also=("LAW-GPL-22",), at=("comparison.submit_quotation",))
def statement_is_made(made: bool) -> Reason | None:
    """Who quotes states that it meets the six general conditions; no certificate is asked for twice."""
    return None if made else Reason(_("须声明符合政府采购法第二十二条第一款规定的条件。"), "statement_gpl22")


@rule("ART-21.1", at=("comparison.open_quotations",))
def opened_as_submitted(opened: Sequence[Offer], submitted: Mapping[str, Decimal], names: Mapping[str, str]) -> Iterator[Reason]:
    """Every quotation is opened once, at the price that was sealed; nobody is left out, nobody added."""
    seen: set[str] = set()
    for place, offer in enumerate(opened):
        name = names.get(offer.organisation, offer.organisation)
        if offer.organisation not in submitted:
            yield Reason(_("{name}没有提交报价。").format(name=name), f"opened.{place}.organisation")
        elif offer.organisation in seen:
            yield Reason(_("{name}重复列出。").format(name=name), f"opened.{place}.organisation")
        elif offer.price != submitted[offer.organisation]:
            sealed = yuan(submitted[offer.organisation])
            yield Reason(_("{name}密封报价为{sealed}，与填写不符。").format(name=name, sealed=sealed), f"opened.{place}.price")
        seen.add(offer.organisation)
    for organisation in submitted.keys() - seen:
        yield Reason(_("{name}的报价未列入比价表。").format(name=names.get(organisation, organisation)), "opened")


def lowest(offers: Sequence[Offer]) -> frozenset[str]:
    """Who meets the demand at the lowest price; several only where prices are equal."""
    good = [offer for offer in offers if offer.meets_demand]
    least = min((offer.price for offer in good), default=None)
    return frozenset(offer.organisation for offer in good if offer.price == least)


@rule("ART-21.1", at=("comparison.open_quotations",))
def recommended_meets_the_demand(offers: Sequence[Offer], recommended: str) -> Reason | None:
    """The comparison recommends somebody who meets the demand; that it is not the lowest is shown to who awards."""
    best = lowest(offers)
    if not best:
        return Reason(_("没有满足需求的报价，不能推荐成交单位。"), "recommended") if recommended else None
    if not any(offer.meets_demand and offer.organisation == recommended for offer in offers):
        return Reason(_("须推荐满足需求的单位。"), "recommended")
    if recommended in best:
        return None
    return Reason(_("推荐的不是满足需求的最低报价，定标时须写明理由。"), "recommended", level="warn")


@rule("LAW-GPL-12", at=("comparison.award",))
def kin_of_a_bidder_decide_nothing(ties: Sequence[str]) -> Iterator[Reason]:
    """Whoever is tied to one of those who quoted stays out of the decision (回避)."""
    for tie in ties:
        yield Reason(_("您{tie}，依法应当回避，请由其他人员确定成交单位。").format(tie=tie), "awarded")


@rule("ART-21.1", at=("comparison.award",))
def awarded_to_the_lowest_or_with_reason(offers: Sequence[Offer], awarded: str, reason: str) -> Reason | None:
    """The award goes to the lowest quotation that meets the demand; for another one that meets it the reason is written."""
    meets = {offer.organisation: offer.meets_demand for offer in offers}
    if not meets.get(awarded):
        return Reason(_("成交单位须是提交报价且满足需求的单位。"), "awarded")
    if awarded in lowest(offers):
        return None
    if reason:
        return Reason(_("成交单位不是最低报价，已记录理由。"), "other_than_lowest_reason", level="warn")
    return Reason(_("成交单位不是满足需求的最低报价，须写明理由。"), "other_than_lowest_reason")


@rule("ART-21.1", at=("comparison.award",))
def award_at_the_quoted_price(offers: Sequence[Offer], awarded: str, price: Decimal) -> Reason | None:
    """The award names the price that was quoted, to the 分."""
    quoted = {offer.organisation: offer.price for offer in offers}.get(awarded)
    if quoted is None or quoted == price:
        return None
    return Reason(_("成交价{price}与该单位报价{quoted}不符。").format(price=yuan(price), quoted=yuan(quoted)), "price")


@rule("ART-21.1", at=("comparison.open_quotations",))
def opened_before_a_witness(opener: str, witness: str, known: bool) -> Reason | None:
    """Somebody else of the town watches the opening."""
    if not known:
        return Reason(_("请选择本镇在岗人员作为见证人。"), "witness")
    if witness == opener:
        return Reason(_("见证人不能是开启报价的本人。"), "witness")
    return None


@rule("LAW-GPLR-49", also=("ART-21.1",), at=("comparison.award_next",))
def next_in_order(ranked: Sequence[str], awarded: str) -> Reason | None:
    """Where the winner does not sign, the next of the ranking follows, nobody behind it. `ranked`: who is left, in order."""
    if ranked and awarded == ranked[0]:
        return None
    said = _("须按排序确定下一候选人。") if ranked else _("没有其他满足需求的候选人，请选择重新采购或者不再购买。")
    return Reason(said, "awarded")

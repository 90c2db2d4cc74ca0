"""Arts. 12 to 15: whose money it is, what it may be used for, whether there is enough, and that the lines add up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import yuan
from workflows.text import _

SUBMITTED = ("project.draft_plan",)
DECIDED = ("review.give_leader_opinion", "review.decide_collectively")
SEPARABLE, INSEPARABLE, NOT_MIXED = "是", "否", "不适用"
RESIDENTS_OWN = "居民自筹"
BETWEEN = re.compile(r"[、，,；;／/\s]+")
UNRESTRICTED = frozenset({"", "不限", "不限定", "不限用途", "不限定用途"})
LEAST_WORDS = 10
FITS, TOUCHES, STRANGE = "fits", "touches", "strange"
"""How a purpose stands to a project: named by its service, only by a word of its title or need, not at all."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a project is about: `service` as class, sub-item and list name it; `words` as its title and need put it."""

    service: Collection[str]
    words: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount (yuan) to be carried by a fund; `ours`: a line of this town and year."""

    code: str
    amount: Decimal
    ours: bool = True
    fiscal: bool = True
    pooled: bool = False
    earmarked: str = ""
    donor_purpose: str = ""
    subkind: str = ""
    available: Decimal = Decimal(0)


def serves(purpose: str, subject: Subject) -> str:
    """Whether one of the purposes in the text is named by the project's service, or names it; no purpose binds nothing.

    Title and need are written freely: a word there only touches the purpose.
    """
    wanted = [part for part in BETWEEN.split(purpose) if part]
    if purpose.strip() in UNRESTRICTED or any(part in one or one in part for part in wanted for one in subject.service if len(one) > 1):
        return FITS
    return TOUCHES if any(part in text for part in wanted for text in subject.words) else STRANGE


def fiscal_part(charges: Sequence[Charge], separable: str) -> Decimal:
    """What counts as fiscal (yuan): the fiscal lines, or everything where mixed money cannot be kept apart (ART-15.1)."""
    fiscal = sum((one.amount for one in charges if one.fiscal), Decimal(0))
    if fiscal and separable == INSEPARABLE:
        return sum((one.amount for one in charges), Decimal(0))
    return fiscal


def is_mixed(charges: Sequence[Charge]) -> bool:
    """Fiscal and social money together."""
    return len({one.fiscal for one in charges}) > 1


@rule("ART-12.1", at=SUBMITTED)
def money_of_this_town(charges: Sequence[Charge], year: int) -> Reason | None:
    """A project is paid from the town's own lines of that year."""
    if all(one.ours for one in charges):
        return None
    return Reason(_("所选资金不属于本镇{year}年资金，请重新选择。").format(year=year), "funding")


@rule("ART-13.1", at=SUBMITTED)
def earmark_is_kept(charges: Sequence[Charge], service: str, subject: Subject) -> Iterator[Reason]:
    """Earmarked money serves its purpose only; `service`: what the project buys, as it is called."""
    for one in charges:
        if one.ours and one.earmarked and serves(one.earmarked, subject) == STRANGE:
            message = _("第十三条：{code}为“{purpose}”专款，不能用于“{service}”。")
            yield Reason(message.format(code=one.code, purpose=one.earmarked, service=service), "funding")


@rule("ART-13.2", at=SUBMITTED)
def pooled_money_buys_from_the_list(charges: Sequence[Charge], list_item: str) -> Iterator[Reason]:
    """Pooled fiscal money buys only what stands in the district's list of the year."""
    if list_item:
        return
    for one in charges:
        if one.ours and one.pooled:
            message = _("第十三条：统筹财政资金{code}只能用于当年区级清单内的项目，本项目未选清单条目。").format(code=one.code)
            yield from (Reason(message, "list_item"), Reason(message, "funding"))


@rule("ART-13.3", at=(*SUBMITTED, "review.give_finance_opinion", *DECIDED))
def funds_suffice(charges: Sequence[Charge], field: str) -> Iterator[Reason]:
    """No budget, no purchase: each line still has what the project takes from it."""
    for one in charges:
        if one.ours and one.available < one.amount:
            message = _("{code}可用{available}，本项目安排{amount}，不足{short}。")
            short = one.amount - one.available
            yield Reason(message.format(code=one.code, available=yuan(one.available), amount=yuan(one.amount), short=yuan(short)), field)


@rule("ART-14.2", at=SUBMITTED)
def donor_purpose_is_kept(charges: Sequence[Charge], subject: Subject) -> Iterator[Reason]:
    """Donated money is used as the donor meant it."""
    for one in charges:
        if one.ours and serves(one.donor_purpose, subject) == STRANGE:
            message = _("第十四条：{code}捐赠用途为“{purpose}”，与本项目不符。")
            yield Reason(message.format(code=one.code, purpose=one.donor_purpose), "funding")


@rule("ART-14.2", also=("ART-13.1",), at=SUBMITTED, level="invalid")
def touched_purpose_is_explained(charges: Sequence[Charge], service: str, subject: Subject, reason: str) -> Iterator[Reason]:
    """Where only a word of title or need names the purpose of the money, a person says why it fits; the reviewers are told (F17)."""
    for one in charges:
        for purpose in (one.earmarked, one.donor_purpose):
            if not one.ours or serves(purpose, subject) != TOUCHES:
                continue
            told = {"code": one.code, "purpose": purpose, "service": service}
            if len(reason) < LEAST_WORDS:
                message = _(
                    "{code}用途为“{purpose}”，本项目购买“{service}”，仅名称或需求提到该用途，请说明资金用途为何相符，至少{least}字。"
                )
                yield Reason(message.format(**told, least=LEAST_WORDS), "purpose_reason")
            else:
                message = _("{code}用途为“{purpose}”，本项目购买“{service}”，已说明理由，请审议人员核实（F17）。")
                yield Reason(message.format(**told), "purpose_reason", level="warn")


@rule("ART-14.2", also=("LAW-CHAR-22",), at=SUBMITTED)
def appeal_is_licensed(appeal: bool, organisation: str, certificate: str, plan_no: str, licensed: bool) -> Reason | None:
    """The public is asked for money only by a charity that may: who, its certificate, the registered plan."""
    if not appeal:
        return None
    missing = {"appeal_organisation": organisation, "appeal_certificate": certificate, "appeal_plan_no": plan_no}
    # The certificate first: without one the rest proves nothing.
    for field in ("appeal_certificate", "appeal_plan_no", "appeal_organisation"):
        if not missing[field]:
            return Reason(_("公开募捐须由取得公开募捐资格的慈善组织进行，请填写资格证书号和募捐方案编号。"), field)
    if not licensed:
        return Reason(_("所填组织未登记公开募捐资格，不能公开募捐。"), "appeal_organisation")
    return None


@rule("ART-14.3", also=("LAW-RCL-16", "LAW-VCL-24"), at=SUBMITTED)
def residents_decided(charges: Sequence[Charge], minutes: bool) -> Reason | None:
    """Money that residents raise among themselves was decided by their assembly."""
    if minutes or not any(one.ours and one.subkind == RESIDENTS_OWN for one in charges):
        return None
    return Reason(_("居民自筹资金须附居民会议（村民会议）决定。"), "resident_decision")


@rule("ART-15.2", at=SUBMITTED, level="invalid")
def funding_adds_up(amounts: Sequence[tuple[str, Decimal]], budget: Decimal) -> Iterator[Reason]:
    """The lines make the budget to the fen, each fund once; `amounts`: fund and yuan."""
    total = sum((amount for _fund, amount in amounts), Decimal(0))
    if total != budget:
        message = _("资金合计{total}，与预算{budget}相差{gap}。")
        yield Reason(message.format(total=yuan(total), budget=yuan(budget), gap=yuan(abs(total - budget))), "funding")
    funds = [fund for fund, _amount in amounts]
    if len(set(funds)) < len(funds):
        yield Reason(_("同一资金只填一行。"), "funding")


@rule("ART-15.1", at=SUBMITTED, level="invalid")
def mixture_is_declared(charges: Sequence[Charge], separable: str) -> Reason | None:
    """Where fiscal and social money meet, the clerk says whether they can be kept apart."""
    if is_mixed(charges) and separable == NOT_MIXED:
        return Reason(_("同时使用财政资金和社会资金的，请说明两类资金能否分开核算。"), "funds_separable")
    return None


@rule("ART-15.1", at=SUBMITTED, level="warn")
def inseparable_counts_as_fiscal(charges: Sequence[Charge], separable: str, limit: Decimal | None) -> Reason | None:
    """Mixed money that cannot be kept apart counts as fiscal as a whole when the regime is decided (GPLR 2)."""
    if not is_mixed(charges) or separable != INSEPARABLE or limit is None:
        return None
    total = fiscal_part(charges, separable)
    side = _("限额以下") if total < limit else _("限额以上，适用政府采购法")
    return Reason(_("两类资金不能分开，全部{total}按财政资金判定适用规则（{side}）。").format(total=yuan(total), side=side), "funding")

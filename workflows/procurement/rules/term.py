"""How long a contract may run (Art. 22; handbook D6). The last days are the calendar's to compute; here they are compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

FACTS = {
    "content_fixed": _("购买内容相对固定"),
    "continuous": _("连续性强"),
    "funds_stable": _("经费来源稳定"),
    "price_stable": _("价格变化小"),
}
"""The four facts of Art. 22 by field."""


def months_begun(begins_on: dt.date, ends_on: dt.date) -> int:
    """How many months a term runs; a begun one counts whole, so there is at least one."""
    whole = (ends_on.year - begins_on.year) * 12 + ends_on.month - begins_on.month
    return max(whole + (ends_on.day >= begins_on.day), 1)


def annual_amount(price: Decimal, begins_on: dt.date, ends_on: dt.date, ordinary_months: int) -> Decimal:
    """What of the price falls to one year (TD26): all of it within the ordinary term, else twelve months' part, rounded down to the 分."""
    months = months_begun(begins_on, ends_on)
    if months <= ordinary_months:
        return price
    return (price * 12 / months).quantize(Decimal("0.01"), ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Share:
    """What of a contract's price falls to a fiscal year (yuan), and the paper that budgets it."""

    year: int
    amount: Decimal
    document: str = ""


def by_years(price: Decimal, begins_on: dt.date, ends_on: dt.date) -> list[Share]:
    """The price by fiscal years in proportion to their days, to the 分; the last year takes what rounding left."""
    days = (ends_on - begins_on).days + 1
    found: list[Share] = []
    for year in range(begins_on.year, ends_on.year + 1):
        last = min(ends_on, dt.date(year, 12, 31))
        until = (price * ((last - begins_on).days + 1) / days).quantize(Decimal("0.01"), ROUND_DOWN)
        found.append(Share(year, until - sum((one.amount for one in found), Decimal(0))))
    return found


@rule("ART-22.2", at=("contract.draft", "contract.amend"))
def years_make_the_price(shares: Sequence[Share], price: Decimal, begins_on: dt.date, ends_on: dt.date) -> Iterator[Reason]:
    """A contract of several years has an amount for each fiscal year of its term, once, and together they are its price."""
    wanted = list(range(begins_on.year, ends_on.year + 1))
    if sorted(one.year for one in shares) != wanted:
        text = _("合同跨{years}年，须逐年填写金额，每年一行。")
        yield Reason(text.format(years="、".join(map(str, wanted))), "yearly_amounts")
    total = sum((one.amount for one in shares), Decimal(0))
    if total != price:
        text = _("各年金额合计{total}，与合同价{price}相差{gap}。")
        yield Reason(text.format(total=yuan(total), price=yuan(price), gap=yuan(abs(total - price))), "yearly_amounts")


@rule("ART-22.2", also=("ART-13.3",), at=("contract.draft", "contract.amend"))
def each_year_is_budgeted(shares: Sequence[Share], this_year: int, held: Decimal) -> Iterator[Reason]:
    """This year's part is reserved on the funds; each later one names the paper that budgets it. `held`: reserved, in yuan."""
    for place, one in enumerate(shares):
        if one.year <= this_year and one.amount > held:
            text = _("{year}年金额{amount}超过本项目已预留资金{held}。")
            yield Reason(text.format(year=one.year, amount=yuan(one.amount), held=yuan(held)), f"yearly_amounts.{place}.amount")
        if one.year > this_year and not one.document:
            text = _("{year}年金额须有预算依据，请填写预算安排文号（第二十二条，预算保障）。")
            yield Reason(text.format(year=one.year), f"yearly_amounts.{place}.document")


@dataclass(frozen=True, slots=True)
class Lasting:
    """What the table of terms says: the last days of the ordinary term (`months` long) and of the longest, and what a term lacks."""

    ordinary_last: dt.date
    longest_last: dt.date
    months: int
    lacks_facts: bool
    lacks_evidence: bool
    too_long: bool


@rule("TD01", at=("contract.draft",))
def ordinary_term_without_four_facts(said: Lasting, facts: Mapping[str, bool]) -> Iterator[Reason]:
    """Without all four facts of Art. 22 a contract runs no longer than the ordinary term."""
    if not said.lacks_facts:
        return
    sentence = _("合同期限超过{months}个月（最迟{latest}）。超过{months}个月须第二十二条四项条件均成立。")
    yield Reason(sentence.format(months=said.months, latest=day(said.ordinary_last)), "ends_on")
    if not any(facts.values()):
        return
    for name in (name for name, holds in facts.items() if not holds):
        told = _("第二十二条：“{fact}”不成立，合同期限不得超过{months}个月。").format(fact=FACTS[name], months=said.months)
        yield Reason(told, name, ("ART-22.1", "TD01"))


@rule("ART-22.1", at=("contract.draft", "contract.amend", "project.draft_plan", "project.apply", "project.apply_design"))
def three_years_at_most(said: Lasting) -> Reason | None:
    """No contract runs longer than three years, whatever its facts."""
    if not said.too_long:
        return None
    return Reason(_("第二十二条：合同期限最长三年，最迟{latest}。").format(latest=day(said.longest_last)), "ends_on")


@dataclass(frozen=True, slots=True)
class Concluded:
    """How a contract was concluded: its last day, the four facts of Art. 22, their evidence, whether each year has its amount."""

    ends_on: dt.date
    facts: Mapping[str, bool]
    evidence: Sequence[str]
    by_years: bool

    def of_several_years(self, latest: dt.date) -> bool:
        """Whether it was longer than the ordinary term from the beginning, as Art. 22 wants it; `latest`: the ordinary term's last day."""
        return self.ends_on > latest and all(self.facts.values()) and bool(self.evidence) and self.by_years


@rule("ART-22.1", also=("TD01",), at=("contract.amend",))
def amendment_makes_no_long_contract(ends_on: dt.date, latest: dt.date, concluded: Concluded, months: int) -> Reason | None:
    """A change lengthens beyond the ordinary term only a contract that was concluded for several years; any other is bought anew."""
    if ends_on <= max(latest, concluded.ends_on) or concluded.of_several_years(latest):
        return None
    text = _("变更后的期限超过{months}个月（最迟{latest}）。原合同不是按第二十二条四项条件订立的跨年合同，须另行采购，不得以变更延长。")
    return Reason(text.format(months=months, latest=day(latest)), "ends_on")


@rule("ART-22.1", at=("contract.draft",))
def four_facts_with_evidence(said: Lasting) -> Reason | None:
    """A term beyond the ordinary one rests on documents, not on ticks."""
    if not said.lacks_evidence:
        return None
    return Reason(_("第二十二条：四项条件均须有依据，请列明证明材料。"), "term_evidence")

"""The gate between two years of one contract (Art. 22, 27): the year was good enough, and the next one's money is there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.supervision import plain
from workflows.text import _

GO_ON, END = "继续履行", "不再继续"
LEAST_WORDS = 10
"""Characters of the opinion with which a contract is not continued."""
DECIDED = ("yearly.decide",)


@rule("ART-27.5", at=DECIDED)
def goes_on_after_a_good_year(outcome: str, total: Decimal, least: Decimal) -> Reason | None:
    """A year below the pass mark is not followed by another one."""
    if outcome != GO_ON or total >= least:
        return None
    message = _("本年度得分{total}，低于{least}分，按第二十七条不得继续履行下一年度。")
    return Reason(message.format(total=total, least=plain(least)), "outcome")


@rule("ART-22.2", also=("ART-13.3",), at=DECIDED)
def goes_on_with_a_budget(outcome: str, confirmed: bool) -> Reason | None:
    """A contract of several years is bound to each year's budget; nothing renews itself."""
    if outcome != GO_ON or confirmed:
        return None
    return Reason(_("下一年度预算尚未落实，按第二十二条不得继续履行。"), "outcome")


@rule("ART-27.5", at=DECIDED, level="invalid")
def ended_in_words(outcome: str, opinion: str) -> Reason | None:
    """The contractor is told why."""
    if outcome == GO_ON or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("不再继续的，意见至少{least}字，写明理由。").format(least=LEAST_WORDS), "opinion")


@rule("ART-22.2", at=("yearly.confirm_budget",), level="invalid")
def budget_has_its_document(confirmed: bool, document: str) -> Reason | None:
    """Money that is there has a document that says so."""
    if confirmed and not document:
        return Reason(_("预算已落实的，请填写预算文号。"), "budget_document")
    return None


@rule("ART-27.5", also=("ART-22.2",), at=("payment.request",))
def year_opened_before_paid(year: int, opened: bool) -> Iterator[Reason]:
    """From the second year on nothing is paid before the year before was evaluated and the next one opened."""
    if year > 1 and not opened:
        message = _("合同已进入第{year}年度，第{before}年度评价尚未公布继续履行，不得支付（第二十二条、第二十七条）。")
        yield Reason(message.format(year=year, before=year - 1))

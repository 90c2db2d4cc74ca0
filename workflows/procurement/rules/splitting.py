"""Art. 21 with GPL 28: what a town buys of one service in a fiscal year is not cut into pieces that each stay below the limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, rule
from workflows.procurement.rules.wording import yuan
from workflows.text import _

FISCAL_REGIMES = frozenset({PROCUREMENT_LAW, BELOW_THRESHOLD})
SPLIT = "F01"
"""Flag of purchases that look like one purchase cut into pieces."""
CONSULTATION = "竞争性磋商"
SENTENCE = _("同一预算项目、同一品目年度累计达到限额标准：")


@dataclass(frozen=True, slots=True)
class Counted:
    """A project of the same buyer, service and fiscal year, with the fiscal money it was approved for or contracted (yuan)."""

    number: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Year:
    """What a town buys of one service in a year: this project, the others, and the limit of the day (None: not registered)."""

    sub_item: str
    year: int
    this: Decimal
    others: Sequence[Counted]
    limit: Decimal | None

    @property
    def small(self) -> list[Counted]:
        """The others that each stay below the limit: what reached it was bought under the Procurement Law."""
        return [one for one in self.others if self.limit is None or one.amount < self.limit]

    @property
    def total(self) -> Decimal:
        """This and the small others together, in yuan."""
        return self.this + sum((one.amount for one in self.small), Decimal(0))

    @property
    def split(self) -> bool:
        """Whether the pieces reach the limit while each stays below it. "以上" includes the limit itself."""
        return self.limit is not None and bool(self.small and self.this) and self.this < self.limit <= self.total

    def told(self) -> str:
        """The sum in words."""
        numbers = "、".join(one.number for one in self.small)
        text = _("{year}年“{sub_item}”另有{n}个项目（{numbers}），连同本项目{this}合计{total}，限额标准{limit}。")
        return text.format(
            year=self.year,
            sub_item=self.sub_item,
            n=len(self.small),
            numbers=numbers,
            this=yuan(self.this),
            total=yuan(self.total),
            limit=yuan(self.limit) if self.limit is not None else _("未登记"),
        )


@rule("ART-21.2", also=("LAW-GPL-28", "LAW-GPLR-28"), regimes=FISCAL_REGIMES, at=("procurement.confirm_method",))
def year_is_not_split(year: Year, basis: str, document: bool, proposed: str = "") -> Reason | None:
    """Projects of one service that together reach the limit in a year are bought by consultation, or rest on an adjusted budget."""
    if not year.split or proposed == CONSULTATION:
        return None
    if not basis:
        ways = _("应采用{method}，或者填写项目预算调整的书面依据。").format(method=CONSULTATION)
        return Reason(f"{SENTENCE}{year.told()}{ways}", "proposed_method")
    if not document:
        return Reason(_("请上传项目预算调整的批准文件。"), "adjustment_document")
    return Reason(f"{SENTENCE}{year.told()}" + _("已登记预算调整依据：{basis}。").format(basis=basis), "adjustment_basis", level="warn")


@rule("ART-21.2", also=("LAW-GPL-28",), regimes=FISCAL_REGIMES, at=("project.draft_plan", "project.amend_plan"), level="warn")
def year_will_be_split(year: Year) -> Reason | None:
    """Already when the plan is written the sum of the year is told; the method will be stopped."""
    if not year.split:
        return None
    return Reason(f"{SENTENCE}{year.told()}" + _("确定采购方式时将不能按限额以下程序办理。"), "sub_item")


@rule("ART-21.2", also=("LAW-GPL-28",), regimes=frozenset({BELOW_THRESHOLD}), at=("contract.amend", "contract.sign_amendment"))
def supplement_stays_below_the_limit(year: Year, field: str) -> Reason | None:
    """No supplement carries a contract that was bought below the limit, or the year's purchases of its service, up to the limit."""
    if not year.this:
        return None
    if year.limit is None:
        return Reason(_("今天没有登记的采购限额标准，不能判定补充后是否达到。"), field)
    anew = _("不得以补充合同办理，须按政府采购法另行采购。")
    if year.this >= year.limit:
        text = _("连同补充，本合同的财政资金为{this}，达到限额标准{limit}：")
        return Reason(text.format(this=yuan(year.this), limit=yuan(year.limit)) + anew, field)
    return Reason(f"{SENTENCE}{year.told()}{anew}", field) if year.split else None

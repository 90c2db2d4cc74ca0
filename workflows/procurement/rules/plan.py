"""The purchasing plan (Art. 16, handbook P30): its budget, its ceiling, and whether the demand was looked into."""

from __future__ import annotations

from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.wording import yuan
from workflows.text import _

AT = ("procurement.draft_plan",)
LEAST_RESPONDENTS = 3


@rule("ART-13.3", at=AT, level="invalid")
def ceiling_within_budget(ceiling: Decimal, budget: Decimal) -> Reason | None:
    """No price may be accepted that the budget cannot pay."""
    if ceiling <= budget:
        return None
    return Reason(_("最高限价{ceiling}超过预算{budget}。").format(ceiling=yuan(ceiling), budget=yuan(budget)), "price_ceiling")


@rule("ART-13.3", at=AT)
def budget_within_approval(budget: Decimal, approved: Decimal) -> Reason | None:
    """The plan spends no more than was approved; less is noted."""
    if budget == approved:
        return None
    if budget < approved:
        text = _("预算{budget}少于批准金额{approved}，余额在签约时退回。")
        return Reason(text.format(budget=yuan(budget), approved=yuan(approved)), "budget", level="warn")
    return Reason(_("预算{budget}超过批准金额{approved}。").format(budget=yuan(budget), approved=yuan(approved)), "budget")


@rule("ART-9.3", also=("LAW-DEM-10",), regimes=frozenset({PROCUREMENT_LAW}), at=AT)
def demand_was_surveyed(respondents: int) -> Reason | None:
    """Where the Procurement Law binds, a public service is preceded by a survey of at least three."""
    if respondents >= LEAST_RESPONDENTS:
        return None
    return Reason(_("公共服务项目须开展需求调查，调查对象不少于{n}个。").format(n=LEAST_RESPONDENTS), "survey_respondents")


@rule("ART-9.3", regimes=frozenset({BELOW_THRESHOLD, SOCIAL_FUNDS}), at=AT, level="warn")
def survey_is_recommended(respondents: int) -> Reason | None:
    """Below the threshold a survey is good practice."""
    if respondents >= LEAST_RESPONDENTS:
        return None
    return Reason(_("建议向不少于{n}家社会组织了解服务和价格（限额以下为建议项）。").format(n=LEAST_RESPONDENTS), "survey_respondents")

"""The purchasing plan (Art. 16, handbook P30): its budget, its ceiling, and whether the demand was looked into."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.wording import yuan
from workflows.text import _

AT = ("procurement.draft_plan",)
LEAST_RESPONDENTS = 3
MEND, LEAST_WORDS = "建议修改", 10


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


@rule("LAW-DEM-32", also=("LAW-DEM-29", "LAW-DEM-23"), regimes=frozenset({PROCUREMENT_LAW}), at=("procurement.review_plan",))
def whole_board_agrees(said: Mapping[str, str]) -> Reason | None:
    """A plan under the law passes when procurement, finance, supervision and the legal adviser agreed. `said`: side → outcome."""
    against = [side for side, outcome in said.items() if outcome in ("", MEND)]
    if not against:
        return None
    return Reason(_("重点审查中{sides}未同意，请退回修改后重新审查。").format(sides="、".join(against)), "outcome")


@rule(
    "LAW-DEM-33",
    also=("LAW-DEM-29",),
    at=(
        "procurement.review_as_buyer",
        "procurement.review_as_finance",
        "procurement.review_as_supervisor",
        "procurement.review_as_lawyer",
    ),
    level="invalid",
)
def change_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who wants a plan changed writes what."""
    if outcome != MEND or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("建议修改的，请说明修改内容，至少{n}字。").format(n=LEAST_WORDS), "opinion")

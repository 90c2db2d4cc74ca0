"""Evaluation (Arts. 25, 27): an independent evaluator, scores that add up, an objection that is answered, a second round only in need."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.supervision import plain
from workflows.text import _

AGREED, AGAIN = "同意评价结果", "整改后复评"
ANSWERED = "已答复"
NO_GRADE = "不合格"
LEAST_WORDS = 10
"""Characters of an objection."""
NOT_INDEPENDENT = _("第三方与承接主体有利益关系，不能评价，请更换评价机构。")
NOT_FIT_TO_ACCEPT = _("第三方与承接主体有利益关系，不能验收，请更换验收机构。")


@rule("ART-27.1", at=("evaluation.score", "evaluation.score_by_town", "yearly.score", "acceptance.check_items_by_third_party"))
def independent(
    declared: bool, evaluator: str, contractor: str, affiliated: bool, tied: bool, message: str = NOT_INDEPENDENT
) -> Reason | None:
    """Who evaluates or accepts is not the contractor, nor of its house, nor tied to it."""
    if declared and evaluator != contractor and not affiliated and not tied:
        return None
    return Reason(message, "independent")


@rule("ART-25.1", at=("evaluation.score", "evaluation.score_by_town", "yearly.score"), level="invalid")
def scores_within_weights(scores: Sequence[tuple[str, Decimal, Decimal]]) -> Iterator[Reason]:
    """A target earns at most its weight; `scores`: code, weight, score."""
    for place, (code, weight, score) in enumerate(scores):
        if score > weight:
            message = _("指标{code}得分{score}，超过权重{weight}。")
            yield Reason(message.format(code=code, score=score, weight=plain(weight)), f"scores.{place}.score")


@rule("ART-25.1", at=("evaluation.score", "evaluation.score_by_town", "yearly.score"), level="invalid")
def total_adds_up(scores: Sequence[Decimal], total: Decimal) -> Reason | None:
    """The total is the sum of the scores."""
    true = sum(scores, Decimal("0.00"))
    if true == total:
        return None
    return Reason(_("各项得分合计{true}，与总分{said}不符。").format(true=true, said=total), "total")


@rule("ART-25.1", at=("evaluation.score", "evaluation.score_by_town", "yearly.score"))
def weights_as_promised(scores: Sequence[tuple[str, Decimal]], targets: Mapping[str, Decimal]) -> Iterator[Reason]:
    """Targets are scored with the weights that were set before the purchase, each once."""
    codes = [code for code, _weight in scores]
    for place, (code, weight) in enumerate(scores):
        if code not in targets:
            yield Reason(_("{code}不是本项目的绩效指标。").format(code=code), f"scores.{place}.code")
        elif code in codes[:place]:
            yield Reason(_("指标{code}重复填写。").format(code=code), f"scores.{place}.code")
        elif weight != targets[code]:
            message = _("指标{code}的权重应为{true}，填写为{said}。")
            yield Reason(message.format(code=code, true=plain(targets[code]), said=plain(weight)), f"scores.{place}.weight")


@rule("TD17", also=("ART-27.3",), at=("evaluation.answer",), level="invalid")
def objection_in_words(objection: bool, statement: str) -> Reason | None:
    """An objection says what is wrong."""
    if not objection or len(statement) >= LEAST_WORDS:
        return None
    return Reason(_("有异议的，请写明事实和理由，至少{least}字。").format(least=LEAST_WORDS), "statement")


@rule("TD17", also=("ART-27.3",), at=("evaluation.conclude",))
def objection_is_answered(objection: bool, reply: str) -> Reason | None:
    """The contractor's objection is answered in writing before the result stands."""
    if not objection or reply:
        return None
    return Reason(_("承接主体对评价结果有异议，须书面答复。"), "reply_to_objection")


@rule("ART-27.4", also=("TD27",), at=("evaluation.conclude",), level="warn")
def again_above_pass(outcome: str, total: Decimal, least: Decimal, objection: bool) -> Reason | None:
    """A second evaluation of a result that passes (town's table TD27) is pointed out, unless the contractor objected to it."""
    if outcome != AGAIN or total < least or objection:
        return None
    return Reason(_("得分{total}，不低于{least}分，请核实是否确需整改后复评。").format(total=total, least=plain(least)), "outcome")

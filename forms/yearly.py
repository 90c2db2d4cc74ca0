"""Forms of the year of a contract of several: what it was worth, next year's budget, whether it goes on (Art. 22, 27)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form
from forms.evaluation import ScoreLine, check_independence, pass_mark
from forms.performance import ResultForm, named_targets, publish_result, targets_of
from forms.publicity import ASKED
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement.models.documents import attach
from workflows.procurement.models.projects import project_of
from workflows.procurement.models.yearly import review_of
from workflows.procurement.rules import evaluation, supervision
from workflows.procurement.rules import yearly as rules
from workflows.procurement.rules.supervision import plain
from workflows.procurement.rules.wording import day
from workflows.text import _


class ScoreYear(Form):
    """Scores of one year by target, from somebody with no interest in the contractor."""

    task = "yearly.score"
    submit: ClassVar[str] = _("提交年度评价")

    independent = fields.YesNo(_("本机构与承接主体没有利益关系"))
    scores = fields.Rows(_("各项得分"), ScoreLine, least=1)
    total = fields.Number(_("总分"), most="100", places=2, example="85.00")
    advice = fields.Text(_("问题和改进建议"), long=True, most=5000)
    report = fields.Attachment(_("年度评价报告"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """No score above its weight, and the total is their sum (ART-25.1)."""
        yield from evaluation.scores_within_weights([(line["code"], line["weight"], line["score"]) for line in data["scores"]])
        yield from evaluation.total_adds_up([line["score"] for line in data["scores"]], data["total"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The targets with their weights."""
        found = targets_of(act, project_of(act)).values()
        return {"scores": [{"code": one.code, "weight": plain(one.weight), "score": ""} for one in found]}

    def choices(self, act: Act) -> Choices:
        """The targets."""
        return {"targets": named_targets(act)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Which year of the contract it is."""
        review = review_of(act)
        return {"scores": _("合同第{year}年度，至{day}").format(year=review.year, day=day(review.ends_on))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the scores. Raises Refused: not independent (ART-27.1), other targets or weights than promised (ART-25.1)."""
        project, review = project_of(act), review_of(act)
        evaluator = act.item.post.place if act.item and act.item.post else ""
        check_independence(act, project, evaluator, data["independent"])
        weights = {code: target.weight for code, target in targets_of(act, project).items()}
        lines = data["scores"]
        act.check(evaluation.weights_as_promised, [(line["code"], line["weight"]) for line in lines], weights)
        act.check(supervision.every_target, [line["code"] for line in lines], weights, "scores")
        act.settle()
        review.scores = [{"code": one["code"], "weight": plain(one["weight"]), "score": f"{one['score']:.2f}"} for one in lines]
        review.organisation_id, review.scored_by = evaluator, act.who
        review.total, review.advice = data["total"], data["advice"]
        attach(act, "report", data["report"])
        return {}


class ConfirmBudget(Form):
    """Whether next year's money is there (Art. 22)."""

    task = "yearly.confirm_budget"
    submit: ClassVar[str] = _("提交预算落实情况")

    budget_confirmed = fields.YesNo(_("下一年度预算是否已落实"))
    budget_document = fields.Reference(
        _("预算文号"), required=False, load_default="", most=200, needed=_("已落实的必填"), example="甲财〔2027〕3号"
    )

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Money that is there has its document (ART-22.2)."""
        yield from rules.budget_has_its_document(data["budget_confirmed"], data["budget_document"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write what finance says."""
        review = review_of(act)
        review.budget_confirmed, review.budget_document, review.budget_by = data["budget_confirmed"], data["budget_document"], act.who
        return {}


class DecideYear(Form):
    """The leader opens the next year or ends the contract with this one."""

    task = "yearly.decide"
    submit: ClassVar[str] = _("作出年度决定")

    outcome = fields.Choice(_("决定"), (rules.GO_ON, rules.END))
    opinion = fields.Text(_("意见"), required=False, load_default="", long=True, most=2000, help=_("不再继续的，至少10字，写明理由"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever ends it says why."""
        yield from rules.ended_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The score, the mark that it needs, and the budget."""
        review = review_of(act)
        text = _("年度得分{total}，合格线{least}\n下一年度预算{budget}")
        budget = _("已落实（{document}）").format(document=review.budget_document) if review.budget_confirmed else _("未落实")
        return {"outcome": text.format(total=review.total, least=plain(pass_mark(act)), budget=budget)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the decision. Raises Refused: below the mark (ART-27.5), without a budget (ART-22.2)."""
        project_of(act)
        review = review_of(act)
        act.check(rules.goes_on_after_a_good_year, data["outcome"], review.total or 0, pass_mark(act))
        act.check(rules.goes_on_with_a_budget, data["outcome"], bool(review.budget_confirmed))
        act.settle()
        review.outcome, review.opinion = data["outcome"], data["opinion"]
        review.decided_by, review.decided_at = act.who, act.now
        return {"outcome": data["outcome"]}


class PublishYear(ResultForm):
    """The year's result for the public (Art. 27); the next year's payments wait for it."""

    task = "yearly.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公布年度评价结果")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The score and the decision."""
        review = review_of(act)
        text = _("合同第{year}年度得分{total}，决定：{outcome}")
        return {"public_report": text.format(year=review.year, total=review.total, outcome=review.outcome)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish for the town's period (TD23). Raises Refused (ART-8.2, ART-24.1, ART-27.3)."""
        project, review = project_of(act), review_of(act)
        publish_result(act, project, "evaluation", data["public_report"], data)
        review.published_at = act.now
        return {}

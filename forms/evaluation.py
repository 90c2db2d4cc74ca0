"""Forms of evaluation: scores by an independent evaluator, the communities' opinions, the contractor's answer, the leader's conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from forms import fields
from forms.base import Choices, Form, Line
from forms.beside import of_project
from forms.performance import ResultForm, contract_of, named_targets, publish_result, targets_of
from forms.publicity import ASKED
from forms.rectification import NoteUnrectified, RectificationForm
from forms.sign_off import OpinionForm, check_opinions
from workflows.act import Act, Facts
from workflows.errors import Missing, Reason
from workflows.procurement.directory import tie_to
from workflows.procurement.lawbook import figure
from workflows.procurement.models.documents import attach
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.performance import EVALUATION, Evaluation, EvaluationAnswer, latest
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import acceptance, supervision
from workflows.procurement.rules import evaluation as rules
from workflows.procurement.rules import publication as public
from workflows.procurement.rules.review import opinion_in_words
from workflows.procurement.rules.supervision import plain
from workflows.text import _


class ScoreLine(Line):
    """A target's weight and what was earned of it."""

    code = fields.Pick(_("指标"), source="targets", example="M1")
    weight = fields.Number(_("权重"), most="100", places=2, example="25")
    score = fields.Number(_("得分"), most="100", places=2, example="23.00")


class Score(Form):
    """Scores by target from somebody with no interest in the contractor."""

    task = "evaluation.score"
    submit: ClassVar[str] = _("提交评价结果")

    independent = fields.YesNo(_("本机构与承接主体没有利益关系"))
    independence_statement = fields.Text(_("独立性声明"), long=True, most=1000)
    scores = fields.Rows(_("各项得分"), ScoreLine, least=1)
    total = fields.Number(_("总分"), most="100", places=2, example="88.00")
    problems = fields.Text(_("发现的问题"), long=True, most=5000)
    advice = fields.Text(_("改进建议"), long=True, most=5000)
    report = fields.Attachment(_("绩效评价报告"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """No score above its weight, and the total is their sum (ART-25.1)."""
        lines = data["scores"]
        yield from rules.scores_within_weights([(line["code"], line["weight"], line["score"]) for line in lines])
        yield from rules.total_adds_up([line["score"] for line in lines], data["total"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The targets with their weights."""
        found = targets_of(act, project_of(act)).values()
        return {"scores": [{"code": one.code, "weight": plain(one.weight), "score": ""} for one in found]}

    def choices(self, act: Act) -> Choices:
        """The targets."""
        return {"targets": named_targets(act)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the scores, open the communities' period (TD16). Raises Refused: not independent (ART-27.1), other weights (ART-25.1)."""
        project = project_of(act)
        evaluator = act.item.post.place if act.item and act.item.post else ""
        check_independence(act, project, evaluator, data["independent"])
        weights = {code: target.weight for code, target in targets_of(act, project).items()}
        lines = data["scores"]
        act.check(rules.weights_as_promised, [(line["code"], line["weight"]) for line in lines], weights)
        act.check(supervision.every_target, [line["code"] for line in lines], weights, "scores")
        act.settle()
        before = latest(act.session, Evaluation, project.id)
        act.session.add(
            Evaluation(
                **of_project(act, project),
                round=before.round + 1 if before else 1,
                organisation_id=evaluator,
                independence_statement=data["independence_statement"],
                scores=[{"code": line["code"], "weight": plain(line["weight"]), "score": f"{line['score']:.2f}"} for line in lines],
                total=data["total"],
                problems=data["problems"],
                advice=data["advice"],
                scored_by=act.who,
                scored_at=act.now,
            )
        )
        attach(act, "report", data["report"])
        act.period("TD16")
        return {}


class ScoreByTown(Score):
    """The town evaluates itself: somebody of its finance office who neither handled nor accepted the service."""

    task = "evaluation.score_by_town"


class GiveEvaluationOpinion(OpinionForm):
    """A signer's opinion on the evaluation."""

    task = "evaluation.give_opinion"
    stage: ClassVar[str] = EVALUATION

    def limits(self, act: Act) -> Mapping[str, str]:
        """What there is to have an opinion on."""
        return {"opinion": result_of(act)}


class Answer(Form):
    """What the contractor says to its scores."""

    task = "evaluation.answer"
    submit: ClassVar[str] = _("提交答复")
    outcomes: ClassVar[frozenset[str]] = frozenset({rules.ANSWERED})

    objection = fields.YesNo(_("对评价结果是否有异议"))
    statement = fields.Text(_("答复意见"), long=True, most=5000, help=_("有异议的，写明事实和理由，至少10字"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """An objection says what is wrong (TD17)."""
        yield from rules.objection_in_words(data["objection"], data["statement"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What there is to answer."""
        return {"objection": result_of(act)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the answer to this round. Raises Missing before any scores."""
        project = project_of(act)
        answered = {"objection": data["objection"], "statement": data["statement"], "answered_by": act.who, "answered_at": act.now}
        act.session.add(EvaluationAnswer(**of_project(act, project), round=evaluated(act, project).round, **answered))
        return {"outcome": rules.ANSWERED}


class ConcludeEvaluation(Form):
    """The leader lets the result stand, or has it evaluated again after rectification; the decision table follows."""

    task = "evaluation.conclude"
    submit: ClassVar[str] = _("审定评价结论")

    outcome = fields.Choice(_("结论"), (rules.AGREED, rules.AGAIN))
    opinion = fields.Text(_("审定意见"), required=False, load_default="", long=True, most=2000, help=_("整改后复评的至少10字。"))
    reply_to_conditions = fields.Text(
        _("对有条件同意、不同意意见的答复"), required=False, load_default="", needed=_("有此类意见时必填"), long=True, most=2000
    )
    reply_to_objection = fields.Text(
        _("对承接主体异议的答复"), required=False, load_default="", needed=_("有异议时必填"), long=True, most=2000
    )
    collective_on = fields.Date(_("集体研究日期"), required=False, load_default=None, needed=_("有不同意意见时必填"))
    collective_minutes = fields.Attachment(_("集体研究会议纪要"), required=False, load_default=list, needed=_("有不同意意见时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever has it evaluated again says why."""
        if data["outcome"] == rules.AGAIN:
            yield from opinion_in_words(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The score, and the mark below which it may be evaluated again; that once."""
        scored = evaluated(act, project_of(act))
        if scored.round > 1:
            return {"outcome": _("复评得分{total}。复评只进行一次，请按本次得分审定。").format(total=scored.total)}
        text = _("得分{total}。低于{least}分的，可以整改后复评一次。")
        return {"outcome": text.format(total=scored.total, least=plain(pass_mark(act)))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the conclusion. Raises Refused: dissent or objection unanswered (ART-27.2, TD17), a third round (TD18)."""
        project = project_of(act)
        scored = evaluated(act, project)
        check_opinions(act, project, EVALUATION, scored.round, data)
        answer = latest(act.session, EvaluationAnswer, project.id)
        objection = answer is not None and answer.round == scored.round and answer.objection
        act.check(rules.objection_is_answered, objection, data["reply_to_objection"])
        act.check(rules.again_above_pass, data["outcome"], scored.total, pass_mark(act), objection)
        act.check(acceptance.rectified_once, data["outcome"], scored.round > 1, rules.AGAIN)
        act.settle()
        scored.outcome = data["outcome"]
        scored.opinion = data["opinion"]
        scored.reply = data["reply_to_conditions"]
        scored.reply_to_objection = data["reply_to_objection"]
        scored.collective_on = data["collective_on"]
        scored.concluded_by, scored.concluded_at = act.who, act.now
        if data["outcome"] == rules.AGAIN:
            act.period("TD18")
        return {"outcome": data["outcome"]}


class ReportEvaluationRectification(RectificationForm):
    """What the contractor put right before it is evaluated again."""

    task = "evaluation.report_rectification"
    stage: ClassVar[str] = EVALUATION


class NoteEvaluationUnrectified(NoteUnrectified):
    """Nothing was reported before it is evaluated again."""

    task = "evaluation.note_unrectified"
    stage: ClassVar[str] = EVALUATION


class PublishEvaluation(ResultForm):
    """The result for the public (Art. 27); the last instalment waits for it."""

    task = "evaluation.publish"
    asks: ClassVar[frozenset[str]] = ASKED
    submit: ClassVar[str] = _("公布评价结果")

    def prefill(self, act: Act) -> dict[str, Any]:
        """The score and the grade as they were concluded."""
        done = evaluated(act, project_of(act))
        text = _("得分{total}，等级{grade}；改进：{advice}")
        return {"public_report": text.format(total=done.total, grade=done.grade or "", advice=done.advice)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Publish for the town's period (TD23). Raises Refused (ART-8.2, ART-24.1, ART-27.3), Missing before a conclusion."""
        project = project_of(act)
        done = evaluated(act, project)
        if done.concluded_at is None or done.grade is None:
            raise Missing([Reason(_("评价结论尚未审定。"))])
        act.check(public.published_as_evaluated, data["public_report"], done.total, done.grade)
        publish_result(act, project, "evaluation", data["public_report"], data)
        done.public_report, done.published_at = data["public_report"], act.now
        return {}


def check_independence(act: Act, project: Project, evaluator: str, declared: bool, message: str = rules.NOT_INDEPENDENT) -> None:
    """Who evaluates or accepts is not the contractor, nor of its house, nor tied to it (ART-27.1)."""
    contractor = contract_of(act, project).party_b
    house, other = act.session.get(Organisation, contractor), act.session.get(Organisation, evaluator)
    hosts = {row.host for row in (house, other) if row and row.host}
    affiliated = bool(hosts & {contractor, evaluator}) or bool(house and other and house.host and house.host == other.host)
    tied = tie_to(act.session, act.who, contractor, act.today, act.actor) is not None
    act.check(rules.independent, declared, evaluator, contractor, affiliated, tied, message)


def evaluated(act: Act, project: Project) -> Evaluation:
    """The latest round of scores. Raises Missing."""
    found = latest(act.session, Evaluation, project.id)
    if found is None:
        raise Missing([Reason(_("尚未评价打分。"))])
    return found


def result_of(act: Act) -> str:
    """The scores, problems and advice of the round, a line each."""
    found = evaluated(act, project_of(act))
    text = _("评价得分{total}\n发现的问题：{problems}\n改进建议：{advice}")
    return text.format(total=found.total, problems=found.problems, advice=found.advice)


def pass_mark(act: Act) -> Decimal:
    """The lowest score from which anything of the last instalment is paid (town's table TD27)."""
    return min(Decimal(row["from_score"]) for row in figure(act.session, "TD27", occasion(act)) if Decimal(row["ratio"]) > 0)

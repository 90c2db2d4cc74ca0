"""The plan of a purchase (Art. 16) and its review: by one person, or where the Procurement Law binds by a board of four sides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms.base import Choices, Form, Line
from forms.fields import Attachment, Choice, Money, Number, Pick, Rows, Text
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import lawbook, money
from workflows.procurement.charges import charges_of
from workflows.procurement.conditions import judged_conditions, judged_demand, judged_scores
from workflows.procurement.facts import budget_level, regime
from workflows.procurement.models.documents import attach
from workflows.procurement.models.opinions import Opinion, give_opinion
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.procurements import Procurement, Qualification, procurement_of
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import PROCUREMENT_LAW, SOCIAL_FUNDS, method, plan, platform, screening
from workflows.procurement.rules import qualification as terms
from workflows.procurement.rules.funding import fiscal_part
from workflows.procurement.rules.plan import MEND
from workflows.procurement.rules.review import AGREED, RETURN, opinion_in_words
from workflows.procurement.screening import clauses
from workflows.text import _

ORDINARY_REVIEW, KEY_REVIEW = "一般审查", "重点审查"
BOARD = {
    "procurement.review_as_buyer": _("采购"),
    "procurement.review_as_finance": _("财务"),
    "procurement.review_as_supervisor": _("监督"),
    "procurement.review_as_lawyer": _("法律顾问"),
}
"""Who looks at a plan under the Procurement Law before the head of the section, who is the fifth (DEM 23, 32)."""
KINDS = ("一般条件", "法定资质", "业绩", "地域业绩", "奖项", "名录库", "指定", "组织形式", "成立年限", "注册地", "规模", "评估等级", "其他")
WRITTEN = ("demand", "survey_note", "budget", "price_ceiling", "evaluation_method", "acceptance_scheme", "risks")
SCREENED = ("demand", "survey_note", "evaluation_method", "acceptance_scheme", "risks")


class QualificationLine(Line):
    """A condition for taking part."""

    kind = Pick(_("类型"), "qualification_kinds")
    text = Text(_("内容"), most=500)
    law = Text(_("法律依据"), most=300, required=False, load_default="")
    reason = Text(_("理由"), most=500, required=False, load_default="")


class DraftPurchasePlan(Form):
    """编制采购实施计划."""

    task = "procurement.draft_plan"
    asks: ClassVar[frozenset[str]] = frozenset({"plan_review", "regime", "unfair_terms"})
    outcomes: ClassVar[frozenset[str]] = frozenset({ORDINARY_REVIEW, KEY_REVIEW})
    submit = _("送审查")

    demand = Text(_("采购需求"), most=4000, long=True)
    survey_respondents = Number(_("需求调查对象"), unit=_("家"))
    survey_note = Text(_("需求调查情况"), most=2000, long=True, required=False, load_default="")
    budget = Money(_("采购预算"))
    price_ceiling = Money(_("最高限价"))
    qualifications = Rows(
        _("资格条件"),
        QualificationLine,
        required=False,
        load_default=list,
        help=_("不得以成立年限、注册所在地、规模、评估等级作为资格条件（第十六条）。"),
    )
    evaluation_method = Text(_("评审办法"), most=2000, long=True)
    acceptance_scheme = Text(_("验收方案"), most=2000, long=True)
    risks = Text(_("风险及应对"), most=2000, long=True, required=False, load_default="")
    contract_draft = Attachment(_("合同草案"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """No ceiling above the budget."""
        yield from plan.ceiling_within_budget(data["price_ceiling"], data["budget"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The approved amount; a plan that came back stands as it was."""
        project = project_of(act)
        before = act.session.get(Procurement, project.id)
        if before is None:
            return {"budget": money.figures(_approved(project)), "price_ceiling": money.figures(_approved(project))}
        figures = {name: money.figures(getattr(before, name)) for name in ("budget", "price_ceiling")}
        texts = {name: getattr(before, name) for name in WRITTEN if name not in figures}
        lines = [{name: getattr(one, name) for name in ("kind", "text", "law", "reason")} for one in _conditions(act, before)]
        return {**texts, **figures, "survey_respondents": str(before.survey_respondents), "qualifications": lines}

    def choices(self, act: Act) -> Choices:
        """Kinds of conditions."""
        return {"qualification_kinds": [(kind, kind) for kind in KINDS]}

    def limits(self, act: Act) -> Mapping[str, str]:
        """What was approved."""
        return {"budget": _("不超过批准金额{amount}元").format(amount=money.figures(_approved(project_of(act))))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Screen the conditions (Art. 16, D5), hold the money against the approval (ART-13.3). Raises Refused, Invalid."""
        project = project_of(act)
        _bind_by_the_day(act, project)
        conditions = [terms.Condition(**one) for one in data["qualifications"]]
        organisations = act.session.scalars(select(Organisation.name)).all()
        judged = judged_conditions(act, project.regime, conditions, organisations)
        scores = judged_scores(act, project.regime, data["evaluation_method"])
        act.check(terms.four_facts_are_no_condition, judged)
        act.check(terms.demand_hides_no_condition, judged_demand(act, project.regime, data["demand"]))
        act.check(platform.nobody_will_be_exposed, data["demand"], "demand")
        act.check(terms.unfair_terms_are_refused, judged)
        act.check(terms.scale_is_no_score, scores)
        act.check(plan.budget_within_approval, data["budget"], _approved(project))
        act.check(plan.demand_was_surveyed, int(data["survey_respondents"]))
        # What the law forbids comes first: a reason does not save it.
        act.settle()
        act.check(terms.unfair_terms_need_a_reason, judged)
        act.check(terms.licence_cites_its_law, judged)
        act.check(terms.facts_as_score_are_shown, scores)
        act.check(plan.survey_is_recommended, int(data["survey_respondents"]))
        act.check(screening.changed_content_is_screened_again, screening.candidates(_texts(data), clauses()))
        act.settle()
        self._write(act, project, data)
        return {"outcome": act.decide("plan_review", regime=project.regime)["review"]}

    @staticmethod
    def _write(act: Act, project: Project, data: dict[str, Any]) -> None:
        written = act.session.get(Procurement, project.id)
        if written is None:
            written = Procurement(project_id=project.id, authority_id=project.authority_id, began_on=act.today, draft=0, round=1)
        written.draft, written.state, written.drafted_by = written.draft + 1, "planned", act.who
        for name in WRITTEN:
            setattr(written, name, data[name])
        written.survey_respondents = int(data["survey_respondents"])
        act.session.add(written)
        act.session.flush()
        for place, line in enumerate(data["qualifications"]):
            act.session.add(Qualification(project_id=project.id, draft=written.draft, position=place, **line))
        attach(act, "contract_draft", data["contract_draft"])


class ReviewPurchasePlan(Form):
    """审查采购实施计划."""

    task = "procurement.review_plan"
    submit = _("提交审查结论")

    outcome = Choice(_("结论"), (AGREED, RETURN))
    opinion = Text(_("意见"), most=2000, long=True, required=False, load_default="", help=_("退回补正的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A return says why."""
        yield from opinion_in_words(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Agree to buy as planned, where a threshold tells that the town may (ART-21.1), or return the plan. Raises Refused."""
        project = project_of(act)
        if data["outcome"] == AGREED:
            _check_thresholds(act, project)
            written = procurement_of(act.session, project.id)
            act.check(plan.whole_board_agrees, board(act, written) if project.regime == PROCUREMENT_LAW else {})
        act.settle()
        give_opinion(act, project.id, data["outcome"], data["opinion"])
        return {"outcome": data["outcome"]}


class _BoardReview(Form):
    """What one side of the key review says of a plan: agreed, or what is to be mended (DEM 29-33)."""

    submit = _("提交审查意见")

    outcome = Choice(_("意见"), (AGREED, MEND))
    opinion = Text(_("说明"), most=2000, long=True, required=False, load_default="", help=_("建议修改的至少10字。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who wants a change says which."""
        yield from plan.change_is_explained(data["outcome"], data["opinion"])

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Keep the opinion, with the draft that it speaks of."""
        project = project_of(act)
        give_opinion(act, project.id, data["outcome"], data["opinion"], draft=_plan_of(act).draft)
        return {"outcome": data["outcome"]}


class ReviewAsBuyer(_BoardReview):
    """重点审查：采购."""

    task = "procurement.review_as_buyer"


class ReviewAsFinance(_BoardReview):
    """重点审查：财务."""

    task = "procurement.review_as_finance"


class ReviewAsSupervisor(_BoardReview):
    """重点审查：监督."""

    task = "procurement.review_as_supervisor"


class ReviewAsLawyer(_BoardReview):
    """合同文本法律审查."""

    task = "procurement.review_as_lawyer"


def board(act: Act, written: Procurement) -> dict[str, str]:
    """What each side of the key review said of the draft as it stands: side → outcome, empty for who has not spoken."""
    mine = select(Opinion.task, Opinion.outcome, Opinion.details).where(Opinion.project_id == written.project_id, Opinion.task.in_(BOARD))
    said = {
        task: outcome for task, outcome, details in act.session.execute(mine.order_by(Opinion.id)) if details.get("draft") == written.draft
    }
    return {side: said.get(task, "") for task, side in BOARD.items()}


def _bind_by_the_day(act: Act, project: Project) -> None:
    """A plan is begun under the threshold of that day: one that changed since the approval decides anew whether the law binds."""
    if act.session.get(Procurement, project.id) is not None or project.regime == SOCIAL_FUNDS:
        return
    said = regime(act)
    if said["limit"] is not None:
        project.regime = act.regime = act.decide("regime", **said)["regime"]


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    """Field path → text, for every field that is written freely."""
    texts = {name: data[name] for name in SCREENED}
    return texts | {f"qualifications.{place}.text": line["text"] for place, line in enumerate(data["qualifications"])}


def _approved(project: Project) -> Any:
    return project.amount if project.approved_amount is None else project.approved_amount


def _plan_of(act: Act) -> Procurement:
    return procurement_of(act.session, project_of(act).id)


def _conditions(act: Act, written: Procurement) -> list[Qualification]:
    mine = select(Qualification).where(Qualification.project_id == written.project_id, Qualification.draft == written.draft)
    return list(act.session.scalars(mine.order_by(Qualification.position)))


def _check_thresholds(act: Act, project: Project) -> None:
    """The thresholds of the day on which the plan was begun."""
    written, level = procurement_of(act.session, project.id), budget_level(act)
    limit = lawbook.threshold(act.session, lawbook.LIMIT, occasion(act, written.began_on), level)
    fiscal = bool(fiscal_part(charges_of(act.session, project.id), project.funds_separable))
    act.check(method.limit_is_registered, fiscal, limit, written.began_on)

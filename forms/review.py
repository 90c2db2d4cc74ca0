"""The town's review of a project (Art. 20): three opinions, the leader, the meeting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import bindparam, exists, select

from forms import review_outcomes as outcomes
from forms.base import Choices, Form, Line
from forms.fields import Choice, Number, Picks, Reference, Rows, Text, YesNo
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import aggregation, lawbook, money, rulings
from workflows.procurement.charges import charges_of
from workflows.procurement.clauses import heads
from workflows.procurement.models.opinions import Opinion, give_opinion
from workflows.procurement.models.projects import KeywordCandidate, Project, parts, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import funding, screening, splitting
from workflows.procurement.rules import review as rules
from workflows.procurement.rules.origination import OTHER
from workflows.procurement.rules.screening import PROHIBITED
from workflows.procurement.screening import clause
from workflows.text import _

_SUB_ITEM = select(Project.sub_item).where(Project.id == bindparam("project"))
PRINCIPLES = 5
"""The article whose items are the principles of buying."""
THREE = ("review.give_finance_opinion", "review.give_business_opinion", "review.give_compliance_opinion")


def score() -> Number:
    """What the project is worth in the eyes of the one who judges."""
    return Number(_("评分"), most="100", places=2, unit=_("分"))


def words() -> Text:
    """The opinion; it may be left out by who simply agrees."""
    return Text(_("意见"), most=2000, long=True, required=False, load_default="", help=_("除“同意”外至少10字。"))


class GiveFinanceOpinion(Form):
    """出具财务意见."""

    task = "review.give_finance_opinion"
    submit = _("提交财务意见")

    fund_checked = Picks(_("已核对的资金"), "funds", least=1)
    outcome = Choice(_("结论"), rules.OPINIONS)
    score = score()
    opinion = words()

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not simply agree says why."""
        yield from rules.opinion_in_words(data["outcome"], data["opinion"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The project's own funds."""
        return {"fund_checked": [one.code for one in charges_of(act.session, project_of(act).id)]}

    def choices(self, act: Act) -> Choices:
        """The project's funds with what they still have."""
        text = _("{code}（可用{available}元，本项目{amount}元）")
        lines = charges_of(act.session, project_of(act).id)
        shown = [text.format(code=one.code, available=money.figures(one.available), amount=money.figures(one.amount)) for one in lines]
        return {"funds": [(one.code, label) for one, label in zip(lines, shown, strict=True)]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Hold the project against its funds (ART-13.3): one read, one row. Raises Refused."""
        assert act.case.subject_id is not None
        lines = charges_of(act.session, act.case.subject_id)
        act.check(rules.every_fund_is_checked, [one.code for one in lines], data["fund_checked"])
        if data["outcome"] != rules.OPPOSED:
            act.check(funding.funds_suffice, lines, "fund_checked")
        act.settle()
        give_opinion(act, act.case.subject_id, data["outcome"], data["opinion"], data["score"], fund_checked=data["fund_checked"])
        return {}


class GiveBusinessOpinion(Form):
    """出具业务意见.

    Also against the four principles (ART-5.1; Art. 5, items 1 to 4).
    """

    task = "review.give_business_opinion"
    submit = _("提交业务意见")

    duplicate_found = YesNo(_("与在办项目重复"))
    matches_guide = YesNo(_("符合区级购买指引"))
    category_confirmed = YesNo(_("类别“其他”已确认属于第八条范围"), required=False, load_default=False, help=_("类别为“其他”的项目填写。"))
    principles = Picks(
        _("符合的基本原则"),
        choices=heads(PRINCIPLES),
        required=False,
        load_default=list,
        help=_("对照第五条逐项核对，不符合的在意见中写明。"),
    )
    outcome = Choice(_("结论"), rules.OPINIONS)
    score = score()
    opinion = words()

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whoever does not simply agree, or departs from the guide, says why."""
        yield from rules.opinion_in_words(data["outcome"], data["opinion"])
        yield from rules.departure_from_the_guide_is_explained(data["matches_guide"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """What else the town buys of this service in the year (ART-21.2)."""
        year = aggregation.planned_year(act, project_of(act))
        warned = splitting.SENTENCE if year.split else ""
        return {"duplicate_found": f"{warned}{year.told()}"} if year.others else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Need, duplicates, guide, category (ART-8.1): one read, one row. Raises Refused."""
        assert act.case.subject_id is not None
        outcome, sub_item = data["outcome"], act.session.connection().execute(_SUB_ITEM, {"project": act.case.subject_id}).scalar_one()
        act.check(rules.duplicates_are_not_agreed, outcome, data["duplicate_found"])
        act.check(rules.other_is_confirmed, sub_item == OTHER, outcome, data["category_confirmed"])
        act.settle()
        answers = {name: data[name] for name in ("duplicate_found", "matches_guide", "category_confirmed", "principles")}
        give_opinion(act, act.case.subject_id, outcome, data["opinion"], data["score"], **answers)
        return {}


class KeywordDecision(Line):
    """The answer to one keyword."""

    keyword = Text(_("关键词"), most=40)
    decision = Choice(_("判断"), screening.DECISIONS)
    reason = Text(_("理由"), most=500, required=False, load_default="")


NO_KEYWORD = _("系统没有发现需要判断的关键词，此项不用填写。")


def written(label: str) -> Text:
    """The written judgement of one of the last two items; that it is there is a rule's to say (ART-11.2)."""
    return Text(label, most=2000, long=True, required=False, load_default="", needed=_("必填"), help=_("写明所依据的文件。"))


class GiveComplianceOpinion(Form):
    """出具合规意见."""

    task = "review.give_compliance_opinion"
    submit = _("提交合规意见")

    keyword_decisions = Rows(
        _("关键词判断"), KeywordDecision, required=False, load_default=list, help=_("系统提示的每个关键词都须判断。"), nothing=NO_KEYWORD
    )
    art11_5_opinion = written(_("第十一条第（五）项书面意见"))
    art11_6_opinion = written(_("第十一条第（六）项书面意见"))
    conflict_found = YesNo(_("发现利益冲突"))
    outcome = Choice(_("结论"), rules.OPINIONS)
    score = score()
    opinion = words()

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Written opinions, reasons for what is cleared."""
        yield from rules.opinion_in_words(data["outcome"], data["opinion"])
        yield from screening.written_opinion_on_the_last_two({number: data[f"art11_{number}_opinion"] for number in (5, 6)})
        decisions = [(one["keyword"], one["decision"], one["reason"]) for one in data["keyword_decisions"]]
        yield from screening.clearing_gives_a_reason(decisions)

    def prefill(self, act: Act) -> dict[str, Any]:
        """A line for every keyword found."""
        found = dict.fromkeys(one.keyword for one in parts(act.session, project_of(act), KeywordCandidate))
        return {"keyword_decisions": [{"keyword": keyword, "decision": "", "reason": ""} for keyword in found]}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Answer every candidate (ART-11.2); what is confirmed is not agreed to (ART-11.1): one read, one row. Raises Refused."""
        assert act.case.subject_id is not None
        found, outcome = _candidates(act), data["outcome"]
        decided = {one["keyword"]: one for one in data["keyword_decisions"]}
        clauses = {one.keyword: clause(int(one.clause)) for one in found}
        confirmed = [(word, clauses[word]) for word, one in decided.items() if one["decision"] == PROHIBITED and word in clauses]
        act.check(screening.every_keyword_is_answered, list(clauses), list(decided))
        act.check(screening.prohibited_is_not_agreed, confirmed, outcome != rules.OPPOSED)
        act.check(rules.conflict_is_not_agreed, outcome, data["conflict_found"])
        act.settle()
        for one in found:
            answer = decided[one.keyword]
            one.decision, one.reason = answer["decision"], answer["reason"]
            one.decided_by, one.decided_at = act.who, act.now
        answers = {name: data[name] for name in ("art11_5_opinion", "art11_6_opinion", "conflict_found")}
        give_opinion(act, act.case.subject_id, outcome, data["opinion"], data["score"], **answers)
        return {}


class GiveLeaderOpinion(Form):
    """分管领导审核."""

    task = "review.give_leader_opinion"
    asks: ClassVar[frozenset[str]] = frozenset({"risk", "project_approver"})
    submit = _("提交审核意见")

    outcome = Choice(_("结论"), rules.LEADER)
    score = score()
    opinion = words()
    approval_no = Reference(_("立项批复文号"), most=80, required=False, load_default="", help=_("直接同意立项的填写。"))
    conditions = outcomes.conditions()
    marks = outcomes.marks()
    reject_reasons = outcomes.reject_reasons()
    deferred_until = outcomes.deferred_until()

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Whatever is no plain yes says why, and what follows."""
        yield from outcomes.written_out(data)

    def choices(self, act: Act) -> Choices:
        """The fields of the plan, to be marked."""
        return {"plan_fields": outcomes.plan_fields()}

    def limits(self, act: Act) -> Mapping[str, str]:
        """Up to which amount a leader approves alone."""
        amount = project_of(act).amount
        approver, least = _approver(act, amount)
        alone = approver != rules.BY_MEETING
        text = _("本项目{amount}元，未达到{least}元，可直接同意立项。") if alone else _("本项目{amount}元，达到{least}元须提交集体研究。")
        return {"outcome": text.format(amount=money.figures(amount), least=money.figures(least))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Send it to the meeting, approve it below the town's figure, return or reject it (ART-20.1, 20.2, TD02). Raises Refused."""
        outcome, text, number = data["outcome"], data["opinion"], data["approval_no"]
        project, confirmed, opposed = _before_the_leader(act)
        goes_on = outcome == rules.SUBMIT or outcome in rules.APPROVING
        act.check(screening.prohibited_goes_no_further, confirmed, goes_on)
        act.check(rules.opposition_is_answered, opposed, outcome, text)
        approver, least = _approver(act, project.amount)
        act.check(rules.large_amounts_go_to_the_meeting, outcome, approver, project.amount, least)
        outcomes.check(act, data)
        if outcome in rules.APPROVING:
            act.check(funding.funds_suffice, charges_of(act.session, project.id), "outcome")
            act.check(rules.approval_number_is_new, approval_taken(act, project, number))
        act.settle()
        give_opinion(act, project.id, outcome, text, data["score"])
        rulings.rule_on(act, project, data)
        if outcome in rules.APPROVING:
            project.approval_no, project.approved_amount = number or None, project.amount
            project.approved_at, project.state = act.now, "approved"
            outcomes.flag_approval(act, project)
        else:
            project.state = STATES.get(outcome, project.state)
        return {"outcome": outcome}


def _approver(act: Act, amount: Decimal) -> tuple[str, Decimal]:
    """Who approves a project of this amount, and from which amount on it is the meeting (TD02)."""
    least = lawbook.figure(act.session, "TD02", occasion(act))
    return act.decide("project_approver", amount=amount, collective_from=least)["approver"], least


STATES = {rules.RETURN: "returned", rules.REJECT: "rejected"}
"""What becomes of a project that goes no further."""


def approval_taken(act: Act, project: Project, number: str) -> bool:
    """Whether another project was approved under this number."""
    if not number:
        return False
    mine = select(Project.id).where(Project.approval_no == number, Project.id != project.id)
    return act.session.scalars(mine).first() is not None


IN_FORCE = (Project.id == KeywordCandidate.project_id) & (Project.revision == KeywordCandidate.revision)
KEYWORDS = select(KeywordCandidate).join(Project, IN_FORCE).where(Project.id == bindparam("project_id")).order_by(KeywordCandidate.position)
SPOKEN = (Opinion.project_id == Project.id) & Opinion.task.in_(THREE) & (Opinion.at >= Project.submitted_at)
BEFORE_THE_LEADER = select(
    Project,
    exists().where(IN_FORCE, KeywordCandidate.decision == PROHIBITED),
    exists().where(SPOKEN, Opinion.outcome == rules.OPPOSED),
).where(Project.id == bindparam("project_id"))


def _candidates(act: Act) -> list[KeywordCandidate]:
    """The keywords of the plan in force, with one read."""
    return list(act.session.scalars(KEYWORDS, {"project_id": act.case.subject_id}))


def _before_the_leader(act: Act) -> tuple[Project, bool, bool]:
    """The project; whether compliance confirmed a prohibition, and whether one of the three opposed it. One read."""
    project, confirmed, opposed = act.session.execute(BEFORE_THE_LEADER, {"project_id": act.case.subject_id}).one()
    return project, bool(confirmed), bool(opposed)

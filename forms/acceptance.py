"""Forms of acceptance: the completion report, the survey, the check item by item, the communities' opinions, the conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import select

from forms import fields
from forms.base import Choices, Form, Line
from forms.beside import of_project
from forms.performance import as_json, contract_of, days_in_order, named_targets, standard, targets_of
from forms.sign_off import FIELDS, OpinionForm, check_signers, groups, holders, ties
from forms.supervision import DoneLine
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import silence
from workflows.procurement.lawbook import figure
from workflows.procurement.models import performance as models
from workflows.procurement.models.documents import attach
from workflows.procurement.models.performance import ACCEPTANCE, COMMITTEE, RESIDENT, acceptance_round, latest
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import acceptance as rules
from workflows.procurement.rules import sign_off, supervision
from workflows.procurement.rules.silence import NOT_BEGUN
from workflows.procurement.rules.targets import SATISFACTION
from workflows.procurement.rules.wording import day
from workflows.text import _

SCALE = (rules.MET, _("基本达到"), rules.NOT_MET)


class ItemLine(Line):
    """A target beside what was found."""

    code = fields.Pick(_("指标"), source="targets", example="M1")
    standard = fields.Text(_("标准"), example="320小时")
    result = fields.Text(_("核验结果"), example="320小时")
    passed = fields.Choice(_("是否达到"), SCALE)
    reason = fields.Text(_("未达到的原因"), required=False, load_default="", most=500)


class ReportCompletion(Form):
    """The contractor's word that the service is complete."""

    task = "acceptance.report_completion"
    undated: ClassVar[bool] = True
    submit: ClassVar[str] = _("提交完工报告")
    outcomes: ClassVar[frozenset[str]] = frozenset({rules.REPORTED})

    completed_on = fields.Date(_("完工日期"), example="2026-11-29")
    done = fields.Rows(_("各项指标完成数"), DoneLine, least=1, help=_("满意度由镇街调查，不在此填写"))
    issues_solved = fields.YesNo(_("监管中发现的问题是否都已解决"))
    report = fields.Attachment(_("完工报告"))
    ledger = fields.Attachment(_("服务台账"))

    def choices(self, act: Act) -> Choices:
        """The targets."""
        return {"targets": named_targets(act)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The contract's last day, and the last one on which this report is not late (TD45)."""
        ends_on, last = contract_of(act, project_of(act)).ends_on, silence.completion_last_day(act.session, act.case)
        return {"completed_on": _("合同期满日为{day}，完工报告最迟{last}提交").format(day=day(ends_on), last=day(last))}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the report, close the problems said to be solved; a late one is flagged (F05).

        Raises Refused where days or targets do not fit (ART-23.1, ART-25.1).
        """
        project = project_of(act)
        contract, targets = contract_of(act, project), targets_of(act, project)
        codes = [line["code"] for line in data["done"]]
        wanted = [code for code, target in targets.items() if target.kind != SATISFACTION]
        act.check(supervision.already_past, data["completed_on"], act.today, "completed_on")
        act.check(supervision.not_before_start, data["completed_on"], contract.begins_on, "completed_on")
        act.check(supervision.completed_in_time, data["completed_on"], contract.ends_on)
        act.check(supervision.codes_of_targets, codes, targets, "done")
        act.check(supervision.every_target, codes, wanted, "done")
        still_open = select(models.Issue).where(models.Issue.project_id == project.id, models.Issue.solved_on.is_(None))
        issues = act.session.scalars(still_open.order_by(models.Issue.id)).all()
        act.check(supervision.problems_left, [one.issue for one in issues], data["issues_solved"])
        act.settle()
        if act.today > silence.completion_last_day(act.session, act.case):
            act.record.flags.append(NOT_BEGUN)
        for issue in issues if data["issues_solved"] else ():
            issue.solved_on = data["completed_on"]
        act.session.add(
            models.CompletionReport(
                **of_project(act, project),
                completed_on=data["completed_on"],
                done=as_json(data["done"]),
                issues_solved=data["issues_solved"],
                reported_by=act.who,
                reported_at=act.now,
            )
        )
        attach(act, "report", data["report"])
        attach(act, "ledger", data["ledger"])
        return {"outcome": rules.REPORTED}


class RecordSurvey(Form):
    """The satisfaction of those served, without which nothing is accepted (Art. 26)."""

    task = "acceptance.record_survey"
    submit: ClassVar[str] = _("登记调查结果")

    method = fields.Text(_("调查方式"), example=_("匿名问卷（线上与纸质）"))
    period_from = fields.Date(_("调查起"), example="2026-11-16")
    period_to = fields.Date(_("调查止"), example="2026-11-28")
    beneficiaries = fields.Number(_("服务对象人数"), least="1", unit=_("人"), example="420")
    issued = fields.Number(_("发放份数"), least="1", unit=_("份"), example="70")
    valid = fields.Number(_("有效份数"), unit=_("份"), example="64")
    satisfied = fields.Number(_("满意份数"), unit=_("份"), example="59")
    satisfaction = fields.Number(
        _("满意度"), most="100", places=2, unit="%", example="92.19", help=_("满意份数÷有效份数，四舍五入到两位小数")
    )
    spot_check = fields.Text(_("抽查情况"), long=True, most=2000, personal=True, help=_("电话或上门回访的人数和结果，不写姓名、电话"))
    raw_answers = fields.Attachment(_("调查原始数据"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The counts are in order and the percentage is theirs (ART-26.1)."""
        yield from days_in_order(data["period_from"], data["period_to"], "period_to")
        yield from rules.answers_in_order(int(data["issued"]), int(data["valid"]), int(data["satisfied"]))
        yield from rules.satisfaction_adds_up(int(data["satisfied"]), int(data["valid"]), data["satisfaction"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """As many as the plan wanted to serve."""
        return {"beneficiaries": str(project_of(act).beneficiaries)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How many valid answers the town wants (TD13)."""
        sample = rules.Sample.parse(figure(act.session, "TD13", occasion(act)))
        text = _("不少于{least}份，或不少于服务对象的{share}")
        return {"valid": text.format(least=sample.least, share=f"{100 / sample.divisor:g}%")}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the survey of this round. Raises Refused for too small a sample (ART-26.1, TD13) and for days that cannot be."""
        project = project_of(act)
        sample = rules.Sample.parse(figure(act.session, "TD13", occasion(act)))
        counts = {name: int(data[name]) for name in ("beneficiaries", "issued", "valid", "satisfied")}
        act.check(rules.sample_is_large_enough, counts["valid"], counts["beneficiaries"], sample)
        act.check(rules.survey_days, data["period_from"], data["period_to"], contract_of(act, project).begins_on, act.today)
        act.check(rules.served_as_planned, counts["beneficiaries"], project.beneficiaries, counts["issued"])
        act.settle()
        act.record.flags.extend(rules.too_good(data["satisfaction"], counts["valid"], sample))
        act.session.add(
            models.Survey(
                **of_project(act, project),
                **counts,
                round=acceptance_round(act.session, project.id),
                method=data["method"],
                period_from=data["period_from"],
                period_to=data["period_to"],
                satisfaction=data["satisfaction"],
                spot_check=data["spot_check"],
                recorded_by=act.who,
                recorded_at=act.now,
            )
        )
        attach(act, "raw_answers", data["raw_answers"])
        return {}


class CheckItems(Form):
    """Every target against its standard, and who of the communities signs."""

    task = "acceptance.check_items"
    submit: ClassVar[str] = _("确认核验结果并送社区会签")

    items = fields.Rows(_("逐项核验"), ItemLine, least=1)
    committee_signers = fields.Picks(_("两委成员会签人"), source="committee_members", required=False, load_default=list)
    resident_signers = fields.Picks(_("村（居）民代表会签人"), source="resident_reps", required=False, load_default=list)
    check_record = fields.Attachment(_("逐项核验表"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """A shortfall has its reason (ART-26.1); nobody signs for both groups (ART-27.2)."""
        yield from rules.shortfall_has_its_reason([(line["passed"], line["reason"]) for line in data["items"]])
        yield from sign_off.in_one_group(data["committee_signers"], data["resident_signers"])

    def prefill(self, act: Act) -> dict[str, Any]:
        """The targets with the standards that were set before the purchase."""
        found = targets_of(act, project_of(act)).values()
        return {"items": [{"code": one.code, "standard": standard(one), "result": "", "passed": "", "reason": ""} for one in found]}

    def choices(self, act: Act) -> Choices:
        """The targets; who holds the posts in the project's communities; those close to the contractor are marked."""
        project = project_of(act)
        contractor = contract_of(act, project).party_b
        lists = {"committee_members": COMMITTEE, "resident_reps": RESIDENT}
        people = {name: _marked(act, holders(act, project, group), contractor) for name, group in lists.items()}
        return {**people, "targets": named_targets(act)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """How many of each group the town wants (TD14)."""
        text = _("至少{least}人（各社区合计）")
        return {one.field: text.format(least=one.least) for one in groups(act, project_of(act)).values()}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the items and the signers, open their period (TD15). Raises Refused (ART-25.1, ART-27.2, TD14, SOD-h)."""
        project = project_of(act)
        targets = {code: standard(target) for code, target in targets_of(act, project).items()}
        act.check(rules.items_are_the_targets, [(line["code"], line["standard"]) for line in data["items"]], targets)
        act.check(supervision.every_target, [line["code"] for line in data["items"]], targets, "items")
        _compare_with_survey(act, project, data["items"])
        named = {group: data[field] for group, field in FIELDS.items()}
        places = check_signers(act, project, contract_of(act, project).party_b, named)
        act.settle()
        number = acceptance_round(act.session, project.id)
        for line in data["items"]:
            act.session.add(models.AcceptanceItem(**of_project(act, project), **line, round=number, checked_by=act.who, checked_at=act.now))
        self._name(act, project, number, named, places)
        attach(act, "check_record", data["check_record"])
        act.period("TD15")
        return {}

    @staticmethod
    def _name(act: Act, project: Project, number: int, named: Mapping[str, list[str]], places: Mapping[str, str]) -> None:
        for group, accounts in named.items():
            for position, account in enumerate(accounts, 1):
                who = {"group": group, "position": position, "account": account, "community_id": places[account]}
                act.session.add(models.Signer(**of_project(act, project), **who, round=number, named_by=act.who, named_at=act.now))


class GiveAcceptanceOpinion(OpinionForm):
    """A signer's opinion on the acceptance."""

    task = "acceptance.give_opinion"
    stage: ClassVar[str] = ACCEPTANCE


def _compare_with_survey(act: Act, project: Project, items: list[dict[str, Any]]) -> None:
    """Point out what contradicts the survey of this round, where it is already recorded."""
    survey = latest(act.session, models.Survey, project.id)
    if survey is None or survey.round != acceptance_round(act.session, project.id):
        return
    wanted = {code: one.target for code, one in targets_of(act, project).items() if one.kind == SATISFACTION and one.unit == "%"}
    lines = [(line["code"], line["passed"], line["result"]) for line in items]
    act.check(rules.satisfaction_is_the_surveys, lines, wanted, survey.satisfaction)


def _marked(act: Act, people: Mapping[str, tuple[str, str]], contractor: str) -> list[tuple[str, str]]:
    close = ties(act, contractor, people)
    warned = _("{who}（{how}，不能会签）")
    return [(account, warned.format(who=who, how=close[account][1]) if account in close else who) for account, (who, _at) in people.items()]

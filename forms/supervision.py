"""Forms of supervision: the contractor reports progress, the town's monitor verifies it on the spot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import func, or_, select

from forms import fields
from forms.base import Choices, Form, Line
from forms.beside import of_project
from forms.performance import as_json, contract_of, days_in_order, named_targets, targets_of
from workflows.act import Act, Facts
from workflows.errors import Missing, Reason
from workflows.procurement.models.documents import attach
from workflows.procurement.models.people import Account, Post
from workflows.procurement.models.performance import Issue, ProgressCheck, ProgressReport, last_verified
from workflows.procurement.models.projects import Project, project_of
from workflows.procurement.rules import supervision as rules
from workflows.text import _

GO_ON, TO_COMPLETION, REPORTED = _("继续监管"), _("转入完工报告"), _("已报告")


class DoneLine(Line):
    """What was done towards one target."""

    code = fields.Pick(_("指标"), source="targets", example="M1")
    quantity = fields.Number(_("完成数量"), places=2, example="176")


class FindingLine(Line):
    """A reported figure and what was found."""

    code = fields.Pick(_("指标"), source="targets", example="M1")
    reported = fields.Number(_("申报数"), places=2, example="176")
    verified = fields.Number(_("核验数"), places=2, example="176")


class IssueLine(Line):
    """A problem found on the spot."""

    found_on = fields.Date(_("发现日期"), example="2026-10-09")
    issue = fields.Text(_("问题"), most=500, example=_("两场讲座改期"))
    owner = fields.Pick(_("责任人"), source="owners", example="org_2")
    due_on = fields.Date(_("解决期限"), example="2026-10-30")
    solved_on = fields.Date(_("解决日期"), required=False, load_default=None, help=_("尚未解决的留空"))


class ReportProgress(Form):
    """The contractor's report for a period of the contract."""

    task = "supervision.report_progress"
    undated: ClassVar[bool] = True
    submit: ClassVar[str] = _("提交进度报告")
    outcomes: ClassVar[frozenset[str]] = frozenset({REPORTED})

    period_from = fields.Date(_("报告期起"), example="2026-08-03")
    period_to = fields.Date(_("报告期止"), example="2026-09-29")
    done = fields.Rows(_("各项指标完成数"), DoneLine, least=1)
    problems = fields.Text(_("存在问题"), required=False, load_default="", long=True, most=2000, help=_("没有问题的留空"))
    report = fields.Attachment(_("进度报告"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """The period ends no earlier than it begins."""
        yield from days_in_order(data["period_from"], data["period_to"], "period_to")

    def choices(self, act: Act) -> Choices:
        """The targets."""
        return {"targets": named_targets(act)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the report. Raises Refused for days to come (ART-23.1) or beside the targets (ART-25.1)."""
        project = project_of(act)
        contract = contract_of(act, project)
        for reason in act.check(rules.inside_the_term, data["period_from"], data["period_to"], contract.begins_on, contract.ends_on):
            act.record.flags.append({"period_from": "F14", "period_to": "F16"}[reason.field])
        act.check(rules.already_past, data["period_to"], act.today, "period_to")
        act.check(rules.codes_of_targets, [line["code"] for line in data["done"]], targets_of(act, project), "done")
        act.settle()
        before = act.session.scalar(select(func.count()).where(ProgressReport.project_id == project.id)) or 0
        act.session.add(
            ProgressReport(
                **of_project(act, project),
                number=before + 1,
                period_from=data["period_from"],
                period_to=data["period_to"],
                done=as_json(data["done"]),
                problems=data["problems"],
                reported_by=act.who,
                reported_at=act.now,
            )
        )
        attach(act, "report", data["report"])
        return {"outcome": REPORTED}


class VerifyProgress(Form):
    """The monitor's visit: what was found, what is to be solved, and whether supervision goes on."""

    task = "supervision.verify_progress"
    submit: ClassVar[str] = _("登记核验结果")

    visited_on = fields.Date(_("现场核验日期"), example="2026-10-09")
    verified = fields.YesNo(_("核验是否通过"), help=_("通过的进度是后续付款的依据（第二十三条）"))
    progress_percent = fields.Number(
        _("累计履约进度"), required=False, load_default=None, needed=_("核验通过时必填"), most="100", places=2, unit="%", example="55"
    )
    findings = fields.Rows(_("核验情况"), FindingLine, required=False, load_default=list)
    issues = fields.Rows(_("问题台账"), IssueLine, required=False, load_default=list)
    next = fields.Choice(_("下一步"), (GO_ON, TO_COMPLETION))
    visit_record = fields.Attachment(_("现场核验记录"), required=False, needed=_("核验通过时必填"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Verified progress is above zero and has its record (ART-23.1); days of problems are in order (ART-26.2)."""
        yield from rules.seen_on_the_spot(data["verified"], data["progress_percent"], bool(data["visit_record"]))
        yield from rules.found_within_the_report([(line["reported"], line["verified"]) for line in data["findings"]])
        yield from rules.issue_days_in_order([(line["found_on"], line["due_on"], line["solved_on"]) for line in data["issues"]])

    def prefill(self, act: Act) -> dict[str, Any]:
        """What the contractor reported, to be compared."""
        report = last_report(act, project_of(act))
        return {"findings": [{"code": line["code"], "reported": line["quantity"], "verified": line["quantity"]} for line in report.done]}

    def choices(self, act: Act) -> Choices:
        """Who may own a problem: the contractor's agents and the town's monitors."""
        project = project_of(act)
        return {"owners": owners_of(act, project), "targets": named_targets(act)}

    def limits(self, act: Act) -> Mapping[str, str]:
        """The progress that was verified last."""
        last = last_verified(act.session, project_of(act).id)
        return {"progress_percent": _("上次核验为{last}%").format(last=rules.plain(last.percent))} if last else {}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Write the check and the problem log. Raises Refused where visit, figures or owners cannot be (ART-23.1, ART-26.2)."""
        project = project_of(act)
        contract, report = contract_of(act, project), last_report(act, project)
        last = last_verified(act.session, project.id)
        act.check(rules.already_past, data["visited_on"], act.today, "visited_on")
        act.check(rules.not_before_start, data["visited_on"], contract.begins_on, "visited_on")
        act.check(rules.codes_of_targets, [line["code"] for line in data["findings"]], targets_of(act, project), "findings")
        reported = {line["code"]: line["quantity"] for line in report.done}
        findings = [(line["code"], line["reported"]) for line in data["findings"]]
        act.check(rules.findings_answer_the_report, reported, findings, data["verified"])
        act.check(rules.something_was_verified, data["verified"], data["progress_percent"], [line["verified"] for line in data["findings"]])
        act.check(rules.no_step_back, data["verified"], data["progress_percent"], last.percent if last else None)
        act.check(rules.completion_after_progress, data["next"] == TO_COMPLETION, data["verified"], last is not None)
        act.check(rules.issues_of_this_contract, [one["found_on"] for one in data["issues"]], contract.begins_on)
        owners = {account for account, _label in owners_of(act, project)}
        act.check(rules.issues_are_known, [(one["found_on"], one["solved_on"], one["owner"]) for one in data["issues"]], owners, act.today)
        act.settle()
        self._write(act, project, report, data)
        attach(act, "visit_record", data["visit_record"])
        return {"outcome": data["next"]}

    @staticmethod
    def _write(act: Act, project: Project, report: ProgressReport, data: dict[str, Any]) -> None:
        act.session.add(
            ProgressCheck(
                **of_project(act, project),
                report_id=report.id,
                visited_on=data["visited_on"],
                verified=data["verified"],
                percent=data["progress_percent"] or Decimal("0.00"),
                findings=as_json(data["findings"]),
                next=data["next"],
                checked_by=act.who,
                checked_at=act.now,
            )
        )
        for line in data["issues"]:
            act.session.add(Issue(**of_project(act, project), **line, noted_by=act.who, noted_at=act.now))


def last_report(act: Act, project: Project) -> ProgressReport:
    """The progress report to be verified. Raises Missing."""
    mine = select(ProgressReport).where(ProgressReport.project_id == project.id)
    report = act.session.scalars(mine.order_by(ProgressReport.number.desc()).limit(1)).one_or_none()
    if report is None:
        raise Missing([Reason(_("尚无进度报告。"))])
    return report


def owners_of(act: Act, project: Project) -> list[tuple[str, str]]:
    """Accounts that may own a problem: agents of the contractor and monitors of the town, today."""
    contract = contract_of(act, project)
    posts = ("organisation.agent", contract.party_b), ("town.monitor", project.authority_id)
    held = or_(*((Post.role == role) & (Post.place == place) for role, place in posts))
    today = (Post.from_date <= act.today) & or_(Post.to_date.is_(None), Post.to_date >= act.today)
    found = select(Account.name, Account.display).join(Post, Post.account == Account.name).where(held, today, Account.active.is_(True))
    return [(name, display) for name, display in act.session.execute(found.order_by(Account.name).distinct())]

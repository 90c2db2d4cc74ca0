"""Supervision (Arts. 23, 25, 26): reports inside the contract's term, progress seen on the spot, problems that have an owner and a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day as said
from workflows.text import _

ON_THE_SPOT = _("核验通过须填写大于0的进度并附现场核验记录。")
LEAST_PERCENT = 1
LONGEST_DAYS = 366
"""How far ahead a problem may be due: a year."""


@rule("ART-25.1", at=("supervision.report_progress", "supervision.verify_progress", "acceptance.report_completion"))
def codes_of_targets(codes: Sequence[str], targets: Collection[str], field: str) -> Iterator[Reason]:
    """Progress is reported by the project's own targets, each at most once."""
    for place, code in enumerate(codes):
        if code not in targets:
            yield Reason(_("{code}不是本项目的绩效指标。").format(code=code), f"{field}.{place}.code")
        elif code in codes[:place]:
            yield Reason(_("指标{code}重复填写。").format(code=code), f"{field}.{place}.code")


@rule(
    "ART-25.1",
    at=(
        "acceptance.report_completion",
        "acceptance.check_items",
        "acceptance.check_items_by_third_party",
        "evaluation.score",
        "evaluation.score_by_town",
    ),
)
def every_target(codes: Sequence[str], targets: Iterable[str], field: str) -> Reason | None:
    """No target is left out: all of them were promised before the purchase."""
    missing = [code for code in targets if code not in codes]
    if not missing:
        return None
    return Reason(_("指标{codes}尚未填写。").format(codes="、".join(missing)), field)


@rule("ART-22.2", at=("supervision.report_progress",), level="warn")
def inside_the_term(period_from: dt.date, period_to: dt.date, begins_on: dt.date, ends_on: dt.date) -> Iterator[Reason]:
    """Service before or after the contract's term is pointed out (F14, F16): it may be late, it extends nothing."""
    if period_from < begins_on:
        yield Reason(_("报告期早于合同开始日{day}，请核实是否先履约后签约。").format(day=said(begins_on)), "period_from")
    if period_to > ends_on:
        yield Reason(_("报告期超过合同期满日{day}，属逾期履约，合同不因此延长。").format(day=said(ends_on)), "period_to")


@rule("ART-23.1", at=("supervision.report_progress", "supervision.verify_progress", "acceptance.report_completion"))
def already_past(day: dt.date, today: dt.date, field: str) -> Reason | None:
    """What is reported or checked has happened: no day after today."""
    if day <= today:
        return None
    return Reason(_("{day}尚未到，不能填写今天（{today}）以后的日期。").format(day=said(day), today=said(today)), field)


@rule("ART-23.1", at=("supervision.verify_progress", "acceptance.report_completion"))
def not_before_start(day: dt.date, begins_on: dt.date, field: str) -> Reason | None:
    """Nothing is performed before the contract begins."""
    if day >= begins_on:
        return None
    return Reason(_("{day}早于合同开始日{begins_on}。").format(day=said(day), begins_on=said(begins_on)), field)


@rule("ART-23.1", at=("supervision.verify_progress",), level="invalid")
def seen_on_the_spot(verified: bool, percent: Decimal | None, recorded: bool) -> Iterator[Reason]:
    """Verified progress is more than nothing and has a record of the visit."""
    if verified and not percent:
        yield Reason(ON_THE_SPOT, "progress_percent")
    if verified and not recorded:
        yield Reason(ON_THE_SPOT, "visit_record")


@rule("ART-23.1", at=("supervision.verify_progress",))
def something_was_verified(verified: bool, percent: Decimal | None, found: Sequence[Decimal]) -> Iterator[Reason]:
    """What money may rest on was found: a quantity above zero, and at least one per cent. `found`: the verified quantities."""
    if verified and percent is not None and percent < LEAST_PERCENT:
        text = _("进度{now}%不足{least}%：没有核验到的进度，不能作为付款依据。")
        yield Reason(text.format(now=plain(percent), least=LEAST_PERCENT), "progress_percent")
    if verified and not any(found):
        yield Reason(_("各项核验数均为0：没有核验到的进度，不能作为付款依据。"), "findings")


@rule("ART-23.1", at=("supervision.verify_progress",), level="invalid")
def found_within_the_report(findings: Sequence[tuple[Decimal, Decimal]]) -> Iterator[Reason]:
    """A visit confirms what was reported or less; pairs of reported and verified."""
    for place, (claimed, found) in enumerate(findings):
        if found > claimed:
            text = _("核验数不得大于申报数{claimed}；申报有漏的，由承接主体在下次报告中补报。")
            yield Reason(text.format(claimed=plain(claimed)), f"findings.{place}.verified")


@rule("ART-23.1", at=("supervision.verify_progress",), level="warn")
def no_step_back(verified: bool, percent: Decimal | None, last: Decimal | None) -> Reason | None:
    """Progress below what was verified before is pointed out: it corrects a wrong entry, or something was lost."""
    if not verified or percent is None or last is None or percent >= last:
        return None
    return Reason(_("进度{now}%低于上次核验的{last}%，请核实。").format(now=plain(percent), last=plain(last)), "progress_percent")


@rule("ART-23.1", at=("supervision.verify_progress",))
def findings_answer_the_report(reported: Mapping[str, str], findings: Sequence[tuple[str, Decimal]], verified: bool) -> Iterator[Reason]:
    """A check answers what was reported, with the same figures; what it leaves open is shown."""
    for place, (code, claimed) in enumerate(findings):
        if code in reported and Decimal(reported[code]) != claimed:
            yield Reason(_("{code}申报数为{was}。").format(code=code, was=reported[code]), f"findings.{place}.reported")
    missing = [code for code in reported if code not in {code for code, _claimed in findings}]
    if verified and missing:
        yield Reason(_("申报的{codes}尚未核验。").format(codes="、".join(missing)), "findings", level="warn")


@rule("ART-23.1", at=("supervision.verify_progress",), level="warn")
def completion_after_progress(last: bool, verified: bool, verified_before: bool) -> Reason | None:
    """Where no progress was ever verified, what waits for it is paid only after the evaluation."""
    if not last or verified or verified_before:
        return None
    return Reason(_("尚无核验通过的进度，进度款将在评价公布后支付。"), "next")


@rule("ART-26.2", at=("supervision.verify_progress",), level="invalid")
def issue_days_in_order(issues: Sequence[tuple[dt.date, dt.date, dt.date | None]]) -> Iterator[Reason]:
    """A problem is due and solved no earlier than it was found."""
    for place, (found_on, due_on, solved_on) in enumerate(issues):
        if due_on < found_on:
            yield Reason(_("解决期限不得早于发现日期。"), f"issues.{place}.due_on")
        if solved_on is not None and solved_on < found_on:
            yield Reason(_("解决日期不得早于发现日期。"), f"issues.{place}.solved_on")


@rule("ART-26.2", at=("supervision.verify_progress",))
def issues_are_known(issues: Sequence[tuple[dt.date, dt.date | None, str]], owners: Collection[str], today: dt.date) -> Iterator[Reason]:
    """A problem was found and solved by today, and somebody of this project owns it."""
    for place, (found_on, solved_on, owner) in enumerate(issues):
        if found_on > today:
            yield Reason(_("发现日期不得晚于今天（{today}）。").format(today=said(today)), f"issues.{place}.found_on")
        if solved_on is not None and solved_on > today:
            yield Reason(_("解决日期不得晚于今天（{today}）。").format(today=said(today)), f"issues.{place}.solved_on")
        if owner not in owners:
            yield Reason(_("请从承接主体和本镇履约监管人员中选定责任人。"), f"issues.{place}.owner")


@rule("ART-26.2", at=("supervision.verify_progress",), level="invalid")
def issues_of_this_contract(found_on: Sequence[dt.date], begins_on: dt.date) -> Iterator[Reason]:
    """A problem of the service is found once the contract has begun."""
    for place, one in enumerate(found_on):
        if one < begins_on:
            yield Reason(_("发现日期不得早于合同开始日{day}。").format(day=said(begins_on)), f"issues.{place}.found_on")


@rule("ART-26.2", at=("feedback.answer",), level="invalid")
def issue_is_due_soon(due_on: dt.date | None, today: dt.date) -> Reason | None:
    """A problem that enters the log is due from today on, within a year."""
    if due_on is None or today <= due_on <= today + dt.timedelta(days=LONGEST_DAYS):
        return None
    return Reason(_("解决期限应在今天（{today}）以后、一年以内。").format(today=said(today)), "issue_due_on")


@rule("ART-26.2", at=("acceptance.report_completion",), level="warn")
def problems_left(open_issues: Sequence[str], solved: bool) -> Reason | None:
    """Problems that are still open are shown to those who accept."""
    if solved or not open_issues:
        return None
    return Reason(_("问题台账尚有{n}项未解决：{issues}。").format(n=len(open_issues), issues="；".join(open_issues)), "issues_solved")


@rule("ART-22.2", at=("acceptance.report_completion",), level="warn")
def completed_in_time(completed_on: dt.date, ends_on: dt.date) -> Reason | None:
    """Service completed after the contract's last day is shown as late."""
    if completed_on <= ends_on:
        return None
    return Reason(_("完工日期晚于合同期满日{day}，属逾期履约。").format(day=said(ends_on)), "completed_on")


def plain(number: Decimal) -> str:
    """A number without trailing zeros: 55, 92.19."""
    return f"{number.normalize():f}"

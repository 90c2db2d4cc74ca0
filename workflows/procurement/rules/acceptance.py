"""Acceptance (Arts. 25-27): satisfaction of those served, item by item against the targets, and what may be concluded from it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.supervision import plain
from workflows.procurement.rules.wording import day
from workflows.text import _

PASSED, RECTIFY, FAILED = "合格", "整改", "不合格"
REPORTED, BEGUN = "已报告", "自行启动"
THIRD_PARTY, TOWN = "第三方评估机构", "镇街自行评价"
EVALUATORS = (THIRD_PARTY, TOWN)
"""Who may evaluate the performance (Art. 27)."""
CHECKED_BY_THIRD_PARTY, CHECKED_BY_TOWN = "第三方机构", "镇街自行核验"
CHECKERS = (CHECKED_BY_TOWN, CHECKED_BY_THIRD_PARTY)
"""Who may check what was served, item by item (Art. 27)."""
MET, NOT_MET = "达到", "未达到"
CHECKS = ("acceptance.check_items", "acceptance.check_items_by_third_party")
_FIGURE = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_SAMPLE = re.compile(r"valid >= (\d+) or valid \* (\d+) >= beneficiaries")


@dataclass(frozen=True, slots=True)
class Sample:
    """How many valid answers a survey needs (TD13): `least`, or one in `divisor` of those served."""

    least: int
    divisor: int

    @classmethod
    def parse(cls, text: str) -> Sample:
        """The town's figure as it is written down. Raises ValueError for anything else: a gate stops, it never guesses."""
        found = _SAMPLE.fullmatch(text.strip())
        if not found:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))


def satisfaction_of(satisfied: int, valid: int) -> Decimal:
    """Percent of valid answers that are satisfied, half-up to two decimals; 0.00 where nobody answered."""
    if valid <= 0:
        return Decimal("0.00")
    return Decimal((satisfied * 20000 + valid) // (2 * valid)).scaleb(-2)


def too_good(satisfaction: Decimal, valid: int, sample: Sample) -> tuple[str, ...]:
    """Flag F19 where everybody is satisfied and few were asked: a reason to look, never a verdict."""
    return ("F19",) if satisfaction == 100 and valid < sample.least else ()


@rule("ART-26.1", at=("acceptance.record_survey",), level="invalid")
def answers_in_order(issued: int, valid: int, satisfied: int) -> Iterator[Reason]:
    """No more valid answers than sheets, no more satisfied answers than valid ones."""
    if valid > issued:
        yield Reason(_("有效{valid}份，多于发放{issued}份。").format(valid=valid, issued=issued), "valid")
    if satisfied > valid:
        yield Reason(_("满意{satisfied}份，多于有效{valid}份。").format(satisfied=satisfied, valid=valid), "satisfied")


@rule("ART-26.1", at=("acceptance.record_survey",), level="invalid")
def satisfaction_adds_up(satisfied: int, valid: int, satisfaction: Decimal) -> Reason | None:
    """The satisfaction is satisfied ÷ valid, in percent, half-up to two decimals."""
    true = satisfaction_of(satisfied, valid)
    if true == satisfaction:
        return None
    message = _("满意{satisfied}份÷有效{valid}份为{true}%，与填写的{said}%不符。")
    return Reason(message.format(satisfied=satisfied, valid=valid, true=true, said=satisfaction), "satisfaction")


@rule("ART-26.1", also=("TD13",), at=("acceptance.record_survey",))
def sample_is_large_enough(valid: int, beneficiaries: int, sample: Sample) -> Reason | None:
    """A survey needs at least so many valid answers, or a share of those served (town's figure TD13)."""
    if valid >= sample.least or valid * sample.divisor >= beneficiaries:
        return None
    share = plain(Decimal(100) / sample.divisor)
    wanted = -(-beneficiaries // sample.divisor)
    message = _("有效样本{valid}份，须不少于{least}份，或不少于服务对象的{share}%（{wanted}份）。")
    return Reason(message.format(valid=valid, least=sample.least, share=share, wanted=wanted), "valid")


@rule("ART-26.1", at=("acceptance.record_survey",))
def survey_days(period_from: dt.date, period_to: dt.date, begins_on: dt.date, today: dt.date) -> Iterator[Reason]:
    """The survey is closed when it is recorded; one that began before the service is pointed out."""
    if period_from < begins_on:
        yield Reason(_("调查早于合同开始日{day}，请核实。").format(day=day(begins_on)), "period_from", level="warn")
    if period_to > today:
        yield Reason(_("调查尚未结束，最迟填写今天（{today}）。").format(today=day(today)), "period_to")


@rule("ART-26.1", at=("acceptance.record_survey",), level="warn")
def served_as_planned(beneficiaries: int, planned: int, issued: int) -> Iterator[Reason]:
    """Fewer people served than planned, or more sheets than people served, is shown to those who accept."""
    if beneficiaries < planned:
        yield Reason(_("服务对象{now}人，少于购买计划的{planned}人。").format(now=beneficiaries, planned=planned), "beneficiaries")
    if issued > beneficiaries:
        yield Reason(_("发放{issued}份，多于服务对象{now}人。").format(issued=issued, now=beneficiaries), "issued")


@rule("ART-26.1", also=("ART-25.1",), at=CHECKS, level="invalid")
def shortfall_has_its_reason(items: Sequence[tuple[str, str]]) -> Iterator[Reason]:
    """What was not met has its reason beside it; `items`: passed, reason."""
    for place, (passed, reason) in enumerate(items):
        if passed == NOT_MET and not reason:
            yield Reason(_("未达到的，请写明原因。"), f"items.{place}.reason")


@rule("ART-25.1", at=CHECKS)
def items_are_the_targets(items: Sequence[tuple[str, str]], targets: Mapping[str, str]) -> Iterator[Reason]:
    """Every target is checked once, against the standard that was set before the purchase; `items` and `targets`: code, standard."""
    codes = [code for code, _standard in items]
    for place, (code, standard) in enumerate(items):
        if code not in targets:
            yield Reason(_("{code}不是本项目的绩效指标。").format(code=code), f"items.{place}.code")
        elif code in codes[:place]:
            yield Reason(_("指标{code}重复填写。").format(code=code), f"items.{place}.code")
        elif "".join(standard.split()) != targets[code]:
            # Other words for the same figure are a way of writing; another figure is another standard.
            same = _FIGURE.findall(standard) == _FIGURE.findall(targets[code])
            told = _("指标{code}的标准应为{true}。").format(code=code, true=targets[code])
            yield Reason(told, f"items.{place}.standard", level="warn" if same else "refuse")


@rule("ART-26.1", at=CHECKS, level="warn")
def satisfaction_is_the_surveys(
    items: Sequence[tuple[str, str, str]], standards: Mapping[str, Decimal], satisfaction: Decimal
) -> Iterator[Reason]:
    """What is noted of satisfaction is what the survey found; `items`: code, passed, result; `standards`: percent."""
    for place, (code, passed, result) in enumerate(items):
        if code not in standards:
            continue
        said = _FIGURE.search(result)
        if said and Decimal(said[0]) != satisfaction:
            told = _("满意度调查结果为{now}%，与填写的“{said}”不符，请核对。").format(now=satisfaction, said=result)
            yield Reason(told, f"items.{place}.result")
        if passed == MET and satisfaction < standards[code]:
            told = _("满意度调查结果为{now}%，低于标准{least}%，请核对是否达到。")
            yield Reason(told.format(now=satisfaction, least=plain(standards[code])), f"items.{place}.passed")


@rule("ART-26.1", at=("acceptance.conclude",))
def surveyed(done: bool) -> Reason | None:
    """Nothing is accepted without asking those served."""
    return None if done else Reason(_("第二十六条：尚未登记本次验收的满意度调查，不能作出结论。"))


@rule("ART-26.1", also=("TD12",), at=("acceptance.conclude",))
def satisfied_enough(outcome: str, satisfaction: Decimal, least: Decimal) -> Reason | None:
    """A service with which too few are satisfied is not accepted (town's figure TD12)."""
    if outcome != PASSED or satisfaction >= least:
        return None
    message = _("满意度{now}%，低于{least}%，不能评为合格，请选择整改或不合格。")
    return Reason(message.format(now=satisfaction, least=plain(least)), "outcome")


@rule("ART-26.1", also=("ART-25.1",), at=("acceptance.conclude",), level="warn")
def shortfall_is_shown(outcome: str, items: Sequence[tuple[str, str]]) -> Reason | None:
    """A service that is accepted although a target was not met says so; `items`: code, passed."""
    short = [code for code, passed in items if passed == NOT_MET]
    if outcome != PASSED or not short:
        return None
    return Reason(_("指标{codes}未达到，仍评为合格，请在结论说明中写明。").format(codes="、".join(short)), "outcome")


@rule("TD18", at=("acceptance.conclude",), level="invalid")
def rectification_has_a_day(outcome: str, rectify_by: dt.date | None) -> Reason | None:
    """To send a service back for rectification is to say by when."""
    if outcome != RECTIFY or rectify_by is not None:
        return None
    return Reason(_("选择整改时须填写整改期限。"), "rectify_by")


@rule("TD18", at=("acceptance.conclude",))
def rectified_soon(rectify_by: dt.date, today: dt.date, latest: dt.date | None) -> Iterator[Reason]:
    """Rectification begins after today and ends within the town's period (TD18)."""
    if rectify_by <= today:
        yield Reason(_("整改期限须晚于今天（{today}）。").format(today=day(today)), "rectify_by")
    if latest is not None and rectify_by > latest:
        yield Reason(_("整改期限最迟为{latest}。").format(latest=day(latest)), "rectify_by")


@rule("TD18", at=("acceptance.conclude", "evaluation.conclude"))
def rectified_once(outcome: str, rectified_before: bool, word: str) -> Reason | None:
    """Rectification is granted once; `word` is the outcome that grants it."""
    if outcome != word or not rectified_before:
        return None
    if word == RECTIFY:
        return Reason(_("整改只给一次，再次验收仍不合格的，结论为不合格。"), "outcome")
    return Reason(_("整改后复评只进行一次，请按本次得分作出结论。"), "outcome")


@rule("TD18", at=("acceptance.report_rectification", "evaluation.report_rectification"), level="warn")
def rectified_in_time(today: dt.date, due_on: dt.date | None) -> Reason | None:
    """A rectification reported after its day is shown as late."""
    if due_on is None or today <= due_on:
        return None
    return Reason(_("整改期限为{due_on}，已逾期。").format(due_on=day(due_on)), "done")

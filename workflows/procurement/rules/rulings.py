"""Art. 20: an outcome that is no plain yes says what follows from it: conditions, marked fields, reasons by code, a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.review import AMEND, DEFER, LEAST_WORDS, REJECT, RETURN
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

DECIDING = ("review.give_leader_opinion", "review.decide_collectively")
ARTICLE_11 = tuple(f"第十一条第（{item}）项" for item in "一二三四五六")
CODES = (*ARTICLE_11, "预算不足", "重复", "不在清单", "需求不充分", "其他")
"""Why a project is rejected."""
SUBMITTED, AMENDED, RAISED = "送审", "已按条件修改", "须重新研究"
WAIT, LAPSE = "继续等待", "终止办理"
AMENDING, LAPSING = ("project.amend_plan",), ("review.decide_lapse",)


@rule("ART-20.1", at=DECIDING, level="invalid")
def conditions_are_written(outcome: str, conditions: str) -> Reason | None:
    """Agreed to with amendments: which ones stands in words."""
    if outcome != AMEND or len(conditions) >= LEAST_WORDS:
        return None
    return Reason(_("“修改后同意”须写明修改条件，至少{least}字。").format(least=LEAST_WORDS), "conditions")


@rule("ART-20.1", at=DECIDING, level="invalid")
def rejection_has_its_reason(outcome: str, codes: Collection[str]) -> Reason | None:
    """A rejection names its reasons by code, so that they can be counted and contested."""
    return Reason(_("否决须选择原因。"), "reject_reasons") if outcome == REJECT and not codes else None


@rule("ART-20.1", at=DECIDING, level="invalid")
def deferral_has_its_day(outcome: str, until: dt.date | None) -> Reason | None:
    """What is put off is put off until a day."""
    return Reason(_("暂缓须写明暂缓至哪一天。"), "deferred_until") if outcome == DEFER and until is None else None


@rule("ART-20.1", at=DECIDING)
def deferral_ends_later(outcome: str, until: dt.date | None, today: dt.date) -> Reason | None:
    """The day until which a decision is put off lies ahead."""
    if outcome != DEFER or until is None or until > today:
        return None
    return Reason(_("暂缓日期须晚于今日{today}。").format(today=day(today)), "deferred_until")


@rule("ART-20.1", at=DECIDING)
def marks_are_of_the_plan(marked: Sequence[str], known: Collection[str]) -> Iterator[Reason]:
    """A mark stands beside a field that the plan has."""
    for place, field in enumerate(marked):
        if field not in known:
            yield Reason(_("购买计划没有这一栏，请重新选择。"), f"marks.{place}.field")


@rule("ART-20.1", at=DECIDING, level="warn")
def return_marks_its_fields(outcome: str, marks: int) -> Reason | None:
    """Whoever returns a plan had better show where; a return without marks is noted."""
    return Reason(_("未标明需补正的栏目，经办人只能看到总体意见。"), "marks") if outcome == RETURN and not marks else None


@rule("ART-20.1", at=("review.decide_collectively",), level="warn")
def dissent_is_recorded(against: int, dissent: str) -> Reason | None:
    """Votes against are explained in the minutes."""
    return Reason(_("有反对票，请在“不同意见”中如实记录理由。"), "dissent") if against and not dissent else None


@rule("ART-11.4", also=("ART-11.2",), at=AMENDING)
def amended_text_brings_no_new_keyword(fresh: Sequence[str]) -> Reason | None:
    """What is amended after the decision is screened again; a word that compliance has not answered cannot pass unseen."""
    if not fresh:
        return None
    text = _("修改后出现尚未判断的关键词“{words}”，可能涉及第十一条，请改写；确需写入的，请退回补正后重新送审。")
    return Reason(text.format(words="、".join(fresh)), "art11_note")


@rule("ART-20.1", at=AMENDING, level="warn")
def raised_amount_is_decided_again(amount: Decimal, approved: Decimal) -> Reason | None:
    """More than was approved is decided anew."""
    if amount <= approved:
        return None
    text = _("修改后金额{amount}高于批准金额{approved}，原决定不再有效，须重新集体研究。")
    return Reason(text.format(amount=yuan(amount), approved=yuan(approved)), "amount")


@rule("TD19", at=LAPSING)
def waiting_has_its_day(outcome: str, until: dt.date | None, today: dt.date) -> Reason | None:
    """Nobody waits for a correction without end: who goes on waiting names a later day."""
    if outcome != WAIT or (until is not None and until > today):
        return None
    return Reason(_("继续等待的，请填写晚于今日{today}的补正期限。").format(today=day(today)), "until")


@rule("ART-24.1", also=("TD04",), at=("review.close_publicity",), level="invalid")
def objections_are_each_answered(number: int, answers: Sequence[str]) -> Iterator[Reason]:
    """Every objection that was received stands in a line of its own, with its answer, before the publicity is closed."""
    if number != len(answers):
        text = _("收到异议{number}件，逐件登记{rows}件，请核对。")
        yield Reason(text.format(number=number, rows=len(answers)), "objection_list")
    for place, answer in enumerate(answers):
        if len(answer) < LEAST_WORDS:
            yield Reason(_("每件异议须有书面答复，至少{n}字。").format(n=LEAST_WORDS), f"objection_list.{place}.answer")


@rule("ART-24.1", also=("TD04",), at=("review.close_publicity",), level="invalid")
def result_follows_the_objections(upheld: bool, said_upheld: bool) -> Reason | None:
    """The publicity ends as its objections do: one that is upheld upholds the whole."""
    if upheld == said_upheld:
        return None
    return Reason(_("结果与逐件登记的“是否成立”不一致。"), "outcome")


@rule("ART-24.1", also=("TD04",), at=("review.close_publicity",))
def objection_came_in_time(received_on: dt.date, submitted_on: dt.date, today: dt.date, place: int) -> Reason | None:
    """An objection was received after the plan was submitted and not in the future."""
    if submitted_on <= received_on <= today:
        return None
    text = _("收到日期须在{first}至{last}之间。").format(first=day(submitted_on), last=day(today))
    return Reason(text, f"objection_list.{place}.received_on")

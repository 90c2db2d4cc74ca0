"""The communities' word (Art. 27): both groups take part, nobody close to the contractor signs, dissent is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day
from workflows.text import _

AGREED, CONDITIONAL, OPPOSED = "同意", "有条件同意", "不同意"
LEAST_WORDS = 10
"""Characters of an opinion other than 同意 (handbook, appendix A)."""
NAMED = ("acceptance.check_items", "acceptance.check_items_by_third_party")
SAID = ("acceptance.give_opinion", "evaluation.give_opinion")
CONCLUDED = ("acceptance.conclude", "evaluation.conclude")


HASTE = dt.timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Group:
    """One of the two groups that Art. 27 names: where it stands in a form, what it is called, how many the town wants (TD14)."""

    field: str
    label: str
    least: int


@dataclass(frozen=True, slots=True)
class Hearing:
    """The day of the last opinion, the day of the meeting that heard it, and whether its minutes are there."""

    heard_on: dt.date
    met_on: dt.date | None
    minutes: bool


def too_quick(opinions: Sequence[tuple[dt.datetime, str]]) -> tuple[str, ...]:
    """Flag F18 where several opinions came within a minute or all read the same: a reason to look, never a verdict."""
    if len(opinions) < 2:
        return ()
    moments = [moment for moment, _text in opinions]
    alike = len({text for _moment, text in opinions}) == 1
    return ("F18",) if alike or max(moments) - min(moments) < HASTE else ()


@rule("ART-27.2", at=(*NAMED, *CONCLUDED))
def both_groups(groups: Sequence[tuple[Group, int]]) -> Iterator[Reason]:
    """Members of the two committees and representatives of the residents both take part; no town may do without either."""
    words = _("和").join(group.label for group, _count in groups)
    for group, count in groups:
        if count == 0:
            message = _("第二十七条：{groups}均须参加，尚无{group}。")
            yield Reason(message.format(groups=words, group=group.label), group.field)


@rule("TD14", also=("ART-27.2",), at=(*NAMED, *CONCLUDED))
def enough_of_each(groups: Sequence[tuple[Group, int]]) -> Iterator[Reason]:
    """Of each group as many as the town wants, over all communities of the project together."""
    for group, count in groups:
        if 0 < count < group.least:
            message = _("{group}{count}人，少于本镇规定的{least}人（各社区合计）。")
            yield Reason(message.format(group=group.label, count=count, least=group.least), group.field)


@rule("ART-27.2", at=NAMED, level="invalid")
def in_one_group(committee: Collection[str], residents: Sequence[str]) -> Reason | None:
    """Nobody signs for both groups."""
    if any(account in committee for account in residents):
        return Reason(_("同一人不能同时作为两委成员和居民代表会签。"), "resident_signers")
    return None


@rule("ART-27.2", at=NAMED)
def of_the_project(accounts: Sequence[str], holders: Collection[str], names: Mapping[str, str], group: Group) -> Iterator[Reason]:
    """A signer holds the post in one of the project's communities on that day."""
    for account in accounts:
        if account not in holders:
            who = names.get(account, account)
            yield Reason(_("{who}不是项目所涉社区的{group}，请另选。").format(who=who, group=group.label), group.field)


@rule("SOD-h", also=("ART-27.2",), at=NAMED)
def not_close_to_contractor(accounts: Sequence[str], ties: Mapping[str, tuple[str, str]], group: Group) -> Iterator[Reason]:
    """Nobody signs who is staff of the contractor, kin of its people or paid by it; `ties`: account → name, how close."""
    for account in accounts:
        if account in ties:
            who, how = ties[account]
            yield Reason(_("{who}{how}，不能会签，请另选{group}。").format(who=who, how=how, group=group.label), group.field)


@rule("ART-27.2", at=SAID, level="invalid")
def opinion_in_words(opinion: str, text: str) -> Reason | None:
    """Dissent and conditions are explained, so that they can be answered."""
    if opinion == AGREED or len(text) >= LEAST_WORDS:
        return None
    return Reason(_("选择“{opinion}”时，意见至少{least}字。").format(opinion=opinion, least=LEAST_WORDS), "text")


@rule("ART-27.2", at=SAID, level="invalid")
def signed_by_hand(signed: bool) -> Reason | None:
    """An opinion without a signature is none."""
    return None if signed else Reason(_("请签署后提交，未签署的意见无效。"), "signed")


@rule("ART-27.2", at=CONCLUDED)
def dissent_is_answered(opinions: Collection[str], reply: str) -> Reason | None:
    """An opinion other than 同意 does not decide, but it is answered in writing."""
    if reply or not {CONDITIONAL, OPPOSED} & set(opinions):
        return None
    if OPPOSED in opinions:
        return Reason(_("有不同意意见，须书面答复并提交集体研究。"), "reply_to_conditions")
    return Reason(_("有附条件的意见，须书面答复。"), "reply_to_conditions")


@rule("ART-27.2", at=CONCLUDED)
def dissent_goes_to_the_meeting(opinions: Collection[str], reply: str, hearing: Hearing, today: dt.date) -> Iterator[Reason]:
    """Where somebody is opposed, the town's meeting decides after the last opinion; minutes that are still to come are a warning."""
    if OPPOSED not in opinions or not reply:
        return
    message = _("有不同意意见，须提交集体研究，请填写会议日期并附会议纪要。")
    if not hearing.minutes:
        yield Reason(message, "collective_minutes", level="warn")
    if hearing.met_on is None:
        yield Reason(message, "collective_on", level="warn")
    elif not hearing.heard_on <= hearing.met_on <= today:
        message = _("集体研究须在意见出齐（{heard}）以后、不晚于今天（{today}）进行。")
        yield Reason(message.format(heard=day(hearing.heard_on), today=day(today)), "collective_on")

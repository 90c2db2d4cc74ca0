"""Art. 16 and the unfair terms of national law (handbook D5): which conditions may be set for those who want to take part.

A condition is judged by its declared kind and by what it says. The four facts of Art. 16 are refused in every regime; the other
terms are refused where the Procurement Law binds, and elsewhere stand only with a written reason that the reviewer sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.four_facts import IN, PLACE, RATING, SCALE, YEARS, told, told_of_bidders
from workflows.procurement.rules.reading import plain
from workflows.procurement.rules.track_record import demanded, is_local, references
from workflows.procurement.rules.wording import count
from workflows.text import _

AT = ("procurement.draft_plan",)
STRICT, LENIENT = frozenset({PROCUREMENT_LAW}), frozenset({BELOW_THRESHOLD, SOCIAL_FUNDS})
MOST_REFERENCES = 2
LICENCE, RECORD = "法定资质", "业绩"


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as the clerk wrote it."""

    kind: str
    text: str
    law: str = ""
    reason: str = ""


KINDS = {
    YEARS: frozenset({"成立年限", "成立时间", "注册年限"}),
    PLACE: frozenset({"注册地", "注册所在地", "注册地址", "住所地"}),
    SCALE: frozenset({"规模", "注册资金", "注册资本", "人员规模", "资产规模"}),
    RATING: frozenset({"评估等级", "等级"}),
}
"""The four facts of Art. 16 and the kinds that declare them."""


@dataclass(frozen=True, slots=True)
class Term:
    """An unfair term of national law: why the law refuses it, and what a clerk below the threshold is told."""

    kinds: frozenset[str]
    says: Callable[[str], object]
    law: str
    below: str


TERMS = (
    Term(
        frozenset({"地域业绩", "奖项", "地域业绩/奖项", "地域业绩、奖项"}),
        is_local,
        "不得以特定区域的业绩、奖项作为条件（政府采购法实施条例第二十条第四项）。",
        "以特定区域的业绩、奖项作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"名录库", "备选库", "资源库"}),
        re.compile(r"名录库|备选库|资源库|供应商库|入库").search,
        "不得以进入备选库、名录库作为参加条件（财库〔2019〕38号第一条第二项）。",
        "以进入备选库、名录库作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"指定", "指定组织", "指定品牌"}),
        re.compile(rf"指定(?!专[人员]|{IN}{{0,6}}?(?:人员|负责人|联系人|联络员|代表|社工|地点|场所|账户))|品牌").search,
        "不得限定或者指定特定的组织、品牌（政府采购法实施条例第二十条第六项）。",
        "指定特定的组织、品牌，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"组织形式", "所有制"}),
        re.compile(r"所有制|组织形式|国有|民营").search,
        "不得以所有制形式、组织形式限制参加（政府采购法实施条例第二十条第七项）。",
        "以所有制形式、组织形式作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"资格作评分", "资格条件作为评分因素"}),
        re.compile(r"资格.{0,6}(?:评分|加分|得分)").search,
        "资格条件不得作为评审因素（财政部令第87号第五十五条）。",
        "资格条件同时作为评分因素，限额以下须写明理由，或者删除。",
    ),
)


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Which of the four facts a condition demands: by its kind, or by the words of any of its columns."""
    said = {name for text in (condition.text, condition.law, condition.reason) for name in told(text)}
    return tuple(name for name, kinds in KINDS.items() if condition.kind in kinds or name in said)


def unfair(condition: Condition, organisations: Collection[str]) -> tuple[str, str] | None:
    """The first unfair term of a condition: why the law refuses it, and what is said below the threshold."""
    text = plain(condition.text)
    if (references(text) if condition.kind == RECORD else demanded(text)) > MOST_REFERENCES:
        law = _("同类业绩要求不得超过2个（财库〔2021〕22号第十八条）。")
        return law, _("业绩要求超过2个，限额以下须写明理由，或减至2个以内。")
    named = any(name and plain(name) in text for name in organisations)
    for term in TERMS:
        if condition.kind in term.kinds or term.says(text) or (named and "指定" in term.kinds):
            return _(term.law), _(term.below)
    return None


@rule("ART-16.1", at=AT)
def four_facts_are_no_condition(conditions: Sequence[Condition]) -> Iterator[Reason]:
    """Years of existence, place of registration, size and rating are no condition for taking part."""
    found = {place: facts_in(one) for place, one in enumerate(conditions)}
    broken = [place for place, facts in found.items() if facts]
    if not broken:
        return
    names = "、".join(one for one in KINDS if any(one in facts for facts in found.values()))
    which = _("请删除这{n}项").format(n=count(len(broken))) if len(broken) > 1 else _("请删除此项")
    message = _("第十六条：不得以{names}作为资格条件，{which}。").format(names=names, which=which)
    yield from (Reason(message, f"qualifications.{place}") for place in broken)


@rule("ART-16.1", at=AT)
def demand_hides_no_condition(demand: str) -> Reason | None:
    """What may not be a condition does not become lawful by standing in the demand."""
    found = told_of_bidders(demand)
    if not found:
        return None
    message = _("第十六条：不得在采购需求中以{names}作为参加条件，请删除相应内容。")
    return Reason(message.format(names="、".join(found)), "demand")


@rule("ART-16.2", regimes=STRICT, at=AT)
def unfair_terms_are_refused(conditions: Sequence[Condition], organisations: Collection[str]) -> Iterator[Reason]:
    """Where the Procurement Law binds, what it calls unreasonable is no condition."""
    for place, one in enumerate(conditions):
        found = unfair(one, organisations)
        if found and not facts_in(one):
            yield Reason(found[0], f"qualifications.{place}")


@rule("ART-16.2", regimes=LENIENT, at=AT, level="invalid")
def unfair_terms_need_a_reason(conditions: Sequence[Condition], organisations: Collection[str]) -> Iterator[Reason]:
    """Below the threshold such a term stands only with a reason, and the reviewer sees it."""
    explained = False
    for place, one in enumerate(conditions):
        found = None if facts_in(one) else unfair(one, organisations)
        if found and not one.reason:
            yield Reason(found[1], f"qualifications.{place}.reason")
        explained = explained or bool(found and one.reason)
    if explained:
        yield Reason(_("已记录理由，审查人员将看到此项提示。"), level="warn")


@rule("ART-16.3", also=("LAW-GPLR-20",), at=AT, level="invalid")
def licence_cites_its_law(conditions: Sequence[Condition]) -> Iterator[Reason]:
    """A licence is demanded where a law demands it, and that law is named."""
    for place, one in enumerate(conditions):
        if one.kind == LICENCE and not one.law:
            yield Reason(_("要求法定资质的，须写明所依据的法律规定。"), f"qualifications.{place}.law")


@rule("ART-16.2", regimes=STRICT, at=AT)
def scale_is_no_score(evaluation_method: str) -> Reason | None:
    """Where the Procurement Law binds, neither size nor age nor place gives points."""
    found = [name for name in told(evaluation_method) if name != RATING]
    if not found:
        return None
    return Reason(_("不得以{names}作为评审因素（财政部令第87号第十七条）。").format(names="、".join(found)), "evaluation_method")


@rule("ART-16.2", at=AT, level="warn")
def facts_as_score_are_shown(evaluation_method: str) -> Reason | None:
    """The facts of Art. 16 as points are not expressly forbidden: the reviewer is told."""
    found = told(evaluation_method)
    if not found:
        return None
    return Reason(_("评审办法以{names}作为评分因素，请审查人员判断是否公平。").format(names="、".join(found)), "evaluation_method")

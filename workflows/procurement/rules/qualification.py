"""Art. 16 and the unfair terms of national law (handbook D5): which conditions may be set for those who want to take part.

What a condition is about is told here, by its declared kind and by its words; what follows is told by the decision table `unfair_terms`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.four_facts import IN, PLACE, RATING, SCALE, YEARS, told
from workflows.procurement.rules.reading import plain
from workflows.procurement.rules.track_record import demanded, is_local, references
from workflows.procurement.rules.wording import count
from workflows.text import _

AT = ("procurement.draft_plan",)
STRICT, LENIENT = frozenset({PROCUREMENT_LAW}), frozenset({BELOW_THRESHOLD, SOCIAL_FUNDS})
LICENCE, RECORD = "法定资质", "业绩"
AS_CONDITION, IN_DEMAND, AS_SCORE = "资格条件", "采购需求", "评分因素"
"""Where a term stands."""
FORBIDDEN, EXPLAIN, SHOWN, CITE = "不得设置", "须写明理由", "提示审查", "须写明法律依据"
"""What the table answers of a term that is not simply lawful."""


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


TERMS: dict[str, tuple[frozenset[str], Callable[[str], object]]] = {
    "地域业绩、奖项": (frozenset({"地域业绩", "奖项", "地域业绩/奖项", "地域业绩、奖项"}), is_local),
    "名录库": (frozenset({"名录库", "备选库", "资源库"}), re.compile(r"名录库|备选库|资源库|供应商库|入库").search),
    "指定": (
        frozenset({"指定", "指定组织", "指定品牌"}),
        re.compile(rf"指定(?!专[人员]|{IN}{{0,6}}?(?:人员|负责人|联系人|联络员|代表|社工|地点|场所|账户))|品牌").search,
    ),
    "组织形式": (frozenset({"组织形式", "所有制"}), re.compile(r"所有制|组织形式|国有|民营").search),
    "资格作评分": (frozenset({"资格作评分", "资格条件作为评分因素"}), re.compile(r"资格.{0,6}(?:评分|加分|得分)").search),
}
"""The unfair terms of national law: the kinds that declare them, and the words by which they are known under any other kind."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the table answers of one thing that a condition is about. `place`: of the condition among all."""

    kind: str
    result: str
    message: str = ""
    place: int = 0


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Which of the four facts a condition demands: by its kind, or by the words of any of its columns."""
    said = {name for text in (condition.text, condition.law, condition.reason) for name in told(text)}
    return tuple(name for name, kinds in KINDS.items() if condition.kind in kinds or name in said)


def references_in(condition: Condition) -> int:
    """How many earlier works a condition demands."""
    text = plain(condition.text)
    return references(text) if condition.kind == RECORD else demanded(text)


def terms_in(condition: Condition, organisations: Collection[str]) -> tuple[str, ...]:
    """What else a condition is about, in the order in which it is judged: earlier works, unfair terms, a licence."""
    text = plain(condition.text)
    named = any(name and plain(name) in text for name in organisations)
    found = [RECORD] if references_in(condition) else []
    found += [name for name, (kinds, says) in TERMS.items() if condition.kind in kinds or says(text) or (named and "指定" in kinds)]
    return (*found, *((LICENCE,) if condition.kind == LICENCE else ()))


def _unfair(judged: Sequence[Judged], result: str) -> Iterator[Judged]:
    """The first of each condition that is not simply lawful, where the answer is this one; one of the four facts comes before all."""
    facts = {one.place for one in judged if one.kind in KINDS}
    firsts: dict[int, Judged] = {}
    for one in judged:
        if one.result in (FORBIDDEN, EXPLAIN, SHOWN) and one.place not in facts:
            firsts.setdefault(one.place, one)
    yield from (one for one in firsts.values() if one.result == result)


@rule("ART-16.1", at=AT)
def four_facts_are_no_condition(judged: Sequence[Judged]) -> Iterator[Reason]:
    """Years of existence, place of registration, size and rating are no condition for taking part."""
    found = [one for one in judged if one.kind in KINDS and one.result == FORBIDDEN]
    broken = list(dict.fromkeys(one.place for one in found))
    if not broken:
        return
    names = "、".join(name for name in KINDS if any(one.kind == name for one in found))
    which = _("请删除这{n}项").format(n=count(len(broken))) if len(broken) > 1 else _("请删除此项")
    message = _("第十六条：不得以{names}作为资格条件，{which}。").format(names=names, which=which)
    yield from (Reason(message, f"qualifications.{place}") for place in broken)


@rule("ART-16.1", at=AT)
def demand_hides_no_condition(judged: Sequence[Judged]) -> Reason | None:
    """What may not be a condition does not become lawful by standing in the demand."""
    found = [one.kind for one in judged if one.result == FORBIDDEN]
    if not found:
        return None
    message = _("第十六条：不得在采购需求中以{names}作为参加条件，请删除相应内容。")
    return Reason(message.format(names="、".join(found)), "demand")


@rule("ART-16.2", regimes=STRICT, at=AT)
def unfair_terms_are_refused(judged: Sequence[Judged]) -> Iterator[Reason]:
    """Where the Procurement Law binds, what it calls unreasonable is no condition."""
    for one in _unfair(judged, FORBIDDEN):
        yield Reason(one.message, f"qualifications.{one.place}")


@rule("ART-16.2", regimes=LENIENT, at=AT, level="invalid")
def unfair_terms_need_a_reason(judged: Sequence[Judged]) -> Iterator[Reason]:
    """Below the threshold such a term stands only with a reason, and the reviewer sees it."""
    for one in _unfair(judged, EXPLAIN):
        yield Reason(one.message, f"qualifications.{one.place}.reason")
    if any(_unfair(judged, SHOWN)):
        yield Reason(_("已记录理由，审查人员将看到此项提示。"), level="warn")


@rule("ART-16.3", also=("LAW-GPLR-20",), at=AT, level="invalid")
def licence_cites_its_law(judged: Sequence[Judged]) -> Iterator[Reason]:
    """A licence is demanded where a law demands it, and that law is named."""
    for one in judged:
        if one.result == CITE:
            yield Reason(one.message, f"qualifications.{one.place}.law")


@rule("ART-16.2", regimes=STRICT, at=AT)
def scale_is_no_score(judged: Sequence[Judged]) -> Reason | None:
    """Where the Procurement Law binds, neither size nor age nor place gives points."""
    found = [one.kind for one in judged if one.result == FORBIDDEN]
    if not found:
        return None
    return Reason(_("不得以{names}作为评审因素（财政部令第87号第十七条）。").format(names="、".join(found)), "evaluation_method")


@rule("ART-16.2", at=AT, level="warn")
def facts_as_score_are_shown(judged: Sequence[Judged]) -> Reason | None:
    """The facts of Art. 16 as points are not expressly forbidden: the reviewer is told."""
    found = [one.kind for one in judged if one.result == SHOWN]
    if not found:
        return None
    return Reason(_("评审办法以{names}作为评分因素，请审查人员判断是否公平。").format(names="、".join(found)), "evaluation_method")

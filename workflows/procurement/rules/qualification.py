"""Art. 16 and the unfair terms of national law (handbook D5): which conditions may be set for those who want to take part.

A condition is judged by its declared kind and by what it says. The four facts of Art. 16 are refused in every regime; the other
terms are refused where the Procurement Law binds, and elsewhere stand only with a written reason that the reviewer sees.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import BELOW_THRESHOLD, PROCUREMENT_LAW, SOCIAL_FUNDS, rule
from workflows.procurement.rules.wording import count
from workflows.text import _

AT = ("procurement.draft_plan",)
STRICT, LENIENT = frozenset({PROCUREMENT_LAW}), frozenset({BELOW_THRESHOLD, SOCIAL_FUNDS})
MOST_REFERENCES = 2
LICENCE = "法定资质"

NUMBER = "[0-9一二三四五六七八九十两百]+"
HERE = "(?:本[省市区县镇街地]|当地|所在地|珠海|广东|横琴|[^在于须应由、，。；（）]{2}(?:省|市|区|县))"
YEARS = re.compile(rf"(?:成立|注册|设立|登记|创办)(?!以来)[^，。；]{{0,8}}?{NUMBER}\s*(?:周年|年|个月)|成立(?:年限|时间|年份)")
PLACE = re.compile(rf"注册(?:所在)?地|住所地|户籍|{HERE}[^，。；]{{0,8}}?(?:注册|登记|设立|设有|分支机构|分公司|办事处|办公场所|经营场所)")
SCALE = re.compile(
    r"注册资[金本]|开办资金|资产总额|总资产|净资产|营业收入|年收入|利润|纳税额|规模(?!化)"
    rf"|(?:员工|职工|从业人员|工作人员|专职人员|会员)(?:总?数|人数|[^，。；]{{0,8}}?{NUMBER}\s*[人名个])"
)
RATING = re.compile(r"评估等级|等级评估|[1-5一二三四五]\s*A|A{2,5}")
REFERENCES = re.compile(rf"({NUMBER})\s*(?:个|项|份|例|次|宗)")
TEAM = re.compile(r"(?:本项目|项目组|项目团队|服务团队|派驻|配备|投入)[^，。；]{0,20}?(?:人员|员工)[^，。；]*")
"""Who is to work on this project is part of the demand; it says nothing of the organisation's size."""
OPEN_TO_ALL = re.compile(r"不限|不作[^，。；]{0,6}(?:要求|条件|限制)|不设[^，。；]{0,4}(?:限制|门槛|要求)|无[^，。；]{0,4}(?:要求|限制)")
WIDE = {code + 0xFEE0: code for span in (range(0x30, 0x3A), range(0x41, 0x5B), range(0x61, 0x7B)) for code in span}
"""Full-width digits and letters; punctuation stays, it ends a clause."""
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "百": 100}


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as the clerk wrote it."""

    kind: str
    text: str
    law: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the four facts of Art. 16: its name, the kinds that declare it, the words that give it away."""

    name: str
    kinds: frozenset[str]
    words: re.Pattern[str]


FOUR = (
    Fact("成立年限", frozenset({"成立年限", "成立时间", "注册年限"}), YEARS),
    Fact("注册所在地", frozenset({"注册地", "注册所在地", "注册地址", "住所地"}), PLACE),
    Fact("规模", frozenset({"规模", "注册资金", "注册资本", "人员规模", "资产规模"}), SCALE),
    Fact("评估等级", frozenset({"评估等级", "等级"}), RATING),
)


@dataclass(frozen=True, slots=True)
class Term:
    """An unfair term of national law: why the law refuses it, and what a clerk below the threshold is told."""

    kinds: frozenset[str]
    words: re.Pattern[str]
    law: str
    below: str


TERMS = (
    Term(
        frozenset({"地域业绩", "奖项", "地域业绩/奖项", "地域业绩、奖项"}),
        re.compile(rf"(?:{HERE}|[省市区县镇]级)[^，。；]{{0,6}}?(?:业绩|奖|表彰|荣誉|案例)"),
        "不得以特定区域的业绩、奖项作为条件（政府采购法实施条例第二十条第四项）。",
        "以特定区域的业绩、奖项作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"名录库", "备选库", "资源库"}),
        re.compile(r"名录库|备选库|资源库|供应商库|入库"),
        "不得以进入备选库、名录库作为参加条件（财库〔2019〕38号第一条第二项）。",
        "以进入备选库、名录库作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"指定", "指定组织", "指定品牌"}),
        re.compile(r"指定|品牌"),
        "不得限定或者指定特定的组织、品牌（政府采购法实施条例第二十条第六项）。",
        "指定特定的组织、品牌，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"组织形式", "所有制"}),
        re.compile(r"所有制|组织形式|国有|民营"),
        "不得以所有制形式、组织形式限制参加（政府采购法实施条例第二十条第七项）。",
        "以所有制形式、组织形式作为条件，限额以下须写明理由，或者删除。",
    ),
    Term(
        frozenset({"资格作评分", "资格条件作为评分因素"}),
        re.compile(r"资格.{0,6}(?:评分|加分|得分)"),
        "资格条件不得作为评审因素（财政部令第87号第五十五条）。",
        "资格条件同时作为评分因素，限额以下须写明理由，或者删除。",
    ),
)


def plain(text: str) -> str:
    """The text without full-width digits and letters: a wide 4A is a 4A."""
    return text.translate(WIDE)


def facts_in(condition: Condition) -> tuple[str, ...]:
    """Which of the four facts a condition demands, by its kind or by its words."""
    text = plain(condition.text)
    silent = bool(OPEN_TO_ALL.search(text))
    return tuple(fact.name for fact in FOUR if condition.kind in fact.kinds or (not silent and fact.words.search(TEAM.sub("", text))))


def references(text: str) -> int:
    """How many earlier contracts a condition demands: the largest count it names."""
    return max((_number(found) for found in REFERENCES.findall(plain(text))), default=0)


def unfair(condition: Condition, organisations: Collection[str]) -> tuple[str, str] | None:
    """The first unfair term of a condition: why the law refuses it, and what is said below the threshold."""
    if (condition.kind == "业绩" or "业绩" in condition.text or "案例" in condition.text) and references(condition.text) > MOST_REFERENCES:
        law = _("同类业绩要求不得超过2个（财库〔2021〕22号第十八条）。")
        return law, _("业绩要求超过2个，限额以下须写明理由，或减至2个以内。")
    named = any(name and name in condition.text for name in organisations)
    for term in TERMS:
        if condition.kind in term.kinds or term.words.search(condition.text) or (named and "指定" in term.kinds):
            return _(term.law), _(term.below)
    return None


@rule("ART-16.1", at=AT)
def four_facts_are_no_condition(conditions: Sequence[Condition]) -> Iterator[Reason]:
    """Years of existence, place of registration, size and rating are no condition for taking part."""
    found = {place: facts_in(one) for place, one in enumerate(conditions)}
    broken = [place for place, facts in found.items() if facts]
    if not broken:
        return
    names = "、".join(fact.name for fact in FOUR if any(fact.name in facts for facts in found.values()))
    which = _("请删除这{n}项").format(n=count(len(broken))) if len(broken) > 1 else _("请删除此项")
    message = _("第十六条：不得以{names}作为资格条件，{which}。").format(names=names, which=which)
    yield from (Reason(message, f"qualifications.{place}") for place in broken)


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
    found = [fact.name for fact in FOUR[:3] if fact.words.search(evaluation_method)]
    if not found:
        return None
    return Reason(_("不得以{names}作为评审因素（财政部令第87号第十七条）。").format(names="、".join(found)), "evaluation_method")


@rule("ART-16.2", at=AT, level="warn")
def facts_as_score_are_shown(evaluation_method: str) -> Reason | None:
    """The facts of Art. 16 as points are not expressly forbidden: the reviewer is told."""
    found = [fact.name for fact in FOUR if fact.words.search(evaluation_method)]
    if not found:
        return None
    return Reason(_("评审办法以{names}作为评分因素，请审查人员判断是否公平。").format(names="、".join(found)), "evaluation_method")


def _number(text: str) -> int:
    """A count in digits, or in Chinese up to 百 as far as a condition needs it."""
    if text.isdecimal():
        return int(text)
    total = 0
    for sign in text:
        digit = DIGITS.get(sign, int(sign) if sign.isdecimal() else 0)
        total = max(total, 1) * digit if digit >= 10 else total + digit
    return total

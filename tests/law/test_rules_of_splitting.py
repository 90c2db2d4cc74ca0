"""Claims about ART-21.2: whatever the pieces, what reaches the limit together is seen, and what does not is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.procurement.rules import SOCIAL_FUNDS, origination, services, splitting
from workflows.procurement.rules.splitting import Counted, Year
from workflows.procurement.screening import synonyms

LIMIT = Decimal("1000000.00")
amounts = st.decimals("0.01", "1500000", places=2)
LISTED = {
    1: ("党组织服务类", ("困难群众帮扶", "群众性文体活动", "民生微实事")),
    2: ("基本服务类", ("社会救助", "居家养老", "卫生健康", "心理咨询", "社区教育", "社区就业")),
    3: ("特殊群体服务类", ("残疾人", "妇女儿童", "婴幼儿", "退役军人")),
    4: ("平安建设类", ("法律援助", "应急管理", "矛盾调解", "社区戒毒", "社区矫正", "安置帮教")),
    5: ("社区营造类", ("议事协商", "自组织培育", "社区文化", "空间营造", "社区环境", "志愿服务")),
}
ITEMS = {item: (number, name) for number, (name, items) in LISTED.items() for item in items}
items = st.sampled_from(sorted(ITEMS))
strange = st.text("茶艺剪纸龙舟醒狮刺绣", min_size=2, max_size=6)


def year(this: Decimal | str, *others: Decimal | str, limit: Decimal | None = LIMIT) -> Year:
    counted = [Counted(f"甲镇购服〔2026〕{n}号", Decimal(one)) for n, one in enumerate(others, 1)]
    return Year("居家养老", 2026, Decimal(this), counted, limit)


@given(amounts, st.lists(amounts, max_size=6))
def test_what_reaches_the_limit_in_pieces_is_stopped_and_nothing_else(this: Decimal, others: list[Decimal]) -> None:
    small = [one for one in others if one < LIMIT]
    split = this < LIMIT and bool(small) and this + sum(small) >= LIMIT
    found = splitting.year_is_not_split(year(this, *others), "", document=False)
    assert bool(found) == split
    assert all(one.rules == ("ART-21.2", "LAW-GPL-28", "LAW-GPLR-28") and one.level == "refuse" for one in found)
    assert [one.level for one in splitting.year_will_be_split(year(this, *others))] == ["warn"] * split


def test_the_limit_itself_is_reached_and_a_fen_less_is_not() -> None:
    assert splitting.year_is_not_split(year("400000", "600000"), "", document=False)
    assert not splitting.year_is_not_split(year("399999.99", "600000"), "", document=False)


def test_the_sentence_names_the_sum_the_others_and_the_limit() -> None:
    (told,) = splitting.year_is_not_split(year("300000", "480000", "460000"), "", document=False)
    assert told.message.startswith("同一预算项目、同一品目年度累计达到限额标准：")
    for part in ("1240000.00元", "1000000.00元", "甲镇购服〔2026〕1号、甲镇购服〔2026〕2号", "竞争性磋商"):
        assert part in told.message


def test_a_budget_adjustment_in_writing_is_noted_and_needs_its_paper() -> None:
    pieces = year("300000", "480000", "460000")
    (missing,) = splitting.year_is_not_split(pieces, "示财预〔2026〕21号", document=False)
    (noted,) = splitting.year_is_not_split(pieces, "示财预〔2026〕21号", document=True)
    assert (missing.level, missing.field) == ("refuse", "adjustment_document")
    assert (noted.level, noted.field) == ("warn", "adjustment_basis")


def test_a_consultation_heals_what_was_cut_to_pieces() -> None:
    pieces = year("300000", "700000")
    assert not splitting.year_is_not_split(pieces, "", document=False, proposed="竞争性磋商")
    assert splitting.year_is_not_split(pieces, "", document=False, proposed="自行采购·公开比选")


def test_money_that_is_not_fiscal_is_not_summed_and_an_unknown_limit_tells_nothing() -> None:
    assert SOCIAL_FUNDS not in splitting.year_is_not_split.regimes
    assert not splitting.year_is_not_split(year("0.00", "1200000"), "", document=False)
    assert not splitting.year_is_not_split(year("900000", "900000", limit=None), "", document=False)


# ---------------------------------------------------------------------------------------------------- 其他


def test_article_8_names_twenty_five_services_and_none_means_another() -> None:
    assert len(ITEMS) == 25
    assert all(services.meant(one, ITEMS) == {one} and services.is_named(one, ITEMS) == one for one in ITEMS)


@given(items, st.sampled_from(["", "服务", "项目", "服务项目", "活动"]), st.sampled_from(["", " ", "\u3000", "\u200b", "·", "“"]))
def test_what_article_8_names_is_not_called_other(item: str, after: str, sign: str) -> None:
    text = sign + item[:2] + sign + item[2:] + after
    (found,) = origination.other_is_not_listed("其他", text, ITEMS)
    assert (found.level, found.field) == ("invalid", "category_other_text")
    assert f"“{item}”" in found.message
    assert not origination.other_is_not_listed(item, text, ITEMS)


@given(items, strange, strange)
def test_words_that_name_a_listed_service_are_counted_with_it(item: str, before: str, after: str) -> None:
    (found,) = origination.other_is_not_listed("其他", before + item + after, ITEMS)
    assert (found.level, found.field) == ("warn", "category_other_text")
    assert services.same({item}, services.meant(before + item + after, ITEMS))


@given(st.sampled_from([(item, word) for item, words in sorted(synonyms().items()) for word in words]), strange, strange)
def test_other_words_for_a_listed_service_are_told_and_counted_with_it(told: tuple[str, str], before: str, after: str) -> None:
    item, word = told
    assert item in services.meant(before + word + after, ITEMS, synonyms())
    for text, title in ((before + word + after, ""), (before, word + after)):
        (found,) = origination.other_is_not_listed("其他", text, ITEMS, synonyms(), title)
        assert (found.level, found.field) == ("warn", "category_other_text") and item in found.message


@pytest.mark.parametrize(
    ("text", "item"),
    [("老人助餐", "居家养老"), ("长 者 饭 堂", "居家养老"), ("禁毒宣传", "社区戒毒"), ("义工队伍", "志愿服务"), ("托育点", "婴幼儿")],
)
def test_a_listed_service_in_other_words_is_known(text: str, item: str) -> None:
    assert services.meant(text, ITEMS, synonyms()) == {item}
    assert not services.meant(text, ITEMS)


def test_words_for_services_name_services_of_article_8_with_a_source_each() -> None:
    assert set(synonyms()) <= set(ITEMS)
    told = [(item, word) for item, words in synonyms().items() for word in words]
    assert len({word for _item, word in told}) == len(told)
    assert not [(item, word) for item, word in told if services.is_named(word, ITEMS)]


@given(strange, items)
def test_what_nobody_listed_is_told_apart_by_its_words(words: str, item: str) -> None:
    assert not origination.other_is_not_listed("其他", words, ITEMS, synonyms(), words)
    assert services.meant(words, ITEMS, synonyms()) == frozenset()
    assert not services.same({services.core(words)}, {item})
    assert services.same({services.core(words)}, {services.core(f"{words}服务项目")})
    assert services.same({services.core(words)}, {services.core(f"甲镇{words}")})


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("养老", "居家养老", True),
        ("社区", "社区文化", False),
        ("心理 疏导", "心理咨询", False),
        ("心理", "心理咨询", True),
        ("残疾人康复", "残疾人", True),
        ("青少年研学", "社区教育", False),
    ],
)
def test_part_of_a_name_is_enough_where_it_tells_something(one: str, other: str, alike: bool) -> None:
    assert services.same({other}, services.meant(one, ITEMS) or {services.core(one)}) is alike


@given(amounts, st.lists(amounts, max_size=6))
def test_no_supplement_carries_a_contract_or_the_year_to_the_limit(this: Decimal, others: list[Decimal]) -> None:
    small = [one for one in others if one < LIMIT]
    reached = this >= LIMIT or (bool(small) and this + sum(small) >= LIMIT)
    found = splitting.supplement_stays_below_the_limit(year(this, *others), "amount")
    assert [(one.rules, one.field, one.level) for one in found] == [(("ART-21.2", "LAW-GPL-28"), "amount", "refuse")] * reached


def test_a_supplement_waits_for_a_limit_unless_no_fiscal_money_carries_it() -> None:
    assert splitting.supplement_stays_below_the_limit(year("1.00", limit=None), "amount")
    assert not splitting.supplement_stays_below_the_limit(year("0.00", limit=None), "amount")

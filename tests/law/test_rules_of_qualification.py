"""Claims about the conditions that may be set (Art. 16, handbook D5)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unfair import judged
from workflows.procurement.rules.qualification import Condition, facts_in, four_facts_are_no_condition
from workflows.procurement.rules.track_record import references

SAID = {
    "成立年限": ["成立满3年", "成立时间不少于两年", "登记满36个月", "注册三年以上", "成立年限5年"],
    "注册所在地": ["须在珠海注册", "注册地在本市", "在斗门区登记的社会组织", "本镇设有办公场所", "在广州市设有分支机构"],
    "规模": [
        "注册资金50万元以上",
        "年收入不低于100万元",
        "专职人员10人以上",
        "会员数不少于200",
        "净资产为正且不少于20万",
        "具有固定办公场所200平方米以上",
        "自有二百㎡以上办公用房",
    ],
    "评估等级": ["评估等级4A以上", "AAAA级社会组织", "3A及以上", "取得等级评估", "评估等级\uff14\uff21"],
}


@pytest.mark.parametrize(("fact", "text"), [(fact, text) for fact, texts in SAID.items() for text in texts])
def test_a_fact_is_known_by_its_words(fact: str, text: str) -> None:
    assert facts_in(Condition("一般条件", text)) == (fact,)


@pytest.mark.parametrize("kind", ["成立年限", "注册地", "注册所在地", "规模", "评估等级"])
@given(text=st.text(max_size=30))
def test_a_fact_is_known_by_its_kind_whatever_it_says(kind: str, text: str) -> None:
    assert facts_in(Condition(kind, text))


@pytest.mark.parametrize(
    "text",
    [
        "符合政府采购法第二十二条第一款，提交声明函",
        "依法在市、区民政部门登记的社会组织",
        "成立以来无违法记录",
        "依法成立，近三年无重大违法记录",
        "有依法缴纳税收和社会保障资金的良好记录",
        "成立年限不限",
        "为本项目提供60平方米办公场所",
        "提供不少于100平方米的活动场地",
        "不作注册地要求",
    ],
)
def test_what_the_law_allows_is_no_fact(text: str) -> None:
    assert facts_in(Condition("一般条件", text)) == ()


@given(st.lists(st.sampled_from([text for texts in SAID.values() for text in texts] + ["提交声明函"]), max_size=8))
def test_every_broken_line_is_marked_and_no_other(texts: list[str]) -> None:
    said = four_facts_are_no_condition(judged([Condition("一般条件", text) for text in texts]))
    broken = [f"qualifications.{place}" for place, text in enumerate(texts) if text != "提交声明函"]
    assert [one.field for one in said] == broken
    assert len({one.message for one in said}) <= 1


@pytest.mark.parametrize(
    ("text", "number"),
    [("近三年同类业绩5个", 5), ("两个以上案例", 2), ("十二项业绩", 12), ("二十个", 20), ("近3年内完成", 0), ("业绩１０个", 10)],
)
def test_references_are_counted_in_digits_and_in_words(text: str, number: int) -> None:
    assert references(text) == number

"""Claims about Art. 8: consent of guardians is needed where minors are served, not wherever they are mentioned."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows.procurement.rules.minors import ABSENT, MENTIONED, SERVED, service_for_minors
from workflows.procurement.rules.origination import guardians_consent

SERVES = [
    "两社区青少年情绪困扰求助增多，学校与家庭缺少专业心理支持",
    "青少年陪伴",
    "青 少\u200b年陪伴",
    "为困境儿童提供心理疏导",
    "陪伴留守儿童和独居老人",
    "由大学生志愿者辅导小学生",
    "服务对象为初中生",
    "家长带孩子一同参加，为孩子做康复训练",
    "为残疾儿童提供康复",
    "服务高风险未成年人",
    "孤独症孩子的康复训练",
]
MENTIONS = [
    "孩子在外务工的独居老人",
    "孩子在外务工的独居老人缺少健康随访",
    "子女和孩子都不在身边的空巢老人",
    "组织青少年志愿者看望独居老人",
    "在青少年活动中心为老年人量血压",
    "为青少年家长开展健康讲座",
    "为照顾孩子的老人提供体检",
    "六一儿童节为环卫职工体检",
]
NOTHING = [
    "由大学生志愿者陪伴成年残疾人",
    "独居老人健康随访",
    "不涉及未成年人",
    "服务对象不含儿童和学生",
    "老年大学学生心理讲座",
    "研究生参与的戒毒人员帮扶",
    "除未成年人外的社区矫正对象",
]


@pytest.mark.parametrize(
    ("told", "text"), [(told, text) for told, texts in ((SERVED, SERVES), (MENTIONED, MENTIONS), (ABSENT, NOTHING)) for text in texts]
)
def test_who_is_served_is_read_from_the_sentence(told: str, text: str) -> None:
    assert service_for_minors("卫生健康", [text]) == told


@pytest.mark.parametrize("consent", ["否", "不适用"])
@given(one=some.sampled_from(SERVES), others=some.lists(some.sampled_from([*MENTIONS, *NOTHING]), max_size=3))
def test_one_text_that_serves_minors_is_enough(consent: str, one: str, others: list[str]) -> None:
    [said] = guardians_consent(True, "卫生健康", [*others, one], consent)
    assert (said.level, said.field, said.rules) == ("refuse", "guardian_consent", ("ART-8.2",))


@given(texts=some.lists(some.sampled_from([*MENTIONS, *NOTHING]), max_size=4))
def test_a_mention_is_pointed_out_and_refuses_nothing(texts: list[str]) -> None:
    said = guardians_consent(True, "残疾人", texts, "不适用")
    assert [one.level for one in said] == (["warn"] if set(texts) & set(MENTIONS) else [])


@given(
    sub_item=some.sampled_from(["心理咨询", "婴幼儿", "妇女儿童", "其他"]),
    texts=some.lists(some.sampled_from([*SERVES, *MENTIONS, *NOTHING]), max_size=4),
)
def test_consent_given_or_nothing_sensitive_is_lawful(sub_item: str, texts: list[str]) -> None:
    assert guardians_consent(True, sub_item, texts, "是") == []
    assert guardians_consent(False, sub_item, texts, "不适用") == []


def test_a_sub_item_of_minors_serves_minors() -> None:
    assert service_for_minors("婴幼儿", ["托育"]) == SERVED
    assert service_for_minors("妇女儿童", ["妇女两癌筛查"]) == MENTIONED
    assert service_for_minors("妇女儿童", ["困境儿童关爱"]) == SERVED

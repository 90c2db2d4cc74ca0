"""Claims: where an organisation sits and what it did before are found however they are put; where this service is given is lawful."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unfair import unfair
from workflows.procurement.rules.four_facts import PLACE
from workflows.procurement.rules.qualification import Condition, facts_in
from workflows.procurement.rules.track_record import demanded, is_local

SEATED_HERE = [
    "总部位于本市",
    "总部设在珠海",
    "总部在珠海市香洲区",
    "机构总部须在本区",
    "办公场所位于本镇",
    "办公地点须在斗门区",
    "在本市有固定办公场所",
    "在本镇有办公地点",
    "办公场地设于珠海",
    "住所在本市",
    "住所须位于香洲区",
    "法人住所地为本市",
    "注册地址：本市",
    "注册于本市",
    "注册在珠海",
    "登记于香洲区民政局",
    "本市登记注册",
    "本市注册",
    "在珠海市设有分支",
    "在本市设有分支机构",
    "设有本市分部",
    "在本区设有分支机构或办事处",
    "须在当地设立常设机构",
    "常设机构在本市",
    "经营场所在香洲区",
    "主要办公地在本市",
    "单位地址在本镇",
    "机构所在地为珠海",
    "所在地须为本市",
    "供应商所在地为本市",
    "经营地在本市",
    "本市户籍的法人",
    "属地社会组织",
    "本地机构",
    "本市机构",
    "须为本土机构",
    "珠海本地社会组织",
    "总 部 位 于 本 市",
    "具备本市分支机构",
    "拥有本市办公场所",
    "在珠海具有办公场所",
    "办公室设在本街道",
    "驻地在本市",
    "机构地址在珠海市内",
]
SERVED_HERE = [
    "在本市提供现场服务",
    "服务地点在示范社区",
    "能在本市开展服务",
    "服务场所位于示范社区",
    "在示范社区设立服务点",
    "项目实施地点为甲镇",
    "在本镇提供上门服务",
    "服务人员驻点本社区",
    "办公设备自备",
    "提供固定联系电话和办公地址",
    "有固定的办公场所",
    "须提供总部出具的授权书",
    "能够在本市范围内提供服务",
    "承诺在本市设立服务站",
    "活动场地由社区提供，位于本镇",
    "服务中心设在本社区党群服务中心",
    "项目办公室设在示范社区",
    "在示范社区设项目办公点",
    "熟悉本地情况",
    "能用粤语与本地居民沟通",
    "对本市户籍老年人提供服务",
    "项目组办公地点设在示范社区党群服务中心",
    "在服务期内派驻本镇",
    "服务对象住所在本镇",
    "老人住所位于示范社区的优先安排上门",
    "承接主体须在本市提供服务",
    "住所证明有效",
    "登记证书载明的住所与实际一致",
    "本市行政区域内提供服务",
    "提供住所使用证明",
]
RECORDS = [
    "近三年承接珠海市同类项目5个",
    "近三年承接同类项目3个以上",
    "近3年完成类似项目不少于三个",
    "近两年内在本市实施过同类服务",
    "承接过本市同类项目",
    "近三年承接过珠海市政府购买服务项目",
    "具有本市同类项目经验",
    "近五年同类合同4份",
    "近三年服务过3个以上街道的同类项目",
    "完成过类似服务项目5次",
    "近三年内承接政府购买服务3项以上",
    "有在珠海承接项目的经历",
    "曾在本区承接同类服务",
    "近三年在香洲区承接项目",
    "不少于5个同类服务案例",
    "近三年累计实施社区项目五个以上",
    "具有三个以上同类项目经验",
    "承接政府购买服务项目不少于3个",
    "近三年本市同类服务合同2份",
    "在本市承接过项目的社会组织",
    "在珠海市开展过培训",
]
LAWFUL_RECORDS = [
    "近三年同类项目2个以内",
    "具有同类项目经验",
    "近三年承接同类项目1个",
    "近三年同类业绩不超过2个",
    "服务3个社区",
    "在5个社区开展活动",
    "本项目分3个阶段实施",
    "完成本项目12场讲座",
    "具有两个以上同类项目经验",
    "在本市承接本项目的人员须到岗",
    "每个项目配备3名社工",
    "组织志愿者活动5次",
    "近三年无重大违法记录",
    "提供3份响应文件",
    "服务期内每月开展同类活动3次",
    "近三年内未被列入失信名单",
    "能同时在3个社区开展服务项目",
    "负责人从事同类服务满3年",
    "承诺承接项目后在本市组建团队",
    "按要求完成项目的5个子项目",
    "承接本项目后5个工作日内进场",
    "提供项目方案3份",
]
PLACES = st.sampled_from(["本市", "本区", "本镇", "珠海", "珠海市", "香洲区", "当地"])
SEATS = st.sampled_from(["总部", "机构总部", "办公场所", "主要办公地点", "经营场所", "常设机构", "机构地址", "供应商所在地"])
VERBS = st.sampled_from(["位于", "设在", "在", "须在", "应设于", "为"])
SERVES = st.sampled_from(["提供上门服务", "提供现场服务", "开展活动", "组织培训", "实施本项目", "派驻社工"])
ALIKE = st.sampled_from(["同类项目", "类似项目", "同类服务", "政府购买服务项目", "相似服务项目"])
DONE = st.sampled_from(["承接", "承担", "完成", "实施"])
SPACES = st.sampled_from(["", " ", "\u3000", "\u200b"])
COUNTS = ("一", "两", "三", "四", "五", "六", "七", "八", "九", "十")


def refused(text: str) -> bool:
    said = Condition("一般条件", text)
    return bool(facts_in(said) or unfair(said, ["和风心理服务中心"]))


@pytest.mark.parametrize("text", SEATED_HERE)
def test_a_seat_is_found_under_any_kind(text: str) -> None:
    assert all(PLACE in facts_in(Condition(kind, text)) for kind in ("一般条件", "其他"))


@pytest.mark.parametrize("text", RECORDS)
def test_a_record_of_many_or_of_this_place_is_found_under_any_kind(text: str) -> None:
    assert all(unfair(Condition(kind, text), []) for kind in ("一般条件", "其他"))


@pytest.mark.parametrize("text", [*SERVED_HERE, *LAWFUL_RECORDS])
def test_where_and_how_often_this_service_is_given_is_lawful(text: str) -> None:
    assert not refused(text)


@given(SEATS, VERBS, PLACES, SPACES)
def test_however_a_seat_is_put_it_is_found(seat: str, verb: str, place: str, space: str) -> None:
    assert facts_in(Condition("其他", f"{seat}{space}{verb}{space}{place}")) == (PLACE,)


@given(PLACES, SERVES, st.sampled_from(["能够在", "承诺在", "在", "须在"]))
def test_however_a_place_of_service_is_put_it_is_lawful(place: str, serves: str, first: str) -> None:
    assert not refused(f"{first}{place}{serves}")
    assert not refused(f"服务地点在{place}，{first}{place}{serves}")


@given(st.integers(1, 60), ALIKE, DONE, st.booleans())
def test_more_than_two_are_found_in_digits_and_in_words(number: int, alike: str, done: str, spelled: bool) -> None:
    said = COUNTS[number - 1] if spelled and number <= 10 else str(number)
    for text in (f"近三年{done}{alike}{said}个", f"近3年{done}不少于{said}个{alike}", f"{done}过{alike}{said}项以上"):
        assert demanded(text) == number
        assert refused(text) is (number > 2)
    assert not refused(f"本项目分{said}个阶段实施，在{said}个社区开展活动")


@given(PLACES, ALIKE, DONE)
def test_a_record_of_this_place_is_found_and_one_without_place_is_not(place: str, alike: str, done: str) -> None:
    for text in (f"近三年{done}{place}{alike}", f"在{place}{done}过{alike}", f"曾在{place}{done}{alike}"):
        assert is_local(text), text
        assert not is_local(text.replace(place, "")), text
        assert not is_local(f"不要求{text}")

"""Claims about Art. 16 in the words of those who write conditions: what is refused however it is written, what stays lawful."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.unfair import demanded, unfair
from workflows.procurement.rules.four_facts import told_of_bidders
from workflows.procurement.rules.qualification import Condition, demand_hides_no_condition, facts_in

PLAIN = "一般条件"
REFUSED = {
    "成立年限": [
        "2023年以前成立",
        "2023年以前成立的社会组织",
        "成立时间早于2023年6月",
        "成立于2023年以前",
        "2024年1月1日前依法登记的社会组织",
        "运营不少于三年",
        "自登记之日起运营三年以上",
        "具有三年以上运营经验",
        "成立满叁年",
        "成 立 满 3 年",
        "成\u200b立满\u2060\uff13年",
        "成立已逾三载",
        "业务范围不限但须成立满3年",
        "成立不足3年的不得参加",
        "具有三年以上办会历史",
        "持有登记证书满3年",
        "成立3年（含）以上",
        "2022年（含）之前注册",
    ],
    "注册所在地": [
        "登记地在珠海",
        "登记机关须为珠海市民政局",
        "登记管理机关应为香洲区民政局",
        "限本地社会组织参加",
        "仅限珠海市的机构",
        "须为在珠海市依法成立的社会组织",
        "须为香洲区内登记的社会组织",
        "必须是本市社会组织",
        "本市社会组织优先",
        "外地社会组织不得参加",
        "不接受市外机构报名",
        "在甲镇登记的社会组织",
        "在示范社区注册",
        "在本市设立的社会组织",
        "珠海注\u3000册",
        "在本区设有办事机构",
        "法人住所位于珠海",
        "须是珠海本土社会组织",
        "由珠海市民政局核准登记",
    ],
    "规模": [
        "全职社工不少于20名",
        "专职工作者十人以上",
        "上年度收入50万元以上",
        "上一年度业务收入不低于伍拾万元",
        "投入本单位全部员工且专职人员50人以上",
        "投入全部员工不少于50人",
        "拥有30名以上持证社工",
        "机构人数不少于20人",
        "机构规模不低于中型",
        "会员不少于200个",
        "50人以上的社会组织",
        "年度营收50万元以上",
        "资产不少于50万元",
        "工作人员15人以上",
    ],
    "评估等级": [
        "获得四A评级",
        "经民政部门等级评定为4级以上",
        "等级评定为4级以上",
        "评估结果为良好以上",
        "社会组织评估应达到优秀",
        "社会组织等级为四星以上、获评AAA",
        "3 a 级以上",
        "评级为五星",
        "获评四级以上",
        "等级不低于3级",
    ],
}
LAWFUL = [
    "三年内没有重大违法记录（自登记不足三年的自登记之日起）",
    "三年内在经营活动中没有重大违法记录（自登记不足三年的自登记之日起）",
    "近三年无重大违法记录，成立不足三年的，自成立之日起计算",
    "成立不满1年的提供成立以来的财务报表",
    "团体辅导每次参加人员规模不超过15人",
    "小组活动规模控制在十二人以内",
    "能够在示范社区设立服务点",
    "能够在示范社区设立每周不少于两次的服务点",
    "在项目所在地设立咨询服务窗口",
    "在项目所在社区提供驻点服务",
    "指定专人负责未成年人信息保护",
    "本项目配备持证心理咨询师不少于4名",
    "为本项目配备全职社工不少于2名",
    "每个社区派驻专职社工不少于1名",
    "专职社工不少于2名，均投入本项目",
    "每场活动工作人员不少于3名",
    "近一年内未被列入严重违法失信名单",
    "登记证书在有效期内，注册地不限",
    "成立年限、注册地、规模、评估等级均不限",
    "不论成立时间、注册地、规模、评估等级，均可参加",
    "不以评估等级作为条件",
    "注册地在外地的社会组织也可以参加",
    "项目负责人从事心理服务满三年",
    "依法登记、年检合格的社会组织",
    "提交不超过2张A4纸的服务方案",
    "新成立的社会组织可以参加",
    "服务低收入家庭，人均收入低于2000元",
    "登记管理机关年检合格",
    "城镇登记失业人员就业服务经验",
    "承诺成交后成立项目组并服务满3个月",
    "须具备市级民政部门依法登记的证书",
    "服务人员中持证社工不少于2名",
    "服务满意度评估达到良好以上",
    "为当地登记失业人员提供培训",
    "不因注册地不同而区别对待",
    "不设成立年限、注册地、规模门槛",
    "能够组织30人以上的活动",
    "2026年8月前完成项目备案登记",
    "服务对象为本市户籍老年人",
    "提供2024年度财务报表",
]


@pytest.mark.parametrize(("fact", "text"), [(fact, text) for fact, texts in REFUSED.items() for text in texts])
def test_a_fact_is_known_however_it_is_put(fact: str, text: str) -> None:
    assert fact in facts_in(Condition(PLAIN, text))


@pytest.mark.parametrize("text", LAWFUL)
def test_what_says_nothing_of_the_organisation_is_lawful(text: str) -> None:
    assert facts_in(Condition(PLAIN, text)) == ()
    assert unfair(Condition(PLAIN, text), ["和风心理服务中心"]) is None
    assert told_of_bidders(f"承接单位须知：{text}") == ()


@pytest.mark.parametrize("stop", ["，", "、", "；", "。", ",", "\n", "但", "且"])
@pytest.mark.parametrize("open_to_all", ["业务范围不限", "注册地不限", "服务方式不作要求", "无其他限制"])
def test_a_negation_covers_only_its_own_clause(stop: str, open_to_all: str) -> None:
    for said in (f"成立满3年{stop}{open_to_all}", f"{open_to_all}{stop}成立满3年"):
        assert facts_in(Condition(PLAIN, said)) == ("成立年限",), said


def test_one_word_of_openness_silences_nothing_else() -> None:
    said = facts_in(Condition(PLAIN, "须在珠海注册、成立满3年、评估4A以上，业务范围不限"))
    assert said == ("成立年限", "注册所在地", "评估等级")


@given(
    some.sampled_from([(fact, text) for fact, texts in REFUSED.items() for text in texts]),
    some.lists(some.sampled_from([" ", "\u200b", "\u3000", "\u2060", "\ufeff", "\u00ad", ""]), min_size=40, max_size=40),
)
def test_spacing_hides_nothing(case: tuple[str, str], between: list[str]) -> None:
    fact, text = case
    spaced = "".join(sign + gap for sign, gap in zip(text, between, strict=False))
    assert fact in facts_in(Condition(PLAIN, spaced))


@pytest.mark.parametrize("column", ["text", "reason", "law"])
def test_a_fact_is_known_in_every_column(column: str) -> None:
    said = {"text": "见理由", "reason": "", "law": ""} | {column: "成立满3年且评估4A以上"}
    assert facts_in(Condition(PLAIN, **said)) == ("成立年限", "评估等级")


@pytest.mark.parametrize(
    "demand",
    [
        "投标单位须成立满3年、在珠海注册、评估等级4A以上",
        "提供个案咨询。承接机构应为本市登记的社会组织",
        "供应商注册资金50万元以上",
        "须成立满3年",
        "参加单位\n须 成 立 满 叁 年",
    ],
)
def test_a_condition_in_the_demand_is_a_condition(demand: str) -> None:
    [said] = demand_hides_no_condition(demanded(demand))
    assert (said.field, said.rules) == ("demand", ("ART-16.1",))


@pytest.mark.parametrize(
    "demand",
    [
        "为两社区青少年提供个案咨询、讲座、团体辅导、测评建档和督导，分四个月完成",
        "三个月内组织四场社区清洁日",
        "三年内每年为六十名社区矫正对象提供个别教育和帮扶",
        "为两社区640名老人提供助餐、助浴、探访和紧急呼叫应答，服务六个月",
        "承接单位配备专职社工4名，在和睦社区设立服务点，每场活动规模不超过30人",
        "登记服务对象信息，服务三年；老年人能力评估等级为二级以上的优先上门",
        "成立居民议事小组3个，三个月内完成",
    ],
)
def test_the_service_itself_is_freely_described(demand: str) -> None:
    assert demand_hides_no_condition(demanded(demand)) == []


@pytest.mark.parametrize("text", ["须进入区社会组织备选库", "须为区社会组织资源库成员", "须在本市社会组织名录库"])
def test_a_list_of_the_chosen_is_unfair_and_none_of_the_four_facts(text: str) -> None:
    assert facts_in(Condition(PLAIN, text)) == ()
    assert unfair(Condition(PLAIN, text), [])


@pytest.mark.parametrize("text", ["指定和风机构承接", "须使用指定品牌", "由指定单位提供", "由和 风心理服务中心承接"])
def test_naming_a_supplier_stays_unfair(text: str) -> None:
    assert unfair(Condition(PLAIN, text), ["和风心理服务中心"])


@pytest.mark.parametrize("text", ["指定专人负责", "指定联系人一名", "指定一名社工作为联络员", "指定项目负责人"])
def test_naming_a_person_is_lawful(text: str) -> None:
    assert unfair(Condition(PLAIN, text), []) is None

"""Claims about what may not be published of a person (Art. 24), however it is set, and about what is no such thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workflows.procurement.rules.exposure import WITHHELD, exposed, masked
from workflows.procurement.rules.platform import nobody_is_exposed, nobody_will_be_exposed, subject_is_masked_later
from workflows.procurement.rules.publication import nobody_is_exposed as nobody_in_a_result

MOBILES = [
    "13800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138\u20130013\u20138000",
    "1380 013 8000",
    "138 00138000",
    "\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10",
    "\uff11\uff13\uff18 \uff10\uff10\uff11\uff13 \uff18\uff10\uff10\uff10",
    "+8613800138000",
    "+86 138 0013 8000",
    "1 3 8 0 0 1 3 8 0 0 0",
    "138\u200b0013\u200b8000",
    "一三八〇〇一三八〇〇〇",
    "一三八零零一三八零零零",
    "幺三八零零幺三八零零零",
    "壹叁捌零零壹叁捌零零零",
    "一三八 〇〇一三 八〇〇〇",
    "一 三 八 零 零 一 三 八 零 零 零",
    "一三八-〇〇一三-八〇〇〇",
    "一\uff138零0一三\uff18\u3007\u25cb0",
    "\uff11\u3000\uff13\u3000\uff18\u3000\uff10\u3000\uff10\u3000\uff11\u3000\uff13\u3000\uff18\u3000\uff10\u3000\uff10\u3000\uff10",
    "138\u30000013\u30008000",
]
IDENTITIES = [
    "440402201001011234",
    "\uff14\uff14\uff10\uff14\uff10\uff12\uff12\uff10\uff11\uff10\uff10\uff11\uff10\uff11\uff11\uff12\uff13\uff14",
    "440402 20100101 1234",
    "440402-20100101-123X",
    "44040219900101123x",
    "4404 0220 1001 0112 34",
    "四四〇四〇二一九九〇〇一〇一一二三四",
]
SICK = [
    "王小明（患抑郁症",
    "李晓红患双相情感障碍",
    "冼小红患抑郁症",
    "王 小 明 患 抑 郁 症",
    "张三(抑郁症)",
    "王小明，男，15岁，患\uff28\uff29\uff36",
]
NOBODY = [
    "甲镇2026年青少年心理健康服务，预算180000.00元，现予公示",
    "成交单位\uff1a和风心理服务中心，成交价172800.00元",
    "金额15000 200000元，共两笔",
    "预算15000.00 20000.00元",
    "统一社会信用代码52440400MJL0000001",
    "甲镇购服〔2026〕15号，回执SP-2026-0618-01",
    "2026-06-18 12:30至2026-06-29 17:00",
    "咨询电话0756-1234567",
    "服务640名老人，12场讲座，高血压健康讲座",
    "银行账号6222020200012345678",
    "二〇二六年六月十八日至二〇二六年六月二十九日",
    "第一、第三、第八条，一二三四五六七项",
    "一百三十八人，九千零一十三元八角",
    "预算壹拾捌万陆仟元整，一三八路公交",
]


@pytest.mark.parametrize("around", ["联系人{}，现予公示", "{}", "电话:{}。"])
@pytest.mark.parametrize(
    ("what", "said"),
    [(what, said) for what, many in (("手机号码", MOBILES), ("身份证号码", IDENTITIES), ("姓名与疾病信息", SICK)) for said in many],
)
def test_a_person_is_known_however_it_is_set(what: str, said: str, around: str) -> None:
    assert what in exposed(around.format(said))


@pytest.mark.parametrize("text", NOBODY)
def test_what_names_nobody_is_published(text: str) -> None:
    assert exposed(text) == ()
    assert nobody_is_exposed(text, "notice_text") == nobody_in_a_result(text, "public_report") == []


@given(some.sampled_from([*MOBILES, *IDENTITIES, *SICK]), some.sampled_from(NOBODY))
def test_every_place_that_publishes_reads_alike(said: str, before: str) -> None:
    text = f"{before}\uff1b{said}"
    refused = nobody_is_exposed(text, "notice_text")
    assert [one.level for one in refused] == ["refuse"] * len(exposed(text))
    assert [one.message for one in nobody_in_a_result(text, "notice_text")] == [one.message for one in refused]
    assert len(nobody_will_be_exposed(text, "demand")) == len(refused)
    assert {one.level for one in subject_is_masked_later(text)} == {"warn"}


@given(
    some.integers(3, 9),
    some.integers(0, 10**9 - 1),
    some.sampled_from([(3, 7), (4, 7), (3,), (7,)]),
    some.sampled_from([" ", "-", "\u3000"]),
)
def test_a_mobile_number_is_found_in_every_grouping(second: int, rest: int, cuts: tuple[int, ...], gap: str) -> None:
    number = f"1{second}{rest:09d}"
    ends = (*cuts, len(number))
    grouped = gap.join(number[start:end] for start, end in zip((0, *cuts), ends, strict=True))
    assert "手机号码" in exposed(f"联系人{grouped}。")


SPOKEN = (
    "〇零○0\uff10",
    "一壹幺1\uff11",
    "二贰2\uff12",
    "三叁3\uff13",
    "四肆4\uff14",
    "五伍5\uff15",
    "六陆6\uff16",
    "七柒7\uff17",
    "八捌8\uff18",
    "九玖9\uff19",
)


@given(some.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), some.sampled_from(["", " ", "\u3000", "-"]), some.data())
def test_a_mobile_is_known_in_any_mixture_of_numerals(number: str, gap: str, data: some.DataObject) -> None:
    signs = [data.draw(some.sampled_from(SPOKEN[int(digit)])) for digit in number]
    assert "手机号码" in exposed(f"联系人{gap.join(signs)}，现予公示")


@pytest.mark.parametrize("number", MOBILES)
def test_what_is_sent_to_the_platform_tells_no_number(number: str) -> None:
    said = masked(f"报名请联系{number}")
    assert not exposed(said)
    assert said == WITHHELD or "＊" in said


def test_what_exposes_nobody_is_sent_as_it_stands() -> None:
    assert masked("甲镇2026年青少年心理健康服务，预算180000.00元") == "甲镇2026年青少年心理健康服务，预算180000.00元"
    assert masked("张三确诊抑郁症") == WITHHELD

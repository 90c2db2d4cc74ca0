"""What in a text exposes a person: an identity number, a mobile phone, a name beside an illness. Wide, spaced out or in words alike."""

from __future__ import annotations

import re

from workflows.procurement.rules.reading import plain, shaped

GAP = r"[\s\-\u2010-\u2015_\u00b7\u2022]{0,2}"
DAY = f"(?:0{GAP}[1-9]|[12]{GAP}[0-9]|3{GAP}[01])"
MONTH = f"(?:0{GAP}[1-9]|1{GAP}[0-2])"
YEAR = f"(?:1{GAP}9|2{GAP}0){GAP}[0-9]{GAP}[0-9]"
PLACE_OF_BIRTH = f"(?<![0-9])[1-9](?:{GAP}[0-9]){{5}}"
IDENTITY = re.compile(f"{PLACE_OF_BIRTH}{GAP}{YEAR}{GAP}{MONTH}{GAP}{DAY}(?:{GAP}[0-9]){{3}}{GAP}[0-9Xx](?![0-9Xx])")
ABROAD = r"(?:(?<![0-9])|(?<=\+86)|(?<=0086))"
BREAK = r"[\s\-\u2010-\u2015_\u00b7\u2022]{1,3}"
MOBILE = re.compile(
    f"{ABROAD}1(?:[3-9][0-9]{{9}}|[3-9][0-9]{BREAK}[0-9]{{4}}{BREAK}[0-9]{{4}}|[3-9][0-9]{{2}}{BREAK}[0-9]{{3}}{BREAK}[0-9]{{4}}"
    f"|[3-9][0-9]{BREAK}[0-9]{{8}}|[3-9][0-9]{{5}}{BREAK}[0-9]{{4}}|{BREAK}[3-9](?:{BREAK}[0-9]){{9}})(?![0-9])"
)
"""Grouped as people group it; two sums of money beside each other are none."""
SPELLED = str.maketrans("\u3007\u25cb零一二三四五六七八九壹贰叁肆伍陆柒捌玖两幺", "000123456789123456789" + "21")
"""Digits as they are spoken or written out: 一三八 is a 138, and so is 幺三八."""
SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭鲁韦马苗俞任袁柳鲍史唐费薛雷贺倪汤罗毕郝傅皮卞齐康伍余顾孟"
    "黄穆萧尹姚邵汪毛狄戴宋庞熊纪舒屈项祝董梁杜阮蓝闵季贾路江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡霍虞万卢莫房丁邓单洪包左石崔吉龚程邢裴陆翁谭廖赖温庄晏柴聂曾郁"
    "冼黎麦岑佘翟欧"
)
ILLNESS = (
    "抑郁|焦虑症|精神分裂|双相|自闭症|孤独症|艾滋|HIV|乙肝|梅毒|肺结核|癌|肿瘤|白血病|糖尿病|高血压|癫痫"
    "|[一二三四]级残疾|残疾[一二三四]级|吸毒|自杀|自伤|精神病|病史|障碍"
)
NAME = rf"(?!高龄|高危|高中|高校|项目|康复|路线)[{SURNAMES}](?:某{{1,2}}|[\u4e00-\u9fff]{{1,2}})"
IS_SICK = r"[，、：:]?(?:同学|患者)?(?:罹?患有?|(?:被|经)?确诊|(?:被)?诊断|有)[^，。；]{0,6}?"
IN_BRACKETS, OF_AGE = r"（[^）。；]{0,8}?", r"[，、]?[男女]?[，、]?\d{1,3}岁[^。；]{0,6}?"
SICK_PERSON = re.compile(f"{NAME}(?:{IS_SICK}|{IN_BRACKETS}|{OF_AGE})(?:{ILLNESS})")


WITHHELD, HIDDEN = "（含个人信息，未予发送）", "＊"


def masked(text: str) -> str:
    """The text with what exposes a person blotted out; where that cannot be done in place, none of it."""
    for pattern in (IDENTITY, MOBILE):
        text = pattern.sub(lambda found: HIDDEN * len(found[0]), text)
    return WITHHELD if exposed(text) else text


def exposed(text: str) -> tuple[str, ...]:
    """What of a person the text tells that nobody may publish."""
    numbers = ((IDENTITY, "身份证号码"), (MOBILE, "手机号码"))
    read = shaped(text)
    found = [what for pattern, what in numbers if pattern.search(read) or pattern.search(read.translate(SPELLED))]
    return (*found, "姓名与疾病信息") if SICK_PERSON.search(plain(text)) else tuple(found)

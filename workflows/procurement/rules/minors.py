"""Whether a project serves minors, as far as its words tell (Art. 8): they are named as those served, only mentioned, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workflows.procurement.rules.reading import plain

SERVED, MENTIONED, ABSENT = "served", "mentioned", "absent"
YOUNG = "(?:青少年|未成年|少年|少儿|儿童|婴幼儿|婴儿|幼儿|新生儿|幼童|学童|孤儿|中小学生|[小中]学生|[初高]中生|学生|小朋友|孩子|娃娃|宝宝)"
IN = "[^，。；、]"
GROWN_STUDENT = re.compile("(?:大学|研究|留|高校|大专|本科|博士|硕士|老年大学|社区大学)(?:的|在校)?学?生")
ADULT = (
    "(?:老人|老年人|长者|父母|家长|母亲|父亲|妈妈|爸爸|爷爷|奶奶|祖辈|监护人"
    "|成年人|成人|妇女|女性|居民|职工|劳动者|教师|老师|志愿者|残疾人)"
)
DENIED = re.compile(
    rf"(?:不(?:涉及|包括|包含|含|面向|服务|针对|接收|招收)|非|除|排除){IN}{{0,4}}?{YOUNG}(?:(?:、|和|及|与|或){YOUNG})*(?:人|群体)?(?:以外|之外|外)?"
)
ASIDE = re.compile(
    rf"{YOUNG}(?:人)?(?:志愿(?:者|服务队)?|义工|宫|公园|医院|活动中心|图书馆|节|督导员|用品)"
    rf"|{YOUNG}(?:人)?(?![和与及或]|以及){IN}{{0,14}}?的{IN}{{0,4}}?{ADULT}|{YOUNG}(?:人)?的?{ADULT}"
    rf"|(?:照顾|照看|照料|接送|抚养|养育|带|帮带|失去|没有|思念)(?:了|着)?{YOUNG}"
)
"""Others are served: minors help, give a place its name, or tell something of the grown-ups."""
EITHER = frozenset({"妇女儿童"})
"""A sub-item of Art. 8 that names grown-ups and minors alike: the project's own words decide."""


def service_for_minors(sub_item: str, texts: Iterable[str]) -> str:
    """What the sub-item and the project's own words tell of minors."""
    told = [_told(plain(text)) for text in texts]
    told.append(MENTIONED if sub_item in EITHER else _told(sub_item))
    return next((one for one in (SERVED, MENTIONED) if one in told), ABSENT)


def _told(text: str) -> str:
    said = DENIED.sub("", GROWN_STUDENT.sub("", text))
    if re.search(YOUNG, ASIDE.sub("", said)):
        return SERVED
    return MENTIONED if re.search(YOUNG, said) else ABSENT

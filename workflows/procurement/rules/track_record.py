"""What a condition demands of earlier work (handbook D5): how many contracts of the kind, and whether they were done in this place.

Read clause by clause; what is to be done in this project, and where, is the demand's own and no record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflows.procurement.rules.four_facts import HERE, IN, NUMBER
from workflows.procurement.rules.reading import plain

REFERENCES = re.compile(rf"(?<!报告)(?<!报表)(?<!证明)({NUMBER})(?:个|项|份|例|次|宗)(?!月|工作日|阶段|小时|子项目|部分|批次)")
DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "百": 100}
DONE = "(?:承接|承担|承办|实施|完成|执行|开展|履行|签订|参与|组织|提供|服务|运营|中标|成交)"
ALIKE = "(?:同类|类似|相似|相近|相同|同等|政府购买|政府采购|购买服务)"
WORK = "(?:项目|服务|合同|活动|业绩|案例)"
LATELY = f"(?:近|最近|过去){NUMBER}个?(?:周年|年|月)"
RECORD = re.compile(
    f"业绩|案例|{LATELY}{IN}{{0,12}}?(?:{DONE}|{ALIKE}){IN}{{0,12}}?{WORK}|{LATELY}{IN}{{0,8}}?{ALIKE}|{DONE}(?:过|了)"
    f"|{ALIKE}的?(?:项目|服务|合同){IN}{{0,6}}?(?:经验|经历|业绩|案例)|(?:承接|承担|承办|完成)的?{ALIKE}{IN}{{0,8}}?{WORK}"
    f"|曾经?{IN}{{0,8}}?{DONE}"
)
LOCAL = re.compile(
    f"(?:{HERE}|[省市区县镇]级){IN}{{0,6}}?(?:业绩|奖|表彰|荣誉|案例)"
    f"|{HERE}{IN}{{0,10}}?(?:{DONE}过|(?:{ALIKE}|{DONE})(?!本项目){IN}{{0,10}}?(?:经验|经历))"
    f"|{DONE}过{IN}{{0,8}}?{HERE}|曾经?{IN}{{0,4}}?{HERE}{IN}{{0,8}}?{DONE}|曾经?{IN}{{0,4}}?{DONE}{IN}{{0,8}}?{HERE}"
    f"|{LATELY}{IN}{{0,12}}?{HERE}{IN}{{0,12}}?{WORK}|{DONE}的?{HERE}{IN}{{0,4}}?{ALIKE}|{HERE}{IN}{{0,2}}?{ALIKE}的?(?:项目|合同)"
)
WANTED_NOT = re.compile(
    f"(?:不要求|无须|无需|不需要?|不限|不论|无论|不以|不得?以|不设|不将|不看){IN}*|{IN}*(?:不限(?!于)|不作要求|不作限制)$"
)
"""A record that is not asked for."""
CLAUSE = re.compile("[，。；！？、：]|但|且")


def demanded(text: str) -> int:
    """How many earlier contracts a condition demands: the largest count that stands in one sentence with a record; 0 where none does."""
    return max((references(said) for said in _sentences(text) if RECORD.search(said)), default=0)


def is_local(text: str) -> bool:
    """Whether the record, or a prize, must come from this place or one that is named."""
    return any(LOCAL.search(clause) for said in _sentences(text) for clause in CLAUSE.split(said))


def references(text: str) -> int:
    """The largest count of things a text names."""
    return max((_number(found) for found in REFERENCES.findall(plain(text))), default=0)


def _sentences(text: str) -> Iterator[str]:
    """What stands between full stops, without the clauses that ask for nothing."""
    for sentence in re.split("[。；！？]", plain(text)):
        yield "，".join(WANTED_NOT.sub("", clause) for clause in CLAUSE.split(sentence))


def _number(text: str) -> int:
    """A count in digits, or in Chinese up to 百 as far as a condition needs it."""
    if text.isdecimal():
        return int(text)
    total = 0
    for sign in text:
        digit = DIGITS.get(sign, int(sign) if sign.isdecimal() else 0)
        total = max(total, 1) * digit if digit >= 10 else total + digit
    return total

"""The rule book as data: every rule with its law, its sentence, where it is applied, and the claims that prove it."""

from __future__ import annotations

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

from app.composition import hands
from app.rule_places import places
from app.rule_proofs import proofs
from workflows.procurement import rules
from workflows.procurement.lawbook import articles as law_articles
from workflows.procurement.lawbook import regulation
from workflows.procurement.settlement import figures
from workflows.procurement.world import standard

NUMBER = re.compile(r"ART-(\d+)\.")
LAW = re.compile(r"LAW-([A-Z0-9]+)-(\d+)")
LAWS = {
    "C124": "财库〔2015〕124号",
    "C214": "政府采购竞争性磋商采购方式管理暂行办法（财库〔2014〕214号）",
    "CHAR": "慈善法（2023年修正）",
    "DEM": "政府采购需求管理办法（财库〔2021〕22号）",
    "ESIGN": "电子签名法（2019年修正）",
    "EXP": "政府采购评审专家管理办法（财库〔2016〕198号）",
    "FAIR": "关于促进政府采购公平竞争优化营商环境的通知（财库〔2019〕38号）",
    "GPL": "政府采购法（2014年修正）",
    "GPLR": "政府采购法实施条例（国务院令第658号）",
    "O74": "政府采购非招标采购方式管理办法（财政部令第74号）",
    "O87": "政府采购货物和服务招标投标管理办法（财政部令第87号）",
    "O94": "政府采购质疑和投诉办法（财政部令第94号）",
    "O101": "政府采购信息发布管理办法（财政部令第101号）",
    "O102": "政府购买服务管理办法（财政部令第102号）",
    "O110": "政府采购框架协议采购方式管理暂行办法（财政部令第110号）",
    "OGI": "政府信息公开条例（2019年修订）",
    "PAY": "保障中小企业款项支付条例（国务院令第802号）",
    "PIPL": "个人信息保护法",
    "RCL": "城市居民委员会组织法（2018年修正）",
    "SMEP": "政府采购促进中小企业发展管理办法（财库〔2020〕46号）",
    "VCL": "村民委员会组织法（2018年修正）",
}
SEPARATION = "政府采购法（2014年修正）第61条；政府采购需求管理办法（财库〔2021〕22号）第32条"
ENTRIES = {"T18": "T18a", "T19": "G48", "T26": "G49", "T27": "G42"}
"""Periods of the handbook that stand in the register under another id."""
CALENDAR = "全国年节及纪念日放假办法；国务院办公厅当年放假安排的通知"


def rulebook() -> list[dict[str, Any]]:
    """One line per function of the book, in the order of ids."""
    for module in pkgutil.iter_modules(rules.__path__):
        importlib.import_module(f"{rules.__name__}.{module.name}")
    hands()
    proved = proofs()
    return [
        _line(bound, proved.get(bound.name, []))
        for _id, bounds in sorted(rules.BOOK.items(), key=lambda item: _order(item[0]))
        for bound in bounds
    ]


def _line(bound: rules.Bound, proved: list[str]) -> dict[str, Any]:
    found = NUMBER.match(bound.id)
    return {
        "id": bound.id,
        "also": list(bound.also),
        "article": found.group(1) if found else None,
        "source": source(bound.id),
        "name": bound.name,
        "text": bound.text,
        "level": bound.level,
        "version": bound.version,
        "regimes": sorted(bound.regimes),
        "enforced_at": list(places().get(bound.name, ())),
        "tests": proved,
    }


def source(rule_id: str) -> str:
    """The law that a rule id stands for; empty for an id of no law that we know."""
    article, law = NUMBER.match(rule_id), LAW.match(rule_id)
    if article:
        return f"{regulation()}{law_articles()[int(article.group(1))].label}"
    if law:
        return f"{LAWS[law.group(1)]}第{law.group(2)}条" if law.group(1) in LAWS else ""
    if rule_id.startswith("SOD-"):
        return SEPARATION
    return CALENDAR if rule_id == "CAL-gap" else _registered().get(rule_id, "")


@cache
def _registered() -> dict[str, str]:
    """Id of a figure → what it rests on, as the register says."""
    named = {one["id"]: one.get("source", "") for one in figures(standard())}
    return named | {name: named.get(entry, "") for name, entry in ENTRIES.items()}


def _order(rule_id: str) -> tuple[str, list[int]]:
    return rule_id.split("-", maxsplit=1)[0], [int(number) for number in re.findall(r"\d+", rule_id)]

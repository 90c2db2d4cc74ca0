"""Figures, dates and numbers of articles as a mainland office writes them. All dates are Asia/Shanghai."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from workflows.act import SHANGHAI
from workflows.text import _

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DIGITS = "零一二三四五六七八九"
KILOBYTE = 1024
DESK_CAP = 999
ARTICLE_RULE = re.compile(r"ART-(\d+)\.\d+", re.ASCII)
SEPARATION_RULE = re.compile(r"SOD-[a-j]", re.ASCII)
PERIOD_RULE = re.compile(r"TD?\d+", re.ASCII)
PUBLISHING_RULE = re.compile(r"PUB-\d")


def money(amount: Decimal | None) -> str:
    """192,000.00, without a unit; a dash for none."""
    return "—" if amount is None else f"{amount:,.2f}"


def day(date: dt.date | None) -> str:
    """2026-05-07 周四; a dash for none."""
    return "—" if date is None else f"{date.isoformat()} {WEEKDAYS[date.weekday()]}"


def moment(instant: dt.datetime | None) -> str:
    """2026-05-07 14:32; a dash for none."""
    return "—" if instant is None else f"{instant.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def day_and_time(instant: dt.datetime) -> str:
    """2026-05-07 周四 14:32."""
    local = instant.astimezone(SHANGHAI)
    return f"{day(local.date())} {local:%H:%M}"


def clock_time(instant: dt.datetime) -> str:
    """14:32."""
    return f"{instant.astimezone(SHANGHAI):%H:%M}"


def size(octets: int) -> str:
    """A file's size: 512 B, 18 KB, 1.4 MB."""
    if octets < KILOBYTE:
        return f"{octets} B"
    if octets < KILOBYTE * KILOBYTE:
        return f"{octets / KILOBYTE:.0f} KB"
    return f"{octets / KILOBYTE / KILOBYTE:.1f} MB"


def capped(count: int) -> str:
    """A count for a badge: 999+ above 999."""
    return f"{DESK_CAP}+" if count > DESK_CAP else str(count)


def numeral(number: int) -> str:
    """1 … 99 in Chinese: 二十三."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return head + (DIGITS[ones] if ones or not tens else "")


def article(number: int) -> str:
    """第二十三条."""
    return _("第{number}条").format(number=numeral(number))


def rule_name(rule: str) -> str:
    """What stands beside a refusal: the article of a rule, 职责分离, or the id in the register of periods and figures."""
    if found := ARTICLE_RULE.fullmatch(rule):
        return article(int(found.group(1)))
    if SEPARATION_RULE.fullmatch(rule):
        return _("职责分离")
    if PERIOD_RULE.fullmatch(rule):
        return _("期限与限额 {rule}").format(rule=rule)
    if PUBLISHING_RULE.fullmatch(rule):
        return _("流程发布 {rule}").format(rule=rule)
    return rule

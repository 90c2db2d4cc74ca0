"""The clauses of the measures: duties as the rules name them, items of an article, and words that ask for nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workflows.procurement.lawbook import articles

ITEM = re.compile(r"（([一二三四五六七八九十])）(.*)")
DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of an article. `words`: the article's own that it rests on; `duty`: what it asks for, empty for an item.

    `reason`: why nothing need carry it, empty where something must.
    """

    id: str
    article: int
    words: tuple[str, ...]
    duty: str = ""
    reason: str = ""


@cache
def duties() -> tuple[Clause, ...]:
    """What the articles ask for, as the rules name it: ART-7.2."""
    return tuple(Clause(one["id"], int(one["id"][4:].partition(".")[0]), tuple(one["words"]), one["duty"]) for one in _read()["clause"])


@cache
def declaratory() -> tuple[Clause, ...]:
    """Words that no act, period or row answers to, each with the reason; numbered within their article: ART-1~1."""
    told: dict[int, int] = {}
    found = []
    for one in _read()["declaratory"]:
        number = told[one["article"]] = told.get(one["article"], 0) + 1
        found.append(Clause(f"ART-{one['article']}~{number}", one["article"], (one["words"],), reason=one["reason"]))
    return tuple(found)


@cache
def items() -> tuple[Clause, ...]:
    """The items that articles number themselves (项): ART-11(4)."""
    return tuple(
        Clause(f"ART-{number}({DIGITS.index(item.group(1)) + 1})", number, (line,))
        for number, article in articles().items()
        for line in article.text.split("\n")
        if (item := ITEM.fullmatch(line))
    )


def heads(article: int) -> tuple[str, ...]:
    """What the items of an article are called: the words before the first full stop, as 人民中心."""
    named = (ITEM.fullmatch(one.words[0]) for one in items() if one.article == article)
    return tuple(item.group(2).partition("。")[0] for item in named if item)


def clauses_of(article: int) -> tuple[Clause, ...]:
    """Everything that an article consists of: its duties, its items, what is declaratory."""
    return tuple(one for one in (*duties(), *items(), *declaratory()) if one.article == article)


@cache
def _read() -> Mapping[str, Any]:
    return tomllib.loads(files("workflows.procurement.law").joinpath("clauses.toml").read_text(encoding="utf-8"))

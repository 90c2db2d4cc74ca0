"""The clauses that a text names: ART-7.2 a duty, ART-19(2) an item, ART-7 an article. One grammar for docstrings, drawings, data."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from workflows.procurement.clauses import DIGITS

IDS = re.compile(r"ART-(\d+(?:\.\d+)?)(?![\d(])((?:(?:, | and | to )\d+\.\d+)*)")
"""ART-7.2 · ART-9.1, 9.2 · ART-3.1 to 3.3"""
ITEM_IDS = re.compile(r"ART-\d+\(\d+\)")
PROSE = re.compile(r"(?<!\d, )\bArts?\. (\d+(?:(?:, | and | to )\d+)*)(?:, items? (\d+(?:(?:, | and | to )\d+)*))?")
"""Art. 7 · Arts. 12 to 15 · Art. 19, items 2 and 3. Behind another law's number (`Order 94, Art. 16`) it is that law's."""
SHORT = re.compile(r"\bR (\d+)\b")
CHINESE = re.compile(r"(?:^|（|(?<![一-龥])办法|本办法)第([一二三四五六七八九十]+)条(?:第（([一二三四五六])）项)?")
"""第七条 at the head, in brackets, or of 本办法: elsewhere another law may be meant."""
NUMBERS = re.compile(r"(, | and | to )?(\d+(?:\.\d+)?)")


def tags(text: str | None) -> frozenset[str]:
    """Every clause that a text names."""
    return frozenset(_tags(text)) if text else frozenset()


def said_of(one: Any) -> frozenset[str]:
    """What the docstring of a class or a function says, those of a class's own methods, and that of the module."""
    texts = [inspect.getdoc(one), inspect.getdoc(inspect.getmodule(one))]
    if inspect.isclass(one):
        texts += [inspect.getdoc(part) for part in vars(one).values() if inspect.isfunction(part)]
    return frozenset().union(*(tags(text) for text in texts))


def _tags(text: str) -> Iterator[str]:
    for first, more in IDS.findall(text):
        yield from (f"ART-{number}" for number in _spread(first + more))
    yield from ITEM_IDS.findall(text)
    for articles, items in PROSE.findall(text):
        numbers = _spread(articles)
        yield from (f"ART-{numbers[-1]}({item})" for item in _spread(items)) if items else (f"ART-{number}" for number in numbers)
    yield from (f"ART-{number}" for number in SHORT.findall(text))
    for number, item in CHINESE.findall(text):
        yield f"ART-{_arabic(number)}({DIGITS.index(item) + 1})" if item else f"ART-{_arabic(number)}"


def _spread(said: str) -> list[str]:
    """3.1 to 3.3 as 3.1, 3.2, 3.3."""
    found: list[str] = []
    for link, number in NUMBERS.findall(said):
        if link == " to ":
            chapter, _dot, last = number.rpartition(".")
            start = int(found[-1].rpartition(".")[2]) + 1
            found += [f"{chapter}.{one}" if chapter else str(one) for one in range(start, int(last) + 1)]
        else:
            found.append(number)
    return found


def _arabic(number: str) -> int:
    """二十三 as 23."""
    tens, ten, ones = number.rpartition("十")
    return (10 * (DIGITS.index(tens) + 1 if tens else 1) if ten else 0) + (DIGITS.index(ones) + 1 if ones else 0)

"""Which service is meant: one that Art. 8 names, or words beside 其他. Two projects that mean the same are counted together (ART-21.2)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from workflows.procurement.rules.reading import plain

FILLER = re.compile("服务|项目|活动|工作|采购|购买|[类等]")
"""Words that say nothing of what is bought."""
EVERYWHERE = frozenset({"社区", "群众"})
"""Parts of the names of many services."""
LEAST = 2
Synonyms = Mapping[str, Collection[str]]
"""Service of Art. 8 → other words for it."""
NO_SYNONYMS: Synonyms = {}


def core(text: str) -> str:
    """The words that tell one service from another; all of them where nothing else is left."""
    said = "".join(sign for sign in plain(text) if sign.isalnum())
    return FILLER.sub("", said) or said


def is_named(text: str, listed: Collection[str]) -> str | None:
    """The service of Art. 8 that these words name, and nothing beside it."""
    return next((one for one in listed if core(one) == core(text)), None)


def meant(text: str, listed: Collection[str], synonyms: Synonyms = NO_SYNONYMS) -> frozenset[str]:
    """The services of Art. 8 that these words name among others, call otherwise or are a part of; empty where they name none."""
    words = core(text)
    whole = plain(text)
    named = frozenset(one for one in listed if one in whole or core(one) in words or (_tells(words) and words in one))
    return named | {one for one in listed if any(other in whole for other in synonyms.get(one, ()))}


def same(mine: Collection[str], theirs: Collection[str]) -> bool:
    """Whether two projects buy one service: a service in common, or words of one within those of the other."""
    return any(_within(one, other) for one in mine for other in theirs)


def _within(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (_tells(shorter) and shorter in longer)


def _tells(words: str) -> bool:
    return len(words) >= LEAST and words not in EVERYWHERE

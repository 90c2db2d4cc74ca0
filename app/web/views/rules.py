"""What the pages of the coverage table show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.web.views.bits import Chip


@dataclass(frozen=True, slots=True)
class Seen:
    """A place where something is seen; without `url` it is only named."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """A rule, task, period … that carries a clause. `name` as the code and the drawings know it; `more`: proofs that are not listed."""

    kind: str
    label: str
    name: str
    seen: Sequence[Seen]
    proofs: Sequence[str]
    more: int = 0


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause. `counts`: (kind, how many carry it); `seen`: the first places; `proofs`: how many stories and claims."""

    id: str
    label: str
    article: int
    words: str
    duty: str
    state: Chip
    counts: Sequence[tuple[str, int]] = ()
    seen: Sequence[Seen] = ()
    proofs: int = 0
    reason: str = ""
    lacks: str = ""
    carriers: Sequence[CarrierLine] = ()


@dataclass(frozen=True, slots=True)
class RulesPage:
    """The clauses of all articles or of the one that was asked for. `proven`: whether the tests are at hand to name proofs."""

    clauses: Sequence[tuple[str, Sequence[ClauseLine]]]
    """(article, its clauses)"""
    articles: Sequence[tuple[int, str]]
    asked: int
    told: str
    proven: bool = True


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """One article with everything that carries it. `whole`: what wears the article and none of its clauses."""

    number: int
    label: str
    chapter: str
    text: Sequence[str]
    clauses: Sequence[ClauseLine]
    whole: Sequence[CarrierLine]
    before: int
    after: int

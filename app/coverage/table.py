"""The coverage table: article by article, each clause with what carries it, what proves it, where one sees it, or why nothing need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.coverage.carriers import KINDS, Carrier
from app.coverage.kept import readings
from app.rule_proofs import TESTS
from workflows.procurement.clauses import Clause, clauses_of
from workflows.procurement.lawbook import Article, articles

CARRIED, DECLARATORY, MISSING = "carried", "declaratory", "missing"


@dataclass(frozen=True, slots=True)
class Row:
    """A clause with its carriers. `lacks`: which of carrier, test and screen there is none of."""

    clause: Clause
    carriers: Sequence[Carrier]
    lacks: tuple[str, ...]

    @property
    def state(self) -> str:
        """Carried, declaratory, or missing."""
        return DECLARATORY if self.clause.reason else MISSING if self.lacks else CARRIED

    @property
    def tests(self) -> list[str]:
        """Every story and claim that proves one of the carriers, or names the clause itself."""
        return sorted({test for one in self.carriers for test in one.tests} | readings().claims.get(self.clause.id, frozenset()))

    @property
    def screens(self) -> list[str]:
        """Every drawing, then every page where one of the carriers is seen."""
        return sorted(dict.fromkeys(place for one in self.carriers for place in one.screens), key=lambda place: place.startswith("/"))


@dataclass(frozen=True, slots=True)
class Part:
    """An article with its clauses. `whole`: what wears the article and none of its clauses."""

    article: Article
    rows: Sequence[Row]
    whole: Sequence[Carrier]


def carriers() -> tuple[Carrier, ...]:
    """Everything that wears a clause; code and drawings do not change under a process."""
    return readings().carriers


def table(worn: Iterable[Carrier] | None = None, *, tested: bool = TESTS.is_dir()) -> list[Part]:
    """The thirty articles. `tested`: whether the tests are at hand and each clause has to name one."""
    by_tag: dict[str, list[Carrier]] = defaultdict(list)
    for one in carriers() if worn is None else worn:
        for name in one.tags:
            by_tag[name].append(one)
    return [_part(article, by_tag, tested=tested) for article in articles().values()]


def _part(article: Article, by_tag: Mapping[str, Sequence[Carrier]], *, tested: bool) -> Part:
    found = [_row(clause, by_tag.get(clause.id, ()), tested=tested) for clause in clauses_of(article.number)]
    named = {id(one) for row in found for one in row.carriers}
    return Part(article, found, [one for one in _sorted(by_tag.get(f"ART-{article.number}", ())) if id(one) not in named])


def _row(clause: Clause, found: Sequence[Carrier], *, tested: bool) -> Row:
    row = Row(clause, _sorted(found), ())
    wanted = {"carrier": bool(found), "test": not tested or bool(row.tests), "screen": bool(row.screens)}
    lacks = () if clause.reason else tuple(name for name, there in wanted.items() if not there)
    return replace(row, lacks=lacks)


def _sorted(found: Iterable[Carrier]) -> list[Carrier]:
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.label, one.key))


def as_lines(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """One line a clause, as the command line prints it."""
    return [_line(part, row) for part in parts for row in part.rows]


def _line(part: Part, row: Row) -> dict[str, Any]:
    kinds = dict(_by_kind(row.carriers))
    return {
        "id": row.clause.id,
        "article": part.article.number,
        "label": part.article.label,
        "words": list(row.clause.words),
        "duty": row.clause.duty,
        "state": row.state,
        "reason": row.clause.reason,
        "lacks": list(row.lacks),
        "carriers": {kind: [_said(one) for one in kinds.get(kind, ())] for kind in KINDS},
        "tests": row.tests,
        "screens": row.screens,
    }


def _by_kind(found: Sequence[Carrier]) -> Iterator[tuple[str, list[Carrier]]]:
    for kind in KINDS:
        yield kind, [one for one in found if one.kind == kind]


def _said(one: Carrier) -> str:
    return f"{one.label} {one.key}".strip() if one.kind != "tasks" else one.key


def missing(parts: Iterable[Part]) -> list[Row]:
    """The clauses that lack a carrier, a test or a screen."""
    return [row for part in parts for row in part.rows if row.state == MISSING]

"""The coverage table in words: clauses, their carriers, links to the drawings in force and to the pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.coverage.carriers import KINDS, Carrier
from app.coverage.kept import readings
from app.coverage.table import CARRIED, DECLARATORY, MISSING, Part, Row, table
from app.rule_proofs import TESTS
from app.web.definitions.versions import in_force
from app.web.frame import PLACES
from app.web.views.bits import Chip
from app.web.views.rules import ArticlePage, CarrierLine, ClauseLine, RulesPage, Seen
from workflows.engine.tables import definition_version
from workflows.procurement.clauses import DIGITS
from workflows.text import _

NAMED = {
    "rules": _("规则"),
    "tasks": _("办理"),
    "steps": _("自动步骤"),
    "timers": _("期限和时点"),
    "publications": _("公开"),
    "decisions": _("决策表"),
    "data": _("数据"),
    "pages": _("页面"),
}
STATES = {
    CARRIED: Chip(_("已落实")),
    DECLARATORY: Chip(_("宣示性"), "pending"),
    MISSING: Chip(_("缺"), "late"),
}
LACKING = {"carrier": _("没有落实的规则、任务或者数据"), "test": _("没有证明"), "screen": _("没有可以查看的页面")}
PAGES = {url: label for label, url, _icon, _opens in PLACES} | {
    "/cases": _("案卷"),
    "/tasks": _("任务"),
    "/start": _("开始办理"),
    "/search": _("查找"),
}
FEW = 3
"""How many places and proofs a line shows before it counts the others."""


def drawings(session: Session, now: dt.datetime) -> Mapping[str, str]:
    """Process key → the address of its version in force."""
    rows: dict[str, list[object]] = {}
    for row in session.execute(select(definition_version)):
        rows.setdefault(row.process, []).append(row)
    current = {process: in_force(versions, now) for process, versions in rows.items()}
    return {process: f"/definitions/{version}" for process, version in current.items() if version}


def rules_page(links: Mapping[str, str], asked: int) -> RulesPage:
    """Every clause, or those of one article."""
    parts = table()
    clauses = [(part.article.label, _lines(links, part)) for part in parts if asked in (0, part.article.number)]
    return RulesPage(clauses, [(part.article.number, part.article.label) for part in parts], asked, _told(parts), TESTS.is_dir())


def article_page(links: Mapping[str, str], number: int) -> ArticlePage:
    """One article by its number, 1 to 30."""
    part = table()[number - 1]
    article = part.article
    whole = _carriers(links, part.whole)
    last = len(table())
    text = article.text.split("\n")
    before, after = number - 1, number + 1 if number < last else 0
    return ArticlePage(number, article.label, article.chapter, text, _lines(links, part, whole=True), whole, before, after)


def clause_name(clause: str) -> str:
    """An item as 第（四）项, a duty by its own id."""
    item = clause.partition("(")[2].rstrip(")")
    return _("第（{item}）项").format(item=DIGITS[int(item) - 1]) if item else "" if "~" in clause else clause


def _told(parts: Sequence[Part]) -> str:
    states = [row.state for part in parts for row in part.rows]
    said = _("{articles}条，{clauses}个款项：已落实{carried}，宣示性{told}，缺{lacking}。")
    counted = {"carried": states.count(CARRIED), "told": states.count(DECLARATORY), "lacking": states.count(MISSING)}
    return said.format(articles=len(parts), clauses=len(states), **counted)


def _lines(links: Mapping[str, str], part: Part, *, whole: bool = False) -> list[ClauseLine]:
    return [_line(links, row, whole=whole) for row in part.rows]


def _line(links: Mapping[str, str], row: Row, *, whole: bool) -> ClauseLine:
    clause = row.clause
    counts = [(NAMED[kind], sum(one.kind == kind for one in row.carriers)) for kind in KINDS]
    return ClauseLine(
        id=clause.id,
        label=clause_name(clause.id),
        article=clause.article,
        words="……".join(clause.words),
        duty=clause.duty,
        state=STATES[row.state],
        counts=[(kind, number) for kind, number in counts if number],
        seen=_few(seen(links, row.screens)),
        proofs=len(row.tests),
        reason=clause.reason,
        lacks="、".join(LACKING[one] for one in row.lacks),
        carriers=_carriers(links, row.carriers) if whole else (),
    )


def _carriers(links: Mapping[str, str], found: Iterable[Carrier]) -> list[CarrierLine]:
    return [
        CarrierLine(NAMED[one.kind], one.label, one.key, seen(links, one.screens), one.tests[:FEW], max(0, len(one.tests) - FEW))
        for one in found
    ]


def seen(links: Mapping[str, str], screens: Iterable[str]) -> list[Seen]:
    """Drawings as links to the version in force, pages as links where their address is whole; each label once, links first."""
    found = {one.label: one for one in sorted((_seen(links, place) for place in screens), key=lambda one: bool(one.url))}
    return sorted(found.values(), key=lambda one: not one.url)


def _few(places: Sequence[Seen]) -> list[Seen]:
    more = len(places) - FEW
    return [*places[:FEW], *([Seen(_("等{n}处").format(n=len(places)))] if more > 0 else ())]


def _seen(links: Mapping[str, str], place: str) -> Seen:
    process, _hash, element = place.partition("#")
    if element:
        return Seen(readings().names[place], f"{links[process]}#task-{element}" if process in links else "")
    address = "/" + place.split("/")[1]
    return Seen(PAGES.get(address, place), place if place == address and "<" not in place else "")

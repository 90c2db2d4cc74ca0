"""Carriers that nobody clicks: periods of the register, timers of the drawings, rows of the database, dated data of the law."""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import Any

from lxml import etree

from app.composition import shipped
from app.coverage.carriers import Carrier, known, places_of
from app.coverage.proofs import FIGURE, claims_of, stories
from app.coverage.tags import said_of, tags
from app.rule_places import procedures, reached
from workflows.engine.elements import local, parse, processes, tag
from workflows.procurement.screening import clauses
from workflows.procurement.settlement import figures
from workflows.procurement.world import standard
from workflows.schema import Row

MODELS = "workflows.procurement.models"
MOMENT = re.compile(r'(instant|deadline)\("([^"]+)"\)')


@cache
def sources() -> Mapping[str, frozenset[str]]:
    """Figure → the clauses that its source names."""
    return {str(one["id"]): tags(one.get("source")) for one in figures(standard())}


def periods() -> Iterator[Carrier]:
    """Every figure of the register, seen at the tasks that are due by it."""
    due: dict[str, list[str]] = defaultdict(list)
    for key, definition in procedures().items():
        for element in definition.elements[definition.name].values():
            if element.due:
                due[element.due].append(f"{key}#{element.id}")
    for one in figures(standard()):
        name = str(one["id"])
        proved = (*sorted(stories().get(name, ())), *sorted(claims_of([name, str(one["key"])])))
        yield Carrier("timers", name, _words(one), sources()[name], proved, tuple(due[name]))


def _words(one: Mapping[str, Any]) -> str:
    between = f"{one['from_event']} → {one['to_event']}" if one.get("from_event") else str(one["key"])
    value = one.get("value")
    return f"{between}：{value} {one['unit']}" if isinstance(value, str | int) else between


def timers() -> Iterator[Carrier]:
    """Every timer of a drawing that waits for a moment or a period of the case."""
    for name, xml in shipped().items():
        if name.endswith(".bpmn"):
            for process in processes(parse(xml)):
                for event in process.iter(tag("boundaryEvent"), tag("intermediateCatchEvent")):
                    yield from _timer(f"{name.removesuffix('.bpmn')}#{event.get('id')}", event)


def _timer(place: str, event: etree._Element) -> Iterator[Carrier]:
    waits = MOMENT.search(" ".join(node.text or "" for node in event.iter() if local(node) in ("timeDate", "timeDuration")))
    if waits:
        kind, name = waits.groups()
        worn = tags(event.findtext(tag("documentation"))) | (moment_tags(name) if kind == "instant" else sources().get(name, frozenset()))
        proved = (*sorted(stories().get(name, ())), *sorted(claims_of([name])))
        yield Carrier("timers", place, event.get("name", ""), worn, proved, (place,))


def moment_tags(name: str) -> frozenset[str]:
    """What the function behind a moment says, and the sources of the figures that it and what it calls read."""
    function: Any = known().instants.get(name)
    if function is None:
        return frozenset()
    parts = [one for one in reached(function) if isinstance(one, FunctionType) and one.__module__ == function.__module__]
    read = {word for one in parts for word in _strings(one.__code__) if FIGURE.fullmatch(word)}
    return tags(inspect.getdoc(function)).union(*(sources().get(figure, frozenset()) for figure in read))


def _strings(code: CodeType) -> Iterator[str]:
    for one in code.co_consts:
        if isinstance(one, str):
            yield one
        elif isinstance(one, CodeType):
            yield from _strings(one)


def models() -> dict[str, type[Row]]:
    """The tables of the procurement by the name of their class."""
    return {kind.__name__: kind for kind in _kinds(Row) if kind.__module__.startswith(MODELS) and "__tablename__" in vars(kind)}


def _kinds(kind: type[Row]) -> Iterator[type[Row]]:
    for below in kind.__subclasses__():
        yield below
        yield from _kinds(below)


def rows(shown: Mapping[str, tuple[str, ...]]) -> Iterator[Carrier]:
    """Every table, seen on the pages that read it (`shown`: class → addresses). A claim that a row can be kept proves no clause."""
    for name, kind in sorted(models().items()):
        yield Carrier("data", kind.__tablename__, name, said_of(kind) | _beside(kind), screens=shown.get(name, ()))


def _beside(kind: type[Row]) -> frozenset[str]:
    """What is written below the columns."""
    return frozenset().union(*(tags(one) for one in _written(kind.__module__).get(kind.__name__, ())))


@cache
def _written(module: str) -> Mapping[str, list[str]]:
    """Class of a module → the texts that stand in its body."""
    body = ast.parse(inspect.getsource(sys.modules[module])).body
    return {one.name: [text for part in one.body if (text := _text(part))] for one in body if isinstance(one, ast.ClassDef)}


def _text(part: ast.stmt) -> str:
    alone = part.value if isinstance(part, ast.Expr) else None
    return alone.value if isinstance(alone, ast.Constant) and isinstance(alone.value, str) else ""


def dated(shown: Mapping[str, tuple[str, ...]]) -> Iterator[Carrier]:
    """Data of the law that belong to an item each: the classes of Art. 8, the word lists of Art. 11."""
    for one in standard()["category"]:
        worn = frozenset({f"ART-8({one['class']})"})
        told = "、".join(one["items"])
        yield Carrier(
            "data",
            f"category {one['class']}",
            f"{one['name']}：{told}",
            worn,
            _named(one["name"], *one["items"]),
            shown.get("Category", ()),
        )
    screened = places_of([task for task, form in known().forms.items() if any(part is clauses for part in reached(type(form)))])
    for clause in clauses():
        label = f"{clause.label}：{'、'.join(clause.keywords) or clause.text}"
        proved = _named(*clause.keywords, f"art11_{clause.number}", f"art11_{clause.number}_opinion")
        yield Carrier("data", f"screening {clause.label}", label, tags(clause.label), proved, screened)


def _named(*words: str) -> tuple[str, ...]:
    told = frozenset().union(*(stories().get(word, ()) for word in words))
    return (*sorted(told), *sorted(claims_of(words)))

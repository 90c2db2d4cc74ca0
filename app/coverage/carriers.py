"""Carriers of clauses that somebody or something acts by: rules, tasks, machine steps, publications, decision tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.composition import hands, shipped
from app.coverage.proofs import claims_of, stories
from app.coverage.tags import said_of, tags
from app.rule_places import procedures, reached
from app.rulebook import rulebook
from forms.base import REGISTRY
from workflows.engine.elements import DECISION, SERVICE, USER, Element, local, parse
from workflows.engine.hands import Hands
from workflows.procurement.models.notices import publish
from workflows.procurement.rules import BOOK

KINDS = ("rules", "tasks", "steps", "timers", "publications", "decisions", "data", "pages")
"""What carries a clause, in the order in which the table shows it."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """Something that wears clauses. `key` names it among its kind; `screens`: drawings `review/project_review#finance`, addresses `/needs`.

    `tests`: the stories and claims that name it.
    """

    kind: str
    key: str
    label: str
    tags: frozenset[str]
    tests: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A hand as the drawings know it: its name there, and where it stands."""

    element: Element
    places: tuple[str, ...]


@cache
def known() -> Hands:
    """Every hand by its name."""
    return hands()


@cache
def drawn() -> Mapping[str, Drawn]:
    """Task, operation or decision → how it is drawn; each drawing once, as its own file has it."""
    places: dict[str, list[str]] = defaultdict(list)
    first: dict[str, Element] = {}
    for key, definition in procedures().items():
        for element in definition.elements[definition.name].values():
            if element.kind in (USER, SERVICE, DECISION):
                places[element.implementation].append(f"{key}#{element.id}")
                first.setdefault(element.implementation, element)
    return {name: Drawn(element, tuple(places[name])) for name, element in first.items()}


def places_of(names: Sequence[str]) -> tuple[str, ...]:
    """Where these hands are drawn."""
    return tuple(place for name in names if name in drawn() for place in drawn()[name].places)


def rules() -> Iterator[Carrier]:
    """Every rule of the book, seen at the tasks that apply it."""
    book = rulebook()
    functions = {bound.name: bound.function for bounds in BOOK.values() for bound in bounds}
    for line in book:
        worn = {line["id"], *line["also"]} | said_of(functions[line["name"]])
        yield Carrier("rules", line["name"], line["id"], frozenset(worn), tuple(line["tests"]), places_of(line["enforced_at"]))


def hands_drawn() -> Iterator[Carrier]:
    """Tasks, machine steps and decisions: what the drawing and the hand say; those that publish are publications too."""
    everything = known()
    forms = {task: type(form) for task, form in everything.forms.items()}
    hand: dict[str, Any] = {**forms, **everything.operations, **everything.facts}
    for name, one in drawn().items():
        element = one.element
        worn = {f"ART-{number}" for number in element.articles} | tags(_tables().get(name, ("", ""))[1])
        worn |= said_of(hand[name]) if name in hand else frozenset()
        kind = {USER: "tasks", SERVICE: "steps", DECISION: "decisions"}[element.kind]
        proved = (*sorted(stories().get(name, ())), *sorted(claims_of([name, f"decisions/{name}.dmn"])))
        yield Carrier(kind, name, element.name, frozenset(worn), proved, one.places)
        if name in hand and any(part is publish for part in reached(hand[name])):
            yield Carrier("publications", name, element.name, frozenset(worn), proved, one.places)


def asked() -> Iterator[Carrier]:
    """Decision tables that forms ask and no drawing names, seen at the tasks of those forms."""
    for name, (label, text) in _tables().items():
        tasks = [task for task in known().forms if name in REGISTRY[task].asks]
        if name not in drawn() and tasks:
            yield Carrier("decisions", name, label, tags(text), tuple(sorted(claims_of([name]))), places_of(tasks))


@cache
def _tables() -> Mapping[str, tuple[str, str]]:
    """Decision → its name, and its descriptions a line each."""
    found = {}
    for xml in [xml for file, xml in shipped().items() if file.endswith(".dmn")]:
        for one in [node for node in parse(xml).iter() if local(node) == "decision"]:
            texts = [node.text or "" for node in one.iter() if local(node) == "description"]
            found[one.get("id", "")] = one.get("name", ""), "\n".join(texts)
    return found

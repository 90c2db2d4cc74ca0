"""Reads the properties that the law asks of every diagram: over forms and operations by their names, each with its article."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

PATTERNS: Final = ("precedes", "responds", "every_end_after", "only_by_role", "other_person", "has_deadline")
HERE: Final = Path(__file__).parent.parent / "law"


@dataclass(frozen=True, slots=True)
class Property:
    """One sentence of the law. Names are implementations, ``acceptance.give_opinion@community.committee`` only those of one role's lane.

    `first` and `then`: what comes before what, what follows what; `unless`: messages that release from it; `begins`: the form with which
    the procedures begin that are meant (none: all); `outcomes`: the results of a procedure that are meant; `roles`: who alone may.
    """

    id: str
    pattern: str
    article: str
    title: str
    first: tuple[str, ...] = ()
    then: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """`opens`: a form or operation → the process of which it begins a case beside its own."""

    properties: tuple[Property, ...]
    opens: dict[str, tuple[str, ...]]


@cache
def law(folder: Path = HERE) -> Law:
    """Everything in a folder of TOML files. Raises ValueError for an unknown pattern, a property told twice or without an article."""
    found: dict[str, Property] = {}
    opens: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        opens |= {str(name): tuple(processes) for name, processes in told.get("opens", {}).items()}
        for row in told.get("property", []):
            one = _property(row, path.name)
            if one.id in found:
                raise ValueError(f"{path.name}: {one.id} is told twice")
            found[one.id] = one
    return Law(tuple(found.values()), opens)


def _property(row: dict[str, Any], source: str) -> Property:
    texts = {key: str(row.get(key, "")) for key in ("id", "pattern", "article", "title")}
    if texts["pattern"] not in PATTERNS or not all(texts.values()):
        raise ValueError(f"{source}: {texts['id'] or row} needs an id, an article, a title and one of {', '.join(PATTERNS)}")
    lists = {key: tuple(row.get(key, ())) for key in ("first", "then", "unless", "begins", "outcomes", "roles")}
    if set(row) - set(texts) - set(lists):
        raise ValueError(f"{source}: {texts['id']} says {', '.join(sorted(set(row) - set(texts) - set(lists)))}")
    return Property(texts["id"], texts["pattern"], texts["article"], texts["title"], **lists)

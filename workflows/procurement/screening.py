"""The word lists of Arts. 8 and 11 as data, and what a project says to which they are applied."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from workflows.procurement.rules.screening import Clause


@cache
def clauses() -> tuple[Clause, ...]:
    """The six items of Art. 11 (numbers 1 to 6) and the other texts that prohibit (0), with their keywords."""
    document = _listed("screening.toml")
    return tuple(Clause(entry["number"], entry["label"], entry["text"], tuple(entry["keywords"])) for entry in document["clause"])


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Services of Art. 8 → other words for them, by which one that is called 其他 is known."""
    return {entry["item"]: tuple(entry["words"]) for entry in _listed("services.toml")["service"]}


def clause(number: int) -> Clause:
    """One of them by its number. Raises KeyError."""
    return {one.number: one for one in clauses()}[number]


def _listed(name: str) -> dict[str, Any]:
    return tomllib.loads(files("workflows.procurement.law").joinpath(name).read_text(encoding="utf-8"))

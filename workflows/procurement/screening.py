"""The word list of Art. 11 as data, and what a project says to which it is applied."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from workflows.procurement.rules.screening import Clause


@cache
def clauses() -> tuple[Clause, ...]:
    """The six items of Art. 11 (numbers 1 to 6) and the other texts that prohibit (0), with their keywords."""
    document = tomllib.loads(files("workflows.procurement.law").joinpath("screening.toml").read_text(encoding="utf-8"))
    return tuple(Clause(entry["number"], entry["label"], entry["text"], tuple(entry["keywords"])) for entry in document["clause"])


def clause(number: int) -> Clause:
    """One of them by its number. Raises KeyError."""
    return {one.number: one for one in clauses()}[number]

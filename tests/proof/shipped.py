"""The shipped diagrams as read, and the schemas of their languages: what several rooms of claims look at."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from lxml import etree

from tests.proof.breaking import shipped_files
from workflows.engine.elements import USER, Element
from workflows.proof.lint_model import Diagram, read

DIAGRAMS = sorted(name for name in shipped_files() if name.endswith(".bpmn"))
TABLES = sorted(name for name in shipped_files() if name.endswith(".dmn"))


def schema(language: str, name: str) -> etree.XMLSchema:
    """The schema that comes with the engine's library."""
    found = importlib.util.find_spec("SpiffWorkflow")
    assert found is not None
    assert found.submodule_search_locations is not None
    return etree.XMLSchema(etree.parse(str(Path(found.submodule_search_locations[0]) / language / "parser" / "schema" / name)))


@cache
def diagram(name: str) -> Diagram:
    """A shipped diagram as read."""
    return read(name, etree.fromstring(shipped_files()[name]))[0]


def user_tasks() -> list[tuple[str, Element]]:
    """(process key, task) of every user task."""
    return [(name.removesuffix(".bpmn"), one) for name in DIAGRAMS for one in diagram(name).of(USER)]

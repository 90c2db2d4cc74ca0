"""Opens the files of a set, each once: most of them come again unchanged whenever one of them is judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from workflows.engine.decisions import Decision
from workflows.proof.lint_decisions import read_table, table_findings
from workflows.proof.lint_files import identities, open_file
from workflows.proof.lint_model import Diagram, Finding, read

MOST_KEPT = 160
"""Files that stay open: a release holds a hundred."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The processes or the decisions of a file, to read and not to change, and what stands against the file as such."""

    diagrams: tuple[Diagram, ...]
    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]


@lru_cache(MOST_KEPT)
def opened(name: str, xml: bytes) -> Opened:
    """A diagram or a table. Raises nothing: what cannot be read is a finding."""
    if name.endswith(".dmn"):
        decisions, refused = read_table(name, xml)
        return Opened((), decisions, (*refused, *table_findings(name, decisions)))
    root, refused = open_file(name, xml)
    if root is None:
        return Opened((), {}, tuple(refused))
    return Opened(tuple(read(name, root)), {}, (*refused, *identities(name, root)))

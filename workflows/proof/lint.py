"""The lint of diagrams and tables: what a file must pass before anybody can use it; what ``goufu check`` runs.

Every finding names the file, the element, the rule, the reason and what to draw instead. Names come in as `Known`;
hostile files are refused in one sentence: no entity is resolved, nothing outside is read, sizes are bounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.engine.decisions import Decision
from workflows.proof import (
    lint_binding,
    lint_calls,
    lint_conditions,
    lint_constructs,
    lint_drawing,
    lint_duties,
    lint_expressions,
    lint_lanes,
    lint_soundness,
    lint_structure,
    lint_texts,
)
from workflows.proof.lint_decisions import outputs_of
from workflows.proof.lint_files import too_many
from workflows.proof.lint_model import Diagram, Finding, Known, Surroundings, signature
from workflows.proof.lint_opening import opened
from workflows.proof.lint_outcomes import words_of
from workflows.proof.lint_rules import RULES, Rule
from workflows.proof.lint_set import names_once, no_circles, nothing_left_over, runs
from workflows.proof.soundness.proving import proofs

__all__ = ["RULES", "Finding", "Known", "Rule", "check_file", "check_set"]
MOST_MESSAGE, MOST_TRACE = 500, 200
CHAPTERS = (
    lint_structure,
    lint_soundness,
    lint_constructs,
    lint_lanes,
    lint_texts,
    lint_binding,
    lint_duties,
    lint_expressions,
    lint_conditions,
    lint_calls,
    lint_drawing,
)
"""Importing them enters their rules in the book."""


def check_file(xml: bytes, name: str, known: Known) -> list[Finding]:
    """What can be told of one file alone: whether other files offer what it calls is left to `check_set`. Raises nothing."""
    one = opened(name, xml)
    found = list(one.findings)
    for diagram in one.diagrams:
        unsound = {name: one.flaws for name, one in proofs([diagram]).items()}
        found += _judge(diagram, Surroundings(known, {diagram.id: signature(diagram)}, {}, whole=False, unsound=unsound))
    return found


def check_set(
    files: Mapping[str, bytes], known: Known, *, beside: Mapping[str, bytes] | None = None, shipped: bool = False
) -> list[Finding]:
    """Everything that is wrong with a set of files (path inside ``bpmn_diagrams`` → bytes). Raises nothing.

    `beside`: files that exist too and may be called, but are not judged. `shipped`: the product's own whole set, where a form
    that no diagram uses is an error instead of a note.
    """
    everything = {**(beside or {}), **files}
    refused = too_many(len(everything), sum(map(len, everything.values())))
    if refused:
        return [refused]
    found: list[Finding] = []
    diagrams, tables = _open(everything, found)
    gives = {name: given for decisions in tables.values() for name, given in outputs_of(decisions).items()}
    takes = {d.id: signature(d) for d in diagrams}
    words = words_of(diagrams, known, gives)
    unsound = {name: one.flaws for name, one in proofs(diagrams).items()}
    for d in diagrams:
        if d.file in files:
            found += _judge(d, Surroundings(known, takes, gives, words=words, unsound=unsound))
    names = {file: tuple(decisions) for file, decisions in tables.items()}
    found += [*names_once(diagrams, names), *no_circles(diagrams)]
    ends = {file: _asked_from_outside(decisions) for file, decisions in tables.items()}
    found += nothing_left_over(diagrams, ends, known, "error" if shipped else "note")
    wrong = {one.file for one in found if one.severity == "error"}
    found += runs(diagrams, files, everything, wrong)
    return [one for one in found if not one.file or one.file in files]


def _asked_from_outside(decisions: Mapping[str, Decision]) -> tuple[str, ...]:
    """The decisions of a file but for those that another one of it requires."""
    required = {one.id for decision in decisions.values() for one in decision.required}
    return tuple(name for name in decisions if name not in required)


def _open(files: Mapping[str, bytes], found: list[Finding]) -> tuple[list[Diagram], dict[str, dict[str, Decision]]]:
    """The diagrams and tables that can be read; what cannot is noted."""
    diagrams: list[Diagram] = []
    tables: dict[str, dict[str, Decision]] = {}
    for name, xml in sorted(files.items()):
        one = opened(name, xml)
        found += one.findings
        diagrams += one.diagrams
        if name.endswith(".dmn"):
            tables[name] = dict(one.decisions)
    return diagrams, tables


def _judge(diagram: Diagram, around: Surroundings) -> Iterator[Finding]:
    for rule in RULES.values():
        for one in rule.check(diagram, around):
            yield Finding(
                diagram.file, one.element, rule.id, one.severity or rule.severity, one.message[:MOST_MESSAGE], one.trace[:MOST_TRACE]
            )

"""What the tests name: words of claims, addresses that they open, tasks and figures of stories. Empty where no tests are at hand."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from app.coverage.tags import tags
from app.rule_places import procedures
from app.rule_proofs import HOME, TESTS
from workflows.proof.scenario_files import Table, found, read

FIGURE = re.compile(r"\b(?:TD?|G)\d{2}[a-z]?\b", re.ASCII)
LONGEST = 80
"""Characters of a text that still names something; longer ones are what a page or a file says."""


@cache
def _read() -> Mapping[str, ast.FunctionDef]:
    """Every claim `tests/….py::test_…` with its source."""
    found = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        module, place = ast.parse(path.read_text(encoding="utf-8")), path.relative_to(HOME).as_posix()
        mine = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
        found.update({f"{place}::{claim.name}": claim for claim in mine})
    return found


@cache
def claims() -> Mapping[str, frozenset[str]]:
    """Identifier or short text → the claims that use it; what a text leaves open stands as 1."""
    named: dict[str, set[str]] = defaultdict(set)
    for name, claim in _read().items():
        for word in _words(claim):
            named[word].add(name)
    return {word: frozenset(every) for word, every in named.items()}


def claims_of(words: Iterable[str]) -> frozenset[str]:
    """The claims that use one of these words."""
    return frozenset().union(*(claims().get(word, ()) for word in words))


@cache
def claims_by_clause() -> Mapping[str, frozenset[str]]:
    """Clause → the claims whose docstring says that they are about it."""
    named: dict[str, set[str]] = defaultdict(set)
    for name, claim in _read().items():
        for clause in tags(ast.get_docstring(claim)):
            named[clause].add(name)
    return {clause: frozenset(every) for clause, every in named.items()}


def _words(claim: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(claim):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) <= LONGEST:
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)


@cache
def stories() -> Mapping[str, frozenset[str]]:
    """Task, figure or field → the stories `golden-case.toml` whose own steps do the task, or give the figure or field as a reason."""
    named: dict[str, set[str]] = defaultdict(set)
    for path in found([TESTS / "scenarios"]) if TESTS.is_dir() else ():
        story = read(path)
        for step in story.steps:
            named[_task(step)].add(path.name)
        for said in (*story.steps, *story.refusals):
            reasons = [one for one in (*said.get("because", ()), *said.get("warnings", ())) if FIGURE.fullmatch(one)]
            for name in (*reasons, *said.get("fields", ())):
                named[name].add(path.name)
    return {name: frozenset(every) for name, every in named.items() if name}


@cache
def _starts() -> Mapping[str, str]:
    """Process → the task with which somebody begins it."""
    return {key: one.start_form.implementation for key, one in procedures().items() if one.start_form}


def _task(step: Table) -> str:
    return str(step.get("task") or _starts().get(step.get("process", ""), ""))

"""What proves a rule, read out of the tests: variants and steps of stories that name it, and unit claims that name its function."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from app.rule_places import ANY_TASK, places, procedures
from workflows.procurement import rules
from workflows.proof import variants
from workflows.proof.scenario_files import Scenario, Table, found, read

HOME = Path(__file__).resolve().parent.parent
TESTS = HOME / "tests"
RULES = rules.__name__


def proofs() -> dict[str, list[str]]:
    """Name of a rule's function → `story.toml#variant`, `tests/….py::test_…`; empty where the tests are not at hand."""
    if not TESTS.is_dir():
        return {}
    told = [*_told()]
    found_in = _claims()
    return {bound.name: [*sorted(found_in.get(bound.name, ())), *_of(bound, told)] for bounds in rules.BOOK.values() for bound in bounds}


def _of(bound: rules.Bound, told: Iterable[tuple[str, str, frozenset[str]]]) -> list[str]:
    """Places of stories that name one of the rule's ids, at a task that applies it; where none is, at any (a machine step after it)."""
    where = places().get(bound.name, ())
    named = [(place, task) for place, task, ids in told if ids & {bound.id, *bound.also}]
    here = [place for place, task in named if task in where or ANY_TASK in where]
    return here or [place for place, _task in named]


def _told() -> Iterator[tuple[str, str, frozenset[str]]]:
    """(place, task, rule ids) of every variant and step that says why it is refused or of what it warns."""
    for path in found([TESTS / "scenarios"]):
        story = read(path)
        steps = story.base + story.steps
        for refusal in story.refusals:
            step = steps[variants.place_of(steps, refusal["step"])]
            yield place_of(story, refusal), _task(step), _ids(refusal)
        for step in story.steps:
            yield place_of(story, step), _task(step), _ids(step)


def place_of(story: Scenario, said: Table) -> str:
    """How a variant or a step of the story's own is called: `golden-case.toml#G18`, `boundaries.toml#step 4`."""
    if "id" in said:
        return f"{story.path.name}#{said['id']}"
    number = next((place for place, step in enumerate(story.steps, 1) if step is said), 0)
    return f"{story.path.name}#step {said.get('n', number)}"


def _ids(said: Table) -> frozenset[str]:
    return frozenset({*said.get("because", ()), *said.get("warnings", ())})


def _task(step: Table) -> str:
    if "task" in step:
        return str(step["task"])
    process = step.get("process", "")
    start = next((one.start_form for key, one in procedures().items() if process and key.endswith(process)), None)
    return start.implementation if start else ""


@cache
def _claims() -> Mapping[str, set[str]]:
    """Name of a rule's function → the unit claims that name it."""
    named: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if RULES in text:
            module = ast.parse(text)
            known = _known(module)
            for claim in [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]:
                for rule in _used(claim, known):
                    named.setdefault(rule, set()).add(f"{path.relative_to(HOME).as_posix()}::{claim.name}")
    return named


def _known(module: ast.Module) -> dict[str, str]:
    """Name in a file of claims → `payment` for a module of rules, `payment.paid_in_time` for a function."""
    known = {}
    for node in module.body:
        if isinstance(node, ast.ImportFrom) and node.module and (node.module == RULES or node.module.startswith(f"{RULES}.")):
            room = node.module[len(RULES) + 1 :]
            for one in node.names:
                known[one.asname or one.name] = f"{room}.{one.name}".lstrip(".")
    return known


def _used(claim: ast.FunctionDef, known: Mapping[str, str]) -> Iterator[str]:
    for node in ast.walk(claim):
        if isinstance(node, ast.Name) and node.id in known:
            yield known[node.id]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            yield f"{known[node.value.id]}.{node.attr}"

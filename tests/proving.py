"""The proof of the rule book: `python -m tests.proving` switches each rule off in turn and runs what `goufu rules` names as its proof.

Each must turn red. Stories are played by two processes, each once (see tests/disabling.py); unit claims run in a process of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.rulebook import rulebook
from tests.disabling import doubt, off
from workflows.procurement.rules import BOOK, Bound
from workflows.proof.scenario_files import Scenario, found, read

STORIES = Path(__file__).parent / "scenarios"
HOME = Path(__file__).parents[1]
QUIET = ("-n0", "-q", "-x", "-p", "no:cacheprovider")
PROCESSES = 2
GREEN, RED = pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED
STEPS = {True: 10, False: 1000}
"""The longest story of a sample, and of the whole."""


@dataclass
class Shown:
    """What came of a rule: the unit claim and the place of a story that turned red without it, empty where none did."""

    line: dict[str, Any]
    claim: str = ""
    story: str = ""


def proven(lines: Sequence[dict[str, Any]], *, longest: int = 1000) -> tuple[list[Shown], list[str]]:
    """Each rule with what turned red; and what was not green with every rule in force. `longest`: steps of a story that is still played."""
    shown = {line["name"]: Shown(line) for line in lines}
    works = [("claims", line["name"], units) for line in lines if (units := claims_of(line))]
    works += [("stories", longest, part, [*shown]) for part in range(PROCESSES)]
    wrong: list[str] = []
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        for red, said in pool.imap_unordered(_work, sorted(works, key=lambda one: one[0] == "claims")):
            wrong += said
            for name, (kind, place) in red.items():
                setattr(shown[name], kind, getattr(shown[name], kind) or place)
    return [*shown.values()], wrong


def claims_of(line: dict[str, Any]) -> list[str]:
    """The unit claims among a rule's proofs."""
    return [one for one in line["tests"] if "::" in one]


def _work(what: tuple[Any, ...]) -> tuple[dict[str, tuple[str, str]], list[str]]:
    kind, *told = what
    if kind == "claims":
        return _claims(*told)
    longest, part, names = told
    stories = [one for one in map(read, found([STORIES])) if len(one.base) + len(one.steps) <= longest]
    red, wrong = doubt(_shared(stories)[part], sought(names))
    return {name: ("story", place) for name, place in red.items()}, wrong


def _claims(name: str, units: list[str]) -> tuple[dict[str, tuple[str, str]], list[str]]:
    """Green with the rule, red without it."""
    if _run(units) is not GREEN:
        return {}, [f"not green with every rule in force: {' '.join(units)}"]
    with off(bound_of(name)):
        turned = next((one for one in units if _run([one]) is RED), "")
    return {name: ("claim", turned)} if turned else {}, []


def _run(units: list[str]) -> pytest.ExitCode:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.ExitCode(pytest.main([*QUIET, "--rootdir", str(HOME), *(str(HOME / one) for one in units)]))


def bound_of(name: str) -> Bound:
    """The rule of that function."""
    return next(bound for bounds in BOOK.values() for bound in bounds if bound.name == name)


def sought(names: Sequence[str]) -> dict[str, list[Bound]]:
    """Place of a story → the rules that it is said to prove."""
    places: dict[str, list[Bound]] = {}
    for line in rulebook():
        for place in line["tests"]:
            if "#" in place and line["name"] in names:
                places.setdefault(place, []).append(bound_of(line["name"]))
    return places


def _shared(stories: list[Scenario]) -> list[list[Scenario]]:
    """For two processes: about as much to play for each."""
    parts: list[list[Scenario]] = [[] for _each in range(PROCESSES)]
    load = [0] * PROCESSES
    for story in sorted(stories, key=lambda one: -(len(one.refusals) + len(one.steps))):
        least = load.index(min(load))
        parts[least].append(story)
        load[least] += len(story.refusals) + len(story.steps)
    return parts


def table(shown: Sequence[Shown]) -> Iterator[str]:
    """A line for each rule: what turned red without it."""
    for one in shown:
        red = " ".join(filter(None, (one.story, one.claim)))
        yield f"{'ok ' if red else 'NO '} {one.line['id']:14} {one.line['name']:48} {red or 'nothing turned red'}"


def main() -> int:
    """Print the table; 1 where a rule is not proven or a proof was not green before."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--sample", action="store_true", help="only what short stories and unit claims prove")
    said.add_argument("rules", nargs="*", help="ids or names of functions; all where none is named")
    told = said.parse_args()
    begun = time.monotonic()
    lines = [line for line in rulebook() if not told.rules or {line["id"], line["name"]} & {*told.rules}]
    shown, wrong = proven(lines, longest=STEPS[told.sample])
    bad = [one for one in shown if not (one.claim or one.story)]
    print("\n".join([*table(shown), *wrong]))  # noqa: T201  what this program is for
    print(f"{len(shown) - len(bad)} of {len(shown)} rules turned red when disabled, in {time.monotonic() - begun:.0f} s")  # noqa: T201
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    sys.exit(main())

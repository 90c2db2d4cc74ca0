"""The proof of the rule book: `python -m tests.proving` switches each rule off in turn and runs what `goufu rules` names as its proof.

Each must turn red. Stories are played by two processes, each once (see tests/disabling.py); for what no story shows, the unit claims run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
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


@dataclass
class Shown:
    """What came of a rule: the unit claim and the place of a story that turned red without it, empty where none did."""

    line: dict[str, Any]
    claim: str = ""
    story: str = ""


def proven(lines: Sequence[dict[str, Any]]) -> tuple[list[Shown], list[str]]:
    """Each rule with what turned red; and what was not green with every rule in force."""
    shown = {line["name"]: Shown(line) for line in lines}
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        told = pool.map(_stories, [(part, [*shown]) for part in range(PROCESSES)])
        for red, _wrong in told:
            for name, place in red.items():
                shown[name].story = shown[name].story or place
        left = {one.line["name"]: claims_of(one.line) for one in shown.values() if not one.story and claims_of(one.line)}
        green = pool.apply(_green, (sorted({unit for units in left.values() for unit in units}),))
        for name, claim in pool.imap_unordered(_claim, left.items()):
            shown[name].claim = claim
    return [*shown.values()], [*(one for _red, wrong in told for one in wrong), *green]


def claims_of(line: dict[str, Any]) -> list[str]:
    """The unit claims among a rule's proofs."""
    return [one for one in line["tests"] if "::" in one]


def _stories(what: tuple[int, list[str]]) -> tuple[dict[str, str], list[str]]:
    logging.disable()
    part, names = what
    return doubt(_shared([read(path) for path in found([STORIES])])[part], sought(names))


def _green(units: list[str]) -> list[str]:
    """What is not green with every rule in force."""
    return [f"not green with every rule in force: {one}" for one in _red(units)] if units else []


def _claim(what: tuple[str, list[str]]) -> tuple[str, str]:
    """The rule, and the first claim that turns red without it."""
    name, units = what
    with off(bound_of(name)):
        return name, next(iter(_red(units)), "")


class Listener:
    """Hears which claims turn red."""

    def __init__(self) -> None:
        self.red: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by the runner for each phase of a claim."""
        if report.failed and report.when == "call":
            self.red.append(report.nodeid)


def _red(units: list[str]) -> list[str]:
    """The claims that turn red; a claim that cannot be run at all stops everything. Raises RuntimeError."""
    heard = Listener()
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()):
        told = pytest.main([*QUIET, "--rootdir", str(HOME), *(str(HOME / one) for one in units)], [heard])
    if told not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError(said.getvalue())
    return heard.red


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
    said.add_argument("rules", nargs="*", help="ids or names of functions; all where none is named")
    told = said.parse_args()
    begun = time.monotonic()
    lines = [line for line in rulebook() if not told.rules or {line["id"], line["name"]} & {*told.rules}]
    shown, wrong = proven(lines)
    bad = [one for one in shown if not (one.claim or one.story)]
    print("\n".join([*table(shown), *wrong]))  # noqa: T201  what this program is for
    print(f"{len(shown) - len(bad)} of {len(shown)} rules turned red when disabled, in {time.monotonic() - begun:.0f} s")  # noqa: T201
    return 1 if bad or wrong else 0


if __name__ == "__main__":
    sys.exit(main())

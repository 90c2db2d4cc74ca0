"""What a refused variant changes of its story, and where it leaves it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from workflows.proof.scenario_files import Scenario, Table

OF_THE_STORY = frozenset({"after", "instead", "relation", "seen", "later"})
"""Keys of a variant's `given` that change the story and not the world in which it begins."""
LATE = frozenset({"fund", "amount"})
"""What differs just before the step that is tried: a fund line that holds less by then (the story before needed it whole)."""

KEPT = ("n", "do", "who", "process", "task", "of", "at", "case", "given", "form", "files")
CHANGED = ("who", "at", "expect", "because", "fields", "warnings", "flags", "of", "message")


def place_of(steps: list[Table], number: int) -> int:
    """Where the step with that number stands in the list."""
    return next(i for i, step in enumerate(steps) if step.get("n", i + 1) == number)


def stands(refusal: Table) -> bool:
    """It changes nothing: it can be tried where its step stands."""
    return set(refusal.get("given", {})) <= {"seen"} and "at" not in refusal and refusal["expect"] != "done"


def branching(scenario: Scenario) -> list[Table]:
    """Those that go another way than the story: each on a copy of the database from where it leaves it."""
    return [one for one in scenario.refusals if not stands(one)]


def fork(scenario: Scenario, refusal: Table) -> int | None:
    """Before which step a branch leaves the story; None where its world differs from the beginning."""
    given = refusal.get("given", {})
    if world_of(given) or "later" in given:
        return None
    steps = scenario.base + scenario.steps
    return min(place_of(steps, number) for number in (refusal["step"], *changes(scenario, given)))


def world_of(given: Table) -> Table:
    """What differs in the world itself; a relation that is declared in the middle of the story is unknown at its beginning."""
    world = {key: value for key, value in given.items() if key not in OF_THE_STORY | LATE}
    return {**world, "without_relation": given["relation"]["id"]} if "relation" in given else world


def changes(scenario: Scenario, given: Table) -> dict[int, Table]:
    """Step number → what differs there, from `instead` and from the earlier variants named by `after`."""
    found = {one["step"]: {key: value for key, value in one.items() if key != "step"} for one in given.get("instead", [])}
    after = given.get("after")
    for name in [after] if isinstance(after, str) else after or []:
        earlier = next(one for one in scenario.refusals if one["id"] == name)
        found[earlier["step"]] = {key: earlier[key] for key in ("form", "who", "at", "files") if key in earlier}
        found |= {number: change for number, change in changes(scenario, earlier.get("given", {})).items() if number not in found}
    return found


def varied(step: Table, change: Table) -> Table:
    """A step with other account, time, fields or files; what was expected of the lawful one no longer is."""
    kept = {key: step[key] for key in KEPT if key in step}
    changed = {key: change[key] for key in CHANGED if key in change}
    if "seen" in change.get("given", {}):
        changed["seen"] = change["given"]["seen"]
    form = {**step.get("form", {}), **change.get("form", {})}
    return {**kept, **changed, "form": form, "files": {**step.get("files", {}), **change.get("files", {})}}


def late(given: Table) -> Table:
    """What differs just before the step that is tried."""
    return {key: given[key] for key in LATE if key in given}


def days_later(steps: list[Table], refusal: Table) -> int:
    """By how many days a variant's story is told later: as it says, or as its own moment lies after that of its step."""
    later: Any = refusal.get("given", {}).get("later")
    if later is None:
        return 0
    if isinstance(later, int) and not isinstance(later, bool):
        return later
    usual: dt.datetime = steps[place_of(steps, refusal["step"])]["at"]
    own: dt.datetime = refusal.get("at", usual)
    return (own.date() - usual.date()).days

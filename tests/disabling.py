"""A rule switched off, and stories that are told once more without it. See tests/proving.py for the whole book.

A story is played once. At each variant or step that names a rule the same act is done again with that rule off, on a copy of the same
database, and must come out otherwise: then what the rule book names as its proof does prove it.
"""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.playing import stages
from app.rule_proofs import place_of
from app.stage import InProcessStage
from workflows.engine import worklist
from workflows.engine.elements import Element
from workflows.procurement.rules import Bound
from workflows.proof.beginnings import Memory, Moment
from workflows.proof.scenario_files import Scenario, Table
from workflows.proof.scenarios import Differs, Player, Result

_may_act = worklist.may_act


@contextlib.contextmanager
def off(bound: Bound) -> Iterator[None]:
    """A world without this rule: its function answers nothing, and as a separation of duties it is drawn in no diagram."""
    kept, bound.function = bound.function, _silent(bound.function)
    drawn = bound.id.startswith("SOD-")
    if drawn:
        _instead(_may_act, without := _undrawn(bound.id))
    try:
        yield
    finally:
        bound.function = kept
        if drawn:
            _instead(without, _may_act)


def _silent(function: Callable[..., Any]) -> Callable[..., None]:
    @functools.wraps(function)
    def nothing(*_args: Any, **_kwargs: Any) -> None:
        return None

    return nothing


def _undrawn(rule_id: str) -> Callable[..., Any]:
    def may_act(session: Any, directory: Any, actor: Any, item: Any, case: Any, element: Element) -> Any:
        apart = tuple(pair for pair in element.apart_from if pair[0] != rule_id)
        return _may_act(session, directory, actor, item, case, replace(element, apart_from=apart))

    return may_act


def _instead(old: Callable[..., Any], new: Callable[..., Any]) -> None:
    """Wherever the function was imported to."""
    for module in [*sys.modules.values()]:
        if getattr(module, "may_act", None) is old:
            module.may_act = new  # type: ignore[attr-defined]


@dataclass
class Doubter(Player):
    """Plays a story, and what names a rule once more without it. `sought`: place in the stories → rules; `red`: rule → what showed it."""

    sought: Mapping[str, Sequence[Bound]] = field(default_factory=dict)
    red: dict[str, str] = field(default_factory=dict)
    tried: Table | None = None

    def _attempt(self, refusal: Table, step: Table) -> Result:
        self.tried = refusal
        result = super()._attempt(refusal, step)
        self.tried = None
        return result

    def step(self, step: Table, *, checked: bool = True) -> None:
        """As told; before it, without each rule that is still to be shown. Raises Differs."""
        place = place_of(self.scenario, self.tried or step)
        waiting = [bound for bound in self.sought.get(place, ()) if bound.name not in self.red] if checked else []
        if waiting:
            before = self._here()
            for bound in waiting:
                if self._differs(step, bound):
                    self.red[bound.name] = place
                self._return(before)
            self._shelved.shelf.drop(before.stage[0])
        super().step(step, checked=checked)

    def _differs(self, step: Table, bound: Bound) -> bool:
        try:
            with off(bound):
                super().step(step)
        except Differs:
            return True
        return False

    @property
    def _shelved(self) -> InProcessStage:
        assert isinstance(self.stage, InProcessStage)
        return self.stage

    def _here(self) -> Moment:
        kept = self._shelved.keep()
        self._shelved.held.remove(kept[0])
        return Moment(kept, dict(self.cases), self.last)

    def _return(self, moment: Moment) -> None:
        self.cases, self.last = dict(moment.cases), moment.last
        self._shelved.back(moment.stage)


def doubt(stories: Sequence[Scenario], sought: Mapping[str, Sequence[Bound]]) -> tuple[dict[str, str], list[str]]:
    """Rule → where a story turned red without it; and what was wrong in the stories themselves, with every rule in force."""
    red: dict[str, str] = {}
    wrong: list[str] = []
    memory = Memory.of(stories)
    with stages(None, http=False) as stage:
        for story in stories:
            named = [one for one in story.refusals if _waits(sought.get(place_of(story, one), ()), red)]
            if named or any(_waits(sought.get(place_of(story, one), ()), red) for one in story.steps):
                told = Doubter(stage, _only(story, named), memory=memory, words=True, sought=sought, red=red)
                wrong += [f"{one.id} step {one.step}: {one.reason}" for one in told.play() if not one.ok]
    return red, wrong


def _waits(bounds: Sequence[Bound], red: Mapping[str, str]) -> bool:
    return any(bound.name not in red for bound in bounds)


def _only(story: Scenario, named: list[Table]) -> Scenario:
    """The story with these variants, and those that they come after."""
    wanted = {one["id"] for one in named}
    while more := {one for each in story.refusals if each["id"] in wanted for one in _after(each)} - wanted:
        wanted |= more
    return replace(story, refusals=[one for one in story.refusals if one["id"] in wanted])


def _after(refusal: Table) -> list[str]:
    after = refusal.get("given", {}).get("after", [])
    return [after] if isinstance(after, str) else list(after)

"""Rules on soundness: what the visit of every state of a process has shown. Silent where its shape is wrong: others say that."""

from __future__ import annotations

from collections.abc import Iterator

from workflows.proof.lint_model import Diagram, Surroundings
from workflows.proof.lint_rules import Found, rule
from workflows.proof.lint_structure import (
    an_end,
    leads_on,
    no_loop_round_a_fork,
    no_loose_ends,
    nothing_leads_into_a_guest,
    one_start,
    reachable,
    split_by_gateway,
)
from workflows.proof.soundness.flaws import Kind
from workflows.text import _

SHAPE = (one_start, an_end, no_loose_ends, reachable, leads_on, split_by_gateway, no_loop_round_a_fork, nothing_leads_into_a_guest)


def _shown(d: Diagram, s: Surroundings, kind: Kind) -> Iterator[Found]:
    flaws = [flaw for flaw in s.unsound.get(d.id, ()) if flaw.kind == kind]
    if flaws and not any(True for check in SHAPE for _found in check(d, s)):
        yield from (Found(flaw.element, flaw.message, flaw.trace) for flaw in flaws)


@rule("soundness.deadlock", _("不论怎样办理，案件都不会停在半路。"))
def never_stuck(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A join behind a choice waits for the way that was not taken, for ever."""
    yield from _shown(d, s, "deadlock")


@rule("soundness.livelock", _("不论走到哪里，都还能走到结束。"))
def never_endless(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A circle without a way out is gone round for ever."""
    yield from _shown(d, s, "livelock")


@rule("soundness.improper", _("办结时没有遗留的事项，同一步骤不会同时办两遍。"))
def ends_once(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """Behind an exclusive gateway every branch goes on by itself: the step behind it runs once for each."""
    yield from _shown(d, s, "improper")


@rule("soundness.dead", _("每一步都有办到的可能。"))
def nothing_dead(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """What is drawn and never comes is a promise that nobody keeps."""
    yield from _shown(d, s, "dead")


@rule("soundness.unbounded", _("待办事项不会无限增多。"))
def never_too_many(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """A round that leaves something behind each time."""
    yield from _shown(d, s, "unbounded")


@rule("soundness.unproven", _("流程的各种走法都已走查完毕。"))
def walked_through(d: Diagram, s: Surroundings) -> Iterator[Found]:
    """Nothing is claimed of what was not seen."""
    yield from _shown(d, s, "unproven")

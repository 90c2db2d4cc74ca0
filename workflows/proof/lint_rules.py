"""The book of the lint's rules: one function each, entered by a decorator; the lint applies all of them to every process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from workflows.proof.lint_model import Diagram, Severity, Surroundings


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule answers: the element, the sentence (reason and what to draw instead), the elements that show it."""

    element: str
    message: str
    trace: tuple[str, ...] = ()
    severity: Severity | None = None
    """Where it differs from the rule's own."""


Check = Callable[[Diagram, Surroundings], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One requirement on a process; `title` is the requirement itself, as the rule book prints it."""

    id: str
    title: str
    severity: Severity
    check: Check


RULES: dict[str, Rule] = {}


def rule(name: str, title: str, severity: Severity = "error") -> Callable[[Check], Check]:
    """Enter a function in the book under a name such as ``gateway.default``."""

    def enter(check: Check) -> Check:
        if name in RULES:
            raise ValueError(f"two rules named {name}")
        RULES[name] = Rule(name, title, severity, check)
        return check

    return enter

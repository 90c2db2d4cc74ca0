"""The regulation as pure functions by chapter: each wears its article, its regimes and its version."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from workflows.errors import Level, Reason

Answer = Reason | Iterable[Reason] | None
PROCUREMENT_LAW, BELOW_THRESHOLD, SOCIAL_FUNDS = "procurement_law", "below_threshold", "social_funds"
ALL = frozenset({PROCUREMENT_LAW, BELOW_THRESHOLD, SOCIAL_FUNDS})
BOOK: dict[str, list[Bound]] = {}


@dataclass(eq=False)
class Bound:
    """A rule in the book. `at`: tasks or operations that apply it; `level`: what it does when it does not hold."""

    id: str
    also: tuple[str, ...]
    version: int
    regimes: frozenset[str]
    at: tuple[str, ...]
    level: Level
    function: Callable[..., Answer]

    @property
    def name(self) -> str:
        """Which function it is, one law may have several: `payment.paid_in_time`."""
        return f"{self.function.__module__.rpartition('.')[2]}.{self.function.__name__}"

    @property
    def text(self) -> str:
        """The rule in a sentence: the first line of the docstring."""
        return (self.function.__doc__ or "").strip().splitlines()[0]

    def __call__(self, *args: Any, **kwargs: Any) -> list[Reason]:
        """The reasons, each with this rule's ids and level filled in; empty when it holds."""
        answer = self.function(*args, **kwargs)
        given = [answer] if isinstance(answer, Reason) else list(answer or ())
        return [
            replace(one, rules=one.rules or (self.id, *self.also), level=self.level if one.level == "refuse" else one.level)
            for one in given
        ]


def rule(
    rule_id: str,
    *,
    at: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    regimes: frozenset[str] = ALL,
    version: int = 1,
    level: Level = "refuse",
) -> Callable[[Callable[..., Answer]], Bound]:
    """Enter a function in the rule book. It returns Reason(s) with message and field where the law is broken, else None."""

    def enter(function: Callable[..., Answer]) -> Bound:
        bound = Bound(rule_id, also, version, regimes, at, level, function)
        functools.update_wrapper(bound, function)
        BOOK.setdefault(rule_id, []).append(bound)
        return bound

    return enter

"""How much one evaluation may do: every turn of a loop, item of a list and call of a function is a step, and steps are counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from workflows.engine.feel.temporal import DateTime
from workflows.engine.feel.values import ExpressionError
from workflows.text import _

MAX_STEPS: Final = 1_000_000
MAX_CALLS: Final = 50
"""Functions inside functions."""


class Budget(dict[str, Callable[..., Any]]):
    """Goes through an evaluation in the place of the host's functions, of which the full language has none."""

    __slots__ = ("calls", "now", "steps")

    def __init__(self, now: DateTime | None = None) -> None:
        super().__init__()
        self.steps, self.calls, self.now = 0, 0, now

    def spend(self, steps: int = 1) -> None:
        """Raises ExpressionError beyond the limit."""
        self.steps += steps
        if self.steps > MAX_STEPS:
            raise ExpressionError(_("计算超过 {limit} 步，已停止。").format(limit=MAX_STEPS))

    def called(self, function: Callable[[], Any]) -> Any:
        """What the function gives. Raises ExpressionError if too many functions call each other."""
        self.spend()
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise ExpressionError(_("函数互相调用超过 {limit} 层，已停止。").format(limit=MAX_CALLS))
        try:
            return function()
        finally:
            self.calls -= 1


def budget_of(functions: Mapping[str, Callable[..., Any]]) -> Budget:
    """The budget of an evaluation."""
    return functions if isinstance(functions, Budget) else Budget()

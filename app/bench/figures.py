"""A figure of the benchmark beside its yardstick, its bar and its aim."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bar:
    """What must hold: at `most` or at `least` so much. `aim`: what is worth trying for.

    `ours`: whether it is the product's alone, the same on any machine however busy.
    """

    most: float | None = None
    least: float | None = None
    aim: float | None = None
    ours: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value clears it."""
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    def shown(self) -> dict[str, float]:
        """As it stands in the report."""
        named = {"at_most": self.most, "at_least": self.least, "aim": self.aim}
        return {name: value for name, value in named.items() if value is not None}


@dataclass(slots=True)
class Sheet:
    """The figures of one database, in the order in which they were taken."""

    lines: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    """The figures that are ours alone and do not clear their bars."""

    def note(self, name: str, value: float, unit: str = "", bar: Bar | None = None, **beside: float) -> None:
        """Enter a figure; `beside`: what it is measured against (`yardstick`, `times`, …)."""
        line: dict[str, Any] = {"value": rounded(value), **({"unit": unit} if unit else {})}
        line |= {key: rounded(one) for key, one in beside.items()}
        if bar is not None:
            line |= {**bar.shown(), "ok": bar.holds(value)}
            if bar.ours and not bar.holds(value):
                self.broken.append(name)
        self.lines[name] = line

    def spread(self, name: str, values: Sequence[float], unit: str = "ms") -> None:
        """Enter median and 95th percentile of many."""
        self.lines[name] = {"p50": rounded(percentile(values, 50)), "p95": rounded(percentile(values, 95)), "unit": unit}

    def value(self, name: str) -> float:
        """A figure entered before."""
        return float(self.lines[name]["value"])


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, len(ranked) * percent // 100)]


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def rounded(value: float) -> float:
    """Four significant digits: more would claim what no busy machine can tell."""
    return float(f"{value:.4g}")


def timed(clock: Callable[[], float], work: Callable[[], Any]) -> float:
    """Milliseconds of `clock` (seconds) that a piece of work takes."""
    begun = clock()
    work()
    return (clock() - begun) * 1000


def as_text(report: Mapping[str, Any]) -> str:
    """The report for a person: a line a figure."""
    lines = []
    for database, figures in report["databases"].items():
        lines.append(database)
        lines += [f"  {_mark(line)} {name:34} {_said(line)}" for name, line in figures.items()]
    return "\n".join(lines)


def _mark(line: Mapping[str, Any]) -> str:
    return {True: "ok", False: "NO", None: "  "}[line.get("ok")]


def _said(line: Mapping[str, Any]) -> str:
    return "  ".join(f"{key} {value}" if key != "value" else f"{value}" for key, value in line.items() if key != "ok")

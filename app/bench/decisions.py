"""What a decision table of the shipped processes costs, asked again and again as the start of every case asks it."""

from __future__ import annotations

import time
from decimal import Decimal
from itertools import product
from typing import Any

from app.bench.figures import Bar, Sheet, timed
from app.composition import shipped
from workflows.engine.decisions import read_decisions

TABLE = "procurement_method"
QUICK = Bar(most=5)


def measure(sheet: Sheet, times: int) -> None:
    """Enter the seconds that so many evaluations take on all lanes of the table (CPU)."""
    decision = read_decisions(shipped()[f"decisions/{TABLE}.dmn"])[TABLE]
    questions = _questions()

    def work() -> None:
        for number in range(times):
            decision.decide(questions[number % len(questions)])

    sheet.note(f"decisions.seconds.{times}", timed(time.thread_time, work) / 1000, "s", bar=QUICK)


def _questions() -> list[dict[str, Any]]:
    regimes, bands = ("procurement_law", "below_threshold", "social_funds"), ("B1", "B2", "B3", "")
    fixed = {"limit_known": True, "open_threshold": Decimal(4_000_000)}
    return [
        {"regime": regime, "band": band, "amount": Decimal(amount), **fixed}
        for regime, band, amount in product(regimes, bands, (1000, 5_000_000))
    ]

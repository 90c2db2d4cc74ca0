"""Claims: the table of methods (D1) is asked a hundred thousand times in less than five seconds of CPU; a twentieth is measured here."""

from __future__ import annotations

from app.bench import decisions
from app.bench.figures import Sheet

PART = 5_000


def test_a_hundred_thousand_questions_take_less_than_five_seconds() -> None:
    sheet = Sheet()
    decisions.measure(sheet, PART)
    seconds = sheet.value(f"decisions.seconds.{PART}")
    assert decisions.QUICK.most is not None and seconds * 100_000 / PART < decisions.QUICK.most

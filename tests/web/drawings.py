"""A small shipped drawing as the editor sends it, changed or not."""

from __future__ import annotations

from werkzeug.test import TestResponse

from app.composition import shipped
from tests.web.conftest import House
from tests.web.sheets import JSON

AT = "/studio/review/correction"
FILE = "review/correction.bpmn"


def drawn(before: str = "", after: str = "") -> str:
    """The shipped drawing with some words exchanged."""
    text = shipped()[FILE].decode()
    assert before in text
    return text.replace(before, after) if before else text


RENAMED = drawn("处理逾期未补正", "决定逾期未补正的处理")


def save(house: House, account: str, xml: str, seen: int = 0) -> TestResponse:
    """Save a draft as the editor does."""
    return house.browser(account).post(f"{AT}/draft", {"xml": xml, "seen": str(seen)}, headers=JSON)


def rules(answer: TestResponse) -> list[str]:
    """The rule ids of a refusal."""
    return [rule for one in (answer.json or {})["reasons"] for rule in one["rules"]]

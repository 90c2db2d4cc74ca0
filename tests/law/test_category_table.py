"""Claims: the table of categories (D3) calls a service sensitive where the register of Art. 8 does, and 其他 by its class."""

from __future__ import annotations

import pytest

from tests.proof.breaking import shipped_files
from workflows.engine.decisions import read_decisions

CATEGORY = read_decisions(shipped_files()["decisions/category.dmn"])["category"]
CLASSES = ("1", "2", "3", "4", "5")
WHOLLY_SENSITIVE = {"3", "4"}


@pytest.mark.parametrize("category_class", CLASSES)
@pytest.mark.parametrize("listed", [True, False])
def test_a_named_service_is_as_registered_and_any_other_as_its_class(category_class: str, listed: bool) -> None:
    said = {"listed": listed, "category_class": category_class}
    assert CATEGORY.decide({**said, "other": False}).outputs == {"sensitive": listed}
    assert CATEGORY.decide({**said, "other": True}).outputs == {"sensitive": category_class in WHOLLY_SENSITIVE}


def test_every_service_has_one_answer() -> None:
    assert CATEGORY.findings() == []

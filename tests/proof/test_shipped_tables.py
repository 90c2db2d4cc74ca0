"""The shipped decision tables: valid, and deciding by the town's figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from tests.proof.breaking import shipped_files
from tests.proof.shipped import TABLES, schema
from workflows.engine.decisions import read_decisions
from workflows.procurement.world import standard


def table(name: str) -> Any:
    """A shipped table, ready to decide."""
    return read_decisions(shipped_files()[f"decisions/{name}.dmn"])[name]


@pytest.mark.parametrize("name", TABLES)
def test_a_shipped_table_is_valid_dmn(name: str) -> None:
    found = schema("dmn", "DMN13.xsd")
    assert found.validate(etree.fromstring(shipped_files()[name])), found.error_log


@pytest.mark.parametrize("score", ["100.00", "90.00", "89.99", "80.00", "79.99", "70.00", "69.99", "60.00", "59.99", "0.00"])
@pytest.mark.parametrize("satisfaction", ["100.00", "60.00", "59.99", "0.00"])
def test_the_final_payment_is_that_of_the_towns_figures(score: str, satisfaction: str) -> None:
    figures = {figure["id"]: figure for figure in standard()["figure"]}
    rows = [row for row in figures["TD27"]["rows"] if Decimal(row["from_score"]) <= Decimal(score)]
    if Decimal(satisfaction) < Decimal(figures["TD28"]["value"]):
        rows = [row for row in rows if Decimal(row["from_score"]) <= Decimal("60.00")]
    wanted = max(rows, key=lambda row: Decimal(row["from_score"]))
    answer = table("final_payment").decide({"score": Decimal(score), "satisfaction": Decimal(satisfaction)})
    assert answer.outputs == {"grade": wanted["grade"], "ratio": Decimal(wanted["ratio"])}


@pytest.mark.parametrize(
    ("facts", "regime"),
    [
        ({"all_social": True, "in_catalogue": False, "amount_fiscal": "0.00", "limit": "1000000.00"}, "social_funds"),
        ({"all_social": False, "in_catalogue": True, "amount_fiscal": "1.00", "limit": "1000000.00"}, "procurement_law"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "1000000.00", "limit": "1000000.00"}, "procurement_law"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "999999.99", "limit": "1000000.00"}, "below_threshold"),
        ({"all_social": False, "in_catalogue": False, "amount_fiscal": "180000.00", "limit": None}, None),
    ],
)
def test_the_limit_itself_is_within_the_procurement_law_and_without_a_limit_nothing_is_decided(
    facts: dict[str, Any], regime: str | None
) -> None:
    amounts = {key: Decimal(value) if isinstance(value, str) else value for key, value in facts.items()}
    assert table("regime").decide(amounts).outputs == {"regime": regime}


def test_every_band_of_the_world_has_its_method() -> None:
    known = {"regime": "below_threshold", "limit_known": True, "amount": Decimal("1.00"), "open_threshold": Decimal("4000000.00")}
    for band in standard()["band"]:
        answer = table("procurement_method").decide(known | {"band": band["id"]}).outputs
        assert answer["method"] == f"自行采购·{band['procedure'].removesuffix('并留存价格依据')}"
    unknown = table("procurement_method").decide(known | {"band": ""}).outputs
    assert (unknown["method"], unknown["procedure"]) == ("无法判定", "none")


@pytest.mark.parametrize(
    ("wanted", "complex_service", "checks"),
    [
        ("镇街自行核验", False, "镇街自行核验"),
        ("镇街自行核验", True, "第三方机构"),
        ("第三方机构", False, "第三方机构"),
        ("第三方机构", True, "第三方机构"),
    ],
)
def test_a_complex_service_is_checked_by_a_third_party(wanted: str, complex_service: bool, checks: str) -> None:
    assert table("acceptor").decide({"wanted": wanted, "complex": complex_service}).outputs == {"checked_by": checks}

"""A decision in a running case: its outputs route the case; a table without an answer stops it, and nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from app.composition import shipped
from workflows.act import Record
from workflows.engine.decisions import read_decisions
from workflows.engine.hands import LiveHands
from workflows.errors import Refused


def hands_reading(facts: dict[str, Any], kept: list[Any]) -> LiveHands:
    """Hands whose `regime` reads these facts and keeps its outputs in a list."""
    offered = SimpleNamespace(facts={"regime": lambda act: facts}, decided={"regime": lambda act, outputs: kept.append(outputs)})
    definition = SimpleNamespace(decisions=read_decisions(shipped()["decisions/regime.dmn"]))
    live = LiveHands(offered, definition)
    live.act = SimpleNamespace(session=SimpleNamespace(flush=lambda: None), record=Record())
    return live


def test_the_outputs_route_the_case_and_are_noted_with_the_inputs() -> None:
    kept: list[Any] = []
    live = hands_reading({"all_social": False, "in_catalogue": False, "amount_fiscal": Decimal(180000), "limit": Decimal(1000000)}, kept)
    assert live.decide("regime") == {"regime": "below_threshold"}
    assert kept == [{"regime": "below_threshold"}]
    kind, name, facts, how = live.act.record.facts[0]
    assert (kind, name, facts, how["rules"]) == ("decide", "regime", {"regime": "below_threshold"}, ["regime_4"])


def test_without_a_threshold_of_the_day_the_case_stops_and_nothing_is_kept() -> None:
    kept: list[Any] = []
    live = hands_reading({"all_social": False, "in_catalogue": False, "amount_fiscal": Decimal(180000), "limit": None}, kept)
    with pytest.raises(Refused) as refused:
        live.decide("regime")
    assert "适用规则" in str(refused.value)
    assert kept == []

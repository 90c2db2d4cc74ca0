"""Claims: whoever awards sees the whole ranking, in lines that a narrow list does not cut; a scorer sees each factor's most first."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from forms import assessment, confirmation
from forms.assessment import ScoreResponses
from forms.confirmation import ConfirmAward

ACT: Any = SimpleNamespace(session=None)
NAMES = {"org_yg": "阳光社工服务中心", "org_gz": "广州某社工中心"}


def test_the_whole_ranking_stands_under_the_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    order = [
        SimpleNamespace(place=1, organisation="org_yg", price=Decimal(1256000), total=Decimal("93.25")),
        SimpleNamespace(place=2, organisation="org_gz", price=Decimal(1240000), total=Decimal("87.50")),
    ]
    monkeypatch.setattr(confirmation, "ranking", lambda _act: order)
    monkeypatch.setattr(confirmation, "names_of", lambda _act, _keys: NAMES)
    lists, limits = ConfirmAward().choices(ACT), ConfirmAward().limits(ACT)
    assert lists["ranked"] == [("org_yg", "第1名：阳光社工服务中心"), ("org_gz", "第2名：广州某社工中心")]
    told = "第1名阳光社工服务中心：报价1256000.00元，总分93.25分\n第2名广州某社工中心：报价1240000.00元，总分87.50分"
    assert limits["awarded"] == told
    assert "“失败”" in limits["opinion"]


def test_a_factor_is_read_with_its_most_first(monkeypatch: pytest.MonkeyPatch) -> None:
    factors = [SimpleNamespace(position=4, name="质量保障与应急预案", most=Decimal("15.00"))]
    monkeypatch.setattr(assessment, "current", lambda _act: (None, None, None))
    monkeypatch.setattr(assessment, "standings_of", lambda *_session, **_valid: [])
    monkeypatch.setattr(assessment, "names_of", lambda _act, _keys: {})
    monkeypatch.setattr(assessment, "by_hand", lambda _act, _one: factors)
    assert ScoreResponses().choices(ACT)["factors"] == [("4", "15分：质量保障与应急预案")]

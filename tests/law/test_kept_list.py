"""Claims: an amendment of the yearly list changes nothing for a project that was begun before it (ART-7.3)."""

from __future__ import annotations

import datetime as dt

from tests.worlds import fresh_session
from workflows.procurement.lawbook import list_in_force, list_items
from workflows.procurement.models.law import ServiceList, ServiceListItem

JULY = dt.date(2026, 7, 1)


def test_a_project_keeps_the_version_under_which_it_was_begun() -> None:
    with fresh_session() as session:
        said = {"authority_id": "district", "year": 2026, "document": "文", "channel": "网"}
        session.add(ServiceList(id="SL2026-2", version=2, published_on=dt.date(2026, 6, 1), reason="调整", **said))
        session.flush()
        session.add(ServiceListItem(list_id="SL2026-2", code="2026-09", sub_item="社区教育", name="课后陪伴", price_guide=""))
        session.flush()
        current = list_in_force(session, "town_a", JULY)
        assert current is not None
        assert (current.id, [one.code for one in list_items(session, "town_a", JULY)]) == ("SL2026-2", ["2026-09"])
        assert "2026-03" in [one.code for one in list_items(session, "town_a", JULY, "SL2026/1")]

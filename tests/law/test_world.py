"""The standard world as rows, and what a scenario may change of it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from app.db import Databases
from tests.worlds import fresh_session
from workflows.errors import Invalid
from workflows.procurement.calendar import load
from workflows.procurement.given import TABLES, schema
from workflows.procurement.lawbook import figure, threshold
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.law import Figure, RulePackExtension, ServiceListItem
from workflows.procurement.models.people import Account, Authority, Community, Organisation, Post, Relation
from workflows.procurement.settlement import entries
from workflows.procurement.world import SYSTEM, change, dated, merge, plain, settle, standard
from workflows.schema import metadata

NOW = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


def count(session: Session, kind: Any) -> int:
    """How many rows of a class there are."""
    return session.scalar(select(func.count()).select_from(kind)) or 0


def test_the_whole_world_is_settled() -> None:
    world = standard()
    with fresh_session() as session:
        assert count(session, Authority) == len(world["authority"])
        assert count(session, Community) == len(world["community"])
        assert count(session, Organisation) == len(world["organisation"])
        assert count(session, Account) == len(world["account"])
        assert count(session, Post) == sum(len(account["posts"]) for account in world["account"])
        assert count(session, FundLine) == len(world["fund"])
        assert count(session, ServiceListItem) == len(world["service_list"]["item"])
        assert {entry["id"] for entry in world["figure"]} < set(session.scalars(select(Figure.id)))


def test_rows_say_what_the_file_says() -> None:
    with fresh_session() as session:
        winner = session.get(Organisation, "org_hf")
        fund = session.get(FundLine, "F3")
        assert winner is not None
        assert fund is not None
        assert (winner.uscc, winner.certificate_until, winner.scope) == (
            "52440404MJM200004M",
            dt.date(2029, 6, 30),
            ["心理咨询", "妇女儿童"],
        )
        assert (fund.amount, fund.available, fund.donor_purpose, fund.pooled) == (Decimal("60000.00"), Decimal("60000.00"), "助学", False)


def test_nobody_has_a_password_yet() -> None:
    with fresh_session() as session:
        assert session.scalars(select(Account.password_hash).distinct()).all() == [None]


def test_a_world_from_plain_json_is_the_same_world() -> None:
    assert dated(json.loads(json.dumps(plain(standard())))) == {**standard(), "world": dated(plain(standard()["world"]))}


def test_every_entry_of_the_world_becomes_a_row_of_its_table_only_once() -> None:
    with fresh_session() as session:
        ids = session.scalars(select(Figure.id)).all()
        assert len(set(ids)) == len(ids) == len(entries(standard(), "figure"))


def test_merging_leaves_the_standard_world_as_it_was() -> None:
    before = json.dumps(plain(standard()), ensure_ascii=False)
    merge(
        standard(),
        {
            "funds": [{"code": "F1", "amount": "1.00"}],
            "calendar": {"imported_years": []},
            "list_items": [{"code": "2026-03", "absent": True}],
        },
    )
    assert json.dumps(plain(standard()), ensure_ascii=False) == before


def test_known_entries_change_only_what_they_name_and_new_ones_are_added() -> None:
    given = {
        "funds": [
            {"code": "F1", "amount": "5.00"},
            {"code": "F9", "town": "town_a", "kind": "财政资金", "purpose": "专项", "document": "文", "year": 2026, "amount": "7.00"},
        ]
    }
    with fresh_session(given) as session:
        first, ninth = session.get(FundLine, "F1"), session.get(FundLine, "F9")
        assert first is not None
        assert ninth is not None
        assert (first.amount, first.document, first.pooled) == (Decimal("5.00"), "示财预〔2026〕3号", True)
        assert ninth.amount == Decimal("7.00")


def test_short_forms() -> None:
    given = {"fund": "F1", "amount": "100.00", "donor_purpose": {"F3": "青少年心理健康"}}
    with fresh_session(given) as session:
        money = {row.code: (row.amount, row.donor_purpose) for row in session.scalars(select(FundLine))}
        assert money["F1"][0] == Decimal("100.00")
        assert money["F3"][1] == "青少年心理健康"


def test_a_relation_may_be_declared_later_or_never() -> None:
    moment = dt.datetime(2026, 12, 2, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    with fresh_session({"relation": {"id": "REL01", "declared_at": moment}}) as session:
        assert session.scalars(select(Relation.declared_on).where(Relation.id == "REL01")).all() == [dt.date(2026, 12, 2)]
    with fresh_session({"without_relation": "REL01"}) as session:
        assert session.get(Relation, "REL01") is None


def test_an_entry_may_be_taken_away() -> None:
    with fresh_session({"rule_pack_extensions": [{"pack": "R", "absent": True}], "thresholds": [{"id": "L", "absent": True}]}) as session:
        assert count(session, RulePackExtension) == 0
        assert threshold(session, "L", dt.date(2026, 7, 1)) is None


def test_a_threshold_may_change_on_a_day() -> None:
    given = {"thresholds": [{"id": "L", "from": dt.date(2026, 7, 1), "amount": "800000.00"}]}
    with fresh_session(given) as session:
        told = [threshold(session, "L", dt.date(2026, month, day)) for month, day in ((6, 30), (7, 1))]
        assert told == [Decimal("1000000.00"), Decimal("800000.00")]


def test_a_statutory_figure_may_be_given_by_its_number_alone() -> None:
    with fresh_session({"figures": [{"id": "T13", "value": 4}]}) as session:
        row = session.scalars(select(Figure).where(Figure.id == "T13")).one()
        assert (row.value, row.unit, row.regimes) == (4, "working", ["procurement_law"])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"funs": []}, "given.funs"),
        ({"funds": [{"code": "F1", "ammount": "1.00"}]}, "given.funds.0.ammount"),
        ({"funds": [{"amount": "1.00"}]}, "given.funds.0.code"),
        ({"relation": {"declared_on": "2026-01-01"}}, "given.relation.id"),
        ({"calendar": {"years": [2027]}}, "given.calendar.years"),
    ],
)
def test_what_the_world_does_not_know_is_named(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as answer:
        merge(standard(), given)
    assert [reason.field for reason in answer.value.reasons] == [field]


def test_the_schema_covers_every_table_and_field_of_the_world() -> None:
    shapes = schema()["properties"]
    for name, (table, keys) in TABLES.items():
        shape = shapes[name]["items"]
        assert shape["required"] == [keys[0]]
        fields = {field for entry in standard()[table] for field in entry}
        assert fields | {"absent"} <= set(shape["properties"]), name
    assert set(standard()["service_list"]) - {"item"} == set(shapes["service_list"]["properties"])
    assert set(standard()["calendar"]) == set(shapes["calendar"]["properties"])


def test_a_world_may_change_in_the_middle_of_a_story() -> None:
    with fresh_session({"without_relation": "REL01"}) as session:
        change(session, {"relation": {"id": "REL01", "declared_at": "2026-12-02T09:00:00+08:00"}}, NOW)
        relation = session.get(Relation, "REL01")
        assert relation is not None
        assert (relation.account, relation.declared_on) == ("resident_rep_4", dt.date(2026, 12, 2))
        change(session, {"figures": [{"id": "TD20", "value": 4}], "organisations": [{"id": "org_hf", "status": "冻结"}]}, NOW)
        assert figure(session, "TD20") == 4
        winner = session.get(Organisation, "org_hf")
        assert winner is not None
        assert (winner.status, winner.name) == ("冻结", "和风心理服务中心")


def test_a_change_keeps_what_was_reserved() -> None:
    with fresh_session() as session:
        fund = session.get(FundLine, "F1")
        assert fund is not None
        fund.reserved = Decimal("180000.00")
        session.flush()
        change(session, {"fund": "F1", "amount": "200000.00"})
        assert (fund.amount, fund.reserved) == (Decimal("200000.00"), Decimal("180000.00"))


def test_items_of_the_list_and_years_of_the_calendar_may_be_added() -> None:
    years = {"imported_years": [2026, 2027], "days_off": [*standard()["calendar"]["days_off"], dt.date(2027, 1, 1)]}
    with fresh_session() as session:
        change(session, plain({"list_items": [{"code": "2026-09", "sub_item": "社区文化", "name": "社区文化服务"}], "calendar": years}))
        assert session.get(ServiceListItem, ("SL2026", "2026-09")) is not None
        assert load(session).is_working(dt.date(2027, 1, 4))


def test_accounts_are_given_at_the_start_only() -> None:
    with fresh_session() as session, pytest.raises(Invalid):
        change(session, {"accounts": [{"name": "clerk", "display": "某"}]})


def test_system_acts_settle_change_and_import() -> None:
    with fresh_session() as session:
        SYSTEM["calendar.import"](session, NOW, {"year": 2027, "source": "通知", "days_off": ["2027-01-01"]})
        SYSTEM["world.change"](session, NOW, {"figures": [{"id": "TD20", "value": 9}]})
        assert figure(session, "TD20") == 9
        assert sorted(load(session).years) == [2026, 2027]


def test_a_world_is_settled_once() -> None:
    engine = create_engine("sqlite://", poolclass=StaticPool)
    metadata.create_all(engine)
    with Session(engine) as session:
        SYSTEM["world.settle"](session, NOW, plain(standard()))
        session.commit()
        assert count(session, Account) == len(standard()["account"])
        with pytest.raises(IntegrityError):
            settle(session, standard())


def test_the_world_lives_in_either_database(database: Databases) -> None:
    with database.write() as session:
        settle(session, standard(), NOW)
    with database.read() as session:
        assert count(session, Post) == sum(len(account["posts"]) for account in standard()["account"])
        assert figure(session, "TD27")[0]["grade"] == "优秀"
        assert load(session).after(dt.date(2026, 9, 29), 5) == dt.date(2026, 10, 12)

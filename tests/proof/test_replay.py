"""Claims: a recorded history executed again comes out identical; one recorded value changed, its chain made anew, is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from app.cli import main
from app.db import Databases
from app.replaying import replay
from app.verifying import verify_all
from tests.ledger.tampering import nothing, rewrite
from tests.publicised import publicised
from tests.releases import release
from tests.towns import Office, Town, Towns, plan, step
from workflows.engine.tables import incident
from workflows.engine.transactions import Order
from workflows.ledger.canonical import canonical
from workflows.ledger.commitments import MARK, commit_text
from workflows.ledger.tables import personal_value

ROOT = "case:1"
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def town(towns: Towns) -> Town:
    """The whole golden case."""
    return towns.after(61)


@pytest.fixture
def copy(sqlite_towns: Towns) -> Iterator[Town]:
    """A copy to change."""
    yield sqlite_towns.after(61)
    sqlite_towns.take_back()


def again(town: Town, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer of the command line."""
    code = main(["--database", town.url, "replay", "--json", *words])
    return code, json.loads(capsys.readouterr().out)


def altered(town: Town, stream: str, number: int, change: Change = nothing, /, **columns: str | None) -> None:
    """Change one recorded value and make the chain anew."""
    database = Databases(town.url)
    rewrite(database, stream, number, change, **columns)
    database.dispose()


def named(answer: dict[str, Any]) -> tuple[str, int, str]:
    """Where the first difference is."""
    assert not answer["identical"]
    one = answer["difference"]
    return one["stream"], one["number"], one["path"]


@pytest.mark.parametrize("level", ["1", "2"])
def test_the_golden_case_and_its_side_cases_come_out_identical(town: Town, level: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = again(town, capsys, "--all", "--level", level)
    assert (code, answer["identical"], answer["difference"], answer["cannot"]) == (0, True, None, "")
    assert answer["entries"] == (67 if level == "2" else 65)


LATER = "2026-12-31T00:00:00.000000Z"
COLUMNS = [
    (ROOT, 2, "act", "wake", "12"),
    (ROOT, 2, "at", LATER, "12"),
    (ROOT, 9, "actor", "clerk", "2"),
    ("system", 2, "at", LATER, "2"),
    ("system", 1, "actor", "admin", "2"),
]


@pytest.mark.parametrize(("stream", "number", "column", "value", "levels"), COLUMNS)
def test_a_column_that_says_something_else_than_was_done_is_named_though_the_chain_holds(
    copy: Town, stream: str, number: int, column: str, value: str, levels: str, capsys: pytest.CaptureFixture[str]
) -> None:
    altered(copy, stream, number, **{column: value})
    for level in levels:
        code, answer = again(copy, capsys, "--all", "--level", level)
        assert (code, named(answer)) == (1, (stream, number, column))
    assert verified(copy, capsys) == [(stream, number, "column", f"ledger_entry {column}")]


OWN = [("wall", "yesterday"), ("wall", "2026-06-15T00:00:00"), ("wall", 7), ("seen", 0), ("seen", True), ("seen", "1"), ("seen", None)]


@pytest.mark.parametrize(("name", "value"), OWN)
def test_what_an_entry_says_of_its_machine_can_at_least_be(
    copy: Town, name: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    altered(copy, ROOT, 2, lambda body: body.update({name: value}))
    assert verified(copy, capsys) == [(ROOT, 2, "column", f"ledger_entry {name}")]


def test_the_key_of_an_entry_is_that_of_its_task(copy: Town, capsys: pytest.CaptureFixture[str]) -> None:
    altered(copy, ROOT, 2, key="clerk:1:zzz")
    assert verified(copy, capsys) == [(ROOT, 2, "column", "ledger_entry key")]
    altered(copy, ROOT, 2, key=None)
    altered(copy, ROOT, 9, key="x")
    assert (ROOT, 9, "column", "ledger_entry key") in verified(copy, capsys)


def verified(town: Town, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, int, str, str]]:
    """What verifying names."""
    main(["--database", town.url, "ledger", "verify", "--json"])
    return [(one["stream"], one["number"], one["what"], one["subject"]) for one in json.loads(capsys.readouterr().out)["findings"]]


def test_one_case_of_many_comes_out_identical(sqlite_towns: Towns, capsys: pytest.CaptureFixture[str]) -> None:
    town, cases = sqlite_towns.made("publicised", lambda: sqlite_towns.after(0), publicised)
    office = town.open(step(9)["at"].astimezone(dt.UTC))
    office.bench.runtime.tick()
    assert replay(office.bench, None)["identical"]
    office.close()
    for level in ("1", "2"):
        assert again(town, capsys, "--case", str(cases[3]), "--level", level)[1]["entries"] == 9
    altered(town, f"case:{cases[0]}", 2, _set("form", "score", "1"))
    code, answer = again(town, capsys, "--case", str(cases[3]))
    assert (code, answer["identical"]) == (0, True), "what differs in another case is not this one's"
    sqlite_towns.take_back()


def _set(*path: Any) -> Change:
    """Put the last of the words where the others lead."""
    *way, last, value = path

    def change(body: dict[str, Any]) -> None:
        inner: Any = body
        for name in way:
            inner = inner[name]
        assert inner[last] != value
        inner[last] = value

    return change


ENGINE = [
    (ROOT, 5, _set("route", "outcome", "同意立项"), "act"),
    (ROOT, 1, _set("opened", 0, "due_on", "2026-06-19"), "state"),
    (ROOT, 1, _set("opened", 1, "role", "town.clerk"), "state"),
    (ROOT, 12, _set("facts", 0, 2, "procedure", "open_tender"), "state"),
    (ROOT, 8, _set("facts", 2, 2, "2026-06-28T16:00:00+00:00"), "state"),
    (ROOT, 9, _set("key", "lifecycle_call/review_call/publicity_over#2"), "act"),
    (ROOT, 14, _set("facts", 1, 2, 2), "opened"),
    (ROOT, 18, lambda body: body["cancelled"].append("draft_plan#1"), "cancelled"),
    ("case:3", 1, _set("number", "甲镇购服〔2026〕2号"), "state"),
]
"""What the engine alone shows."""
FORMS = [
    (ROOT, 2, _set("form", "score", "91"), "rows.0.3.score"),
    (ROOT, 2, _set("rows", 0, 3, "score", "91.00"), "rows.0.3.score"),
    (ROOT, 2, lambda body: body["rules"].pop("ART-13.3"), "rules.ART-13.3"),
    (ROOT, 2, _set("rules", "ART-13.3", 2), "rules.ART-13.3"),
    (ROOT, 15, _set("form", "price", MARK, "sha256:00"), "form.price"),
    (ROOT, 15, _set("rows", 0, 5, "price", MARK, "sha256:00"), "rows.0.4.price"),
    (ROOT, 8, _set("facts", 1, 2, 1, "2026-06-30"), "facts.1.2.1"),
    (ROOT, 1, _set("facts", 2, 2, "regime", "catalogue"), "facts.2.2.regime"),
    (ROOT, 1, _set("facts", 2, 3, "inputs", "amount_fiscal", "1.00"), "facts.2.3.inputs.amount_fiscal"),
    (ROOT, 1, _set("facts", 1, 2, "term", "较长期限"), "facts.1.2.term"),
    (ROOT, 1, _set("form", "amount", "180001.00"), "act"),
    (ROOT, 23, lambda body: body["rows"].pop(), "rows"),
    ("case:3", 2, _set("form", "invoice_no", "1"), "rows.0.3.invoice_no"),
    ("system", 2, lambda body: body["rows"].pop(), "rows"),
]
"""What only forms and operations show."""


@pytest.mark.parametrize(("stream", "number", "change", "path"), ENGINE)
def test_the_engine_alone_names_the_first_difference(
    copy: Town, stream: str, number: int, change: Change, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    altered(copy, stream, number, change)
    for level in ("1", "2"):
        code, answer = again(copy, capsys, "--all", "--level", level)
        assert (code, *named(answer)) == (1, stream, number, path)


@pytest.mark.parametrize(("stream", "number", "change", "path"), FORMS)
def test_forms_and_operations_name_the_first_difference(
    copy: Town, stream: str, number: int, change: Change, path: str, capsys: pytest.CaptureFixture[str]
) -> None:
    altered(copy, stream, number, change)
    assert again(copy, capsys, "--all", "--level", "1")[0] == 0
    code, answer = again(copy, capsys, "--all")
    assert (code, *named(answer)) == (1, stream, number, path)


def test_a_changed_calendar_is_named(copy: Town, capsys: pytest.CaptureFixture[str]) -> None:
    def later(body: dict[str, Any]) -> None:
        year = next(row for row in body["rows"] if row[0] == "calendar_day")
        year[3]["kind"] = "changed"

    altered(copy, "system", 2, later)
    assert named(again(copy, capsys, "--all")[1])[:2] == ("system", 2)


def test_a_sealed_price_is_executed_again_and_compared(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    database = Databases(town.url)
    text = canonical("172800.01")
    with database.write() as session:
        price = personal_value.c.field == "price", personal_value.c.value == canonical("172800.00")
        kept = session.execute(select(personal_value).where(*price)).one()
        sealed = commit_text(kept.salt, text)
        session.execute(update(personal_value).where(personal_value.c.id == kept.id).values(value=text, commitment=sealed))
    rewrite(database, kept.stream, kept.number, _set("form", "price", MARK, sealed))
    database.dispose()
    code, answer = again(town, capsys, "--all")
    assert (code, *named(answer)[:2]) == (1, kept.stream, kept.number)


def test_an_erased_value_stops_the_execution_without_a_difference(copy: Town, capsys: pytest.CaptureFixture[str]) -> None:
    database = Databases(copy.url)
    with database.write() as session:
        gone = {"value": None, "salt": None, "erased_at": copy.moment}
        session.execute(update(personal_value).where(personal_value.c.field == "price").values(gone))
    database.dispose()
    assert again(copy, capsys, "--all", "--level", "1")[0] == 0
    code, answer = again(copy, capsys, "--all")
    assert (code, answer["difference"], answer["cannot"]) == (1, None, "case:1 15: 已依法删除")


def test_a_version_that_is_gone_is_said(copy: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    office = copy.open()
    monkeypatch.setattr(type(office.bench.hands.forms["contract.draft"]), "version", 99)
    assert replay(office.bench, None)["cannot"] == "case:1 22: version retired: form contract.draft 1"
    office.close()


def stumbled(office: Office) -> int:
    """A project whose timer failed three times and was armed again by the supervisor."""
    case = publicised(office)[0]
    runtime = office.bench.runtime
    office.clock.moment = step(9)["at"].astimezone(dt.UTC)
    runtime.report("timer", min(runtime.due_timers()), "ValueError: the register is incomplete")
    (item,) = office.open_items(case)
    runtime.complete(item, Order("section_head", {"note": "已补全"}))
    runtime.tick()
    office.start("clerk_2", plan("另一项目", "1000.00"))
    return case


def test_an_incident_and_its_resolution_are_executed_again(towns: Towns) -> None:
    town, _case = towns.made("stumbled", lambda: towns.after(0), stumbled)
    office = town.open()
    assert verify_all(office.bench).ok
    for level in (1, 2):
        assert replay(office.bench, None, level)["identical"]
    office.close()


def test_an_incident_opened_again_behind_the_history_is_named(sqlite_towns: Towns, capsys: pytest.CaptureFixture[str]) -> None:
    town, _case = sqlite_towns.made("stumbled", lambda: sqlite_towns.after(0), stumbled)
    database = Databases(town.url)
    with database.write() as session:
        session.execute(update(incident).values(open=True))
    database.dispose()
    assert [what for _stream, _number, what, _subject in verified(town, capsys)] == ["absent"]
    sqlite_towns.take_back()


def released(office: Office) -> None:
    """A project begun before a changed drawing came into force, and one begun after."""
    office.start("clerk", plan("先开始的", "1000.00"))
    release(office, office.clock.moment + dt.timedelta(1), 'value="TD20"', 'value="TD19"')
    office.clock.moment += dt.timedelta(1)
    office.start("clerk_2", plan("后开始的", "1000.00"))


def test_a_publication_is_executed_again(sqlite_towns: Towns, capsys: pytest.CaptureFixture[str]) -> None:
    town, _none = sqlite_towns.made("released", lambda: sqlite_towns.after(0), released)
    office = town.open()
    assert verify_all(office.bench).ok
    for level in (1, 2):
        assert replay(office.bench, None, level)["identical"]
    office.close()
    altered(town, "system", 3, _set("release", "author", "designer_2"))
    assert named(again(town, capsys, "--all")[1]) == ("system", 3, "act")
    sqlite_towns.take_back()

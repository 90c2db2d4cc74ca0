"""A year's holidays arrive: what was 待定 gets its day, what they move is moved and told, nothing else is touched."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from app.calendars import import_year
from app.cli import main
from app.shelves import FileShelf
from app.stage import InProcessStage
from workflows.engine.tables import case_, period, work_item
from workflows.engine.worklist import FAR, end_of
from workflows.errors import Invalid
from workflows.ledger.tables import ledger_entry

BEGINS = dt.datetime(2026, 12, 28, 9, 0, tzinfo=dt.UTC)
NOTICE = "国务院办公厅2027年部分节假日安排的通知"
YEAR = {"year": 2027, "source": NOTICE, "days_off": ["2027-01-01", "2027-01-04"], "make_up_days": ["2027-01-02"]}
DAY = dt.date


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[InProcessStage]:
    """The standard world on 28 December 2026; 2027 is not imported."""
    made = InProcessStage(FileShelf(tmp_path))
    made.begin({}, BEGINS)
    yield made
    made.end()


def case(stage: InProcessStage, state: str = "open", number: str = "甲镇购服〔2026〕1号") -> int:
    """A case with nothing in it."""
    row = {"number": number, "title": "t", "process": "p", "definition": "d", "authority_id": "town_a", "of": {}, "state": state}
    row |= {"stage": "s", "regime": "", "started_by": "clerk", "started_at": BEGINS, "version": 1, "seq": 0, "head": b"", "digest": ""}
    with stage.live.databases.write() as session:
        identity = session.execute(insert(case_).values(**row, root_id=0, codec=1, frozen=b"").returning(case_.c.id)).scalar_one()
        session.execute(case_.update().where(case_.c.id == identity).values(root_id=identity))
    return int(identity)


def item(stage: InProcessStage, of: int, due_id: str, start: dt.date, **more: Any) -> int:
    """A work item with its period as it was computed when it opened."""
    with stage.live.databases.write() as session:
        due = stage.live.register.compute(session, due_id, start)
        identity = stage.live.ids()
        row: dict[str, Any] = {"id": identity, "case_id": of, "root_id": of, "authority_id": "town_a", "key": "k", "node": "n"}
        row |= {"process": "p", "element": "e", "task": "purchase.close", "title": "t", "role": "town.clerk", "place": "town_a"}
        row |= {"excluded": "", "of": {}, "revision": 1, "state": "open", "opened_at": BEGINS, "due_id": due_id, "due_from": start}
        row |= {"due_on": due.due, "due_pending": due.pending, "due_at": end_of(due.due) if due.due else FAR}
        session.execute(insert(work_item), {**row, **more})
    return identity


def running(stage: InProcessStage, of: int, deadline_id: str, start: dt.date) -> int:
    """A period as it was opened."""
    with stage.live.databases.write() as session:
        due = stage.live.register.compute(session, deadline_id, start)
        identity = stage.live.ids()
        row = {"id": identity, "case_id": of, "root_id": of, "deadline_id": deadline_id, "start": start, "due": due.due}
        row |= {"rolled": due.rolled, "frees_at": due.frees_at, "pending": due.pending, "effect": due.effect, "opened_at": BEGINS}
        session.execute(insert(period), row)
    return identity


def row_of(stage: InProcessStage, table: Any, identity: int) -> Any:
    """A row as it stands."""
    with stage.live.databases.read() as session:
        return session.execute(select(table).where(table.c.id == identity)).one()


def test_an_obligation_that_was_pending_gets_its_day(stage: InProcessStage) -> None:
    waiting = item(stage, case(stage), "TD20", DAY(2026, 12, 29))
    assert row_of(stage, work_item, waiting).due_pending
    assert row_of(stage, work_item, waiting).due_at == FAR
    moved = import_year(stage.live, YEAR)["moved"]
    # 12-30, 12-31, then 2027-01-02 (a Saturday made up).
    found = row_of(stage, work_item, waiting)
    assert (found.due_on, found.due_pending, found.due_at) == (DAY(2027, 1, 2), False, end_of(DAY(2027, 1, 2)))
    said = {"case": "甲镇购服〔2026〕1号", "of": {}, "what": "purchase.close", "id": "TD20", "start": "2026-12-29"}
    assert moved == [{**said, "before": None, "after": "2027-01-02", "pending": False}]


def test_a_calendar_day_period_learns_to_which_day_a_holiday_moves_it(stage: InProcessStage) -> None:
    paid = running(stage, case(stage), "TD11", DAY(2026, 12, 5))
    assert row_of(stage, period, paid).pending
    import_year(stage.live, YEAR)
    found = row_of(stage, period, paid)
    assert (found.due, found.rolled, found.pending) == (DAY(2027, 1, 4), DAY(2027, 1, 5), False)


def test_a_corrected_notice_moves_what_it_touches_and_nothing_else(stage: InProcessStage) -> None:
    here = case(stage)
    import_year(stage.live, YEAR)
    touched, before = item(stage, here, "TD20", DAY(2026, 12, 29)), item(stage, here, "TD20", DAY(2026, 12, 1))
    moved = import_year(stage.live, {**YEAR, "make_up_days": []})["moved"]
    assert row_of(stage, work_item, touched).due_on == DAY(2027, 1, 5)
    assert row_of(stage, work_item, before).due_on == DAY(2026, 12, 4)
    assert [(one["before"], one["after"]) for one in moved] == [("2027-01-02", "2027-01-05")]


def test_the_same_notice_again_moves_nothing(stage: InProcessStage) -> None:
    item(stage, case(stage), "TD20", DAY(2026, 12, 29))
    assert import_year(stage.live, YEAR)["moved"]
    assert import_year(stage.live, YEAR)["moved"] == []


def test_what_is_done_or_closed_keeps_the_day_that_bound_it(stage: InProcessStage) -> None:
    done = item(stage, case(stage), "TD20", DAY(2026, 12, 29), state="done")
    over = running(stage, case(stage, state="closed"), "TD11", DAY(2026, 12, 5))
    assert import_year(stage.live, YEAR)["moved"] == []
    assert row_of(stage, work_item, done).due_pending
    assert row_of(stage, period, over).pending


def test_a_task_that_a_moment_cuts_off_keeps_that_moment(stage: InProcessStage) -> None:
    until = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    cut = item(stage, case(stage), "TD20", DAY(2026, 12, 29), due_at=until)
    import_year(stage.live, YEAR)
    assert (row_of(stage, work_item, cut).due_at, row_of(stage, work_item, cut).due_on) == (until, DAY(2027, 1, 2))


def test_the_entry_of_the_import_says_what_moved(stage: InProcessStage) -> None:
    item(stage, case(stage), "TD20", DAY(2026, 12, 29))
    answer = import_year(stage.live, YEAR)
    with stage.live.databases.read() as session:
        mine = select(ledger_entry.c.body).where(ledger_entry.c.stream == "system", ledger_entry.c.number == answer["entry"])
        body = json.loads(session.execute(mine).scalar_one())
    assert body["moved"] == answer["moved"]


def test_a_faulty_notice_changes_nothing(stage: InProcessStage) -> None:
    waiting = item(stage, case(stage), "TD20", DAY(2026, 12, 29))
    with pytest.raises(Invalid, match="2027年没有放假日"):
        import_year(stage.live, {"year": 2027})
    assert row_of(stage, work_item, waiting).due_pending


def test_the_command_line_imports_and_tells(stage: InProcessStage, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    item(stage, case(stage), "TD20", DAY(2026, 12, 29))
    notice = tmp_path / "2027.json"
    notice.write_text(json.dumps(YEAR), encoding="utf-8")
    assert main(["--database", stage.url, "calendar", "import", str(notice)]) == 0
    assert "甲镇购服〔2026〕1号  purchase.close  TD20  待定 → 2027-01-02" in capsys.readouterr().out
    notice.write_text("[]", encoding="utf-8")
    assert main(["--database", stage.url, "calendar", "import", str(notice)]) == 2
    notice.write_text("{", encoding="utf-8")
    assert main(["--database", stage.url, "calendar", "import", str(notice)]) == 2

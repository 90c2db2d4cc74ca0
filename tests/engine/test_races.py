"""Claims: what several people or clocks do at the same moment, in threads or in processes, happens once, and nothing is lost."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from app.replaying import replay
from app.verifying import verify_all
from tests.crews import Answer, Job, Processes, threads
from tests.publicised import publicised
from tests.towns import Office, Town, Towns, plan, step
from workflows.engine.tables import case_, timer, work_item
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.opinions import Opinion

Crew = Callable[..., list[list[Answer]]]
ROUNDS, CLOCKS, CLOSINGS, STARTS = 50, 3, 3, 10
BUSINESS, FINANCE, COMPLIANCE = "review.give_business_opinion", "review.give_finance_opinion", "review.give_compliance_opinion"
ACCEPT = "acceptance.give_opinion"


@pytest.fixture(scope="module")
def processes() -> Iterator[Processes]:
    """Processes for this module."""
    crew = Processes()
    yield crew
    crew.end()


@pytest.fixture(params=["threads", "processes"])
def crew(request: pytest.FixtureRequest) -> Crew:
    """Threads and processes in turn."""
    found: Crew = threads if request.param == "threads" else request.getfixturevalue("processes")
    return found


def started(office: Office) -> list[int]:
    """Fifty small projects, each with its three opinions open."""
    return [office.start("clerk_2", plan(f"小项目{number}", "1000.00")).case_id for number in range(ROUNDS)]


def fifty(towns: Towns) -> tuple[Town, list[int]]:
    """A town with them."""
    return towns.made("fifty", lambda: towns.after(0), started)


def items(town: Town, cases: Sequence[int], task: str) -> list[int]:
    """The open item of a task in each case."""
    office = town.open()
    found = [office.item(case, task) for case in cases]
    office.close()
    return found


def sound(town: Town, *, again: bool = True) -> Office:
    """The town verifies, and its history, executed again one act after the other, comes out identical."""
    office = town.open()
    assert verify_all(office.bench).findings == ()
    assert not again or replay(office.bench, None)["identical"]
    return office


def test_of_two_people_who_submit_one_task_at_once_one_takes_effect(crew: Crew, towns: Towns) -> None:
    town, cases = fifty(towns)
    at_stake = items(town, cases, BUSINESS)
    first, second = crew(town, [[Job(who, item, 3, f"{who}-{item}") for item in at_stake] for who in ("clerk", "section_head")])
    assert [sorted((one.kind, other.kind)) for one, other in zip(first, second, strict=True)] == [["done", "stale"]] * ROUNDS
    office = sound(town, again=False)
    with office.bench.databases.read() as session:
        counted = Counter(session.execute(select(Opinion.case_id).where(Opinion.task == BUSINESS)).scalars())
        closed = session.execute(select(work_item.c.closed_by).where(work_item.c.id.in_(at_stake)).order_by(work_item.c.id)).scalars().all()
    assert counted == dict.fromkeys(cases, 1)
    assert closed == ["clerk" if one.kind == "done" else "section_head" for one in first]
    for case in cases[::10]:
        office.do("finance", office.item(case, FINANCE), 2)
        assert [row["task"] for row in office.do("supervisor", office.item(case, COMPLIANCE), 4).opened] == ["review.give_leader_opinion"]
    office.close()


def test_the_same_person_with_the_same_key_gets_the_same_answer(crew: Crew, towns: Towns) -> None:
    town, cases = fifty(towns)
    jobs = [Job("finance", item, 2, f"key-{item}") for item in items(town, cases, FINANCE)]
    first, second = crew(town, [jobs, jobs])
    assert first == second == [Answer("done", (2,))] * ROUNDS
    sound(town, again=False).close()


def test_a_case_that_is_started_twice_with_one_key_is_one_case(crew: Crew, towns: Towns) -> None:
    town = towns.after(0)
    jobs = [Job("clerk_2", key=f"start-{number}", changed=plan(f"同时发起{number}", "1000.00")) for number in range(STARTS)]
    first, second = crew(town, [jobs, jobs])
    assert first == second
    assert len({one.numbers for one in first}) == STARTS
    office = sound(town)
    with office.bench.databases.read() as session:
        assert session.scalar(select(func.count()).select_from(case_)) == STARTS
    office.close()


def test_five_who_sign_at_once_all_succeed(crew: Crew, towns: Towns) -> None:
    town = towns.after(40)
    office = town.open()
    wanted = select(work_item.c.id, work_item.c.assignee).where(work_item.c.id.in_(office.open_items(town.case, ACCEPT)))
    with office.bench.databases.read() as session:
        named = session.execute(wanted).all()
    office.close()
    assert len(named) == 5
    answers = crew(town, [[Job(row.assignee, row.id, 41)] for row in named])
    assert [one.kind for (one,) in answers] == ["done"] * 5
    assert len({one.numbers for (one,) in answers}) == 5
    office = sound(town)
    assert len(office.open_items(town.case, "acceptance.conclude")) == 1
    office.close()


def decided_twice(office: Office) -> list[int]:
    """Two projects of 400,000 on a fund of 600,000, each before its collective decision. Answers their items."""
    waiting = []
    for name in ("甲", "乙"):
        office.clock.moment = step(1)["at"].astimezone(dt.UTC)
        case = office.start("clerk", plan(f"项目{name}", "400000.00")).case_id
        for number in range(2, 6):
            said = step(number)
            office.clock.moment = said["at"].astimezone(dt.UTC)
            office.do(said["who"], office.item(case, said["task"]), number)
        waiting.append(case)
    office.clock.moment = step(6)["at"].astimezone(dt.UTC)
    return [office.item(case, "review.decide_collectively") for case in waiting]


def test_the_last_money_of_a_fund_is_reserved_once(crew: Crew, towns: Towns) -> None:
    town, decisions = towns.made("decided", lambda: towns.after(0), decided_twice)
    changes = [{"approved_amount": "400000.00", "approval_no": f"甲镇立项〔2026〕{number}号"} for number in (31, 32)]
    works = [[Job("leader_2", item, 6, changed=changed)] for item, changed in zip(decisions, changes, strict=True)]
    answers = [one for (one,) in crew(town, works)]
    assert sorted(one.kind for one in answers) == ["done", "refused"]
    assert [one.rules for one in answers if one.kind == "refused"] == [("ART-13.3",)]
    office = sound(town)
    with office.bench.databases.read() as session:
        fund = session.get_one(FundLine, "F1")
        assert (fund.reserved, fund.committed, fund.paid) == (Decimal("400000.00"), 0, 0)
    office.close()


def test_a_last_quotation_and_the_closing_do_not_wait_for_each_other(crew: Crew, towns: Towns) -> None:
    closing = step(18)["at"].astimezone(dt.UTC)
    for _ in range(CLOSINGS):
        town = towns.after(14)
        office = town.open()
        quoting = office.open_items(town.case, "comparison.submit_quotation")
        office.close()
        people = [Job(f"org_{n}", item, n + 14, moment=closing - dt.timedelta(seconds=1)) for n, item in enumerate(quoting, 1)]
        clocks = [[Job(moment=closing)] * 2 for _ in range(2)]
        answers = crew(town, [*([one, Job()] for one in people), *clocks])
        assert {mine[0].kind for mine in answers} <= {"done", "stale"}
        assert {mine[0].rules for mine in answers[:3] if mine[0].kind == "stale"} <= {("TD06",)}
        office = sound(town)
        office.clock.moment = closing
        office.bench.runtime.tick()
        assert office.open_items(town.case) == office.open_items(town.case, "comparison.open_quotations") != []
        office.close()


def test_of_three_clocks_that_tick_at_once_each_timer_fires_once(crew: Crew, towns: Towns) -> None:
    town, cases = towns.made("publicised", lambda: towns.after(0), publicised)
    midnight = step(9)["at"].astimezone(dt.UTC)
    answers = crew(town, [[Job()] * 3] * CLOCKS, midnight)
    assert sum(len(one.numbers) for member in answers for one in member) == len(cases)
    office = sound(town)
    with office.bench.databases.read() as session:
        woken = select(ledger_entry.c.stream, func.count()).where(ledger_entry.c.act == "wake").group_by(ledger_entry.c.stream)
        assert dict(session.execute(woken).all()) == {f"case:{case}": 1 for case in cases}
        assert session.scalar(select(func.count()).select_from(timer)) == 0
    assert all(office.item(case, "review.close_publicity") for case in cases)
    office.close()

"""Claims: what the city's platform is told arrives once in effect, whatever the line does; what cannot be sent becomes a person's."""

from __future__ import annotations

import datetime as dt
import hashlib
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import delete, select

from app.config import from_environment
from app.platform import line, queue
from app.platform.line import Receipt, Unsent
from app.replaying import replay
from app.verifying import verify_all
from forms.review_publicity import RecordReceipts
from tests.telling_platform import City, city
from tests.towns import Office, Town, Towns, step
from workflows.engine.tables import outbox, work_item
from workflows.engine.transactions import Order
from workflows.errors import Invalid
from workflows.procurement.models.platform import BY_HAND, FAILED, RECEIVED, WAITING, PlatformEntry

APPROVED = 6
"""Golden step after which the review and the approval wait to be entered."""


@pytest.fixture
def platform() -> Iterator[City]:
    """The city's platform."""
    with city() as one:
        yield one


def opened(town: Town, address: str) -> Office:
    """The town with its interface to the platform."""
    office = town.open()
    office.bench = replace(office.bench, config=replace(office.bench.config, platform=address))
    return office


def entries(office: Office) -> list[PlatformEntry]:
    """All of them."""
    with office.bench.databases.read() as session:
        return list(session.scalars(select(PlatformEntry).order_by(PlatformEntry.id)))


def tasks(office: Office) -> list[int]:
    """What a person is asked to settle, in order of the entries."""
    open_ = select(work_item.c.id).where(work_item.c.task == "platform.settle", work_item.c.state == "open")
    with office.bench.databases.read() as session:
        return list(session.scalars(open_.order_by(work_item.c.id)))


def pass_(office: Office, minutes: int) -> None:
    """The pause is over: what waits may be tried again."""
    office.clock.moment += minutes * queue.FIRST_PAUSE


def test_review_and_approval_are_sent_received_and_stand_in_the_form(towns: Towns, platform: City) -> None:
    office = opened(towns.after(APPROVED), platform.address)
    platform.troubles = ["500", "nonsense", "redirect", "long"]
    assert [one.state for one in entries(office)] == [WAITING, WAITING]
    for _pause in range(5):
        queue.deliver(office.bench)
        pass_(office, 16)
    found = entries(office)
    assert [(one.act, one.state, one.number) for one in found] == [
        ("审核", RECEIVED, platform.numbers[f"{found[0].hash}-{found[0].id}"]),
        ("审批", RECEIVED, platform.numbers[f"{found[1].hash}-{found[1].id}"]),
    ]
    assert [hashlib.sha256(platform.bodies[f"{one.hash}-{one.id}"]).hexdigest() for one in found] == [one.hash for one in found]
    with office.bench.databases.read() as session:
        sheet = office.bench.runtime.open(session, office.item(found[0].case_id, RecordReceipts.task), "clerk_2")
        assert [one["number"] for one in RecordReceipts().prefill(sheet.act)["receipts"]] == [one.number for one in found]
    office.close()


def test_what_is_published_needs_no_number_by_hand_while_the_interface_brings_receipts(towns: Towns, platform: City) -> None:
    office = opened(towns.after(APPROVED + 1), platform.address)
    blank = {"receipt_number": "", "receipt_at": ""}
    (case,) = {one.case_id for one in entries(office)}
    with pytest.raises(Invalid) as said:
        office.do("clerk_2", office.item(case, "review.start_publicity"), 8, **blank)
    assert {(one.field, one.rules) for one in said.value.reasons} == {("receipt_number", ("ART-24.1",)), ("receipt_at", ("ART-24.1",))}
    office.close()
    office = opened(towns.after(APPROVED), platform.address)
    queue.deliver(office.bench)
    office.clock.moment = step(8)["at"].astimezone(dt.UTC)
    office.do("clerk_2", office.item(case, RecordReceipts.task), 7)
    office.do("clerk_2", office.item(case, "review.start_publicity"), 8, **blank)
    assert [one.state for one in entries(office)] == [RECEIVED, RECEIVED, WAITING]
    queue.deliver(office.bench)
    assert [one.state for one in entries(office)] == [RECEIVED] * 3
    assert verify_all(office.bench).findings == ()
    assert replay(office.bench, None)["identical"]
    office.close()


def test_without_an_interface_the_receipts_entered_by_hand_complete_the_entries(towns: Towns) -> None:
    office = towns.after(APPROVED + 1).open()
    assert queue.deliver(office.bench) == 0
    assert [(one.state, one.settled_by) for one in entries(office)] == [(BY_HAND, "clerk_2")] * 2
    office.close()


def test_what_cannot_be_sent_is_given_up_and_sent_again_by_a_person(towns: Towns, platform: City) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        office = opened(towns.after(APPROVED), f"http://127.0.0.1:{unused.getsockname()[1]}/")
        for _try in range(queue.MOST_TRIES):
            queue.deliver(office.bench)
            pass_(office, 121)
    first, second = entries(office)
    assert {first.state, second.state} == {FAILED}
    assert "ConnectionRefusedError" in first.error
    assert queue.deliver(office.bench) == 0
    office.bench.runtime.tick()
    asked, other = tasks(office)
    form = {"entry": first.reference, "outcome": "重新发送", "number": "", "received_at": ""}
    office.bench.runtime.complete(asked, Order("clerk_2", form))
    again = replace(office.bench, config=replace(office.bench.config, platform=platform.address))
    assert queue.deliver(again) == 1
    assert [one.state for one in entries(office)] == [RECEIVED, FAILED]
    by_hand = {
        "entry": second.reference,
        "outcome": "已在平台办理，登记回执",
        "number": "平台审批2026-0009",
        "received_at": office.clock.now().isoformat(),
    }
    office.bench.runtime.start("standing/platform_entry", Order("clerk_2", by_hand, authority="town_a"))
    noted = office.bench.runtime.complete(other, Order("clerk_2", by_hand | {"number": "平台审批2026-0010"}))
    assert [one.message for one in noted.warnings] == ["这件事项已有平台回执（平台审批2026-0009），本次不再登记。"]
    assert [one.number for one in entries(office)][1] == "平台审批2026-0009"
    assert verify_all(office.bench).findings == ()
    assert replay(office.bench, None)["identical"]
    with office.bench.databases.write() as session:
        session.execute(delete(outbox).where(outbox.c.name == "standing/platform_entry"))
    assert len(verify_all(office.bench).findings) == 1
    office.close()


def test_killed_between_sending_and_recording_the_platform_is_asked_with_the_same_key(towns: Towns, platform: City) -> None:
    office = opened(towns.after(APPROVED), platform.address)

    def dies(address: str, body: bytes, key: str) -> Receipt:
        line.send(address, body, key)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        queue.deliver(office.bench, dies)
    queue.deliver(office.bench)
    assert [one.state for one in entries(office)] == [WAITING, RECEIVED]
    pass_(office, 3)
    queue.deliver(office.bench)
    assert [one.state for one in entries(office)] == [RECEIVED, RECEIVED]
    assert len(platform.asked) == 3
    assert platform.asked[0] == platform.asked[2]
    assert len(set(platform.numbers.values())) == 2
    office.close()


def test_two_workers_at_once_and_a_slow_answer_record_each_receipt_once(towns: Towns, platform: City) -> None:
    town = towns.after(APPROVED)
    offices, barrier = [opened(town, platform.address) for _worker in range(2)], threading.Barrier(2)
    platform.troubles = ["slow"]
    impatient = partial(line.send, seconds=0.2)

    def works(office: Office) -> None:
        barrier.wait(60)
        queue.deliver(office.bench, impatient)

    with ThreadPoolExecutor(2) as crew:
        list(crew.map(works, offices))
    platform.released.set()
    pass_(offices[0], 3)
    queue.deliver(offices[0].bench)
    assert [one.state for one in entries(offices[0])] == [RECEIVED, RECEIVED]
    assert len(set(platform.asked)) == 2
    assert len(platform.asked) == 3
    assert verify_all(offices[0].bench).findings == ()
    for office in offices:
        office.close()


def test_what_the_platform_does_not_want_is_given_up_at_once(platform: City) -> None:
    platform.troubles = ["422", "429"]
    finals = []
    for _try in range(2):
        with pytest.raises(Unsent) as said:
            line.send(platform.address, b"{}", "a")
        finals.append(said.value.final)
    assert finals == [True, False]


def test_the_address_is_https_or_on_this_machine() -> None:
    for address in ("http://platform.example/", "ftp://127.0.0.1/", "platform.example"):
        with pytest.raises(ValueError, match="GOUFU_PLATFORM"):
            from_environment({"GOUFU_PLATFORM": address})
    assert from_environment({"GOUFU_PLATFORM": "https://platform.example/entries"}).platform

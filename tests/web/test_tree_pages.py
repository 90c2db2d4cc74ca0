"""Claims: an entry's page says where it stands in the tree, hands out its proof, and says when history was rewritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.checkpoints.keeping import Kept
from app.checkpoints.proofs import Growth, Inclusion
from app.jobs.sequencing import fold_all
from tests.ledger.tampering import rewrite
from tests.web.conftest import House
from workflows.ledger.tables import ledger_entry

Open = Callable[[int], House]


def signed(house: House) -> Kept:
    """The tree as it is, folded and signed."""
    kept = Kept(house.config)
    fold_all(house.bench.databases)
    with house.bench.databases.read() as session:
        kept.sign(session)
    return kept


def test_an_entry_is_proved_from_its_page(house_after: Open) -> None:
    house = house_after(3)
    browser, entry = house.browser("clerk"), f"/audit/entries/case:{house.town.case}/2"
    assert "一秒内归入总树" in browser.get(entry).text
    assert browser.get(f"{entry}.proof").status_code == browser.get("/audit/checkpoint").status_code == 404
    fold_all(house.bench.databases)
    assert "还没有检查点包含它" in browser.get(entry).text
    kept = signed(house)
    page = browser.get(entry).text
    assert "签名相符" in page
    assert f'href="{entry}.proof"' in page
    with house.bench.databases.read() as session:
        wanted = select(ledger_entry.c.hash).where(ledger_entry.c.stream == f"case:{house.town.case}", ledger_entry.c.number == 2)
        digest = session.scalars(wanted).one()
    verifier = kept.verifier()
    assert verifier is not None
    said = Inclusion.read(browser.get(f"{entry}.proof").text).check(digest, verifier)
    assert str(said.size) in page
    assert browser.get("/audit/checkpoint").text == kept.latest()


def test_a_witness_asks_for_what_it_needs(house_after: Open) -> None:
    house = house_after(1)
    signed(house)
    asked = house.browser("auditor").get("/audit/checkpoint?before=1").text
    assert Growth.read(asked).old == 1
    assert house.browser("auditor").get("/audit/checkpoint?before=999999").status_code == 404


def test_a_rewritten_entry_is_named_on_its_page(house_after: Open) -> None:
    house = house_after(3)
    signed(house)
    rewrite(house.bench.databases, f"case:{house.town.case}", 1, key="another")
    page = house.browser("auditor").get(f"/audit/entries/case:{house.town.case}/2").text
    assert "封存值与内容一致" in page
    assert "算不到检查点的根" in page


@pytest.mark.parametrize("account", ["org_2", "committee_member_1"])
def test_who_may_not_read_an_entry_gets_no_proof_of_it(house_after: Open, account: str) -> None:
    house = house_after(1)
    signed(house)
    browser = house.browser(account)
    assert {browser.get(path).status_code for path in ("/audit/checkpoint", f"/audit/entries/case:{house.town.case}/1.proof")} == {403}

"""Claims about ties between bidders: what two have in common is seen whatever its spelling, and what is unknown proves nothing."""

from __future__ import annotations

import pytest

from workflows.procurement.rules import ties
from workflows.procurement.rules.ties import SIGNS, Bidder

PLAIN = dict.fromkeys(SIGNS, "")


def pair(**shared: str) -> tuple[Bidder, Bidder]:
    return Bidder("org_a", "甲", **{**PLAIN, **shared}), Bidder("org_b", "乙", **{**PLAIN, **shared})


@pytest.mark.parametrize("name", SIGNS)
def test_each_sign_is_shown_to_who_opens_and_awards(name: str) -> None:
    (told,) = ties.bidders_share_nothing(pair(**{name: "同一个"}), "opened")
    assert (told.level, told.field, told.rules) == ("warn", "opened", ("LAW-O87-37",))
    assert SIGNS[name] in told.message


@pytest.mark.parametrize("name", SIGNS)
def test_only_one_responsible_person_or_account_keeps_the_later_one_out(name: str) -> None:
    mine, other = pair(**{name: "同一个"})
    found = ties.one_hand_quotes_once(mine, [other])
    assert bool(found) == (name in ("responsible", "account_no"))
    assert all(one.rules == ("LAW-GPLR-18", "LAW-O87-37") and "甲" not in one.message and "乙" not in one.message for one in found)
    assert [one.level for one in ties.invited_have_different_hands([mine, other])] == ["warn"] * len(found)


def test_a_host_and_its_organisation_are_one_hand_and_two_of_one_host_too() -> None:
    host, hosted, other = Bidder("org_a", "甲"), Bidder("org_b", "乙", host="org_a"), Bidder("org_c", "丙", host="org_a")
    assert ties.one_hand_quotes_once(hosted, [host]) and ties.one_hand_quotes_once(host, [hosted])
    assert ties.one_hand_quotes_once(hosted, [other])
    assert not ties.one_hand_quotes_once(Bidder("org_d", "丁"), [host, hosted, other])


def test_spaces_hide_nothing_and_what_is_unknown_is_not_alike() -> None:
    first, second = Bidder("org_a", "甲", address="示范路 1号"), Bidder("org_b", "乙", address="示范路1号")
    assert ties.bidders_share_nothing([first, second], "opened")
    assert not ties.bidders_share_nothing(pair(), "opened")


def test_kin_of_who_quoted_neither_open_nor_watch_and_others_are_named() -> None:
    opener, witness = ties.kin_do_not_open([("", "与承接主体法定代表人是配偶关系"), ("witness", "是承接主体甲的工作人员")])
    assert (opener.field, witness.field, opener.level) == ("", "witness", "refuse")
    (told,) = ties.kin_of_the_town_are_named(["镇出纳与甲负责人是兄弟关系"], "awarded")
    assert (told.level, told.rules) == ("warn", ("LAW-GPL-12",))

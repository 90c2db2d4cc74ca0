"""Ties between those who quote, and between them and the town (GPLR 18, O87 37, GPL 12): what looks like two may be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.text import _

CONFLICT = "F09"
"""Flag of a conflict of interest."""
INVITED, QUOTED = ("comparison.invite",), ("comparison.submit_quotation",)
JUDGED = ("comparison.open_quotations", "comparison.award")


@dataclass(frozen=True, slots=True)
class Bidder:
    """What the register says of an organisation that its ties can be told by; what is not known is empty."""

    id: str
    name: str
    responsible: str = ""
    contact: str = ""
    phone: str = ""
    address: str = ""
    account_no: str = ""
    host: str = ""


SIGNS = {
    "responsible": _("单位负责人"),
    "account_no": _("收款账户"),
    "contact": _("联系人"),
    "phone": _("联系电话"),
    "address": _("地址"),
}
"""What two bidders may have in common, by field."""


def one_hand(first: Bidder, second: Bidder) -> list[str]:
    """Why two may not quote for one project: one responsible person, one manages the other, one account. Empty where none holds."""
    found = [SIGNS[name] for name in ("responsible", "account_no") if _same(getattr(first, name), getattr(second, name))]
    managed = first.host == second.id or second.host == first.id or _same(first.host, second.host)
    return [*found, *([_("管理机构")] if managed else [])]


def signs(first: Bidder, second: Bidder) -> list[str]:
    """Everything that two have in common, in words."""
    shared = [label for name, label in SIGNS.items() if _same(getattr(first, name), getattr(second, name))]
    return list(dict.fromkeys([*shared, *one_hand(first, second)]))


def _same(one: str, other: str) -> bool:
    return bool(one) and "".join(one.split()) == "".join(other.split())


@rule("LAW-GPLR-18", also=("LAW-O87-37",), at=QUOTED)
def one_hand_quotes_once(mine: Bidder, others: Sequence[Bidder]) -> Iterator[Reason]:
    """Of two that one person is responsible for, that one manages, or that share an account, only the first one quotes.

    The other is not named: who has quoted stays under seal.
    """
    found = dict.fromkeys(why for other in others for why in one_hand(mine, other))
    if found:
        text = _("贵单位与另一家已报价的单位{what}相同或者存在管理关系，依条例第十八条不得参加同一项目的报价。")
        yield Reason(text.format(what="、".join(found)))


@rule("LAW-O87-37", also=("LAW-GPLR-18",), at=INVITED, level="warn")
def invited_have_different_hands(bidders: Sequence[Bidder]) -> Iterator[Reason]:
    """Whoever invites is told that two of the invited may not both quote."""
    for first, second in combinations(bidders, 2):
        if why := one_hand(first, second):
            text = _("{first}与{second}{what}相同或者存在管理关系，只能有一家参加报价。")
            yield Reason(text.format(first=first.name, second=second.name, what="、".join(why)), "invited")


@rule("LAW-O87-37", at=JUDGED, level="warn")
def bidders_share_nothing(bidders: Sequence[Bidder], field: str) -> Iterator[Reason]:
    """What two of those who quoted have in common is shown to who opens and who awards; a sign, not a verdict."""
    for first, second in combinations(bidders, 2):
        if found := signs(first, second):
            text = _("{first}与{second}{what}相同，请核实是否串通报价。")
            yield Reason(text.format(first=first.name, second=second.name, what="、".join(found)), field)


@rule("LAW-GPL-12", at=("comparison.open_quotations",))
def kin_do_not_open(ties: Sequence[tuple[str, str]]) -> Iterator[Reason]:
    """Whoever opens the quotations or watches is not tied to one of those who quoted; `ties`: field and tie, as words."""
    for field, tie in ties:
        who = _("见证人") if field else _("您")
        yield Reason(_("{who}{tie}，依法应当回避，请更换人员。").format(who=who, tie=tie), field)


@rule("LAW-GPL-12", at=JUDGED, level="warn")
def kin_of_the_town_are_named(kin: Sequence[str], field: str) -> Iterator[Reason]:
    """Anybody of the town who declared a tie to one of those who quoted is named, so that they keep out of it."""
    for one in kin:
        yield Reason(_("{one}，须全程回避本项目。").format(one=one), field)

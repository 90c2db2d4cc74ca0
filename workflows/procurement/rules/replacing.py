"""When somebody else may sign for the community (Art. 27): the law wants both groups, never a certain person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day
from workflows.text import _

LATE = "逾期未出具意见"
GROUNDS = (LATE, "与承接主体有利害关系", "不再担任", "本人不能参加")
REPLACED = ("sign_off.replace_signer",)


@rule("TD15", also=("ART-27.2",), at=REPLACED)
def late_before_replaced(ground: str, due_on: dt.date | None, today: dt.date, period: str) -> Reason | None:
    """Whoever is merely late may sign until the end of the period; nobody takes the word from them before."""
    if ground != LATE or (due_on is not None and today > due_on):
        return None
    until = day(due_on) if due_on else _("待定")
    message = _("会签期限到{until}为止，期满后才能以逾期为由更换；有其他原因的，请选择原因并附证明材料。")
    return Reason(message.format(until=until), "ground", rules=(period or "TD15", "ART-27.2"))


@rule("ART-27.2", at=REPLACED)
def other_grounds_are_shown(ground: str, evidence: bool) -> Reason | None:
    """A reason other than lateness is proven, so that nobody is put aside for what they would say."""
    if ground == LATE or evidence:
        return None
    return Reason(_("以“{ground}”为由更换会签人，请附证明材料。").format(ground=ground), "evidence")


@rule("ART-27.2", at=REPLACED)
def not_among_the_signers(replacement: str, signers: Collection[str]) -> Reason | None:
    """One person, one opinion."""
    if replacement in signers:
        return Reason(_("接替的人已是本次会签人，一人只出具一份意见，请另选。"), "replacement")
    return None

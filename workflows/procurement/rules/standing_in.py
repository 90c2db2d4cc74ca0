"""Who may be named for a task that everybody at its post is kept from, and for how long (handbook 6.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator

from workflows.errors import Reason
from workflows.procurement.rules import ALL, rule
from workflows.procurement.rules.wording import day
from workflows.text import _

NAMED = _("指定其他人员代行")
NEVER = frozenset({"auditor", "admin"})
"""Roles whose holders decide nothing (SOD-i)."""


@rule("SOD-j", at=("unmanned.name_stand_in",), regimes=ALL)
def named_somebody_apart(named: str, naming: str, able: Collection[str]) -> Reason | None:
    """Whoever names a stand-in does not name themself, nor somebody whom the separation of duties keeps from the task."""
    if named in able and named != naming:
        return None
    return Reason(_("不能指定自己、审计和管理人员，或者因回避、职责分离已被排除的人员，请从名单中选择。"), "given_to")


@rule("TD48", at=("unmanned.name_stand_in",), regimes=ALL)
def stands_in_for_a_time(until: dt.date, today: dt.date, most: int) -> Iterator[Reason]:
    """A stand-in acts until a day, at most so many calendar days ahead."""
    last = today + dt.timedelta(days=most)
    if not today <= until <= last:
        yield Reason(_("代行期限应在今天至{day}之间。").format(day=day(last)), "until")

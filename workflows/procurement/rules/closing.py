"""When a purchase is over: its evaluation was public long enough, everything is paid, the file is whole and kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

AT = ("purchase.close",)


@rule("TD23", also=("ART-27.3",), at=AT)
def evaluation_was_public(shown_until: dt.date | None, today: dt.date) -> Reason | None:
    """The evaluation's result stood in public for the town's period; `shown_until`: its last day, None if never published."""
    if shown_until is None:
        return Reason(_("评价结果尚未公布，不能结案。"))
    if today <= shown_until:
        told = {"last": day(shown_until), "first": day(shown_until + dt.timedelta(days=1))}
        return Reason(_("评价结果公示至{last}24时，最早可于{first}结案。").format(**told))
    return None


@rule("ART-23.3", also=("ART-23.4",), at=AT)
def everything_is_paid(open_instalments: Sequence[int]) -> Reason | None:
    """No instalment is left unpaid."""
    if not open_instalments:
        return None
    return Reason(_("第{numbers}期款项尚未结清，不能结案。").format(numbers="、".join(map(str, open_instalments))))


@rule("LAW-GPL-42", at=AT)
def nothing_beside_is_open(titles: Sequence[str]) -> Reason | None:
    """What was begun inside the project has its end: a file with an unanswered challenge or an unsigned change is not whole."""
    if not titles:
        return None
    return Reason(_("本项目还有未办结的事项：{titles}。办结后方可结案。").format(titles="、".join(titles)))


@rule("TD31", also=("LAW-GPL-42",), at=AT)
def file_is_complete(complete: bool) -> Reason | None:
    """A case is closed with its file complete."""
    return None if complete else Reason(_("归档资料不齐全，补齐后方可结案。"), "archive_complete")


@rule("TD31", also=("LAW-GPL-42",), at=AT)
def file_is_kept(keep_until: dt.date, least: dt.date, years: int) -> Reason | None:
    """The file is kept for the years that the town, like the law, demands; `least`: the first lawful last day."""
    if keep_until >= least:
        return None
    return Reason(_("档案至少保存{years}年，保存期限最早至{day}。").format(years=years, day=day(least)), "keep_until")


@rule("T19", also=("LAW-GPLR-48",), at=AT)
def bond_is_returned(bond: Decimal, returned_on: dt.date | None, today: dt.date) -> Reason | None:
    """A bond (yuan) goes back once the contract is performed; one that does not is shown, one that was never given has no day."""
    if returned_on is None:
        text = _("履约保证金{bond}尚未登记退还，结案后仍须退还。") if bond else ""
        return Reason(text.format(bond=yuan(bond)), "bond_returned_on", level="warn") if text else None
    if not bond:
        return Reason(_("本合同没有收取履约保证金，不填退还日期。"), "bond_returned_on")
    if returned_on > today:
        return Reason(_("退还日期最迟为今天（{today}）。").format(today=day(today)), "bond_returned_on")
    return None

"""People and posts in the words of the office."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.procurement.models.people import Account
from workflows.procurement.world import role_label


def displays(session: Session, accounts: Iterable[str | None]) -> dict[str, str]:
    """Account → the name that others read."""
    wanted = {one for one in accounts if one}
    if not wanted:
        return {}
    found = session.execute(select(Account.name, Account.display).where(Account.name.in_(wanted)))
    return {name: display for name, display in found}  # noqa: C416  a Result looks like a mapping to dict()


def post_label(post: str | None) -> str:
    """`town.finance@town_a` → 财务人员."""
    return role_label((post or "").partition("@")[0])

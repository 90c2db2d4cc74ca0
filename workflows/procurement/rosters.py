"""The lists of members over which multi-instance tasks run, by the name that diagrams give them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from workflows.act import Case, Member

MemberList = Callable[[Session, Case], Sequence[Member]]
MEMBER_LISTS: dict[str, MemberList] = {}
"""Name (`invited`, `signers.committee`) → who is on it; filled by the modules that read the rows."""


def member_list(name: str) -> Callable[[MemberList], MemberList]:
    """Enter a function as the reader of a list of members, in a lasting order."""

    def enter(function: MemberList) -> MemberList:
        MEMBER_LISTS[name] = function
        return function

    return enter

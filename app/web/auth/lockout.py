"""Counts failed sign-ins in the database: five lock an account for fifteen minutes, a hundred an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from app.db import insert_unless
from app.web.auth.tables import sign_in_failure
from workflows.errors import Reason, Refused
from workflows.text import _

WINDOW = dt.timedelta(minutes=15)
MOST_FOR_ACCOUNT = 5
MOST_FOR_ADDRESS = 100
LONGEST_SUBJECT = 120


class Locked(Refused):
    """Too many failures; nothing was compared (429)."""

    status = 429


def admit(session: Session, account: str, address: str, now: dt.datetime) -> None:
    """Count an attempt as failed before its password is looked at, so that parallel guesses count too. Raises Locked."""
    table = sign_in_failure.c
    for subject, most in _subjects(account, address):
        session.execute(insert_unless(session, sign_in_failure).values(subject=subject, failures=0, last_at=now).on_conflict_do_nothing())
        row = session.execute(select(table.failures, table.last_at).where(table.subject == subject).with_for_update()).one()
        failures = row.failures if now - row.last_at < WINDOW else 0
        if failures >= most:
            minutes = int((row.last_at + WINDOW - now).total_seconds() // 60) + 1
            raise Locked([Reason(_("登录失败次数过多，请{n}分钟后再试，或联系系统管理员。").format(n=minutes))])
        session.execute(update(sign_in_failure).where(table.subject == subject).values(failures=failures + 1, last_at=now))


def forgive(session: Session, account: str, address: str, now: dt.datetime) -> None:
    """The password was right: the account's failures are forgotten, the address gets this attempt back. Clears what is over."""
    table = sign_in_failure.c
    (own, _most), (from_here, _more) = _subjects(account, address)
    session.execute(delete(sign_in_failure).where(or_(table.subject == own, table.last_at < now - WINDOW)))
    session.execute(update(sign_in_failure).where(table.subject == from_here, table.failures > 0).values(failures=table.failures - 1))


def _subjects(account: str, address: str) -> Iterator[tuple[str, int]]:
    yield f"account:{account}"[:LONGEST_SUBJECT], MOST_FOR_ACCOUNT
    yield f"address:{address}"[:LONGEST_SUBJECT], MOST_FOR_ADDRESS

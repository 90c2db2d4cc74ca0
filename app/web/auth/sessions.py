"""Sessions of browsers: rows, so that they can be ended from anywhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, delete, exists, insert, select, update

from app.db import Databases
from app.web.auth.tables import web_session
from app.web.forms.tables import draft
from workflows.procurement.models.people import Account

IDLE = dt.timedelta(hours=4)
LONGEST = dt.timedelta(hours=16)
RENEWED_EVERY = dt.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who the cookie stands for."""

    account: str
    display: str
    drafts: bool = False
    """Whether they have left anything unfinished."""


_FOUND = (
    select(Account.name, Account.display, web_session.c.opened_at, web_session.c.renewed_at)
    .add_columns(exists().where(draft.c.account == Account.name).label("drafts"))
    .join(web_session, and_(web_session.c.account == Account.name, Account.active))
    .where(web_session.c.token_hash == bindparam("hash"))
)
"""Asked by every request: built once."""


class Sessions:
    """Opens, finds and ends sessions, in wall time."""

    def __init__(self, databases: Databases, wall: Callable[[], dt.datetime]) -> None:
        self._databases, self._wall = databases, wall

    def open(self, account: str, address: str) -> str:
        """Sign in on one browser; the answer is the cookie's token. Sessions of all accounts that have run out are cleared away."""
        token, now = secrets.token_urlsafe(32), self._wall()
        row = {"token_hash": _hash(token), "account": account, "opened_at": now, "renewed_at": now, "address": address[:60]}
        with self._databases.write() as session:
            session.execute(delete(web_session).where(web_session.c.renewed_at < now - IDLE))
            session.execute(insert(web_session).values(row))
        return token

    def find(self, token: str) -> SignedIn | None:
        """Who has this token; None when it was ended, has run out, or the account may no longer sign in. Renews at most every 5 minutes."""
        now = self._wall()
        with self._databases.look() as connection:
            row = connection.execute(_FOUND, {"hash": _hash(token)}).one_or_none()
        if row is None or now - row.renewed_at > IDLE or now - row.opened_at > LONGEST:
            return None
        if now - row.renewed_at > RENEWED_EVERY:
            self._renew(token, now)
        return SignedIn(row.name, row.display, row.drafts)

    def close(self, token: str) -> None:
        """Sign out on this browser."""
        with self._databases.write() as session:
            session.execute(delete(web_session).where(web_session.c.token_hash == _hash(token)))

    def close_all(self, account: str) -> None:
        """End every session of an account: it was disabled, or its password changed."""
        with self._databases.write() as session:
            session.execute(delete(web_session).where(web_session.c.account == account))

    def _renew(self, token: str, now: dt.datetime) -> None:
        with self._databases.write() as session:
            session.execute(update(web_session).where(web_session.c.token_hash == _hash(token)).values(renewed_at=now))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

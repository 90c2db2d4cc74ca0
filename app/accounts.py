"""Accounts, posts and organisations kept by an administrator: acts of the system's stream. Passwords are set beside history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.web.auth.passwords import hashed
from workflows.errors import Missing, Reason, Refused
from workflows.procurement.identifiers import uscc_fault
from workflows.procurement.models.people import Account, Organisation, Post, Role
from workflows.text import _


def _add_account(session: Session, now: dt.datetime, data: Any) -> None:
    if session.get(Account, data["name"]) is not None:
        raise Refused([Reason(_("账户“{name}”已存在。").format(name=data["name"]), "name")])
    session.add(Account(name=data["name"], display=data.get("display") or data["name"], active=True))


def _disable_account(session: Session, now: dt.datetime, data: Any) -> None:
    account(session, data["name"]).active = False


def _add_post(session: Session, now: dt.datetime, data: Any) -> None:
    account(session, data["name"])
    if session.get(Role, data["role"]) is None:
        raise Refused([Reason(_("没有“{role}”这个角色。").format(role=data["role"]), "role")])
    begins = dt.date.fromisoformat(data["from"])
    until = dt.date.fromisoformat(data["to"]) if data.get("to") else None
    post = Post(account=data["name"], role=data["role"], place=data["at"], from_date=begins, to_date=until)
    post.acting, post.document = bool(data.get("document")), data.get("document")
    session.add(post)


def _add_organisation(session: Session, now: dt.datetime, data: Any) -> None:
    if session.get(Organisation, data["id"]) is not None:
        raise Refused([Reason(_("机构“{name}”已存在。").format(name=data["id"]), "id")])
    fault = uscc_fault(data["uscc"]) if data.get("uscc") else None
    if fault is not None:
        raise Refused([fault])
    kinds = {"kind": data.get("kind", "民办非企业单位"), "registration_kind": data.get("registration_kind", "区民政登记")}
    session.add(
        Organisation(id=data["id"], name=data["name"], uscc=data.get("uscc"), status="正常", place=data.get("place", ""), scope=[], **kinds)
    )


ADMINISTRATION: dict[str, Callable[[Session, dt.datetime, Any], None]] = {
    "account.add": _add_account,
    "account.disable": _disable_account,
    "post.add": _add_post,
    "organisation.add": _add_organisation,
}
"""Acts of an administrator, sealed in the system's stream."""


def account(session: Session, name: str) -> Account:
    """The account. Raises Missing."""
    found = session.get(Account, name)
    if found is None:
        raise Missing([Reason(_("没有账户“{name}”。").format(name=name))])
    return found


def set_password(session: Session, name: str, password: str) -> None:
    """Set a password (8 to 200 characters; ValueError otherwise). No entry holds it, in no form."""
    account(session, name).password_hash = hashed(password)

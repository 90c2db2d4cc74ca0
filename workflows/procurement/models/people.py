"""Rows that say who people are: offices, communities, organisations, accounts, posts and declared relations (Arts. 2, 3, 6)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.schema import Id, Json, Row


class Authority(Row):
    """A district, or a town or subdistrict office: only the latter buys (Art. 2). `budget_level` decides its thresholds (ART-2.1, 2.2).

    A district is an administrative or a functional one, whatever its name says; its towns stand below it by `parent_id` (ART-29.1).
    """

    __tablename__ = "authority"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    short: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("authority.id"))
    budget_level: Mapped[str | None] = mapped_column(String(10))
    uscc: Mapped[str | None] = mapped_column(String(18))


class Community(Row):
    """A village or a residents' community of one town; it declares needs and signs, it never buys (Art. 6).

    `party_assembly`: whether its decisions first go to the assembly of party members (四议两公开).
    """

    __tablename__ = "community"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    town_id: Mapped[str] = mapped_column(ForeignKey("authority.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    households: Mapped[int] = mapped_column(Integer)
    party_assembly: Mapped[bool] = mapped_column(Boolean, default=False)


class Organisation(Row):
    """A possible contractor or evaluator. Registered: `uscc`; filed with a town only: `filing_no`, and no legal person (ART-3.1, 3.2, 3.4).

    `status` is 正常 or what ended or froze it, since `status_from` (ART-3.3); `place` is shown and never blocks (Art. 16).
    """

    __tablename__ = "organisation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(20))
    registration_kind: Mapped[str] = mapped_column(String(20))
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    filing_no: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(10))
    status_from: Mapped[dt.date | None] = mapped_column(Date)
    certificate_until: Mapped[dt.date | None] = mapped_column(Date)
    place: Mapped[str] = mapped_column(String(60))
    scope: Mapped[list[str]] = mapped_column(Json)
    account_name: Mapped[str | None] = mapped_column(String(100))
    bank: Mapped[str | None] = mapped_column(String(100))
    account_no: Mapped[str | None] = mapped_column(String(40))
    public_fundraising: Mapped[bool] = mapped_column(Boolean, default=False)
    host: Mapped[str | None] = mapped_column(String(40))
    responsible: Mapped[str | None] = mapped_column(String(60))
    """The person responsible for it, as registered: two with the same one do not quote against each other (GPLR 18)."""
    contact: Mapped[str | None] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(200))
    verified_on: Mapped[dt.date | None] = mapped_column(Date)
    verified_until: Mapped[dt.date | None] = mapped_column(Date)
    """Until when an office has verified what it says of itself (ART-24.2); absent: never."""


class Account(Row):
    """Somebody who can sign in. An inactive account holds no post.

    `password_hash` is absent until one is set, and like a sum of other rows no part of history: no entry ever holds it.
    """

    __tablename__ = "account"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    display: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(Text, info={"derived": True})
    active: Mapped[bool] = mapped_column(Boolean, default=True)


class Post(Row):
    """A role held at a place from a day to a day, both included (`to_date` absent: open). `acting`: stands in, by `document`."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("account", "role", "place", "from_date"), Index("ix_post_role_place", "role", "place"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name"))
    role: Mapped[str] = mapped_column(ForeignKey("role.key"))
    place: Mapped[str] = mapped_column(String(40))
    from_date: Mapped[dt.date] = mapped_column(Date)
    to_date: Mapped[dt.date | None] = mapped_column(Date)
    acting: Mapped[bool] = mapped_column(Boolean, default=False)
    document: Mapped[str | None] = mapped_column(String(200))


class Relation(Row):
    """A declared closeness between a person and an organisation; it binds from `declared_on` (SOD-h)."""

    __tablename__ = "relation"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("account.name"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisation.id"))
    position: Mapped[str] = mapped_column(String(40))
    declared_on: Mapped[dt.date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(200))
    until: Mapped[dt.date | None] = mapped_column(Date)
    """Its last day, where it has ended: employment binds an expert for three years more (GPLR 9)."""


class Role(Row):
    """A role of the diagrams' lanes: its key, what officials call it, and the kind of place where it is held.

    A district's roles make the policy (ART-6.1), a town's buy and watch (ART-6.2), a community's declare and sign (ART-6.3).
    """

    __tablename__ = "role"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[str] = mapped_column(String(60))
    at: Mapped[str] = mapped_column(String(20))

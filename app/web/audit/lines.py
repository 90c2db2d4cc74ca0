"""The latest entries across streams, narrowed by what was asked for, a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select
from sqlalchemy.orm import Session

from app.web.audit.scope import CASE, is_auditor, readable
from app.web.cases.entries import Sealed, body_of, definition_of, hexadecimal, moment_of
from app.web.cases.names import Names
from app.web.cases.record import BY_ITSELF, outcome_of, part_of, title_of
from app.web.views.audit import Filters, SealedLine
from workflows.act import SHANGHAI, Actor
from workflows.engine.system import STREAM as SYSTEM
from workflows.engine.tables import case_, work_item
from workflows.ledger.attempts import STREAM as ATTEMPTS
from workflows.ledger.canonical import instant_text
from workflows.ledger.tables import ledger_entry
from workflows.procurement.models.people import Account
from workflows.text import _

PAGE = 50
SCOPES = {"": _("全部"), "case": _("案卷"), SYSTEM: _("系统"), ATTEMPTS: _("未通过的尝试")}
ACTS = {
    "publish": _("发布流程版本"),
    "world.settle": _("建立基础数据"),
    "world.change": _("变更基础数据"),
    "calendar.import": _("导入放假安排"),
    "platform.receive": _("收到市级平台回执"),
    "platform.give_up": _("未能送达市级平台"),
    "account.add": _("新增账户"),
    "account.disable": _("停用账户"),
    "post.add": _("新增岗位"),
    "organisation.add": _("新增机构"),
}
REFUSED = {"refused": _("被规则拒绝"), "invalid": _("填写有误"), "not_yours": _("无权办理"), "stale": _("内容已变动")}


def filters_of(args: Mapping[str, str]) -> Filters:
    """What was asked for, cut to a sane length; a day that is none is left out."""
    said = {name: args.get(name, "").strip()[:60] for name in ("scope", "actor", "case", "first", "last")}
    days = {name: said[name] if _day(said[name]) else "" for name in ("first", "last")}
    return Filters(**{**said, **days, "scope": said["scope"] if said["scope"] in SCOPES else ""})


def lines(session: Session, actor: Actor, asked: Filters, before: int | None) -> tuple[Sequence[SealedLine], str | None]:
    """A page, the latest first; the address of the next one."""
    wanted = _narrowed(select(ledger_entry).where(readable(session, actor)), asked)
    # Pages follow `position`, which nothing seals: every line shows the moment and the number that are sealed.
    if before is not None:
        wanted = wanted.where(ledger_entry.c.position < before)
    rows = session.execute(wanted.order_by(ledger_entry.c.position.desc()).limit(PAGE + 1)).all()
    teller = Teller(session)
    teller.names.expect({row.actor for row in rows if row.actor}, ())
    shown = [teller.line(row) for row in rows[:PAGE]]
    kept = {name: value for name in ("scope", "actor", "case", "first", "last") if (value := getattr(asked, name))}
    return shown, f"?{urlencode({**kept, 'before': rows[PAGE - 1].position})}" if len(rows) > PAGE else None


def _narrowed(wanted: Select[Any], asked: Filters) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = []
    if asked.scope == "case":
        conditions.append(ledger_entry.c.stream.startswith(CASE))
    elif asked.scope:
        conditions.append(ledger_entry.c.stream == asked.scope)
    if asked.actor:
        named = select(Account.name).where(Account.display.contains(asked.actor, autoescape=True))
        conditions.append(or_(ledger_entry.c.actor == asked.actor, ledger_entry.c.actor.in_(named)))
    if asked.case:
        found = case_.c.number.contains(asked.case, autoescape=True) | case_.c.title.contains(asked.case, autoescape=True)
        conditions.append(ledger_entry.c.stream.in_(select(literal(CASE) + cast(case_.c.id, String)).where(found)))
    first, last = _day(asked.first), _day(asked.last)
    if first:
        conditions.append(ledger_entry.c.at >= instant_text(_midnight(first)))
    if last:
        conditions.append(ledger_entry.c.at < instant_text(_midnight(last + dt.timedelta(1))))
    return wanted.where(*conditions)


EARLIEST, LATEST = dt.date(2000, 1, 1), dt.date(2999, 12, 31)
"""Days of which a record may speak; anything else is no filter."""


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


class Teller:
    """Says what an entry of any stream is about."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._cases: dict[str, Any] = {}
        self.names = Names(session)

    def case(self, stream: str) -> Any:
        """The case of a stream, looked up once."""
        if stream not in self._cases:
            found = stream.removeprefix(CASE) if stream.startswith(CASE) else ""
            wanted = select(case_).where(case_.c.id == int(found)) if found.isdigit() else None
            self._cases[stream] = None if wanted is None else self._session.execute(wanted).one_or_none()
        return self._cases[stream]

    def stream(self, stream: str) -> str:
        """What people call a stream."""
        case = self.case(stream)
        if case is None:
            return SCOPES.get(stream, stream)
        return " ".join(one for one in (case.number, part_of(case)) if one)

    def line(self, row: Any) -> SealedLine:
        """One entry."""
        body = body_of(row)
        title, outcome = self.title(row, body)
        return SealedLine(
            at=moment_of(body, row),
            stream=self.stream(row.stream),
            number=row.number,
            title=title,
            who=self.names.account(row.actor),
            post=self.names.post(body.get("post", "")) or BY_ITSELF.get(row.act, ""),
            digest=hexadecimal(row.hash),
            url=f"/audit/entries/{row.stream}/{row.number}",
            outcome=outcome,
        )

    def title(self, row: Any, body: Mapping[str, Any]) -> tuple[str, str]:
        """What was done, and its outcome."""
        case = self.case(row.stream)
        if case is not None:
            definition = definition_of(self._session, body, case)
            return title_of(Sealed(row, dict(body), case), definition), outcome_of(body)
        if row.stream == ATTEMPTS:
            return self._tried(str(body.get("item", ""))), REFUSED.get(str(body.get("kind")), str(body.get("kind", "")))
        name = str(body.get("name") or row.act)
        return ACTS.get(name, name), ""

    def _tried(self, item: str) -> str:
        kind, _colon, what = item.partition(":")
        if kind == "start":
            return _("发起{process}").format(process=what)
        wanted = select(work_item.c.title).where(work_item.c.id == int(what)) if what.isdigit() and len(what) < 19 else None
        return (self._session.execute(wanted).scalar_one_or_none() if wanted is not None else None) or item


def scopes_of(actor: Actor) -> Sequence[tuple[str, str]]:
    """What the list may be narrowed to."""
    return [(key, label) for key, label in SCOPES.items() if is_auditor(actor) or key in ("", "case")]

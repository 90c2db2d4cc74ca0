"""The whole record: each entry as a line that an official can read, and opens to what was entered, checked and opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.i18n.formats import rule_name
from app.web.cases import answers
from app.web.cases.entries import Sealed, definition_of, hexadecimal, moment_of
from app.web.cases.names import Names
from app.web.cases.reader import Reader, may_open
from app.web.context import bench
from app.web.dossier.due import days_chip
from app.web.views.bits import Fact, FileLine
from app.web.views.case import EntryLine
from forms.base import Form
from workflows.engine.definitions import Definition
from workflows.engine.elements import NAME, OVERSEE, RESOLVE
from workflows.engine.recorded import UNMANNED
from workflows.engine.walking import name_of
from workflows.procurement import packs
from workflows.procurement.models.documents import Document
from workflows.procurement.occasions import NOTED
from workflows.text import _

BY_ITSELF = {"wake": _("到期自动办理"), "deliver": _("收到分案通知"), "open": _("条件成就自动开始"), "remind": _("系统提醒")}
REMINDED = "reminded"
BESIDE = {RESOLVE: _("处理流程异常"), OVERSEE: _("督办逾期事项"), NAME: _("指定代行人员")}
SEALED_FILE = _("报价文件（截止前密封）")
MOST_OF_A_WORD, AGREED_PLAINLY = 12, _("是")


class Record:
    """Turns entries into lines. `session`: one look at the database."""

    def __init__(self, session: Session, reader: Reader, entries: Sequence[Sealed]) -> None:
        self._session, self._reader = session, reader
        self.names = Names(session)
        self.names.expect(*_named(entries))
        attached = [identity for entry in entries for identity in _documents(entry.body).values()]
        self._may_open = may_open(session, reader.actor, Document.id.in_(attached)) if attached else set()

    def line(self, entry: Sealed) -> EntryLine:
        """One entry."""
        body, row = entry.body, entry.row
        definition = definition_of(self._session, body, entry.case)
        form = bench().hands.forms.get(body.get("task", ""))
        shown = form if isinstance(form, Form) else None
        raw = body.get("form") or {}
        return EntryLine(
            seq=entry.place,
            at=moment_of(body, row),
            title=title_of(entry, definition),
            who=self.names.account(row.actor),
            post=self.names.post(body.get("post", "")) or BY_ITSELF.get(body["act"], ""),
            outcome=outcome_of(body),
            of=part_of(entry.case),
            details=[*answers.facts(shown, raw, self.names), *self._machine(body, definition)],
            tables=list(answers.tables(shown, raw, self.names)),
            files=list(self._files(body, entry.case)),
            warnings=[warning[2] for warning in body.get("warnings", ())],
            rules=list(dict.fromkeys(rule_name(rule) for rule in sorted(body.get("rules", ()), key=_order))),
            opened=list(self._opened(body, definition)) if self._reader.whole else (),
            digest=hexadecimal(row.hash),
            url=f"/audit/entries/{row.stream}/{row.number}" if self._reader.whole else "",
            anchor=f"{row.stream.replace(':', '-')}-{row.number}",
        )

    def _machine(self, body: Mapping[str, Any], definition: Definition) -> Iterator[Fact]:
        """Periods that began to run, and what decision tables said."""
        for kind, name, said, *more in (fact for fact in body.get("facts", ()) if len(fact) > 2):
            if kind == "period" and isinstance(said, list):
                begun, until, pending, *_more = said
                text = (
                    _("{begun}起算，待定").format(begun=begun) if pending else _("{begun}起算，至{until}").format(begun=begun, until=until)
                )
                yield Fact(_("期限 {name}").format(name=name), text)
            elif kind == REMINDED:
                yield Fact(name_of(definition, name) or name, told(said, self._lane(said), self.names.account))
            elif kind == UNMANNED:
                kept = "、".join(self.names.account(one) for one in said["excluded"])
                text = _("{role}无人可以办理（{kept}已办理与此分离的事项），报请指定代行人员").format(role=self._lane(said), kept=kept)
                yield Fact(name_of(definition, name) or name, text)
            elif kind == NOTED and isinstance(said, list):
                yield Fact(_("适用版本 {name}").format(name=name), self._version(name, said))
            elif kind == "decide" and self._reader.whole:
                yield self._decided(definition, name, said, more[0] if more else {})

    def _version(self, name: str, said: Sequence[Any]) -> str:
        """Which of several versions of a figure the act used."""
        found = packs.matter(self._session, name)
        versions = [one for one in found.versions if one.from_date.isoformat() == said[0]] if found else []
        text = versions[0].text if versions else str(said[1])
        about = found.name if found else name
        return _("{about}：{text}（{day}起施行）").format(about=about, text=text, day=said[0])

    @staticmethod
    def _decided(definition: Definition, name: str, said: Mapping[str, Any], how: Mapping[str, Any]) -> Fact:
        table = definition.decisions.get(name)
        rows = {rule.id: number for number, rule in enumerate(table.rules, 1)} if table else {}
        met = [str(rows[rule]) for rule in how.get("rules", ()) if rule in rows]
        notes = [rule.annotation for rule in (table.rules if table else ()) if rule.id in how.get("rules", ()) and rule.annotation]
        outputs = "；".join(notes) or "，".join(str(value) for value in said.values())
        line = _("第{rows}行").format(rows="、".join(met)) if met else _("没有适用的行")
        return Fact(_("决策表"), _("{title}：{line}，{outputs}").format(title=table.name if table else name, line=line, outputs=outputs))

    def _files(self, body: Mapping[str, Any], case: Any) -> Iterator[FileLine]:
        """Links for those who may open them now; otherwise the name, or not even that while quotations are sealed."""
        kept = _documents(body)
        for field, given in (body.get("files") or {}).items():
            for one in given:
                identity = kept.get((field, one["sha256"]))
                if identity in self._may_open:
                    yield FileLine(one["name"], one["size"], f"/documents/{identity}", one["sha256"])
                else:
                    yield FileLine(SEALED_FILE, 0)

    def _opened(self, body: Mapping[str, Any], definition: Definition) -> Iterator[str]:
        for one in body.get("opened", ()):
            who = self.names.account(one["assignee"]) if one.get("assignee") else self._lane(one)
            until = _("，{day}前").format(day=one["due_on"]) if one.get("due_on") else ""
            yield _("{task}（{who}{until}）").format(
                task=name_of(definition, one["key"]) or BESIDE.get(one["task"], one["task"]), who=who, until=until
            )

    def _lane(self, one: Mapping[str, Any]) -> str:
        role = self.names.role(one.get("role", ""))
        outside = one.get("place") not in (None, "", "*") and not one["role"].startswith("town.")
        return f"{self.names.place(one['place'])} {role}" if outside else role


def _documents(body: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """(field, SHA-256) → id of each file that an entry attached."""
    rows = (row for row in body.get("rows", ()) if row[0] == "document" and row[2] == "insert")
    return {(row[3].get("field", ""), row[3].get("sha256", "")): row[4]["id"] for row in rows if len(row) > 4 and "id" in row[4]}


def _named(entries: Sequence[Sealed]) -> tuple[set[str], set[str]]:
    """Accounts and places of which these entries speak."""
    opened = [one for entry in entries for one in entry.body.get("opened", ())]
    posts = (str(entry.body.get("post", "")) for entry in entries)
    opened += [fact[2] for entry in entries for fact in entry.body.get("facts", ()) if fact[0] == REMINDED]
    kept = {one for entry in entries for fact in entry.body.get("facts", ()) if fact[0] == UNMANNED for one in fact[2]["excluded"]}
    accounts = kept | {entry.row.actor for entry in entries if entry.row.actor} | {one["assignee"] for one in opened if one.get("assignee")}
    return accounts, {post.partition("@")[2] for post in posts} | {one["place"] for one in opened if one.get("place")}


def part_of(case: Any) -> str:
    """What a side case is about (第1期付款); empty for the case itself."""
    if "instalment" in case.of:
        return _("第{n}期付款").format(n=case.of["instalment"])
    return "" if case.parent_id is None else str(case.title)


def title_of(entry: Sealed, definition: Definition) -> str:
    """What was done: the task's name, or what happened by itself."""
    if entry.body["act"] == "open":
        return _("{title}开始").format(title=part_of(entry.case) or entry.case.title)
    if entry.body["act"] == "remind":
        return _("到期提醒") if any(fact[0] == REMINDED for fact in entry.body["facts"]) else _("报请指定代行人员")
    return str(entry.body.get("title") or name_of(definition, entry.body.get("key") or "") or entry.body["act"])


def told(said: Mapping[str, Any], lane: str, name: Callable[[str], str]) -> str:
    """Of which day somebody was reminded, who, and whether somebody above looks after it."""
    due_on = dt.date.fromisoformat(said["due_on"])
    when = days_chip(due_on + dt.timedelta(int(said["days"])), due_on).text
    whom = name(said["assignee"]) if said.get("assignee") else lane
    text = _("{due}到期（{id}），{when}，提醒{whom}").format(due=said["due_on"], id=said["due_id"], when=when, whom=whom)
    return text + _("，并报请督办") if said.get("escalated") else text


def outcome_of(body: Mapping[str, Any]) -> str:
    """The word that was decided, where one was; never a withheld one."""
    said = (body.get("route") or {}).get("outcome") or (body.get("form") or {}).get("outcome") or (body.get("form") or {}).get("opinion")
    return said if isinstance(said, str) and len(said) <= MOST_OF_A_WORD and said != AGREED_PLAINLY else ""


def _order(rule: str) -> tuple[int, str]:
    article = rule.removeprefix("ART-").partition(".")[0]
    return (int(article), rule) if article.isdigit() else (99, rule)


def lines(session: Session, reader: Reader, entries: Sequence[Sealed]) -> Sequence[EntryLine]:
    """All of them."""
    record = Record(session, reader, entries)
    return [record.line(entry) for entry in entries]

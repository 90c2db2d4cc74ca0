"""The stage on which scenarios are played through the pages: a real server, every account signed in, forms posted as browsers post them."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import update

from app.clock import Clock, make_movable
from app.composition import workbench
from app.documents.specimen import specimen
from app.served import Server
from app.shelves import Shelf
from app.stage import InProcessStage
from app.visitor import Reply, Visitor
from app.web.auth.passwords import hashed
from app.web.forms.posted import posted_pairs
from workflows.procurement.models.people import Account
from workflows.proof.scenario_files import Table, Upload
from workflows.proof.scenarios import Differs, Found, Outcome

PATIENCE, PAUSE = 30.0, 0.02
"""Seconds: how long a timer of the server may take, and how often one looks."""
KINDS = frozenset({"invalid", "refused", "not_yours", "stale", "missing", "done"})


class HttpStage(InProcessStage):
    """Plays through the pages of a server in another process; the workbench of this one moves the clock and looks."""

    can_branch = False

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf)
        self.server: Server | None = None
        self.visitors: dict[str, Visitor] = {}
        self.password = secrets.token_urlsafe(16)

    @cached_property
    def kept_password(self) -> str:
        """What the story's database keeps of the password, made once."""
        return hashed(self.password)

    def begin(self, given: Table, begins: dt.datetime) -> None:
        """A fresh database whose clock can be moved, and a server on it."""
        super().begin(given, begins)
        with self.live.databases.write() as session:
            make_movable(session, "scenario", begins)
            session.execute(update(Account).values(password_hash=self.kept_password))
        config = replace(self.live.config, secret_file=self.folder / "secret")
        self.live.databases.dispose()
        self.bench = workbench(config)
        self.server = Server(config, self.folder / "server.log")

    def _close(self) -> None:
        for visitor in self.visitors.values():
            visitor.close()
        self.visitors.clear()
        if self.server is not None:
            self.server.stop()
            self.server = None
        super()._close()

    # ------------------------------------------------------------------------------------------------ time and people
    def move(self, to: dt.datetime) -> None:
        """Let time pass; the server's own clock releases each timer at its moment."""
        moment = to.astimezone(dt.UTC)
        while (due := self.live.runtime.next_due()) is not None and due <= moment:
            self._advance(due)
            self._released(due)
        self._advance(moment)
        self.live.runtime.remind()

    def _advance(self, moment: dt.datetime) -> None:
        clock = self.live.clock
        assert isinstance(clock, Clock)
        if moment > clock.now():
            with self.live.databases.write() as session:
                clock.advance(session, moment)

    def _released(self, due: dt.datetime) -> None:
        latest = time.monotonic() + PATIENCE
        while self.live.runtime.next_due() == due:
            if time.monotonic() > latest:
                raise Differs(f"a timer due at {due} was not released")
            time.sleep(PAUSE)

    def start(self, who: str, process: str, form: Table, files: Mapping[str, Sequence[Upload]], ground: tuple[str, int]) -> Outcome:
        """Start a case on its start page; the process may be named by its last part."""
        key, within = self.begun_in(process, ground[1])
        page = f"/cases/{within}/start/{key}" if within else f"/start/{key}"
        return self._read(self._posted(who, f"{page}?{urlencode({'at': ground[0]})}", posted_pairs(form), files))

    def complete(self, who: str, item: Found, form: Table, files: Mapping[str, Sequence[Upload]], seen: int) -> Outcome:
        """Complete a task on its page."""
        pairs = [("_seen", str(seen)), *posted_pairs(form)]
        return self._read(self._posted(who, f"/tasks/{item.id}", pairs, files), item.id)

    def _posted(self, who: str, path: str, pairs: list[tuple[str, str]], files: Mapping[str, Sequence[Upload]]) -> Reply:
        sent = [(field, one.name, _content(one)) for field, given in files.items() for one in given]
        return self._visitor(who).post(path, pairs, sent)

    def _visitor(self, who: str) -> Visitor:
        if who not in self.visitors:
            assert self.server is not None
            self.visitors[who] = Visitor(self.server.port, who, self.password)
        return self.visitors[who]

    def _read(self, reply: Reply, item: int = 0) -> Outcome:
        said = reply.data
        if said.get("kind") not in KINDS:
            return Outcome("broken", text=f"{reply.status} {reply.text[:300]}")
        reasons, warnings = said.get("reasons", []), said.get("warnings", [])
        if said["kind"] != "done":
            text = "；".join(one["message"] for one in reasons)
            return Outcome(said["kind"], _rules(reasons), tuple(dict.fromkeys(one["field"] for one in reasons if one["field"])), text)
        text, case = "；".join(one["message"] for one in warnings), int(said["case"])
        return Outcome(
            "done", text=text, warnings=_rules(warnings), flags=tuple(said["flags"]), case=case, item=item or self.first_item(case)
        )


def _rules(reasons: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for one in reasons for rule in one["rules"]))


def _content(upload: Upload) -> bytes:
    if upload.content is not None:
        return upload.content
    return bytes(upload.size) if upload.size else specimen(upload.name)

"""Acts outside any case: the world's registers, accounts, definitions. Each is one transaction and one entry of the system's stream."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from workflows.engine.definitions import entered, seed
from workflows.engine.recomputing import recompute
from workflows.engine.releasing import Release, put_in_force
from workflows.engine.transactions import Transactions
from workflows.errors import Missing, Reason
from workflows.ledger.append import append_to_stream, lock_head
from workflows.ledger.canonical import canonical
from workflows.ledger.capture import watch
from workflows.side_case import SideCase
from workflows.text import _

STREAM = "system"


class SystemActs(Transactions):
    """What administrators and the set-up do."""

    def register(self, name: str, data: Any, account: str | None) -> int:
        """Do a system act (`world.settle`, `account.add`, …) with plain JSON data. Returns the entry's number. Raises Missing, Refused.

        Where it changes the calendar, what is owed in open cases is counted again, and the entry says what moved; where it begins a
        case, it says which.
        """
        if name not in self.hands.system:
            raise Missing([Reason(_("没有这种系统操作。"))])
        rows: list[list[Any]] = []
        now = self.clock.now()
        with self.databases.write() as session:
            watch(session, rows)
            # As it is kept, names in order: executed again from the entry, it writes the same rows in the same order.
            answer = self.hands.system[name](session, now, json.loads(canonical(data)))
            session.flush()
            body = {"act": "register", "name": name, "data": data, "rows": rows, "now": now.isoformat()}
            if isinstance(answer, SideCase):
                body["begins"] = [answer.process, self.services.begin_beside(session, answer, now)]
            elif moved := recompute(session, self.services.deadlines, answer or ()):
                body["moved"] = moved
            return append_to_stream(session, STREAM, now, "register", body, actor=account).number

    def publish(self, files: Mapping[str, bytes]) -> list[str]:
        """Enter shipped definitions; nothing happens when all are known. Returns the new versions' hashes."""
        now = self.clock.now()
        with self.databases.write() as session:
            # Of servers that start at once the first enters them; the others wait here and find them known.
            lock_head(session, STREAM)
            added = seed(session, files, now)
            if added:
                body = {"act": "publish", "versions": entered(session, added), "now": now.isoformat()}
                append_to_stream(session, STREAM, now, "publish", body)
        return added

    def release(self, release: Release, taken: Callable[[Any], None] = lambda _session: None) -> list[str]:
        """Put a changed drawing in force from a day on: one transaction, one entry. Returns the new versions' hashes.

        `taken` does in the same transaction what becomes of the draft, and may refuse. Cases that run keep their version.
        Raises Refused, Stale.
        """
        now = self.clock.now()
        with self.databases.write() as session:
            lock_head(session, STREAM)
            taken(session)
            added = put_in_force(session, release, now)
            body = {"act": "publish", "versions": entered(session, added), "release": release.told(), "now": now.isoformat()}
            append_to_stream(session, STREAM, now, "publish", body, actor=release.approver)
        return added

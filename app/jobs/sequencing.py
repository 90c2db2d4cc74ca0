"""Folds new entries into the ledger's tree, a moment after they were sealed. Costs nothing while nobody acts."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from app.db import Databases
from workflows.ledger.sequencing import BEHIND_ALL, fold, news

log = logging.getLogger("goufu.clock")
LOOK_ANYWAY = 15
"""Rounds after which a process looks although it has committed nothing itself: another one may have ended before it looked."""


class Sequencer:
    """One per process. It looks in the round after its own process has committed something, and now and then for those that are gone."""

    def __init__(self, databases: Databases) -> None:
        self._databases, self._behind = databases, BEHIND_ALL
        self._committed, self._rounds = True, 0
        event.listen(databases.writer, "commit", self._note)

    def round(self) -> int:
        """Fold what is new. Returns how many entries; none where another process came first: the next round sees what is left."""
        self._rounds += 1
        if not self._committed and self._rounds < LOOK_ANYWAY:
            return 0
        self._committed, self._rounds = False, 0
        folded = 0
        try:
            while self._behind == BEHIND_ALL or self._news():
                folded += self._fold()
        except IntegrityError:
            self._committed = True
            log.info("another process folded the same entries")
        return folded

    def _news(self) -> bool:
        with self._databases.look() as connection:
            return news(connection, self._behind)

    def _fold(self) -> int:
        with self._databases.write() as session:
            count, self._behind = fold(session, self._behind)
        return count

    def _note(self, _connection: Any) -> None:
        self._committed = True


def fold_all(databases: Databases) -> None:
    """Fold everything that is sealed, from the first position on; for those who are about to sign or to prove."""
    sequencer = Sequencer(databases)
    while sequencer.round():
        pass

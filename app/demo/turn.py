"""One open task in the hands of the person who does it: what the answers read of the case, and how they vary."""

from __future__ import annotations

import datetime as dt
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.demo.stories import Story
from workflows.act import SHANGHAI
from workflows.engine.tables import period, work_item
from workflows.procurement import calendar
from workflows.procurement.models.contracts import Contract, Instalment, contract_of
from workflows.procurement.models.people import Organisation
from workflows.procurement.models.projects import Project, Target, parts

RECEIPT = dt.timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person hands in: values as a browser posts them, and the names of the files by field."""

    form: dict[str, Any]
    files: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Turn:
    """An open item of a story's case. `item`: its row, None where the case is only beginning; `index`: the place of the story, from 1."""

    story: Story
    index: int
    item: Any
    who: str
    now: dt.datetime
    session: Session

    @property
    def today(self) -> dt.date:
        """The date of the law."""
        return self.now.astimezone(SHANGHAI).date()

    def working_day(self, after: int) -> dt.date:
        """So many working days after today."""
        return calendar.load(self.session).after(self.today, after)

    def at(self, day: dt.date, hour: int, minute: int = 0) -> str:
        """A moment as a browser posts it."""
        return dt.datetime.combine(day, dt.time(hour, minute), SHANGHAI).isoformat()

    def project(self) -> Project:
        """The project of the case."""
        return self.session.scalars(select(Project).where(Project.case_id == self.item.root_id)).one()

    def contract(self) -> Contract:
        """The contract of the case."""
        return contract_of(self.session, self.project().id)

    def contractor(self) -> Organisation:
        """Whom the story lets win."""
        return self.session.get_one(Organisation, self.story.contractor)

    def instalment(self) -> Instalment:
        """The instalment of a payment's case."""
        wanted = Instalment.project_id == self.project().id, Instalment.number == int(self.item.of["instalment"])
        return self.session.scalars(select(Instalment).where(*wanted)).one()

    def targets(self) -> Sequence[Target]:
        """The targets in force."""
        return parts(self.session, self.project(), Target)

    def times(self, task: str) -> int:
        """How often a task of this case was done before."""
        mine = work_item.c.root_id == self.item.root_id, work_item.c.task == task, work_item.c.state == "done"
        return int(self.session.execute(select(func.count()).where(*mine)).scalar_one())

    def has(self, twist: str, task: str) -> bool:
        """Whether this is the moment of a twist: the story has it and the task is done for the first time."""
        return twist in self.story.twists and not self.times(task)

    def is_free(self, deadline: str) -> bool:
        """Whether the latest minimum period of that id in this case has run out."""
        wanted = select(period.c.frees_at).where(period.c.root_id == self.item.root_id, period.c.deadline_id == deadline)
        frees_at = self.session.execute(wanted.order_by(period.c.id.desc()).limit(1)).scalar_one()
        return bool(frees_at is not None and frees_at <= self.now)

    def pick(self, *choices: str) -> str:
        """One of several phrases; always the same one for this task of this story and person."""
        return choices[vary(self.story.title, self.item.task if self.item else "", self.who) % len(choices)]

    def receipt(self, kind: int) -> str:
        """A receipt number of the platform that nobody else has on that day."""
        return f"SP-{self.today:%Y-%m%d}-{self.index:02d}{kind}"

    def receipt_at(self) -> str:
        """Shortly before now, and not before the task."""
        opened_at: dt.datetime = self.item.opened_at
        return max(self.now - RECEIPT, opened_at).astimezone(SHANGHAI).isoformat()


def vary(*of: str) -> int:
    """A number that depends on these words and nothing else."""
    return zlib.crc32("".join(of).encode())

"""What was said of a project so far: opinions, decisions, signatures, each with name, post and time; those of a stage first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from app.i18n.formats import numeral
from app.web.dossier.people import post_label
from app.web.views.bits import OpinionLine
from workflows.engine.definitions import Definition, Library, user_tasks
from workflows.engine.tables import case_
from workflows.procurement.models.opinions import Opinion
from workflows.procurement.models.people import Account
from workflows.procurement.models.performance import SignOff
from workflows.text import _

_OPINIONS = select(
    *(Opinion.task, Opinion.outcome, Opinion.actor.label("who"), Opinion.post, Opinion.at, Opinion.text, Opinion.case_id),
    literal(0).label("round"),
).where(Opinion.project_id == bindparam("project"))
_SIGNATURES = select(
    SignOff.stage + literal(".give_opinion"),
    SignOff.opinion,
    SignOff.account,
    SignOff.post,
    SignOff.signed_at,
    SignOff.text,
    SignOff.case_id,
    SignOff.round,
).where(SignOff.project_id == bindparam("project"))
_EVERY = union_all(_OPINIONS, _SIGNATURES).subquery()
_SAID = select(_EVERY, Account.display).outerjoin(Account, Account.name == _EVERY.c.who).order_by(_EVERY.c.at.desc())


def opinions(session: Session, project: int, titles: Mapping[str, str], item: Any) -> tuple[Sequence[OpinionLine], Sequence[OpinionLine]]:
    """The opinions of the stage of a work item in its own case, and all others; the newest first. `titles`: task → its name.

    Signatures of several rounds each stand under their own.
    """
    stage, other = list[OpinionLine](), list[OpinionLine]()
    rows = session.connection().execute(_SAID, {"project": project}).all()
    again = {row.task for row in rows if row.round > 1}
    for row in rows:
        who, title = row.display or row.who, titles.get(row.task, row.task)
        part = _("{title} · 第{n}轮").format(title=title, n=numeral(row.round)) if row.task in again else ""
        line = OpinionLine(title, row.outcome, who, post_label(row.post), row.at, row.text, part)
        here = row.case_id == item.case_id and _stage(row.task) == _stage(item.task)
        (stage if here else other).append(line)
    return stage, other


def _stage(task: str) -> str:
    """`acceptance.give_opinion` and `acceptance.conclude` belong together."""
    return task.partition(".")[0]


def task_titles(definition: Definition) -> Mapping[str, str]:
    """Task → the name that the diagrams of a version give it."""
    if definition.hash not in _known:
        _known[definition.hash] = {element.implementation: element.name for element in user_tasks(definition)}
    return _known[definition.hash]


def titles_of(library: Library, session: Session, root: int) -> Mapping[str, str]:
    """Task → its name, for all cases of a project: the side cases have drawings of their own."""
    versions = session.scalars(select(case_.c.definition).where(case_.c.root_id == root).distinct())
    return {task: title for version in versions for task, title in task_titles(library.get(session, version)).items()}


_known: dict[str, Mapping[str, str]] = {}
"""By the hash of the definition: a version never changes."""

"""A form with everything around it: what a task page or a start page shows, with what was typed and what was wrong with it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy.orm import Session

from app.composition import Workbench
from app.visibility import reads_whole
from app.web.desk.hints import next_hint
from app.web.dossier.basis import basis
from app.web.dossier.due import due_chip
from app.web.dossier.facts import about
from app.web.dossier.files import files, files_of_case
from app.web.dossier.opinions import opinions, titles_of
from app.web.dossier.stages import planned_stages, stages
from app.web.forms import drafts
from app.web.forms.decisions import decisions, is_button
from app.web.forms.drafts import Files
from app.web.forms.fields import Filled, field_views, summary
from app.web.forms.posted import raw_values
from app.web.views.bits import Article, Chip
from app.web.views.task import Dossier, FormView, TaskPage
from forms.base import Form
from workflows.act import Act
from workflows.engine.looking import Opened
from workflows.errors import Reason, Refusal
from workflows.procurement import calendar
from workflows.procurement.lawbook import articles


def new_key() -> str:
    """The key of one submit, however often it is sent."""
    return secrets.token_urlsafe(12)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form and what was answered to it; `key` names one submit, `conflict` what happened meanwhile."""

    raw: Mapping[str, Any]
    files: Files = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    saved_at: dt.datetime | None = None
    key: str = field(default_factory=new_key)
    conflict: str = ""


def as_left(session: Session, opened: Opened, account: str, subject: str) -> Typed:
    """The draft of this person, else what the form itself enters."""
    form = form_in(opened)
    draft = drafts.read(session, account, subject)
    if draft.saved_at is not None:
        return Typed(raw_values(draft.pairs, form), draft.files, saved_at=draft.saved_at)
    return Typed(form.prefill(opened.act))


def form_in(opened: Opened) -> Form:
    """The form of an opened task; whatever a page draws is one of ours."""
    assert isinstance(opened.form, Form)
    return opened.form


def task_page(bench: Workbench, session: Session, opened: Opened, typed: Typed) -> TaskPage:
    """The page of a task that waits for this person."""
    case, item, now = opened.case, opened.item, bench.clock.now()
    whole = reads_whole(session, opened.actor, case.authority_id)
    project = about(session, case, full=whole)
    titles = titles_of(bench.library, session, case.root_id)
    said, earlier = opinions(session, project.id, titles, item) if whole and project.id else ((), ())
    papers = files(session, opened.actor, project.id, now) if project.id else files_of_case(session, opened.actor, case.root_id, now)
    return TaskPage(
        title=item.title,
        instruction=opened.element.instruction,
        project=project.title,
        number=project.number,
        due=due_chip(calendar.load(session), now, item),
        form=form_view(opened, typed, seen=item.revision),
        articles=_articles(opened),
        stages=stages(session, opened.definition, case),
        dossier=Dossier(project.facts, said, earlier, papers, f"/cases/{case.root_id}", project.plan),
        basis=basis(session, opened, project.id),
        action=f"/tasks/{item.id}",
        draft=f"/tasks/{item.id}/draft",
        saved_at=typed.saved_at,
        next_hint=next_hint(opened),
        conflict=typed.conflict,
    )


def start_page(opened: Opened, typed: Typed, path: str) -> TaskPage:
    """The page on which a case begins."""
    at = request.args.get("at")
    return TaskPage(
        title=opened.element.name,
        instruction=opened.element.instruction,
        project=opened.act.case.title or opened.definition.title,
        number=opened.act.case.number,
        due=Chip(""),
        form=form_view(opened, typed, seen=1),
        articles=_articles(opened),
        stages=planned_stages(opened.definition),
        action=path + (f"?{urlencode({'at': at})}" if at else ""),
        draft=f"{path}/draft",
        saved_at=typed.saved_at,
        next_hint=next_hint(opened),
    )


def form_view(opened: Opened, typed: Typed, seen: int) -> FormView:
    """The form's fields with values, limits and errors, its buttons, and the summary of what was wrong."""
    form = form_in(opened)
    limits = _limits(form, opened.act)
    filled = Filled(typed.raw, typed.files, typed.reasons, form.choices(opened.act), limits, request.args.get("more", ""))
    views = field_views(form, filled)
    drawn = [view for view in views if not is_button(form, view.name)]
    wrong = summary(views, typed.reasons, lambda name: not is_button(form, name))
    notes = [text for name, text in limits.items() if is_button(form, name) or name not in form.fields]
    return FormView(drawn, decisions(form), wrong, typed.key, seen, notes)


def _limits(form: Form, act: Act) -> Mapping[str, str]:
    """What the form says of its limits; where the law has no answer for the day, that is what it says."""
    try:
        return form.limits(act)
    except Refusal as refusal:
        return {"": str(refusal)}


def _articles(opened: Opened) -> Sequence[Article]:
    numbers = [int(one) for one in opened.element.articles if one.isdecimal()]
    return [Article(number, articles()[number].text) for number in numbers if number in articles()]

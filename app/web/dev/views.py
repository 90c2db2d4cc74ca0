"""The component sheet, every form, and every kind of page with sample content."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, abort, g, jsonify, render_template, request

from app.web.auth.sessions import SignedIn
from app.web.context import bench
from app.web.dev import samples
from app.web.forms.decisions import decisions, is_button
from app.web.forms.fields import Filled, field_views, summary
from app.web.problems import problem
from app.web.security import allow_drawing
from app.web.views.task import FormView
from forms.base import Form
from workflows.errors import Invalid, Reason

rooms = Blueprint("dev", __name__, url_prefix="/dev")
OPEN = frozenset({"dev.components", "dev.show", "dev.form", "dev.show_problem", "dev.diagram", "dev.history"})
PAGES: Mapping[str, str] = {
    "desk": "desk.html",
    "empty": "desk.html",
    "case": "case.html",
    "audit": "audit.html",
    "broken": "audit.html",
    "rules": "rules.html",
    "article": "rules_article.html",
}


@rooms.before_request
def _as_somebody() -> None:
    g.signed_in, g.frame = SignedIn("clerk", "镇经办人甲"), samples.FRAME


@rooms.get("/components")
def components() -> str:
    """Every small part in every state."""
    return render_template("dev/components.html", frame=samples.FRAME, sheet=samples, tasks=sorted(bench().hands.forms))


@rooms.get("/pages/<name>")
def show(name: str) -> str:
    """A whole page with sample content."""
    if name not in PAGES:
        abort(404)
    allow_drawing()
    return render_template(PAGES[name], frame=samples.FRAME, page=samples.PAGES[name])


@rooms.get("/forms/<task>")
def form(task: str) -> str:
    """A registered form, empty; `?wrong` as it looks after an empty submit."""
    shown = bench().hands.forms.get(task)
    if not isinstance(shown, Form):
        abort(404)
    page = samples.task_page(task, form_view(shown, _refused(shown) if "wrong" in request.args else ()))
    return render_template("task.html", frame=samples.FRAME, page=page)


@rooms.get("/problems/<int:status>")
def show_problem(status: int) -> Response:
    """A page that says why not."""
    return problem(status)


@rooms.get("/diagram.bpmn", endpoint="diagram")
def diagram() -> Response:
    """A diagram for the sample case."""
    path = samples.DIAGRAM
    return Response(path.read_text(encoding="utf-8"), mimetype="application/xml")


@rooms.get("/history.json")
def history() -> Response:
    """The path walked on it."""
    return jsonify(samples.HISTORY)


def form_view(shown: Form, reasons: tuple[Reason, ...]) -> FormView:
    """The form with nothing filled in."""
    views = field_views(shown, Filled(reasons=reasons))
    drawn = [view for view in views if not is_button(shown, view.name)]
    lines = summary(views, reasons, lambda name: not is_button(shown, name))
    return FormView(drawn, decisions(shown), lines, key="sample", seen=1)


def _refused(shown: Form) -> tuple[Reason, ...]:
    try:
        shown.read({}, {})
    except Invalid as invalid:
        return invalid.reasons
    return ()

"""What follows an act: the person's next task or the desk, with a word on what was done; the same as data for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import flash, jsonify, redirect
from werkzeug.wrappers import Response as Answer

from app.describing import described_form
from app.web.context import bench, me, wants_json
from app.web.desk.sheets import Typed, form_in
from app.web.forms import drafts
from workflows.engine.looking import Opened
from workflows.engine.transactions import Done
from workflows.errors import Reason
from workflows.procurement.world import role_label
from workflows.text import _

LONGEST_MESSAGE = 400
MOST_WARNINGS = 5
"""What fits in the cookie that carries messages to the next page."""


def completed(done: Done, subject: str) -> Answer:
    """On to this person's next task in the case, else to the desk. The draft goes, after the act and apart from it."""
    _drop(subject)
    following = f"/tasks/{done.next_item}" if done.next_item is not None else None
    if wants_json():
        return jsonify(_said(done, following))
    flash(_in_words(done), "done")
    for warning in done.warnings[:MOST_WARNINGS]:
        flash(warning.message[:LONGEST_MESSAGE], "warned")
    return redirect(following or "/", 303)


def described(opened: Opened, typed: Typed) -> Answer:
    """A task as data: its form, what stands in it, and the revision to hand it in with."""
    form, item = form_in(opened), opened.item
    about = {"kind": "open", "item": item.id, "seen": item.revision, "case": item.case_id, "title": item.title} if item is not None else {}
    lists = {name: [list(pair) for pair in pairs] for name, pairs in form.choices(opened.act).items()}
    return jsonify({**about, "form": described_form(form), "values": typed.raw, "choices": lists})


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as programs read them."""
    return [{"rules": list(one.rules), "field": one.field, "message": one.message} for one in reasons]


def _said(done: Done, following: str | None) -> dict[str, Any]:
    opened = [{"item": row["id"], "task": row["task"], "title": row["title"], "of": row["of"]} for row in done.opened]
    about = {"kind": "done", "case": done.case_id, "number": done.number, "next": following, "opened": opened}
    return {**about, "reasons": [], "warnings": _reasons(done.warnings), "flags": list(done.flags)}


def _in_words(done: Done) -> str:
    sent = dict.fromkeys(_("{who}（{what}）").format(who=role_label(row["role"]), what=row["title"]) for row in done.opened)
    return _("已提交，转{who}。").format(who="、".join(sent))[:LONGEST_MESSAGE] if sent else _("已提交。")


def _drop(subject: str) -> None:
    """Nothing is written where nothing was left: most acts have no draft."""
    if not me().drafts:
        return
    with bench().databases.look() as connection:
        if not drafts.is_there(connection, me().account, subject):
            return
    with bench().databases.write() as session:
        drafts.drop(session, me().account, subject)

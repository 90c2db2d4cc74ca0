"""A form saves itself: by script every few seconds, by its own buttons without one. Nothing here touches a case."""

from __future__ import annotations

import re

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from app.i18n.formats import clock_time, size
from app.web.context import bench, me
from app.web.forms import drafts
from app.web.forms.handed_in import HandedIn, handed_in, leave_as_draft
from workflows.errors import Invalid, Missing, Reason
from workflows.text import _

rooms = Blueprint("saving", __name__)
LINE = re.compile(r"\w{1,60}\.\d{1,4}", re.ASCII)
TABLE = re.compile(r"\w{1,60}", re.ASCII)


@rooms.post("/task/<int:item>/draft")
@rooms.post("/start/<path:process>/draft")
def save(item: int = 0, process: str = "") -> Answer:
    """Keep what stands in the form; with `_add` and `_remove` also change the lines of a table."""
    page = _page(item, process)
    given = handed_in(drafts.subject_of(page))
    removed = request.form.get("_remove", "")
    if LINE.fullmatch(removed):
        rest = [pair for pair in given.pairs if not pair[0].startswith(f"{removed}.")]
        given = HandedIn(rest, given.files, given.reasons)
    draft = leave_as_draft(drafts.subject_of(page), given)
    if given.reasons:
        raise Invalid(given.reasons)
    if request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json":
        return jsonify({"saved": clock_time(draft.saved_at or bench().clock.now())})
    return redirect(page + _place(removed.partition(".")[0]), 303)


@rooms.post("/task/<int:item>/draft/files")
@rooms.post("/start/<path:process>/draft/files")
def attach(item: int = 0, process: str = "") -> Answer:
    """Keep one file with the draft, at once: a wrong one is named while the person still remembers why it was chosen."""
    subject = drafts.subject_of(_page(item, process))
    field, sent = request.form.get("_field", ""), request.files.get("file")
    if sent is None or not TABLE.fullmatch(field):
        raise Invalid([Reason(_("没有收到文件。"), level="invalid")])
    kept = bench().blobs.keep(sent.stream, sent.filename or "", field)
    now = bench().clock.now()
    with bench().databases.write() as session:
        before = drafts.read(session, me().account, subject)
        files = drafts.joined(before.files, {field: [kept]})
        drafts.save(session, me().account, subject, drafts.Draft(before.pairs, files), now)
    return jsonify({"name": kept.name, "sha256": kept.sha256, "size": size(kept.size)})


def _page(item: int, process: str) -> str:
    page = f"/task/{item}" if item else f"/start/{process}"
    if not drafts.subject_of(page):
        raise Missing([Reason(_("没有这个地址。"))])
    return page


def _place(table: str) -> str:
    """Back to the table that was changed, with a blank line where one was asked for."""
    more = request.form.get("_add", "")
    if TABLE.fullmatch(more):
        return f"?more={more}#f-{more}"
    return f"#f-{table}" if table else ""

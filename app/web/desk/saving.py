"""A form saves itself: by script every few seconds, by its own buttons without one. Nothing here touches a case."""

from __future__ import annotations

import re

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from app.i18n.formats import clock_time, size
from app.web.context import bench, me, wants_json
from app.web.desk.closed import Closed
from app.web.desk.hands import Beginning, Hand, TaskInHand
from app.web.forms import drafts
from app.web.forms.handed_in import HandedIn, handed_in, leave_as_draft
from workflows.errors import Invalid, Reason
from workflows.text import _

rooms = Blueprint("saving", __name__)
LINE = re.compile(r"\w{1,60}\.\d{1,4}", re.ASCII)
TABLE = re.compile(r"\w{1,60}", re.ASCII)


@rooms.post("/tasks/<id:item>/draft")
def save_task(item: int) -> Answer:
    """Keep what stands in the form of a task."""
    return _saved(TaskInHand(item))


@rooms.post("/start/<path:process>/draft")
@rooms.post("/cases/<id:within>/start/<path:process>/draft")
def save_beginning(process: str, within: int = 0) -> Answer:
    """Keep what stands in a start form."""
    return _saved(Beginning(process, within))


@rooms.post("/tasks/<id:item>/draft/files")
def attach_to_task(item: int) -> Answer:
    """Keep a file for the form of a task."""
    return _attached(TaskInHand(item))


@rooms.post("/start/<path:process>/draft/files")
@rooms.post("/cases/<id:within>/start/<path:process>/draft/files")
def attach_to_beginning(process: str, within: int = 0) -> Answer:
    """Keep a file for a start form."""
    return _attached(Beginning(process, within))


def _saved(hand: Hand) -> Answer:
    """Keep it all; with `_add` and `_remove` also change the lines of a table."""
    _admit(hand)
    given = handed_in(hand.subject)
    removed = request.form.get("_remove", "")
    if LINE.fullmatch(removed):
        rest = [pair for pair in given.pairs if not pair[0].startswith(f"{removed}.")]
        given = HandedIn(rest, given.files, given.reasons)
    draft = leave_as_draft(hand.subject, given)
    if given.reasons:
        raise Invalid(given.reasons)
    if wants_json():
        return jsonify({"saved": clock_time(draft.saved_at or bench().clock.now())})
    return redirect(hand.path + _place(removed.partition(".")[0]), 303)


def _attached(hand: Hand) -> Answer:
    """Keep one file with the draft, at once: a wrong one is named while the person still remembers why it was chosen."""
    _admit(hand)
    field, sent = request.form.get("_field", ""), request.files.get("file")
    if sent is None or not TABLE.fullmatch(field):
        raise Invalid([Reason(_("没有收到文件。"), level="invalid")])
    kept = bench().blobs.keep(sent.stream, sent.filename or "", field)
    now = bench().clock.now()
    with bench().databases.write() as session:
        before = drafts.read(session, me().account, hand.subject)
        files = drafts.joined(before.files, {field: [kept]})
        drafts.save(session, me().account, hand.subject, drafts.Draft(before.pairs, files), now)
    return jsonify({"name": kept.name, "sha256": kept.sha256, "size": size(kept.size)})


def _admit(hand: Hand) -> None:
    """Only somebody who may hand it in leaves anything with it. Raises Missing, NotYours."""
    with bench().databases.read() as session:
        try:
            hand.open(session)
        except Closed as closed:
            raise closed.otherwise from closed


def _place(table: str) -> str:
    """Back to the table that was changed, with a blank line where one was asked for."""
    more = request.form.get("_add", "")
    if TABLE.fullmatch(more):
        return f"?more={more}#f-{more}"
    return f"#f-{table}" if table else ""

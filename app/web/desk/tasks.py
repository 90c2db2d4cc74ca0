"""A task in hand, and the start of a case: shown, handed in, answered. Decides nothing; the runtime does."""

from __future__ import annotations

from flask import Blueprint, make_response, request
from werkzeug.wrappers import Response as Answer

from app.web.context import bench, me, wants_json
from app.web.desk.answers import completed, described
from app.web.desk.closed import Closed, answer_closed, conflict
from app.web.desk.hands import Beginning, Hand, TaskInHand
from app.web.desk.sheets import Typed, as_left, new_key
from app.web.forms.handed_in import HandedIn, handed_in, leave_as_draft
from app.web.forms.posted import raw_values
from app.web.frame import page
from forms.base import Form
from workflows.engine.transactions import Order
from workflows.errors import Busy, Invalid, Refusal, Refused, Stale

rooms = Blueprint("tasks", __name__)
rooms.register_error_handler(Closed, answer_closed)
KEPT = (Invalid, Refused, Stale, Busy)
"""Answers after which the person goes on with what was typed."""
LONGEST_KEY = 60


@rooms.get("/tasks/<id:item>")
def task(item: int) -> Answer:
    """The task with its form; a closed one says what became of it."""
    return _shown(TaskInHand(item))


@rooms.get("/start/<path:process>")
@rooms.get("/cases/<id:within>/start/<path:process>")
def beginning(process: str, within: int = 0) -> Answer:
    """The start form of a procedure, also inside a project."""
    return _shown(Beginning(process, within))


@rooms.post("/tasks/<id:item>")
def submit(item: int) -> Answer:
    """Complete the task with what the person hands in."""
    return _handed_in(TaskInHand(item))


@rooms.post("/start/<path:process>")
@rooms.post("/cases/<id:within>/start/<path:process>")
def begin(process: str, within: int = 0) -> Answer:
    """Start a case with what the person hands in, also inside a project."""
    return _handed_in(Beginning(process, within))


def _shown(hand: Hand) -> Answer:
    with bench().databases.read() as session:
        opened = hand.open(session)
        typed = as_left(session, opened, me().account, hand.subject)
        if wants_json():
            return described(opened, typed)
        return make_response(page("task.html", "/", page=hand.page(session, opened, typed)))


def _handed_in(hand: Hand) -> Answer:
    given = handed_in(hand.subject)
    order = _order(given, hand.form())
    try:
        if given.reasons:
            raise Invalid(given.reasons)
        done = hand.act(order)
    except KEPT as refusal:
        return _not_done(hand, given, order, refusal)
    return completed(done, hand.subject)


def _order(given: HandedIn, form: Form) -> Order:
    key, seen = request.form.get("_key", "")[:LONGEST_KEY], request.form.get("_seen", 1, type=int)
    return Order(me().account, raw_values(given.pairs, form), given.files, key, seen, request.args.get("at", ""))


def _not_done(hand: Hand, given: HandedIn, order: Order, refusal: Refusal) -> Answer:
    """The page once more with everything typed in it, which is also kept as a draft. A program gets the reasons alone."""
    with bench().databases.read() as session:
        try:
            hand.open(session)
        except Closed as closed:
            return conflict(closed, hand.form(), order.raw, refusal)
    if wants_json():
        raise refusal
    draft = leave_as_draft(hand.subject, given)
    meanwhile = isinstance(refusal, Stale)
    reasons, what = ((), str(refusal)) if meanwhile else (refusal.reasons, "")
    typed = Typed(order.raw, given.files, reasons, draft.saved_at, order.key or new_key(), what)
    with bench().databases.read() as session:
        opened = hand.open(session)
        return make_response(page("task.html", "/", page=hand.page(session, opened, typed)), refusal.status)

"""Signing in and out, and the guard in front of every other page."""

from __future__ import annotations

import json
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from app.web.auth.lockout import Locked, admit, forgive
from app.web.auth.passwords import matches
from app.web.context import COOKIE, bench, sessions, wants_json
from app.web.forms import drafts
from app.web.forms.posted import LONGEST_IN_ALL, Pairs, entered
from app.web.problems import problem
from workflows.errors import Invalid
from workflows.procurement.models.people import Account
from workflows.text import _

rooms = Blueprint("auth", __name__)
OPEN = frozenset({"auth.sign_in", "auth.enter", "asset", "health.check"})
"""What answers without a sign-in; every other address asks who is there first."""
LONGEST_TOKEN = 64


def guard(flask: Flask, more_open: frozenset[str] = frozenset()) -> None:
    """Ask every request who is there, `OPEN` and `more_open` endpoints apart."""

    def identify() -> Answer | None:
        token = request.cookies.get(COOKIE, "")
        if token and len(token) <= LONGEST_TOKEN and request.endpoint != "asset":
            g.signed_in = sessions().find(token)
        if g.get("signed_in") or request.endpoint is None or request.endpoint in OPEN | more_open:
            return None
        return _ask_to_sign_in()

    flask.before_request(identify)


def _ask_to_sign_in() -> Answer:
    """Send a reader to the door and back; keep what a person has typed at the door with them."""
    if wants_json():
        return problem(401, _("登录已失效，请重新登录。"))
    if request.method != "POST":
        return redirect("/sign-in?" + urlencode({"next": request.full_path.rstrip("?")}, safe="/?"), 303)
    try:
        carried = json.dumps(entered(request.form.items(multi=True)), ensure_ascii=False)
    except Invalid:
        carried = ""
    return _door(401, _("登录已失效，请重新登录。您填写的内容已保留，登录后继续提交。"), way_on=request.path, carried=carried)


@rooms.get("/sign-in")
def sign_in() -> Answer:
    """The door."""
    return _door(200, "", way_on=request.args.get("next", "/"), account=request.args.get("account", ""))


@rooms.post("/sign-in")
def enter() -> Answer:
    """Compare the password, open a session, go where the person wanted to go."""
    account, password = request.form.get("account", "").replace("\x00", "").strip()[:40], request.form.get("password", "")
    way_on, carried = request.form.get("next", "/"), request.form.get("carried", "")
    try:
        entitled = _proves(account, password)
    except Locked as locked:
        return _door(429, str(locked), way_on=way_on, carried=carried, account=account)
    if not entitled:
        return _door(422, _("账户或口令不正确。"), way_on=way_on, carried=carried, account=account)
    _restore(account, way_on, carried)
    return admitted(account, local(way_on))


@rooms.post("/sign-out")
def leave() -> Answer:
    """End this session."""
    sessions().close(request.cookies.get(COOKIE, ""))
    answer = redirect("/sign-in", 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=bench().config.secure_cookies)
    return answer


def admitted(account: str, way_on: str) -> Answer:
    """Open a session for an account whose right to it is established."""
    answer = redirect(way_on, 303)
    token = sessions().open(account, request.remote_addr or "")
    answer.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=bench().config.secure_cookies)
    return answer


def _proves(account: str, password: str) -> bool:
    address, now = request.remote_addr or "", bench().clock.wall()
    with bench().databases.write() as session:
        admit(session, account, address, now)
        kept = session.scalar(select(Account.password_hash).where(Account.name == account, Account.active))
    if not matches(password, kept):
        return False
    with bench().databases.write() as session:
        forgive(session, account, address, now)
    return True


def _door(status: int, message: str, *, way_on: str, carried: str = "", account: str = "") -> Response:
    values = {"message": message, "way_on": local(way_on), "carried": carried[:LONGEST_IN_ALL], "account": account}
    return make_response(render_template("sign_in.html", frame=None, **values), status)


def local(address: str) -> str:
    """A path of ours, never another host's."""
    try:
        parts = urlsplit(address.replace("\\", "/"))
    except ValueError:  # an address that is none, such as //[
        return "/"
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("//")
    return address if ours and address.isprintable() else "/"


def _restore(account: str, way_on: str, carried: str) -> None:
    """What was typed before the session ended becomes the draft of the page where it was typed."""
    subject = drafts.subject_of(local(way_on))
    try:
        given: Pairs = entered([(str(name), str(value)) for name, value in json.loads(carried or "[]")])
        "".join(name + value for name, value in given).encode()  # half a character cannot be kept
    except (ValueError, TypeError, RecursionError, Invalid):
        return
    if subject and given:
        with bench().databases.write() as session:
            files = drafts.read(session, account, subject).files
            drafts.save(session, account, subject, drafts.Draft(given, files), bench().clock.now())

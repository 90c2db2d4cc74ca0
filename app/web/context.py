"""What a request has at hand: the workbench of the process, and who is signed in."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g, request

from app.composition import Workbench
from app.web.auth.sessions import Sessions, SignedIn

WORKBENCH, SESSIONS = "goufu", "goufu.sessions"
COOKIE = "goufu_session"


def equip(flask: Flask, bench: Workbench) -> None:
    """Hand the workbench to the application."""
    flask.extensions[WORKBENCH] = bench
    flask.extensions[SESSIONS] = Sessions(bench.databases, bench.clock.wall)


def bench() -> Workbench:
    """The workbench of this process."""
    return cast("Workbench", current_app.extensions[WORKBENCH])


def sessions() -> Sessions:
    """The sessions of browsers."""
    return cast("Sessions", current_app.extensions[SESSIONS])


def me() -> SignedIn:
    """Who is signed in. Only in rooms that need a sign-in: the guard has set it."""
    return cast("SignedIn", g.signed_in)


def wants_json() -> bool:
    """Whether a program asks, and not a person's browser."""
    return request.accept_mimetypes.best_match(("text/html", "application/json")) == "application/json"


def signed_in() -> SignedIn | None:
    """Who is signed in, if anybody."""
    return cast("SignedIn | None", g.get("signed_in"))

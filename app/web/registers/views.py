"""Addresses of the registers."""

from __future__ import annotations

from flask import Blueprint, abort, request

from app.visibility import CITY, towns
from app.web.cases.reader import somebody
from app.web.context import bench
from app.web.frame import inside, page
from app.web.registers.awards import award_sections
from app.web.registers.catalogues import catalogue_sections
from app.web.registers.needs import need_sections, needs_page
from app.web.registers.organisations import organisation_sections, organisations_page
from app.web.registers.platform import platform_sections, settles
from app.web.registers.spaces import space_sections
from workflows.act import SHANGHAI
from workflows.text import _

rooms = Blueprint("registers", __name__)
LONGEST = 60
LARGEST = 2**63 - 1


def asked() -> str:
    """What was typed into the search of a register."""
    return request.args.get("q", "").strip()[:LONGEST]


@rooms.get("/organisations")
def organisations() -> str:
    """The register of social organisations (ART-4.1, 24.2)."""
    today = bench().clock.now().astimezone(SHANGHAI).date()
    with bench().databases.read() as session:
        return page("register.html", "/organisations", page=organisations_page(session, asked(), today))


@rooms.get("/organisations/<key>")
def organisation(key: str) -> str:
    """One of them."""
    today = bench().clock.now().astimezone(SHANGHAI).date()
    with bench().databases.read() as session:
        title, sections = organisation_sections(session, somebody(session), key, today)
        return page("register_entry.html", "/organisations", title=title, sections=sections)


@rooms.get("/catalogues")
def catalogues() -> str:
    """The district's list and its guide."""
    today = bench().clock.now().astimezone(SHANGHAI).date()
    with bench().databases.read() as session:
        return page("register_entry.html", "/catalogues", title=_("清单和指引"), sections=catalogue_sections(session, today))


@rooms.get("/needs")
def needs() -> str:
    """What communities need (ART-4.1)."""
    with bench().databases.read() as session:
        return page("register.html", "/needs", page=needs_page(session, asked()))


@rooms.get("/needs/<id:key>")
def need(key: int) -> str:
    """One need, and what became of it."""
    if key > LARGEST:
        abort(404)
    with bench().databases.read() as session:
        title, sections = need_sections(session, key)
        return page("register_entry.html", "/needs", title=title, sections=sections)


@rooms.get("/awards")
def awards() -> str:
    """Model projects."""
    with bench().databases.read() as session:
        return page("register_entry.html", "/awards", title=_("示范项目"), sections=award_sections(session))


@rooms.get("/spaces")
def spaces() -> str:
    """Services in public spaces."""
    today = bench().clock.now().astimezone(SHANGHAI).date()
    with bench().databases.read() as session:
        return page("register_entry.html", "/spaces", title=_("公共空间服务"), sections=space_sections(session, today))


@rooms.get("/platform")
def platform() -> str:
    """What the city's platform was told, and what waits."""
    with bench().databases.read() as session:
        actor = somebody(session)
        roles = {post.role for post in actor.posts}
        if not inside(roles):
            abort(404)
        offices = None if roles & CITY else tuple(towns(session, actor))
        sections = list(platform_sections(session, offices, interface=bool(bench().config.platform)))
    return page("platform.html", "/platform", title=_("市级平台"), sections=sections, begin=settles(roles))

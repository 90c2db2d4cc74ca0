"""Addresses of the coverage table: all clauses or those of one article, and one article with everything that carries it."""

from __future__ import annotations

from flask import Blueprint, abort, request

from app.web.context import bench
from app.web.frame import frame, held, inside, page
from app.web.rules.lines import article_page, drawings, rules_page
from workflows.errors import NotYours, Reason
from workflows.procurement.lawbook import articles
from workflows.text import _

rooms = Blueprint("rules", __name__)
HERE = "/definitions"


def reads_rules(here: str = HERE) -> bool:
    """Whether this person is an official or an auditor; `here` as the page itself says it."""
    framed = frame(here)
    return framed is not None and inside(held(post).role for post in framed.posts)


@rooms.get("/rules")
def rules() -> str:
    """What carries each clause; `?article=` names one article."""
    _officials_only()
    asked = request.args.get("article", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("100") else 0
    if number and number not in articles():
        abort(404)
    with bench().databases.read() as session:
        links = drawings(session, bench().clock.now())
    return page("rules.html", HERE, page=rules_page(links, number))


@rooms.get("/rules/<int(min=1, max=30):number>")
def article(number: int) -> str:
    """One article, clause by clause."""
    _officials_only()
    with bench().databases.read() as session:
        links = drawings(session, bench().clock.now())
    return page("rules_article.html", HERE, page=article_page(links, number))


def _officials_only() -> None:
    if not reads_rules():
        raise NotYours([Reason(_("条文落实表只对审计人员和镇街、区级单位开放。"))])

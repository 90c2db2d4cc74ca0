"""项目库: the designs that a town consented to, for its communities and itself; an organisation's own, wherever it handed them in."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.visibility import CITY, towns
from app.web.cases.beginnings import STATES
from app.web.views.bits import Chip, Tone
from app.web.views.lists import ListPage, ListRow
from workflows.act import Actor
from workflows.procurement.models.library import CONSENTED, SUBMITTED, LibraryEntry
from workflows.procurement.models.people import Authority, Community, Organisation
from workflows.text import _

MOST = 200
TONES: Mapping[str, Tone] = {CONSENTED: "soon", SUBMITTED: "pending"}


def library_page(session: Session, actor: Actor) -> ListPage:
    """The latest first; at most MOST."""
    wanted = select(LibraryEntry, Organisation.name, Authority.short)
    wanted = wanted.join(Organisation, Organisation.id == LibraryEntry.organisation_id)
    wanted = wanted.join(Authority, Authority.id == LibraryEntry.authority_id)
    if not any(post.role in CITY for post in actor.posts):
        wanted = wanted.where(_mine(session, actor))
    rows = session.execute(wanted.order_by(LibraryEntry.id.desc()).limit(MOST)).all()
    return ListPage(_("项目库"), [_row(entry, name, town) for entry, name, town in rows], _("项目库里还没有项目"))


def _mine(session: Session, actor: Actor) -> ColumnElement[bool]:
    offices, places = towns(session, actor), actor.places("organisation.agent")
    communities = [post.place for post in actor.posts if post.role.startswith("community.")]
    here = select(Community.town_id).where(Community.id.in_(communities))
    return or_(
        LibraryEntry.authority_id.in_(offices),
        LibraryEntry.organisation_id.in_(places),
        and_(LibraryEntry.state == CONSENTED, LibraryEntry.authority_id.in_(here)),
    )


def _row(entry: LibraryEntry, organisation: str, town: str) -> ListRow:
    until = _("{organisation}，有效至{until}").format(organisation=organisation, until=entry.valid_until)
    below = until if entry.valid_until else organisation
    number = _("{number}第{version}版").format(number=entry.number, version=entry.version)
    state = Chip(STATES[entry.state], TONES.get(entry.state, "none"))
    return ListRow(f"/cases/{entry.case_id}", entry.title, below, town, number, entry.submitted_at, state, entry.amount)

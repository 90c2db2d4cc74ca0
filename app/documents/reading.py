"""Who may open which file: the case must be visible, the quotations open, and outsiders see the part that is theirs."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, not_, or_, select, true

from app.visibility import CITY, seen_by
from workflows.act import Actor
from workflows.engine.tables import IS_OPEN, case_, work_item
from workflows.procurement.models.documents import Document
from workflows.procurement.models.notices import Notice
from workflows.procurement.models.people import Post
from workflows.procurement.models.procurements import UNDER_SEAL, Invitation, Procurement
from workflows.procurement.models.remedies import Challenge
from workflows.procurement.models.solicitations import Solicitation
from workflows.procurement.seals import LAST_PRICE
from workflows.schema import Instant

AGENT = "organisation.agent"
OPENING, LETTER = ("comparison.open_quotations", "opening.open"), "challenge.answer"
INVITED = ("comparison.invite", "documents.draft", "documents.change")
SURVEY, DESIGNED = "acceptance.record_survey", "library.submit"
PERFORMED = ("supervision.", "acceptance.", "evaluation.")
OWN_WAY = ("proposal.", "project.apply", "library.")
"""What a community hands in, and the designs from which it picks."""
JUDGED = ("procurement.draft_plan", "documents.", "response.", "rounds.", "assessment.")
"""What a panel judges, and by which documents."""
PARTS = {"third_party.": ("contract.", *PERFORMED), "expert": (*PERFORMED, *JUDGED), "community.": (*PERFORMED, *OWN_WAY)}
"""Kind of role → the tasks whose files it reads in a case that it may see. Offices read all; a contractor what follows the award."""
_OF_PROJECT = Procurement.project_id == Document.project_id
_CLOSED = exists().where(_OF_PROJECT, Procurement.closes_at <= bindparam("now", type_=Instant))
_OPENED = exists().where(_OF_PROJECT, Document.at <= Procurement.opened_at)
_TALKED = exists().where(
    Solicitation.project_id == Document.project_id,
    Solicitation.final_closes_at <= bindparam("now", type_=Instant),
    Document.at <= Solicitation.final_closes_at,
)
SEALED = or_(and_(Document.task.in_(UNDER_SEAL), not_(_OPENED)), and_(Document.task == LAST_PRICE, not_(_TALKED)))
"""Handed in with a price that was not opened before a witness, or a last one before its closing; what was opened once stays open."""
HANDED_IN = (*UNDER_SEAL, LAST_PRICE, DESIGNED)


@lru_cache(maxsize=1024)
def readable(actor: Actor, offices: tuple[str, ...]) -> ColumnElement[bool]:
    """The condition on `Document` under which this person may open a file at the moment `now` (a parameter). `offices`: their towns.

    What was handed in with a quotation nobody opens before the closing, administrators included, except the organisation that quotes;
    then those whose task it is to open it before a witness; the others when they have.
    """
    seen = exists().where(case_.c.id == Document.case_id, seen_by(actor, offices))
    whole = true() if any(post.role in CITY for post in actor.posts) else Document.authority_id.in_(offices)
    return or_(_own(actor), _asked(actor), and_(or_(not_(SEALED), _opening(actor)), or_(whole, _part(actor)), seen))


def _opening(actor: Actor) -> ColumnElement[bool]:
    """After the closing, for those on whose desk the opening lies."""
    held = [and_(work_item.c.role == post.role, work_item.c.place == post.place) for post in actor.posts]
    root = select(case_.c.root_id).where(case_.c.id == Document.case_id).correlate(Document).scalar_subquery()
    mine = exists().where(work_item.c.root_id == root, work_item.c.task.in_(OPENING), IS_OPEN, or_(false(), *held))
    return and_(_CLOSED, mine)


def _own(actor: Actor) -> ColumnElement[bool]:
    """Handed in by this person, or as a quotation by somebody of the same organisation."""
    places = actor.places(AGENT)
    mine = Document.owner == actor.name
    if not places:
        return mine
    colleague = exists().where(Post.account == Document.owner, Post.role == AGENT, Post.place.in_(places))
    return or_(mine, and_(Document.task.in_(HANDED_IN), colleague))


def _asked(actor: Actor) -> ColumnElement[bool]:
    """The invitation, for those who were invited; the answer to a challenge, for those who challenged."""
    places = actor.places(AGENT)
    if not places:
        return false()
    invited = exists().where(Invitation.project_id == Document.project_id, Invitation.organisation.in_(places))
    heard = exists().where(Challenge.case_id == Document.case_id, Challenge.organisation.in_(places))
    said = Notice.kind.in_(("call", "change")), Notice.published_at >= Document.at
    public = or_(Document.task == INVITED[0], exists().where(Notice.project_id == Document.project_id, *said))
    return or_(and_(Document.task.in_(INVITED), invited, public), and_(Document.task == LETTER, heard))


def _part(actor: Actor) -> ColumnElement[bool]:
    """What somebody outside the offices reads."""
    kinds = {prefix for post in actor.posts for kind, prefixes in PARTS.items() if post.role.startswith(kind) for prefix in prefixes}
    parts = [_of(prefix) for prefix in sorted(kinds)]
    places = actor.places(AGENT)
    if places:
        ours = exists().where(Procurement.project_id == Document.project_id, Procurement.awarded.in_(places))
        parts.append(and_(ours, or_(*(_of(prefix) for prefix in ("contract.", *PERFORMED)))))
    return or_(false(), *parts)


def _of(prefix: str) -> ColumnElement[bool]:
    """Handed in with a task of that stage; what residents answered in a survey stays inside the office."""
    return and_(Document.task.startswith(prefix, autoescape=True), Document.task != SURVEY)

"""需求: what communities need, what became of it, and the projects that serve it: for everybody, without who said so (Art. 4, 9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.web.cases.names import Names
from app.web.dossier.standing import NEEDS
from app.web.views.bits import Chip, Fact, TableView, Tone
from app.web.views.case import Section
from app.web.views.lists import EntryRow, RegisterPage
from workflows.errors import Missing, Reason
from workflows.procurement.models.needs import ADOPTED, COLLECTED, Need, merged_with, projects_for, short
from workflows.procurement.models.people import Community
from workflows.text import _

MOST = 200
TONES: Mapping[str, Tone] = {COLLECTED: "pending", ADOPTED: "soon"}
SERVED = _("已立项")


def needs_page(session: Session, asked: str) -> RegisterPage:
    """The latest first; at most MOST. Above them how many there are of each group."""
    wanted = select(Need, Community.name).join(Community, Community.id == Need.community_id)
    if asked:
        held = (column.contains(asked, autoescape=True) for column in (Need.description, Need.number, Need.people, Community.name))
        wanted = wanted.where(or_(*held))
    found = session.execute(wanted.order_by(Need.id.desc()).limit(MOST)).all()
    rows = [_row(session, need, community) for need, community in found]
    analysis = [_analysis([need for need, _community in found])] if found else []
    return RegisterPage(_("需求"), rows, _("没有符合条件的需求"), asked, _("需求、社区或者人群"), analysis)


def _row(session: Session, need: Need, community: str) -> EntryRow:
    served = bool(projects_for(session, need))
    state = SERVED if served else NEEDS[need.state]
    below = _("{people}，{n}人支持，{urgency}").format(people=need.people, n=need.supporters, urgency=need.urgency)
    tone: Tone = "none" if served else TONES.get(need.state, "none")
    return EntryRow(f"/needs/{need.id}", short(need), below, community, need.number, [Chip(state, tone)], str(need.found_on))


def _analysis(found: Sequence[Need]) -> Section:
    """By group: how many needs, how many people stand behind them, what was decided."""
    counted = Counter((one.people, one.state) for one in found)
    rows = []
    for people in dict.fromkeys(one.people for one in found):
        behind = sum(one.supporters for one in found if one.people == people)
        states = [str(counted[people, state] or "") for state in NEEDS]
        rows.append((people, str(sum(counted[people, state] for state in NEEDS)), str(behind), *states))
    heads = (_("人群"), _("需求"), _("支持人数"), *NEEDS.values())
    return Section(_("需求分析"), tables=[TableView("", heads, rows)])


def need_sections(session: Session, key: int) -> tuple[str, Sequence[Section]]:
    """The number and the sections of one need's page. Raises Missing."""
    need = session.get(Need, key)
    if need is None:
        raise Missing([Reason(_("没有这条需求。"))])
    return need.number, list(_sections(session, need))


def _sections(session: Session, need: Need) -> Iterator[Section]:
    names, same = Names(session), merged_with(session, need)
    into = session.get(Need, need.merged_into) if need.merged_into else None
    facts = [
        Fact(_("社区"), names.place(need.community_id)),
        Fact(_("来源"), need.source),
        Fact(_("人群"), need.people),
        Fact(_("支持人数"), _support(need, same)),
        Fact(_("紧急程度"), need.urgency),
        Fact(_("发现日期"), str(need.found_on)),
        Fact(_("研判结论"), NEEDS[need.state]),
        Fact(_("并入"), f"{into.number} {short(into)}" if into else ""),
        Fact(_("理由"), need.reason),
        Fact(_("答复"), need.answer),
    ]
    yield Section(_("需求"), [one for one in facts if one.text], text=need.description)
    if same:
        rows = [(one.number, names.place(one.community_id), str(one.supporters), short(one)) for one in same]
        yield Section(_("合并的需求"), tables=[TableView("", (_("编号"), _("社区"), _("支持人数"), _("需求")), rows)])
    heads = (_("项目"), _("编号"), _("单位"))
    projects = [(one.title, one.number, names.place(one.authority_id)) for one in projects_for(session, need)]
    yield Section(_("回应这一需求的项目"), tables=[TableView("", heads, projects, empty=_("尚未立项。"))])


def _support(need: Need, same: Sequence[Need]) -> str:
    if not same:
        return _("{n}人").format(n=need.supporters)
    total = need.supporters + sum(one.supporters for one in same)
    return _("{n}人，连同合并的共{total}人").format(n=need.supporters, total=total)

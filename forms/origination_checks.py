"""What a submitted plan is checked against, from rows and the law of the day; and the same plan as a browser would post it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from forms.base import Choices
from workflows.act import Act
from workflows.procurement import lawbook, money
from workflows.procurement.charges import charges
from workflows.procurement.drafting import AS_WRITTEN, is_sensitive
from workflows.procurement.durations import lasting
from workflows.procurement.facts import budget_level
from workflows.procurement.models.catalogues import guides
from workflows.procurement.models.funds import FundLine
from workflows.procurement.models.law import RulePack, RulePackExtension, ServiceListItem
from workflows.procurement.models.needs import adopted, needs_of, short
from workflows.procurement.models.people import Authority, Community, Organisation
from workflows.procurement.models.projects import CostItem, FundingLine, Project, ProjectCommunity, ScreeningAnswer, Target, parts
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import funding, needs, origination, platform, screening, suspicions, term
from workflows.procurement.rules.funding import Charge
from workflows.procurement.screening import clause, clauses, synonyms
from workflows.procurement.suspecting import suspect
from workflows.text import _

EXPIRED, MISUSED, EARLY = "F28", "F17", "F14"
"""Flags: decided under measures that had run out; money whose purpose may be another; a service that may begin before it is bought."""
SERVICE = ("title", "need", "governance_goal", "category_other_text")
"""The texts that say what is bought, and for whom."""
SCREENED = (*SERVICE, "place", "art11_note")


def check(act: Act, project: Project | None, data: Mapping[str, Any], origin: str = "A") -> list[screening.Candidate]:
    """Apply every rule of origination; the reasons wait for `settle`. `origin`: the route that begins here. Returns the keywords found."""
    _check_place(act, project, data, origin)
    listed = _listed(act, project)
    act.check(needs.served_needs_are_adopted, data["needs"], [one.number for one in adopted(act.session, act.case.authority_id)])
    _check_category(act, data, listed)
    _check_money(act, data, listed)
    _check_basis(act, data)
    _check_term(act, data)
    suspect(act, suspicions.off_the_list(data["list_item"], len(listed)))
    act.check(platform.nobody_will_be_exposed, data["title"], "title")
    numbers = [number for number in range(1, 7) if data[f"art11_{number}"]]
    act.check(screening.nothing_prohibited, [clause(number) for number in numbers])
    found = screening.candidates(_texts(data), clauses())
    act.check(screening.keywords_go_to_compliance, found)
    return found


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    """Field path → text, for every field that is written freely."""
    texts = {name: data[name] for name in SCREENED}
    for rows, columns in (("cost_items", ("item", "unit")), ("targets", ("name", "unit", "source"))):
        texts |= {f"{rows}.{place}.{column}": line[column] for place, line in enumerate(data[rows]) for column in columns}
    return texts


def _check_place(act: Act, project: Project | None, data: Mapping[str, Any], origin: str) -> None:
    # Locked until the plan is written: no two plans of a town find the same title free, or take the same number.
    town = act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
    act.check(origination.buyer_is_a_town, town.kind)
    if project is None:
        act.check(origination.route_of_this_procedure, data["route"], origin)
    else:
        act.check(origination.route_is_kept, data["route"], project.route)
    own = act.session.scalars(select(Community.id).where(Community.town_id == town.id)).all()
    act.check(origination.communities_of_this_town, data["communities"], own)
    year = project.year if project else act.today.year
    same = select(Project.id).where(Project.authority_id == town.id, Project.year == year, Project.title == data["title"])
    others = [one for one in act.session.scalars(same) if project is None or one != project.id]
    act.check(origination.title_is_new, bool(others), year)


def check_category_alone(act: Act, data: Mapping[str, Any]) -> bool:
    """Whether class and sub-item belong together, and 其他 is not one of those named (Art. 8); the reasons wait for `settle`."""
    classes = lawbook.categories(act.session, occasion(act))
    listed = {item: (one.number, one.name) for one in classes for item in one.items}
    act.check(origination.class_is_known, data["category_class"], [str(one.number) for one in classes])
    act.check(origination.other_is_not_listed, data["sub_item"], data["category_other_text"], listed, synonyms(), data["title"])
    category = lawbook.category_of(act.session, data["sub_item"], occasion(act))
    known = (category.number, category.name) if category else None
    return not act.check(origination.sub_item_of_its_class, data["sub_item"], data["category_class"], known)


def _listed(act: Act, project: Project | None) -> list[ServiceListItem]:
    """The list that binds this plan: the version under which it was begun, else the one in force (ART-7.3)."""
    return lawbook.list_items(act.session, act.case.authority_id, act.today, project.service_list if project else "")


def _check_category(act: Act, data: Mapping[str, Any], listed: Sequence[ServiceListItem]) -> None:
    sub_item, misplaced = data["sub_item"], not check_category_alone(act, data)
    sensitive = is_sensitive(act, sub_item, data["category_class"])
    texts = [data[name] for name in SERVICE]
    act.check(origination.guardians_consent, sensitive, sub_item, texts, data["guardian_consent"])
    if not misplaced:
        known = {item.code: item.sub_item for item in listed}
        act.check(origination.list_item_fits, data["list_item"], known.get(data["list_item"]), sub_item)


def _check_money(act: Act, data: Mapping[str, Any], listed: Sequence[ServiceListItem]) -> None:
    year, separable = act.today.year, data["funds_separable"]
    lines = [(line["fund"], line["amount"]) for line in data["funding"]]
    charged = charges(act.session, lines, act.case.authority_id, year)
    subject, service = _subject(act, data, listed), data["sub_item"]
    service = data["category_other_text"] if service == origination.OTHER else service
    act.check(funding.money_of_this_town, charged, year)
    act.check(funding.earmark_is_kept, charged, service, subject)
    act.check(funding.pooled_money_buys_from_the_list, charged, data["list_item"])
    act.check(funding.donor_purpose_is_kept, charged, subject)
    if act.check(funding.touched_purpose_is_explained, charged, service, subject, data["purpose_reason"]):
        act.record.flags.append(MISUSED)
    act.check(funding.residents_decided, charged, bool(data["resident_decision"]))
    act.check(funding.funds_suffice, charged, "funding")
    charity = act.session.get(Organisation, data["appeal_organisation"]) if data["appeal_organisation"] else None
    appeal = (data["appeal_organisation"], data["appeal_certificate"], data["appeal_plan_no"])
    act.check(funding.appeal_is_licensed, data["public_appeal"], *appeal, bool(charity and charity.public_fundraising))
    act.check(funding.mixture_is_declared, charged, separable)
    _check_limit(act, charged, separable)


def _check_limit(act: Act, charged: Sequence[Charge], separable: str) -> None:
    limit = lawbook.threshold(act.session, lawbook.LIMIT, occasion(act, act.today), budget_level(act))
    act.check(funding.inseparable_counts_as_fiscal, charged, separable, limit)
    act.check(origination.limit_is_registered, bool(funding.fiscal_part(charged, separable)), limit, act.today)


def _subject(act: Act, data: Mapping[str, Any], listed: Sequence[ServiceListItem]) -> funding.Subject:
    """What the project buys and how it is put: against this the purpose of money is held."""
    named = [item.name for item in listed if item.code == data["list_item"]]
    classes = [one.name for one in lawbook.categories(act.session, occasion(act)) if str(one.number) == data["category_class"]]
    own = data["category_other_text"] if data["sub_item"] == origination.OTHER else data["sub_item"]
    return funding.Subject([own, *classes, *named], [data["title"], data["need"], data["governance_goal"]])


def _check_basis(act: Act, data: Mapping[str, Any]) -> None:
    ended_on = None if lawbook.basis(act.session, act.today) else _ended_on(act)
    act.check(origination.basis_in_force, ended_on, data["basis_reference"])
    if ended_on:
        act.record.flags.append(EXPIRED)


def _check_term(act: Act, data: Mapping[str, Any]) -> None:
    if any(one.level == "warn" for one in act.check(origination.begins_after_submission, data["begins_on"], act.today)):
        act.record.flags.append(EARLY)
    act.check(term.three_years_at_most, lasting(act, data["begins_on"], data["ends_on"]))


def _ended_on(act: Act) -> dt.date:
    """The last day on which the measures, or what extended them, were in force; today where they never were."""
    ends = [act.session.scalar(select(func.max(kind.to_date)).where(kind.to_date < act.today)) for kind in (RulePack, RulePackExtension)]
    return max((end for end in ends if end), default=act.today)


# ---------------------------------------------------------------- what the page offers and shows


def choices(act: Act) -> Choices:
    """The lists of the plan's Pick fields."""
    session, town, today = act.session, act.case.authority_id, act.today
    communities = session.scalars(select(Community).where(Community.town_id == town).order_by(Community.id))
    charities = session.scalars(select(Organisation).where(Organisation.public_fundraising.is_(True)).order_by(Organisation.id))
    return {
        "communities": [(one.id, one.name) for one in communities],
        **services(act),
        "needs": [(one.number, f"{one.number} {short(one)}") for one in adopted(session, town)],
        "list_items": [(item.code, f"{item.code} {item.name}") for item in _listed(act, _project(act))],
        "funds": [(one.code, _fund_label(one)) for one in funds_of(act, today.year)],
        "charities": [(one.id, one.name) for one in charities],
    }


def services(act: Act) -> dict[str, Sequence[tuple[str, str]]]:
    """The classes of Art. 8 and what they name."""
    classes = lawbook.categories(act.session, occasion(act))
    named = [(item, f"{one.number} {item}") for one in classes for item in one.items]
    listed = [(str(one.number), f"{one.number} {one.name}") for one in classes]
    return {"classes": listed, "sub_items": [*named, (origination.OTHER, origination.OTHER)]}


def in_force(act: Act) -> dict[str, str]:
    """Beside the item of the list: which versions of list and guide are in force (ART-7.3, 10.1)."""
    current = lawbook.list_in_force(act.session, act.case.authority_id, act.today)
    town = act.session.get(Authority, act.case.authority_id)
    guide = next(iter(guides(act.session, town.parent_id or town.id)), None) if town else None
    said = [_("现行清单：{year}年第{n}版。").format(year=current.year, n=current.version)] if current else []
    said += [_("现行购买指引：第{n}版（{document}）。").format(n=guide.version, document=guide.document)] if guide else []
    return {"list_item": "".join(said)} if said else {}


def _project(act: Act) -> Project | None:
    """The project whose plan this page shows again; None for a new one."""
    return act.session.get(Project, act.case.subject_id) if act.case.subject_kind == "project" else None


def funds_of(act: Act, year: int) -> Sequence[FundLine]:
    """The town's lines of a year, in order of code."""
    mine = select(FundLine).where(FundLine.town_id == act.case.authority_id, FundLine.year == year)
    return act.session.scalars(mine.order_by(FundLine.code)).all()


def _fund_label(fund: FundLine) -> str:
    return f"{fund.code} {fund.purpose}（{fund.kind}，可用{money.figures(fund.available)}元）"


def as_posted(act: Act, project: Project) -> dict[str, Any]:
    """The plan in force, as a browser would post it."""
    session = act.session
    plain = {name: _posted(getattr(project, name)) for name in AS_WRITTEN}
    answers = {f"art11_{one.position}": _posted(one.declared) for one in parts(session, project, ScreeningAnswer)}
    return {
        **plain,
        **answers,
        "amount_words": money.words(project.amount),
        "communities": [one.community_id for one in parts(session, project, ProjectCommunity)],
        "needs": [one.number for one in needs_of(session, project)],
        "cost_items": [_line(one, "item unit quantity price amount") for one in parts(session, project, CostItem)],
        "funding": [_line(one, "fund amount") for one in parts(session, project, FundingLine)],
        "targets": [_line(one, "code kind name target unit weight source") for one in parts(session, project, Target)],
    }


_PLAIN = frozenset({"quantity", "target", "weight"})


def _line(row: Any, names: str) -> dict[str, str]:
    found = {name: getattr(row, name) for name in names.split()}
    return {name: money.plain(value) if name in _PLAIN else _posted(value) for name, value in found.items()}


def _posted(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return money.figures(value) if isinstance(value, Decimal) else str(value)

"""A design of a social organisation for the town's project library (Art. 19, item 3): handed in, checked, withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from sqlalchemy import func, select

from forms import origination_checks as checks
from forms.base import Choices, Form
from forms.fields import Attachment, Choice, Money, Number, Pick, Rows, Text
from forms.origination import CostLine
from workflows.act import Act, Facts
from workflows.errors import Reason
from workflows.procurement import calendar, lawbook, money
from workflows.procurement.contractors import organisation, registration
from workflows.procurement.models import library as rows
from workflows.procurement.models.documents import attach
from workflows.procurement.models.library import LibraryEntry, LibraryPrice, entry_at, entry_of, prices_of
from workflows.procurement.models.people import Authority, Community
from workflows.procurement.occasions import occasion
from workflows.procurement.rules import comparison, origination, platform, registers, screening
from workflows.procurement.rules import library as rules
from workflows.procurement.screening import clauses
from workflows.text import _

TEXTS = ("title", "category_other_text", "target_group", "content", "capacity")
KEPT = (*TEXTS, "category_class", "sub_item", "amount", "disclosure")
REPLACED = "entry_replaced"
"""The message by which an entry learns that a later version has taken its place."""


class SubmitDesign(Form):
    """提交策划书."""

    task = "library.submit"
    submit = _("提交镇街审查")

    renews = Pick(_("续报的入库项目"), "own_entries", required=False, load_default="", help=_("新项目不选；续报的，审查同意后替换原版本。"))
    title = Text(_("项目名称"), most=60)
    category_class = Pick(_("服务类别"), "classes")
    sub_item = Pick(_("服务子项"), "sub_items")
    category_other_text = Text(_("其他服务内容"), required=False, load_default="", help=_("子项选“其他”时填写。"))
    target_group = Text(_("服务对象"))
    beneficiaries = Number(_("受益人数"), least="1", unit=_("人"))
    content = Text(_("服务内容和方法"), most=4000, long=True)
    capacity = Text(_("人员与资质"), most=2000, long=True, help=_("写明人数、专业和证书，不写姓名。"))
    prices = Rows(_("报价明细"), CostLine, least=1)
    amount = Money(_("概算"))
    disclosure = Text(
        _("利益关系声明"), most=1000, long=True, personal=True, help=_("与镇街、社区人员有无亲属、任职等关系，没有的填“无”。")
    )
    community = Pick(_("意向社区"), "communities", required=False, load_default="", help=_("不限定社区的不选。"))
    valid_months = Number(_("有效期"), least="1", unit=_("个月"))
    plan = Attachment(_("服务方案"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Sums and descriptions, as in every plan."""
        yield from origination.other_is_described(data["sub_item"], data["category_other_text"])
        lines = data["prices"]
        for reason in origination.lines_multiply([(one["quantity"], one["price"], one["amount"]) for one in lines]):
            yield Reason(reason.message, (reason.field or "").replace("cost_items", "prices"), level="invalid")
        for reason in origination.costs_make_the_budget([one["amount"] for one in lines], data["amount"]):
            yield Reason(_("报价明细与概算不符：{said}").format(said=reason.message), "prices", rules=reason.rules, level="invalid")

    def prefill(self, act: Act) -> dict[str, Any]:
        """A paper that came back stands as it was handed in."""
        entry = entry_at(act.session, act.case.root_id)
        if entry is None:
            return {"valid_months": str(lawbook.figure(act.session, "TD65", occasion(act)))}
        plain = {name: str(getattr(entry, name)) for name in (*TEXTS, "category_class", "sub_item", "disclosure", "valid_months")}
        return {
            **plain,
            "renews": entry.number if entry.version > 1 else "",
            "amount": money.figures(entry.amount),
            "beneficiaries": str(entry.beneficiaries),
            "community": entry.community_id or "",
            "prices": [_line(one) for one in prices_of(act.session, entry)],
        }

    def choices(self, act: Act) -> Choices:
        """Classes, the town's communities, and what the organisation has in its library."""
        here = select(Community).where(Community.town_id == act.case.authority_id).order_by(Community.id)
        return {
            "own_entries": [(one.number, f"{one.number} {one.title}") for one in _own(act)],
            **checks.services(act),
            "communities": [(one.id, one.name) for one in act.session.scalars(here)],
        }

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Check registration, category and texts (ART-3.3, 8.1, 11.2, 19.3); write the entry. Raises Invalid, Refused."""
        entry = entry_at(act.session, act.case.root_id)
        author = organisation_of(act, entry)
        registered = registration(act.session, author)
        act.check(comparison.is_a_social_organisation, registered, "title")
        act.check(comparison.registration_in_force, registered, act.today, _("申报入库"), "title")
        act.check(registers.author_is_verified, registered.name, organisation(act.session, author).verified_until, act.today)
        checks.check_category_alone(act, data)
        act.check(rules.valid_no_longer_than_a_year, int(data["valid_months"]), int(lawbook.figure(act.session, "TD65", occasion(act))))
        if entry is None:
            act.check(rules.own_entry_is_renewed, data["renews"], [one.number for one in _own(act)])
        for field in TEXTS:
            act.check(platform.nobody_will_be_exposed, data[field], field)
        texts = {name: data[name] for name in TEXTS} | {f"prices.{n}.item": one["item"] for n, one in enumerate(data["prices"])}
        act.check(screening.keywords_go_to_compliance, screening.candidates(texts, clauses()))
        act.check(rules.meant_for_a_community_of_the_town, data["community"], [key for key, _name in self.choices(act)["communities"]])
        act.settle()
        _write(act, entry or _begin(act, author, data["renews"]), data)
        attach(act, "plan", data["plan"])
        return {}


def organisation_of(act: Act, entry: LibraryEntry | None) -> str:
    """Whose design it is: the entry's, or that of the post under which somebody begins."""
    if entry is not None:
        return entry.organisation_id
    return act.item.post.place if act.item and act.item.post else ""


def _own(act: Act) -> list[LibraryEntry]:
    """What the organisation has in this town's library, of each its latest version."""
    author = organisation_of(act, entry_at(act.session, act.case.root_id))
    mine = select(LibraryEntry).where(LibraryEntry.organisation_id == author, LibraryEntry.authority_id == act.case.authority_id)
    found = act.session.scalars(mine.where(LibraryEntry.decided_at.is_not(None)).order_by(LibraryEntry.number, LibraryEntry.version))
    return list({one.number: one for one in found}.values())


def _begin(act: Act, author: str, renews: str) -> LibraryEntry:
    """A new entry with the town's next number of the year, or the next version of an old one."""
    town = act.session.get_one(Authority, act.case.authority_id, with_for_update=True)
    version = 1
    if renews:
        version += act.session.scalar(select(func.max(LibraryEntry.version)).where(LibraryEntry.number == renews)) or 0
    else:
        year = f"{town.short}项目库〔{act.today.year}〕"
        taken = act.session.scalar(select(func.count(LibraryEntry.number.distinct())).where(LibraryEntry.number.startswith(year))) or 0
        renews = f"{year}{taken + 1}号"
    number = {"number": renews, "version": version}
    who = {"case_id": act.case.id, "authority_id": town.id, "organisation_id": author, "submitted_by": act.who}
    return LibraryEntry(**number, **who, opinion="", withdrawal_reason="")


def _write(act: Act, entry: LibraryEntry, data: Mapping[str, Any]) -> None:
    for name in KEPT:
        setattr(entry, name, data[name])
    entry.beneficiaries, entry.valid_months = int(data["beneficiaries"]), int(data["valid_months"])
    entry.community_id, entry.state, entry.submitted_at = data["community"] or None, rows.SUBMITTED, act.now
    act.case.title, act.case.number = entry.title, entry.number
    act.session.add(entry)
    act.session.flush()
    before = act.session.scalar(select(func.max(LibraryPrice.revision)).where(LibraryPrice.entry_id == entry.id)) or 0
    for place, line in enumerate(data["prices"]):
        act.session.add(LibraryPrice(entry_id=entry.id, revision=before + 1, position=place, **line))


def _line(one: LibraryPrice) -> dict[str, str]:
    figures = {name: money.figures(getattr(one, name)) for name in ("price", "amount")}
    return {"item": one.item, "unit": one.unit, "quantity": money.plain(one.quantity), **figures}


class CheckDesign(Form):
    """形式审查."""

    task = "library.check"
    sends: ClassVar[frozenset[str]] = frozenset({REPLACED})
    submit = _("提交审查结论")

    screened = Choice(_("第十一条禁止事项"), rules.SCREENED)
    outcome = Choice(_("审查结论"), rules.CHECKING)
    opinion = Text(_("理由"), most=2000, long=True, required=False, load_default="", help=_("除“同意入库”外至少10字；有关键词的须说明。"))

    def cross_check(self, data: dict[str, Any]) -> Iterator[Reason]:
        """Who does not consent says why."""
        yield from rules.refusal_is_explained(data["outcome"], data["opinion"])

    def limits(self, act: Act) -> Mapping[str, str]:
        """The words found, and until when the entry would be valid."""
        entry = entry_of(act)
        until = _("同意后有效至{day}").format(day=calendar.add_months(act.today, entry.valid_months))
        words = _keywords(entry)
        return {"outcome": until} | ({"screened": _("关键词：{words}").format(words="、".join(words))} if words else {})

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """Consent, return or refuse with the reason; a consent replaces the version before (ART-19.3, 11.1). Raises Refused."""
        entry = entry_of(act)
        act.check(rules.nothing_prohibited_comes_in, data["outcome"], data["screened"])
        act.check(rules.keywords_are_answered, _keywords(entry), data["opinion"])
        if data["outcome"] == rules.CONSENT:
            act.check(comparison.registration_in_force, registration(act.session, entry.organisation_id), act.today, _("入库"), "outcome")
        act.settle()
        entry.opinion, entry.decided_by, entry.decided_at = data["opinion"], act.who, act.now
        entry.state = {rules.CONSENT: rows.CONSENTED, rules.RETURN: rows.RETURNED, rules.REFUSE: rows.REFUSED}[data["outcome"]]
        if data["outcome"] == rules.CONSENT:
            entry.valid_from, entry.valid_until = act.today, calendar.add_months(act.today, entry.valid_months)
            _replace_older(act, entry)
        return {"outcome": data["outcome"]}


def _keywords(entry: LibraryEntry) -> list[str]:
    found = screening.candidates({name: getattr(entry, name) for name in TEXTS}, clauses())
    return list(dict.fromkeys(one.keyword for one in found))


def _replace_older(act: Act, entry: LibraryEntry) -> None:
    for older in rows.versions(act.session, entry.number):
        if older.id != entry.id and older.state == rows.CONSENTED:
            older.state = rows.REPLACED
            act.send(REPLACED, older.case_id)


class WithdrawEntry(Form):
    """撤回入库项目."""

    task = "library.withdraw"
    undated: ClassVar[bool] = True
    submit = _("撤回")

    reason = Text(_("撤回理由"), most=500, long=True)

    def limits(self, act: Act) -> Mapping[str, str]:
        """Until when it stands, and that what was picked goes on."""
        entry = entry_of(act)
        return {"reason": _("有效至{day}；撤回后社区不能再选用，已选用的项目不受影响。").format(day=entry.valid_until)}

    def apply(self, act: Act, data: dict[str, Any]) -> Facts:
        """The organisation takes its design out of the library (ART-19.3)."""
        entry = entry_of(act)
        entry.state, entry.withdrawn_at, entry.withdrawal_reason = rows.WITHDRAWN, act.now, data["reason"]
        return {}


class WithdrawInTheEnd(WithdrawEntry):
    """到期前办理."""

    task = "library.end"

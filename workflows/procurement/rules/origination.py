"""Arts. 2, 6, 8, 13, 19 and 30 as they bind a plan on the day it is submitted: who buys, for whom, what, on which basis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import minors, rule, services
from workflows.procurement.rules.money import times, to_the_fen
from workflows.procurement.rules.wording import day, yuan
from workflows.text import _

AT = ("project.draft_plan", "project.apply", "project.apply_design")
TOWNS = frozenset({"镇", "街道", "街道办", "街道办事处"})
OTHER = "其他"
CONSENTED = "是"
A_YEAR = 366


@rule("ART-2.1", at=AT)
def buyer_is_a_town(kind: str) -> Reason | None:
    """Only a town government or a subdistrict office buys."""
    return None if kind in TOWNS else Reason(_("第二条：购买主体只能是镇政府或者街道办事处。"))


@rule("ART-6.3", at=AT)
def communities_of_this_town(communities: Collection[str], own: Collection[str]) -> Reason | None:
    """A project serves communities of the town that buys it."""
    return None if set(communities) <= set(own) else Reason(_("所选社区不属于本镇，请重新选择。"), "communities")


@rule("ART-19.1", at=AT)
def route_of_this_procedure(route: str, origin: str = "A") -> Reason | None:
    """A project that the town itself plans takes route A; the other two begin in the community or with an organisation."""
    if route == origin:
        return None
    if origin == "A":
        return Reason(_("第十九条：镇街规划的项目为路线A；社区申报、社会组织策划的项目从各自流程发起。"), "route")
    return Reason(_("第十九条：本流程的产生方式为路线{origin}，不能改选。").format(origin=origin), "route")


@rule("ART-19.1", at=(*AT, "project.amend_plan"))
def route_is_kept(route: str, submitted: str) -> Reason | None:
    """By which of the three routes a project came is settled when it is first submitted."""
    if route == submitted:
        return None
    return Reason(_("第十九条：本项目按路线{route}产生，送审后不得更改。").format(route=submitted), "route")


@rule("ART-19.1", at=AT)
def title_is_new(taken: bool, year: int) -> Reason | None:
    """No two projects of a town have one title in a year."""
    return Reason(_("本镇{year}年已有同名项目，请核对是否重复或者修改名称。").format(year=year), "title") if taken else None


@rule("ART-8.1", at=AT, level="invalid")
def sub_item_of_its_class(sub_item: str, chosen: str, actual: tuple[int, str] | None) -> Reason | None:
    """A named sub-item belongs to one of the five classes; `actual`: number and name of the class that lists it."""
    if sub_item == OTHER:
        return None
    if actual is None:
        return Reason(_("第八条没有列出“{sub_item}”；其他服务请选“其他”并写明内容。").format(sub_item=sub_item), "sub_item")
    number, name = actual
    if str(number) == chosen:
        return None
    message = _("“{sub_item}”属于第{number}类{name}，不属于第{chosen}类。")
    return Reason(message.format(sub_item=sub_item, number=number, name=name, chosen=chosen), "sub_item")


@rule("ART-8.1", at=AT, level="invalid")
def class_is_known(chosen: str, classes: Collection[str]) -> Reason | None:
    """Art. 8 names five classes."""
    return None if chosen in classes else Reason(_("第八条没有第{chosen}类。").format(chosen=chosen), "category_class")


@rule("ART-8.1", at=AT, level="invalid")
def other_is_described(sub_item: str, text: str) -> Reason | None:
    """What no class names is described in words, for the reviewers to confirm."""
    if sub_item == OTHER and not text:
        return Reason(_("选择“其他”时须写明服务内容，由审议人员确认。"), "category_other_text")
    return None


@rule("ART-8.1", at=(*AT, "proposal.propose", "library.submit"), level="invalid")
def other_is_not_listed(
    sub_item: str,
    text: str,
    listed: Mapping[str, tuple[int, str]],
    synonyms: services.Synonyms = services.NO_SYNONYMS,
    title: str = "",
) -> Reason | None:
    """What Art. 8 names is not called 其他; words that name it among others, or call it otherwise, are pointed out.

    `listed`: sub-item → class, its name; `synonyms`: sub-item → other words for it; `title`: read where the words tell nothing.
    """
    if sub_item != OTHER or not text:
        return None
    named = services.is_named(text, listed)
    if named:
        number, name = listed[named]
        message = _("该服务属于第八条列明的第{number}类{name}“{named}”，不能选“其他”，请选择该子项。")
        return Reason(message.format(number=number, name=name, named=named), "category_other_text")
    meant = sorted(services.meant(text, listed, synonyms) or services.meant(title, listed, synonyms))
    if not meant:
        return None
    message = _("内容涉及第八条列明的“{names}”，请核对是否应选该子项；年度金额与其合并计算。")
    return Reason(message.format(names="”“".join(meant)), "category_other_text", level="warn")


@rule("ART-8.2", at=AT)
def guardians_consent(sensitive: bool, sub_item: str, texts: Sequence[str], consent: str) -> Reason | None:
    """Sensitive services for minors need the consent of the guardians of children under fourteen; a mere mention is pointed out."""
    if not sensitive or consent == CONSENTED:
        return None
    told = minors.service_for_minors(sub_item, texts)
    if told == minors.MENTIONED:
        return Reason(_("文字提到未成年人，请核对服务对象；服务未成年人的，须落实监护人同意。"), "guardian_consent", level="warn")
    message = _("{sub_item}涉及未成年人敏感个人信息，须落实不满十四周岁儿童的监护人同意。")
    return Reason(message.format(sub_item=sub_item), "guardian_consent") if told == minors.SERVED else None


@rule("ART-13.2", at=AT)
def list_item_fits(list_item: str, listed: str | None, sub_item: str) -> Reason | None:
    """An item chosen stands in the district's list in force, for the service that the project buys; `listed`: its sub-item."""
    if not list_item or listed == sub_item:
        return None
    if listed is None:
        return Reason(_("现行区级清单中没有条目{item}。").format(item=list_item), "list_item")
    message = _("清单条目{item}属于“{listed}”，与本项目“{sub_item}”不一致。")
    return Reason(message.format(item=list_item, listed=listed, sub_item=sub_item), "list_item")


@rule("ART-15.2", at=AT, level="invalid")
def costs_make_the_budget(amounts: Sequence[Decimal], budget: Decimal) -> Reason | None:
    """The items make the budget to the fen."""
    total = sum(amounts, Decimal(0))
    if total == budget:
        return None
    message = _("费用明细合计{total}，与预算{budget}相差{gap}。")
    return Reason(message.format(total=yuan(total), budget=yuan(budget), gap=yuan(abs(total - budget))), "cost_items")


def lines_multiply(lines: Sequence[tuple[Decimal, Decimal, Decimal]]) -> Iterator[Reason]:
    """Quantity × price = amount on every line, rounded to the fen (told from the form alone; no article says so)."""
    for position, (quantity, price, amount) in enumerate(lines):
        product = times(quantity, price)
        if to_the_fen(product) != amount:
            message = _("数量×单价为{product}元，与金额{amount}不符。")
            yield Reason(message.format(product=f"{product:f}", amount=yuan(amount)), f"cost_items.{position}.amount", level="invalid")


@rule("ART-30.1", at=AT)
def basis_in_force(ended_on: dt.date | None, reference: str) -> Reason | None:
    """Where the measures have run out and nothing extends them, the document relied on is named; `ended_on`: None while in force."""
    if ended_on is None:
        return None
    if not reference:
        return Reason(_("本办法有效期至{day}，须登记延续文件，请填写文号。").format(day=day(ended_on)), "basis_reference")
    message = _("本办法有效期至{day}，已登记依据：{reference}。")
    return Reason(message.format(day=day(ended_on), reference=reference), "basis_reference", level="warn")


@rule("ART-21.1", also=("LAW-GPL-2",), at=AT)
def limit_is_registered(fiscal: bool, limit: Decimal | None, on: dt.date) -> Reason | None:
    """Whether the Procurement Law binds is told by a registered threshold; without one nothing is guessed."""
    if not fiscal or limit is not None:
        return None
    return Reason(_("无法判定适用规则：没有{day}适用的采购限额标准，请先登记标准。").format(day=day(on)), "amount")


@rule("ART-21.1", at=(*AT, "project.amend_plan"))
def begins_after_submission(begins_on: dt.date, today: dt.date) -> Reason | None:
    """A service that begins before its plan is submitted was perhaps performed before it was bought; a year before is a slip of the pen."""
    if begins_on >= today:
        return None
    if begins_on < today - dt.timedelta(days=A_YEAR):
        return Reason(_("开始日期早于今天（{today}）一年以上，请核对。").format(today=day(today)), "begins_on", level="invalid")
    return Reason(_("开始日期早于今天（{today}），请核实是否先履约后采购。").format(today=day(today)), "begins_on", level="warn")

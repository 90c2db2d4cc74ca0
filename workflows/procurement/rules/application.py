"""Art. 19, items 2 and 3: a community applies for itself and for what it decided, and the town takes only what is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.reading import plain
from workflows.procurement.rules.wording import yuan
from workflows.text import _

RECEIVED, RETURNED, REFUSED = "受理", "退回补正", "不予受理"
RECEIVING = (RECEIVED, RETURNED)
SETTLING = (RECEIVED, RETURNED, REFUSED)
ESCALATED = "报负责人决定"
"""What a return becomes that is one more than the town's figure allows a clerk."""
LEAST_WORDS = 10
AMENDED = "project.amend_plan"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a community decided, or asks for: the service as Art. 8 names it, yuan, persons."""

    title: str
    category_class: str
    sub_item: str
    other: str
    amount: Decimal
    beneficiaries: int

    def named(self) -> str:
        """The service in words."""
        return _("第{number}类“{name}”").format(number=self.category_class, name=self.other or self.sub_item)

    def same_service(self, other: Decided) -> bool:
        """Class, sub-item and the words beside 其他 are the same."""
        said = [(one.category_class, one.sub_item, plain(one.other)) for one in (self, other)]
        return said[0] == said[1]


@rule("ART-19.2", also=("ART-6.3",), at=("project.apply", "project.apply_design"))
def applies_for_itself(communities: Sequence[str], own: str, name: str) -> Reason | None:
    """A community declares its own needs, not those of another."""
    return None if list(communities) == [own] else Reason(_("社区申报的项目只服务本社区（{name}）。").format(name=name), "communities")


@rule("ART-19.2", also=("LAW-VCL-24", "LAW-RCL-9"), at=("project.apply", AMENDED))
def stays_in_what_was_voted(voted: Decided, asked: Decided) -> Iterator[Reason]:
    """The vote decides service and estimate; what goes beyond it is voted on anew."""
    if not voted.same_service(asked):
        message = _("表决通过的是{voted}，申报的是{asked}，须重新表决。")
        yield Reason(message.format(voted=voted.named(), asked=asked.named()), "sub_item")
    if asked.amount > voted.amount:
        message = _("表决通过的概算为{voted}，申报{asked}，超出{more}，须重新表决。")
        told = {"voted": yuan(voted.amount), "asked": yuan(asked.amount), "more": yuan(asked.amount - voted.amount)}
        yield Reason(message.format(**told), "amount")


@rule("ART-19.3", also=("TD67",), at=("project.apply_design", AMENDED))
def stays_in_what_was_picked(picked: Decided, asked: Decided) -> Iterator[Reason]:
    """The residents talked or voted about one design and one estimate; what goes beyond it is another."""
    if not picked.same_service(asked):
        message = _("选用的策划书为{picked}，申报的是{asked}，须重新选用。")
        yield Reason(message.format(picked=picked.named(), asked=asked.named()), "sub_item")
    if asked.amount > picked.amount:
        message = _("居民议事通过的概算为{picked}，申报{asked}，超出{more}，须重新议事。")
        told = {"picked": yuan(picked.amount), "asked": yuan(asked.amount), "more": yuan(asked.amount - picked.amount)}
        yield Reason(message.format(**told), "amount")


@rule("ART-19.2", at=("project.apply", "project.apply_design", AMENDED), level="warn")
def change_since_the_vote_is_shown(voted: Decided, asked: Decided) -> Iterator[Reason]:
    """A title may become more exact, and fewer may be served; the town is told that it is not word for word what was decided."""
    if plain(voted.title) != plain(asked.title):
        yield Reason(_("议事表决时的名称为“{title}”，请核对是否同一事项。").format(title=voted.title), "title")
    if asked.beneficiaries < voted.beneficiaries:
        message = _("议事表决时的受益人数为{voted}人，申报{asked}人，请核对。")
        yield Reason(message.format(voted=voted.beneficiaries, asked=asked.beneficiaries), "beneficiaries")


@rule("ART-19.2", at=("project.receive",), level="invalid")
def return_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who sends an application back says what is missing."""
    if outcome == RECEIVED or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("退回补正的，请写明需要补正的内容，至少{least}字。").format(least=LEAST_WORDS), "opinion")


@rule("ART-19.2", at=("project.receive",), level="invalid")
def only_complete_files_are_received(outcome: str, complete: bool, lawful: bool) -> Reason | None:
    """What is incomplete, or was not decided as it must be, is not received."""
    if outcome != RECEIVED or (complete and lawful):
        return None
    return Reason(_("材料不齐全或者议事程序不符合规定的，请退回补正。"), "outcome")


@rule("TD69", also=("ART-19.2",), at=("project.receive",), level="warn")
def returned_too_often(outcome: str, returned: int, most: int) -> Reason | None:
    """An application that was sent back as often as the town's figure allows is for the section head to settle."""
    if outcome == RECEIVED or returned < most:
        return None
    return Reason(_("本申报已退回补正{n}次，是否再次退回由社区办负责人决定。").format(n=returned), "outcome")


@rule("TD69", also=("ART-20.1",), at=("review.give_leader_opinion", "review.decide_collectively"), level="warn")
def review_returns_again(outcome: str, returned: int, most: int) -> Reason | None:
    """Leader and meeting may return a plan once more; that it went back that often is pointed out to them."""
    if outcome != RETURNED or returned < most:
        return None
    return Reason(_("本项目已退回补正{n}次，请考虑直接作出同意、否决或者暂缓的决定。").format(n=returned), "outcome")

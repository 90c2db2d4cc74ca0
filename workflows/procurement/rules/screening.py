"""Art. 11: what may not be bought. Four items are told by declaration and by words, two by a written opinion."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.reading import plain
from workflows.text import _

SUBMITTED = ("project.draft_plan",)
ANSWERED = ("review.give_compliance_opinion",)
PROHIBITED, CLEARED = "属于禁止事项", "不属于"
DECISIONS = (PROHIBITED, CLEARED)
WRITTEN = {5: "第（五）项", 6: "第（六）项"}


@dataclass(frozen=True, slots=True)
class Clause:
    """An item of Art. 11 (number 1 to 6), or another text that prohibits (0), with the words that may point to it."""

    number: int
    label: str
    text: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word found in a field that may point to a clause."""

    keyword: str
    field: str
    clause: Clause


def candidates(texts: Mapping[str, str], clauses: Sequence[Clause]) -> list[Candidate]:
    """Every keyword in every text (field path → what was written), in the order of the fields; a space hides no word."""
    words = [(word, clause) for clause in clauses for word in clause.keywords]
    read = {field: plain("".join(text.split())) for field, text in texts.items()}
    return [Candidate(word, field, clause) for field, text in read.items() for word, clause in words if word in text]


@rule("ART-11.1", at=SUBMITTED)
def nothing_prohibited(declared: Sequence[Clause]) -> Iterator[Reason]:
    """A project that falls under one of the six prohibitions is not bought."""
    for clause in declared:
        yield Reason(_("{label}：{text}不得列入购买社会组织服务。").format(label=clause.label, text=clause.text), f"art11_{clause.number}")


@rule("ART-11.2", at=SUBMITTED, level="warn")
def keywords_go_to_compliance(found: Sequence[Candidate]) -> Iterator[Reason]:
    """A word that may point to a prohibition is answered by a second person.

    So is one of the list of what Order 102 does not let a government buy (ART-11.3).
    """
    message = _("发现关键词“{keyword}”，可能涉及{label}，须由合规人员作出判断。")
    for one in found:
        yield Reason(message.format(keyword=one.keyword, label=one.clause.label), one.field)


@rule("ART-11.4", at=("procurement.draft_plan", "contract.draft"), level="warn")
def changed_content_is_screened_again(found: Sequence[Candidate]) -> Iterator[Reason]:
    """What is written later is read with the same eyes, and shown to the reviewer."""
    message = _("发现关键词“{keyword}”，可能涉及{label}，请审查人员判断是否超出已审议的内容。")
    for one in found:
        yield Reason(message.format(keyword=one.keyword, label=one.clause.label), one.field)


@rule("ART-11.2", at=ANSWERED)
def every_keyword_is_answered(keywords: Collection[str], answered: Collection[str]) -> Iterator[Reason]:
    """Compliance answers every candidate, and nothing that is none."""
    for keyword in keywords:
        if keyword not in answered:
            message = _("关键词“{keyword}”尚未判断：请确认属于禁止事项，或写明排除理由。")
            yield Reason(message.format(keyword=keyword), "keyword_decisions")
    for keyword in answered:
        if keyword not in keywords:
            yield Reason(_("“{keyword}”不是系统提示的关键词。").format(keyword=keyword), "keyword_decisions")


@rule("ART-11.2", at=ANSWERED, level="invalid")
def clearing_gives_a_reason(decisions: Sequence[tuple[str, str, str]]) -> Iterator[Reason]:
    """A word is cleared with a written reason, and each word once; `decisions`: keyword, decision, reason."""
    for position, (keyword, decision, reason) in enumerate(decisions):
        if decision == CLEARED and not reason:
            yield Reason(_("请写明排除关键词“{keyword}”的理由。").format(keyword=keyword), f"keyword_decisions.{position}.reason")
        if keyword in [earlier for earlier, _decision, _reason in decisions[:position]]:
            yield Reason(_("关键词“{keyword}”重复。").format(keyword=keyword), f"keyword_decisions.{position}.keyword")


@rule("ART-11.1", at=ANSWERED)
def prohibited_is_not_agreed(confirmed: Sequence[tuple[str, Clause]], agrees: bool) -> Iterator[Reason]:
    """What compliance confirms as prohibited cannot at the same time be agreed to; `confirmed`: keyword and its clause.

    Whichever of the two texts prohibits it (ART-11.3).
    """
    if not agrees:
        return
    for keyword, clause in confirmed:
        message = _("{label}：{text}不得列入购买社会组织服务（关键词“{keyword}”已确认）。")
        yield Reason(message.format(label=clause.label, text=clause.text, keyword=keyword), "keyword_decisions")


@rule("ART-11.1", at=("review.give_leader_opinion", "review.decide_collectively"))
def prohibited_goes_no_further(confirmed: bool, goes_on: bool) -> Reason | None:
    """A project in which compliance confirmed a prohibition is returned or rejected."""
    if confirmed and goes_on:
        return Reason(_("第十一条：合规人员已确认属于禁止事项，只能退回补正或者否决。"), "outcome")
    return None


@rule("ART-11.2", at=ANSWERED, level="invalid")
def written_opinion_on_the_last_two(opinions: Mapping[int, str]) -> Iterator[Reason]:
    """Items five and six are judged in writing, with the document relied on."""
    for number, text in opinions.items():
        if not text:
            yield Reason(_("第十一条{item}须出具书面意见，并写明所依据的文件。").format(item=WRITTEN[number]), f"art11_{number}_opinion")

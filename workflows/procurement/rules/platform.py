"""Art. 24: review, approval and publicity happen on the city's platform; what becomes public is masked and stands its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from workflows.act import SHANGHAI
from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.exposure import exposed
from workflows.procurement.rules.wording import day
from workflows.text import _

REVIEWED, APPROVED, PUBLISHED = "审核", "审批", "公示"
BOTH = (REVIEWED, APPROVED)
NO_OBJECTION, UPHELD = "无异议", "异议成立"
PUBLISHING = ("review.start_publicity", "comparison.invite", "comparison.publish_result", "contract.publish")
RESULTS = ("acceptance.publish", "evaluation.publish")
ENTERED, SEND_AGAIN = "已在平台办理，登记回执", "重新发送"
NEEDED = _("登记回执时必填")
BY_HAND_ONLY = _("接口未自动送达的必填")
RECEIPT = ("platform.settle", "review.record_receipts", "review.start_publicity", "comparison.publish_result", "contract.publish", *RESULTS)
TO_BE_PUBLIC = ("project.draft_plan", "procurement.draft_plan")
"""Where words are written that are later published as they stand."""
LEAST_WORDS = 10


@rule("ART-24.1", at=("review.record_receipts",))
def both_are_recorded(acts: Sequence[str]) -> Iterator[Reason]:
    """Review and approval each have their entry on the platform."""
    for act in BOTH:
        if act not in acts:
            yield Reason(_("第二十四条：缺少项目{act}的平台回执。").format(act=act), "receipts")


@rule("ART-24.1", at=("review.record_receipts",), level="invalid")
def numbers_are_told_apart(numbers: Sequence[str]) -> Iterator[Reason]:
    """The platform gives each entry a number of its own."""
    for position, number in enumerate(numbers):
        if number in numbers[:position]:
            yield Reason(_("回执编号{number}重复。").format(number=number), f"receipts.{position}.number")


@rule("ART-24.1", at=RECEIPT)
def number_is_new(number: str, taken: Collection[str], field: str) -> Reason | None:
    """A receipt that was already entered proves nothing new."""
    return Reason(_("回执编号{number}已登记过。").format(number=number), field) if number in taken else None


@rule("ART-24.1", at=RECEIPT)
def receipt_is_of_its_time(received_at: dt.datetime, not_before: dt.datetime, now: dt.datetime, field: str) -> Reason | None:
    """A receipt is not entered before it is given; one that is older than what it confirms is pointed out."""
    if received_at > now:
        return Reason(_("回执时间晚于当前时间。"), field)
    if received_at < not_before:
        local = not_before.astimezone(SHANGHAI)
        told = _("回执时间早于所办事项的登记时间（{day}{time}），请核对。")
        return Reason(told.format(day=day(local.date()), time=f"{local:%H:%M}"), field, level="warn")
    return None


@rule("ART-24.1", at=("platform.settle",), level="invalid")
def receipt_is_whole(outcome: str, number: str, received_at: dt.datetime | None) -> Iterator[Reason]:
    """Who enters a receipt by hand tells its number and its moment."""
    if outcome == ENTERED and not number:
        yield Reason(_("第二十四条：请填写平台回执编号。"), "number")
    if outcome == ENTERED and received_at is None:
        yield Reason(_("第二十四条：请填写平台回执时间。"), "received_at")


@rule("ART-24.1", at=("platform.settle",), level="warn")
def received_meanwhile(number: str) -> Reason:
    """What has its receipt is not entered again; whoever was asked to is told the number."""
    return Reason(_("这件事项已有平台回执（{number}），本次不再登记。").format(number=number), "entry")


@rule("ART-24.1", at=RECEIPT[2:], level="invalid")
def receipt_is_given(number: str, received_at: dt.datetime | None, delivers: bool) -> Iterator[Reason]:
    """Whoever publishes enters the platform's receipt; only where the interface brings receipts both may be left out."""
    if delivers and not number and received_at is None:
        return
    if not number:
        yield Reason(_("第二十四条：请填写平台回执编号。"), "receipt_number")
    if received_at is None:
        yield Reason(_("第二十四条：请填写平台回执时间。"), "receipt_at")


@rule("ART-24.3", at=("review.start_publicity", "contract.publish"))
def masking_is_done(masked: bool) -> Reason | None:
    """Personal data is masked before anything is published."""
    return None if masked else Reason(_("公开前须对个人信息作脱敏处理。"), "masked")


@rule("ART-24.3", also=("LAW-PIPL-28",), at=PUBLISHING)
def nobody_is_exposed(text: str, field: str) -> Iterator[Reason]:
    """A public text names no identity number, no mobile phone, nobody's illness."""
    for what in exposed(text):
        yield Reason(_("公开内容含有{what}，请删除或者脱敏后再发布。").format(what=what), field)


@rule("ART-24.3", also=("LAW-PIPL-28",), at=TO_BE_PUBLIC)
def nobody_will_be_exposed(text: str, field: str) -> Iterator[Reason]:
    """What is published later as it stands names nobody's number or illness in the first place."""
    for what in exposed(text):
        yield Reason(_("此项内容将对外公开，含有{what}，请删除或者改写。").format(what=what), field)


@rule("ART-24.3", also=("LAW-PIPL-28",), at=("contract.draft",), level="warn")
def subject_is_masked_later(subject: str) -> Iterator[Reason]:
    """A contract may name a person; what is published of it may not, and whoever drafts is told."""
    for what in exposed(subject):
        yield Reason(_("合同标的含有{what}，公开合同时须改用脱敏的表述。").format(what=what), "subject")


@rule("TD04", also=("ART-24.1",), at=("review.close_publicity",))
def publicity_is_over(frees_at: dt.datetime | None, now: dt.datetime) -> Reason | None:
    """The result is recorded when the notice has stood its time."""
    if frees_at is not None and now >= frees_at:
        return None
    if frees_at is None:
        return Reason(_("尚未发布立项公示，不能登记结果。"))
    first = frees_at.astimezone(SHANGHAI).date()
    told = {"last": day(first - dt.timedelta(days=1)), "first": day(first)}
    return Reason(_("立项公示至{last}24时，最早可于{first}登记结果。").format(**told))


@rule("ART-24.1", at=("review.close_publicity",), level="invalid")
def objections_are_dealt_with(objections: int, note: str, outcome: str) -> Reason | None:
    """What was objected and what became of it is written down; nothing is upheld that nobody raised."""
    if objections == 0 and outcome == UPHELD:
        return Reason(_("没有收到异议，不能登记“异议成立”。"), "outcome")
    if objections and len(note) < LEAST_WORDS:
        return Reason(_("收到异议{n}件，请写明内容和处理情况，至少{least}字。").format(n=objections, least=LEAST_WORDS), "objection_note")
    return None

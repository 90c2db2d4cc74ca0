"""Art. 3, 19 and 24: who stands in the register of organisations, until when, and how its registration changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from workflows.errors import Reason
from workflows.procurement.rules import rule
from workflows.procurement.rules.comparison import FILED
from workflows.procurement.rules.wording import day
from workflows.text import _

VERIFY, RETURN, DENY = "已核验", "退回补正", "不予核验"
CHECKING = (VERIFY, RETURN, DENY)
IN_FORCE, REVOKED, ENDED, FROZEN, ABNORMAL = "正常", "撤销", "注销", "冻结", "年检（年报）异常"
STATUSES = (REVOKED, ENDED, FROZEN, ABNORMAL, IN_FORCE)
"""What the registration authority may say; 正常 restores what was frozen, pointed at or wrongly recorded."""
LEAST_WORDS = 10
SUBMIT, CHECK, RECORD = "organisation.submit_profile", "organisation.check_profile", "organisation.record_status"


@rule("ART-3.1", at=(SUBMIT,), level="invalid")
def number_of_its_kind(registration_kind: str, uscc: str, filing_no: str) -> Reason | None:
    """A registered organisation has its credit code, one that is only filed its filing number."""
    if registration_kind == FILED:
        return None if filing_no else Reason(_("镇街备案的社区社会组织须填写备案号。"), "filing_no")
    return None if uscc else Reason(_("民政登记的社会组织须填写统一社会信用代码。"), "uscc")


@rule("ART-3.2", at=(SUBMIT,))
def code_is_its_own(uscc: str, own: str, others: Collection[str]) -> Reason | None:
    """The credit code is the one under which the organisation is known, and nobody else's."""
    if uscc and own and uscc != own:
        return Reason(_("统一社会信用代码与登记信息（{own}）不一致。").format(own=own), "uscc")
    return Reason(_("统一社会信用代码{code}已属于其他组织。").format(code=uscc), "uscc") if uscc and uscc in others else None


@rule("ART-3.3", at=(SUBMIT, CHECK))
def certificate_is_valid(until: dt.date | None, on: dt.date, field: str) -> Reason | None:
    """An organisation whose certificate has run out is not verified."""
    if until is None or until >= on:
        return None
    return Reason(_("登记证书有效期至{day}，已过期，请先换证。").format(day=day(until)), field)


@rule("ART-24.2", at=(CHECK,), level="invalid")
def finding_is_explained(outcome: str, opinion: str) -> Reason | None:
    """Who does not verify says why."""
    if outcome == VERIFY or len(opinion) >= LEAST_WORDS:
        return None
    return Reason(_("结论为“{outcome}”的，请说明理由，至少{least}字。").format(outcome=outcome, least=LEAST_WORDS), "opinion")


@rule("ART-24.2", also=("TD92",), at=(CHECK,))
def verified_for_a_time(outcome: str, until: dt.date | None, first: dt.date, last: dt.date) -> Reason | None:
    """A finding is valid from today until a day no later than the town's figure and the certificate allow."""
    if outcome != VERIFY:
        return None
    if until is None:
        return Reason(_("请填写核验有效期，最迟{day}。").format(day=day(last)), "valid_until", level="invalid")
    if first <= until <= last:
        return None
    return Reason(_("核验有效期应在{first}至{last}之间。").format(first=day(first), last=day(last)), "valid_until")


@rule("ART-19.3", also=("ART-24.2",), at=("library.submit",))
def author_is_verified(name: str, verified_until: dt.date | None, on: dt.date) -> Reason | None:
    """Only an organisation that an office has verified, and not too long ago, hands in a design."""
    if verified_until is None:
        return Reason(_("第十九条、第二十四条：{name}的信息尚未核验，请先办理社会组织信息登记。").format(name=name), "title")
    if verified_until < on:
        message = _("第十九条、第二十四条：{name}的信息核验已于{day}到期，请重新办理登记。")
        return Reason(message.format(name=name, day=day(verified_until)), "title")
    return None


@rule("ART-3.3", at=(RECORD,))
def change_has_happened(from_date: dt.date, on: dt.date) -> Reason | None:
    """A change of registration is recorded once it is in force, not before."""
    return Reason(_("变化日期不得晚于今天。"), "from_date") if from_date > on else None


@rule("ART-24.2", at=(RECORD,))
def change_changes_something(status: str, now: str) -> Reason | None:
    """What stands already is not recorded once more; a wrong entry is answered by another status."""
    return Reason(_("登记状态已经是“{now}”。").format(now=now), "status") if status == now else None


@rule("ART-3.3", at=(RECORD,), level="warn")
def contracts_are_concerned(status: str, contracts: Collection[str]) -> Reason | None:
    """Running contracts of an organisation whose registration ends or is frozen are named: their payments stop."""
    if status not in (REVOKED, ENDED, FROZEN) or not contracts:
        return None
    message = _("该组织有履行中的合同（{names}），付款将受阻，请通知镇街办理中止或者终止。")
    return Reason(message.format(names="、".join(contracts)), "status")

"""What a verification or re-execution found, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.web.audit.lines import Teller
from app.web.audit.runs import DONE, FAILED, LOST, RUNNING, VERIFY
from app.web.audit.tables import audit_run
from app.web.context import bench
from app.web.views.audit import AuditFinding, RunView
from workflows.text import _

COUNTS = ("entries", "streams", "rows", "files", "files_named")
"""What a verification says that it looked at."""
MOST_FINDINGS = 200
LONGEST = 300


def latest(session: Session, kind: str) -> Any:
    """The last run of this kind; None before the first."""
    return session.execute(select(audit_run).where(audit_run.c.kind == kind).order_by(audit_run.c.id.desc()).limit(1)).one_or_none()


def view(session: Session, row: Any) -> RunView:
    """A run as a page shows it."""
    teller = Teller(session)
    report = row.report or {}
    title = _("封存记录核验") if row.kind == VERIFY else _("重新执行核对：{case}").format(case=teller.stream(f"case:{row.case_id}"))
    whole, told, findings = False, "", list[AuditFinding]()
    state = state_of(row)
    if state == FAILED:
        told = _("没有做完：{error}").format(error=report.get("error", _("服务已重新启动，请重新开始。")))
    elif state == DONE and row.kind == VERIFY:
        whole, told, findings = _verified(report, teller)
    elif state == DONE:
        whole, told, findings = _executed(report, teller)
    back = (_("返回全过程记录"), f"/cases/{row.case_id}/record") if row.case_id else (_("返回审计"), "/audit")
    who = teller.names.account(row.started_by)
    return RunView(title, state, who, row.started_at, f"/audit/runs/{row.id}", row.done, row.of, told, whole, findings, back)


def state_of(row: Any) -> str:
    """Running, done or failed; one that has said nothing for long has failed."""
    lost = row.state == RUNNING and bench().clock.wall() - row.told_at > LOST
    return FAILED if lost else str(row.state)


def _verified(report: Mapping[str, Any], teller: Teller) -> tuple[bool, str, list[AuditFinding]]:
    counted = _("{entries}条记录、{streams}卷、{rows}行业务数据、{files_named}份附件中的{files}份").format(
        **{name: report[name] for name in COUNTS}
    )
    if report["ok"]:
        return True, _("核验通过：{counted}，全部完整，没有改动。").format(counted=counted), []
    found = report["findings"]
    told = _("核验不通过：核对{counted}，发现{n}处不符。每卷只列最先不符的一条。").format(counted=counted, n=len(found))
    return False, told, list(_findings(found[:MOST_FINDINGS], teller))


def _findings(found: list[Any], teller: Teller) -> Iterator[AuditFinding]:
    for one in found:
        where, _colon, what = one["sentence"].partition("：")
        stream, number = one["stream"], one["number"]
        if stream:
            where = _("{stream} 第{number}条").format(stream=teller.stream(stream), number=number)
        yield AuditFinding(where, what[:LONGEST], f"/audit/entries/{stream}/{number}" if stream and number else "")


def _executed(report: Mapping[str, Any], teller: Teller) -> tuple[bool, str, list[AuditFinding]]:
    if report["identical"]:
        return True, _("重新执行{n}条记录，结果与封存记录完全一致。").format(n=report["entries"]), []
    difference = report["difference"]
    if difference is None:
        return False, _("无法重新执行：{why}").format(why=report["cannot"]), []
    where = _("{stream} 第{number}条").format(stream=teller.stream(difference["stream"]), number=difference["number"])
    said = _("“{path}”记录为 {recorded}，重新执行为 {executed}")
    recorded, executed = (str(difference[name])[:LONGEST] for name in ("recorded", "executed"))
    what = said.format(path=difference["path"], recorded=recorded, executed=executed)
    told = _("重新执行与封存记录不一致，第一处不同如下。")
    return False, told, [AuditFinding(where, what, f"/audit/entries/{difference['stream']}/{difference['number']}")]

"""Sample content for the developers' pages: one purchase as a town would see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from app.composition import DIAGRAMS
from app.web.views.audit import AuditFinding, AuditPage, Filters, RunView, SealedLine
from app.web.views.bits import Article, Chip, Fact, FileLine, OpinionLine, Stage, TableView
from app.web.views.case import CasePage, DiagramView, EntryLine, PictureLink, Section, StagePlan, StepLine, Tab
from app.web.views.desk import DeskGroup, DeskPage, DeskRow, Startable
from app.web.views.frame import DemoBar, Frame, Place, PostLine
from app.web.views.rules import ArticlePage, CarrierLine, ClauseLine, RulesPage, Seen
from app.web.views.task import Dossier, FormView, TaskPage
from workflows.act import SHANGHAI
from workflows.procurement.lawbook import articles

DIAGRAM = DIAGRAMS / "procurement" / "plan.bpmn"
NOW = dt.datetime(2026, 7, 2, 9, 12, tzinfo=SHANGHAI)
TITLE, NUMBER, AMOUNT = "甲镇2026年青少年心理健康服务", "甲镇购服〔2026〕1号", Decimal("180000.00")

FRAME = Frame(
    "clerk",
    "镇经办人甲",
    "甲镇",
    posts=(PostLine("town.clerk@town_a", "镇街经办人", "甲镇"), PostLine("town.section_head@town_a", "社区办负责人", "甲镇", acting=True)),
    places=(
        Place("待办", "/dev/pages/desk", "desk", 12, here=True),
        Place("已办", "/dev/pages/empty", "done"),
        Place("项目", "/dev/pages/case", "case"),
        Place("审计", "/dev/pages/audit", "audit"),
        Place("流程", "/dev/pages/broken", "flow"),
    ),
    demo=DemoBar(NOW, "07-06 周一 24:00 出具合规意见 到期", (("甲镇", (("clerk", "镇经办人甲"), ("finance", "镇财务人员"))),)),
)
CHIPS = (
    Chip("逾期2个工作日", "late", "第二十三条：应于2026-06-30前办理"),
    Chip("今天到期", "today"),
    Chip("剩3个工作日", "soon", "期限与限额 TD20：2026-07-07前"),
    Chip("剩8个工作日", "later"),
    Chip("期限待定", "pending", "2027年放假安排未导入"),
    Chip("无期限"),
)


def _row(due: Chip, title: str, stage: str, project: str = TITLE, amount: Decimal | None = AMOUNT) -> DeskRow:
    return DeskRow("/dev/forms/project.draft_plan", due, title, project, NUMBER, stage, "社区办负责人", NOW, amount)


DESK = DeskPage(
    count=12,
    groups=(
        DeskGroup("late", "已逾期", (_row(CHIPS[0], "支付并登记回单", "支付"),)),
        DeskGroup("today", "今天", (_row(CHIPS[1], "公布比价结果", "采购"), _row(CHIPS[1], "公开合同", "合同"))),
        DeskGroup("soon", "三个工作日内", (_row(CHIPS[2], "编制采购实施计划", "采购计划"),)),
        DeskGroup(
            "later", "以后", (_row(CHIPS[3], "编制付款计划", "合同"), _row(CHIPS[5], "编制购买计划", "编制计划", "未命名项目", None))
        ),
    ),
    startable=(Startable("/dev/forms/project.draft_plan", "编制购买计划"),),
    next_url="?after=1",
)
STAGES = (
    Stage("编制计划", "done", dt.date(2026, 6, 15)),
    Stage("项目审议", "done", dt.date(2026, 6, 30)),
    Stage("采购计划", "now", dt.date(2026, 7, 1)),
    *(Stage(name, "later") for name in ("采购方式", "比价", "合同", "履约监管", "验收", "绩效评价", "结案")),
)
FILES = (
    FileLine("需求分析表.pdf", 18_432, "#", who="镇经办人甲", at=NOW),
    FileLine("党政联席会议纪要.pdf", 1_482_112, "#", who="党政联席会议主持人", at=NOW),
)
OPINIONS = (
    OpinionLine("出具财务意见", "同意", "镇财务人员", "财务人员", NOW, "F1可用600000.00元，安排180000.00元，资金用途相符"),
    OpinionLine("出具合规意见", "退回补正", "镇纪检监察人员", "纪检监察（合规）", NOW, "请补充监护人同意的落实情况"),
)
FACTS = (
    Fact("预算", amount=AMOUNT),
    Fact("服务社区", "示范社区、和睦社区"),
    Fact("服务期", "2026-08-03 至 2026-11-30"),
    Fact("资金", "F1 财政资金"),
)
ENTRIES = (
    EntryLine(
        2,
        NOW,
        "编制购买计划",
        "镇经办人甲",
        "镇街经办人",
        warnings=("资格条件宜说明与履行合同的关系。",),
        digest="11ab09e7c6d2",
        anchor="e-2",
    ),
    EntryLine(
        3,
        NOW,
        "出具财务意见",
        "镇财务人员",
        "财务人员",
        outcome="同意",
        details=FACTS[:1],
        files=FILES[:1],
        rules=("第十三条", "第二十条"),
        opened=("分管领导审核（分管领导，2026-06-22前）",),
        digest="9f2c61d4e07b",
        url="#",
        anchor="e-3",
    ),
)
STEPS = (
    StepLine(11, NOW, "编制采购实施计划", "镇经办人甲", waits=("审查采购实施计划",)),
    StepLine(12, NOW, "审查采购实施计划", "社区办负责人", "同意"),
)
HISTORY: dict[str, Any] = {
    "here": "",
    "pictures": [{"path": "", "title": "编审采购实施计划", "xml": "/dev/diagram.bpmn"}],
    "steps": [
        {
            "number": 11 + number,
            "at": "2026-07-01 10:00",
            "who": step.who,
            "post": "",
            "what": step.what,
            "outcome": step.outcome,
            "warnings": [],
            "waits": list(step.waits),
            "path": "",
            "element": element,
            "changed": {"": [[*opened], done, []]},
        }
        for number, (step, element, opened, done) in enumerate(
            (
                (STEPS[0], "draft_plan", ("review_plan",), ["draft_plan"]),
                (STEPS[1], "review_plan", (), ["draft_plan", "review_plan"]),
            )
        )
    ],
}
CASE = CasePage(
    TITLE,
    NUMBER,
    head=(Fact("单位", "甲镇"), Fact("经办人", "镇经办人甲"), Fact("阶段", "采购计划"), Fact("预算金额", "壹拾捌万元整", AMOUNT)),
    tabs=(
        Tab("overview", "概览", "#", here=True),
        Tab("flow", "流程图", "#"),
        Tab("money", "资金与支付", "#"),
        Tab("record", "全过程记录", "#"),
    ),
    due=CHIPS[2],
    plan=tuple(StagePlan(stage, stage.at, stage.at if stage.state == "done" else None, "2026-07-07前") for stage in STAGES),
    open_tasks=DESK.groups[2].rows,
    sections=(
        Section(
            "付款计划",
            tables=(
                TableView(
                    "", ("期次", "名称", "条件", "金额", "状态"), (("1", "首付款", "签约", Decimal("69120.00"), "已付"),), money=(3,)
                ),
            ),
        ),
        Section("报价", sealed="报价密封至2026-07-10 17:00，截止前任何人都不能查看。"),
        Section("意见与文件", opinions=OPINIONS, files=FILES),
    ),
    entries=ENTRIES,
    diagram=DiagramView(
        "编审采购实施计划",
        "/dev/diagram.bpmn",
        "/dev/history.json",
        pictures=(PictureLink("编审采购实施计划", "#", here=True),),
        steps=STEPS,
    ),
    tab="record",
)
SEALED = tuple(
    SealedLine(NOW, NUMBER, one.seq, one.title, one.who, one.post, f"{one.digest}8a40c3f1", "#", one.outcome) for one in reversed(ENTRIES)
)
SCOPES = (("", "全部"), ("case", "案卷"), ("system", "系统"), ("attempts", "未通过的尝试"))
PASSED = "核验通过：612条记录、21卷、1904行业务数据，全部完整，没有改动。"
WHOLE = RunView("封存记录核验", "done", "审计人员", NOW, "#", 612, 612, PASSED, whole=True)
FOUND = (AuditFinding("甲镇购服〔2026〕1号 第7条", "记录内容与封印不符；应为 9f2c61d4e07b，现为 11ab09e7c6d2", "#"),)
AUDIT = AuditPage(SEALED, Filters(), SCOPES, streams=21, count=612, verifies=True, run=WHOLE)
BROKEN = AuditPage(
    SEALED,
    Filters(scope="case", actor="clerk"),
    SCOPES,
    21,
    612,
    verifies=True,
    run=RunView("封存记录核验", "done", "审计人员", NOW, "#", 612, 612, "核验不通过：发现1处不符。", findings=FOUND),
    next_url="?before=1",
)
SEEN = (Seen("签订合同 · 编制付款计划", "#"), Seen("付款办理 · 批准付款", "#"), Seen("等9处"))
PROOFS = (
    "S07_advance_and_payment.toml#S07-45",
    "tests/forms/test_payment_plan.py::test_no_plan_passes_that_pays_more_than_its_share_before_progress",
)
CARRIED_BY = (
    CarrierLine("规则", "ART-23.1", "payment.advance_within_cap", SEEN, PROOFS, more=13),
    CarrierLine("期限和时点", "履约期满 → 付款：30 calendar", "TD11", (), ()),
)
CLAUSES = (
    ClauseLine(
        "ART-23.1",
        "ART-23.1",
        23,
        "合同签订后可先行支付不超过40%的项目资金",
        "先行支付不超过合同价的百分之四十。",
        Chip("已落实"),
        (("规则", 9),),
        SEEN,
        16,
    ),
    ClauseLine("ART-23~1", "", 23, "杜绝久拖不付", "", Chip("宣示性", "pending"), reason="工作目标，没有办理事项。"),
    ClauseLine("ART-23.9", "ART-23.9", 23, "突击支付", "年末集中的付款二次复核。", Chip("缺", "late"), lacks="没有证明"),
)
RULES = RulesPage((("第二十三条", CLAUSES),), ((22, "第二十二条"), (23, "第二十三条")), 23, "30条，96个款项：已落实89，宣示性6，缺1。")
SHOWN = [replace(CLAUSES[0], carriers=CARRIED_BY), *CLAUSES[1:]]
ARTICLE = ArticlePage(23, "第二十三条", "第五章 购买程序", (articles()[23].text,), SHOWN, CARRIED_BY[1:], 22, 24)
PAGES: dict[str, DeskPage | CasePage | AuditPage | RulesPage | ArticlePage] = {
    "desk": DESK,
    "empty": DeskPage(0, startable=DESK.startable),
    "case": CASE,
    "audit": AUDIT,
    "broken": BROKEN,
    "rules": RULES,
    "article": ARTICLE,
}


def task_page(task: str, form: FormView) -> TaskPage:
    """A task page around any form."""
    basis = tuple(Article(number, articles()[number].text) for number in (16, 20, 23))
    return TaskPage(
        title=task,
        instruction="按批准的立项内容编制采购实施计划，写明采购需求、资格条件、评审办法和验收方案。",
        project=TITLE,
        number=NUMBER,
        due=CHIPS[2],
        form=form,
        articles=basis,
        stages=STAGES,
        dossier=Dossier(FACTS, OPINIONS, files=FILES, case_url="/dev/pages/case"),
        draft="/start/origination/town_plan/draft",
        saved_at=NOW,
        next_hint="提交后送社区办负责人审查",
    )

"""Where a task leads, told from the diagram alone."""

from __future__ import annotations

import pytest

from app.composition import shipped
from workflows.engine.ahead import Ahead, ahead, calls_of
from workflows.engine.definitions import Definition, build, closures


@pytest.fixture(scope="module")
def plan() -> Definition:
    return built("origination/town_plan")


def built(process: str) -> Definition:
    files = shipped()
    return build(process, {name: files[name] for name in closures(files)[process]})


def led(definition: Definition, process: str, element: str, calls: tuple[str, ...] = (), outcome: str = "") -> Ahead:
    return ahead(definition, definition.element(process, element), calls, outcome)


def names(found: Ahead) -> list[str]:
    return [task.name for task in found.tasks]


def call_of(definition: Definition, process: str, called: str) -> str:
    return next(one.id for one in definition.elements[process].values() if one.calls == called)


@pytest.fixture
def review(plan: Definition) -> tuple[str, ...]:
    return call_of(plan, "town_plan", "lifecycle"), call_of(plan, "lifecycle", "project_review")


def test_a_start_leads_into_the_called_process_and_its_parallel_tasks(plan: Definition) -> None:
    assert names(led(plan, "town_plan", "draft_plan")) == ["出具财务意见", "出具业务意见", "出具合规意见"]


def test_one_of_several_leads_on_only_with_the_others(plan: Definition, review: tuple[str, ...]) -> None:
    found = led(plan, "project_review", "finance_opinion", review, "同意")
    assert (names(found), found.joined) == (["分管领导审核"], True)


@pytest.mark.parametrize(
    ("outcome", "next_task", "ends"),
    [
        ("提交集体研究", ["登记集体研究决定"], ""),
        ("同意立项", ["登记市级平台审核、审批回执"], ""),
        ("退回补正", ["补正购买计划"], ""),
        ("否决", [], "终止"),
    ],
)
def test_each_outcome_leads_its_own_way_out_of_called_processes_too(
    plan: Definition, review: tuple[str, ...], outcome: str, next_task: list[str], ends: str
) -> None:
    found = led(plan, "project_review", "leader_review", review, outcome)
    assert (names(found), found.ends, found.either) == (next_task, ends, False)


def test_what_must_come_first_is_named(plan: Definition, review: tuple[str, ...]) -> None:
    found = led(plan, "project_review", "start_publicity", review)
    assert (names(found), found.waits) == (["登记公示结果"], ("立项公示期满",))


def test_where_only_the_answers_can_tell_it_says_so(plan: Definition) -> None:
    calls = (call_of(plan, "town_plan", "lifecycle"), call_of(plan, "lifecycle", "supervision"))
    found = led(plan, "supervision", "verify_progress", calls)
    assert found.either
    assert set(names(found)) == {"提交进度报告", "提交完工报告"}


def test_the_last_task_ends_the_case() -> None:
    instalment = built("payment/instalment")
    calls = (call_of(instalment, "instalment", "payment_steps"),)
    assert led(instalment, "payment_steps", "pay", calls, "支付") == Ahead(ends="已付")
    assert names(led(instalment, "payment_steps", "review", calls, "退回")) == ["提出付款申请"]


def test_every_user_task_leads_somewhere(plan: Definition) -> None:
    def walked(process: str, calls: tuple[str, ...]) -> None:
        for one in plan.elements[process].values():
            if one.kind == "callActivity":
                walked(one.calls, (*calls, one.id))
            elif one.kind == "userTask":
                found = ahead(plan, one, calls)
                assert found.tasks or found.ends, one.name

    walked("town_plan", ())


def test_the_calls_stand_in_the_key_of_a_work_item() -> None:
    assert calls_of("a/b/opinion[2]#1") == ("a", "b")
    assert calls_of("draft#1") == ()

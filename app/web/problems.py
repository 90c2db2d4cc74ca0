"""Pages that say why not. Every refusal, every wrong address and every failure ends here, and nowhere as a stack of code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, jsonify, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.documents.store import Damaged
from app.i18n.formats import rule_name
from app.web.context import wants_json
from app.web.frame import frame
from app.web.views.bits import SummaryLine
from app.web.views.frame import ProblemPage
from workflows.errors import Reason, Refusal
from workflows.text import _

TITLES = {
    400: _("提交的内容无法读取"),
    401: _("请先登录"),
    403: _("不能办理"),
    404: _("没有找到"),
    405: _("不能这样打开"),
    409: _("内容已有变动"),
    413: _("提交的内容太大"),
    422: _("未通过"),
    429: _("请稍后再试"),
    500: _("系统出现故障"),
    503: _("暂时繁忙"),
}
MESSAGES = {
    400: _("请返回上一页，刷新后重新提交。"),
    403: _("您没有查看或办理这项内容的权限。"),
    404: _("这个地址没有内容，或者您不能查看。"),
    405: _("请从页面上的按钮进入。"),
    413: _("单个附件不超过20MB，请压缩或拆分后上传。"),
    500: _("这次操作没有生效，案卷保持原状。故障已经记录，请稍后再试或联系系统管理员。"),
    503: _("这次操作没有生效，案卷保持原状。请稍后再提交一次。"),
}


def answer_problems(flask: Flask) -> None:
    """Let every failure be answered by a page."""
    flask.register_error_handler(Refusal, refused)
    flask.register_error_handler(CSRFError, lambda _error: problem(400, _("页面打开时间过长或登录已经变更，请刷新页面后重新提交。")))
    flask.register_error_handler(HTTPException, _http)
    flask.register_error_handler(Damaged, _damaged)
    for busy in (OperationalError, InterfaceError, PoolTimeout):
        flask.register_error_handler(busy, _busy)


def problem(status: int, message: str = "", reasons: Sequence[Reason] = (), kind: str = "", **more: Any) -> Response:
    """A page, or JSON where that was asked for, with this status. `kind`: of a refusal, for programs."""
    title, text = TITLES.get(status, TITLES[500]), message or MESSAGES.get(status, "")
    if wants_json():
        said = [{"rules": one.rules, "field": one.field, "message": one.message} for one in reasons]
        return make_response(jsonify({"kind": kind, "title": title, "message": text, "reasons": said}), status)
    lines = tuple(SummaryLine("", one.message, rules=tuple(rule_name(rule) for rule in one.rules)) for one in reasons)
    page = ProblemPage(status, title, "" if lines else text, lines, **more)
    # A failure of the database must not be asked for the frame once more.
    around = None if status in (500, 503) else frame()
    return make_response(render_template("problem.html", page=page, frame=around), status)


def refused(refusal: Refusal) -> Response:
    """Why an act changed nothing."""
    return problem(refusal.status, reasons=refusal.reasons, kind=refusal.kind)


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    return problem(error.code if error.code in TITLES else 400)


def _damaged(error: Damaged) -> Response:
    return problem(500, _("文件的内容与存档时不一致，已停止打开，请联系系统管理员和审计人员。"))


def _busy(_error: Exception) -> Response:
    answer = problem(503)
    answer.headers["Retry-After"] = "5"
    return answer

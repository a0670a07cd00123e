"""Every error leaves the server in one form, application/problem+json (RFC 9457), in Chinese.

    {"type": "about:blank", "title": "没有找到", "status": 404, "detail": "没有这份政策。",
     "instance": "<request id>"}

Clients of other protocols expect their own form: `SHAPES` names it by path. What went wrong
inside is in the log under the request id and never in the answer.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from bot.engine import EmptyQuestion, QuestionTooLong
from bot.publishing.drafts import UnknownDraft
from bot.records.errors import NotKept, WrongFeedback
from bot.service import Busy, TookTooLong
from bot.web.log import request_id
from corpus.errors import UnknownPolicy, WenceError
from corpus.versions import UnknownVersion

logger = logging.getLogger(__name__)

# (status, what happened) -> the body of a path's own form of error.
Shape = Callable[[int, str], dict[str, Any]]
SHAPES: dict[str, Shape] = {}

TITLES = {
    400: "请求有误",
    401: "需要有效的密钥",
    403: "不允许这样做",
    404: "没有找到",
    405: "这个地址不支持这种方法",
    408: "请求没有发完",
    413: "内容过大",
    415: "内容的类型不对",
    421: "不是本站的域名",
    422: "内容不合要求",
    429: "请求过多",
    500: "服务出错",
    503: "暂时不能服务",
}
_DETAILS = {
    400: "请求读不懂，请检查后再发。",
    404: "这个地址没有内容，请检查网址。",
    405: "请换用允许的方法（见 Allow）。",
}
_STATUSES: dict[type[WenceError], int] = {
    UnknownPolicy: 404,
    UnknownDraft: 404,
    UnknownVersion: 404,
    EmptyQuestion: 422,
    QuestionTooLong: 422,
    Busy: 429,
    TookTooLong: 503,
    NotKept: 503,
    WrongFeedback: 422,
}
# What somebody is told of an error that nobody foresaw.
FAILED = "服务出了问题，请稍后再试；若仍不行，请把编号告诉管理员。"
# What pydantic found wrong with a field; its own words are English.
_REASONS = {
    "missing": "没有给出",
    "extra_forbidden": "没有这个字段",
    "string_too_long": "超过{max_length}个字符",
    "string_too_short": "不足{min_length}个字符",
    "too_long": "超过{max_length}项",
    "greater_than_equal": "小于{ge}",
    "less_than_equal": "大于{le}",
    "string_pattern_mismatch": "含有不允许的字符",
    "string_type": "不是文字",
    "string_unicode": "不是完整的文字",
    "int_parsing": "不是整数",
    "int_type": "不是整数",
    "list_type": "不是列表",
    "literal_error": "不是可选的值",
    "json_invalid": "不是JSON",
}
_UNAUTHORIZED = 401
_MOST_REASONS = 20  # a body of a thousand wrong fields is not answered with a thousand reasons


class NotFound(WenceError):
    """What the address names is not there."""

    status = 404


def problem(
    scope: Scope,
    status: int,
    detail: str = "",
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """The response to a request that failed.

    Args:
        scope: The request; its path decides the form.
        status: HTTP status.
        detail: One sentence that says what to do; "" for the usual one of the status.
        headers: More headers.
        more: Further members of the problem.
    """
    detail = detail or _DETAILS.get(status, TITLES.get(status, "请求没有成功") + "。")
    path = str(scope.get("path", ""))
    shape = next((shape for prefix, shape in SHAPES.items() if path.startswith(prefix)), None)
    if shape is not None:
        return JSONResponse(shape(status, detail), status, headers=headers)
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "请求没有成功"),
        "status": status,
        "detail": detail,
        "instance": request_id(),
    }
    return JSONResponse(body | more, status, headers=headers, media_type="application/problem+json")


def status_of(error: WenceError) -> int:
    """The HTTP status of an error: the one its class names, else the one known here, else 400."""
    for kind in type(error).__mro__:
        if kind in _STATUSES:
            return _STATUSES[kind]
    return int(getattr(error, "status", 400))


def problem_of(scope: Scope, error: WenceError) -> Response:
    """The response to an error a user can put right, with the time to wait where there is one."""
    wait = getattr(error, "retry_after", None)
    status = status_of(error)
    headers = {} if wait is None else {"Retry-After": str(wait)}
    if status == _UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    # The library's own words name a command line that a caller over the network does not have.
    detail = (
        "没有这份政策，请先查询有哪些政策。" if isinstance(error, UnknownPolicy) else str(error)
    )
    return problem(scope, status, detail, headers)


def install(app: FastAPI) -> None:
    """Answer every error of `app` in this form."""

    async def wence(request: Request, error: Exception) -> Response:
        assert isinstance(error, WenceError)
        return problem_of(request.scope, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        # Details of the framework are English ("Not Found"); those of our routes are sentences.
        own = error.detail if error.detail.endswith("。") else ""
        return problem(request.scope, error.status_code, own, error.headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        wrong = [_reason(e) for e in error.errors()[:_MOST_REASONS]]
        detail = "；".join(f"{row['where']}：{row['reason']}" for row in wrong) + "。"
        return problem(request.scope, 422, detail, errors=wrong)

    app.add_exception_handler(WenceError, wence)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)


def _reason(error: Mapping[str, Any]) -> dict[str, str]:
    """Which field is wrong and why, without repeating what was sent."""
    if error["type"] == "json_invalid":
        return {"where": "body", "reason": _REASONS["json_invalid"]}
    where = ".".join(str(part)[:64] for part in error["loc"])
    reason = _REASONS.get(error["type"], "格式不对")
    return {"where": where, "reason": reason.format(**error.get("ctx", {}))}

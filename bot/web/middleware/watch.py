"""Each request gets an id, one line in the log and its place in the metrics.

The line holds no query string and no body: what people ask is nobody's business. An error that
nothing else caught ends here: the log has it under the request id, the caller gets the id.
"""

from __future__ import annotations

import logging
import re
import secrets
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.log import name_request
from bot.web.metrics import Metrics
from bot.web.problems import FAILED, problem

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# What a proxy in front may name a request; anything else could forge log lines or headers.
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FAILED = 500


class Watch:
    """Names, logs and counts requests.

    Args:
        metrics: Where they are counted.
    """

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        name = given if _NAME.fullmatch(given) else secrets.token_hex(8)
        name_request(name)
        began, status, seconds = perf_counter(), 0, 0.0

        async def send_named(message: Message) -> None:
            nonlocal status, seconds
            if message["type"] == "http.response.start":
                status, seconds = message["status"], perf_counter() - began
                MutableHeaders(scope=message)[HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        except Exception:
            logger.exception("a request failed")
            if status:  # too late to say so: the connection is cut
                raise
            await problem(scope, _FAILED, FAILED)(scope, receive, send_named)
        finally:
            self._note(scope, status, seconds, perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float, all_seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = _route(scope)
        self._metrics.requests.labels(method, route, status).inc()
        if status:
            self._metrics.request_seconds.labels(route).observe(seconds)
        logger.info(
            "request",
            extra={
                "method": method,
                "route": route,
                "status": status,
                "ms": round(seconds * 1000, 1),
                "until_end_ms": round(all_seconds * 1000, 1),
                "client": (scope.get("client") or ("", 0))[0],
            },
        )


def _route(scope: Scope) -> str:
    """The template of the route; "other" where no route answered."""
    route = scope.get("route")
    return "other" if route is None else str(route.path)

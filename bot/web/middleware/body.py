"""How much may be sent: counted as it comes, whatever the request says of its length.

A request that declares more than is allowed is refused before a byte of it is read; one that
declares less and sends more is refused when it passes the limit.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.middleware.headers import ADMIN, below
from bot.web.problems import problem

_TOO_LARGE = 413


class _PastLimit(Exception):
    """More has come than is allowed; ends the reading of the request."""


class BodyLimit:
    """Refuses what is too large.

    Args:
        limit: Bytes of a request.
        upload_limit: Bytes of a request to the operator's page, where documents are uploaded.
    """

    def __init__(self, app: ASGIApp, *, limit: int, upload_limit: int) -> None:
        self._app = app
        self._limit = limit
        self._upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._upload_limit if below(scope["path"], ADMIN) else self._limit
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isascii() and declared.isdigit() and int(declared) > limit:
            await _refuse(scope, receive, send, limit)
            return
        count, past, begun = 0, False, False

        async def receive_counted() -> Message:
            nonlocal count, past
            message = await receive()
            if message["type"] == "http.request":
                count += len(message.get("body", b""))
                if count > limit:
                    past = True
                    raise _PastLimit
            return message

        async def send_unless_past(message: Message) -> None:
            nonlocal begun
            # Who was reading may have made another error of ours, a 400: that is not sent.
            if not past or begun:
                begun = True
                await send(message)

        try:
            await self._app(scope, receive_counted, send_unless_past)
        except _PastLimit:
            pass
        if past and not begun:
            await _refuse(scope, receive, send, limit)


async def _refuse(scope: Scope, receive: Receive, send: Send, limit: int) -> None:
    detail = f"发送的内容超过了{_size(limit)}的上限，请缩小后再发。"
    # What is still to come is not read, so the connection cannot be used again.
    response = problem(scope, _TOO_LARGE, detail, {"Connection": "close"})
    await response(scope, receive, send)


def _size(count: int) -> str:
    """Bytes in the largest unit that gives at least 1."""
    for unit, name in ((1 << 20, "MB"), (1 << 10, "KB")):
        if count >= unit:
            return f"{count / unit:.3g}{name}"
    return f"{count}字节"

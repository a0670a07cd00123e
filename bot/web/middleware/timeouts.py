"""How long until a response begins. A question has a limit of its own (bot/service.py), below
this one; this ends what hangs anywhere else, and senders who never finish sending."""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.middleware.headers import ADMIN, below
from bot.web.problems import problem

# More than a question may take, so that its own error is the one that is told.
MARGIN_S = 10.0
# Publishing a policy builds an index.
ADMIN_S = 600.0
_NOT_SENT, _SLOW = 408, 503


class RequestTimeout:
    """Ends requests whose response does not begin in time; once begun, it may go on.

    Args:
        timeout_s: Seconds within which a question is answered.
        margin_s: Seconds that a request gets beyond that.
    """

    def __init__(self, app: ASGIApp, *, timeout_s: float, margin_s: float = MARGIN_S) -> None:
        self._app = app
        self._limit_s = timeout_s + margin_s

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit_s = max(ADMIN_S, self._limit_s) if below(scope["path"], ADMIN) else self._limit_s
        whole = begun = False

        async def receive_noting() -> Message:
            nonlocal whole
            message = await receive()
            whole = whole or not message.get("more_body", False)
            return message

        try:
            async with asyncio.timeout(limit_s) as clock:

                async def send_stopping(message: Message) -> None:
                    nonlocal begun
                    if not begun:
                        begun = True
                        clock.reschedule(None)
                    await send(message)

                await self._app(scope, receive_noting, send_stopping)
        except TimeoutError:
            if begun or not clock.expired():
                raise
            status, detail = (
                (_SLOW, "没有在规定时间内完成，请稍后再试。")
                if whole
                else (_NOT_SENT, "请求没有在规定时间内发完，请重新发送。")
            )
            response = problem(scope, status, detail, {"Connection": "close"})
            await response(scope, receive, send)

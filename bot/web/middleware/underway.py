"""What is being answered, so that a server told to stop waits for it and for nothing else.

Some connections have no end of their own: an open chat keeps one for as long as its page is
shown (Gradio's heartbeat), and so does an MCP client that listens. Those are not waited for; when
all else has ended they are ended too.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.middleware.headers import below

_LOOK_S = 0.05


class UnderWay:
    """The requests being answered. One for a server process, shared with the middleware.

    Attributes:
        count: Requests being answered, endless ones aside.
        endless: The tasks of the endless ones.
        stopping: Whether the server was told to stop.
    """

    def __init__(self) -> None:
        self.count = 0
        self.endless: set[asyncio.Task[object]] = set()
        self.stopping = False
        self._watching: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """The server was told to stop: end the endless as soon as nothing else is under way.

        To be called in the event loop.
        """
        if not self.stopping:
            self.stopping = True
            self._watching = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while self.count:
            await asyncio.sleep(_LOOK_S)
        for task in tuple(self.endless):
            task.cancel()


class CountUnderWay:
    """ASGI middleware that keeps `under_way` up to date."""

    def __init__(self, app: ASGIApp, *, under_way: UnderWay) -> None:
        self._app = app
        self._under_way = under_way

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif _is_endless(scope):
            await self._until_stopped(scope, receive, send)
        else:
            self._under_way.count += 1
            try:
                await self._app(scope, receive, send)
            finally:
                self._under_way.count -= 1

    async def _until_stopped(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None
        whole = False

        async def send_noting(message: Message) -> None:
            nonlocal whole
            whole = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        self._under_way.endless.add(task)
        try:
            await self._app(scope, receive, send_noting)
        except asyncio.CancelledError:
            if not self._under_way.stopping:
                raise
            if not whole:  # what streams may have ended its response when it was cancelled
                await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            self._under_way.endless.discard(task)


def _is_endless(scope: Scope) -> bool:
    path = str(scope["path"])
    return below(path, "/gradio_api/heartbeat") or (
        scope["method"] == "GET" and below(path, "/mcp")
    )

"""The chat page where there are several server processes: one of them has it for all.

Gradio keeps what a page is in the midst of (its session, its queue of events) in the memory of
one process, while a browser's requests reach any of them. So the process that holds a lock
answers for Gradio, and the others pass such requests on to it through a socket file. They have
been through all checks by then (bot/web/middleware/): the socket lies in a folder that nobody
else may enter, and nothing of Gradio is there but what the door lets through. When the process
ends, however it ends, the lock is free and another one takes the chat over; pages that are open
then go on with an empty conversation. Everything else is answered by whichever process is asked.
"""

from __future__ import annotations

import asyncio
import fcntl
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

import httpx
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.middleware.underway import CountUnderWay, UnderWay
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

_LOOK_S = 0.5  # how often a process looks whether the chat was left
# Connecting is tried this often, with growing pauses of 3.5 seconds together: whoever takes the
# chat over is listening by then. Nothing has been sent yet that could be carried out twice.
_RETRIES = 4
_OF_ONE_HOP = frozenset({b"connection", b"keep-alive", b"te", b"transfer-encoding", b"upgrade"})


class ChatAway(WenceError):
    """The process that has the chat ended, and no other has taken it over yet."""

    status = 503

    def __init__(self) -> None:
        super().__init__("对话服务正在重新启动，请过几秒再试。")


class OneChat:
    """The Gradio app as each process mounts it: answered here, or passed on."""

    def __init__(self, folder: Path, *, stop_within_s: int) -> None:
        """Meet the other processes in `folder`, which only their user may enter.

        Args:
            stop_within_s: Longest wait for what others passed on, when told to stop.
        """
        self._stop_within_s = stop_within_s
        self._lock = folder / "chat.lock"
        self._socket = folder / "chat.sock"
        self._gradio: ASGIApp | None = None
        self._here = False
        self._way = httpx.AsyncHTTPTransport(
            uds=str(self._socket),
            retries=_RETRIES,
            # Each open page holds one; none is kept for another request.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    def share(self, gradio: ASGIApp) -> ASGIApp:
        """What to mount in the place of this process's own Gradio app."""
        self._gradio = gradio
        return self

    @asynccontextmanager
    async def serving(self, under_way: UnderWay) -> AsyncIterator[None]:
        """Take part: have the chat, or be ready to take it over.

        Args:
            under_way: What this process answers; it counts what others pass on, too.
        """
        assert self._gradio is not None
        server = _Server(
            uvicorn.Config(
                CountUnderWay(self._gradio, under_way=under_way),
                uds=str(self._socket),
                lifespan="off",  # that of the application it is mounted in has begun
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=self._stop_within_s,
            )
        )
        with self._lock.open("wb") as lock:
            having = asyncio.create_task(self._have(lock, server))
            try:
                yield
            finally:
                server.should_exit = True
                if not self._here:
                    having.cancel()
                await asyncio.wait({having})
                await self._way.aclose()
        if not having.cancelled():
            having.result()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request.

        Raises:
            ChatAway: Nobody has the chat at the moment.
        """
        if self._here and self._gradio:
            await self._gradio(scope, receive, send)
            return
        request = await _request(scope, receive)
        work = asyncio.ensure_future(self._pass_on(request, send))
        gone = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            work.cancel()
            gone.cancel()
            await asyncio.wait({work, gone})
        if not work.cancelled():
            work.result()

    async def _have(self, lock: IO[bytes], server: uvicorn.Server) -> None:
        """Wait until no other process has the chat, then have it until told to stop."""
        while not _taken(lock):
            await asyncio.sleep(_LOOK_S)
        self._here = True
        self._socket.unlink(missing_ok=True)
        try:
            await server.serve()
        except OSError:
            logger.exception("the chat cannot be shared: set TMPDIR to a folder with a short name")
            raise

    async def _pass_on(self, request: httpx.Request, send: Send) -> None:
        begun = False
        try:
            response = await self._way.handle_async_request(request)
            try:
                headers = [(k, v) for k, v in response.headers.raw if k.lower() not in _OF_ONE_HOP]
                start = {"status": response.status_code, "headers": headers}
                await send({"type": "http.response.start", **start})
                begun = True
                async for piece in response.aiter_raw():
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
                await send({"type": "http.response.body", "body": b""})
            finally:
                await response.aclose()
        except httpx.TransportError as error:
            if begun:  # too late to say so: the connection is cut
                raise
            raise ChatAway from error


class _Server(uvicorn.Server):
    """A second server in the process: being told to stop is heard by the first."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _taken(lock: IO[bytes]) -> bool:
    """Take the lock if it is free; it is until the file is closed or the process ends."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _request(scope: Scope, receive: Receive) -> httpx.Request:
    """The request as it came, its body read to the end."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    path = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    url = httpx.URL(scheme="http", host="chat", raw_path=path)
    headers = [(name, value) for name, value in scope["headers"] if name not in _OF_ONE_HOP]
    return httpx.Request(scope["method"], url, headers=headers, content=body)


async def _gone(receive: Receive) -> None:
    """Return when whoever asked has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass

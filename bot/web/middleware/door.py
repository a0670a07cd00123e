"""The door to the mounted Gradio, which brings more than our page needs.

Gradio serves uploads, a proxy, run history and the like at addresses of its own; what the page
does not use is not there. Asking counts against the caller's limit as it does everywhere; the page
itself and what else it does counts against a wider one, and only its files do not. An address
nobody knows gets the same 404 or 405 as the rest of the server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access.gate import Gate

_READ = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"
    r"|/(assets|static|svelte)/.+"
    r"|/gradio_api/(theme\.css|info|app_id|startup-events|queue/data|heartbeat/[A-Za-z0-9]{1,64}"
    r"|file=.+)"
)
_UNCOUNTED = re.compile(
    r"/(theme\.css|favicon\.ico|robots\.txt|manifest\.json)|/(assets|static|svelte)/.+"
    r"|/gradio_api/(theme\.css|file=.+)"
)
_ASK = "/gradio_api/queue/join"
_CHANGE = re.compile(rf"{_ASK}|/gradio_api/(run/predict|cancel|reset)/?")


class Door:
    """Lets through what the page needs.

    Args:
        gradio: The mounted app.
        others: The server's other routes: one of them may know the address by another method.
        gate: Turns away who asks too often.
    """

    def __init__(self, gradio: ASGIApp, *, others: Sequence[BaseRoute], gate: Gate) -> None:
        self._gradio = gradio
        self._others = others
        self._gate = gate
        self._check = gate.needs("ask", "chat")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection.

        Raises:
            HTTPException: There is no such address, or not for this method.
            WenceError: The gate says no.
        """
        if scope["type"] != "http":
            return  # Gradio's page speaks no web sockets
        path, method = scope["path"], scope["method"]
        if (method in ("GET", "HEAD") and _READ.fullmatch(path)) or (
            method == "POST" and _CHANGE.fullmatch(path)
        ):
            if path == _ASK:
                await self._check(Request(scope))
            elif not _UNCOUNTED.fullmatch(path):
                self._gate.count_page(Request(scope))
            await self._gradio(scope, receive, send)
            return
        for route in self._others:
            match, below = route.matches(scope)
            if match is Match.PARTIAL:  # the address, by another method: it answers 405
                scope.update(below)
                await route.handle(scope, receive, send)
                return
        if _READ.fullmatch(path) or _CHANGE.fullmatch(path):
            allow = "GET, HEAD" if _READ.fullmatch(path) else "POST"
            raise HTTPException(405, headers={"Allow": allow})
        raise HTTPException(404)

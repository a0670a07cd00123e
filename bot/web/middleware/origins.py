"""Which pages may ask, by the Origin a browser names, and which host names are ours.

CORS alone only keeps answers from foreign scripts; the request has been carried out by then. So
a request of a foreign page is refused here, before anything else sees it:

- the server's own pages may do everything;
- pages of the allow-list may use what is made for them (`OPEN`) and nothing else: neither the
  operator's page nor the mounted Gradio, which an embedded chat reaches from its own frame;
- others, and "null" (sandboxed frames, local files), may change nothing, and of `OPEN` read
  only what CORS then keeps from them.

Whoever sends no Origin is no page of another site: programs with keys, and people following a
link, whose requests change nothing.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.access.sender import Senders, is_loopback
from bot.web.middleware.headers import EMBED, below
from bot.web.problems import problem

# What pages of the allow-list may call.
OPEN = ("/api", "/v1", "/mcp", "/retrieval", EMBED, "/embed.js")
_GRADIO = "/gradio_api"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_FORBIDDEN, _MISDIRECTED = 403, 421
_HOST = re.compile(r"[A-Za-z0-9._-]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")


class OriginCheck:
    """Refuses what foreign pages may not do, and host names that are not ours.

    Args:
        senders: Tells our own pages, allowed pages and all others apart.
        public_url: Address users reach the server at; "" where it is not known.
        local: Whether the server listens on this machine alone. A page whose own name was made
            to point at this machine (DNS rebinding) then still shows that name in Host.
    """

    def __init__(
        self, app: ASGIApp, *, senders: Senders, public_url: str = "", local: bool = False
    ) -> None:
        self._app = app
        self._senders = senders
        self._public_host = (urlsplit(public_url).hostname or "").lower()
        self._check_host = local or bool(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "http":
            request = HTTPConnection(scope)
            if self._check_host and not self._is_ours(request.headers.get("host", "")):
                detail = "请用本服务的网址访问（管理员可用WENCE_PUBLIC_URL设置网址）。"
                await problem(scope, _MISDIRECTED, detail)(scope, receive, send)
                return
            if not self._may(request):
                detail = "这个网页没有获准使用本服务，请联系管理员把它的来源加入许可名单。"
                await problem(scope, _FORBIDDEN, detail)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        if not _HOST.fullmatch(host):
            return False
        try:
            name = (urlsplit(f"//{host}").hostname or "").lower()
        except ValueError:
            return False
        return name == self._public_host or is_loopback(name) or _is_address(name)

    def _may(self, request: HTTPConnection) -> bool:
        if self._senders.is_own(request):
            return True
        path, method = request.scope["path"], request.scope["method"]
        if "origin" not in request.headers:
            # What a foreign page loads as a picture or script carries no Origin; some addresses
            # of Gradio's that are read (GET) start or end things.
            matters = method not in _SAFE or below(path, _GRADIO)
            return not (matters and self._senders.is_foreign(request))
        if not any(below(path, prefix) for prefix in OPEN):
            return False
        if self._senders.origins.allows(self._senders.origin(request)):
            return True
        # A preflight asks whether it may: no.
        preflight = "access-control-request-method" in request.headers
        return method in _SAFE and not preflight


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True

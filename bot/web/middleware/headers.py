"""Security headers on every response: the browser then refuses to ask any other host.

Who may show a page in a frame goes by path: nobody for the operator's page, the origins of the
allow-list for what is embedded, the server's own pages for all else.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.access.origins import AllowList

ADMIN, EMBED = "/admin", "/embed"
# Gradio compiles its templates in the browser and sets styles inline, hence the unsafe-…; every
# text of a user or a policy is escaped before it gets there (bot/web/render.py).
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
_CSP = "Content-Security-Policy"
_YEAR_S = 365 * 24 * 3600


class SecureHeaders:
    """Adds the headers. A route may set a stricter Content-Security-Policy of its own; who may
    frame its page is still decided here.

    Args:
        origins: Those that may embed the chat; empty: no other than the server's own.
        https: Whether users reach the server by https alone.
    """

    def __init__(self, app: ASGIApp, *, origins: AllowList, https: bool = False) -> None:
        self._app = app
        self._embedders = origins.frame_ancestors
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        path = str(scope.get("path", ""))

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), path)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        embedded = below(path, EMBED) or path == "/embed.js"
        if below(path, ADMIN):
            framers, frame_options = "frame-ancestors 'none'", "DENY"
        elif embedded:
            # X-Frame-Options cannot name origins, and where it stands it is obeyed.
            framers, frame_options = self._embedders, ""
        else:
            framers, frame_options = "frame-ancestors 'self'", "SAMEORIGIN"
        kept = [
            directive.strip()
            for directive in headers.get(_CSP, CONTENT_SECURITY_POLICY).split(";")
            if directive.strip() and not directive.strip().startswith("frame-ancestors")
        ]
        headers[_CSP] = "; ".join([*kept, framers])
        if frame_options:
            headers["X-Frame-Options"] = frame_options
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        # The launcher is a script of other origins' pages; nothing else is theirs to load.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if embedded else "same-origin"
        if not embedded:
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if path.startswith(("/api/", "/v1/", "/metrics", ADMIN)):
            headers.setdefault("Cache-Control", "no-store")
        if self._https:
            headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"


def below(path: str, prefix: str) -> bool:
    """Whether a path is `prefix` or lies below it."""
    return path == prefix or path.startswith(f"{prefix}/")

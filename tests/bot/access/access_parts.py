"""What the tests of bot/access share: a clock to set, requests as a server sees them, a gate."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from starlette.requests import Request

from bot.access.gate import KeyedGate, Scope
from bot.access.keys import KeyFile
from bot.access.limits import Limits
from bot.access.origins import AllowList
from bot.access.sender import Senders
from bot.access.tokens import EmbedTokens
from bot.service import Caller, Channel

SECRET = b"only for tests, only for tests!!"
HOST = "https://ask.example.org"  # the server
PORTAL = "https://www.portal.cn"  # a page that may embed the chat
EVIL = "https://evil.example"


@dataclass
class Clock:
    """A clock that stands until it is moved, in seconds since 1970."""

    at: float = 1_795_000_000.0

    def __call__(self) -> float:
        return self.at

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


def request(
    *headers: tuple[str, str],
    host: str = "ask.example.org",
    client: str = "203.0.113.7",
    method: str = "POST",
    scheme: str = "https",
) -> Request:
    """A request as it comes from the server; headers may repeat."""
    named = [("host", host), *headers]
    return Request(
        {
            "type": "http",
            "method": method,
            "scheme": scheme,
            "server": ("127.0.0.1", 7860),
            "client": (client, 50000),
            "path": "/api/v1/ask",
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in named],
        }
    )


def bearer(token: str) -> tuple[str, str]:
    return "Authorization", f"Bearer {token}"


@dataclass
class Server:
    """A gate with all its parts, and the clock they go by."""

    home: Path
    origins: tuple[str, ...] = (PORTAL,)
    public_url: str = HOST
    proxies: tuple[str, ...] = ()
    per_minute: int = 60
    keys_needed: bool = True
    local_only: bool = False
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.keys = KeyFile(self.home, now=self.clock.now)
        self.limits = Limits(self.per_minute, clock=self.clock)
        self.gate = KeyedGate(
            keys=self.keys,
            embeds=EmbedTokens(SECRET, ["portal"], now=self.clock),
            sessions=None,
            senders=Senders(
                AllowList(self.origins), public_url=self.public_url, trusted_proxies=self.proxies
            ),
            limits=self.limits,
            keys_needed=self.keys_needed,
            local_only=self.local_only,
        )

    def ask(self, sent: Request, scope: Scope = "ask", channel: Channel = "api") -> Caller:
        """The caller that a route with this need is given."""
        return asyncio.run(self.admit(sent, scope, channel))

    async def admit(self, sent: Request, scope: Scope, channel: Channel) -> Caller:
        return await self.gate.needs(scope, channel)(sent)

    def key(self, *scopes: Scope, rate: int | None = None, days: int | None = None) -> str:
        return self.keys.add("portal", scopes=scopes or ("ask",), rate=rate, days=days)

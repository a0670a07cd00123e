"""The gate every request passes: who asks, and may they?

Routes name what they need (`Depends(gate.needs("ask", "api"))`) and know nothing of keys or
tokens. `KeyedGate` is what a server uses; bot/access/setup.py makes it from the settings.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal, Protocol

from starlette.requests import Request

from bot.access.errors import Forbidden, Refused, Unauthorized
from bot.access.limits import address_name
from bot.access.tokens import EMBED_PREFIX
from bot.service import Caller, Channel

if TYPE_CHECKING:
    from bot.access.keys import KeyFile
    from bot.access.limits import Limits
    from bot.access.sender import Senders
    from bot.access.sessions import Sessions
    from bot.access.tokens import EmbedTokens

logger = logging.getLogger(__name__)

# ask: questions, search and clauses; feedback: votes; admin: the metrics. Policies and records are
# the operator's, who has a session and no key.
Scope = Literal["ask", "feedback", "admin"]
Check = Callable[[Request], Awaitable[Caller]]
# What visitors may do; the rest takes a key made for it, or the operator's session.
_PUBLIC: frozenset[Scope] = frozenset({"ask", "feedback"})
KEY_PREFIX = "wk_"  # a key reads wk_<id>_<secret>
# A page asks for clauses, words and lists ten times as often as its user puts questions at most:
# a search asks at each letter typed.
_PAGE_TIMES = 10
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate(Protocol):
    """Tells who sends a request and turns away who may not."""

    def needs(self, scope: Scope, channel: Channel) -> Check:
        """A FastAPI dependency that gives the caller, or raises an error of bot.access.errors."""

    def count_page(self, request: Request) -> None:
        """Count what an open page asks for beside questions; raises TooMany past the limit."""


class OpenGate:
    """Lets everybody ask: for a server that listens on this machine alone."""

    def needs(self, scope: Scope, channel: Channel) -> Check:
        """Everybody, under no name."""

        async def check(request: Request) -> Caller:
            return Caller(channel)

        return check

    def count_page(self, request: Request) -> None:
        """Nothing is counted."""


class KeyedGate:
    """Lets in by API key, embed token or the operator's session, or all where that is set.

    Whatever the way in, a page of another origin that is not allowed is turned away, and
    requests are counted: those with a key by key, all others, failed ones too, by address.
    """

    def __init__(
        self,
        *,
        keys: KeyFile,
        embeds: EmbedTokens,
        sessions: Sessions | None,
        senders: Senders,
        limits: Limits,
        keys_needed: bool,
        local_only: bool,
    ) -> None:
        """A gate.

        Args:
            sessions: Of the operator; None: there is no operator's page.
            keys_needed: Whether the API is closed to those who show nothing. The chat on our
                own pages is open nevertheless.
            local_only: Whether who shows nothing must ask from this machine, as localhost.
        """
        self._keys = keys
        self._embeds = embeds
        self._sessions = sessions
        self._senders = senders
        self._limits = limits
        self._keys_needed = keys_needed
        self._local_only = local_only

    def needs(self, scope: Scope, channel: Channel) -> Check:
        """A dependency that gives the caller, who may do what `scope` names."""

        async def check(request: Request) -> Caller:
            return await self.admit(request, scope, channel)

        return check

    def count_page(self, request: Request) -> None:
        """Count, apart from questions, what an open page asks for beside them.

        Raises:
            TooMany: The address asks too often.
        """
        name = address_name(self._senders.address(request))
        self._limits.take(f"page:{name}", times=_PAGE_TIMES)

    async def admit(self, request: Request, scope: Scope, channel: Channel) -> Caller:
        """The caller of a request.

        Raises:
            Unauthorized: Something is needed and missing, or does not hold.
            Forbidden: The origin is not allowed, or the key was not made for this.
            TooMany: The key or the address asks too often.
        """
        try:
            if self._senders.is_foreign(request):
                raise _forbidden("origin %r is not allowed", request.headers.get("origin"))
            bearer = _bearer(request)
            if bearer.startswith(KEY_PREFIX):
                return self._by_key(bearer, scope, channel)
            if scope not in _PUBLIC:
                return await self._as_operator(request, channel)
            caller = self._as_visitor(request, bearer, channel)
        except (Unauthorized, Forbidden):
            self._count(request)  # guessing is limited like asking
            raise
        self._count(request)
        return caller

    def embed_token(self, request: Request, embed: str) -> str:
        """A token for the page that sent this, in exchange for its public embed id.

        Raises:
            Forbidden: Its origin is not allowed, or nobody knows the id.
            TooMany: The address asks too often.
        """
        self._count(request)
        origin = self._senders.origin(request)
        if origin is None or not self._senders.may_embed(request, origin):
            raise _forbidden("origin %r may not embed", request.headers.get("origin"))
        token = self._embeds.make(embed, origin)
        if token is None:
            raise _forbidden("there is no embed id %r", embed[:64])
        return token

    def renewed_embed_token(self, request: Request) -> str:
        """Another token for the visit whose token the request bears.

        Raises:
            Unauthorized: That token does not hold any more.
            Forbidden: It was made for another origin.
            TooMany: The address asks too often.
        """
        self._count(request)
        bearer = _bearer(request)
        self._visit(request, bearer)
        token = self._embeds.renew(bearer)
        if token is None:
            raise _unauthorized("the visit has lasted too long")
        return token

    def _by_key(self, bearer: str, scope: Scope, channel: Channel) -> Caller:
        key = self._keys.find(bearer)
        if key is None:
            raise _unauthorized("the key is unknown, revoked or expired")
        self._limits.take(f"key:{key.id}", per_minute=key.rate)
        if scope not in key.scopes:
            raise _forbidden("the key %r was not made for %s", key.name, scope)
        return Caller(channel, key=key.name)

    def _as_visitor(self, request: Request, bearer: str, channel: Channel) -> Caller:
        if bearer.startswith(EMBED_PREFIX):
            self._visit(request, bearer)
            return Caller("embed")
        # Anything else is no key of ours: clients of other services insist on sending one.
        return self._as_anyone(request, channel)

    def _visit(self, request: Request, bearer: str) -> None:
        """Raise unless the embed token holds here: on the page it was made for, or in our frame."""
        visit = self._embeds.read(bearer)
        if visit is None or not self._senders.may_embed(request, visit.origin):
            raise _unauthorized("the embed token is over, withdrawn or none")
        if not (self._senders.is_own(request) or self._senders.origin(request) == visit.origin):
            raise _forbidden("the embed token was made for %s", visit.origin)

    async def _as_operator(self, request: Request, channel: Channel) -> Caller:
        session = self._sessions and self._sessions.current(request)
        if not self._sessions or not session:
            raise _unauthorized("there is no session of the operator")
        if request.method not in _READS:
            await self._sessions.check_form(request, session)
        return Caller(channel)

    def _as_anyone(self, request: Request, channel: Channel) -> Caller:
        if self._local_only and not self._senders.is_local(request):
            raise _forbidden(
                "the server is set up for this machine alone and was asked as %r or through "
                "a proxy: see WENCE_PUBLIC_URL",
                request.headers.get("host"),
            )
        if self._keys_needed and channel != "chat":
            raise _unauthorized("a key or an embed token is needed")
        return Caller(channel)

    def _count(self, request: Request) -> None:
        self._limits.take(address_name(self._senders.address(request)))


def _bearer(request: Request) -> str:
    """What the Authorization header bears; "" for another scheme, such as a proxy's own."""
    given = request.headers.getlist("authorization")
    if len(given) > 1:
        raise _unauthorized("there are several Authorization headers")
    scheme, _, bearer = (given or [""])[0].partition(" ")
    return bearer.strip() if scheme.lower() == "bearer" else ""


def _unauthorized(why: str) -> Refused:
    logger.info("refused: %s", why)
    return Unauthorized()


def _forbidden(why: str, *about: object) -> Refused:
    logger.info("refused: " + why, *about)
    return Forbidden()

"""The operator's sessions: a signed cookie, a token for forms, and a list of those logged out.

A session is good for a working day and for as long as the password stays the same.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from bot.access import passwords
from bot.access.errors import Forbidden, TooMany, Unauthorized
from bot.access.limits import Limits, address_name
from bot.access.sender import Senders, asked_host, is_loopback
from bot.access.shared_file import DamagedFile, SharedFile
from bot.access.tokens import Clock, Signer

logger = logging.getLogger(__name__)

LASTS_S = 8 * 60 * 60
LOGINS_PER_MINUTE = 5
CSRF_FIELD = "csrf_token"
CSRF_HEADER = "x-csrf-token"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# Passwords looked at or waiting: each takes 64 MiB, so they are looked at one by one.
_MOST_LOGINS = 8
# Session ids that were logged out, with the time (seconds since 1970) they would have ended.
_ENDED = TypeAdapter(dict[str, float])


@dataclass(frozen=True)
class Session:
    """A session of the operator.

    Attributes:
        id: Random.
        csrf: Stands in each form (CSRF_FIELD) or header (CSRF_HEADER) that changes anything.
    """

    id: str
    csrf: str


class Sessions:
    """Logs the operator in and out. Used from one event loop."""

    def __init__(
        self,
        home: Path,
        *,
        secret: bytes,
        password_hash: str,
        senders: Senders,
        public_url: str = "",
        limits: Limits | None = None,
        now: Clock = time.time,
    ) -> None:
        """Sessions of the operator.

        Args:
            home: The data folder, in which workers tell each other who logged out.
            secret: The server's; with `password_hash` it signs the cookies.
            password_hash: As `wence password` prints it.
            public_url: As in the settings; the cookie demands https unless this is "" and the
                server is asked as localhost.
            limits: How often an address may try; None: LOGINS_PER_MINUTE.
            now: Seconds since 1970.
        """
        self._ended = SharedFile(home / "ended-sessions.json", _ENDED, absent={})
        self._signer = Signer(secret, f"session:{password_hash}", now=now)
        self._hash = password_hash
        self._senders = senders
        self._public_url = public_url
        self._limits = Limits(LOGINS_PER_MINUTE) if limits is None else limits
        self._now = now
        self._one = asyncio.Lock()
        self._trying = 0

    async def login(self, request: Request, response: Response, password: str) -> Session:
        """Begin a session and set its cookie on `response`; one that was there ends.

        Raises:
            TooMany: The address, or everybody together, tries too often.
            Forbidden: A page of another origin sent it.
            Unauthorized: The password is wrong.
        """
        address = self._senders.address(request)
        self._limits.take(address_name(address))
        if self._senders.is_foreign(request):
            raise Forbidden
        if not await self._is_right(password):
            logger.warning("wrong password for the operator's page from %s", address)
            raise Unauthorized
        self._end(request)
        id_ = secrets.token_hex(16)
        cookie = self._signer.sign({"session": id_}, lasts_s=LASTS_S)
        self._set_cookie(request, response, cookie, max_age=LASTS_S)
        return self._session(id_)

    def logout(self, request: Request, response: Response) -> None:
        """End the session, in every worker, and take the cookie away.

        Raises:
            DamagedFile: It could not be ended; the cookie is taken away nevertheless.
        """
        self._set_cookie(request, response, "", max_age=0)
        self._end(request)

    def current(self, request: HTTPConnection) -> Session | None:
        """The session of a request; None without one, or one that ended or was tampered with."""
        id_ = self._id(request)
        if id_ is None:
            return None
        try:
            return None if id_ in self._ended.value() else self._session(id_)
        except DamagedFile as error:  # who logged out is unknown: nobody is let in
            logger.error("%s", error)
            return None

    async def check_form(self, request: Request, session: Session) -> None:
        """Let a request that changes something pass only if one of our forms sent it.

        Raises:
            Forbidden: Another origin sent it, or the session's `csrf` is missing.
        """
        given: object = request.headers.get(CSRF_HEADER)
        if given is None and request.headers.get("content-type", "").startswith(_FORMS):
            given = (await request.form()).get(CSRF_FIELD)
        given = given if isinstance(given, str) else ""
        fits = hmac.compare_digest(given.encode("utf-8", "replace"), session.csrf.encode())
        if self._senders.is_foreign(request) or not fits:
            raise Forbidden

    async def _is_right(self, password: str) -> bool:
        if self._trying >= _MOST_LOGINS:
            raise TooMany(5)
        self._trying += 1
        try:
            async with self._one:
                return await asyncio.to_thread(passwords.verify, self._hash, password)
        finally:
            self._trying -= 1

    def _session(self, id_: str) -> Session:
        return Session(id_, self._signer.derived(id_))

    def _id(self, request: HTTPConnection) -> str | None:
        claims = self._signer.read(request.cookies.get(self._cookie_name(request), ""))
        return claims["session"] if claims else None

    def _end(self, request: HTTPConnection) -> None:
        id_ = self._id(request)
        if id_ is None:
            return
        now = self._now()

        def with_it(ended: dict[str, float]) -> dict[str, float]:
            return {i: t for i, t in ended.items() if t > now} | {id_: now + LASTS_S}

        self._ended.change(with_it)

    def _is_secure(self, request: HTTPConnection) -> bool:
        if self._public_url or request.url.scheme != "http":
            return True
        return not is_loopback(asked_host(request))

    def _cookie_name(self, request: HTTPConnection) -> str:
        # With __Host- a browser takes it from this very host alone, and over https.
        return "__Host-wence" if self._is_secure(request) else "wence"

    def _set_cookie(
        self, request: HTTPConnection, response: Response, value: str, *, max_age: int
    ) -> None:
        response.set_cookie(
            self._cookie_name(request),
            value,
            max_age=max_age,
            path="/",
            secure=self._is_secure(request),
            httponly=True,
            samesite="strict",
        )

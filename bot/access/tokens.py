"""Signed tokens, and the ones that embedded chats use instead of a key.

A token is `base64url(claims).base64url(HMAC-SHA256)`. It is readable by whoever holds it and
cannot be changed or made without the server's secret. Each purpose signs with a key of its own,
so that a token for one is no token for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

Clock = Callable[[], float]  # seconds since 1970

EMBED_PREFIX = "we_"
EMBED_LASTS_S = 15 * 60
# An open page renews its token that long; then the embedding page exchanges its id again.
EMBED_RENEWED_FOR_S = 12 * 60 * 60
# Longer ones are not even looked at; ours have some 300 characters.
_LONGEST = 2048


class Signer:
    """Makes and reads tokens for one purpose."""

    def __init__(self, secret: bytes, purpose: str, *, now: Clock = time.time) -> None:
        self._key = hmac.digest(secret, purpose.encode(), "sha256")
        self._now = now

    def sign(self, claims: Mapping[str, str], *, lasts_s: float) -> str:
        """A token that holds `claims` and is good for `lasts_s` seconds."""
        body = json.dumps({**claims, "until": f"{self._now() + lasts_s:.3f}"}).encode()
        return f"{_encoded(body)}.{_encoded(self._mac(body))}"

    def read(self, token: str) -> dict[str, str] | None:
        """The claims of a token; None where it was not signed so, was changed or is over."""
        parts = token.split(".")
        if len(parts) != 2 or len(token) > _LONGEST:
            return None
        body, mac = map(_decoded, parts)
        if not hmac.compare_digest(mac, self._mac(body)):
            return None
        # Only what this class has signed comes so far.
        claims: dict[str, str] = json.loads(body)
        return claims if self._now() < float(claims.pop("until")) else None

    def derived(self, words: str) -> str:
        """A value that only the server can compute from `words`, 43 characters."""
        return _encoded(self._mac(b"derived:" + words.encode()))

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)


@dataclass(frozen=True)
class Visit:
    """Whom an embed token stands for.

    Attributes:
        embed: The public embed id.
        origin: Origin of the page that embeds the chat, normalised.
        visitor: Random id that stays the same while the token is renewed.
        since: When the first of these tokens was made, seconds since 1970.
    """

    embed: str
    origin: str
    visitor: str
    since: float


class EmbedTokens:
    """Exchanges public embed ids for tokens that hold for a quarter of an hour."""

    def __init__(
        self, secret: bytes, embed_ids: Collection[str], *, now: Clock = time.time
    ) -> None:
        self._signer = Signer(secret, "embed", now=now)
        self._ids = frozenset(embed_ids)
        self._now = now

    def make(self, embed: str, origin: str) -> str | None:
        """A token for a page of `origin`, which the caller has checked; None: unknown id."""
        if embed not in self._ids:
            return None
        return self._sign(Visit(embed, origin, secrets.token_hex(8), self._now()))

    def renew(self, token: str) -> str | None:
        """The same visit for another quarter of an hour; None where `read` says None or the
        visit has lasted EMBED_RENEWED_FOR_S."""
        visit = self.read(token)
        if visit is None or self._now() - visit.since > EMBED_RENEWED_FOR_S:
            return None
        return self._sign(visit)

    def read(self, token: str) -> Visit | None:
        """The visit of a token that holds; None for any other, or if its id was withdrawn."""
        if not token.startswith(EMBED_PREFIX):
            return None
        claims = self._signer.read(token.removeprefix(EMBED_PREFIX))
        if claims is None or claims["embed"] not in self._ids:
            return None
        return Visit(claims["embed"], claims["origin"], claims["visitor"], float(claims["since"]))

    def _sign(self, visit: Visit) -> str:
        claims = {
            "embed": visit.embed,
            "origin": visit.origin,
            "visitor": visit.visitor,
            "since": f"{visit.since:.3f}",
        }
        return EMBED_PREFIX + self._signer.sign(claims, lasts_s=EMBED_LASTS_S)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """What was encoded; b"" for anything else, which no signature fits.

    Only the one spelling that `_encoded` gives counts, so that no two tokens say the same.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
    return data if _encoded(data) == text else b""

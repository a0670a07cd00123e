"""Origins that other pages may have: one list for framing, for CORS and for the Origin check.

An origin is scheme, host and port: "https://www.example.org:8443". It is compared in the one
spelling that browsers send: small letters, IDNA (xn--…), the default port left out.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

import idna

from corpus.errors import WenceError

_FORM = re.compile(
    r"(https?)://(\*\.)?(\[[0-9a-f:.]+\]|[^\s/?#@:\[\]\\*%]+)(?::([0-9]{1,5}))?", re.IGNORECASE
)
# Names in an intranet may hold "_", which IDNA would refuse.
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_DEFAULT_PORT = {"http": 80, "https": 443}


class WrongOrigin(WenceError):
    """An allowed origin in the settings that is none."""


@dataclass(frozen=True)
class _Origin:
    scheme: str
    wildcard: bool  # every host that ends with "." and `host`
    host: str
    port: int

    def __str__(self) -> str:
        port = "" if self.port == _DEFAULT_PORT[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{'*.' if self.wildcard else ''}{self.host}{port}"

    def holds(self, other: _Origin) -> bool:
        if not self.wildcard:
            return self == other
        return (other.scheme, other.port) == (self.scheme, self.port) and other.host.endswith(
            f".{self.host}"
        )


def normalised(origin: str) -> str | None:
    """The one spelling of an origin; None for "null", "", wildcards and whatever is none."""
    parsed = _parsed(origin)
    return None if parsed is None or parsed.wildcard else str(parsed)


class AllowList:
    """The origins that may embed the chat and call the API from a browser. Empty denies all."""

    def __init__(self, origins: Iterable[str]) -> None:
        """Allow `origins`, "https://www.example.org" or "https://*.example.org".

        Raises:
            WrongOrigin: One of them is no origin, or a wildcard wider than a domain.
        """
        self._origins = tuple(_checked(origin) for origin in origins)

    def __bool__(self) -> bool:
        return bool(self._origins)

    def allows(self, origin: str | None) -> bool:
        """Whether the Origin header of a request is one of them; None, "" and "null" are not."""
        parsed = _parsed(origin or "")
        if parsed is None or parsed.wildcard:
            return False
        return any(allowed.holds(parsed) for allowed in self._origins)

    @property
    def sources(self) -> tuple[str, ...]:
        """The origins, spelt as a Content-Security-Policy wants them."""
        return tuple(str(origin) for origin in self._origins)

    @property
    def frame_ancestors(self) -> str:
        """The directive that lets these pages, and those of the server itself, frame a page."""
        return " ".join(["frame-ancestors 'self'", *self.sources])

    @property
    def cors_regex(self) -> str:
        """For CORSMiddleware(allow_origin_regex=…), which matches it against the whole header."""
        return "|".join(_regex(origin) for origin in self._origins) or r"(?!)"


def _checked(words: str) -> _Origin:
    origin = _parsed(words.removesuffix("/"))
    if origin is None:
        raise WrongOrigin(
            f"{words!r} in WENCE_ALLOWED_ORIGINS is no origin: write scheme, host and port "
            "alone, such as https://www.example.org or https://*.example.org."
        )
    if origin.wildcard and (origin.scheme != "https" or "." not in origin.host):
        raise WrongOrigin(
            f"{words!r} in WENCE_ALLOWED_ORIGINS allows too much: a wildcard needs https and "
            "a domain of its own, as in https://*.example.org."
        )
    return origin


def _parsed(words: str) -> _Origin | None:
    form = _FORM.fullmatch(words)
    if form is None:
        return None
    scheme = form[1].lower()
    host = _host(form[3].lower())
    port = int(form[4]) if form[4] else _DEFAULT_PORT[scheme]
    wildcard = bool(form[2])
    if host is None or not 0 < port <= 65535 or (wildcard and _address(host) is not None):
        return None
    return _Origin(scheme, wildcard, host, port)


def _host(host: str) -> str | None:
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except UnicodeError:
            return None
    address = _address(host)
    if address is not None:
        return f"[{address}]" if address.version == 6 else str(address)
    # 127.1 and 0x7f.1 are addresses to a browser, which spells them otherwise.
    last = host.rsplit(".", 1)[-1]
    if not _HOST.fullmatch(host) or re.match(r"[0-9]+\Z|0x", last):
        return None
    return host


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def _regex(origin: _Origin) -> str:
    if not origin.wildcard:
        return re.escape(str(origin))
    below = str(origin).removeprefix("https://*.")
    return rf"https://(?:[a-z0-9_-]+\.)+{re.escape(below)}"

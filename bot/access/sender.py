"""Where a request comes from: its address behind proxies, and the page that made it send."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from bot.access.origins import AllowList, normalised

# What a proxy adds; where one is set that was not announced, "local" requests are its clients'.
_PROXIED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


class Senders:
    """Tells apart our own pages, allowed pages and all others, and addresses behind proxies."""

    def __init__(
        self, origins: AllowList, *, public_url: str = "", trusted_proxies: Iterable[str] = ()
    ) -> None:
        """Know the server by `public_url` ("": by the Host header of each request).

        Args:
            origins: Other origins that may call.
            trusted_proxies: Addresses and networks whose X-Forwarded-For is believed.
        """
        self.origins = origins
        self._public = _origin_of(public_url)
        self._trusted = [ipaddress.ip_network(p, strict=False) for p in trusted_proxies]

    def address(self, request: HTTPConnection) -> str:
        """The address of the client.

        X-Forwarded-For is read from its end, each entry being believed as long as the one after
        it is a trusted proxy: whatever a client wrote there itself stands before that.
        """
        address = request.client.host if request.client else ""
        hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        while hops and self._is_proxy(address):
            hop = _without_port(hops.pop().strip())
            if not hop:
                break
            address = hop
        return address

    def origin(self, request: HTTPConnection) -> str | None:
        """The Origin header, normalised; None where there is none, or none that can be one."""
        given = request.headers.getlist("origin")
        return normalised(given[0]) if len(given) == 1 else None

    def is_own(self, request: HTTPConnection) -> bool:
        """Whether the browser says that a page of this server sent it."""
        if "origin" in request.headers:
            origin = self.origin(request)
            if origin is not None and origin == (self._public or _asked(request)):
                return True
        # No script can set this header. It holds where the server does not know its own address.
        return request.headers.getlist("sec-fetch-site") == ["same-origin"]

    def is_foreign(self, request: HTTPConnection) -> bool:
        """Whether the browser says that a page sent it which is neither ours nor allowed.

        Programs send none of these headers and are not foreign. Nor is following a link: it
        changes nothing, and the page that links here sees nothing.
        """
        if self.is_own(request):
            return False
        if "origin" in request.headers:
            return not self.origins.allows(self.origin(request))
        site = request.headers.get("sec-fetch-site", "none")
        return site != "none" and request.headers.get("sec-fetch-mode") != "navigate"

    def may_embed(self, request: HTTPConnection, origin: str) -> bool:
        """Whether pages of a (normalised) origin may embed the chat: allowed ones and our own."""
        return self.origins.allows(origin) or origin == (self._public or _asked(request))

    def is_local(self, request: HTTPConnection) -> bool:
        """Whether it was sent to this machine by name, through no proxy.

        A page elsewhere whose name was made to point at 127.0.0.1 comes with its own name in
        the Host header.
        """
        if any(name in request.headers for name in _PROXIED):
            return False
        return is_loopback(asked_host(request))

    def _is_proxy(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(parsed, "ipv4_mapped", None)
        return any((mapped or parsed) in network for network in self._trusted)


def is_loopback(host: str) -> bool:
    """Whether a host, by name or address, can be nothing but this machine."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.lower() == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def asked_host(request: HTTPConnection) -> str:
    """The name or address in the Host header; "" where that is missing or malformed."""
    return urlsplit(_asked(request) or "").hostname or ""


def _asked(request: HTTPConnection) -> str | None:
    """The origin that a request was sent to, by its Host header alone."""
    hosts = request.headers.getlist("host")
    return normalised(f"{request.scope['scheme']}://{hosts[0]}") if len(hosts) == 1 else None


def _origin_of(url: str) -> str | None:
    parts = urlsplit(url)
    return normalised(f"{parts.scheme}://{parts.netloc}")


def _without_port(hop: str) -> str:
    """The address of an entry, which may carry a port ("192.0.2.1:80", "[2001:db8::1]:80")."""
    host = hop[1:].partition("]")[0] if hop.startswith("[") else hop
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ""

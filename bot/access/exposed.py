"""Whether others can reach the server, and what must be set before it may serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.access.keys import KeyFile
from bot.access.sender import is_loopback
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.settings import Settings


class NotSecured(WenceError):
    """Others could reach the server, and a setting that keeps them in bounds is missing."""


def is_exposed(settings: Settings) -> bool:
    """Whether the settings let others reach the server, directly or through a proxy."""
    public = urlsplit(settings.public_url).hostname
    return (
        not is_loopback(settings.host)
        or bool(settings.trusted_proxies)
        or (public is not None and not is_loopback(public))
    )


def keys_needed(settings: Settings) -> bool:
    """Whether callers of the API must show a key or an embed token."""
    return is_exposed(settings) if settings.require_keys is None else settings.require_keys


def check_exposed(settings: Settings, keys: KeyFile) -> None:
    """Raise unless a server that others reach has what it needs to tell them apart.

    Raises:
        NotSecured: Something is missing; the sentence says what.
        DamagedFile: The file of keys cannot be read.
    """
    if not is_exposed(settings):
        return
    if settings.embed_ids and not settings.allowed_origins:
        raise NotSecured(
            "WENCE_EMBED_IDS is set, WENCE_ALLOWED_ORIGINS is not: name the origins of the pages "
            "that embed the chat."
        )
    if keys_needed(settings) and not settings.embed_ids and not keys.working("ask"):
        raise NotSecured(
            "Others can reach this server and there is no key to call it with: make one with "
            "`wence keys add NAME`, set WENCE_EMBED_IDS and WENCE_ALLOWED_ORIGINS for an "
            "embedded chat, or open the API to all with WENCE_REQUIRE_KEYS=false."
        )
    if settings.admin_password_hash and not settings.public_url.startswith("https://"):
        raise NotSecured(
            "WENCE_ADMIN_PASSWORD_HASH is set, and the operator's password may cross the network "
            "by https alone: set WENCE_PUBLIC_URL to the https:// address users reach it at."
        )

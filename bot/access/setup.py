"""Makes the gate and what stands beside it from the settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.access.exposed import check_exposed, is_exposed, keys_needed
from bot.access.gate import KeyedGate
from bot.access.keys import KeyFile
from bot.access.limits import Limits
from bot.access.origins import AllowList
from bot.access.secret import load_secret
from bot.access.sender import Senders
from bot.access.sessions import Sessions
from bot.access.tokens import EmbedTokens

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True)
class Access:
    """What a server needs to know who may do what.

    Attributes:
        gate: What routes declare their needs with.
        origins: For frame-ancestors and CORS; the gate checks the same.
        senders: Tells addresses and origins of requests.
        sessions: Of the operator; None: no password is set, and there is no operator's page.
    """

    gate: KeyedGate
    origins: AllowList
    senders: Senders
    sessions: Sessions | None


def open_access(settings: Settings) -> Access:
    """The access of a server with these settings.

    Raises:
        NotSecured: Others can reach it and a setting is missing (`check_exposed`).
        WrongOrigin: An allowed origin is none.
        DamagedFile: The keys or the secret in the data folder cannot be read.
    """
    keys = KeyFile(settings.home)
    check_exposed(settings, keys)
    origins = AllowList(settings.allowed_origins)
    senders = Senders(
        origins, public_url=settings.public_url, trusted_proxies=settings.trusted_proxies
    )
    secret = load_secret(settings.secret, settings.home)
    sessions = None
    if settings.admin_password_hash:
        sessions = Sessions(
            settings.home,
            secret=secret,
            password_hash=settings.admin_password_hash,
            senders=senders,
            public_url=settings.public_url,
        )
    gate = KeyedGate(
        keys=keys,
        embeds=EmbedTokens(secret, settings.embed_ids),
        sessions=sessions,
        senders=senders,
        limits=Limits(settings.rate_per_minute),
        keys_needed=keys_needed(settings),
        local_only=not is_exposed(settings),
    )
    return Access(gate, origins, senders, sessions)

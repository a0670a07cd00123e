"""API keys: shown once when made, kept only as a hash in keys.json of the data folder.

A key reads `wk_<id>_<secret>`. The id finds its record, the secret proves it. What is kept is
the SHA-256 of the secret: 192 random bits cannot be guessed, so a slow hash would add nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, TypeAdapter

from bot.access.gate import KEY_PREFIX, Scope
from bot.access.shared_file import DamagedFile, SharedFile
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

_FORM = re.compile(r"wk_([0-9a-f]{12})_([0-9a-f]{48})")
# Letters of any script: names are shown in lists and logs, so nothing there may break a line.
_LONGEST_DAYS = 36500  # a century: later dates overflow
_NAME = re.compile(r"\w[\w .-]{0,63}")
# Compared with where no key has the id, so that both cases take the same steps.
_NO_DIGEST = hashlib.sha256(b"").hexdigest()


class WrongKeyRequest(WenceError):
    """A key that cannot be made or revoked as asked."""


def _known(scopes: Any) -> Any:
    """Without a scope that there was once and that opened nothing: files still name it."""
    return [scope for scope in scopes if scope != "records"] if isinstance(scopes, list) else scopes


@dataclass(frozen=True)
class Key:
    """What is known of a key.

    Attributes:
        id: Its public part, 12 hexadecimal digits.
        name: Who uses it, "portal"; no two working keys share one.
        scopes: What it may be used for.
        rate: Requests a minute; None: as the settings say.
        made, expires, revoked: When; None: never.
        digest: SHA-256 of its secret, hexadecimal.
    """

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
    name: str
    scopes: Annotated[tuple[Scope, ...], BeforeValidator(_known)]
    rate: Annotated[int, Field(ge=1)] | None
    made: AwareDatetime
    expires: AwareDatetime | None
    revoked: AwareDatetime | None
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

    def works(self, now: datetime) -> bool:
        """Whether it is neither revoked nor expired at `now`."""
        return self.revoked is None and (self.expires is None or now < self.expires)


_KEYS = TypeAdapter(tuple[Key, ...])


def _clock() -> datetime:
    return datetime.now(UTC)


class KeyFile:
    """The keys of a data folder. Changes by any process count from the next request on."""

    def __init__(self, home: Path, *, now: Callable[[], datetime] = _clock) -> None:
        """The keys in `home`; `now` tells the time, with a time zone."""
        self._file = SharedFile(home / "keys.json", _KEYS, absent=())
        self._now = now

    def add(self, name: str, *, scopes: Sequence[Scope], rate: int | None, days: int | None) -> str:
        """Make a key and return it: it cannot be shown again.

        Args:
            name: Who uses it.
            scopes: What for, at least one.
            rate: Requests a minute; None: as the settings say.
            days: Days until it expires; None: never.

        Raises:
            WrongKeyRequest: The name is taken or cannot be one, or a number is not positive.
            DamagedFile: The file of keys cannot be read.
        """
        _check(name, rate, days)
        id_, secret = secrets.token_hex(6), secrets.token_hex(24)
        now = self._now()
        expires = None if days is None else now + timedelta(days=days)
        key = Key(id_, name, tuple(scopes), rate, now, expires, None, _digest(secret))

        def with_key(keys: tuple[Key, ...]) -> tuple[Key, ...]:
            if any(other.name == name and other.works(now) for other in keys):
                raise WrongKeyRequest(
                    f"There is a key named {name}: choose another name, or revoke it first."
                )
            return (*keys, key)

        self._file.change(with_key)
        return f"{KEY_PREFIX}{id_}_{secret}"

    def revoke(self, name: str) -> None:
        """Make the key of that name useless at once.

        Raises:
            WrongKeyRequest: No working key has the name.
            DamagedFile: The file of keys cannot be read.
        """
        now = self._now()

        def without(keys: tuple[Key, ...]) -> tuple[Key, ...]:
            if not any(key.name == name and key.works(now) for key in keys):
                raise WrongKeyRequest(f"No working key is named {name}: see `wence keys list`.")
            return tuple(
                replace(key, revoked=now) if key.name == name and key.works(now) else key
                for key in keys
            )

        self._file.change(without)

    def keys(self) -> tuple[Key, ...]:
        """Every key ever made, oldest first.

        Raises:
            DamagedFile: The file of keys cannot be read.
        """
        return self._file.value()

    def working(self, scope: Scope) -> tuple[Key, ...]:
        """The keys that may be used for `scope` now.

        Raises:
            DamagedFile: The file of keys cannot be read.
        """
        now = self._now()
        return tuple(key for key in self.keys() if key.works(now) and scope in key.scopes)

    def find(self, presented: str) -> Key | None:
        """The working key that was presented; None for anything else.

        Nobody gets in on a damaged file: that is logged, and every key is unknown.
        """
        form = _FORM.fullmatch(presented)
        id_, secret = form.groups() if form else ("", "")
        try:
            known = next((key for key in self.keys() if key.id == id_), None)
        except DamagedFile as error:
            logger.error("%s", error)
            known = None
        digest = known.digest if known else _NO_DIGEST
        proved = hmac.compare_digest(digest, _digest(secret)) and form is not None
        return known if proved and known and known.works(self._now()) else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(name: str, rate: int | None, days: int | None) -> None:
    if not _NAME.fullmatch(name):
        raise WrongKeyRequest(
            f"A key cannot be named {name!r}: use up to 64 letters, digits, spaces, '.', '-' "
            "and '_'."
        )
    if rate is not None and rate < 1:
        raise WrongKeyRequest(f"A rate of {rate} a minute allows nothing: give 1 or more.")
    if days is not None and not 1 <= days <= _LONGEST_DAYS:
        raise WrongKeyRequest(f"A key cannot last {days} days: give 1 to {_LONGEST_DAYS}.")

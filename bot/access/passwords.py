"""The operator's password: argon2id with the library's parameters (RFC 9106, low memory)."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from corpus.errors import WenceError

SHORTEST = 12
# Longer ones are refused unread: hashing megabytes would be work for an attacker to hand out.
LONGEST = 1024
_HASHER = PasswordHasher()


class WeakPassword(WenceError):
    """A password that is too short to stand on a network."""


def hash_password(password: str) -> str:
    """The hash to keep, "$argon2id$…".

    Raises:
        WeakPassword: It is shorter than SHORTEST or longer than LONGEST characters.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise WeakPassword(
            f"The password has {len(password)} characters: use {SHORTEST} to {LONGEST}."
        )
    return _HASHER.hash(password)


def verify(hash_: str, password: str) -> bool:
    """Whether it is the password that was hashed. Takes 64 MiB and a part of a second."""
    if len(password) > LONGEST:
        return False
    try:
        return _HASHER.verify(hash_, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False

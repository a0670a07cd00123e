"""The server's secret, which signs tokens and sessions: given, or made once and kept."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.access.shared_file import DamagedFile
from index.files import one_writer, write_atomically

_BYTES = 32


def load_secret(given: str, home: Path) -> bytes:
    """The secret of the settings, or that of the data folder, made there on first use.

    Args:
        given: The setting; "" for none.
        home: The data folder; the secret stands in `secret`, mode 0600.

    Raises:
        DamagedFile: The file does not hold a whole secret.
    """
    if given:
        return given.encode()
    path = home / "secret"
    with one_writer(home / ".secret.lock"):  # workers that start together agree on one
        if not path.exists():
            write_atomically(path, secrets.token_bytes(_BYTES).hex().encode())
        os.chmod(path, 0o600)  # after a restore from a backup, say
        try:
            secret = bytes.fromhex(path.read_text("ascii"))
        except ValueError:
            secret = b""
    if len(secret) != _BYTES:
        raise DamagedFile(
            f"{path} does not hold a secret: delete it to have one made; sessions end then."
        )
    return secret

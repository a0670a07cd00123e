"""Which index an answer came from: a hash of the saved index's manifest.

The manifest (index/store.py) holds digests of all policies and clauses, the encoder, the
packages and the checksum of the vectors, so that two answers with the same version were found
in the very same clauses by the very same vectors.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_DIGITS = 16


class IndexVersion:
    """Tells the version of the index in use; the manifest is read again only when it changed."""

    def __init__(self, folder: Path) -> None:
        """Look at the index in `folder`, which need not be there yet."""
        self._folder = folder
        self._known = ("", "")  # name of the version in use, and its hash

    def __call__(self) -> str:
        """16 hexadecimal digits; "" where there is no index."""
        from index.store import MANIFEST, POINTER  # brings the encoder: not for `wence records`

        try:
            name = (self._folder / POINTER).read_text("utf-8").strip()
            if name != self._known[0]:
                manifest = (self._folder / name / MANIFEST).read_bytes()
                self._known = (name, hashlib.sha256(manifest).hexdigest()[:_DIGITS])
        except OSError:  # not built yet, or being exchanged: the next answer will know
            return ""
        return self._known[1]

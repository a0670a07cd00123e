"""Files that are whole or not there: checksums, atomic replacement, one writer at a time.

Used by index/bundled.py (the encoder's folder) and index/store.py (the saved index). The lock
is fcntl's, so it goes when its process goes, however that ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import WenceError


class FolderNotWritable(WenceError):
    """The data folder cannot be written to."""


def sha256_of(path: Path) -> str:
    """The checksum of a file, 64 hexadecimal digits.

    Raises:
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`: a reader sees what was there before or all of it, never a part."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


@contextmanager
def one_writer(lock: Path) -> Iterator[None]:
    """Wait until no other process or thread holds the file `lock`, and hold it inside.

    Raises:
        FolderNotWritable: The folder of `lock` cannot be made or written to.
    """
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        file = lock.open("wb")
    except OSError as error:
        raise FolderNotWritable(
            f"Cannot write to {lock.parent} ({error.strerror}): give another data folder "
            "with WENCE_HOME."
        ) from error
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

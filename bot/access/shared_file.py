"""A small file that several server processes share: replaced whole, read anew when it changed."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.errors import WenceError
from index.files import one_writer, write_atomically

Value = TypeVar("Value")
# A file that is replaced gets another inode; one that is edited in place another time or size.
_Signature = tuple[int, int, int]


class DamagedFile(WenceError):
    """A file in the data folder that does not hold what it should."""


class SharedFile(Generic[Value]):
    """A value in a JSON file, mode 0600. Used from any thread and any process."""

    def __init__(self, path: Path, kind: TypeAdapter[Value], *, absent: Value) -> None:
        """Share `path`; `absent` is the value where there is no file."""
        self.path = path
        self._kind = kind
        self._absent = absent
        self._lock = threading.Lock()
        self._read: tuple[_Signature, Value] | None = None

    def value(self) -> Value:
        """The value as it stands in the file now.

        Raises:
            DamagedFile: The file is no JSON of the right shape, or cannot be read.
        """
        try:
            with self._lock:
                return self._current()
        except FileNotFoundError:
            return self._absent
        except (ValidationError, OSError) as error:
            raise DamagedFile(
                f"{self.path} is damaged or cannot be read: put it back from a backup, or "
                "delete it to begin anew."
            ) from error

    def change(self, change: Callable[[Value], Value]) -> None:
        """Replace the value by `change(value)`, one process after the other.

        Raises:
            DamagedFile: As for `value`; the file is left as it is.
        """
        with one_writer(self.path.with_name(f".{self.path.name}.lock")):
            value = change(self.value())
            write_atomically(self.path, self._kind.dump_json(value, indent=1))

    def _current(self) -> Value:
        signature = _signature(os.stat(self.path))
        if self._read is None or self._read[0] != signature:
            with self.path.open("rb") as file:
                # Of the file that was opened: the path may name another one by now.
                signature = _signature(os.fstat(file.fileno()))
                self._read = signature, self._kind.validate_json(file.read())
        return self._read[1]


def _signature(status: os.stat_result) -> _Signature:
    return status.st_ino, status.st_mtime_ns, status.st_size

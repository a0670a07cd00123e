"""The added policies in versions: snapshots of small text files and a pointer to the one in use.

    policies/
        ID/                  added before the first version was made; the first version holds them
        .current             number of the version in use; no such file: the folders above are
        .versions/00003/     ID/ for each policy, and version.json; never changed once in use
    .policies.lock           held by the one process that changes any of it

A version is written whole before the pointer is replaced by one that names it, so that a reader
meets the old policies or the new ones, and a process that is killed leaves one of the two.
Going back makes a new version with the policies of an older one: the one in use is always the
highest, and whatever is higher was never finished.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corpus.errors import BrokenLibrary, WenceError
from corpus.stored import load, write

ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
KEPT = 50  # versions; older ones are deleted
_CURRENT, _VERSIONS, _ABOUT = ".current", ".versions", "version.json"
_LEFTOVERS = (".new-*", ".removed-*", "..current.*")
_FOUND = "初始版本"


class UnknownVersion(WenceError):
    """There is no version of that number."""


@dataclass(frozen=True)
class Snapshot:
    """One version of the added policies.

    Attributes:
        n: Its number, from 1.
        made: When, with a time zone.
        what: What changed, in Chinese: 发布《…》.
        policies: Id and title of each policy in it.
    """

    n: int
    made: datetime
    what: str
    policies: tuple[tuple[str, str], ...]


class Versions:
    """The versions of the policies added under a folder. Used from any process and thread."""

    def __init__(self, top: Path) -> None:
        """Look at `top`, the data folder's policies/, which need not be there yet."""
        self._top = top
        self._versions = top / _VERSIONS

    def current(self) -> int:
        """Number of the version in use; 0 where none was ever made.

        Raises:
            BrokenLibrary: The pointer is damaged.
        """
        pointer = self._top / _CURRENT
        try:
            n = int(pointer.read_text("ascii"))
        except FileNotFoundError:
            return 0
        except ValueError as error:
            raise BrokenLibrary(self._advice(pointer)) from error
        if n < 1 or not self.folder(n).is_dir():
            raise BrokenLibrary(self._advice(pointer))
        return n

    def folder(self, n: int) -> Path:
        """Where the policies of a version lie; 0 stands for those that are in no version."""
        return self._versions / f"{n:05}" if n else self._top

    def all(self) -> list[Snapshot]:
        """The versions, newest first, which is the one in use; none before the first was made."""
        current = self.current()
        return [self._about(n) for n in sorted(self._numbers(), reverse=True) if n <= current]

    def change(self, what: str, edit: Callable[[Path], None]) -> None:
        """Change the policies: in a new version, or in place where none was ever made.

        Args: As for `make`.
        """
        with self.changing():
            current = self.current()
            if current:
                self._make(what, edit, current, current)
            else:
                edit(self._top)

    def make(self, what: str, edit: Callable[[Path], None], *, like: int | None = None) -> Snapshot:
        """Make a version and put it into use.

        Args:
            what: What changed, in Chinese.
            edit: Given a folder with copies of the policies, to change in place.
            like: Begin with the policies of that version; None: with those in use.

        Raises:
            UnknownVersion: There is no version `like`.
        """
        with self.changing():
            current = self.current() or self._begin()
            base = current if like is None else like
            if base not in self._numbers() or base > current:
                raise UnknownVersion(f"没有第{base}版：请从列出的版本里选。")
            return self._make(what, edit, base, current)

    def withdraw(self, n: int) -> None:
        """Take back the version in use, if it is `n`: the one before it is in use again."""
        with self.changing():
            if self.current() == n and self.folder(n - 1).is_dir():
                self._point_at(n - 1)
                self._tidy(n - 1)

    def tidy(self) -> None:
        """Delete what a process that was killed left unfinished."""
        if self._top.is_dir():
            with self.changing():
                self._tidy(self.current())

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Wait until no other process or thread changes the policies, and keep them out."""
        self._top.mkdir(parents=True, exist_ok=True)
        with (self._top.parent / f".{self._top.name}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make(self, what: str, edit: Callable[[Path], None], base: int, current: int) -> Snapshot:
        made = self._write(current + 1, what, self.folder(base), edit)
        self._point_at(made.n)
        self._tidy(made.n)
        return made

    def _begin(self) -> int:
        """Make version 1 of what was added before there were versions."""
        self._write(1, _FOUND, self._top, lambda folder: None)
        return 1

    def _write(self, n: int, what: str, base: Path, edit: Callable[[Path], None]) -> Snapshot:
        self._versions.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".new-", dir=self._versions) as made:
            whole = Path(made) / "whole"
            whole.mkdir()
            for folder in policy_folders(base):
                _copy(folder, whole / folder.name)
            edit(whole)
            titles = [[folder.name, _title(folder)] for folder in policy_folders(whole)]
            now = datetime.now().astimezone()
            about = {"made": now.isoformat(), "what": what, "policies": titles}
            write(whole / _ABOUT, json.dumps(about, ensure_ascii=False))
            _sync(whole)
            if self.folder(n).exists():  # never finished
                shutil.rmtree(self.folder(n))
            os.replace(whole, self.folder(n))
        _sync(self._versions)
        return self._about(n)

    def _point_at(self, n: int) -> None:
        write(self._top / _CURRENT, str(n))
        _sync(self._top)

    def _about(self, n: int) -> Snapshot:
        path = self.folder(n) / _ABOUT
        try:
            row: dict[str, Any] = json.loads(path.read_text("utf-8"))
            policies = tuple((str(id_), str(title)) for id_, title in row["policies"])
            return Snapshot(n, datetime.fromisoformat(row["made"]), str(row["what"]), policies)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenLibrary(f"{path} is damaged: put it back from a backup.") from error

    def _numbers(self) -> list[int]:
        if not self._versions.is_dir():
            return []
        return [int(f.name) for f in self._versions.iterdir() if re.fullmatch(r"\d{5}", f.name)]

    def _tidy(self, current: int) -> None:
        """Delete what was never finished, what is too old, and what version 1 holds already."""
        gone = [n for n in self._numbers() if not current - KEPT < n <= current]
        old = [self.folder(n) for n in gone] + (policy_folders(self._top) if current else [])
        for place in (self._top, self._versions):
            old += [left for pattern in _LEFTOVERS for left in place.glob(pattern)]
        for left in old:
            if left.is_dir() and not left.is_symlink():
                shutil.rmtree(left, ignore_errors=True)
            else:  # a file that was to be put in place
                left.unlink(missing_ok=True)

    def _advice(self, pointer: Path) -> str:
        return (
            f"{pointer} does not name a version in {self._versions}: write the number of one "
            "that is there into it, or put both back from a backup."
        )


def policy_folders(top: Path) -> list[Path]:
    """The folders of policies in a folder, in order of id."""
    return sorted(f for f in top.iterdir() if f.is_dir() and ID.fullmatch(f.name))


def _title(folder: Path) -> str:
    try:
        return load(folder).title
    except BrokenLibrary:  # whoever is about to repair it still gets a version
        return folder.name


def _copy(folder: Path, target: Path) -> None:
    target.mkdir()
    for file in folder.iterdir():
        if file.is_file() and not file.name.startswith("."):
            with (target / file.name).open("wb") as copy:
                copy.write(file.read_bytes())
                copy.flush()
                os.fsync(copy.fileno())
    _sync(target)


def _sync(folder: Path) -> None:
    """Have the names in a folder on the disk, not only the files they name."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

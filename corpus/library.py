"""The policies on disk: the ones that come with the program and the ones a user added.

Each is a folder (corpus/stored.py): bundled ones stand in corpus/policies/, added ones in
<home>/policies/.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus.errors import NoClauses, UnknownPolicy, WenceError
from corpus.model import Policy
from corpus.parse import parse
from corpus.read import read_text
from corpus.stored import BUNDLED, SOURCE, clause_json, load, policy_json, store
from corpus.text import fold

__all__ = [
    "Library",
    "PolicyNotAdded",
    "PolicyNotRemoved",
    "clause_json",
    "policy_json",
    "read_policy",
]

_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HASH_DIGITS = 8


class PolicyNotAdded(WenceError):
    """The document cannot be added under that id."""


class PolicyNotRemoved(WenceError):
    """The policy came with the program and stays."""


class Library:
    """The bundled policies and those added under a data folder.

    Args:
        home: The data folder; None leaves the bundled policies alone.
    """

    def __init__(self, home: Path | None) -> None:
        self._added = home / "policies" if home is not None else None

    def ids(self) -> list[str]:
        """Ids of all policies: bundled ones first, then added ones, each in order of id."""
        return [folder.name for folder in self._folders()]

    def policies(self) -> list[Policy]:
        """All policies in the order of `ids`.

        Raises:
            BrokenLibrary: The files of one of them do not fit together.
        """
        return [load(folder) for folder in self._folders()]

    def get(self, policy_id: str) -> Policy:
        """The policy of that id.

        Raises:
            UnknownPolicy: There is none; the message names those there are.
            BrokenLibrary: Its files do not fit together.
        """
        return load(self._folder(policy_id))

    def is_bundled(self, policy_id: str) -> bool:
        """Whether the policy came with the program."""
        return self._folder(policy_id).parent == BUNDLED

    def add(self, path: Path, *, policy_id: str | None = None) -> Policy:
        """Read a document and keep it.

        A document whose text is here already is not kept twice: its policy is returned, and
        its clauses.jsonl is written again where it was an added one.

        Args:
            path: A file that corpus.read can read.
            policy_id: Its id; by default one made from its document number and its text.

        Raises:
            UnreadableDocument, NoClauses: The file is no policy document.
            PolicyNotAdded: No data folder, an impossible id, or one that is taken.
        """
        if self._added is None:
            raise PolicyNotAdded("No data folder is set: set WENCE_HOME to a folder to add to.")
        if policy_id is not None and not _ID.fullmatch(policy_id):
            raise PolicyNotAdded(
                f"{policy_id!r} cannot be an id: use small letters, digits, '.', '_' and '-'."
            )
        policy = read_policy(path, policy_id=policy_id)
        known = self._with_text(policy.source)
        if known is not None and known.parent == BUNDLED:
            return load(known)
        if known is not None:
            policy = _renamed(policy, known.name)
        elif policy.id in self.ids():
            raise PolicyNotAdded(f"The id {policy.id} is taken by another text: choose another.")
        store(policy, self._added)
        return policy

    def remove(self, policy_id: str) -> None:
        """Delete an added policy.

        Raises:
            UnknownPolicy: There is none of that id.
            PolicyNotRemoved: It came with the program.
        """
        folder = self._folder(policy_id)
        if folder.parent == BUNDLED:
            raise PolicyNotRemoved(
                f"{policy_id} came with the program and cannot be removed: "
                "name another with --policy to leave it out of an answer."
            )
        grave = Path(tempfile.mkdtemp(prefix=".removed-", dir=folder.parent))
        os.replace(folder, grave / policy_id)  # gone at once, whatever happens to the deleting
        shutil.rmtree(grave)

    def _folders(self) -> Iterator[Path]:
        bundled = _folders_in(BUNDLED)
        yield from bundled
        if self._added is not None and self._added.is_dir():
            taken = {folder.name for folder in bundled}  # an update may bundle what was added
            yield from (f for f in _folders_in(self._added) if f.name not in taken)

    def _folder(self, policy_id: str) -> Path:
        for folder in self._folders():
            if folder.name == policy_id:
                return folder
        known = ", ".join(self.ids())
        raise UnknownPolicy(f"There is no policy {policy_id}: the library holds {known}.")

    def _with_text(self, text: str) -> Path | None:
        """The folder whose source is this text, white space aside."""
        wanted = _fingerprint(text)
        for folder in self._folders():
            try:
                source = (folder / SOURCE).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            if _fingerprint(source) == wanted:
                return folder
        return None


def _folders_in(top: Path) -> list[Path]:
    return sorted(f for f in top.iterdir() if f.is_dir() and _ID.fullmatch(f.name))


def read_policy(path: Path, *, policy_id: str | None = None) -> Policy:
    """Read and parse a document without keeping it; by default its id comes from its content.

    Raises:
        UnreadableDocument: The file holds no text we can read.
        NoClauses: Nothing in it is numbered the way a clause is.
    """
    try:
        policy = parse(read_text(path), policy_id=policy_id or "new")
    except NoClauses as error:
        raise NoClauses(
            f"No numbered clause (第一条, 一、, (一), 1.) was found in {path}: "
            "check that the file holds the text of a policy."
        ) from error
    return policy if policy_id else _renamed(policy, _id_of(policy))


def _renamed(policy: Policy, policy_id: str) -> Policy:
    clauses = tuple(replace(clause, policy=policy_id) for clause in policy.clauses)
    return replace(policy, id=policy_id, clauses=clauses)


def _id_of(policy: Policy) -> str:
    """Year and number of 鲁政办字〔2025〕49号 with a fingerprint of the text: 2025-49-1a2b3c4d."""
    numbers = re.findall(r"\d+", fold(policy.header.document_number))
    return "-".join([*(numbers[-2:] or ["policy"]), _fingerprint(policy.source)[:_HASH_DIGITS]])


def _fingerprint(text: str) -> str:
    return hashlib.sha256(re.sub(r"\s", "", text).encode()).hexdigest()

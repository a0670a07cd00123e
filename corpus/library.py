"""The policies on disk: the ones that come with the program and the ones a user added.

Each is a folder (corpus/stored.py): bundled ones stand in corpus/policies/, added ones in
<home>/policies/ or, once a version of them was made, in that version (corpus/versions.py).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from corpus.errors import NoClauses, UnknownPolicy, WenceError
from corpus.model import Policy
from corpus.parse import parse
from corpus.read import read_text
from corpus.stored import (
    BUNDLED,
    SOURCE,
    SPLITS,
    clause_json,
    load,
    policy_json,
    read_again,
    replaced_by,
    splits_in,
    store,
)
from corpus.text import fold
from corpus.versions import ID, Versions, policy_folders

__all__ = [
    "Library",
    "PolicyNotAdded",
    "PolicyNotRemoved",
    "clause_json",
    "id_of",
    "policy_json",
    "read_policy",
    "renamed",
    "same_text",
]

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
        self._versions = Versions(home / "policies") if home is not None else None

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
        if self._versions is None:
            raise PolicyNotAdded("No data folder is set: set WENCE_HOME to a folder to add to.")
        if policy_id is not None and not ID.fullmatch(policy_id):
            raise PolicyNotAdded(
                f"{policy_id!r} cannot be an id: use small letters, digits, '.', '_' and '-'."
            )
        policy = read_policy(path, policy_id=policy_id)
        known = self._with_text(policy.source)
        if known is not None and known.parent == BUNDLED:
            return load(known)
        if known is not None and (known / SPLITS).exists():
            policy = read_again(known)
        elif known is not None:
            policy = renamed(policy, known.name)
        elif policy.id in self.ids():
            raise PolicyNotAdded(f"The id {policy.id} is taken by another text: choose another.")
        self._versions.change(f"用命令加入《{policy.title}》", partial(_keep, policy, known))
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
        if self._versions is not None:
            self._versions.change(f"用命令删除{policy_id}", partial(_bury, policy_id))

    def _folders(self) -> Iterator[Path]:
        bundled = policy_folders(BUNDLED)
        added = []
        if self._versions is not None:
            top = self._versions.folder(self._versions.current())
            added = policy_folders(top) if top.is_dir() else []
        replaced = {replaced_by(folder) for folder in added}
        yield from (f for f in bundled if f.name not in replaced)
        taken = {folder.name for folder in bundled}  # an update may bundle what was added
        yield from (f for f in added if f.name not in taken)

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


def _keep(policy: Policy, known: Path | None, folder: Path) -> None:
    """Write a policy under `folder`; what somebody decided about a known one stays."""
    if known is None:
        store(policy, folder)
    else:
        store(policy, folder, splits=splits_in(known), replaces=replaced_by(known))


def _bury(policy_id: str, folder: Path) -> None:
    """Delete a policy under `folder`, gone at once whatever happens to the deleting."""
    grave = Path(tempfile.mkdtemp(prefix=".removed-", dir=folder))
    os.replace(folder / policy_id, grave / policy_id)
    shutil.rmtree(grave)


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
    return policy if policy_id else renamed(policy, id_of(policy))


def renamed(policy: Policy, policy_id: str) -> Policy:
    """The policy under another id."""
    clauses = tuple(replace(clause, policy=policy_id) for clause in policy.clauses)
    return replace(policy, id=policy_id, clauses=clauses)


def id_of(policy: Policy) -> str:
    """Year and number of 鲁政办字〔2025〕49号 with a fingerprint of the text: 2025-49-1a2b3c4d."""
    numbers = re.findall(r"\d+", fold(policy.header.document_number))
    return "-".join([*(numbers[-2:] or ["policy"]), _fingerprint(policy.source)[:_HASH_DIGITS]])


def same_text(one: Policy, other: Policy) -> bool:
    """Whether two policies have the same text, white space aside."""
    return _fingerprint(one.source) == _fingerprint(other.source)


def _fingerprint(text: str) -> str:
    return hashlib.sha256(re.sub(r"\s", "", text).encode()).hexdigest()

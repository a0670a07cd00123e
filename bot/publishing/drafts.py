"""Drafts: documents that were uploaded and are not published yet, a file each in <home>/drafts/.

A draft's file holds the text, the file's name for showing, and where the clauses begin if that
was put right by hand. It is replaced whole, so that a draft that was acknowledged is there
after any crash.
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from corpus.errors import NoClauses, WenceError
from corpus.library import id_of, renamed
from corpus.model import Policy
from corpus.parse import parse
from corpus.splits import Splits, WrongSplits, parse_with
from index.files import one_writer, write_atomically

logger = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{16}")
# Control characters, and those that turn the direction of writing: evil\u202etxt.exe
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
_LONGEST_NAME = 200


class UnknownDraft(WenceError):
    """There is no draft of that id."""


class DamagedDraft(WenceError):
    """The file of a draft cannot be read."""


@dataclass(frozen=True)
class Kept:
    """What is kept of a draft.

    Attributes:
        id: 16 hexadecimal digits.
        name: The file's name as it was uploaded, to be shown and nothing else.
        made: When it was uploaded, with a time zone.
        text: The text read out of the file.
        splits: Where its clauses begin, if put by hand.
    """

    id: str
    name: str
    made: datetime
    text: str
    splits: Splits | None = None

    def policy(self) -> Policy:
        """The policy as it reads with the corrections; its id comes from its content.

        Raises:
            NoClauses: Nothing in it is numbered the way a clause is.
            WrongSplits: The places put by hand do not part the text.
        """
        if self.splits is None:
            policy = parse(self.text, policy_id="new")
        else:
            policy = parse_with(self.text, self.splits, policy_id="new")
        return renamed(policy, id_of(policy))


class Drafts:
    """The drafts in a folder. Used from any process and thread."""

    def __init__(self, folder: Path) -> None:
        """Look at `folder`, which need not be there yet."""
        self._folder = folder

    def add(self, name: str, text: str) -> Kept:
        """Keep a new draft."""
        shown = _UNSHOWN.sub("", name).strip()[-_LONGEST_NAME:]
        kept = Kept(secrets.token_hex(8), shown, datetime.now().astimezone(), text)
        self.put(kept)
        return kept

    def put(self, kept: Kept) -> None:
        """Keep a draft as it is now, in place of what was kept under its id."""
        splits = kept.splits and {"starts": kept.splits.starts, "end": kept.splits.end}
        row = {"name": kept.name, "made": kept.made.isoformat(), "splits": splits}
        data = json.dumps({**row, "text": kept.text}, ensure_ascii=False)
        with one_writer(self._lock):
            write_atomically(self._path(kept.id), data.encode("utf-8", "replace"))

    def get(self, draft_id: str) -> Kept:
        """The draft of an id.

        Raises:
            UnknownDraft: There is none.
            DamagedDraft: Its file cannot be read.
        """
        path = self._path(draft_id)
        try:
            row = json.loads(path.read_text("utf-8"))
            found = row["splits"]
            splits = Splits(tuple(found["starts"]), int(found["end"])) if found else None
            made = datetime.fromisoformat(row["made"])
            return Kept(draft_id, row["name"], made, row["text"], splits)
        except FileNotFoundError:
            raise _unknown() from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DamagedDraft("这份草稿已损坏，请删除后重新上传。") from error

    def all(self) -> list[Kept]:
        """The drafts that can be read, newest first."""
        found = []
        for path in self._folder.glob("*.json"):
            try:
                kept = self.get(path.stem)
                kept.policy()
                found.append(kept)
            except (UnknownDraft, DamagedDraft, NoClauses, WrongSplits) as error:
                logger.warning("the draft %s is left out: %s", path.name, error)
        return sorted(found, key=lambda kept: kept.made, reverse=True)

    def discard(self, draft_id: str) -> None:
        """Delete a draft.

        Raises:
            UnknownDraft: There is none of that id.
        """
        try:
            self._path(draft_id).unlink()
        except FileNotFoundError:
            raise _unknown() from None

    def tidy(self) -> None:
        """Delete what a process that was killed left half written."""
        if self._folder.is_dir():
            with one_writer(self._lock):
                for left in self._folder.glob(".*.json-*"):
                    left.unlink(missing_ok=True)

    @property
    def _lock(self) -> Path:
        return self._folder / ".lock"

    def _path(self, draft_id: str) -> Path:
        if not _ID.fullmatch(draft_id):
            raise _unknown()
        return self._folder / f"{draft_id}.json"


def _unknown() -> UnknownDraft:
    return UnknownDraft("没有这份草稿：它可能已经发布或删除了。")

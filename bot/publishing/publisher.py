"""Publisher: from an uploaded document to answers out of it, and back.

Publishing goes in this order: the library has a new version (corpus/versions.py), the index is
built and an engine loaded over it, the service is given the engine. Until then the old engine
answers; if any step fails, the library goes back to the version before. Other server processes
notice the new version (`follow`) and load it too.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from bot.publishing.drafts import Drafts, Kept, UnknownDraft
from bot.publishing.reading import UploadRefused, read_upload
from bot.publishing.replacing import replaced
from bot.publishing.serving import Serving
from bot.publishing.shown import Draft, Version
from corpus.library import Library, renamed, same_text
from corpus.model import Policy
from corpus.parse import parse
from corpus.splits import Splits, WrongSplits, checked, splits_of
from corpus.stored import replaced_by, store
from corpus.versions import Snapshot, UnknownVersion, Versions

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.service import Service
    from bot.settings import Settings

__all__ = [
    "Draft",
    "Publisher",
    "UnknownDraft",
    "UnknownVersion",
    "UploadRefused",
    "Version",
    "WrongSplits",
]

_LOOK_EVERY_S = 3.0


class Publisher:
    """Publishes policies to a running service. May be used from several threads; publishing
    takes as long as building the index does."""

    def __init__(self, settings: Settings, service: Service, *, load: Callable[[], Engine]) -> None:
        """Publish to `service`.

        Args:
            settings: The data folder and the limit of uploads.
            service: Its engine is exchanged.
            load: Gives an engine over the library of the data folder as it is then.
        """
        self._home = settings.home
        self._limit = settings.upload_limit
        self._service = service
        self._drafts = Drafts(settings.home / "drafts")
        self._versions = Versions(settings.home / "policies")
        self._drafts.tidy()
        self._versions.tidy()
        self._serving = Serving(settings.home, self._versions, service, load)

    # --- drafts ----------------------------------------------------------------------------------

    def upload(self, name: str, data: bytes) -> Draft:
        """Read a document and keep it as a draft.

        Args:
            name: The file's name: its end tells the type, the rest is shown and nothing else.
            data: Its content.

        Raises:
            UploadRefused: It is too large, of a type that is not read, cannot be read, or holds
                no numbered clause.
        """
        text = read_upload(name, data, limit=self._limit)
        return self._shown(self._drafts.add(name, text))

    def drafts(self) -> list[Draft]:
        """The drafts, newest first."""
        return [self._shown(kept) for kept in self._drafts.all()]

    def draft(self, draft_id: str) -> Draft:
        """The draft of an id.

        Raises:
            UnknownDraft: There is none.
        """
        return self._shown(self._drafts.get(draft_id))

    def correct(self, draft_id: str, starts: Sequence[int], end: int) -> Draft:
        """Put right by hand where the clauses of a draft begin.

        Args:
            starts: Offsets in the text at which clauses begin; what stands before the first is
                the header. White space there is passed over.
            end: Where the last clause ends; what stands after it is the closing.

        Raises:
            UnknownDraft: There is no draft of that id.
            WrongSplits: The places are out of order or of the text, or leave a clause empty.
        """
        kept = self._drafts.get(draft_id)
        splits = checked(kept.text, starts, end)
        by_itself = splits == splits_of(parse(kept.text, policy_id="new"))
        corrected = replace(kept, splits=None if by_itself else splits)
        shown = self._shown(corrected)  # raises where a piece holds nothing but a number
        self._drafts.put(corrected)
        return shown

    def discard(self, draft_id: str) -> None:
        """Delete a draft.

        Raises:
            UnknownDraft: There is none of that id.
        """
        self._drafts.discard(draft_id)

    # --- versions --------------------------------------------------------------------------------

    def publish(self, draft_id: str) -> Version:
        """Answer from a draft from now on.

        Raises:
            UnknownDraft: There is no draft of that id.
            WenceError: The index cannot be built or the engine not loaded; what was answered
                from before still is.
        """
        with self._serving.turn():
            kept = self._drafts.get(draft_id)
            policy, old = self._placed(kept.policy(), Library(self._home).policies())
            edit = partial(_put, policy, kept.splits, old)
            what = f"发布《{policy.title}》"
            made = self._serving.serve(lambda: self._versions.make(what, edit))
            with suppress(UnknownDraft):  # somebody deleted it meanwhile
                self._drafts.discard(draft_id)
        return _version(made, current=True)

    def versions(self) -> list[Version]:
        """The versions, newest first; none before the first publication."""
        current = self._versions.current()
        return [_version(made, current=made.n == current) for made in self._versions.all()]

    def roll_back(self, n: int) -> Version:
        """Answer from the policies of an older version again, which makes a new one of them.

        Raises:
            UnknownVersion: There is no version of that number.
            WenceError: As for `publish`.
        """
        with self._serving.turn():
            what = f"恢复到第{n}版"
            made = self._serving.serve(
                lambda: self._versions.make(what, lambda folder: None, like=n)
            )
        return _version(made, current=True)

    # --- other processes -------------------------------------------------------------------------

    def follow(self, *, every_s: float = _LOOK_EVERY_S) -> None:
        """Look in a thread for versions that other processes publish, until `close`."""
        self._serving.follow(every_s)

    def catch_up(self) -> bool:
        """Load the version in use if it is not what is served; whether there was one to load.

        Raises:
            WenceError: It cannot be loaded.
        """
        return self._serving.catch_up()

    def close(self) -> None:
        """Stop following, after what is being loaded."""
        self._serving.close()

    # --- parts -----------------------------------------------------------------------------------

    def _shown(self, kept: Kept) -> Draft:
        policy, old = self._placed(kept.policy(), self._service.engine.policies)
        splits = splits_of(policy)
        return Draft(
            id=kept.id,
            name=kept.name,
            made=kept.made,
            policy=policy,
            replaces=old.id if old else None,
            starts=splits.starts,
            end=splits.end,
        )

    def _placed(self, policy: Policy, there: Sequence[Policy]) -> tuple[Policy, Policy | None]:
        """A policy under the id it will have, and the one it takes the place of."""
        old = replaced(policy, there)
        if old and same_text(old, policy) and self._is_added(old):
            policy = renamed(policy, old.id)
        return policy, old

    def _is_added(self, policy: Policy) -> bool:
        return (self._versions.folder(self._versions.current()) / policy.id).is_dir()


def _put(policy: Policy, splits: Splits | None, old: Policy | None, folder: Path) -> None:
    """Write a policy under `folder` in place of an old one, which may be a bundled one."""
    bundled = ""
    if old is not None:
        there = folder / old.id
        bundled = replaced_by(there) if there.is_dir() else old.id
        shutil.rmtree(there, ignore_errors=True)
    store(policy, folder, splits=splits, replaces=bundled)


def _version(made: Snapshot, *, current: bool) -> Version:
    return Version(made.n, made.made, made.what, made.policies, current)

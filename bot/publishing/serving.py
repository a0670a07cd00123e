"""The service given an engine over each new version: published here, or by another process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.library import Library
from corpus.versions import Snapshot, Versions
from index.files import one_writer

if TYPE_CHECKING:
    from bot.engine import Engine
    from bot.service import Service

logger = logging.getLogger(__name__)

_AFTER_FAILURE = 10  # times as long until the next look: a load is expensive
_UNKNOWN = -1  # no version: what is served is not known to be any


class Serving:
    """Keeps a service at the version in use. May be used from several threads."""

    def __init__(
        self, home: Path, versions: Versions, service: Service, load: Callable[[], Engine]
    ) -> None:
        """Serve the versions of a data folder; `load` gives an engine over the one in use."""
        self._home = home
        self._versions = versions
        self._service = service
        self._load = load
        self._publishing = threading.Lock()
        self._closed = threading.Event()
        self._follower: threading.Thread | None = None
        self._served = self._served_at_first()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One publication at a time, in this process and in all of them."""
        with self._publishing, one_writer(self._home / ".publishing.lock"):
            yield

    def serve(self, make: Callable[[], Snapshot]) -> Snapshot:
        """Make a version, in one's turn, and serve it; none is left if it cannot be loaded."""
        made = make()
        try:
            engine = self._load()
        except BaseException:
            self._versions.withdraw(made.n)
            raise
        self._service.exchange(engine)
        self._served = made.n
        return made

    def catch_up(self) -> bool:
        """Load the version in use if it is not what is served; whether there was one to load.

        Raises:
            WenceError: It cannot be loaded.
        """
        if self._versions.current() == self._served:
            return False
        with self._publishing:
            current = self._versions.current()
            if current == self._served:  # published here meanwhile
                return False
            self._service.exchange(self._load())
            self._served = current
            return True

    def follow(self, every_s: float) -> None:
        """Catch up in a thread, looking every so many seconds, until `close`."""
        self._follower = threading.Thread(
            target=self._follow, args=(every_s,), name="follow-versions", daemon=True
        )
        self._follower.start()

    def close(self) -> None:
        """Stop following, after what is being loaded."""
        self._closed.set()
        if self._follower is not None:
            self._follower.join()

    def _follow(self, every_s: float) -> None:
        pause = every_s
        while not self._closed.wait(pause):
            pause = every_s
            try:
                if self.catch_up():
                    logger.info("version %d is served", self._served)
            except Exception:  # whatever it is, the old engine answers and the next may load
                logger.exception("the new version cannot be loaded; trying again")
                pause = _AFTER_FAILURE * every_s

    def _served_at_first(self) -> int:
        """The version that the engine was loaded from, as far as the ids of its policies tell:
        another process may have published between its loading and now."""
        current = self._versions.current()
        served = {policy.id for policy in self._service.engine.policies}
        return current if set(Library(self._home).ids()) == served else _UNKNOWN

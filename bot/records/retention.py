"""What is older than the days it may be kept is deleted: at start, and daily while the server runs.

So are the copies of the database that migrations made: they hold the same conversations.
"""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from bot.records.errors import NotKept
from bot.records.migrate import backups_of
from bot.records.records import Records

logger = logging.getLogger(__name__)

_DAY_S = 24 * 3600.0


def delete_old(records: Records, days: int, *, now: datetime | None = None) -> int:
    """Delete what is older than `days` days; 0 keeps everything.

    Returns:
        How many answers were deleted.

    Raises:
        NotKept: The database would not take it.
    """
    if days == 0:
        return 0
    before = (now or datetime.now(UTC)) - timedelta(days=days)
    deleted = records.purge(before)
    for backup in backups_of(records.file) if records.file else []:
        if backup.stat().st_mtime < before.timestamp():
            backup.unlink(missing_ok=True)
    return deleted


class Retention:
    """Deletes in a thread of its own, at start and then every day, until it is closed."""

    def __init__(self, records: Records, days: int, *, every_s: float = _DAY_S) -> None:
        """Begin at once; `days` as for `delete_old`."""
        self._records = records
        self._days = days
        self._every = every_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="retention", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop, after what is being deleted."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                deleted = delete_old(self._records, self._days)
                if deleted:
                    logger.info("answers deleted for their age: %d", deleted)
            except NotKept:
                logger.error("old answers could not be deleted; trying again later")
            if self._closed.wait(self._every):
                return

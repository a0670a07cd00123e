"""Sessions over the records' database, for reading and for writing, and how a row is found by id."""

from __future__ import annotations

import logging
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from sqlalchemy import select, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from bot.records.database import WRITING, connect, file_of
from bot.records.errors import NotKept
from bot.records.migrate import VERSION_TABLE
from bot.records.tables import AnswerRow, ConversationRow

logger = logging.getLogger(__name__)

# What an id can look like; other text is no query's business (PostgreSQL takes no NUL, neither
# database half characters).
ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PROOF_HOLDS_S = 1.0  # whoever asks for the health, however often, makes one write a second
# Committed and not rolled back: a full disk shows at the commit.
_NO_CHANGE = text(f"UPDATE {VERSION_TABLE} SET version_num = version_num")
# Everything of an answer in a few queries, however many answers there are.
WHOLE = (selectinload(AnswerRow.citations), selectinload(AnswerRow.feedback))


class Sessions:
    """Opens sessions. May be used from several threads.

    Attributes:
        file: The database file; None for PostgreSQL.
    """

    def __init__(self, url: URL) -> None:
        """Use the database at `url`, whose schema is up to date."""
        self.file = file_of(url)
        self._reader = connect(url)
        self._writer = self._reader.execution_options(**WRITING)
        self._written = -math.inf  # monotonic time of the last commit

    def ready(self) -> bool:
        """Whether the database takes what is written: something was within the last second, or
        is now."""
        if monotonic() - self._written < _PROOF_HOLDS_S:
            return True
        try:
            with self.writing() as session:
                session.execute(_NO_CHANGE)
        except NotKept:
            return False
        return True

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one state of the database, for statistics and export."""
        with Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end, or undone by an error.

        Raises:
            NotKept: The database would not take it.
        """
        try:
            with Session(self._writer, expire_on_commit=False) as session, session.begin():
                yield session
            self._written = monotonic()
        except (DBAPIError, PoolTimeout) as error:
            self._written = -math.inf
            logger.error("nothing could be written to the records: %s", error)
            raise NotKept from error


def find_conversation(session: Session, id_: str, *, lock: bool = False) -> ConversationRow | None:
    """The conversation of that id; lock: as for `find_answer`."""
    if not ID.fullmatch(id_):
        return None
    query = select(ConversationRow).where(ConversationRow.id == id_)
    return session.scalar(query.with_for_update() if lock else query)


def find_answer(
    session: Session,
    by: InstrumentedAttribute[str] | InstrumentedAttribute[str | None],
    id_: str,
    *,
    lock: bool = False,
) -> AnswerRow | None:
    """The answer of that id.

    Args:
        by: AnswerRow.id or AnswerRow.share.
        lock: Keep others from changing it until the transaction ends.
    """
    if not ID.fullmatch(id_):
        return None
    query = select(AnswerRow).where(by == id_).options(*WHOLE)
    return session.scalar(query.with_for_update(of=AnswerRow) if lock else query)

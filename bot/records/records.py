"""Records: keeps answers and feedback durably, and gives back what one knows the id of.

When a method that writes has returned, what it wrote survives the process being killed and the
power going. May be used from several threads, and several processes may share one database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import URL

from bot.answer import Answer
from bot.records.database import url_of
from bot.records.errors import WrongFeedback
from bot.records.index_version import IndexVersion
from bot.records.kept import (
    Conversation,
    ConversationLine,
    KeptAnswer,
    SharedAnswer,
    answer_of,
    answer_row,
    clean,
    conversation_row,
    goes_on,
    kept_answer,
    new_id,
)
from bot.records.migrate import migrate
from bot.records.sessions import ID, WHOLE, Sessions, find_answer, find_conversation
from bot.records.tables import AnswerRow, ConversationRow, DeskMessageRow, FeedbackRow
from bot.service import Caller, Feedback, Reply

if TYPE_CHECKING:
    from bot.engine import Engine

_LISTED = 200  # conversations one browser may ask for at once
_BATCH = 500  # rows deleted in one transaction: nobody waits long for it
_LONGEST_REASON = 2000
_POLICY_ID = re.compile(r"[A-Za-z0-9._-]{0,64}")
_LAST_CLAUSE = 100_000  # no policy has as many


def open_records(home: Path, database_url: str = "") -> Records:
    """The records of a data folder, or of a database elsewhere; the schema is brought up to date.

    Args:
        home: The data folder.
        database_url: As for bot.records.database.url_of.

    Raises:
        WenceError: The database cannot be used, or is of a newer version of the program.
    """
    url = url_of(home, database_url)
    migrate(url)
    return Records(url, index_version=IndexVersion())


class Records(Sessions):
    """The records in a database whose schema is up to date; implements bot.service.Keeps."""

    def __init__(
        self,
        url: URL,
        *,
        index_version: Callable[[Engine], str] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Use the database at `url`.

        Args:
            index_version: Names what an engine answers from, in at most 64 characters; None:
                it is not noted.
            clock: The time, with a time zone.
        """
        super().__init__(url)
        self._index_version = index_version
        self._clock = clock

    def keep_answer(
        self,
        caller: Caller,
        answer: Answer,
        history: Sequence[str],
        *,
        engine: Engine | None = None,
    ) -> Reply:
        """Keep an answer durably; returns it, unmasked as it was, with its ids.

        A conversation that is not known (or not this key's) is begun under an id of our own:
        nobody chooses one, so that nobody can guess one.

        Args:
            engine: What gave the answer: the version of its index is noted.

        Raises:
            NotKept: It could not be written.
        """
        now = self._clock()
        version = self._index_version(engine) if engine and self._index_version else ""
        row = answer_row(caller, answer, history, index_version=version, now=now)
        with self.writing() as session:
            conversation = find_conversation(session, caller.conversation, lock=True)
            if conversation is None or not goes_on(caller, conversation):
                conversation = conversation_row(caller, now)
            conversation.latest = now
            row.conversation = conversation
            session.add(row)
        return Reply(answer, row.id, conversation.id)

    def keep_feedback(self, feedback: Feedback) -> bool:
        """Keep feedback durably, in place of what was said of the answer before.

        Returns:
            False where no such answer is known.

        Raises:
            WrongFeedback: It names a clause that no policy can have.
            NotKept: It could not be written.
        """
        policy, clause = feedback.policy or "", feedback.clause
        if not _POLICY_ID.fullmatch(policy):
            raise WrongFeedback("没有这样的政策编号，请从列表中选择政策。")
        if clause is not None and not 1 <= clause <= _LAST_CLAUSE:
            raise WrongFeedback(f"没有第{clause}条，请填写政策中的条款序号。")
        with self.writing() as session:
            answer = find_answer(session, AnswerRow.id, feedback.answer, lock=True)
            if answer is None:
                return False
            said = answer.feedback or FeedbackRow(answer_number=answer.number)
            said.vote = feedback.vote
            said.reason = clean(feedback.reason[:_LONGEST_REASON])
            said.policy = policy or (answer.policy if clause is not None else "")
            said.clause = clause
            said.time = self._clock()
            session.add(said)
        return True

    def conversation(self, id_: str) -> Conversation | None:
        """The conversation of that id, None where there is none (any more)."""
        with self.reading() as session:
            row = find_conversation(session, id_)
            if row is None:
                return None
            query = select(AnswerRow).where(AnswerRow.conversation_number == row.number)
            answers = session.scalars(query.order_by(AnswerRow.number).options(*WHOLE))
            kept = tuple(kept_answer(answer) for answer in answers)
            return Conversation(row.id, row.channel, row.began, row.latest, kept)

    def conversations(self, ids: Sequence[str]) -> list[ConversationLine]:
        """Those of the conversations whose ids one knows that there are, the latest first.

        At most 200 ids are looked at.
        """
        ends = (
            select(func.min(AnswerRow.number).label("first"), func.count().label("count"))
            .group_by(AnswerRow.conversation_number)
            .subquery()
        )
        query = (
            select(ConversationRow, AnswerRow.question, ends.c.count)
            .join(AnswerRow, AnswerRow.conversation_number == ConversationRow.number)
            .join(ends, ends.c.first == AnswerRow.number)
            .where(ConversationRow.id.in_([id_ for id_ in ids[:_LISTED] if ID.fullmatch(id_)]))
            .order_by(ConversationRow.latest.desc(), ConversationRow.number.desc())
        )
        with self.reading() as session:
            return [
                ConversationLine(row.id, title, row.began, row.latest, count)
                for row, title, count in session.execute(query)
            ]

    def answer(self, id_: str) -> KeptAnswer | None:
        """The answer of that id."""
        with self.reading() as session:
            row = find_answer(session, AnswerRow.id, id_)
            return kept_answer(row) if row else None

    def share(self, answer: str) -> str | None:
        """An id under which anybody may read this one answer; the same each time it is asked.

        Args:
            answer: Id of the answer; None comes back where there is none.
        """
        with self.writing() as session:
            row = find_answer(session, AnswerRow.id, answer, lock=True)
            if row is None:
                return None
            row.share = row.share or new_id()
            return row.share

    def unshare(self, answer: str) -> None:
        """Take the shared id of an answer back: links to it end."""
        with self.writing() as session:
            row = find_answer(session, AnswerRow.id, answer, lock=True)
            if row is not None:
                row.share = None

    def shared(self, share: str) -> SharedAnswer | None:
        """The answer that was shared under that id."""
        with self.reading() as session:
            row = find_answer(session, AnswerRow.share, share)
            return SharedAnswer(row.time, answer_of(row)) if row else None

    def forget(self, conversation: str) -> bool:
        """Delete a conversation with everything in it; False where there is none."""
        with self.writing() as session:
            row = find_conversation(session, conversation, lock=True)
            if row is None:
                return False
            session.execute(delete(ConversationRow).where(ConversationRow.number == row.number))
            of_desk = update(DeskMessageRow).where(DeskMessageRow.kept == row.id)
            session.execute(of_desk.values(kept=""))
        return True

    def purge(self, before: datetime) -> int:
        """Delete answers given before a time, and conversations that ended before it; and what
        a help desk's visitors wrote before it.

        Returns:
            How many answers were deleted.
        """
        old = select(AnswerRow.number).where(AnswerRow.time < before).limit(_BATCH)
        ended = select(ConversationRow.number).where(ConversationRow.latest < before).limit(_BATCH)
        with self.writing() as session:
            session.execute(delete(DeskMessageRow).where(DeskMessageRow.time < before))
        deleted = 0
        while True:
            with self.writing() as session:
                answers = list(session.scalars(old))
                session.execute(delete(AnswerRow).where(AnswerRow.number.in_(answers)))
                rest = list(session.scalars(ended)) if not answers else []
                # Its time is looked at again: somebody may have gone on with it just now.
                ended_still = ConversationRow.number.in_(rest), ConversationRow.latest < before
                session.execute(delete(ConversationRow).where(*ended_still))
            deleted += len(answers)
            if not answers and not rest:
                return deleted

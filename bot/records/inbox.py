"""Messages of a help desk, kept before they are acknowledged and until they are replied to.

Several processes may share them: each message is one process's, which says every few seconds
that it is still at it (`renew`). One that is not said so of any more belonged to a process that
ended, and another takes it up (`left`). A process killed between its reply and `finish` leaves a
message that is replied to once more: twice is better than never.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, and_, select, tuple_, update
from sqlalchemy.exc import IntegrityError

from bot.records.kept import clean, new_id
from bot.records.sessions import Sessions
from bot.records.tables import AnswerRow, ConversationRow, DeskMessageRow

LEASE_S = 30.0  # after so long without a word of it, a message is anybody's


@dataclass(frozen=True)
class Message:
    """What a visitor wrote.

    Attributes:
        account, id, conversation: The help desk's numbers; ids of later messages are higher.
        content: The text; masked where it comes back from the records.
        claims: How many processes had it, this one included.
    """

    account: int
    id: int
    conversation: int
    content: str
    claims: int = 1

    @property
    def key(self) -> tuple[int, int]:
        """What tells it from all others of its help desk."""
        return self.account, self.id


@dataclass(frozen=True)
class Talk:
    """A conversation so far. kept: its id in the records, "" for none; turns: the questions."""

    kept: str = ""
    turns: tuple[str, ...] = ()


class KeptInbox:
    """The messages in the records. May be used from several threads and processes."""

    def __init__(
        self,
        sessions: Sessions,
        desk: str,
        *,
        lease_s: float = LEASE_S,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """The messages of one help desk.

        Args:
            desk: Tells help desks apart, at most 64 characters.
            lease_s: Seconds after which a message that was not renewed is anybody's.
            clock: The time, with a time zone.
        """
        self._sessions = sessions
        self._desk = desk
        self._lease = timedelta(seconds=lease_s)
        self._clock = clock
        self._worker = new_id()

    def take(self, message: Message) -> bool:
        """Keep a new message, which is this process's; False where it has come before.

        Raises:
            NotKept: It could not be written.
        """
        now = self._clock()
        row = DeskMessageRow(
            desk=self._desk,
            account=message.account,
            message=message.id,
            conversation=message.conversation,
            content=clean(message.content),
            kept="",
            time=now,
            worker=self._worker,
            claimed=now,
            claims=1,
            finished=False,
        )
        with self._sessions.writing() as session:
            try:
                with session.begin_nested():
                    session.add(row)
            except IntegrityError:
                return False
        return True

    def left(self, mine: Collection[tuple[int, int]], most: int) -> list[Message]:
        """Take up messages that nobody is at any more, at most so many.

        Args:
            mine: Keys of those that this process is at.

        Raises:
            NotKept: It could not be written.
        """
        now = self._clock()
        query = (
            select(DeskMessageRow)
            .where(
                DeskMessageRow.desk == self._desk,
                DeskMessageRow.finished.is_(False),
                DeskMessageRow.claimed < now - self._lease,
            )
            .order_by(DeskMessageRow.account, DeskMessageRow.message)
            .limit(max(0, most) + len(mine))
            .with_for_update(skip_locked=True)
        )
        taken: list[Message] = []
        with self._sessions.writing() as session:
            for row in session.scalars(query):
                if (row.account, row.message) not in mine and len(taken) < most:
                    row.worker, row.claimed, row.claims = self._worker, now, row.claims + 1
                    taken.append(_message(row))
        return taken

    def renew(self, mine: Collection[tuple[int, int]]) -> None:
        """Say of messages that this process is still at them.

        Raises:
            NotKept: It could not be written.
        """
        change = update(DeskMessageRow).where(
            self._among(mine), DeskMessageRow.worker == self._worker
        )
        with self._sessions.writing() as session:
            session.execute(change.values(claimed=self._clock()))

    def is_next(self, message: Message) -> bool:
        """Whether all earlier messages of its conversation were replied to."""
        query = select(DeskMessageRow.message).where(
            self._of_talk(message),
            DeskMessageRow.message < message.id,
            DeskMessageRow.finished.is_(False),
        )
        with self._sessions.reading() as session:
            return session.scalars(query.limit(1)).first() is None

    def talk(self, message: Message, most: int) -> Talk:
        """What was said in the conversation of a message before, the last `most` questions."""
        query = (
            select(DeskMessageRow.kept)
            .where(
                self._of_talk(message),
                DeskMessageRow.message < message.id,
                DeskMessageRow.kept != "",
            )
            .order_by(DeskMessageRow.message.desc())
            .limit(1)
        )
        with self._sessions.reading() as session:
            kept = session.scalars(query).first()
            if kept is None:
                return Talk()
            asked = session.scalars(
                select(AnswerRow.question)
                .join(ConversationRow)
                .where(ConversationRow.id == kept)
                .order_by(AnswerRow.number.desc())
                .limit(most)
            )
            return Talk(kept, tuple(asked)[::-1])

    def finish(self, message: Message, kept: str, question: str) -> None:
        """A message was replied to: it is not taken up again, and its text is not kept here.

        Args:
            kept: Id in the records of the conversation with the answer; "" for none.
            question: What was answered; it stands in the records.

        Raises:
            NotKept: It could not be written.
        """
        with self._sessions.writing() as session:
            change = update(DeskMessageRow).where(self._among([message.key]))
            session.execute(change.values(finished=True, kept=kept, content=""))

    def _of_talk(self, message: Message) -> ColumnElement[bool]:
        return and_(
            DeskMessageRow.desk == self._desk,
            DeskMessageRow.account == message.account,
            DeskMessageRow.conversation == message.conversation,
        )

    def _among(self, keys: Collection[tuple[int, int]]) -> ColumnElement[bool]:
        key = tuple_(DeskMessageRow.account, DeskMessageRow.message)
        return and_(DeskMessageRow.desk == self._desk, key.in_(list(keys)))


def _message(row: DeskMessageRow) -> Message:
    return Message(row.account, row.message, row.conversation, row.content, row.claims)

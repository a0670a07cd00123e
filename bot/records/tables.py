"""The tables of the records, as the newest migration leaves them.

    conversations ──< answers ──< citations
                         ├──── feedback       at most one an answer: the user's last word
                         └──── corrections    at most one an answer: the operator's
    desk_messages    what a help desk's visitors wrote, until and after it was answered

Ids that leave the server (`id`, `share`) are random and cannot be guessed: knowing one is the
right to read what it names. Numbers stay inside and give the order. Texts are masked
(masking.py) before they come here; times are UTC. The database makes nothing of these classes:
tables are made by migrations alone, and a test compares the two.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy import DateTime as _DateTime
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcTime(TypeDecorator[datetime]):
    """A moment. SQLite keeps no time zone: it goes in as UTC and comes back as UTC."""

    impl = _DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; a time without a zone would be anybody's guess."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a time with a time zone is wanted, not {value}")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite numbers rows by itself only where the column is exactly INTEGER.
Number = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB(), "postgresql")


class Table(DeclarativeBase):
    """Base of the tables."""

    # Named, so that a later migration can drop a constraint on both databases.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class ConversationRow(Table):
    """A conversation.

    Attributes:
        number: Its order.
        id: Unguessable; whoever knows it may read the conversation and go on with it.
        channel, key: Where it began, and the name of the API key ("" without one).
        began, latest: Time of its first and its latest answer.
    """

    __tablename__ = "conversations"
    __table_args__ = {"sqlite_autoincrement": True}

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    began: Mapped[datetime] = mapped_column(UtcTime)
    latest: Mapped[datetime] = mapped_column(UtcTime, index=True)

    answers: Mapped[list[AnswerRow]] = relationship(
        back_populates="conversation", order_by="AnswerRow.number", passive_deletes=True
    )


class AnswerRow(Table):
    """An answer.

    Attributes:
        number: Its order.
        id: Unguessable; feedback names it.
        share: Unguessable, another than `id`: opens this answer alone. None until shared.
        channel, key: The way this question came.
        policy: Id of the policy the answer speaks of first; "" for none.
        question, resolved, status, summary: As in bot.answer.Answer.
        turns: The user's turns before it, oldest first.
        related, notices, retrieved, table, timings_ms: As in bot.answer.Answer, as JSON.
        total_ms: Milliseconds in all.
        index_version: What it was answered from (database-independent, index_version.py).
        time: When it was kept.
        day: The same as a calendar day where the server stands, for statistics.
    """

    __tablename__ = "answers"
    __table_args__ = (
        Index("ix_answers_day_status", "day", "status"),
        {"sqlite_autoincrement": True},
    )

    number: Mapped[int] = mapped_column(Number, primary_key=True)
    id: Mapped[str] = mapped_column(String(64), unique=True)
    share: Mapped[str | None] = mapped_column(String(64), unique=True)
    conversation_number: Mapped[int] = mapped_column(
        ForeignKey("conversations.number", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    policy: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    turns: Mapped[list[str]] = mapped_column(Json)
    resolved: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    summary: Mapped[str] = mapped_column(Text)
    related: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    notices: Mapped[list[str]] = mapped_column(Json)
    retrieved: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    table: Mapped[dict[str, Any]] = mapped_column(Json)
    timings_ms: Mapped[dict[str, float]] = mapped_column(Json)
    total_ms: Mapped[float]
    index_version: Mapped[str] = mapped_column(String(64))
    time: Mapped[datetime] = mapped_column(UtcTime, index=True)
    day: Mapped[date]

    conversation: Mapped[ConversationRow] = relationship(back_populates="answers")
    citations: Mapped[list[CitationRow]] = relationship(
        order_by="CitationRow.place", cascade="all, delete-orphan", passive_deletes=True
    )
    feedback: Mapped[FeedbackRow | None] = relationship(passive_deletes=True)
    correction: Mapped[CorrectionRow | None] = relationship(passive_deletes=True)


class CitationRow(Table):
    """A citation of an answer: bot.answer.Citation, `place` counting from 0 in each answer."""

    __tablename__ = "citations"
    __table_args__ = (Index("ix_citations_policy_clause", "policy", "clause"),)

    answer_number: Mapped[int] = mapped_column(
        ForeignKey("answers.number", ondelete="CASCADE"), primary_key=True
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    policy: Mapped[str] = mapped_column(String(64))
    clause: Mapped[int | None]
    part: Mapped[str | None] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    quote: Mapped[str] = mapped_column(Text)
    start: Mapped[int]
    end: Mapped[int]


class FeedbackRow(Table):
    """What a user thinks of an answer: bot.service.Feedback."""

    __tablename__ = "feedback"

    answer_number: Mapped[int] = mapped_column(
        ForeignKey("answers.number", ondelete="CASCADE"), primary_key=True
    )
    vote: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    policy: Mapped[str] = mapped_column(String(64))
    clause: Mapped[int | None]
    time: Mapped[datetime] = mapped_column(UtcTime)


class CorrectionRow(Table):
    """What an operator confirmed to be the right answer.

    Attributes:
        policy: Id of the policy that answers, or that was asked and does not answer.
        clauses: The right clauses; empty where header or closing answers, or nothing does.
        answerable: Whether the policy answers the question.
        fingerprint: Of the clauses' texts: a correction made for another text is left out.
        time: When it was confirmed.
    """

    __tablename__ = "corrections"

    answer_number: Mapped[int] = mapped_column(
        ForeignKey("answers.number", ondelete="CASCADE"), primary_key=True
    )
    policy: Mapped[str] = mapped_column(String(64))
    clauses: Mapped[list[int]] = mapped_column(Json)
    answerable: Mapped[bool]
    fingerprint: Mapped[str] = mapped_column(String(64))
    time: Mapped[datetime] = mapped_column(UtcTime)


class DeskMessageRow(Table):
    """A message of a help desk (inbox.py).

    Attributes:
        desk: Which help desk.
        account, message, conversation: Its numbers; the first two are the message's alone.
        content: The text, masked; "" as soon as it was replied to.
        kept: Id of the conversation in these records that holds the answer; "" for none.
        time: When it came.
        worker: The process that is at it, by a random name.
        claimed: When that process last said so.
        claims: How many processes have been at it.
        finished: Whether it was replied to.
    """

    __tablename__ = "desk_messages"
    __table_args__ = (
        Index("ix_desk_messages_finished_claimed", "finished", "claimed"),
        Index("ix_desk_messages_desk_account_conversation", "desk", "account", "conversation"),
    )

    desk: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    message: Mapped[int] = mapped_column(Number, primary_key=True, autoincrement=False)
    conversation: Mapped[int] = mapped_column(Number)
    content: Mapped[str] = mapped_column(Text)
    kept: Mapped[str] = mapped_column(String(64), index=True)
    time: Mapped[datetime] = mapped_column(UtcTime)
    worker: Mapped[str] = mapped_column(String(64))
    claimed: Mapped[datetime] = mapped_column(UtcTime)
    claims: Mapped[int]
    finished: Mapped[bool]

"""The first schema: conversations, answers, citations, feedback, corrections."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make all tables."""
    _conversations()
    _answers()
    _of_answers()


def _conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("number", _NUMBER, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("began", _TIME, nullable=False),
        sa.Column("latest", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_conversations"),
        sa.UniqueConstraint("id", name="uq_conversations_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_conversations_latest", "conversations", ["latest"])


def _answers() -> None:
    op.create_table(
        "answers",
        sa.Column("number", _NUMBER, autoincrement=True),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("share", sa.String(64)),
        sa.Column("conversation_number", _NUMBER, nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("turns", _JSON, nullable=False),
        sa.Column("resolved", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
        sa.Column("related", _JSON, nullable=False),
        sa.Column("notices", _JSON, nullable=False),
        sa.Column("retrieved", _JSON, nullable=False),
        sa.Column("table", _JSON, nullable=False),
        sa.Column("timings_ms", _JSON, nullable=False),
        sa.Column("total_ms", sa.Float, nullable=False),
        sa.Column("index_version", sa.String(64), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_answers"),
        sa.UniqueConstraint("id", name="uq_answers_id"),
        sa.UniqueConstraint("share", name="uq_answers_share"),
        sa.ForeignKeyConstraint(
            ["conversation_number"],
            ["conversations.number"],
            name="fk_answers_conversation_number_conversations",
            ondelete="CASCADE",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_answers_conversation_number", "answers", ["conversation_number"])
    op.create_index("ix_answers_time", "answers", ["time"])
    op.create_index("ix_answers_day_status", "answers", ["day", "status"])


def _of_answers() -> None:
    op.create_table(
        "citations",
        sa.Column("answer_number", _NUMBER, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("clause", sa.Integer),
        sa.Column("part", sa.String(16)),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("answer_number", "place", name="pk_citations"),
        _of_answer("citations"),
    )
    op.create_index("ix_citations_policy_clause", "citations", ["policy", "clause"])
    op.create_table(
        "feedback",
        sa.Column("answer_number", _NUMBER, autoincrement=False),
        sa.Column("vote", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("clause", sa.Integer),
        sa.Column("time", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("answer_number", name="pk_feedback"),
        _of_answer("feedback"),
    )
    op.create_table(
        "corrections",
        sa.Column("answer_number", _NUMBER, autoincrement=False),
        sa.Column("policy", sa.String(64), nullable=False),
        sa.Column("clauses", _JSON, nullable=False),
        sa.Column("answerable", sa.Boolean, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("answer_number", name="pk_corrections"),
        _of_answer("corrections"),
    )


def _of_answer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["answer_number"],
        ["answers.number"],
        name=f"fk_{table}_answer_number_answers",
        ondelete="CASCADE",
    )

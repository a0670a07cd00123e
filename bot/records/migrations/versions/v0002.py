"""Messages that a help desk handed over, so that none is lost and none answered twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "desk_messages",
        sa.Column("desk", sa.String(64), nullable=False),
        sa.Column("account", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("message", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("conversation", _NUMBER, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("kept", sa.String(64), nullable=False),
        sa.Column("time", _TIME, nullable=False),
        sa.Column("worker", sa.String(64), nullable=False),
        sa.Column("claimed", _TIME, nullable=False),
        sa.Column("claims", sa.Integer, nullable=False),
        sa.Column("finished", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("desk", "account", "message", name="pk_desk_messages"),
    )
    op.create_index("ix_desk_messages_finished_claimed", "desk_messages", ["finished", "claimed"])
    op.create_index(
        "ix_desk_messages_desk_account_conversation",
        "desk_messages",
        ["desk", "account", "conversation"],
    )
    op.create_index("ix_desk_messages_kept", "desk_messages", ["kept"])

"""Answers that users disliked, with what they said of them and what was confirmed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.records.records import Records
from bot.records.sessions import WHOLE
from bot.records.tables import AnswerRow, CorrectionRow, FeedbackRow


@dataclass(frozen=True)
class Confirmed:
    """What an operator confirmed to be right: these clauses, or that the policy does not say."""

    policy: str
    clauses: tuple[int, ...]
    answerable: bool


@dataclass(frozen=True)
class Disliked:
    """An answer somebody disliked.

    Attributes:
        answer: Its id.
        time: When it was disliked (UTC).
        question: As it was understood.
        summary, status: Of the answer.
        reason: In the user's words; "" for none.
        policy: Of the clause the user thinks right, else the one the answer speaks of; "" for none.
        clause: The clause the user thinks right.
        confirmed: None as long as no operator said anything.
    """

    answer: str
    time: datetime
    question: str
    summary: str
    status: str
    reason: str
    policy: str
    clause: int | None
    confirmed: Confirmed | None


def disliked(records: Records, *, limit: int = 50) -> list[Disliked]:
    """The answers disliked last, those first that nothing is confirmed of."""
    query = (
        select(AnswerRow, FeedbackRow)
        .join(FeedbackRow)
        .outerjoin(CorrectionRow)
        .where(FeedbackRow.vote == "dislike")
        .options(*WHOLE, selectinload(AnswerRow.correction))
        .order_by(CorrectionRow.answer_number.is_not(None), FeedbackRow.time.desc())
        .limit(limit)
    )
    with records.reading() as session:
        return [_disliked(row, said) for row, said in session.execute(query).tuples()]


def _disliked(row: AnswerRow, said: FeedbackRow) -> Disliked:
    right = row.correction
    return Disliked(
        answer=row.id,
        time=said.time,
        question=row.resolved or row.question,
        summary=row.summary,
        status=row.status,
        reason=said.reason,
        policy=said.policy or row.policy,
        clause=said.clause,
        confirmed=Confirmed(right.policy, tuple(right.clauses), right.answerable)
        if right
        else None,
    )

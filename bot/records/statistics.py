"""Figures for the operator's page: how much is asked, how well it is answered, what is missing.

Days are those of the place where the server stands. Counting is left to the database, so that a
page costs the same few queries after a million answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from bot.records.kept import KeptAnswer, kept_answer
from bot.records.records import Records
from bot.records.sessions import WHOLE
from bot.records.tables import AnswerRow, CitationRow, FeedbackRow

_PERCENTILES = (50, 95, 99)


@dataclass(frozen=True)
class Day:
    """What was asked on a day, by status of the answer, and what users thought of it."""

    day: date
    answered: int = 0
    refused: int = 0
    clarify: int = 0
    chat: int = 0
    likes: int = 0
    dislikes: int = 0

    @property
    def asked(self) -> int:
        """All questions of the day."""
        return self.answered + self.refused + self.clarify + self.chat


@dataclass(frozen=True)
class CitedClause:
    """A clause and how many answers cite it. label, title: as last cited."""

    policy: str
    clause: int
    label: str
    title: str
    answers: int


@dataclass(frozen=True)
class Statistics:
    """The figures of some days.

    Attributes:
        days: Every day, the first first, those without questions too.
        top_clauses: The clauses that most answers cite, the most cited first.
        latency_ms: Milliseconds by percentile: {50: …, 95: …, 99: …}; empty without questions.
        channels: Questions by the way they came.
    """

    days: tuple[Day, ...]
    top_clauses: tuple[CitedClause, ...]
    latency_ms: dict[int, float]
    channels: dict[str, int]


@dataclass(frozen=True)
class Unanswered:
    """A question that was refused. count: how often it was asked in the same words."""

    question: str
    count: int
    latest: datetime


def statistics(records: Records, *, until: date, days: int = 30, top: int = 10) -> Statistics:
    """The figures of the `days` days that end with `until`."""
    since = until - timedelta(days=days - 1)
    with records.reading() as session:
        return Statistics(
            days=_days(session, since, until),
            top_clauses=_top_clauses(session, since, until, top),
            latency_ms=_latency(session, since, until),
            channels=_channels(session, since, until),
        )


def unanswered(records: Records, *, since: date, limit: int = 200) -> list[Unanswered]:
    """Questions that were refused since a day, the most frequent first, then the latest.

    A question that leans on earlier turns is given as it was understood.
    """
    asked = case((AnswerRow.resolved != "", AnswerRow.resolved), else_=AnswerRow.question)
    count, latest = func.count(), func.max(AnswerRow.time, type_=AnswerRow.time.type)
    query = (
        select(asked, count, latest)
        .where(AnswerRow.status == "refused", AnswerRow.day >= since)
        .group_by(asked)
        .order_by(count.desc(), latest.desc())
        .limit(limit)
    )
    with records.reading() as session:
        return [Unanswered(*row) for row in session.execute(query).tuples()]


def latest_answers(
    records: Records, *, limit: int = 50, vote: str | None = None, status: str | None = None
) -> list[KeptAnswer]:
    """The latest answers, the newest first, of one vote or status if it is given."""
    query = select(AnswerRow).options(*WHOLE).order_by(AnswerRow.number.desc()).limit(limit)
    if vote is not None:
        query = query.join(FeedbackRow).where(FeedbackRow.vote == vote)
    if status is not None:
        query = query.where(AnswerRow.status == status)
    with records.reading() as session:
        return [kept_answer(row) for row in session.scalars(query)]


def _days(session: Session, since: date, until: date) -> tuple[Day, ...]:
    counts: dict[date, dict[str, int]] = {}
    by_status = select(AnswerRow.day, AnswerRow.status, func.count()).group_by(
        AnswerRow.day, AnswerRow.status
    )
    by_vote = (
        select(AnswerRow.day, FeedbackRow.vote, func.count())
        .join(FeedbackRow)
        .group_by(AnswerRow.day, FeedbackRow.vote)
    )
    queries = ((by_status, ""), (by_vote, "s"))
    for query, plural in queries:
        for day, kind, count in session.execute(query.where(*_within(since, until))):
            counts.setdefault(day, {})[kind + plural] = count
    length = (until - since).days + 1
    all_days = (since + timedelta(days=passed) for passed in range(length))
    return tuple(Day(day, **counts.get(day, {})) for day in all_days)


def _top_clauses(session: Session, since: date, until: date, top: int) -> tuple[CitedClause, ...]:
    answers = func.count(CitationRow.answer_number.distinct())
    query: Select[tuple[str, int | None, int]] = (
        select(CitationRow.policy, CitationRow.clause, answers)
        .join(AnswerRow, AnswerRow.number == CitationRow.answer_number)
        .where(CitationRow.clause.is_not(None), *_within(since, until))
        .group_by(CitationRow.policy, CitationRow.clause)
        .order_by(answers.desc(), CitationRow.policy, CitationRow.clause)
        .limit(top)
    )
    found = []
    for policy, clause, count in session.execute(query).tuples():
        names = (
            select(CitationRow.label, CitationRow.title)
            .where(CitationRow.policy == policy, CitationRow.clause == clause)
            .order_by(CitationRow.answer_number.desc())
            .limit(1)
        )
        label, title = session.execute(names).tuples().one()
        found.append(CitedClause(policy, clause or 0, label, title, count))
    return tuple(found)


def _latency(session: Session, since: date, until: date) -> dict[int, float]:
    """By nearest rank, which every database can count out."""
    within = _within(since, until)
    count = session.scalars(select(func.count()).select_from(AnswerRow).where(*within)).one()
    times = select(AnswerRow.total_ms).where(*within).order_by(AnswerRow.total_ms).limit(1)
    ranks = {percent: max(0, -(-count * percent // 100) - 1) for percent in _PERCENTILES}
    if not count:
        return {}
    return {percent: session.scalars(times.offset(rank)).one() for percent, rank in ranks.items()}


def _channels(session: Session, since: date, until: date) -> dict[str, int]:
    query = select(AnswerRow.channel, func.count()).where(*_within(since, until))
    return dict(session.execute(query.group_by(AnswerRow.channel)).tuples().all())


def _within(since: date, until: date) -> tuple[ColumnElement[bool], ...]:
    return (AnswerRow.day >= since, AnswerRow.day <= until)

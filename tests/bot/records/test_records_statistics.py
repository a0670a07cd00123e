"""Figures for the operator's page, counted by hand; on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from kept_answers import POLICY, answer, refused

from bot.records.statistics import Day, latest_answers, statistics, unanswered
from bot.service import Caller, Feedback


@pytest.fixture
def day(clock):
    """The day on which the clock stands, where this machine is."""
    return clock.now.astimezone().date()


@pytest.fixture
def asked(records, clock):
    """Asks a question, with a vote if one is given."""

    def ask(given, vote="", channel="chat"):
        reply = records.keep_answer(Caller(channel), given, [])
        if vote:
            records.keep_feedback(Feedback(reply.id, vote))
        return reply

    return ask


def test_questions_are_counted_by_day_and_status(records, asked, clock, day):
    asked(answer("a"), "like")
    asked(refused("b"), "dislike", channel="api")
    clock.move(days=2)
    asked(answer("c"), "like", channel="api")
    asked(answer("d", status="clarify"))
    asked(answer("e", status="chat"))
    figures = statistics(records, until=day + timedelta(days=2), days=3)
    assert figures.days == (
        Day(day, answered=1, refused=1, likes=1, dislikes=1),
        Day(day + timedelta(days=1)),
        Day(day + timedelta(days=2), answered=1, clarify=1, chat=1, likes=1),
    )
    assert [each.asked for each in figures.days] == [2, 0, 3]
    assert figures.channels == {"chat": 3, "api": 2}


def test_days_outside_those_asked_for_are_left_out(records, asked, clock, day):
    asked(answer("a"))
    clock.move(days=1)
    asked(answer("b", 2))
    figures = statistics(records, until=day, days=1)
    assert figures.days == (Day(day, answered=1),)
    assert [each.clause for each in figures.top_clauses] == [1]
    assert figures.channels == {"chat": 1}


def test_the_clauses_that_most_answers_cite_come_first(records, asked, day):
    asked(answer("a", 3, 3, 2))  # twice in one answer counts once
    asked(answer("b", 2))
    asked(answer("c", 1))
    top = statistics(records, until=day, top=2).top_clauses
    assert [(each.policy, each.clause, each.answers) for each in top] == [
        ("demo", 2, 2),
        ("demo", 1, 1),
    ]
    assert (top[0].label, top[0].title) == ("(二)", POLICY.clause(2).title)


def test_latency_is_the_time_of_the_answer_at_that_rank(records, asked, day):
    for ms in range(100, 0, -1):  # 1 … 100 ms
        asked(answer("q", timings_ms={"total": float(ms)}))
    assert statistics(records, until=day).latency_ms == {50: 50.0, 95: 95.0, 99: 99.0}


def test_without_questions_there_are_days_and_nothing_else(records, day):
    figures = statistics(records, until=day, days=30)
    assert len(figures.days) == 30
    assert (figures.top_clauses, figures.latency_ms, figures.channels) == ((), {}, {})
    assert unanswered(records, since=day) == []


def test_unanswered_questions_come_with_how_often_they_were_asked(records, asked, clock, day):
    asked(refused("申报电话"))
    asked(answer("算力券"))
    clock.move(minutes=5)
    asked(refused("税率多少"))
    asked(refused("那材料呢", resolved="申报电话"))
    rows = unanswered(records, since=day)
    assert [(row.question, row.count, row.latest) for row in rows] == [
        ("申报电话", 2, clock.now),
        ("税率多少", 1, clock.now),
    ]
    assert len(unanswered(records, since=day, limit=1)) == 1
    assert unanswered(records, since=day + timedelta(days=2)) == []


def test_the_latest_answers_are_picked_by_vote_or_status(records, asked):
    first = asked(answer("a"), "dislike")
    second = asked(refused("b"))
    assert [kept.id for kept in latest_answers(records)] == [second.id, first.id]
    assert [kept.id for kept in latest_answers(records, vote="dislike")] == [first.id]
    assert [kept.id for kept in latest_answers(records, status="refused")] == [second.id]
    assert len(latest_answers(records, limit=1)) == 1

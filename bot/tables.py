"""Answers from the rows of tables, where a row fits a question better than any clause."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from bot import narrowing, ranking, scope
from bot.compose import enumeration, listing
from bot.compose import rows as of_rows
from bot.composer import Composer
from bot.draft import Draft
from bot.followup import Answered
from bot.knowledge import KnownPolicy
from bot.narrowing import Found
from bot.question import Ask, Question, understand
from bot.ranking import Reading
from bot.rows import KnownRows
from bot.terms import content
from index.encoder import Floats
from index.retriever import Hit

Search = Callable[[str, str | None, str], tuple[list[Hit], Floats]]

_BETTER = 0.5  # than the best clause, in the scores of bot/ranking.py
_FAR_WORSE = 3.0  # a row of a category that the question names may be worse by so much
# A row is meant where it holds a word of the question, or says nearly the same.
_NEAR = 0.65
_SHARES = (
    "own", "around", "over", "elsewhere", "official_own", "official_around", "official_elsewhere",
)  # fmt: skip
_SHORT = 8  # characters of a question that leans on the one before


class Answering(Composer, Protocol):
    """Who answers from one policy alone: bot/respond.py."""

    def respond(self, asked: Question, turns: Sequence[str]) -> Answered:
        """The draft, what retrieval found, and the question as understood from earlier turns."""

    def over(self, known: KnownPolicy, search: Search) -> Answering:
        """Who answers from another policy alone."""

    def search(self, text: str, also: str = "") -> tuple[list[Hit], Floats]:
        """All clauses by nearness to a text, best first, and the text's vector."""


class Tables:
    """What the rows of tables answer. Lives for one question and the turns before it."""

    def __init__(self, rows: Mapping[str, KnownRows], answering: Answering) -> None:
        self._rows = rows
        self._answering = answering
        self._about: KnownRows | None = None
        self._talk: list[str] = []

    def answer(self, asked: Question, found: Found, known: KnownPolicy) -> Draft | None:
        """The answer from the rows of a policy's tables; None where its clauses answer better.

        Args:
            found: The clauses by nearness, and the question's vector.
        """
        rows = self._rows.get(known.policy.id)
        if rows is None or asked.clause_refs or asked.section_refs:
            return None
        hits, vector = found
        near = rows.search(asked.core, vector, " ".join(asked.official_words))
        reading = _read_both(asked, found, near, known, rows)
        row = _among_rows(reading, rows)
        if row is None:
            return None
        ahead = row.scores[0] - _in_clauses(reading, rows)
        many = listing.asks_for_many(asked) or enumeration.wanted(asked)
        if many and ahead > -_FAR_WORSE:
            draft = of_rows.of_category(asked, row.statements[0], rows.known)
            if draft:
                return rows.told(draft)
        if ahead < _BETTER or not _speaks_of(row):
            return None
        among = self._among(rows, rows.of_columns(asked))
        if step := of_rows.step_meant(asked, row):
            clause = narrowing.only(rows.known.clause(step.clause.n), step.start, step.end)
            asks = tuple(ask for ask in asked.asks if ask not in scope.PROCEDURAL) or (Ask.TEXT,)
            asked = replace(asked, asks=asks)
            draft = among.of_clause(asked, vector, rows.known, clause, near)
        else:
            draft = among.alone(*among.find(asked))
        return rows.told(draft) if draft.status == "answered" else None

    def hear(self, turn: str, draft: Draft) -> None:
        """Read an earlier turn, with the answer to it."""
        gone_on = self.gone_on(understand(turn), (draft, [], ""))
        first = next(iter((gone_on[0] if gone_on else draft).citations), None)
        rows = self._rows.get(first.policy) if first else None
        self._about = rows if first and rows and rows.holds(first) else None
        self._talk = [*self._talk, turn] if self._about else []

    def gone_on(self, asked: Question, answered: Answered) -> Answered | None:
        """A talk of rows gone on with, where the question leans on it.

        Args:
            answered: The answer to the question by the clauses.
        """
        if self._about is None:
            return None
        if answered[0].status == "answered" and len(content(asked.core)) > _SHORT:
            return None
        among = self._among(self._about, self._about.known)
        draft, _, resolved = among.respond(asked, self._talk)
        if not resolved or draft.status != "answered":
            return None
        return self._about.told(draft), answered[1], resolved

    def _among(self, rows: KnownRows, known: KnownPolicy) -> Answering:
        def search(text: str, _: str | None, also: str) -> tuple[list[Hit], Floats]:
            vector = self._answering.search(text, also)[1]
            return rows.search(text, vector, also), vector

        return self._answering.over(known, search)


def _read_both(
    asked: Question, found: Found, near: Sequence[Hit], known: KnownPolicy, rows: KnownRows
) -> Reading:
    """The sentences of clauses and rows together, by fitness."""
    of = {known.policy.id: known, rows.known.policy.id: rows.known}
    both = [hit for hit in (*found[0], *near) if hit.clause.policy in of]
    both = sorted(both, key=lambda hit: -hit.score)[: ranking.DEPTH]
    candidates = [
        s
        for hit in both
        for s in of[hit.clause.policy].clause(hit.clause.n).statements
        if not s.facts
    ]
    return ranking.read(asked, found[1], candidates, both, rows.weights)


def _among_rows(reading: Reading, rows: KnownRows) -> Reading | None:
    """The part of a reading that is of rows; None where that is nothing."""
    places = [i for i, s in enumerate(reading.statements) if _is_row(s.clause.policy, rows)]
    if not places:
        return None
    return Reading(
        tuple(reading.statements[i] for i in places), reading.features[places],
        reading.scores[places],
    )  # fmt: skip


def _in_clauses(reading: Reading, rows: KnownRows) -> float:
    """The score of the best sentence of a clause."""
    scored = zip(reading.statements, reading.scores.tolist(), strict=True)
    return max((x for s, x in scored if not _is_row(s.clause.policy, rows)), default=-math.inf)


def _is_row(policy: str, rows: KnownRows) -> bool:
    return policy == rows.known.policy.id


def _speaks_of(row: Reading) -> bool:
    at = dict(zip(ranking.FEATURES, row.features[0].tolist(), strict=True))
    return at["near"] >= _NEAR or any(at[share] > 0 for share in _SHARES)

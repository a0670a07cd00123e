"""What composes answers, as those see it whom it asks for help: bot/respond.py is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.draft import Draft
from bot.knowledge import KnownClause, KnownPolicy
from bot.narrowing import Found
from bot.question import Question
from bot.ranking import Reading
from index.encoder import Floats
from index.retriever import Hit


class Composer(Protocol):
    """Answers questions from known policies."""

    def find(self, asked: Question) -> tuple[Question, Found]:
        """A question with the official words for its everyday ones, and what is found with it."""

    def alone(self, asked: Question, found: Found) -> Draft:
        """The answer to a question that leans on nothing."""

    def single(self, asked: Question, found: Found) -> Draft:
        """The answer to a question that asks one thing and puts no figure forward."""

    def read(
        self, asked: Question, vector: Floats, known: KnownPolicy, hits: Sequence[Hit]
    ) -> Reading:
        """The sentences of the policy's clauses nearest in meaning, by fitness."""

    def of_clause(
        self, asked: Question, vector: Floats, known: KnownPolicy, clause: KnownClause,
        hits: list[Hit], *, case: bool = False,
    ) -> Draft:  # fmt: skip
        """The answer from one clause; `case` where the question tells figures of a case."""

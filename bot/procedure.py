"""Matters of procedure: who asks how one applies is told by a clause that lays it down, the one
about the benefit or one for all benefits, or is refused."""

from __future__ import annotations

from bot import scope
from bot.compose import refusal
from bot.composer import Composer
from bot.draft import Draft
from bot.knowledge import KnownClause, KnownPolicy
from bot.narrowing import Found
from bot.question import Ask, Question

_GENERAL = 2.0  # how much worse than the best one a sentence on procedure may fit


def elsewhere(
    asked: Question, found: Found, known: KnownPolicy, clause: KnownClause, composer: Composer
) -> Draft | None:
    """The answer of the clause that regulates it, or the refusal; None where no procedure is
    asked for or `clause` itself regulates it."""
    if not asked.wants(*scope.PROCEDURAL) or asked.wants(Ask.AGENCY):
        return None
    ask = next(a for a in asked.asks if a in scope.PROCEDURAL)
    if scope.regulates(ask, clause):
        return None
    hits, vector = found
    general = _regulating(ask, asked, found, known, composer)
    if general is not None and scope.regulates(ask, general):
        return composer.of_clause(asked, vector, known, general, hits)
    return refusal.not_regulated(asked, ask, clause, known)


def _regulating(
    ask: Ask, asked: Question, found: Found, known: KnownPolicy, composer: Composer
) -> KnownClause | None:
    """The clause that lays down a matter of procedure for all benefits, if its sentence fits
    nearly as well as the best one."""
    hits, vector = found
    pattern = scope.SAYS.get(ask)
    reading = composer.read(asked, vector, known, hits)
    for statement, score in zip(reading.statements, reading.scores.tolist(), strict=True):
        if score < float(reading.scores[0]) - _GENERAL:
            return None
        if pattern and pattern.search(statement.words):
            return known.clause(statement.clause.n)
    return None

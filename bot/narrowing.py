"""Which sentence a follow-up made whole is answered by.

What was spoken of tells which clause is meant, the follow-up's own words which sentence of it;
where one side of a contrast was exchanged for another, the whole question tells both, and what
is said of the side left behind is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot import ranking, scope
from bot.compose.belonging import whose
from bot.evidence import words_of
from bot.exchange import Merged
from bot.knowledge import KnownClause, KnownPolicy
from bot.members import opposed
from bot.question import Ask, Question
from bot.statements import Statement
from bot.synonyms import official
from bot.terms import grams
from corpus.text import CN_DIGITS, number
from index.encoder import Floats
from index.retriever import Hit

Found = tuple[list[Hit], Floats]

_WHOLE = 0.4  # how much the whole question counts within a clause beside the follow-up itself
_ITSELF = 0.5  # how much the follow-up itself counts among clauses beside the whole question
# Asks that a sentence answers as it stands.
_IN_WORDS = frozenset(
    {Ask.AGENCY, Ask.MATERIALS, Ask.PROCEDURE, Ask.PENALTY, Ask.STACKING, Ask.CONDITION}
)


@dataclass(frozen=True)
class Leaning:
    """A follow-up by itself and made whole, with what is found with each.

    Attributes:
        known: The policy that was spoken of.
        asked, found: The follow-up by itself.
        merged, found_whole: The same made whole.
    """

    known: KnownPolicy
    asked: Question
    found: Found
    merged: Merged
    found_whole: Found

    @property
    def whole(self) -> Question:
        """The follow-up made whole."""
        return self.merged.question


def best(
    leaning: Leaning, focus: Collection[KnownClause], preferred: float
) -> tuple[KnownClause, Statement] | None:
    """The clause that fits, and the sentence of it that does; None where nothing is said.

    Args:
        focus: The clauses spoken of.
        preferred: What these are preferred by, in the scores of bot/ranking.py.
    """
    known, exchanged = leaning.known, bool(leaning.merged.dropped)
    near = dict.fromkeys(
        h.clause.n
        for hits, _ in (leaning.found_whole, leaning.found)
        for h in _of(known, hits)[: ranking.DEPTH]
    )
    near.update(dict.fromkeys(c.clause.n for c in focus))
    candidates = [
        s for n in near for s in without(known.clause(n), leaning.merged).statements if not s.facts
    ]  # fmt: skip
    if not candidates:
        return None
    by_whole = _scores(leaning.whole, leaning.found_whole, candidates, known)
    by_itself = _scores(leaning.asked, leaning.found, candidates, known)
    bonus = dict.fromkeys((c.clause.n for c in focus), preferred)

    def among_clauses(s: Statement) -> float:
        return by_whole[id(s)] + _ITSELF * by_itself[id(s)] + bonus.get(s.clause.n, 0.0)

    def within_clause(s: Statement) -> float:
        share = 1.0 if exchanged else _WHOLE
        return share * by_whole[id(s)] + (1 - share + _ITSELF) * by_itself[id(s)]

    n = max(candidates, key=among_clauses).clause.n
    return known.clause(n), max((s for s in candidates if s.clause.n == n), key=within_clause)


def _of(known: KnownPolicy, hits: list[Hit]) -> list[Hit]:
    return [h for h in hits if h.clause.policy == known.policy.id]


def _scores(
    asked: Question, found: Found, candidates: list[Statement], known: KnownPolicy
) -> dict[int, float]:
    hits, vector = found
    ranked = ranking.rank(asked, vector, candidates, _of(known, hits), known.weights)
    return {id(scored.statement): scored.score for scored in ranked}


def only(clause: KnownClause, start: int, end: int) -> KnownClause:
    """A clause with what stands between two offsets of it, a sentence or an item."""
    return replace(
        clause,
        statements=tuple(s for s in clause.statements if start <= s.start < end),
        facts=tuple(k for k in clause.facts if start <= k.fact.figure.start < end),
    )


def without(clause: KnownClause, merged: Merged) -> KnownClause:
    """A clause without what it says of the side that was exchanged for another."""
    if not merged.dropped:
        return clause
    sides, others = _names(merged.dropped, clause), _names(merged.taken, clause)
    against = f"{merged.taken} {' '.join(_printed(merged.taken, clause))}"

    def stays(words: frozenset[str], text: str) -> bool:
        if any(w <= words for w in others):
            return True
        if any(w <= words for w in sides):
            return False
        return not _of_a_sibling(text, merged.taken) and opposed(against, text) >= 0

    figures = {
        id(s): s for s in clause.statements if s.facts and stays(s.own | grams(whose(s)), whose(s))
    }
    sentences = {
        id(s)
        for s in clause.statements
        if not s.facts
        and (
            any(s.start <= f.start < s.end for f in figures.values())
            or (stays(s.own, s.words) and not _of_figures(s, clause))
        )
    }
    if not sentences:
        return clause
    kept = list(figures.values())
    return replace(
        clause,
        statements=tuple(s for s in clause.statements if id(s) in figures or id(s) in sentences),
        facts=tuple(k for k in clause.facts if any(k.fact in s.facts for s in kept)),
    )


def _of_figures(sentence: Statement, clause: KnownClause) -> bool:
    """Whether a sentence has figures, which tell whose it is."""
    return any(s.facts and sentence.start <= s.start < sentence.end for s in clause.statements)


_SIBLING = re.compile(rf"(?<![A-Za-z\d{CN_DIGITS}])([A-Za-z]|\d+|[{CN_DIGITS}]+)([类级档等型])")


def _of_a_sibling(text: str, taken: str) -> bool:
    """Whether words name others of a series, A类 or B类, and not the one that is taken."""
    ours = {_designated(m) for m in _SIBLING.finditer(taken)}
    theirs = {_designated(m) for m in _SIBLING.finditer(text)}
    series = {unit for _, unit in ours}
    return bool(ours) and not ours & theirs and any(unit in series for _, unit in theirs)


def _designated(match: re.Match[str]) -> tuple[str, str]:
    numeral = match[1]
    return (
        numeral.upper() if numeral.isascii() and numeral.isalpha() else str(number(numeral))
    ), match[2]


def _names(side: str, clause: KnownClause) -> list[AbstractSet[str]]:
    """The words for one side of a contrast, as said and as the clause prints them."""
    words = [grams(w) for w in (side, *_printed(side, clause)) if w]
    return [{g for g in held if len(g) > 1} or held for held in words]


def _printed(side: str, clause: KnownClause) -> list[str]:
    return [word for group in official(side, clause.body.__contains__) for word in group]


def tells(asked: Question, clause: KnownClause) -> bool:
    """Whether words of the question itself tell the facts of a clause from one another."""
    words = words_of(asked)
    return any(0 < sum(g in k.words for k in clause.facts) < len(clause.facts) for g in words)


def as_text(asked: Question, clause: KnownClause) -> Question:
    """Where one sentence is left and no figure asked for, that sentence is what is wanted, if
    its clause regulates the matter at all."""
    sentences = [s for s in clause.statements if not s.facts]
    if len(sentences) != 1 or not _IN_WORDS.issuperset(asked.asks):
        return asked
    agencies = clause.clause.lead_agencies or clause.clause.responsible_agencies
    if asked.wants(Ask.AGENCY) and agencies:
        return asked
    procedural = [ask for ask in asked.asks if ask in scope.PROCEDURAL]
    if any(not scope.regulates(ask, clause) for ask in procedural):
        return asked
    return replace(asked, asks=(Ask.TEXT,))

"""Which statements a comparison sets side by side: one for each side, of one kind, and different.

A statement is good for a side where it answers the question asked of that side alone
(bot/ranking.py) and holds the words that only this side has; a set of statements is good where
each is, and where they are worded alike, as a text words what it sets side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from bot.compose.belonging import enumerated, whose
from bot.compose.sides import Side
from bot.compose.telling import DENIES, Told, held, rarity_of, share, shared_words, tell_apart
from bot.knowledge import KnownClause, KnownPolicy
from bot.members import opposed
from bot.question import Question, understand
from bot.ranking import rank
from bot.statements import Statement
from index.encoder import Floats
from index.retriever import Hit

Found = tuple[list[Hit], Floats]
Find = Callable[[Question], tuple[Question, Found]]

_NEAREST = 8  # clauses of each side that statements are taken from
_KEPT = 14  # statements of each side that are set beside those of the others
_SETS = 600  # sets that are tried at most, one statement of each side
_SENTENCE = 0.3  # weight of the sentence a figure stands in, beside the figure's own fitness
_WHOLE = 0.6  # weight of the question as it was asked, beside what is asked of each side
_SHARED = 2.5  # weight of the words that are said of all sides
_TWO = 2.0  # weight of being one of two, where the question says that they are two
_OPPOSED = 2.0  # weight of each opposition (职工, 居民) in which a statement takes what is said of all sides
_DENIED = 3.0  # weight of a denial where one side denies the other
_ALIKE = 5.0  # weight of the words two statements share
_MOSTLY = 0.5  # share of what tells a side at best that makes a statement surely its own
_LEAST = 0.1  # of what tells a side
_UNIT = 2.0  # weight of a common unit
_NEIGHBOURS = 1.5  # weight of standing in one clause, and again of standing in one sentence


@dataclass(frozen=True)
class _Scored:
    statement: Statement
    score: float
    telling: float


def choose(
    question: Question,
    sides: Sequence[Side],
    known: KnownPolicy,
    find: Find,
    *,
    wanted: Callable[[Statement], bool],
    within: Sequence[KnownClause] = (),
) -> list[Statement] | None:
    """A statement for each side, in order; None where not every side has one of its own.

    Where sentences are wanted and one speaks of all sides, the figures in it.

    Args:
        question: The whole question.
        sides: What is compared.
        known: The policy.
        find: Finds the nearest clauses of a question.
        wanted: Whether a statement is of the kind asked for.
        within: Take statements of these clauses only; none: of the nearest.
    """
    asked = [_asked(question, side, known, find) for side in sides]
    whole = _asked(question, Side("", question.core), known, find)
    numbers = {c.clause.n for c in within} or {
        h.clause.n for _, (hits, _) in [*asked, whole] for h in hits[:_NEAREST]
    }
    clauses = [known.clause(n) for n in sorted(numbers)]
    everything = [enumerated(s) for c in clauses for s in c.statements]
    told = tell_apart(sides, known)
    shared = shared_words(question, sides)
    of_all = question.core
    for side in sides:
        of_all = of_all.replace(side.words, " ") if side.words else of_all

    def best_of(pool: list[Statement]) -> list[Statement] | None:
        if len(pool) < len(sides):
            return None
        rarity = rarity_of(shared, pool)
        base = [
            _WHOLE * fit + _SHARED * share(rarity, s) + _OPPOSED * opposed(of_all, whose(s))
            for fit, s in zip(_fitness(whole, pool, clauses, known), pool, strict=True)
        ]
        if not sides[0].words:
            base = [b - _TWO * (_alike(s, pool) != 2) for b, s in zip(base, pool, strict=True)]
        scored = [
            _for_side(pool, base, _fitness(one, pool, clauses, known), told, i)
            for i, one in enumerate(asked)
        ]
        tops = {_key(ranked[0].statement): ranked[0].statement for ranked in scored}
        cases = any(t.figures for t in told)  # of which a figure is a bound, and no answer
        if len(tops) == 1 and sides[0].words and not cases:
            [top] = tops.values()  # which may speak of all sides
            inside = [s for s in everything if s.facts and _inside(s, top)]
            if not top.facts and (found := best_of(inside)):
                return found
        return _best(scored, sides, told)

    return best_of([s for s in everything if wanted(s)])


def _inside(statement: Statement, sentence: Statement) -> bool:
    same = statement.clause.n == sentence.clause.n
    return same and sentence.start <= statement.start < sentence.end


def _asked(
    question: Question, side: Side, known: KnownPolicy, find: Find
) -> tuple[Question, Found]:
    """What is asked of a side, with the kinds of answer the whole question wants."""
    asked, (hits, vector) = find(understand(side.question))
    here = [hit for hit in hits if hit.clause.policy == known.policy.id]
    return replace(asked, asks=question.asks), (here, vector)


def _fitness(
    asked: tuple[Question, Found],
    pool: Sequence[Statement],
    clauses: Sequence[KnownClause],
    known: KnownPolicy,
) -> list[float]:
    """How well each statement answers, the sentence it stands in taken into account."""
    question, (hits, vector) = asked
    scores = _ranked(question, vector, pool, hits, known)
    if not any(s.facts for s in pool):
        return [scores[_key(s)] for s in pool]
    sentences = [s for c in clauses for s in c.statements if not s.facts]
    around = _ranked(question, vector, sentences, hits, known)
    found = []
    for statement in pool:
        over = [
            around[_key(s)] for s in sentences
            if s.clause.n == statement.clause.n and s.start <= statement.start < s.end
        ]  # fmt: skip
        found.append(scores[_key(statement)] + _SENTENCE * max(over, default=0.0))
    return found


def _ranked(
    question: Question,
    vector: Floats,
    pool: Sequence[Statement],
    hits: Sequence[Hit],
    known: KnownPolicy,
) -> dict[tuple[int, int, int], float]:
    ranked = rank(question, vector, pool, hits, known.weights)
    return {_key(r.statement): r.score for r in ranked}


def _key(statement: Statement) -> tuple[int, int, int]:
    return statement.clause.n, statement.start, statement.end


def _for_side(
    pool: Sequence[Statement],
    whole: Sequence[float],
    alone: Sequence[float],
    told: Sequence[Told],
    i: int,
) -> list[_Scored]:
    """The statements with how well they fit a side, best first."""
    found = []
    rarity = [rarity_of(t.pairs, pool) for t in told]
    for statement, base, score in zip(pool, whole, alone, strict=True):
        sides = [held(statement, t, r) for t, r in zip(told, rarity, strict=True)]
        own, rival = sides[i], max((h for j, h in enumerate(sides) if j != i), default=0.0)
        if any(t.denies for t in told):
            denied = bool(DENIES.search(f"{statement.head}{statement.words}"))
            own += _DENIED * (denied == told[i].denies)
        found.append(_Scored(statement, score + base + own - rival, own - rival))
    return sorted(found, key=lambda s: -s.score)[:_KEPT]


def _alike(statement: Statement, pool: Sequence[Statement]) -> int:
    """How many statements of the clause have figures of the same kind and unit."""
    kinds = {(f.kind, f.figure.unit) for f in statement.facts}
    return sum(
        s.clause.n == statement.clause.n and {(f.kind, f.figure.unit) for f in s.facts} == kinds
        for s in pool
    )


def _best(
    scored: Sequence[Sequence[_Scored]], sides: Sequence[Side], told: Sequence[Told]
) -> list[Statement] | None:
    """The set that fits best; None where nothing tells the sides apart, or where a side that the
    policy has no word for would be taken to be what another clause speaks of."""
    kept = min(_KEPT, max(2, int(_SETS ** (1 / len(scored)))))
    best, best_score = None, -math.inf
    alike = _ALIKE if sides[0].words else 0.0
    most_alike = alike + 2 * _UNIT + 2 * _NEIGHBOURS
    most = [max((c.telling for c in ranked), default=0.0) for ranked in scored]
    for chosen in product(*(s[:kept] for s in scored)):
        if len({_key(c.statement) for c in chosen}) < len(chosen):
            continue
        if any(t.unknown for t in told) and not _carried(chosen, told, most):
            continue
        score = sum(c.score for c in chosen)
        if score + most_alike * (len(chosen) - 1) <= best_score:
            continue  # could not be better however alike they are
        pairs = [_likeness(a.statement, b.statement, alike) for a, b in combinations(chosen, 2)]
        score += sum(pairs) * (len(chosen) - 1) / len(pairs)
        if score > best_score:
            best, best_score = chosen, score
    if best is None:
        return None
    statements = [c.statement for c in best]
    if not any(side.words for side in sides):
        return sorted(statements, key=lambda s: (s.clause.n, s.start))
    told_apart = any(c.telling > 0 for c in best)
    first = all(c is ranked[0] for c, ranked in zip(best, scored, strict=True))
    return statements if told_apart or first else None


def _carried(chosen: Sequence[_Scored], told: Sequence[Told], most: Sequence[float]) -> bool:
    """Whether each side that the policy has no word for is spoken of in one clause with another,
    and each that it prints a word of where that word stands."""
    numbers = [c.statement.clause.n for c in chosen]
    return all(
        numbers.count(c.statement.clause.n) > 1
        if t.unknown
        else not t.printed or c.telling >= max(_MOSTLY * top, _LEAST)
        for c, t, top in zip(chosen, told, most, strict=True)
    )


def _likeness(one: Statement, other: Statement, alike: float) -> float:
    """How alike two statements are; `alike` is the weight of their wording."""
    a, b = one.own, other.own
    shared = len(a & b) / (math.sqrt(len(a) * len(b)) or 1)
    units = {f.unit for f in one.figures} & {f.unit for f in other.figures}
    kinds = {f.kind for f in one.facts} == {f.kind for f in other.facts}
    near = (one.clause.n == other.clause.n) + (one.around == other.around)
    return alike * shared + _UNIT * bool(units) + _UNIT * kinds + _NEIGHBOURS * near

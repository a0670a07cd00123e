"""What tells the sides of a comparison from one another, and how much of it a statement holds."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.compose.sides import Side
from bot.knowledge import KnownPolicy
from bot.question import Question, understand
from bot.statements import Statement, overhead
from bot.synonyms import official
from bot.terms import content, grams
from corpus.bounds import Bound, admits, bounds
from corpus.figures import Figure, figures
from corpus.text import CN_DIGITS, fold, sentences

_OWN = 5.0  # weight of the words that only one side has
_CHARACTERS = 2.0  # weight of the characters that only one side has
_ANOTHER_SENSE = 0.6  # of a word as said, where the policy has an official word for it
_OVER, _AROUND = 0.8, 0.4  # of a word over a statement, or around it, beside one of its own
_CHARACTER_OVER = 0.6  # of a character over a statement
_NOT = re.compile(r"不|没|未|非|别的?人?|其[他余它]|一般")
DENIES = re.compile(r"未|不(?!超过|低于|少于|高于|足)|非|无|其[他余它]|以外")


@dataclass(frozen=True)
class Told:
    """What tells one side from the others: figures, pairs, characters, official words, whether
    it denies another, whether the policy has no word for it, whether it prints one of its own."""

    figures: tuple[Figure, ...]
    pairs: frozenset[str]
    characters: frozenset[str]
    official: tuple[frozenset[str], ...]
    denies: bool
    unknown: bool
    printed: bool


def tell_apart(sides: Sequence[Side], known: KnownPolicy) -> list[Told]:
    """What each side has that the others have not, in order."""
    found = []
    for i, side in enumerate(sides):
        others = "|".join(s.words for j, s in enumerate(sides) if j != i)
        mapped = official(side.words, lambda word: word in known.text)
        shared = {w for group in official(others, lambda word: word in known.text) for w in group}
        figures = tuple(understand(side.words).figures) if side.words else ()
        pairs = frozenset(grams(content(side.words)) - grams(others))
        denies = bool(_NOT.search(side.words)) and not _NOT.search(others)
        printed = any(map(known.weights.known, pairs))
        said = bool(figures) or bool(mapped) or denies or printed
        found.append(
            Told(
                figures,
                pairs,
                frozenset(c for c in content(side.words) if c.isalnum() and c not in others),
                tuple(
                    frozenset(grams(w))
                    for group in mapped
                    for w in group
                    if w not in shared and w not in others
                ),
                denies,
                any(len(p) > 1 for p in pairs) and not said,
                printed,
            )
        )  # fmt: skip
    return found


def held(statement: Statement, told: Told, rarity: Mapping[str, float]) -> float:
    """How much of what only one side says a statement holds, its own words before those over it.

    rarity: Of the side's pairs that are printed.
    """
    pairs = share(rarity, statement)
    groups = max((min(_place(g, statement) for g in word) for word in told.official), default=0.0)
    near = fold(f"{statement.head}{_LABEL.sub('', statement.words)}")
    over = fold(" ".join(overhead(statement.clause, statement.start)))
    there = sum(1.0 if c in near else _CHARACTER_OVER * (c in over) for c in told.characters)
    characters = there / (len(told.characters) or 1)
    inside = float(bool(told.figures) and admits(_bounds(statement), list(told.figures)) > 0)
    if told.official:  # the everyday word itself may mean something else in the policy
        pairs *= _ANOTHER_SENSE
    # 买在县里, 买在区里, where none of the statements prints more of it than that
    only = characters if len(told.characters) == 1 and not rarity else 0.0
    return _OWN * max(pairs, groups, inside, only) + _CHARACTERS * characters


def _bounds(statement: Statement) -> Sequence[Bound]:
    """The bounds in a statement, or, for a figure without any, in the sentence that it stands in
    as the only one of its kind."""
    if statement.bounds or not statement.facts:
        return statement.bounds
    text = statement.clause.text
    around = next((text[a:b] for a, b in sentences(text) if a <= statement.start < b), "")
    kinds = [figure.kind for figure in figures(around)]
    return bounds(around) if kinds.count(statement.facts[0].figure.kind) == 1 else ()


_LABEL = re.compile(rf"^\s*[(（]?[{CN_DIGITS}\d]{{1,3}}[)）.、．]\s*")


def shared_words(question: Question, sides: Sequence[Side]) -> frozenset[str]:
    """The pairs of the question that belong to none of the sides."""
    return frozenset(grams(content(question.core))).difference(*(grams(s.words) for s in sides))


def rarity_of(pairs: frozenset[str], pool: Sequence[Statement]) -> dict[str, float]:
    """How rare each pair is among some statements; those that none holds are left out."""
    return {g: math.log(1 + len(pool) / n) for g in pairs if (n := _holding(g, pool))}


def share(rarity: Mapping[str, float], statement: Statement) -> float:
    """Share of some pairs, the rarer ones counting more, that a statement holds."""
    total = sum(rarity.values())
    return sum(w * _place(g, statement) for g, w in rarity.items()) / total if total else 0.0


def _holding(gram: str, pool: Sequence[Statement]) -> int:
    return sum(_place(gram, s) > 0 for s in pool)


def _place(gram: str, statement: Statement) -> float:
    if gram in statement.own:
        return 1.0
    if gram in statement.over:
        return _OVER
    return _AROUND if gram in statement.around else 0.0

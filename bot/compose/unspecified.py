"""Support that the policy promises without saying how much: 「择优给予一定资金支持」.

Asked for the sum, a figure printed near it for something else would be wrong, however near.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.compose import refusal
from bot.compose.say import sentence_said, words_asked
from bot.draft import Draft
from bot.knowledge import KnownPolicy
from bot.question import Ask, Question
from bot.ranking import FEATURES, Reading, wanted_kinds
from bot.statements import Statement
from bot.terms import Weights

_GIVES = re.compile(r"给予|支持|补贴|补助|奖励|资助|贴息|奖补|扶持|优惠|减免")
_MORE = 2.0  # how much more of the question's words it holds than what has a figure (idf)
_HOW_MUCH = re.compile(r"多少|几|多大|最[高多大]|上限|封顶|金额|额度|比例")
_NEAR = FEATURES.index("near")


def sentence(question: Question, reading: Reading, weights: Weights) -> Statement | None:
    """The sentence that promises what is asked about without a figure of the kind wanted, where
    it is nearer to the question, and holds more of its words, than the best one with a figure.

    Args:
        reading: The sentences of the nearest clauses by fitness, best first.
        weights: How telling words are in the policy.
    """
    if not question.wants(Ask.AMOUNT, Ask.PERCENT) or question.wants(Ask.PENALTY, Ask.COMPARE):
        return None
    kinds = wanted_kinds(question)
    told = list(zip(reading.statements, reading.features[:, _NEAR].tolist(), strict=True))
    figured = [s for s in told if _has(kinds, s[0])]
    promises = [s for s in told if not _has(kinds, s[0]) and _GIVES.search(s[0].words)]
    if not figured or not promises:
        return None
    rival, its_nearness = figured[0]
    best, nearness = max(promises, key=lambda s: s[1])
    asked = words_asked(question.core)
    more = _held(asked, best, weights) - _held(asked, rival, weights)
    return best if nearness > its_nearness and more >= _MORE else None


def answer(question: Question, promise: Statement, known: KnownPolicy) -> Draft:
    """That the sum is not said, or, where it is only asked whether there is any, the promise."""
    clause = known.clause(promise.clause.n)
    if not _HOW_MUCH.search(question.folded):
        piece = sentence_said(promise, words_asked(question.core), known.weights)
        return Draft("answered", f"{piece.words.rstrip('。；;')}。", piece.citations)
    ask = next(a for a in question.asks if a in (Ask.AMOUNT, Ask.PERCENT))
    return refusal.not_regulated(question, ask, clause, known)


def _has(kinds: Collection[str], statement: Statement) -> bool:
    return any(figure.kind in kinds for figure in statement.figures)


def _held(asked: Collection[str], statement: Statement, weights: Weights) -> float:
    held = statement.own | statement.over
    return sum(weights(g) for g in asked if g in held and weights.known(g))

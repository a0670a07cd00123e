"""What a sentence changes of the one before it: 「…按每人2000元补助；其中招用残疾人的，提高至3000元」.
Asked of the exception, the rule alone misleads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.question import Question
from bot.statements import Statement
from bot.terms import Weights, content, grams

_CHANGES = re.compile(
    r"^(?:其中|但)[^\d]*?(?:提高|降低|放宽|延长|缩短|上浮|下浮|上调|下调|提升|降|升)(?:至|到|为)"
)
_DENIED = re.compile(r"(?:不是|没有?|非|不属于)\S{2}")


def changed(
    question: Question, told: Statement, every: Sequence[Statement], weights: Weights
) -> Statement | None:
    """The next sentence, where it changes a rule for those whom the question speaks of.

    Args:
        told: The sentence of the rule.
        every: Sentences of its clause.
        weights: How telling words are in the policy.
    """
    after = [s for s in every if s.start >= told.end]
    following = min(after, key=lambda s: s.start, default=None)
    change = _CHANGES.search(following.words) if following else None
    if change is None:
        return None
    said = _DENIED.sub(" ", content(question.core))
    asked = grams(said).union(*map(grams, question.official_words)) - told.own
    telling = {gram for gram in asked if weights.known(gram)}
    return following if telling & grams(change.group()) else None

"""What a sentence changes of the one before it, 「…按每人2000元补助；其中招用残疾人的，提高至3000元」, or
whom it leaves out, 「加盟店不适用本条」. Asked of the exception, the rule alone misleads."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.members import opposed
from bot.question import Question
from bot.statements import Statement
from bot.terms import Weights, content, grams

_CHANGES = re.compile(
    r"^[^\d]*?(?:提高|降低|放宽|延长|缩短|上浮|下浮|上调|下调|提升|降|升)(?:至|到|为|(?=\d+(?:\.\d+)?个百分点))"
)
_EXCLUDES = re.compile(
    r"不适用|不(?:予|再|得)(?:补|奖|支持|享受|安排|资助|救助|受理|贴|计)|不安排|不计[入分]|不纳入|不享受|不影响"
    r"|不在[^,，。]{1,12}(?:之列|范围)|除外|不受[^,，。]{0,14}限制"
)
_NEAR = 2  # sentences after a rule that may leave somebody out of it
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
    found = _naming(question, told, _after(told, every)[:1], weights, _CHANGES)
    return found if found and opposed(question.folded, found.words) >= 0 else None


_WHOSE = re.compile(r"^(.{2,24}?的)[,，]")
_NAMED = 3  # characters in a row that name somebody


def ruled_apart(
    question: Question, told: Statement, every: Sequence[Statement]
) -> Statement | None:
    """The sentence after a semicolon that rules the same otherwise for those whom the question
    names and the rule does not: 「…满6个月起享受；投靠子女迁入的，自次月起享受」; arguments as for
    `changed`."""
    following = _after(told, every)[:1]
    if not following or not told.words.rstrip().endswith((";", "；")):
        return None
    whose = _WHOSE.match(following[0].words.strip())
    names = whose[1] if whose else ""
    parts = (names[i : i + _NAMED] for i in range(len(names) - _NAMED + 1))
    named = any(part in question.folded and part not in told.words for part in parts)
    return following[0] if named else None


def is_of_others(question: Question, sentence: Statement) -> bool:
    """Whether a sentence changes a rule for the opposite of what the question speaks of: 国产 for
    somebody who bought 进口."""
    return bool(_CHANGES.search(sentence.words)) and opposed(question.folded, sentence.words) < 0


def excluded(
    question: Question, told: Statement, every: Sequence[Statement], weights: Weights
) -> Statement | None:
    """The sentence soon after a rule that leaves those out whom the question speaks of, or says
    that it does not touch them, be it the one that fits best itself; arguments as for `changed`."""
    if _EXCLUDES.search(told.words) and not told.words.rstrip().endswith((":", "：")):
        return told
    return _naming(question, told, _after(told, every)[:_NEAR], weights, _EXCLUDES)


def _after(told: Statement, every: Sequence[Statement]) -> list[Statement]:
    return sorted((s for s in every if s.start >= told.end), key=lambda s: s.start)


def _naming(
    question: Question,
    told: Statement,
    following: Sequence[Statement],
    weights: Weights,
    mark: re.Pattern[str],
) -> Statement | None:
    """The first sentence whose words before the mark name what the question does and the rule
    does not."""
    said = _DENIED.sub(" ", content(question.core))
    # Everyday words whose official word the rule prints are of the rule.
    others = [g for g in question.official if not any(grams(word) <= told.own for word in g)]
    asked = grams(said).union(*(grams(word) for group in others for word in group)) - told.own
    telling = {gram for gram in asked if weights.known(gram)}
    for sentence in following:
        found = mark.search(sentence.words)
        if found and telling & grams(sentence.words[: found.end()]):
            return sentence
    return None

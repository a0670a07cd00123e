"""Support that the policy promises without saying how much: 「择优给予一定资金支持」.

Asked for the sum, a figure printed near it for something else would be wrong, however near.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.compose import refusal
from bot.compose.say import sentence_said, words_asked
from bot.draft import Draft
from bot.knowledge import KnownPolicy
from bot.question import Ask, Question
from bot.ranking import FEATURES, Reading, wanted_kinds
from bot.statements import Statement
from bot.synonyms import everyday
from bot.terms import Weights, grams, subject
from corpus.text import fold

_GIVES = re.compile(r"给予|支持|补贴|补助|奖励|资助|贴息|奖补|扶持|优惠|减免")
_FURTHERS = re.compile(rf"{_GIVES.pattern}|加[大强快]|推[动进]|引导|鼓励|促进|优先")
_DUTY = re.compile(
    "负责|主管(?!部门)|协助|监督管理|工作职责"
)  # what offices do, promised to nobody
_MORE = 2.0  # how much more of the question's words it holds than what has a figure (idf)
# How much more, of idf and times over, it holds where it is not the nearer one.
_FAR_MORE, _TIMES = 2.0, 1.5
_SAME = 0.3  # share of the words before 给予 that the promise prints too
# A sum that nobody is given; what is 提交, 成交, 验收 or 吸收 is no payment.
_TAKEN = re.compile(
    r"退[还回]?|罚|扣|[缴掏]|(?<![提成])交(?![通易流货])|(?<![验回吸接])收(?![入益购])|租金|押金"
)
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
    if _TAKEN.search(question.folded):
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
    if _goes_on(best, rival):
        return None
    if nearness > its_nearness and more >= _MORE:
        return best
    if question.english:
        return None
    measures = [
        s for s, _ in told
        if not _has(kinds, s) and _FURTHERS.search(s.words) and not _DUTY.search(s.words)
    ]  # fmt: skip
    return _of_the_matter(question, rival, measures, weights)


def _goes_on(promise: Statement, figured: Statement) -> bool:
    """Whether a sentence with a figure says how much of what the one before it promises: it
    stands after it and names the same thing."""
    if figured.clause.n != promise.clause.n or figured.start < promise.end:
        return False
    named = grams(figured.words.split("给予")[0])
    return bool(named) and len(named & promise.own) >= _SAME * len(named)


def _of_the_matter(
    question: Question, rival: Statement, promises: Sequence[Statement], weights: Weights
) -> Statement | None:
    """The promise that speaks of the matter where the figure's sentence hardly does, however near
    in meaning: 「科创板敲钟奖几百万」 is near to any sum that a province gives."""
    asked = words_asked(subject(question.core))

    def held(statement: Statement) -> float:
        words = statement.own | statement.over | statement.around
        named = sum(
            max((_weight(word, weights) for word in group if grams(word) <= words), default=0.0)
            for group in question.official
        )
        return named + _held(asked, statement, weights)

    best = max(promises, key=held, default=rival)
    if best.clause.n == rival.clause.n:
        return None  # whose figure may well be of it
    return best if held(best) >= _FAR_MORE + _TIMES * held(rival) else None


def _weight(word: str, weights: Weights) -> float:
    """How telling an official word is: as its most telling pair."""
    return max((weights(g) for g in grams(word) if weights.known(g)), default=0.0)


def has_figure(question: Question, promise: Statement, known: KnownPolicy) -> bool:
    """Whether another sentence of the promise's clause, that speaks of the matter no less, says
    the sum."""
    kinds = wanted_kinds(question)
    asked = words_asked(question.core)
    enough = _held(asked, promise, known.weights) - _MORE
    return any(
        _has(kinds, s) and _held(asked, s, known.weights) > enough
        for s in known.clause(promise.clause.n).statements
        if any(fact.kind in ("amount", "percent") for fact in s.facts)
    )


# 最低工资标准的80%, 低保标准的1.5倍, 12个月最低生活保障标准
_MEASURED_BY = re.compile(
    r"(?P<a>[\u4e00-\u9fff]{2,16}?)的?\d+(?:\.\d+)?(?:%|倍)|\d+(?:\.\d+)?(?:倍|个月)的?(?P<b>[\u4e00-\u9fff]{2,16})"
)
_IN_MONEY = re.compile(r"(?:多少|几)(?:块|元|钱|万)")


def measure(question: Question, reading: Reading, known: KnownPolicy) -> Statement | None:
    """The best sentence, where it gives no sum but only a share or a multiple of the very thing
    whose sum is asked for: 「最低工资是多少元」 of 「按最低工资标准的80%发放」."""
    best = reading.statements[0]
    if question.asks != (Ask.AMOUNT,) or not _IN_MONEY.search(question.folded):
        return None
    if any(figure.kind == "money" for figure in best.figures):
        return None
    said = everyday(question.folded, known.text.__contains__)
    about = subject(re.sub("|".join(map(re.escape, said)) or "$^", " ", question.core))
    here = grams(known.here.name) if known.here else frozenset()
    named = {g for g in grams(about) - here if len(g) > 1 and known.weights.known(g)}
    for match in _MEASURED_BY.finditer(fold(best.words)):
        base = grams(match["a"] or match["b"])
        whole = all(any(grams(w) <= base for w in group) for group in question.official)
        if (named or question.official) and named <= base and whole:
            return best
    return None


def answer(question: Question, promise: Statement, known: KnownPolicy) -> Draft:
    """That the sum is not said, or, where it is only asked whether there is any, the promise."""
    clause = known.clause(promise.clause.n)
    if question.yes_no or not _HOW_MUCH.search(question.folded):
        piece = sentence_said(promise, words_asked(question.core), known.weights)
        return Draft("answered", f"{piece.words.rstrip('。；;')}。", piece.citations)
    ask = next(a for a in question.asks if a in (Ask.AMOUNT, Ask.PERCENT))
    return refusal.not_regulated(question, ask, clause, known)


def _has(kinds: Collection[str], statement: Statement) -> bool:
    return any(figure.kind in kinds for figure in statement.figures)


def _held(asked: Collection[str], statement: Statement, weights: Weights) -> float:
    held = statement.own | statement.over
    return sum(weights(g) for g in asked if g in held and weights.known(g))

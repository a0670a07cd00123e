"""Which part of a clause a told figure falls under: 66岁 under 「65周岁以上」, not 「不满65周岁」.

A clause that sets bounds several times over sets tiers. Where their ranges exclude one another,
or are steps of a ladder (500人以上, 1000人以上), the figure itself tells which is meant; where
they overlap (硕士35周岁, 本科30周岁), the words beside the bounds do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from bot.compose.asked import Asked
from bot.statements import Statement, overhead
from bot.terms import content, grams
from corpus.bounds import Bound, bounds, unit
from corpus.figures import Figure

_NEAR = 2.5  # a sentence that scores so much less than the best speaks of something else
_BESIDE = 9.0  # unless it sets another tier beside one that is near
_MONTHS = {"年": 12, "周年": 12, "个月": 1, "月": 1, "个季度": 3, "学年": 12}
_DAYS = {"日": 1, "天": 1, "个自然日": 1, "周": 7}
_NUMBER = re.compile(r"^\s*(?:第\S{1,6}条|[(（]\S{1,3}[)）]|\d{1,2}[.、．](?!\d))\s*")
# What a period is of that somebody gets or an office takes: it bounds no applicant.
_NO_DEMAND = re.compile(
    r"(?:享受|给予|发放|补贴|补助|奖励|支付|贴息|有效期|期限|受理|办结|完成|作出|答复|公示|审核|出具|送达)[^,，。;；]*$"
)
_AGES = ("岁", "周岁")
_OF_AGE = Decimal(18)  # 民法典 Art. 17: who is 18 is 成年
_CLAUSE = 16  # characters: the words next to a bound
_SEX = re.compile(r"男|女")
_PART = re.compile(r"[^,，;；。、\n]+(?:[,，;；。、\n]|$)")


@dataclass(frozen=True)
class Tier:
    """Part of a sentence that bounds what was told.

    Attributes:
        sentence: The sentence.
        start, end: The part, in the clause's text.
        at: Where the words between stops that hold its bound begin.
        low, high: Its bounds, None for an open side.
    """

    sentence: Statement
    start: int
    end: int
    at: int
    low: Bound | None
    high: Bound | None

    @property
    def words(self) -> str:
        """The part as printed, without the number that opens it."""
        words = self.sentence.clause.text[self.start : self.end].strip(" \n,，;；。、")
        return without_number(words)

    def admits(self, told: Figure) -> bool:
        """Whether a told figure lies inside."""
        return all(_admits(b, told) for b in (self.low, self.high) if b)


def without_number(words: str) -> str:
    """Words without the number of the clause or item that they open."""
    return _NUMBER.sub("", words)


def measured(figure: Figure) -> tuple[str, Decimal]:
    """What a figure measures and its value in base units: 两年 is 24 of 月."""
    for base, units in (("月", _MONTHS), ("日", _DAYS)):
        if figure.kind == "period" and figure.unit in units:
            return base, figure.value * units[figure.unit]
    return f"{figure.kind}{unit(figure.unit)}", figure.value


def _admits(bound: Bound, told: Figure) -> bool:
    scale = measured(bound.figure)[1] / bound.figure.value if bound.figure.value else Decimal(1)
    return bound.admits(measured(told)[1] / scale)


def tiers(about: Asked, told: Figure) -> list[Tier]:
    """The parts of the clause's fitting sentences that bound what a told figure measures."""
    ranked = about.sentences()
    if not ranked:
        return []
    best = ranked[0].score
    found = [
        (tier, scored.score)
        for scored in ranked
        if scored.score >= best - _BESIDE
        for tier in _of_sentence(about, scored.statement, told)
    ]
    if not any(score >= best - _NEAR for _, score in found):
        return []
    return sorted((tier for tier, _ in found), key=lambda tier: tier.start)


def _of_sentence(about: Asked, sentence: Statement, told: Figure) -> Iterator[Tier]:
    """A new part begins with each bound that does not close the range of the one before."""
    start, at, low, high = sentence.start, sentence.start, None, None
    body = about.clause.body[: sentence.end]
    for match in _PART.finditer(body, sentence.start):
        alike = [b for b in _bounds(match.group()) if measured(b.figure)[0] == measured(told)[0]]
        lows, highs = [b for b in alike if b.least], [b for b in alike if not b.least]
        if not alike:
            continue
        if (low or high) and (lows or high):
            yield Tier(sentence, start, match.start(), at, low, high)
            start, low, high = match.start(), None, None
        at = match.start()
        low, high = (lows[-1] if lows else low), (highs[0] if highs else high)
    if low or high:
        yield Tier(sentence, start, sentence.end, at, low, high)


def _bounds(words: str) -> list[Bound]:
    """Bounds on who may have something; 成年 and 未成年 bound an age without a figure."""
    found = [
        b for b in bounds(words)
        if b.figure.kind != "period" or not _NO_DEMAND.search(words[: b.figure.start])
    ]  # fmt: skip
    if any(b.figure.unit in _AGES for b in found):
        return found
    for match in re.finditer(r"未?成年(?:人|的|流浪|子女|残疾|男|女|公民)", words):
        age = Figure("count", _OF_AGE, None, "周岁", match.group(), *match.span())
        found.append(
            Bound(age, least=False, included=False)
            if match.group()[0] == "未"
            else Bound(age, least=True)
        )
    return found


@dataclass(frozen=True)
class Choice:
    """The tier that is meant.

    Attributes:
        by_figure: Whether the told figure chose it, so that it is the answer and no demand.
    """

    tier: Tier
    by_figure: bool


def choose(about: Asked, found: Sequence[Tier], told: Figure) -> Choice | None:
    """The tier meant; None where nothing tells."""
    if len(found) < 2:
        return Choice(found[0], False) if found else None
    inside = [tier for tier in found if tier.admits(told)]
    if _apart(found):
        return Choice(inside[0], True) if inside else None
    named = _named(about, found)
    if len(named) == 1:
        return Choice(named[0], False)
    steps = [tier.low.figure.value for tier in named if tier.low and not tier.high]
    if len(steps) == len(named) == len(set(steps)):
        reached = [tier for tier in named if tier.admits(told)]
        key = _step
        return (
            Choice(max(reached, key=key), True) if reached else Choice(min(named, key=key), False)
        )
    return None


def _step(tier: Tier) -> Decimal:
    return tier.low.figure.value if tier.low else Decimal(0)


def _apart(found: Sequence[Tier]) -> bool:
    """Whether no value lies inside two of the ranges."""
    spans = sorted(_span(tier) for tier in found)
    return all(a[1] <= b[0] and a != b for a, b in zip(spans, spans[1:], strict=False))


def _span(tier: Tier) -> tuple[Decimal, Decimal]:
    low = measured(tier.low.figure)[1] if tier.low else Decimal("-Infinity")
    high = measured(tier.high.figure)[1] if tier.high else Decimal("Infinity")
    return low, high


def _named(about: Asked, found: Sequence[Tier]) -> list[Tier]:
    """The tiers that hold most of the question's words that tell them apart; all without any."""
    sexes = set(_SEX.findall(about.question.folded))
    of_sex = [t for t in found if set(_SEX.findall(t.words[-_CLAUSE:])) == sexes]
    if len(sexes) == 1 and of_sex:
        return of_sex
    if any(_is_step(tier, found) for tier in found):
        return list(found)
    question = about.question
    own = content(question.core)
    official = " ".join(question.official_words)
    # The question's own words tell before the official ones for them; then single characters.
    # The words next to a bound tell before those of the whole part: 「博士、硕士…，年龄要求为博士
    # 不超过40周岁、硕士不超过35周岁」.
    beside = [tier.sentence.clause.text[tier.at : tier.end] for tier in found]
    whole = [_context(tier) for tier in found]
    for asked, parts, contexts in (
        (own, grams, beside), (own, grams, whole), (official, grams, whole), (own, set, whole),
    ):  # fmt: skip
        telling = _telling(about, parts(asked), [parts(words) for words in contexts])
        if best := max(telling):
            return [tier for tier, t in zip(found, telling, strict=True) if t >= best - 1e-9]
    return list(found)


def _telling(
    about: Asked, asked: AbstractSet[str], held: Sequence[AbstractSet[str]]
) -> list[float]:
    """How much of the question each holds that not all of them hold."""
    here = [asked & h for h in held]
    shared = frozenset.intersection(*map(frozenset, here))
    return [sum(about.known.weights(word) for word in h - shared) for h in here]


def _is_step(tier: Tier, found: Sequence[Tier]) -> bool:
    """Whether what a part bounds was said before: it begins with its bound (「…,1000人以上的」) or
    with the last words that stand before another's (「绿色用能占比达到25%的…；占比达到60%的」)."""
    before = _before_bound(tier)
    others = [_before_bound(other) for other in found if other is not tier]
    return bool(_BARE_MEASURE.fullmatch(before)) or any(
        o != before and o.endswith(before) for o in others
    )


# What stands before a bound that only goes on with the measure of the one before: 「占比达到60%的」.
_BARE_MEASURE = re.compile(
    r"(?:其中)?(?:占比|比例|总额|数量|面积|金额|投资额?|规模)?(?:首次)?(?:达到?|超过|突破|满|在|为)?"
)


def _before_bound(tier: Tier) -> str:
    words = tier.sentence.clause.text[tier.at : tier.end].strip()
    bound = tier.low or tier.high
    return words.partition(bound.figure.text)[0] if bound else words


def _context(tier: Tier) -> str:
    return " ".join((*overhead(tier.sentence.clause, tier.start)[-1:], tier.words))

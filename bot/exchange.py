"""A follow-up made whole: the earlier question with one side exchanged, or with more said.

「B类租房一个月补多少」 … 「那C类呢」 is 「C类租房一个月补多少」: the words that the follow-up
stands in for are of its type (the same grade or unit, the same last character), or those whose
exchange leaves a question that one statement of the policy answers. A follow-up that asks
something of its own, or adds a condition, keeps what the earlier one was about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from itertools import accumulate

from bot.context import asks_in_words, is_told
from bot.members import OPPOSITES
from bot.nouns import parted
from bot.question import Ask, Question, understand
from bot.statements import Statement
from bot.synonyms import official
from bot.terms import Weights, content, grams
from corpus.text import NUMERAL, number

_LEAD = re.compile(
    r"^(?:(?:那么?|然后|还有|再往[上下]|再|另外|换成|换|而|and|what about|how about)[,，、\s]*)+"
)
_IF = re.compile(r"^(?:要是|如果|假如|万一|若是?|倘若)")
_TAIL = re.compile(r"(?:的话)?(?:呢|哩|咧)?[?。!,\s]*$")
# Where the asking begins: what stands before it is what is asked about.
_ASKING = re.compile(
    r"(?:(?:一般|又|去|来|一年|每年|每月|一个?月|一次|每次|最[高多少低长短大小]|至少|一共|总共|具体|能|可以|会|要|得|该|是|给|补|奖|拿|领|收|有)*"
    r"(?:多少|几(?!种|类|项|条)|什么|啥|哪|谁|怎么|怎样|咋|如何|多久|多长|多大|何时|有没有|能不能|可不可以|是不是|是否))"
    r"|(?:(?:有|能|给|会)[\u4e00-\u9fff]{0,4})?[吗么嘛]|(?<=[\u4e00-\u9fff])(?:对吧|是吧|吧)?[?]?$"
)
_NUMBER = re.compile(
    rf"(?P<n>\d+(?:\.\d+)?|{NUMERAL}|[a-zA-Z](?=[类级档等型]))\s*(?P<u>周?岁|[个口]?人|[级类档等型年月日天家户个项次亩元万%])?"
)
# What follows a numeral that only stands in a word: 「五个一工程」.
_PART_OF_NAME = re.compile(r"(?![呢的了吗以之左多])[\u4e00-\u9fff]")
_COMPLEMENT = re.compile(r"^(?:一般|普通|其他|其它|别的|其余|另外|剩下)")
_OTHERS = frozenset(
    {"其他", "其它", "其余", "一般", "普通", "以外"}
)  # what policies print for that
_NEGATED = re.compile(r"(?:不是|没有?|非|除了?)(?P<what>[\u4e00-\u9fff]{2,8}?)(?:的|以?外|$)")
_THEN = re.compile(r"(?P<side>[^,，呢]{1,12})呢[,，]")
_PHRASE = re.compile(
    r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{3,10}?(?=的(?!话))"
)  # what opens a part, before 的
_MOSTLY = 0.6  # of a phrase's pairs: policies print more between them (城镇住房困难家庭)
_UNHELD = 0.5  # what a word that a statement lacks costs of its weight
_LONGEST = 80  # characters of the earlier question that are kept
_NO_SIDE = re.compile(r"[\d\W]|的|了|吗|呢|多少|什么|怎么|哪|谁|几")


@dataclass(frozen=True)
class Merged:
    """A follow-up made whole.

    Attributes:
        question: The whole question; `text` reads as a person would have put it at once.
        dropped: The words of the earlier question that others stand in for, "" for none.
        taken: The words that stand in for them.
    """

    question: Question
    dropped: str
    taken: str


@dataclass(frozen=True)
class _Side:
    """Words of the earlier question, where they stand, and what they become."""

    start: int
    end: int
    dropped: str
    words: str


def merge(
    asked: Question,
    earlier: str,
    asks: tuple[Ask, ...],
    statements: Sequence[Statement],
    weights: Weights,
) -> Merged:
    """The follow-up as a question of its own.

    Args:
        asked: The follow-up.
        earlier: The question before it, made whole itself.
        asks: The kinds of answer wanted, the earlier ones where it names none.
        statements: Statements of the policy, by which the side exchanged is found.
        weights: How telling words are in the policy.
    """
    before = understand(earlier).folded[-_LONGEST:].rstrip(" ?。!,，")
    said = _TAIL.sub("", _LEAD.sub("", asked.folded)).strip(" ,，")
    side: _Side | None
    if is_told(earlier):
        text, side = _after(before, said), None
    elif asked.asks == (Ask.TEXT,) and not asked.yes_no and not asks_in_words(asked):
        new = _IF.sub("", said)
        side = _counterpart(new, before, statements, weights, condition=new != said)
        text = _exchanged(before, side) if side else _after(said, before)
    else:
        text, side = _with_ask(said, before, asked.asks, statements, weights)
    whole = replace(understand(text), asks=asks, yes_no=asked.yes_no, english=asked.english)
    return Merged(whole, side.dropped if side else "", side.words if side else "")


def _after(first: str, second: str) -> str:
    """Two parts of a question, one after the other, each once."""
    return "，".join(dict.fromkeys(part for part in (first, second) if part))


def _exchanged(before: str, side: _Side) -> str:
    """The earlier question with the side exchanged; what follows in both stands once: 二十万台|台."""
    rest = before[side.end :]
    twice = next((n for n in (2, 1) if rest[:n] and side.words.endswith(rest[:n])), 0)
    return f"{before[: side.start]}{side.words}{rest[twice:]}"


def _with_ask(
    said: str, before: str, asks: tuple[Ask, ...], statements: Sequence[Statement], weights: Weights
) -> tuple[str, _Side | None]:
    """A follow-up with an ask of its own: what the earlier question was about, and the ask.

    「那要是租的呢，补几成」 and 「国家标准又是多少」 name a side as well, which is exchanged.
    """
    about = topic(before) or before
    elliptic = _THEN.match(said)
    name = _IF.sub("", elliptic["side"]) if elliptic else topic(said)
    side = (
        _numbered(name, about, whole=bool(elliptic))
        or _opposite(name, about)
        or _typed(name, about)
    )
    if side is None and elliptic and name.endswith("的"):
        side = _answering(name, about, statements, weights)
    if side:
        left = said[elliptic.end() :] if elliptic else said.replace(side.words, "", 1)
        same = set(asks) & set(understand(before).asks)
        if same and side.dropped in before:
            return before.replace(side.dropped, side.words, 1), side
        return _after(_exchanged(about, side), left), side
    negated = _NEGATED.search(said)
    if negated and negated["what"] in about:
        at = about.index(negated["what"])
        side = _Side(at, at + len(negated["what"]), negated["what"], "")
        return _after(_exchanged(about, side), said), side
    return (said if about in said else _after(about, said)), None


def topic(question: str) -> str:
    """What a question is about: its parts without the words that ask."""
    kept = []
    for part in re.split(r"[,，。;；?]", question):
        asking = _ASKING.search(part)
        about = part[: asking.start()].rstrip("去在到从由") if asking else part
        if len(about.strip()) >= 2:
            kept.append(about.strip())
    return "，".join(kept)


def _counterpart(
    new: str, before: str, statements: Sequence[Statement], weights: Weights, *, condition: bool
) -> _Side | None:
    """What of the earlier question the new words stand in for; None where they only add."""
    if not new:
        return None
    if side := _numbered(new, before) or _opposite(new, before) or _typed(new, before):
        return side
    return None if condition else _answering(new, before, statements, weights)


def _side(before: str, start: int, end: int, words: str) -> _Side:
    return _Side(start, end, before[start:end], words)


def _numbered(new: str, before: str, *, whole: bool = True) -> _Side | None:
    """A number of the same unit: 「40岁」 … 「45岁以上没退休的」.

    Args:
        whole: Whether all that begins with the number stands in for it, as nothing else is asked.
    """
    for now in _NUMBER.finditer(new):
        if not now["u"] and _PART_OF_NAME.match(new, now.end()):
            continue
        then = [m for m in _NUMBER.finditer(before) if _same_unit(m["u"], now["u"])]
        if len(then) != 1 or _value(then[0]["n"]) == _value(now["n"]):
            continue
        first = whole and now.start() == 0
        return _side(before, then[0].start(), then[0].end(), new if first else now.group())
    return None


def _same_unit(one: str | None, other: str | None) -> bool:
    """Whether two figures count the same: 三个人 and 1人 do."""
    return (one or "").lstrip("个口") == (other or "").lstrip("个口") and bool(one) == bool(other)


def _value(numeral: str) -> float | str:
    try:
        return float(number(numeral))
    except ValueError:
        return numeral.lower()


def _tokens(before: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a question that may be one side of a contrast; a word of one
    character is taken with the one before it: 支出|型."""
    at, previous = 0, -1
    for word, _ in parted(before):
        end = at + len(word)
        if len(word) == 1 and "\u4e00" <= word <= "\u9fff" and not _NO_SIDE.search(word):
            if previous >= 0:
                yield previous, end
        elif len(word) > 1 and not _NO_SIDE.search(word) and content(word):
            yield at, end
        previous = at if not _NO_SIDE.search(word) or word.isascii() else -1
        at = end
    for phrase in _PHRASE.finditer(before):
        yield phrase.span()


def _opposite(new: str, before: str) -> _Side | None:
    """Words of which one rules the other out: 国内 … 国外的."""
    name = new.removesuffix("的")
    if not 0 < len(name) <= 6:
        return None
    for sides in OPPOSITES:
        ours = [side for side in sides if side.search(name)]
        if len(ours) != 1:
            continue
        theirs = [m for side in sides if side is not ours[0] for m in side.finditer(before)]
        if len(theirs) == 1 and not ours[0].search(before):
            return _side(before, *theirs[0].span(), name)
    return None


def _typed(new: str, before: str) -> _Side | None:
    """Words that end alike: 支出型 … 急难型."""
    name = new.removesuffix("的")
    if not name or len(name) > 8 or _NO_SIDE.search(name[-1]):
        return None
    for start, end in _tokens(before):
        if before[end - 1] == name[-1] and before[start:end] not in name and end - start <= 4:
            as_long = end - len(name)  # where the dictionary cut a word in two: 算|力券
            if (
                as_long < start
                and as_long in _borders(before)
                and not _NO_SIDE.search(before[as_long:start])
            ):
                start = as_long
            return _side(before, start, end, name)
    return None


def _borders(text: str) -> set[int]:
    """Where words begin."""
    return {0, *accumulate(len(word) for word, _ in parted(text))}


def _answering(
    new: str, before: str, statements: Sequence[Statement], weights: Weights
) -> _Side | None:
    """The word without which, and with the new words, one statement answers best."""
    added = grams(content(new)).union(*_official(new, statements))
    if _COMPLEMENT.search(new):
        added = _OTHERS
    if not any(weights.known(g) for g in added):
        return None
    best, found = -1e9, None
    # 「外来务工的」 leaves its noun out, so it stands for words before 的.
    phrases = [m.span() for m in _PHRASE.finditer(before)] if new.endswith("的") else []
    for start, end in phrases or _tokens(before):
        word = grams(before[start:end])
        if not any(_holds(s, word) for s in statements):
            continue  # nothing that the policy tells apart
        kept = grams(content(f"{before[:start]} {before[end:]}"))
        score = max(
            (
                _fit(s, kept, added, weights)
                for s in statements
                if not _holds(s, word) and not word <= s.over
            ),
            default=-1e9,
        )
        if score > best:
            best, found = score, _side(before, start, end, new.removesuffix("的"))
    return found


def _holds(statement: Statement, word: AbstractSet[str]) -> bool:
    return (
        len(word & statement.own) >= _MOSTLY * len(word) if len(word) > 2 else word <= statement.own
    )


def _fit(
    statement: Statement, kept: AbstractSet[str], added: AbstractSet[str], weights: Weights
) -> float:
    held = statement.own | statement.over | (statement.around if statement.facts else frozenset())
    score = sum(weights(g) * (1 if g in held else -_UNHELD) for g in kept if weights.known(g))
    return score + 2 * sum(weights(g) for g in added if g in statement.own)


def _official(new: str, statements: Sequence[Statement]) -> list[AbstractSet[str]]:
    groups = official(new, lambda word: any(word in s.words for s in statements))
    return [grams(word) for group in groups for word in group]

"""Forms of coordination that need no word between the sides: 一级二级三级, 省外省内, parallel parts;
and the joining words of English."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from bot.nouns import is_word, parted
from bot.terms import grams
from corpus.text import CN_DIGITS

Span = tuple[int, int]

CHUNK = re.compile(r"[^\s,;。?!:、]+")  # words between marks of punctuation
_SERIES = re.compile(
    rf"(?<![A-Za-z\d{CN_DIGITS}])(?:[A-Za-z]|\d{{1,3}}|[{CN_DIGITS}]{{1,2}})([级类档星岁等型])"
)
_BETWEEN = re.compile(r"\s*(?:[、,/]|和|跟|与|同|还是|或|以及|及)?\s*")
_ENGLISH_JOINT = re.compile(r"\b(?:and|or|versus|vs\.?|than|compared (?:to|with))\b")
_ENGLISH_EDGE = re.compile(
    r"[,?.;:]|\b(?:is|are|does|do|for|of|between|in|get|gets|pay|pays|which|what|how|the|a|an|more|higher|give|gives)\b"
)


def series(text: str) -> list[Span]:
    """A类和B类, 一级二级三级, 63岁跟68岁."""
    found: list[Span] = []
    unit = ""
    for match in _SERIES.finditer(text):
        near = found and _BETWEEN.fullmatch(text[found[-1][1] : match.start()])
        if near and match[1] == unit:
            found.append(match.span())
        elif len(found) < 2:
            found, unit = [match.span()], match[1]
    return found if len({text[s:e] for s, e in found}) > 1 else []


_FOUR = re.compile(r"(?=([\u4e00-\u9fff])([\u4e00-\u9fff])([\u4e00-\u9fff])([\u4e00-\u9fff]))")


def doubled(text: str, holds: Callable[[str], bool]) -> list[Span]:
    """Two words of two characters that share one: 省外省内, 男的女的, 博士硕士.

    Where two readings overlap (车费省外省内), that whose words the policy prints.
    """
    found: list[tuple[int, int]] = []
    for match in _FOUR.finditer(text):
        a, b, c, d = match.groups()
        if len({a, b, c, d}) == 3 and (b == d or a == c) and not set("是不没多少几") & {a, b, c, d}:
            known = holds(a + b) + holds(c + d)
            if known or d == "的" or is_word(a + b) or is_word(c + d):
                found.append((-known, match.start()))
    if not found:
        return []
    at = min(found)[1]
    spans = [(at, at + 2), (at + 2, at + 4)]
    if text[at + 1] == text[at + 3]:  # 市级省级国家级
        more = re.compile(rf"[\u4e00-\u9fff]{{1,2}}{text[at + 1]}")
        while next_ := more.match(text, spans[-1][1]):
            spans.append(next_.span())
    return spans


_EACH = re.compile("[各都]|分别")


def adjacent(text: str, holds: Callable[[str], bool]) -> list[Span]:
    """Two words side by side that the policy prints, before 各 or 分别: 小学初中…各是几个; no two
    that it prints as one, 智能工厂."""
    each = _EACH.search(text)
    at, before = 0, ("", 0)
    for word, kind in parted(text[: each.start()] if each else ""):
        known = len(word) > 1 and not kind.startswith(("v", "m", "r", "d")) and holds(word)
        alike = known and len(before[0]) == len(word) and before[0] != word
        if alike and not holds(before[0] + word):
            return [(before[1], at), (at, at + len(word))]
        before = (word, at) if known else ("", 0)
        at += len(word)
    return []


_BOTH = re.compile(r"[又既](?P<one>[^,;。又]{2,12}?),?(?:又|也)(?P<other>[^,;。又]{2,12})")


def both(text: str) -> list[Span]:
    """又买算力又做语料库."""
    match = _BOTH.search(text)
    return [match.span("one"), match.span("other")] if match else []


def parallel(text: str) -> list[Span]:
    """Two neighbouring parts that share words, or that 、 joins: 「基地留用几成、示范基地留用几成」."""
    chunks = [m.span() for m in CHUNK.finditer(text)]
    for one, other in pairwise(chunks):
        a, b = text[slice(*one)], text[slice(*other)]
        listed = text[one[1] : other[0]].strip() == "、"
        alike = len(grams(a) & grams(b))
        if alike >= 2 or listed and (alike or min(len(a), len(b)) >= 2):
            return [one, other]
    return []


def english(text: str) -> list[Span]:
    """A and B, A or B, A than B: the words next to the joining one."""
    joint = _ENGLISH_JOINT.search(text)
    if joint is None:
        return []
    begin = max((m.end() for m in _ENGLISH_EDGE.finditer(text, 0, joint.start())), default=0)
    edges = (m for m in _ENGLISH_EDGE.finditer(text, joint.end()) if m.start() > joint.end() + 4)
    edge = next(edges, None)
    end = edge.start() if edge else len(text)
    if not text[begin : joint.start()].strip():
        return []
    return [(begin, joint.start()), (joint.end(), end)]

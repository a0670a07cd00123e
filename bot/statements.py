"""The statements of a clause: what each figure and each sentence of it says, read with the words
that stand over it.

「居民参保人员每人每月500元」 answers nothing unless it is known to stand under 「3级」 and
「医疗护理费用」: a statement therefore carries its own words, those of the sentence or part
around it, and those of the headings and opening sentences over it, each for itself, so that a
word of the question counts most where it is nearest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bot.terms import grams
from corpus.agencies import without_notes
from corpus.bounds import Bound, bounds
from corpus.facts import Fact
from corpus.figures import Figure, figures
from corpus.model import Clause
from corpus.outline import leads, leaf
from corpus.text import fold, sentences
from index.encoder import Floats

_LONGEST = 260  # characters of a statement that are encoded: some 180 tokens
_LONGEST_LEAD = 60  # of the words over it, their end
_LONGEST_HEAD = 40  # of the sentence it stands in, its beginning
# What opens a part, its number or 答:, with the space after it.
HEADING = re.compile(
    r"^\s*(?:[(（]\S{1,3}[)）]|\d{1,2}[.、．]|[①-⑳]|第\S{1,6}条|[问答][:：]|[一二三四五六七八九十]{1,3}、)\s*"
)


@dataclass(frozen=True)
class Statement:
    """What one figure or one sentence says.

    Attributes:
        clause: The clause it stands in.
        start, end: Its words: clause.text[start:end].
        facts: What its figures are for; none for a sentence as a whole.
        head: How the sentence it is part of begins; "" where it begins the sentence itself.
        figures: Figures in its words.
        bounds: Bounds that its words and those over it set.
        own, around, over: Character pairs of its own words, of the sentence or part it
            stands in, and of what stands over that.
        vector: float32, shape (dim,); empty until encoded.
    """

    clause: Clause
    start: int
    end: int
    facts: tuple[Fact, ...]
    head: str
    figures: tuple[Figure, ...]
    bounds: tuple[Bound, ...]
    own: frozenset[str]
    around: frozenset[str]
    over: frozenset[str]
    vector: Floats

    @property
    def words(self) -> str:
        """Its own words as printed."""
        return self.clause.text[self.start : self.end]


def text_of(statement: Statement) -> str:
    """What is encoded of a statement: its words after those over them, and the receiver where
    the figure's own words do not name it."""
    over = " ".join(overhead(statement.clause, statement.start))[-_LONGEST_LEAD:]
    words = statement.words
    receivers = dict.fromkeys(receiver(fact) for fact in statement.facts)
    more = "".join(r for r in receivers if r not in words)
    return f"{over} {statement.head} {more} {words}".strip()[:_LONGEST]


def receiver(fact: Fact) -> str:
    """Whom a figure is for and on what condition; a condition that names its neighbours too
    (「主导制修订国际、国家标准的」 for the 国际 figure) would blur it and is left out."""
    shared = re.search("[、和或]", fact.condition) and (
        fact.object[:6] in fact.condition or fact.object[-4:] in fact.condition
    )
    return fact.object if shared else f"{fact.object} {fact.condition}"


def overhead(clause: Clause, start: int) -> list[str]:
    """The words over an offset, without the numbers that open them, outermost first."""
    return [HEADING.sub("", clause.text[a:b]).strip() for a, b in leads(clause, start)]


def statements(clause: Clause, facts: tuple[Fact, ...]) -> Iterator[Statement]:
    """A clause's statements, not yet encoded: one for each figure, then one for each sentence.

    Figures that share their words (「4月26日至4月28日」) make one statement.
    """
    body = without_notes(fold(clause.text))
    everything = figures(body)
    spans = list(sentences(body))
    parts: dict[tuple[int, int], list[Fact]] = {}
    for fact in facts:
        parts.setdefault(fragment(body, fact.figure, everything), []).append(fact)
    for span, about in parts.items():
        around = next(((s, e) for s, e in spans if s <= span[0] < e), span)
        yield _statement(clause, body, span, around, tuple(about))
    for start, end in spans:
        if body[start:end].strip(" 。;；") and not _is_label(body[start:end]):
            yield _statement(clause, body, (start, end), leaf(clause, start), ())


def _is_label(words: str) -> bool:
    return not HEADING.sub("", words).strip(" 。;；:：")


def _statement(
    clause: Clause,
    body: str,
    span: tuple[int, int],
    around: tuple[int, int],
    about: tuple[Fact, ...],
) -> Statement:
    words = body[slice(*span)]
    over = " ".join(overhead(clause, span[0]))
    more = " ".join(f"{receiver(f)} {f.benefit} {f.per}" for f in about)
    return Statement(
        clause, *span, about,
        HEADING.sub("", body[around[0] : span[0]])[:_LONGEST_HEAD] if about else "",
        tuple(figures(words)), tuple(bounds(words)), frozenset(grams(f"{words} {more}")),
        frozenset(grams(body[slice(*around)])), frozenset(grams(f"{over} {clause.title}")),
        np.empty(0, np.float32),
    )  # fmt: skip


def encoded(found: Iterable[Statement], vectors: Iterator[Floats]) -> tuple[Statement, ...]:
    """Statements with the next of the vectors, each float32, shape (dim,)."""
    return tuple(replace(statement, vector=next(vectors)) for statement in found)


def fragment(body: str, figure: Figure, everything: list[Figure]) -> tuple[int, int]:
    """Span of the words between commas round a figure; coordinated figures are parted from one
    another (「职工105元、居民50元」), and what stands in brackets from what stands before them."""
    begin, end = _within_brackets(body, *_between_stops(body, figure), figure)
    inside = [f for f in everything if begin <= f.start and f.end <= end and f.kind == figure.kind]
    for other in inside:
        if other.end <= figure.start:
            begin = max(begin, _parting(body, other.end, figure.start))
        elif other.start >= figure.end and (cut := _parting(body, figure.end, other.start)):
            end = min(end, cut - 1)
    return _trimmed(body, begin, end)


_STOP = re.compile(r"[，。;；：\n]|(?<!\d),|,(?!\d{3})|:(?!\d)")


def part(body: str, figure: Figure) -> tuple[int, int]:
    """Span of the words between commas round a figure, its neighbours among them."""
    return _trimmed(body, *_between_stops(body, figure))


def _between_stops(body: str, figure: Figure) -> tuple[int, int]:
    begin = max((m.end() for m in _STOP.finditer(body, 0, figure.start)), default=0)
    following = _STOP.search(body, figure.end)
    return begin, following.start() if following else len(body)


def _parting(body: str, start: int, end: int) -> int:
    """Where the words of one figure end and those of the next begin; 0 where they are one."""
    between = body[start:end]
    mark = re.search(r"、|\((?!不?含)|和|及|或者?", between)
    if not mark or re.fullmatch(r"[^\u4e00-\u9fff]*[至到-]\S{0,2}", between):
        return 0
    return start + mark.end()


def _within_brackets(body: str, begin: int, end: int, figure: Figure) -> tuple[int, int]:
    opened = body.rfind("(", 0, figure.start)
    closed = body.find(")", figure.end)
    if (
        opened >= 0
        and closed >= 0
        and body.find(")", opened) == closed
        and not re.match("不?含", body[opened + 1 :])
    ):
        return max(begin, opened + 1), min(end, closed)
    return begin, end


def _trimmed(body: str, begin: int, end: int) -> tuple[int, int]:
    while begin < end and body[begin] in " \n\u3000、":
        begin += 1
    while end > begin and body[end - 1] in " \n\u3000、(":
        end -= 1
    return begin, end

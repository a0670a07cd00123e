"""What stands over a sentence inside its clause: the words that open the parts it belongs to.

「（二）居家护理…按以下标准：」 says what every figure below it is a figure of; a sentence read
without the words over it (「职工参保人员每人每月500元」) answers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.model import Clause, Item
from corpus.text import sentences

Span = tuple[int, int]
_LONGEST_HEADING = 40


def leads(clause: Clause, start: int) -> list[Span]:
    """Spans of the words that open the parts around an offset, outermost first.

    Each part (the clause itself, 款, 项, 目 …) is opened by the sentence that stands in it
    before the first part below it; where that is several sentences, by the last of them. The
    sentence at the offset itself is none of them.
    """
    found: list[Span] = []
    for opening in _openings(clause, start):
        if not opening[0] <= start < opening[1]:
            found.append(opening)
    return found


def leaf(clause: Clause, start: int) -> Span:
    """Span of the innermost part around an offset; the clause itself where it has no parts."""
    begin, end = 0, len(clause.text)
    parts: Sequence[Item] = clause.items
    while inner := next((part for part in parts if part.start <= start < part.end), None):
        begin, end, parts = inner.start, inner.end, inner.items
    return begin, end


def _openings(clause: Clause, start: int) -> Iterator[Span]:
    begin, end, parts = 0, len(clause.text), clause.items
    while True:
        first = parts[0].start if parts else end
        opening = [(begin + s, begin + e) for s, e in sentences(clause.text[begin:first])]
        if opening and _is_heading(clause.text[slice(*opening[0])]):
            yield opening[0]
        inner = next((part for part in parts if part.start <= start < part.end), None)
        if inner is None:
            return
        if opening and not (len(opening) == 1 and _is_heading(clause.text[slice(*opening[0])])):
            yield opening[-1]
        begin, end, parts = inner.start, inner.end, inner.items


def _is_heading(words: str) -> bool:
    return len(words) <= _LONGEST_HEADING and words[-1] not in "。;；:：,，"

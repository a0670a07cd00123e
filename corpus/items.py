"""The parts inside a clause as a tree: 款 项 目 of an article, numbered parts of a measure.

《立法技术规范》: an article (条) falls into paragraphs (款, unnumbered, one a line), these into
(一) (项) and these into 1. (目). A clause of another form has whatever numbers stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.model import Item
from corpus.numbering import Mark

_LEGAL_LEVELS = {"(一)": "项", "1.": "目"}


def items(mark: Mark, folded: str, end: int) -> tuple[Item, ...]:
    """The parts of the clause that a mark opens and that ends at `end`.

    Args:
        mark: With the marks below it (corpus.numbering.read_marks).
        folded: The whole folded text; offsets of the items count from `mark.start`.
        end: Where the clause ends in it.
    """
    legal = mark.form == "条"
    numbered = _numbered(mark.children, mark.start, end, legal=legal)
    return _paragraphs(folded[mark.start : end], numbered) if legal else numbered


def _numbered(marks: list[Mark], base: int, end: int, *, legal: bool) -> tuple[Item, ...]:
    marks = [mark for mark in marks if mark.start < end]
    if not marks:
        return ()
    stops = [mark.start for mark in marks[1:]] + [end]
    return tuple(
        Item(
            label=re.sub(r"\s", "", mark.printed),
            level=_LEGAL_LEVELS.get(mark.form, mark.form) if legal else mark.form,
            n=int(mark.n),
            start=mark.start - base,
            end=stop - base,
            items=_numbered(mark.children, base, stop, legal=legal),
        )
        for mark, stop in zip(marks, stops, strict=True)
    )


def _paragraphs(article: str, numbered: tuple[Item, ...]) -> tuple[Item, ...]:
    """Lines of an article that open no numbered part begin a 款; 项 belong to the 款 above.

    A line begins one only where the line before came to its end: the title of an article and
    a line that was broken in the middle of a sentence are carried on by the next. Lines
    between (一) and (二) belong to (一).
    """
    openings = {item.start for item in _all(numbered)}
    begin = [
        line.start()
        for line in re.finditer(r"(?m)^[^\S\n]*(?=\S)", article)
        if line.end() not in openings and _may_begin(article, line.start(), numbered)
    ]
    if len(begin) < 2 and not numbered:
        return ()
    stops = [*begin[1:], len(article)]
    return tuple(
        Item("", "款", n, start, stop, _clipped(numbered, start, stop))
        for n, (start, stop) in enumerate(zip(begin, stops, strict=True), 1)
    )


def _all(parts: tuple[Item, ...]) -> Iterator[Item]:
    for part in parts:
        yield part
        yield from _all(part.items)


def _may_begin(article: str, start: int, numbered: tuple[Item, ...]) -> bool:
    inside = any(item.start <= start < item.end for item in numbered)
    following = next((item for item in numbered if item.start > start), None)
    if inside and following and following.n > 1:
        return False
    stops = "。!?" if inside else "。!?;:)\"'"
    return start == 0 or article[:start].rstrip()[-1:] in stops


def _clipped(numbered: tuple[Item, ...], start: int, stop: int) -> tuple[Item, ...]:
    """The items that begin in a span, ending with it."""
    return tuple(
        replace(item, end=min(item.end, stop)) for item in numbered if start <= item.start < stop
    )

"""The figures of a clause as they are read: numbers of parts and notes blanked, the two ends of a
fine made one, and figures coordinated with one another put into runs. Used by corpus/facts.py."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.agencies import without_notes
from corpus.figures import Figure, figures
from corpus.model import Clause, Item
from corpus.text import fold
from corpus.vocabulary import INCLUDED

_BOUND = rf"{INCLUDED}(?:以上|以下|及以上|及以下|以内|左右|内)?"
_JOINS = re.compile(rf"{_BOUND}\s*(?:[、/]|和|及|与|或)\s*(?:最高)?\s*|\s*最高\s*")


def readable(clause: Clause) -> str:
    """A clause's folded text, offsets kept, with its own number, those of its parts and the
    brackets of agencies blanked: they hold no figures."""
    text = clause.text
    label_end = len(text) - len(text.lstrip()) + _label_length(text)
    folded = " " * label_end + without_notes(fold(text))[label_end:]
    for start, end in _item_labels(clause.items):
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def figures_of(text: str, folded: str) -> list[Figure]:
    """Every figure of `folded`, as `text` prints it."""
    return [_cut(text, figure) for figure in _ranges(folded, figures(folded))]


def _label_length(text: str) -> int:
    """Characters of the printed number at the head of the text."""
    head = re.match(
        r"\s*(?:[①-⒛㈠-㈩]|第\s*\S{1,8}?\s*条(?:之\S)?|[(（]\s*\S{1,4}\s*[)）]|[^\s、.．]{1,4}[、.．])",
        text,
    )
    return head.end() if head else 0


_BETWEEN = re.compile(rf"{INCLUDED}以上{INCLUDED}\s*")
_OF_FINE = re.compile(r"\s*(?:\(含.{0,3}\))?以[下内]的?(?:罚款|罚金)")


def _ranges(folded: str, found: list[Figure]) -> list[Figure]:
    """「处1万元以上10万元以下的罚款」 gives one figure with two ends, and no threshold."""
    joined: list[Figure] = []
    for figure in found:
        low = joined[-1] if joined else None
        if (
            low is not None
            and low.kind == figure.kind
            and low.high is None
            and _BETWEEN.fullmatch(folded[low.end : figure.start])
            and (bound := _OF_FINE.match(folded, figure.end))
        ):
            end = figure.end + bound.group().index("以") + 2
            joined[-1] = replace(low, high=figure.value, end=end)
        else:
            joined.append(figure)
    return joined


def _item_labels(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Spans of the numbers printed at the head of the parts of a clause."""
    for item in items:
        yield item.start, item.start + len(item.label)
        yield from _item_labels(item.items)


def _cut(text: str, figure: Figure) -> Figure:
    start, end = figure.start, figure.end
    return Figure(figure.kind, figure.value, figure.high, figure.unit, text[start:end], start, end)


def runs(folded: str, inside: list[Figure]) -> list[list[Figure]]:
    """Figures of one kind coordinated with 、 or 和: 「40万元、20万元」 is one run."""
    runs: list[list[Figure]] = []
    for figure in inside:
        last = runs[-1][-1] if runs else None
        if last and last.kind == figure.kind and _JOINS.fullmatch(folded[last.end : figure.start]):
            runs[-1].append(figure)
        else:
            runs.append([figure])
    return runs

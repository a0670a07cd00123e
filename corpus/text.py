"""Small tools for Chinese official text: folding, numerals, dates, sentences.

Everything here keeps offsets: `fold` changes characters one for one, so a span found in the
folded text is the same span of the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import cn2an

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}
_ONE_FOR_ONE = {
    0x3000: " ",  # ideographic space
    0xA0: " ",
    0x3014: "[",  # 〔〕【】: brackets of document numbers and notes
    0x3015: "]",
    0x3010: "[",
    0x3011: "]",
    0x201C: '"',
    0x201D: '"',
    0x2018: "'",
    0x2019: "'",
    0x2014: "-",
    0x2013: "-",
    0x2212: "-",
    0x3007: "零",  # 〇, and ○ that is typed for it
    0x25CB: "零",
}
_FOLD = _FULL_WIDTH | _ONE_FOR_ONE

CN_DIGITS = "零一二三四五六七八九十廿卅百千两"
NUMERAL = rf"(?:[0-9]+|[{CN_DIGITS}]+)"


def fold(text: str) -> str:
    """Full-width forms and quotation marks made ASCII, each character staying in its place."""
    return text.translate(_FOLD)


@lru_cache(maxsize=4096)
def number(numeral: str) -> int:
    """The whole number a numeral writes: "17", "十七", "二〇二五".

    Raises:
        ValueError: It is no numeral.
    """
    folded = fold(numeral)
    return int(folded) if folded.isdigit() else int(read_numeral(folded))


def read_numeral(numeral: str) -> int | float:
    """The value of Chinese or mixed numerals: "十七", "六千万", "3万".

    Raises:
        ValueError: It is no numeral.
    """
    plain = numeral.replace("两", "二").replace("廿", "二十").replace("卅", "三十")
    try:
        value: int | float = cn2an.cn2an(plain, "smart")
    except LookupError as error:  # what cn2an raises for some impossible orders, 千万千
        raise ValueError(f"{numeral!r} is no numeral") from error
    return value


_DATE = re.compile(
    r"(\d{4}|[零一二三四五六七八九]{4})\s*年\s*"
    rf"({NUMERAL})\s*月\s*({NUMERAL})\s*日|(\d{{4}})-(\d{{1,2}})-(\d{{1,2}})"
)


def dates(text: str) -> Iterator[tuple[date, int, int]]:
    """Every full calendar date in folded text with its span; impossible ones are passed over."""
    for match in _DATE.finditer(text):
        parts = [part for part in match.groups() if part]
        try:
            yield date(*(_date_part(part) for part in parts)), match.start(), match.end()
        except (ValueError, OverflowError):
            continue


def _date_part(part: str) -> int:
    return year_number(part) if len(part) == 4 else number(part)


def year_number(numeral: str) -> int:
    """The year that four digits write, Arabic or Chinese: "2025", "二零二五"."""
    return int("".join(c if c.isdigit() else str("零一二三四五六七八九".index(c)) for c in numeral))


_STOPS = "。!?;！？；"


@lru_cache(maxsize=16384)  # of a policy the same texts are wanted for every question
def sentences(text: str, *, stops: str = _STOPS) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of a text: each ends after a stop or at a line break.

    A stop inside brackets or a book title ends nothing. Blank sentences are left out, and a
    span has no white space at its ends.
    """
    return tuple(_sentences(text, stops))


def _sentences(text: str, stops: str) -> Iterator[tuple[int, int]]:
    depth, begin = 0, 0
    for i, c in enumerate(text):
        if c in "(《[（〔【「":
            depth += 1
        elif c in ")》]）〕】」":
            depth = max(0, depth - 1)
        if c == "\n" or (c in stops and depth == 0):
            yield from _trimmed(text, begin, i + 1)
            begin = i + 1
            if c == "\n":
                depth = 0
    yield from _trimmed(text, begin, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end

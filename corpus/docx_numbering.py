"""The numbers that Word counts itself, 一、 （一） 第一条 1., and no paragraph holds.

A paragraph, or its style, names a list (w:num) and a level; the list names its levels' formats
(w:abstractNum), such as "第%1条" counted in Chinese numerals. ECMA-376 part 1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cn2an
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_LEVELS = 9
_LARGEST = 9999  # beyond it a number is a fault of the file
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def _chinese(n: int) -> str:
    return str(cn2an.an2cn(n, "low"))


def _digits(n: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(n))


def _roman(n: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words += letters * (n // value)
        n %= value
    return words


def _letters(n: int) -> str:
    """a to z, then aa, bb, …"""
    return chr(ord("a") + (n - 1) % 26) * ((n - 1) // 26 + 1) if 1 <= n <= 780 else str(n)


def _circled(n: int) -> str:
    return chr(0x2460 + n - 1) if 1 <= n <= 20 else str(n)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if 1 <= n <= len(signs) else str(n)


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02}",
    "decimalFullWidth": lambda n: str(n).translate({0x30 + i: 0xFF10 + i for i in range(10)}),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,  # what Word writes for 一 二 三 in many Chinese documents
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "ideographDigital": _digits,
    "taiwaneseDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperLetter": lambda n: _letters(n).upper(),
    "lowerLetter": _letters,
    "upperRoman": lambda n: _roman(n).upper(),
    "lowerRoman": _roman,
    "bullet": lambda n: "",
    "none": lambda n: "",
}


@dataclass(frozen=True)
class _Level:
    """One level of a list: its first number, how it counts, and "第%1条"."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False  # all numbers in Arabic digits


class Numbering:
    """Counts through a document: ask for each paragraph once, in order.

    Args:
        part: The document's part of the package (python-docx).
    """

    def __init__(self, part: Any) -> None:
        self._abstract: dict[str, Any] = {}  # abstractNumId -> element
        self._lists: dict[str, Any] = {}  # numId -> element
        self._styles: dict[str, Any] = {}
        self._counts: dict[str, list[int | None]] = {}  # abstractNumId -> number of each level
        self._seen: set[tuple[str, int]] = set()
        self._levels: dict[tuple[str, int], _Level] = {}
        try:
            root = part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
        except KeyError:  # a document without lists
            return
        self._abstract = {e.get(qn("w:abstractNumId")): e for e in root.iter(qn("w:abstractNum"))}
        self._lists = {e.get(qn("w:numId")): e for e in root.iter(qn("w:num"))}
        styles = part.styles.element.iter(qn("w:style"))
        self._styles = {e.get(qn("w:styleId")): e for e in styles}

    def label(self, paragraph: Any) -> str:
        """The number before a paragraph (a w:p element), "" where Word shows none."""
        num, level = self._place(paragraph)
        abstract = self._abstract_of(num)
        if abstract is None or not 0 <= level < _LEVELS:
            return ""
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        restart = self._restart(num, level)
        now = counts[level]
        if restart is not None:
            counts[level] = restart
        else:
            counts[level] = self._level(num, level).start if now is None else now + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        for above in range(level):  # a level that was passed over counts as begun
            if counts[above] is None:
                counts[above] = self._level(num, above).start
        return self._written(num, level, counts)

    def _written(self, num: str, level: int, counts: list[int | None]) -> str:
        own = self._level(num, level)
        if own.format in ("bullet", "none"):
            return ""

        def number(match: re.Match[str]) -> str:
            at = int(match.group(1)) - 1
            n = (counts[at] if at < _LEVELS else None) or 0
            form = "decimal" if own.legal else self._level(num, at).format
            return _FORMATS.get(form, str)(n) if 0 <= n <= _LARGEST else str(n)

        return re.sub(r"%([1-9])", number, own.text)

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, else its style's; ("", 0) for none."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return "", 0
        num, level = _named(properties.find(qn("w:numPr")))
        style = _value(properties.find(qn("w:pStyle")))
        met: set[str] = set()
        while num is None and style in self._styles and style not in met:
            met.add(style)
            element = self._styles[style]
            inherited = element.find(qn("w:pPr"))
            if inherited is not None:
                num, named = _named(inherited.find(qn("w:numPr")))
                if level is None:
                    level = self._level_of_style(num, style) if named is None else named
            style = _value(element.find(qn("w:basedOn")))
        return num or "", level or 0

    def _level_of_style(self, num: str | None, style: str) -> int | None:
        """The level of a list that says it is that of a style."""
        for element in self._elements(num or ""):
            if _value(element.find(qn("w:pStyle"))) == style:
                return _whole(element.get(qn("w:ilvl")), 0)
        return None

    def _abstract_of(self, num: str) -> str | None:
        element = self._lists.get(num)
        name = _value(element.find(qn("w:abstractNumId"))) if element is not None else ""
        if name not in self._abstract:
            return None
        link = _value(self._abstract[name].find(qn("w:numStyleLink")))
        if link:  # a list style: the list that defines it has the levels
            for other, definition in self._abstract.items():
                if _value(definition.find(qn("w:styleLink"))) == link:
                    return other
        return name

    def _elements(self, num: str) -> list[Any]:
        name = self._abstract_of(num)
        return list(self._abstract[name].iter(qn("w:lvl"))) if name is not None else []

    def _level(self, num: str, level: int) -> _Level:
        key = (num, level)
        if key not in self._levels:
            elements = [e for e in self._elements(num) if _at(e) == level]
            for override in self._overrides(num, level):
                elements += override.iter(qn("w:lvl"))
            self._levels[key] = _read_level(elements[-1]) if elements else _Level()
        return self._levels[key]

    def _overrides(self, num: str, level: int) -> list[Any]:
        return [e for e in self._lists[num].iter(qn("w:lvlOverride")) if _at(e) == level]

    def _restart(self, num: str, level: int) -> int | None:
        """The number that a list begins with anew, the first time that it is used."""
        if (num, level) in self._seen:
            return None
        self._seen.add((num, level))
        for override in self._overrides(num, level):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                return _whole(_value(start), 1)
        return None


def _read_level(element: Any) -> _Level:
    legal = element.find(qn("w:isLgl"))
    return _Level(
        start=_whole(_value(element.find(qn("w:start"))), 1),
        format=_value(element.find(qn("w:numFmt"))) or "decimal",
        text=_value(element.find(qn("w:lvlText"))),
        legal=legal is not None and legal.get(qn("w:val")) not in ("0", "false"),
    )


def _named(properties: Any) -> tuple[str | None, int | None]:
    """The list and the level that a w:numPr names; list "0" takes a number away."""
    if properties is None:
        return None, None
    num = properties.find(qn("w:numId"))
    level = properties.find(qn("w:ilvl"))
    return (
        None if num is None else _value(num),
        None if level is None else _whole(_value(level), 0),
    )


def _at(element: Any) -> int:
    return _whole(element.get(qn("w:ilvl")), 0)


def _value(element: Any) -> str:
    return "" if element is None else str(element.get(qn("w:val")) or "")


def _whole(digits: str | None, otherwise: int) -> int:
    return int(digits) if digits and re.fullmatch(r"\d{1,9}", digits, re.ASCII) else otherwise

"""Figures in Chinese text: amounts, percentages, counts, periods, dates, each with its span.

Works on a policy's clauses and on people's questions alike (6000万, 六千万, 0.6亿, 30GB).
What a figure is *for* is corpus/facts.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from corpus.figure_patterns import (
    ADDRESS,
    ARABIC,
    CLOCK,
    CN_COUNTED,
    COUNTED,
    DATE,
    ENGLISH_MONEY,
    ENGLISH_SCALE,
    MONEY,
    PERCENT,
    RATE,
    SCALE,
    SCALES,
    SHARED,
    SPOKEN,
    TIMES_A_SUM,
    YEAR,
)
from corpus.text import fold, number, read_numeral, year_number

Kind = Literal["money", "percent", "count", "measure", "period", "year", "date"]


@dataclass(frozen=True)
class Figure:
    """A number with its unit.

    Attributes:
        kind: money, percent, count, measure (平方米, GB), period (5年, 30日), year, date.
        value: In the base unit: yuan for money, 5 for 5%, 0.5 for 5‰, 20260531 for a date
            (20260500 for a month, 531 for a day of every year).
        high: Upper end of a range ("3-5个" -> 3, 5), else None.
        unit: 元, %, or the printed unit.
        text, start, end: As printed, and where.
    """

    kind: Kind
    value: Decimal
    high: Decimal | None
    unit: str
    text: str
    start: int
    end: int


def figures(text: str, *, spoken: bool = False) -> list[Figure]:
    """Every figure of a text, in order, none overlapping another.

    Args:
        text: Any text; full-width digits are understood.
        spoken: Also read money that leaves out its 元 (6000万, 一个亿), as questions do.
    """
    read = _remembered if len(text) <= _SENTENCE else _figures
    return list(read(text, spoken))


_SENTENCE = 400  # characters of texts that are read time and again: sentences and questions


def _figures(text: str, spoken: bool) -> tuple[Figure, ...]:
    folded = fold(text)
    taken: list[Figure] = []
    covered = bytearray(len(folded))  # 1 for each character of a figure already taken
    for pattern in (ADDRESS, CLOCK):
        for match in pattern.finditer(folded):  # of web addresses and times of day as well
            covered[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    readers = [(DATE, _date), (YEAR, _year), (RATE, _rate), (TIMES_A_SUM, _times_a_sum)]
    readers += [(PERCENT, _percent), (MONEY, _money)]
    readers.append((ENGLISH_MONEY, _english_money))
    readers += [(COUNTED, _counted), (CN_COUNTED, _cn_counted)]
    if spoken:
        readers.append((SPOKEN, _money))
    for pattern, read in readers:
        for match in pattern.finditer(folded):
            if 1 in covered[match.start() : match.end()]:
                continue
            figure = read(text, match)
            if figure is not None:
                taken.append(figure)
                covered[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
    taken.extend(_sharing_unit(text, folded, taken))
    return tuple(sorted(taken, key=lambda f: f.start))


_remembered = lru_cache(maxsize=4096)(_figures)


def _figure(
    kind: Kind,
    value: Decimal,
    unit: str,
    text: str,
    match: re.Match[str],
    high: Decimal | None = None,
) -> Figure:
    start, end = match.span()
    return Figure(kind, value, high, unit, text[start:end], start, end)


def _date(text: str, match: re.Match[str]) -> Figure | None:
    year, month, day = (match[key] or match[f"{key}2"] for key in ("y", "m", "d"))
    try:
        value = (
            (year_number(year) if year else 0) * 10000
            + number(month) * 100
            + (number(day) if day else 0)
        )
    except ValueError:  # 百月
        return None
    if not 0 < value // 100 % 100 <= 12:
        return None
    return _figure("date", Decimal(value), "日", text, match)


def _year(text: str, match: re.Match[str]) -> Figure:
    high = Decimal(match["b"]) if match["b"] else None
    return _figure("year", Decimal(year_number(match["a"] or match["c"])), "年", text, match, high)


def _percent(text: str, match: re.Match[str]) -> Figure | None:
    if match["t"]:
        rest = match["o"] or ""
        ones = 5 if rest == "半" else number(rest) if rest else 0
        return _figure("percent", Decimal(10 * number(match["t"]) + ones), "%", text, match)
    value = _value(match["a"] or match["n"] or match["c"])
    if value is None:
        return None
    parts = 10 if match["mille"] or match["pre"] == "千分之" else 1
    high = _arabic(match["b"]) / parts if match["b"] else None
    return _figure("percent", value / parts, "%", text, match, high)


def _rate(text: str, match: re.Match[str]) -> Figure:
    value = Decimal(match["sign"] + match["a"])
    return _figure("percent", value, "BP", text, match)


def _times_a_sum(text: str, match: re.Match[str]) -> Figure | None:
    value = _value(match["a"])
    if value is None:
        return None
    start, end = match.span("whole")
    return Figure("percent", value, None, "个月", text[start:end], start, end)


def _money(text: str, match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    if groups.get("c"):
        value = _value(re.sub(r"\s|个", "", groups["c"]))
        return None if value is None else _figure("money", value, "元", text, match)
    if groups.get("parts"):  # 1亿2000万元
        parts = re.findall(rf"({ARABIC})([亿万千百]?)", groups["parts"])
        value = sum((_arabic(digits) * _scale(scale) for digits, scale in parts), Decimal(0))
        return _figure("money", value, "元", text, match)
    value = _arabic(groups["a"]) * _scale(groups["s"])
    if groups.get("low"):
        low = _arabic(groups["low"]) * _scale(groups["lows"] or groups["s"])
        return _figure("money", low, "元", text, match, value)
    return _figure("money", value, "元", text, match)


def _english_money(text: str, match: re.Match[str]) -> Figure:
    scale = ENGLISH_SCALE[(match["s"] or match["s2"] or "").lower()]
    return _figure("money", _arabic(match["a"] or match["a2"]) * scale, "元", text, match)


def _counted(text: str, match: re.Match[str]) -> Figure | None:
    value = _arabic(match["a"]) * _scale(match["s"])
    kind: Kind = "period" if match["p"] else "measure" if match["m"] else "count"
    unit = match["p"] or match["m"] or match["u"]
    if match["low"]:
        return _figure(kind, _arabic(match["low"]), unit, text, match, value)
    return _figure(kind, value, unit, text, match)


# 一个 only says "a" and 百家, 千户 "many"; after these a single numeral is no count: 二级, 十分.
_VAGUE = frozenset("一十百千")
_GRADED = frozenset("点分条款级批类层代度支")
_ONE_AND_THE_SAME = frozenset("同统唯每任某另单")


def _is_height(match: re.Match[str]) -> bool:
    """Whether storeys of a building are counted: 七层以上, 八层的楼, and no 一层业主."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    built = _STOREYS_AFTER.match(after) or _BUILDING_BEFORE.search(before)
    return match["u"] == "层" and bool(built)


_STOREYS_AFTER = re.compile("(?:及|\\(含\\))?以[上下]|的?[老旧新]?(?:楼(?!上)|房|住宅|建筑)")
_BUILDING_BEFORE = re.compile("(?:楼|房子?|住宅)(?:就|只有?|才|共|一共|有|是|高)$")


def _cn_counted(text: str, match: re.Match[str]) -> Figure | None:
    """三年, 两次, 十五平方米; not 一个, 十分, 同一年."""
    numeral, period, measure = match["c"], match["p"], match["m"]
    if numeral in _VAGUE and not period and (not measure or measure in "米度"):
        return None
    if numeral in "百千" and period:
        return None
    graded = match["u"] in _GRADED and not _is_height(match)
    if graded and len(numeral) == 1 and numeral != "两":
        return None
    if numeral == "一" and match.string[match.start() - 1 : match.start()] in _ONE_AND_THE_SAME:
        return None
    value = _value(numeral)
    if value is None:
        return None
    kind: Kind = "period" if period else "measure" if measure else "count"
    return _figure(kind, value, period or measure or match["u"], text, match)


def _sharing_unit(text: str, folded: str, taken: list[Figure]) -> list[Figure]:
    found = []
    for match in SHARED.finditer(folded):
        model = next((f for f in taken if f.start <= match.end() < f.end), None)
        if model is None:
            continue
        unit = re.sub(rf"^(?:{ARABIC})\s*", "", fold(model.text))
        for one in re.finditer(rf"({ARABIC})({SCALES})?", match["list"]):
            start, end = match.start() + one.start(), match.start() + one.end()
            if any(start < f.end and f.start < end for f in taken):
                continue
            scale = _scale(one[2]) if one[2] else _scale(re.sub("[元%]", "", unit))
            value = _arabic(one[1]) * (1 if model.kind == "percent" else scale)
            found.append(Figure(model.kind, value, None, model.unit, text[start:end], start, end))
    return found


def _arabic(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _scale(scale: str | None) -> int:
    return {"k": 1000, "w": 10**4}.get((scale or "").lower()) or SCALE[scale or ""]


def _value(numeral: str) -> Decimal | None:
    """The value of Chinese or mixed numerals: 六千万, 二十, 1.5; None for no numeral."""
    if re.fullmatch(ARABIC, numeral):
        return _arabic(numeral)
    try:
        return Decimal(str(read_numeral(numeral)))
    except ValueError:
        return None

"""Figures in Chinese text: amounts, percentages, counts, periods, dates, each with its span.

Works on a policy's clauses and on people's questions alike (6000万, 六千万, 0.6亿, 30GB).
What a figure is *for* is corpus/facts.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from corpus.text import CN_DIGITS, NUMERAL, fold, number, read_numeral, year_number

Kind = Literal["money", "percent", "count", "measure", "period", "year", "date"]

# Measure words (量词) that make a number a count of things, and units of measured quantities.
_COUNT = (
    "项|家|个|名|架次|班次|车次|人次|人|户|件|处|所|套|台|辆|次|篇|张|批|种|类|条|座|间|位|场|期|倍|分|周岁|岁|门|"
    "组|支|只|株|头|栋|幢|级|层|份|册|架|艘|颗|孔|桩|座次|宗|课时|学时|床|代|届|款|点"
)
_MEASURE = (
    "平方米|平方公里|立方米|公里|千米|米|亩|公顷|吨|公斤|千克|克|千瓦时|千瓦|兆瓦|度|"
    "GB|TB|PB|MB|Gbps|Mbps|GHz|PFLOPS|EFLOPS|P(?![A-Za-z])|E(?![A-Za-z])|℃"
)
_PERIOD = (
    "个工作日|工作日|个自然日|个月|个季度|个小时|小时|分钟|年(?![级度])|日|天|周(?!岁)"
    "|季度|学年|学期"
)
_SMALL = {"": 1, "十": 10, "百": 100, "千": 1000}
_SCALE = {
    **_SMALL,
    **{f"{name}万": 10**4 * n for name, n in _SMALL.items()},
    **{f"{name}亿": 10**8 * n for name, n in _SMALL.items()},
    "万亿": 10**12,
}
_SCALES = "万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|千|百|k|K|w|W"
# At most 16 digits, and never from the middle of a longer run: 万亿 is 13, and nothing that takes
# a run apart in every way it can be taken stays quick on a long one. The same holds below for
# runs of Chinese numerals, (?<![…]).
_ARABIC = r"(?<!\d)(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,16})(?!\d)(?:\.\d+)?"
_CN_NUMBER = rf"[{CN_DIGITS}万亿](?:[{CN_DIGITS}万亿点]*[{CN_DIGITS}万亿])?"

_CN_YEAR = "[零一二三四五六七八九]{4}"
_DATE = re.compile(
    rf"(?:(?P<y>\d{{4}}|{_CN_YEAR})\s*年\s*|(?<![\d第{CN_DIGITS}]))"
    rf"(?P<m>\d{{1,2}}|{NUMERAL})\s*月(?:\s*(?P<d>\d{{1,2}}|{NUMERAL})\s*日)?"
    r"|(?<!\d)(?P<y2>\d{4})-(?P<m2>\d{1,2})-(?P<d2>\d{1,2})(?!\d)"
)
_YEAR = re.compile(
    r"(?<!\d)(?P<a>(?:19|20)\d\d)(?:\s*(?:-|~|至|到)\s*(?P<b>(?:19|20)\d\d))?\s*年(?!\d*月)"
    rf"|(?P<c>{_CN_YEAR})\s*年"
)
_RANGE = r"\s*(?:-|~|至|到)\s*"
_PERCENT = re.compile(
    rf"(?P<a>{_ARABIC})%?(?:{_RANGE}(?P<b>{_ARABIC}))?\s*(?:%|(?P<mille>‰)|个?百分点)"
    rf"|(?<![{CN_DIGITS}])(?P<n>[{CN_DIGITS}]+)\s*个?百分点"
    rf"|(?P<pre>百分之|千分之)(?P<c>{_CN_NUMBER}|{_ARABIC})"
)
_MONEY = re.compile(
    rf"(?P<parts>(?:{_ARABIC})[亿万千](?:{_ARABIC})[万千百]?)\s*(?:人民币)?(?:元|块钱|圆)"
    rf"|(?:(?P<low>{_ARABIC})\s*(?P<lows>{_SCALES})?\s*(?:元)?{_RANGE})?"
    rf"(?P<a>{_ARABIC})\s*[余多]?\s*(?P<s>{_SCALES})?\s*(?:人民币)?(?:元|块钱|块(?!地)|圆)"
    rf"|(?<![{CN_DIGITS}万亿])(?P<c>{_CN_NUMBER})\s*(?:人民币)?(?:元|块钱)"
)
_COUNTED = re.compile(
    rf"(?<![A-Za-z\d.第-])(?:(?P<low>{_ARABIC}){_RANGE})?(?P<a>{_ARABIC})\s*(?P<s>万|亿|千|百)?\s*余?"
    rf"(?:(?P<p>{_PERIOD})|(?P<m>{_MEASURE})|(?P<u>{_COUNT}))(?![A-Za-z])"
)
_CN_COUNTED = re.compile(
    rf"(?<![第{CN_DIGITS}万亿])(?P<c>[{CN_DIGITS}][{CN_DIGITS}万亿]*)\s*"
    rf"(?:(?P<p>{_PERIOD})|(?P<m>{_MEASURE})|(?P<u>{_COUNT}))"
)
# 「最高40、20万元」: numbers that share the unit of the last one.
_SHARED = re.compile(
    rf"(?P<list>(?:(?:{_ARABIC})(?:{_SCALES})?\s*[、/]\s*){{1,20}})(?=(?:{_ARABIC})\s*(?:{_SCALES})?\s*(?:元|%))"
)
# Money in speech leaves out 元: 6000万, 六千万, 一个亿, 50w.
_SPOKEN = re.compile(
    rf"(?<![A-Za-z\d.第])(?P<a>{_ARABIC})\s*(?P<s>万亿|千亿|百亿|十亿|亿|千万|百万|十万|万|[kKwW])(?![A-Za-z\d])"
    rf"|(?<![{CN_DIGITS}])(?P<c>[{CN_DIGITS}]+\s*个?\s*(?:亿|万|千万|百万)[{CN_DIGITS}万]*)"
)


_ENGLISH_MONEY = re.compile(
    rf"(?:(?:RMB|CNY)\s*)?(?P<a>{_ARABIC})\s*(?P<s>million|billion|thousand)?\s*(?:yuan|RMB|CNY)\b"
    rf"|(?:RMB|CNY)\s*(?P<a2>{_ARABIC})\s*(?P<s2>million|billion|thousand)?",
    re.IGNORECASE,
)
_ENGLISH_SCALE = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}


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
    folded = fold(text)
    taken: list[Figure] = []
    covered = bytearray(len(folded))  # 1 for each character of a figure already taken
    readers = [(_DATE, _date), (_YEAR, _year), (_PERCENT, _percent), (_MONEY, _money)]
    readers.append((_ENGLISH_MONEY, _english_money))
    readers += [(_COUNTED, _counted), (_CN_COUNTED, _cn_counted)]
    if spoken:
        readers.append((_SPOKEN, _money))
    for pattern, read in readers:
        for match in pattern.finditer(folded):
            if 1 in covered[match.start() : match.end()]:
                continue
            figure = read(text, match)
            if figure is not None:
                taken.append(figure)
                covered[figure.start : figure.end] = b"\1" * (figure.end - figure.start)
    taken.extend(_sharing_unit(text, folded, taken))
    return sorted(taken, key=lambda f: f.start)


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
    value = _value(match["a"] or match["n"] or match["c"])
    if value is None:
        return None
    parts = 10 if match["mille"] or match["pre"] == "千分之" else 1
    high = _arabic(match["b"]) / parts if match["b"] else None
    return _figure("percent", value / parts, "%", text, match, high)


def _money(text: str, match: re.Match[str]) -> Figure | None:
    groups = match.groupdict()
    if groups.get("c"):
        value = _value(re.sub(r"\s|个", "", groups["c"]))
        return None if value is None else _figure("money", value, "元", text, match)
    if groups.get("parts"):  # 1亿2000万元
        parts = re.findall(rf"({_ARABIC})([亿万千百]?)", groups["parts"])
        value = sum((_arabic(digits) * _scale(scale) for digits, scale in parts), Decimal(0))
        return _figure("money", value, "元", text, match)
    value = _arabic(groups["a"]) * _scale(groups["s"])
    if groups.get("low"):
        low = _arabic(groups["low"]) * _scale(groups["lows"] or groups["s"])
        return _figure("money", low, "元", text, match, value)
    return _figure("money", value, "元", text, match)


def _english_money(text: str, match: re.Match[str]) -> Figure:
    scale = _ENGLISH_SCALE[(match["s"] or match["s2"] or "").lower()]
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


def _cn_counted(text: str, match: re.Match[str]) -> Figure | None:
    """三年, 两次, 十五平方米; not 一个, 十分, 同一年."""
    numeral, period, measure = match["c"], match["p"], match["m"]
    if numeral in _VAGUE and not period and (not measure or measure in "米度"):
        return None
    if numeral in "百千" and period:
        return None
    if match["u"] in _GRADED and len(numeral) == 1 and numeral != "两":
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
    for match in _SHARED.finditer(folded):
        model = next((f for f in taken if f.start <= match.end() < f.end), None)
        if model is None:
            continue
        unit = re.sub(rf"^(?:{_ARABIC})\s*", "", fold(model.text))
        for one in re.finditer(rf"({_ARABIC})({_SCALES})?", match["list"]):
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
    return {"k": 1000, "w": 10**4}.get((scale or "").lower()) or _SCALE[scale or ""]


def _value(numeral: str) -> Decimal | None:
    """The value of Chinese or mixed numerals: 六千万, 二十, 1.5; None for no numeral."""
    if re.fullmatch(_ARABIC, numeral):
        return _arabic(numeral)
    try:
        return Decimal(str(read_numeral(numeral)))
    except ValueError:
        return None

"""Does every figure and agency of a summary stand in the text it cites?

Written apart from bot/checks.py on purpose, with its own reading of figures, so that a slip in
the one does not hide in the other. It errs on the side of reporting: what it cannot find is
listed, and the reader of the report decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from eval.words import squeeze, unify

_SCALES = {
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
}
# Longest first. An ordinary noun after a number ("10 类场景") is no unit: the number is then
# compared by its value alone.
_UNITS = (
    "个百分点 个工作日 工作日 平方米 个月 小时 周岁 公里 yuan 元 % 年 月 日 天 家 个 项 名 人 户"
    " 次 倍 条 款 份 件 台 套 亩 吨 岁 分 级 批 种 类 期 所 座 gb tb mb m2"
).split()
_SAME_UNIT = {"yuan": "元", "m2": "平方米", "个工作日": "工作日", "周岁": "岁", "日": "天"}
_UNIT = "|".join(_UNITS)
# A number glued to a letter or a hyphen after a letter is part of a name: "5G-A", "A100".
_ARABIC = re.compile(
    rf"(?<![a-z\d.])(?<![a-z]-)(?P<number>\d+(?:\.\d+)?)(?!\d)(?!\.\d)\s*"
    rf"(?P<scale>thousand|million|billion|[百千万亿]*)\s*(?P<unit>{_UNIT})?(?!(?<=\d)[a-z])"
)
_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
# "十分" is "very" and no ten points.
_CHINESE = re.compile(rf"(?P<number>[{_NUMERALS}]+)(?!分)(?P<unit>{_UNIT})")
_AFTER_DIGIT = re.compile(r"\d\s*\Z")
_LONGEST_YEARS = 100
_PERCENT = re.compile(rf"百分之(?P<number>[{_NUMERALS}]+)")
_DATE = re.compile(
    r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?"
    r"|(?<!\d)(\d{4})([./-])(\d{1,2})\5(\d{1,2})(?!\d)"
)
_LIST_NUMBER = re.compile(r"(?:^|(?<=[\s;。:,]))(?:\d{1,2}[.、)](?!\d(?!\d{3}年))|\(\d{1,2}\))")
_CIRCLED = re.compile("[①-⑳]")
_AGENCY = re.compile(
    r"(?:国家|[省市县区])[一-鿿]{1,9}?(?:厅|(?<![格布结])局(?![面部])|委员会|委(?![员托派外]))"
)


# "有效期5年" beside the day something takes effect tells the day it ends.
_VALID_FOR = re.compile(rf"有效期(?:限)?[为是:\s]{{0,2}}(?P<number>\d+|[{_NUMERALS}]+)\s*年")
# A table gives the unit of a column in its head: "补贴资金(万元)".
_HEAD_UNIT = re.compile(rf"\((?:单位:)?(?P<scale>[百千万亿]*)(?P<unit>{_UNIT})\)")


@dataclass(frozen=True)
class Figure:
    """A number with its unit: 8000000 元 for "800万元"; unit "" where none follows it."""

    value: Decimal
    unit: str
    words: str


@dataclass(frozen=True)
class Ground:
    """What a summary may rest on.

    Attributes:
        texts: Full text of every cited clause and part.
        question: The question and the turns before it: repeating them states nothing.
        agencies: The names the policies use, so that one is known when it is met.
        clauses: Ordinals of the cited clauses: "第17条" points at one of them.
        counts: Numbers that count what is shown, such as how many clauses are cited.
        today: Days from here to a cited date can be worked out.
        compares: Whether differences between cited figures can be worked out.
    """

    texts: tuple[str, ...]
    question: str = ""
    agencies: frozenset[str] = frozenset()
    clauses: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()
    today: date | None = None
    compares: bool = False


def unproved(summary: str, ground: Ground) -> tuple[str, ...]:
    """The figures, dates and agencies of a summary that its ground does not hold, as worded."""
    return (*_unproved_figures(summary, ground), *_unproved_agencies(summary, ground))


def figures(text: str) -> list[Figure]:
    """Every number in the text, Arabic or Chinese, dates aside.

    A Chinese numeral counts only before a unit, and "一" never: it is an article more often than
    a number ("一次性", "一个").
    """
    text = _DATE.sub(" ", _plain(text))
    found = [_percent(match) for match in _PERCENT.finditer(text)]
    text = _PERCENT.sub(" ", text)
    found += [_arabic(match) for match in _ARABIC.finditer(text)]
    found += [
        Figure(Decimal(numeral(m["number"])), _same(m["unit"]), m[0])
        for m in _CHINESE.finditer(text)
        if m["number"] != "一" and not _AFTER_DIGIT.search(text, 0, m.start())
    ]
    return found


def numeral(text: str) -> int:
    """The value of a Chinese numeral: "一百五十" is 150, "二〇二六" 2026."""
    digits = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
    if all(c in digits for c in text):
        return int("".join(str(digits[c]) for c in text))
    total = section = digit = 0
    for c in text:
        if c in digits:
            digit = digits[c]
        elif c == "万":
            total, section, digit = total + (section + digit or 1) * 10**4, 0, 0
        elif c == "亿":
            total, section, digit = (total + section + digit or 1) * 10**8, 0, 0
        else:
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[c]
            digit = 0
    return total + section + digit


def _plain(text: str) -> str:
    """One form for reading numbers, without those that only number a list."""
    return _LIST_NUMBER.sub(" ", unify(_CIRCLED.sub(" ", text)).lower())


def _same(unit: str | None) -> str:
    return _SAME_UNIT.get(unit or "", unit or "")


def _percent(match: re.Match[str]) -> Figure:
    return Figure(Decimal(numeral(match["number"])), "%", match[0])


def _arabic(match: re.Match[str]) -> Figure:
    value = Decimal(match["number"])
    scales = [match["scale"]] if match["scale"] in _SCALES else list(match["scale"])
    for scale in scales:
        value *= _SCALES[scale]
    return Figure(value, _same(match["unit"]), match[0].strip())


def _unproved_figures(summary: str, ground: Ground) -> Iterator[str]:
    """Words of every figure and date that the ground does not hold."""
    days = [day for text in (*ground.texts, ground.question) for day in _dates(text)]
    days += _ends(ground.texts)
    for match in _DATE.finditer(_plain(summary)):
        day = _day(match)
        if not any(known[: len(day)] == day for known in days):
            yield match[0]
    held = _held(ground, days)
    values = {value for value, _ in held}
    # 「我今年58」 may be said back as 58岁.
    bare = {figure.value for figure in figures(ground.question) if not figure.unit}
    for figure in figures(summary):
        known = (figure.value, figure.unit) in held
        if known or figure.value in bare:
            continue
        if figure.unit or figure.value not in values:
            yield figure.words


def _held(ground: Ground, days: list[tuple[int, ...]]) -> set[tuple[Decimal, str]]:
    """(value, unit) of every figure that the ground holds or that can be worked out from it."""
    told = (*ground.texts, ground.question)
    held = {(figure.value, figure.unit) for text in told for figure in figures(text)}
    held |= {(Decimal(n), unit) for n in ground.counts for unit in ("条", "项", "个", "")}
    held |= {(Decimal(n), "条") for n in ground.clauses}
    spoken = re.findall(rf"[{_NUMERALS}]+", ground.question)  # 第(二十九)条 said back as 第29条
    held |= {(Decimal(numeral(words)), "条") for words in spoken}
    held |= {(Decimal(n), "天") for n in _day_counts(days, ground.today)}
    held |= set(_in_columns(ground.texts))
    held |= {
        (Decimal(n), unit) for day in days for n, unit in zip(day, ("年", "月", "天"), strict=False)
    }
    if ground.compares:
        pairs = [(a, b, unit) for a, unit in held for b, other in held if unit == other]
        held |= {(abs(a - b), unit) for a, b, unit in pairs}
        held |= {(a / b, "倍") for a, b, _ in pairs if b}
        held |= {(abs(a - b), "个百分点") for a, b, unit in pairs if unit == "%"}
    return held


def _unproved_agencies(summary: str, ground: Ground) -> Iterator[str]:
    """Agencies named in the summary that neither the ground's texts nor the question name."""
    summary = squeeze(summary)
    told = [squeeze(text) for text in (*ground.texts, ground.question)]
    for name in sorted(map(squeeze, ground.agencies), key=len, reverse=True):
        if name and name in summary:
            if not any(name in text for text in told):
                yield name
            summary = summary.replace(name, " ")
    for match in _AGENCY.finditer(summary):
        if not any(match[0] in text for text in told):
            yield match[0]


def _day(match: re.Match[str]) -> tuple[int, ...]:
    """(year, month) or (year, month, day)."""
    return tuple(int(part) for part in match.groups() if part and part.isdigit())


def _dates(text: str) -> list[tuple[int, ...]]:
    return [_day(match) for match in _DATE.finditer(_plain(text))]


def _ends(texts: tuple[str, ...]) -> list[tuple[int, ...]]:
    """The days on which what takes effect on a full date of the texts ends, by the years it is
    valid for: the same day of the year or the one before it."""
    whole = " ".join(map(_plain, texts))
    spans = {
        int(n) if (n := match["number"]).isdigit() else numeral(n)
        for match in _VALID_FOR.finditer(whole)
    }
    starts = [day for text in texts for day in _dates(text) if len(day) == 3]
    ends = [
        date(year + span, month, day)
        for year, month, day in starts
        for span in spans
        if span < _LONGEST_YEARS and _is_date((year + span, month, day))
    ]
    both = (day for end in ends for day in (end, end - timedelta(days=1)))
    return [(day.year, day.month, day.day) for day in both]


def _in_columns(texts: tuple[str, ...]) -> Iterator[tuple[Decimal, str]]:
    """Bare numbers of a text in the units that brackets of it name, as the heads of tables do."""
    for text in texts:
        heads = {(m["scale"], m["unit"]) for m in _HEAD_UNIT.finditer(_plain(text))}
        if not heads:
            continue
        bare = {figure.value for figure in figures(text) if not figure.unit}
        for scale, unit in heads:
            factor = Decimal(1)
            for character in scale:
                factor *= _SCALES[character]
            yield from ((value * factor, _same(unit)) for value in bare)


def _day_counts(days: list[tuple[int, ...]], today: date | None) -> Iterator[int]:
    """Days from today to each full date, the last day counted or not."""
    for day in days:
        if today and len(day) == 3 and _is_date(day):
            between = abs(date(*day) - today) // timedelta(days=1)
            yield from (between, between + 1)


def _is_date(day: tuple[int, ...]) -> bool:
    try:
        date(*day)
    except ValueError:
        return False
    return True

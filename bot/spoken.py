"""Figures as people say them: those that leave out their unit, and halves.

「我今年58」 tells an age, 「涨到549了」 an amount, 「一年半」 is one and a half years. What both
people and policies print is read by corpus/figures.py.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from corpus.figures import Figure, Kind, figures
from corpus.text import CN_DIGITS, fold, number

# Whom an age is told of, or how.
_SOMEBODY = r"我|俺|咱|他|她|爸|妈|爹|娘|爷|奶|公|婆|父亲|母亲|哥|姐|弟|妹|叔|舅|姑|姨|豆|嬷|阿嫲|老人|老伴|老头|老太|儿子?|女儿|闺女|孩子|娃|岁数|年龄|年纪"
_AGE = re.compile(
    rf"(?:(?:{_SOMEBODY})(?:家|今年|现在|都|已经?|才|刚|刚刚|快|有|是|了|,){{0,3}}|今年(?:都|已经?|才|刚|快)?|(?:刚|要|得|年|必须)满|(?:没|不|未)满|周岁是?)"
    rf"(?P<n>[1-9]\d|1[01]\d|[二三四五六七八九]十[{CN_DIGITS}]?)(?=半|多|[,，。;；?？!！\s了的才就能吗吧可要还也]|$)"
)
_MONEY = re.compile(
    r"(?:涨到|降到|涨成|变成|提到|加到|一样|是|要|交|缴|补|给|领|拿|发|收|奖|罚|报|花了?|付)(?P<n>[1-9]\d{2,5})"
    r"(?=[,，。;；?？!！\s了吧吗对是]|$)"
)
_AREA = re.compile(r"(?<![\d.])(?P<n>\d{1,6}平)(?![方米台均安价时等行面])")
# 「5月24到26号」, 「12月31号」.
_DAY = re.compile(
    r"(?P<m>\d{1,2})月(?P<d>\d{1,2})(?:[日号]?(?:到|至|-|~)(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})[日号]|号)"
)
_NUMBER = rf"(?P<n>\d+(?:\.\d+)?|[{CN_DIGITS}]{{1,3}})"
# 「三个人」, 「3口人」 are 3人, and 「3个亿」 is 3亿元.
_PEOPLE = re.compile(rf"{_NUMBER}(?:个|口)人(?![才工均])|{_NUMBER.replace('<n>', '<m>')}口之家")
_SUM = re.compile(rf"{_NUMBER}个(?P<scale>亿|万)(?![元人])")
_SCALE = {"亿": 10**8, "万": 10**4}
_HALF = re.compile(r"^半")
_HALVED = ("年", "个月", "岁", "周岁", "个小时", "小时")

_BARE: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (_AGE, "count", "岁"), (_MONEY, "money", "元"), (_AREA, "measure", "平方米"),
)  # fmt: skip


def spoken_figures(text: str) -> list[Figure]:
    """Every figure of a question, in order: those of corpus.figures, halves added, and ages and
    amounts whose unit is left out."""
    folded = fold(text)
    whole = [_day(match) for match in _DAY.finditer(folded)]
    whole += [_people(m) for m in _PEOPLE.finditer(folded) if (m["n"] or m["m"]) != "一"]
    whole += [_sum(match) for match in _SUM.finditer(folded)]
    found = whole + [
        _with_half(folded, figure)
        for figure in figures(folded, spoken=True)
        if not any(figure.start < day.end and day.start < figure.end for day in whole)
    ]
    for pattern, kind, unit in _BARE:
        for match in pattern.finditer(folded):
            start, end = match.span("n")
            if any(start < f.end and f.start < end for f in found):
                continue
            figure = Figure(
                kind, _number(match["n"].rstrip("平")), None, unit, match["n"], start, end
            )
            found.append(_with_half(folded, figure))
    return sorted(found, key=lambda f: f.start)


def _number(digits: str) -> Decimal:
    return Decimal(digits) if digits[0].isdigit() else Decimal(number(digits))


def _with_half(folded: str, figure: Figure) -> Figure:
    if figure.unit not in _HALVED or figure.high or not _HALF.match(folded[figure.end :]):
        return figure
    return replace(
        figure, value=figure.value + Decimal("0.5"), text=f"{figure.text}半", end=figure.end + 1
    )


def _people(match: re.Match[str]) -> Figure:
    value = Decimal(number(match["n"] or match["m"]))
    return Figure("count", value, None, "人", match.group(), *match.span())


def _sum(match: re.Match[str]) -> Figure:
    value = Decimal(match["n"]) if match["n"][0].isdigit() else Decimal(number(match["n"]))
    amount = value * _SCALE[match["scale"]]
    return Figure("money", amount, None, "元", match.group(), *match.span())


def _day(match: re.Match[str]) -> Figure:
    month, last_month = int(match["m"]), int(match["m2"] or match["m"])
    high = Decimal(last_month * 100 + int(match["d2"])) if match["d2"] else None
    first = Decimal(month * 100 + int(match["d"]))
    return Figure("date", first, high, "日", match.group(), *match.span())

"""Figures of Chinese text in English: 3个工作日 is "3 working days", 5月18日 "May 18"."""

from __future__ import annotations

import re
from decimal import Decimal

from corpus.figures import Figure, figures
from corpus.text import fold

_BOUNDS = (
    ("不超过", "no more than "), ("不高于", "no more than "), ("不多于", "no more than "),
    ("最高", "up to "), ("最多", "up to "), ("最长", "up to "),
    ("不低于", "at least "), ("不少于", "at least "), ("最低", "at least "), ("至少", "at least "),
    ("首次突破", "more than "), ("超过", "more than "), ("高于", "more than "),
    ("未满", "under "), ("不满", "under "), ("不足", "less than "), ("低于", "less than "),
    ("年满", "at least "), ("已满", "at least "), ("满", "at least "), ("约", "about "),
)  # fmt: skip
_AFTER = (
    (r"(?:\(含\)|及)?以上", "{} or more"), (r"(?:\(含\)|及)?以下", "up to {}"),
    (r"以?内|之内", "within {}"), (r"左右", "about {}"),
)  # fmt: skip
_COUNTED = {
    "家": "company", "个": "", "项": "project", "名": "person", "人": "person", "位": "person",
    "户": "household", "年": "year", "周年": "year", "个月": "month", "月": "month", "日": "day",
    "天": "day", "个自然日": "calendar day", "个工作日": "working day", "工作日": "working day",
    "周": "week", "个小时": "hour", "小时": "hour", "分钟": "minute", "个季度": "quarter",
    "季度": "quarter", "学年": "school year", "学期": "term", "平方米": "square metre",
    "公里": "kilometre", "米": "metre", "亩": "mu", "吨": "tonne", "周岁": "year of age",
    "岁": "year of age", "分": "point", "倍": "time", "次": "time", "人次": "visit",
    "条": "measure", "件": "case", "套": "home", "床": "bed", "张": "item", "台": "unit",
    "辆": "vehicle", "架次": "flight", "班次": "flight", "课时": "class hour", "学时": "class hour",
}  # fmt: skip
_PLURALS = {
    "company": "companies", "person": "people", "year of age": "years of age",
    "square metre": "square metres",
}  # fmt: skip
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


# Units as people write them in English, and as policies print them; the longer ones first.
UNITS = (
    ("working days?", "个工作日"), ("days?", "天"), ("weeks?", "周"), ("months?", "个月"),
    ("years? old|years? of age", "岁"), ("years?", "年"), ("hours?", "小时"),
    ("people|persons?|employees|staff|workers", "人"), ("companies|firms|enterprises", "家"),
    ("times?|visits?", "次"), ("square met(?:re|er)s?|m2|sqm", "平方米"), ("points?", "分"),
)  # fmt: skip


def unit_asked(lower: str) -> str:
    """The Chinese unit of what a question asks the number of, "个月" of "how many months"; ""
    for none."""
    return next((unit for word, unit in UNITS if re.search(rf"how many (?:{word})\b", lower)), "")


def figures_told(text: str) -> str:
    """The figures of Chinese words in English, "more than 50 million yuan; 5%"; "" for none."""
    folded = fold(text)
    found = [f for f in figures(folded) if f.kind != "year"]
    return "; ".join(ranges(found, folded))


def in_english(figure: Figure, text: str) -> str:
    """A figure with the words that bound it: 最高500万元 is "up to 5 million yuan".

    Args:
        text: What the figure was read from.
    """
    value = _plain(figure)
    if figure.kind in ("date", "year"):
        return value
    before = text[max(0, figure.start - 6) : figure.start]
    after = text[figure.end : figure.end + 6].replace("（", "(").replace("）", ")")
    bound = next((en for zh, en in _BOUNDS if re.search(rf"{zh}[^\d满前]{{0,2}}$", before)), "")
    if bound:
        about = "about " if after.startswith("左右") else ""
        return f"{about}{bound}{value}"
    frame = next((en for zh, en in _AFTER if re.match(zh, after)), "{}")
    return frame.format(value)


def ranges(found: list[Figure], text: str) -> list[str]:
    """Figures in English, 「1万元以上10万元以下」 and 「5月24日至5月27日」 as one."""
    said: list[str] = []
    i = 0
    while i < len(found):
        figure = found[i]
        following = found[i + 1] if i + 1 < len(found) else None
        between = text[figure.end : following.start] if following else ""
        if following and following.kind == figure.kind and _JOINS.fullmatch(between):
            said.append(_span(figure, following))
            i += 2
            continue
        said.append(in_english(figure, text))
        i += 1
    return list(dict.fromkeys(said))


_JOINS = re.compile(r"\s*(?:(?:\(含\)|（含）)?以上[,，、]?(?:不满)?|至|到|-|—|~)\s*")


def _span(low: Figure, high: Figure) -> str:
    last = _plain(high)
    first = _plain(low)
    unit = last[len(last.rstrip("abcdefghijklmnopqrstuvwxyz ")) :]
    if unit and first.endswith(unit):
        first = first[: -len(unit)]
    return f"{first} to {last}"


def _plain(figure: Figure) -> str:
    """A figure without what bounds it."""
    if figure.kind == "money":
        low = money(figure.value)
        return low if figure.high is None else f"{low} to {money(figure.high)}"
    if figure.kind == "date":
        return _date(int(figure.value))
    if figure.kind == "year":
        return (
            f"{figure.value:f}" if figure.high is None else f"{figure.value:f} to {figure.high:f}"
        )
    number = _number(figure.value)
    if figure.high is not None:
        number += f"-{_number(figure.high)}"
    if figure.kind == "percent" and figure.unit == "个百分点":
        return f"{number} percentage points"
    if figure.kind == "percent" and figure.unit == "个月":  # 「3个月租金」: a sum of so many
        return f"the amount of {number} month{'' if figure.value == 1 else 's'}"
    if figure.kind == "percent":
        return f"{number}%"
    one = _COUNTED.get(figure.unit, figure.unit)
    alone = figure.value == 1 and figure.high is None
    return f"{number} {one if alone else _PLURALS.get(one, _plural(one))}".strip()


def _plural(one: str) -> str:
    return f"{one}s" if one.islower() else one  # no GBs


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _date(value: int) -> str:
    """20250601 is June 1, 2025; 518 May 18; 20250600 June 2025."""
    year, month, day = value // 10000, value // 100 % 100, value % 100
    said = MONTHS[month - 1] + (f" {day}" if day else "")
    if not year:
        return said
    return f"{said}, {year}" if day else f"{said} {year}"


def money(yuan: Decimal) -> str:
    """5,000,000 yuan as people say it: 5 million yuan."""
    for word, size in (("billion", 10**9), ("million", 10**6)):
        if yuan >= size:
            return f"{(yuan / size).normalize():f} {word} yuan"
    whole = f"{yuan:,.2f}".rstrip("0").rstrip(".")
    return f"{whole} yuan"

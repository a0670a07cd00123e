"""An English question in Chinese words, for the readers that know Chinese only.

What it is about stands first, in its own order, what is asked last: "Which is higher, the model
voucher or the corpus voucher?" reads 模型券和语料券，哪个高. Words are put one for one from
`data/synonyms/english.txt`, of several the first that the policies print; a word that has none is
left out. Nothing is shown of it: it serves to find agencies, places, figures and things compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from bot.english.agencies import named
from bot.english.figures import UNITS
from bot.synonyms import groups_in
from corpus.figures import figures
from corpus.text import CN_DIGITS

Holds = Callable[[str], bool]

# What asks, as Chinese asks for it; the longer ones first.
_ASKS: tuple[tuple[str, str], ...] = (
    (r"how many (?:measures|clauses|articles|provisions)", "一共几条"),
    (r"(?:which|what|list)(?: all)?(?: the)? (?:measures|clauses|articles|provisions|policies)", "哪些措施"),
    (r"(?:which|what|list)(?: all)?(?: the)? (?:vouchers?|coupons?)(?: are there| exist)?", "有哪些券"),
    (r"what is the difference|difference between|how much (?:more|less|higher|lower)", "相差多少"),
    (r"which (?:one )?(?:is|pays|gives|gets|has)?[\w ]*?(?:higher|more|larger|bigger|greater)\b", "哪个高"),
    (r"which (?:one )?(?:is|pays|gives|gets|has)?[\w ]*?(?:lower|less|smaller)\b", "哪个低"),
    *((rf"how many (?:{word})\b", f"多少{unit}") for word, unit in UNITS), (r"how old", "多少岁"),
    (r"how often", "多久一次"), (r"how long", "多久"), (r"how many", "多少个"),
    (r"how (?:much|high|large|big|far)|what (?:amount|sum)", "多少钱"),
    (r"what (?:percent(?:age)?|share|proportion|part|portion|rate)|how many per ?cent", "百分之几"),
    (r"who(?:m)? should (?:i|we) (?:ask|contact|turn to)", "找哪个部门"),
    (r"(?:which|what) (?:agency|agencies|departments?|bureaus?|office|authority|authorities|body)(?: (?:is|are))?(?: in charge| responsible)?|who(?:m)?\b(?: is| are)?(?: in charge| responsible)?|in charge", "哪个部门"),
    (r"(?:what are the )?(?:conditions?|requirements?|criteria)\b", "什么条件"),
    (r"until when|how long .* valid|expir\w*|still (?:valid|in force)|stay in force", "有效期到什么时候"),
    (r"\b(?:by )?when\b|what (?:date|day)|which year", "什么时候"),
    (r"phone(?: number)?|telephone(?: number)?|hotline", "电话"),
    (r"(?:how|where) (?:do|can|to|should)(?: i| we| one)? (?:apply|register|submit)", "怎么申请"),
    (r"what (?:documents|materials|paperwork)|application form", "什么材料"),
    (r"(?:can|could|may|will|would|do|does|are|is|am)(?: \w+){1,3}? (?:get|receive|claim|qualify|eligible|entitled|apply)\b", "能拿吗"),
    (r"(?:is (?:it|that|this) (?:true|right|correct)|isn't it|right|correct|doesn't it|aren't they)(?= *\?)", "对吗"),
)  # fmt: skip
# Words that build the sentence.
_BUILDS: tuple[tuple[str, str], ...] = (
    (r"\bled by\b|\bleads?\b|\bin the lead\b|\blead\b", "牵头"),
    (r"\b(?:versus|vs\.?|and)\b", "和"), (r"\bor\b", "和"), (r"\bnot\b|n't\b|\bno\b", "没有"),
    (r"\b(?:we|our|my company|our company)\b", "我们公司"), (r"\b(?:i|my)\b", "我"),
    (r"\b(?:per|each|every|a) year\b|\bannual(?:ly)?\b|\byearly\b", "每年"),
    (r"\b(?:per|each|every|a) month\b|\bmonthly\b", "每月"),
    (r"\bonly\b", "只有"), (r"\bover\b|\bmore than\b|\babove\b|\bexceed\w*", "超过"),
    (r"\bat least\b", "不低于"), (r"\bup to\b|\bmaximum\b|\bmax\b|\bat most\b", "最高"),
    (r"\bsold\b|\bsales\b", "销售额"), (r"\bcompan(?:y|ies)\b|\bfirms?\b|\benterprises?\b", "企业"),
    (r"\b(?:reward|award|bonus)\b", "奖励"), (r"\bgrant|\bsubsid", "补助"),
    (r"[,.;?!]", "，"),
)  # fmt: skip
_SUM = re.compile(
    r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?) ?(k|thousand|m|million|bn|billion)\b(?! (?:people|users|units))"
)
_SCALES = {"k": 10**3, "t": 10**3, "m": 10**6, "b": 10**9}
_YES_NO = re.compile(r"(?:so |but |and )?(?:is|are|does|do|did|was|will|would|can)\b")
_GRADE = re.compile(r"\b(level|grade|class|tier|category|type)[- ]?(\d|[a-e])\b")
_GRADED = {
    "level": "级",
    "grade": "级",
    "class": "类",
    "tier": "档",
    "category": "类",
    "type": "类",
}


@dataclass(frozen=True)
class _Part:
    start: int
    end: int
    words: str
    asks: bool = False


def in_chinese(text: str, holds: Holds, agencies: Iterable[str]) -> str:
    """The question in Chinese words.

    Args:
        text: Folded English question.
        holds: Whether the policies print a word.
        agencies: Names of agencies that they print.
    """
    lower = text.lower()
    parts: list[_Part] = []
    for found in (
        _figures(text), _asks(lower), [_Part(s, e, w) for s, e, w in named(lower, agencies)],
        _graded(lower, holds), _words(lower, holds), _built(lower),
    ):  # fmt: skip
        for part in found:
            if all(part.end <= other.start or other.end <= part.start for other in parts):
                parts.append(part)
    parts.sort(key=lambda part: part.start)
    about = "".join(part.words for part in parts if not part.asks)
    asks = dict.fromkeys(part.words for part in parts if part.asks)
    about = re.sub(r"，{2,}", "，", about).strip("，")
    if not asks and _YES_NO.match(lower):
        return f"{about}吗"
    return "，".join(filter(None, (about, "".join(asks))))


def matter(text: str, holds: Holds) -> str:
    """The Chinese words of what a question is about; "" where it only asks: "and who leads it?".

    Args: As `in_chinese`.
    """
    lower = text.lower()
    asks = _asks(lower) + _built(lower)
    parts = [
        part for part in _words(lower, holds)
        if all(part.end <= ask.start or ask.end <= part.start for ask in asks)
    ]  # fmt: skip
    return "".join(part.words for part in parts)


def _figures(text: str) -> list[_Part]:
    found = []
    for figure in figures(text):
        if figure.kind == "money":
            found.append(_Part(figure.start, figure.end, _yuan(figure.value)))
        elif figure.kind in ("percent", "measure"):
            found.append(_Part(figure.start, figure.end, f"{figure.value:f}{figure.unit}"))
    lower = text.lower()
    for match in _SUM.finditer(lower):
        value = Decimal(match[1].replace(",", "")) * _SCALES[match[2][0]]
        found.append(_Part(*match.span(), _yuan(value)))
    for match in re.finditer(
        r"(?<![\d.])(\d+(?:\.\d+)?)[ -]?%|(?<![\d.])(\d+(?:\.\d+)?) per ?cent", lower
    ):
        found.append(_Part(*match.span(), f"{match[1] or match[2]}%"))
    for unit, chinese in UNITS:
        for match in re.finditer(rf"(?<![\d.,])(\d+(?:\.\d+)?)[ -](?:{unit})\b", lower):
            found.append(_Part(*match.span(), f"{match[1]}{chinese}"))
    for match in re.finditer(r"\b20\d\d\b", lower):
        found.append(_Part(*match.span(), f"{match.group()}年"))
    return found


def _yuan(value: Decimal) -> str:
    for word, size in (("亿元", 10**8), ("万元", 10**4)):
        if value >= size:
            return f"{(value / size).normalize():f}{word}"
    return f"{value.normalize():f}元"


def _asks(lower: str) -> list[_Part]:
    return [
        _Part(*match.span(), words, asks=True)
        for pattern, words in _ASKS
        for match in re.finditer(pattern, lower)
    ]


def _graded(lower: str, holds: Holds) -> list[_Part]:
    """Level 3 is 三级 or 3级, class A is A类, as the policies print it."""
    found = []
    for match in _GRADE.finditer(lower):
        unit, mark = _GRADED[match[1]], match[2].upper()
        forms = [f"{mark}{unit}"]
        if mark.isdigit():
            numeral = CN_DIGITS["0123456789".index(mark)]
            forms += [f"{numeral}{unit}", f"{numeral}级", f"{mark}级"]
        words = next((form for form in forms if holds(form)), forms[0])
        found.append(_Part(*match.span(), words))
    return found


def _words(lower: str, holds: Holds) -> list[_Part]:
    """Phrases of the dictionary, the longest first, by the first of their words that is printed."""
    found = []
    for said, written in groups_in(lower):
        words = next((word for word in written if holds(word)), "")
        if not words:
            continue
        for one in said:
            if one.isascii():
                found += [_part(match, words, holds) for match in _begun(one).finditer(lower)]
    return sorted(found, key=lambda part: part.start - part.end)


@lru_cache(maxsize=4096)
def _begun(phrase: str) -> re.Pattern[str]:
    """A phrase with any ending. There are more phrases than `re` remembers patterns."""
    return re.compile(rf"(?<![a-z]){re.escape(phrase)}[a-z]*")


def _part(match: re.Match[str], words: str, holds: Holds) -> _Part:
    """The words of a phrase; 模型 with "voucher" is 模型券 where the policies print that."""
    phrase = match.group()
    if more := re.match(r" (?:vouchers?|coupons?)\b", match.string[match.end() :]):
        phrase += more.group()
    if re.search(r"(?:voucher|coupon)s?$", phrase) and holds(f"{words}券"):
        return _Part(match.start(), match.start() + len(phrase), f"{words}券")
    return _Part(*match.span(), words)


def _built(lower: str) -> list[_Part]:
    return [
        _Part(*match.span(), words)
        for pattern, words in _BUILDS
        for match in re.finditer(pattern, lower)
    ]

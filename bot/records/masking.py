"""Personal data is masked before anything is written: numbers of people, not of policies.

    mobile and landline numbers · ID card numbers (with checksum) · bank cards (Luhn) · e-mail

What looks alike and is not personal stays: amounts (13800000000元), document numbers
(鲁政办字〔2025〕49号), dates, clause numbers, hotlines (12345, 400-…). A number that proves
itself by a checksum or its form is masked anywhere; one that does not (a landline without area
code, a mistyped ID number) only after the word that says what it is. Rules of how such numbers
are written in China.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from corpus.text import fold

# What stands after an amount and never after a number of a person.
_NO_AMOUNT = r"(?!\d|\.\d|\s*(?:元|块|圆|万元|亿元|%|人民币|美元|港元|欧元))"
# Not the tail of a longer number, of an amount, of 第…号 or of 〔2025〕…号 (folded: [2025]).
_NEW = r"(?<!\d)(?<![¥￥$第])(?<!0\.)(?<!\d\])"
_GAP = r"[\s-]?"
_CHINA = r"(?:\(?\+\s?86\)?|(?<!\d)0086|(?<!\d)86)"

_CN_DIGIT = "[零一幺二两三四五六七八九]"
_MOBILE = (
    rf"(?:{_CHINA}{_GAP}|{_NEW})1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_NO_AMOUNT}"
    rf"|(?<!{_CN_DIGIT})[一幺][三四五六七八九]{_CN_DIGIT}{{9}}(?!{_CN_DIGIT}|[十百千万亿])"
)
_AREA = r"(?:10|2\d|[3-9]\d{2})"
_LOCAL = rf"[2-9]\d{{2,3}}{_GAP}\d{{4}}"
_EXTENSION = r"(?:\s?(?:转|-|ext\.?)\s?\d{1,5}(?!\d))?"
_LANDLINE = (
    rf"(?:{_NEW}(?<!\d-)0{_AREA}|\(0{_AREA}\)|(?:\+\s?86|(?<!\d)0086){_GAP}0?{_AREA}){_GAP}"
    rf"{_LOCAL}{_NO_AMOUNT}{_EXTENSION}"
)
_SAID_LANDLINE = (
    r"(?:电话|座机|固话|传真|\btel\b|\bphone\b)(?:号码?)?(?:是|为|\s)?[:\s]{0,3}"
    rf"(?P<said>{_LOCAL}{_NO_AMOUNT}{_EXTENSION})"
)
_ID_CARD = r"(?<!\d)[1-9]\d{5}\s?\d{8}\s?\d{3}[\dX](?![0-9A-Z])"
_SAID_ID_CARD = (
    r"(?:身份证|\bid card\b|\bid number\b)(?:号码?|件号)?(?:是|为|\s)?[:\s]{0,3}"
    r"(?P<said>\d[\d ]{13,19}[\dX])(?![0-9A-Z])"
)
_BANK_CARD = (
    rf"{_NEW}(?<!\d-)[3-6]\d{{3}}(?:{_GAP}\d{{4}}){{2}}(?:{_GAP}\d{{1,4}}){{1,2}}{_NO_AMOUNT}"
)
_SAID_BANK_CARD = (
    r"(?:卡号|账号|账户|帐号|银行卡)(?:号码?)?(?:是|为|\s)?[:\s]{0,3}"
    r"(?P<said>\d(?:[\s-]?\d){11,20})(?![0-9A-Z])"
)
_EMAIL = (
    r"(?<![A-Z0-9._%+-])[A-Z0-9._%+-]{1,64}@"
    r"[A-Z0-9-]{1,63}(?:\.[A-Z0-9-]{1,63}){0,8}\.[A-Z]{2,24}(?![A-Z0-9])"
)
# Said before a number, it makes it the number of a thing.
_OF_A_THING = re.compile(r"(?:编号|代码|编码|文号|单号|批号|备案号)(?:是|为)?[:\s]{0,2}$")

# Codes of provinces that begin an ID number; 9 is that of foreigners with permanent residence.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
    "61 62 63 64 65 71 81 82 83 91".split()
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_ID_CHECKS = "10X98765432"
_CARD_DIGITS = range(15, 20)


def is_id_number(number: str) -> bool:
    """Whether 18 characters are an ID card number: province, date of birth, check character."""
    number = number.upper()
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII) or number[:2] not in _PROVINCES:
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(d) * w for d, w in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17]


def is_card_number(number: str) -> bool:
    """Whether digits are the number of a bank card: 15 to 19 of them, the Luhn sum right."""
    if len(number) not in _CARD_DIGITS:
        return False
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


@dataclass(frozen=True)
class _Rule:
    """A form of personal number; `proved` looks at it without its separators."""

    pattern: re.Pattern[str]
    mask: str
    proved: Callable[[str], bool] = bool


def _rule(pattern: str, mask: str, proved: Callable[[str], bool] = bool) -> _Rule:
    return _Rule(re.compile(pattern, re.ASCII | re.IGNORECASE), mask, proved)


# The longer and the better proved come first: an ID number is no phone number inside.
_RULES = (
    _rule(_EMAIL, "[邮箱]"),
    _rule(_ID_CARD, "[身份证号]", is_id_number),
    _rule(_SAID_ID_CARD, "[身份证号]"),
    _rule(_SAID_BANK_CARD, "[银行卡号]"),
    _rule(_BANK_CARD, "[银行卡号]", is_card_number),
    _rule(_MOBILE, "[手机号]"),
    _rule(_LANDLINE, "[电话]"),
    _rule(_SAID_LANDLINE, "[电话]"),
)


@dataclass(frozen=True)
class Personal:
    """Personal data in a text: text[start:end], without separators in `value`."""

    start: int
    end: int
    mask: str
    value: str


def personal(text: str) -> list[Personal]:
    """The personal data in a text, in order, none inside another."""
    folded = fold(text)  # the same length: offsets hold in `text`
    taken: list[Personal] = []
    for rule in _RULES:
        for found in _found(rule, folded):
            if all(found.end <= other.start or other.end <= found.start for other in taken):
                taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _found(rule: _Rule, folded: str) -> Iterator[Personal]:
    for match in rule.pattern.finditer(folded):
        group = "said" if "said" in rule.pattern.groupindex else 0
        start, end = match.span(group)
        value = re.sub(r"[\s()-]", "", match[group]).lower()
        if rule.proved(value) and not _OF_A_THING.search(folded[max(0, start - 8) : start]):
            yield Personal(start, end, rule.mask, value)


def mask(text: str) -> str:
    """The text with personal data masked: "我的电话13800138000" → "我的电话[手机号]"."""
    return _masked(text, personal(text))


def mask_echoed(data: Any, said: Iterable[str]) -> Any:
    """JSON data with that personal data masked that `said` holds too.

    What the program says quotes policies, whose office numbers are public and stay; what it
    repeats of the user's words does not.

    Args:
        data: Texts, lists and objects of them, anything JSON.
        said: The user's words, not masked yet.
    """
    values = {found.value for text in said for found in personal(text)}
    return _echo_masked(data, values) if values else data


def _echo_masked(data: Any, values: set[str]) -> Any:
    if isinstance(data, str):
        return _masked(data, [found for found in personal(data) if found.value in values])
    if isinstance(data, dict):
        return {key: _echo_masked(value, values) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_echo_masked(value, values) for value in data]
    return data


def _masked(text: str, found: list[Personal]) -> str:
    for each in reversed(found):
        text = text[: each.start] + each.mask + text[each.end :]
    return text

"""Members of a series: 3级, 四类, D类, 一等奖, 第二批; districts.

Who asks about the D类 is not answered by what is said of the A类. A member is told by its number
or letter and the noun counted by it; 一类、二类 are two members, 一级至四级 are four.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from corpus.text import fold, number

_NOUN = "级|类|档|等(?=奖|[,，、。;；:：)）的给按]|$)|星级?|期|批次?|梯队|层次|年级|阶段|型"
_VALUE = r"[一二三四五六七八九十]{1,4}|(?<![\d.A-Za-z])(?:\d{1,2}|[A-Ha-h])|[甲乙丙丁]"
# 一、二类 and 一类、二类: values before the noun that stands once or each time.
_RUN = re.compile(
    rf"(?P<run>(?:(?:{_VALUE})(?:{_NOUN})?\s*(?:、|和|或|及|与|至|到|-|~|—)\s*)*)"
    rf"(?P<last>{_VALUE})(?P<noun>{_NOUN})"
)
_EACH = re.compile(rf"(?P<value>{_VALUE})(?:{_NOUN})?\s*(?P<link>、|和|或|及|与|至|到|-|~|—)")
_RANGE = frozenset("至到-~—")
_SAME = {"星级": "星", "批次": "批"}
# No member: 哪一类 asks for it, 统一级别 says no number, 分三类 and ABCD四类 count them.
_NO_MEMBER = re.compile(
    rf"(?:[统同单唯某任哪每这那头]一|(?:分成?为?|[哪这那共有几]|以下|下列|[A-Z])[二两三四五六七八九十])(?:{_NOUN})"
)
_IN_A_ROW = "一二三四五六七八九"  # 一二三等奖 are three

Member = tuple[str, str]  # (noun, value): ("级", "3"), ("类", "D")


@lru_cache(maxsize=16384)  # the same words for every question of a policy
def members(text: str) -> frozenset[Member]:
    """The members of numbered series that a text names."""
    found: set[Member] = set()
    for run in _RUN.finditer(_NO_MEMBER.sub(" ", fold(text))):
        noun = _SAME.get(run["noun"], run["noun"])
        links = [(m["value"], m["link"]) for m in _EACH.finditer(run["run"])]
        last = run["last"]
        each = list(last) if len(last) > 1 and last in _IN_A_ROW else [last]
        values = [_plain(value) for value in (*(value for value, _ in links), *each)]
        found.update((noun, value) for value in values)
        for (_, link), low, high in zip(links, values, values[1:], strict=False):
            if link in _RANGE and low.isdigit() and high.isdigit():
                found.update((noun, str(n)) for n in range(int(low), int(high)))
    return frozenset(found)


def of_another(asked: frozenset[Member], said: str) -> bool:
    """Whether words name members of a series asked about, and none of those asked about."""
    named = members(said)
    return any(
        any(m[0] == noun for m in named) and not any(m in asked for m in named if m[0] == noun)
        for noun in {noun for noun, _ in asked}
    )


_DISTRICT = r"[\u4e00-\u9fff]{2,3}?[区县]"
_DISTRICTS = re.compile(rf"{_DISTRICT}(?:、{_DISTRICT})+")


@lru_cache(maxsize=16384)
def _districts(text: str) -> frozenset[str]:
    """The districts that lists in a text name, without 区 or 县: 海珠区、天河区."""
    lists = "、".join(match.group() for match in _DISTRICTS.finditer(text))
    return frozenset(name[:-1] for name in lists.split("、") if name)


def of_other_districts(asked: str, texts: Sequence[str]) -> list[bool]:
    """Whether each of some texts lists districts, and not the one asked about, which another lists."""
    listed = [_districts(text) for text in texts]
    meant = {name for names in listed for name in names if name in asked}
    return [bool(meant and names and not names & meant) for names in listed]


def _plain(value: str) -> str:
    try:
        return str(number(value))
    except ValueError:
        return value.upper()

"""Bounds that a text sets, and whether a figure lies inside them: 满35周岁 admits 38岁."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from corpus.figures import Figure, figures
from corpus.text import fold

_AT_LEAST_BEFORE = re.compile(
    r"(?:不得?(?:低于|少于|小于)|至少|最低|最少|达到?|年?满|已满|(?<!不)(?<!不得)(?:超过|突破|高于|大于|多于)|连续|持续)\s*$"
)
_AT_MOST_BEFORE = re.compile(
    r"(?:不得?(?:超过|高于|多于|大于)|最多|最高|至多|不足|不满|未满|不到|低于|少于|小于)\s*(?:为)?$"
)
_BELOW = re.compile(r"(?:不足|不满|未满|不到|低于|少于|小于)\s*$")
_ABOVE = re.compile(r"(?<![不得])(?:超过|高于|大于|多于)\s*$")
_AT_LEAST_AFTER = re.compile(r"^\s*(?:\([^)]{0,8}\))?(?:及|\(含\))?(?:以上|起|之上)")
_AT_MOST_AFTER = re.compile(r"^\s*(?:\([^)]{0,8}\))?(?:及|\(含\))?(?:以下|以内|之内|内|前)")
_ALIKE = {
    "岁": "周岁",
    "天": "日",
    "名": "人",
    "位": "人",
    "台": "辆",
    "G": "GB",
    "月": "个月",
    "次": "次",
    "人次": "次",
}


@dataclass(frozen=True)
class Bound:
    """A figure that bounds something, in base units.

    Attributes:
        figure: The figure, its offsets in the text it was read from.
        least: Whether it is the lower bound, else the upper one.
        included: Whether the figure itself lies inside.
    """

    figure: Figure
    least: bool
    included: bool = True

    def admits(self, value: Decimal) -> bool:
        """Whether a value lies on the right side."""
        limit = self.figure.value
        if value == limit:
            return self.included
        return value > limit if self.least else value < limit


def bounds(text: str) -> list[Bound]:
    """Every bound in a text, in order; a range (「5-10家」) gives two.

    「最高800万元」 and 「不超过30%」 bound what is given, not whom it is given to, and are none.
    """
    folded = fold(text)
    found: list[Bound] = []
    every = figures(folded)
    ends = _apart(folded, every)
    for figure in every:
        if figure in ends:
            found.append(ends[figure])
            continue
        before, after = folded[max(0, figure.start - 6) : figure.start], folded[figure.end :][:12]
        if figure.high is not None:
            upper = Figure(
                figure.kind, figure.high, None, figure.unit, figure.text, figure.start, figure.end
            )
            found += [Bound(figure, True), Bound(upper, False)]
        elif figure.kind in ("money", "percent") and re.search(
            r"(?:不得?超过|最高|最多)\s*$", before
        ):
            continue
        elif _AT_MOST_BEFORE.search(before):
            found.append(Bound(figure, False, not _BELOW.search(before)))
        elif _AT_MOST_AFTER.match(after):
            found.append(Bound(figure, False))
        elif _AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after):
            found.append(Bound(figure, True, not _ABOVE.search(before)))
    return found


def is_most(folded: str, figure: Figure) -> bool:
    """Whether the words next to a figure of a folded text make it the most that may be:
    「不超过50万元」, 「50万元以下」."""
    before, after = folded[max(0, figure.start - 6) : figure.start], folded[figure.end :][:12]
    return bool(_AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after))


_TO = re.compile(r"\s*(?P<mark>\((?:不)?含\))?\s*(?:至|到|-|~|—)+\s*")
_WITHOUT = re.compile(r"\s*\(不含\)")


def _apart(folded: str, every: Sequence[Figure]) -> dict[Figure, Bound]:
    """The ends of ranges that a note parts: 「1亿元(含)至5亿元」, whose upper end is then out."""
    found: dict[Figure, Bound] = {}
    for low, high in pairwise(every):
        between = _TO.fullmatch(folded[low.end : high.start])
        if between and between["mark"] and alike(low, high) and low.value < high.value:
            without = "不" in between["mark"]
            found[low] = Bound(low, True, not without)
            out = _WITHOUT.match(folded, high.end) or not without
            found[high] = Bound(high, False, not out)
    return found


def alike(one: Figure, other: Figure) -> bool:
    """Whether two figures measure the same: years of age beside 周岁, days beside 日."""
    return one.kind == other.kind and unit(one.unit) == unit(other.unit)


def unit(printed: str) -> str:
    """A unit by the name policies print: 岁 is 周岁, 天 is 日."""
    return _ALIKE.get(printed, printed)


def admits(limits: Sequence[Bound], told: Sequence[Figure]) -> int:
    """1 where figures told lie inside all bounds of their kind, -1 where one lies outside, 0
    where no bound speaks of them."""
    judged = [b.admits(f.value) for f in told for b in limits if alike(b.figure, f)]
    return 0 if not judged else 1 if all(judged) else -1


def abut(one: Sequence[Bound], other: Sequence[Bound]) -> bool:
    """Whether what the one bounds ends where the other begins: 不满65周岁, 65周岁以上."""
    return any(
        a.least != b.least and alike(a.figure, b.figure) and a.figure.value == b.figure.value
        for a in one
        for b in other
    )


def falls_short(limits: Sequence[Bound], told: Sequence[Figure]) -> bool:
    """Whether the bounds are for less time than is told: 不满2年 where it has been 6 years."""
    return any(
        f.kind == "period" and alike(b.figure, f) and not b.least and not b.admits(f.value)
        for f in told
        for b in limits
        if not b.included
    )

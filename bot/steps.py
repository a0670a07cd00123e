"""The steps of a ladder that a question's figures meet: 「收入过6亿」 meets the first two of
「突破1亿元、5亿元、10亿元的，分别给予…」, and the second is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bot.question import Question
from bot.ranking import told_figures
from corpus.bounds import alike, bounds, is_most
from corpus.figures import Figure, figures
from corpus.text import fold


@dataclass(frozen=True, order=True)
class Step:
    """The least that a condition demands, the condition's place, and whether that is met."""

    least: Decimal
    place: int
    met: bool = field(compare=False)


def steps(question: Question, conditions: Sequence[str]) -> list[Step]:
    """What each condition demands at least of what the question tells a figure of; 「1亿元」 is
    such a demand and 「不超过1亿元」 is none."""
    told = told_figures(question)
    found = []
    for place, words in enumerate(conditions):
        folded = fold(words)
        most = {b.figure.start for b in bounds(folded) if not b.least}  # 「1亿元（含）至5亿元」
        for needed in figures(folded):
            own = [t for t in told if alike(t, needed) or _may_count(t, needed)]
            if own and needed.start not in most and not is_most(folded, needed):
                met = any(t.value >= needed.value for t in own)
                found.append(Step(needed.value, place, met))
    return found


def reached(found: Sequence[Step]) -> set[int]:
    """The places of the highest step that is met; empty where none is."""
    highest = max((step.least for step in found if step.met), default=None)
    return {step.place for step in found if step.least == highest}


def _may_count(told: Figure, needed: Figure) -> bool:
    """Whether a sum said without its 元 may count what is needed: 一个亿 of 「1亿次」."""
    bare = told.kind == "money" and told.text.endswith(("亿", "万"))
    return bare and needed.kind == "count"

"""Two things asked of the sides of a comparison: 「甲和乙每年各选几个，每个最多补多少」.

Each is asked of both sides by itself, and what is said is told one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from bot.compose.sides import Side
from bot.draft import Draft
from bot.joined import adds, both
from bot.question import Question, understand
from bot.twofold import ASKS, MOST

_ASKS = re.compile(rf"{ASKS.pattern}|差|是不是|是否|嘛$|一样")
_BREAK = re.compile(r"[,，。;；?？、]+\s*")


def each_asked(question: Question, sides: Sequence[Side]) -> tuple[Question, ...]:
    """The comparisons in a comparison, each with the sides; none where it asks one thing, or
    asks in the names of the sides themselves."""
    text = question.core
    if question.english or any(
        not s.words or s.words not in text or _ASKS.search(s.words) for s in sides
    ):
        return ()
    end = max(text.find(s.words) + len(s.words) for s in sides)
    first, *more = _BREAK.split(text[end:])
    asking = [chunk for chunk in (first, *more) if _ASKS.search(chunk)]
    if not 2 <= len(asking) <= MOST:
        return ()
    about = text[:end]
    return tuple(understand(f"{about}{'' if chunk is first else '，'}{chunk}") for chunk in asking)


def together(drafts: Sequence[Draft], asked: int) -> Draft | None:
    """What is said to each thing asked as one answer, its last table left out; None where one has
    no answer of its own, or speaks of other clauses than the first."""
    if asked < 2 or len(drafts) < asked:
        return None
    clauses = {c.clause for c in drafts[0].citations}
    for place, draft in enumerate(drafts[1:], 1):
        if draft.status != "answered" or {c.clause for c in draft.citations} - clauses:
            return None
        if not adds(draft, list(drafts[:place])):
            return None
    return replace(reduce(both, drafts), table=None)

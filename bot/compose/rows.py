"""Rows of a table that belong together: those of one category, and the steps of a scale.

A row is named by its first cells (「设施大棚，连栋钢架大棚，肩高3米以上」): rows whose names begin alike are
of one category, and those that differ only in bounds are the steps of a scale.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.draft import Draft, cite
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Question
from bot.ranking import Reading, told_figures
from bot.statements import Statement
from bot.terms import subject
from corpus.bounds import admits

_MOST = 15  # rows told at once
_ROOM, _LEAST_ROOM = 900, 60  # characters for all of them, and for each at least
_ALIKE = 2  # characters that a question has in common with the name of a category


def of_category(asked: Question, best: Statement, known: KnownPolicy) -> Draft | None:
    """The rows of the category that a question asks to be told, complete and in order.

    Args:
        best: What fits the question best, in a row of that category.
    """
    names = best.clause.title.split("，")
    said = {c for c in subject(asked.core) if "\u4e00" <= c <= "\u9fff"}
    for depth in range(len(names) - 1, 0, -1):
        rows = [c for c in known.clauses if c.clause.title.split("，")[:depth] == names[:depth]]
        if 1 < len(rows) <= _MOST and len(said & set(names[depth - 1])) >= _ALIKE:
            room = max(_ROOM // len(rows), _LEAST_ROOM)
            words = "；".join(_told(row, depth, room) for row in rows)
            proof = tuple(cite(row.clause, 0, len(row.clause.text)) for row in rows)
            return Draft("answered", f"{'，'.join(names[:depth])}：{words}。", proof)
    return None


def _told(row: KnownClause, depth: int, room: int) -> str:
    name = "，".join(row.clause.title.split("，")[depth:])
    words = row.clause.text[len(row.clause.title) :].strip().rstrip("。；;")
    if len(words) > room:  # never within a figure
        words = re.split(r"[，。；]", words[:room][::-1], maxsplit=1)[-1][::-1] + "……"
    return f"{name}（{words}）"


def step_meant(asked: Question, reading: Reading) -> Statement | None:
    """The step of a scale that the figures of a question lie in, where what fits best in words
    is another one; None where that one is meant."""
    told = told_figures(asked)
    best = reading.statements[0]
    if not told or admits(best.bounds, told) >= 0:
        return None
    return next((s for s in _scale(best, reading.statements) if admits(s.bounds, told) > 0), None)


def _scale(best: Statement, others: Sequence[Statement]) -> list[Statement]:
    """Statements of the same row, and of rows that are named alike but for the last cell."""
    stem = best.clause.title.split("，")[:-1]
    return [
        s
        for s in others
        if s.clause is best.clause or (stem and s.clause.title.split("，")[:-1] == stem)
    ]

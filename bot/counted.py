"""Things that a policy counts without naming them: 「聚焦13个重点领域」, asked which 13 they are."""

from __future__ import annotations

import re

from bot.knowledge import KnownClause, KnownPolicy
from corpus.figures import figures
from corpus.model import Clause, Item
from corpus.text import CN_DIGITS, fold, number

_COUNTED = re.compile(
    rf"(?P<n>\d{{1,2}}|[{CN_DIGITS}]{{1,3}})(?P<unit>[个项类种大处])(?P<what>[\u4e00-\u9fff]{{2,4}})"
)
_WHICH = re.compile(r"哪|列|分别|名单|都是什么|都有什么|具体是什么")
_LEAST = 3  # two are named in too many ways to be looked for
_TELLING = 2  # characters that the counted thing must share with the policy's words for it


def unnamed(question: str, known: KnownPolicy) -> KnownClause | None:
    """The clause that counts what a question wants named, where no clause that speaks of it
    names so many; None where they are named or not counted.

    Args:
        question: Folded.
    """
    if not _WHICH.search(question):
        return None
    times = [figure for figure in figures(question) if figure.kind == "period"]
    for match in _COUNTED.finditer(question):
        count = _number(match["n"])
        what = match["what"][:_TELLING]
        if any(figure.start <= match.start() < figure.end for figure in times):
            continue  # 10个工作日 are nothing to be named
        if count < _LEAST or not (holding := [c for c in known.clauses if what in c.body]):
            continue
        counting = [c for c in holding if _counts(c, count, what)]
        if counting and not any(_names(c.clause, count) for c in holding):
            return counting[0]
    return None


def _counts(clause: KnownClause, count: int, what: str) -> bool:
    return any(
        _number(match["n"]) == count and match["what"].startswith(what)
        for match in _COUNTED.finditer(fold(clause.body))
    )


def _names(clause: Clause, count: int) -> bool:
    """Whether a clause lists as many things, in a sentence or as its numbered parts."""
    in_a_row = max(s.count("、") for s in re.split("[。;；:：]", clause.text))
    return in_a_row + 1 >= count or _most(clause.items) >= count


def _most(items: tuple[Item, ...]) -> int:
    return max((len(items), *(_most(item.items) for item in items)))


def _number(words: str) -> int:
    try:
        return number(words)
    except ValueError:
        return 0

"""A draft answer and the making of citations: what the composers hand to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.answer import Citation, ClauseRef, Status, Table
from corpus.model import Clause, Policy


@dataclass(frozen=True)
class Draft:
    """An answer before it is proved, dated and timed; fields as in bot.answer.Answer.

    `derived` holds what the composer worked out from proved figures ("相差300万元"): it may stand
    in the summary although no clause prints it. `english` is the summary for those who asked in
    English, "" where the composer has none. `of_matter` marks a refusal of a clause that is about
    the matter and leaves open what is asked; it is the one clause of `related`.
    """

    status: Status
    summary: str
    citations: tuple[Citation, ...] = ()
    related: tuple[ClauseRef, ...] = ()
    table: Table | None = None
    derived: tuple[str, ...] = ()
    english: str = ""
    of_matter: bool = False


def cite(clause: Clause, start: int, end: int) -> Citation:
    """A citation of clause.text[start:end], white space at its ends left out."""
    start, end = _trim(clause.text, start, end)
    return Citation(
        clause.policy, clause.n, clause.label, clause.title, clause.text[start:end], start, end
    )


def cite_part(policy: Policy, part: Literal["header", "closing"], start: int, end: int) -> Citation:
    """A citation of the header or closing; offsets count from the start of that part."""
    text = policy.part_text(part)
    start, end = _trim(text, start, end)
    return Citation(policy.id, None, "", policy.title, text[start:end], start, end, part)


def cite_source(policy: Policy, start: int, end: int) -> Citation:
    """A citation of source[start:end], whichever clause or part the words stand in."""
    for clause in policy.clauses:
        if clause.start <= start < clause.end:
            return cite(clause, start - clause.start, min(end, clause.end) - clause.start)
    if start >= policy.closing.start and policy.closing.end > policy.closing.start:
        return cite_part(
            policy, "closing", start - policy.closing.start, end - policy.closing.start
        )
    return cite_part(policy, "header", start, min(end, policy.header.end))


def ref(clause: Clause) -> ClauseRef:
    """A clause to point at."""
    return ClauseRef(clause.policy, clause.n, clause.label, clause.title)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end

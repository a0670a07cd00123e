"""Where the clauses of a draft begin and end, and what an operator may make of it by hand.

A form names a place in the text (an offset); only places that the page offered are taken, so that
a page left open while the draft was changed elsewhere cannot cut a sentence in two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import WenceError
from corpus.model import Clause, Policy, Section
from corpus.text import sentences

if TYPE_CHECKING:
    from bot.publishing.publisher import Draft


class Outdated(WenceError):
    """The page that sent the form shows another state of the draft."""

    status = 409

    def __init__(self) -> None:
        super().__init__("草稿已经变了，请返回后重新打开这一页再改。")


@dataclass(frozen=True)
class Sentence:
    """A sentence with its offsets in the source of the policy."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Part:
    """A clause or a heading over clauses, in the order of the text.

    Attributes:
        clause: The clause; None for a heading.
        section: The heading; None for a clause.
        first: Whether it is the first clause, which has none before it.
        last: Whether it is the last clause.
        sentences: Of a clause.
    """

    clause: Clause | None
    section: Section | None
    first: bool
    last: bool
    sentences: tuple[Sentence, ...]


def parts(policy: Policy) -> list[Part]:
    """Headings and clauses in the order of the text."""
    found = [Part(None, section, False, False, ()) for section in policy.sections]
    for clause in policy.clauses:
        within = sentences_within(policy, clause.start, clause.end)
        found.append(
            Part(clause, None, clause.n == 1, clause.n == len(policy.clauses), tuple(within))
        )
    return sorted(found, key=_start)


def _start(part: Part) -> int:
    span = part.clause or part.section
    assert span is not None
    return span.start


def sentences_within(policy: Policy, start: int, end: int) -> Iterator[Sentence]:
    """The sentences of a stretch of the text."""
    text = policy.source[start:end]
    for begin, stop in sentences(text):
        yield Sentence(text[begin:stop], start + begin, start + stop)


def merged(draft: Draft, at: int) -> tuple[tuple[int, ...], int]:
    """(starts, end) with the clause that begins at `at` made part of the one before.

    Raises:
        Outdated: No clause begins there, or it is the first.
    """
    if at not in draft.starts[1:]:
        raise Outdated
    return tuple(start for start in draft.starts if start != at), draft.end


def split(draft: Draft, at: int) -> tuple[tuple[int, ...], int]:
    """(starts, end) with another clause that begins with the sentence at `at`.

    Raises:
        Outdated: No sentence begins there, or a clause does already.
    """
    before_closing = sentences_within(draft.policy, 0, draft.end)
    within_clauses = [
        sentence
        for clause in draft.policy.clauses
        for sentence in sentences_within(draft.policy, clause.start, clause.end)
    ]
    offered = {sentence.start for sentence in (*before_closing, *within_clauses)}
    if at not in offered - set(draft.starts):
        raise Outdated
    return tuple(sorted((*draft.starts, at))), draft.end


def ended(draft: Draft, at: int) -> tuple[tuple[int, ...], int]:
    """(starts, end) with the last clause ending at `at`: before one of its sentences, or after
    one of the closing's.

    Raises:
        Outdated: That is neither.
    """
    policy, last = draft.policy, draft.policy.clauses[-1]
    inside = [s.start for s in sentences_within(policy, last.start, last.end)][1:]
    closing = policy.closing
    after = [s.end for s in sentences_within(policy, closing.start, closing.end)]
    if at not in (*inside, *after):
        raise Outdated
    return draft.starts, at

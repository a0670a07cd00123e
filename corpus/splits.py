"""Text → Policy where somebody has put right by hand where the clauses begin.

Only the beginnings are given. What stands in each piece, its number, title, agencies and parts,
and the headings between the pieces are read by the same grammar as ever, so that marking the
places that corpus/parse.py finds gives the very policy that it gives.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.assemble import UNNUMBERED, assemble, marks_above
from corpus.errors import WenceError
from corpus.model import Clause, Policy
from corpus.numbering import RANK, Mark, mark_at, read_marks, walk
from corpus.text import fold


class WrongSplits(WenceError):
    """The text cannot be parted at these places."""


@dataclass(frozen=True)
class Splits:
    """Where the clauses of a text begin.

    Attributes:
        starts: Offset of the first character of each clause, in order. What stands before the
            first is the header.
        end: Where the last clause ends; what stands after it is the closing.
    """

    starts: tuple[int, ...]
    end: int


def splits_of(policy: Policy) -> Splits:
    """Where the clauses of a policy begin and end."""
    return Splits(tuple(clause.start for clause in policy.clauses), policy.closing.start)


def checked(text: str, starts: Sequence[int], end: int) -> Splits:
    """The places, each moved past the white space that follows it.

    Raises:
        WrongSplits: There are none, they are not in order, or lie outside the text, or a clause
            would hold no words.
    """
    if not starts:
        raise WrongSplits("至少要有一个条款：请标出第一条从哪里开始。")
    if starts[0] < 0 or end > len(text):
        raise WrongSplits(f"位置超出了正文：应在0到{len(text)}之间。")
    stops = [*starts[1:], end]
    moved = []
    for n, (start, stop) in enumerate(zip(starts, stops, strict=True), 1):
        if start >= stop:
            raise WrongSplits(f"第{n}段的位置不对：各段的开头要由前到后，末段要在结尾之前。")
        words = re.search(r"\S", text[start:stop])
        if words is None:
            raise WrongSplits(f"第{n}段是空的：请把它和相邻的一段合并。")
        moved.append(start + words.start())
    return Splits(tuple(moved), end)


def parse_with(text: str, splits: Splits, *, policy_id: str) -> Policy:
    """Read a policy text whose clauses begin at given places.

    A piece without a number of its own is called by its place, 第3段; so is, beside its
    number, one whose number an earlier piece carries already.

    Raises:
        WrongSplits: As for `checked`, or a piece holds nothing but a number or a heading.
    """
    splits = checked(text, splits.starts, splits.end)
    folded = fold(text)
    roots = read_marks(folded)
    known = {mark.start: mark for mark in walk(roots)}
    headings = _headings(folded, roots, known, splits)
    breaks = sorted({*splits.starts, *(mark.start for mark in headings), splits.end})
    ends = dict(zip(breaks, breaks[1:], strict=False))
    places = sorted(known)
    marks = []
    for start in splits.starts:
        end = ends[start]
        inside = places[bisect_right(places, start) : bisect_left(places, end)]
        marks.append(_opening(folded, known.get(start), inside, start, end))
    for n, mark in enumerate(marks, 1):
        if not re.search(r"\w", text[mark.end : ends[mark.start]]):
            raise WrongSplits(f"第{n}段只有编号或标点，没有内容：请把它和相邻的一段合并。")
    policy = assemble(text, roots, marks, headings, splits.end, policy_id=policy_id)
    return replace(policy, clauses=_told_apart(_in_sections(policy, known)))


def _headings(folded: str, roots: list[Mark], known: dict[int, Mark], splits: Splits) -> list[Mark]:
    """The marks that are headings over the clauses that follow them."""
    above = marks_above(roots)
    found: dict[int, Mark] = {}
    before = -1
    for start in splits.starts:
        clause = known.get(start)
        over = _over(clause, above[start]) if clause else _right_before(folded, known, start)
        found |= {mark.start: mark for mark in over if mark.start > before}
        before = start
    return [found[start] for start in sorted(found)]


def _over(clause: Mark, above: list[Mark]) -> list[Mark]:
    """Those that a clause stands under, if they hold a title and nothing else and it is the
    first of its kind below them."""
    return [
        mark
        for mark in above
        if mark.pure and next(m for m in walk(mark.children) if m.form == clause.form) is clause
    ]


def _right_before(folded: str, known: dict[int, Mark], start: int) -> list[Mark]:
    """Before a clause whose number does not carry on the counting: marks of a higher kind with
    nothing but a line of words between."""
    found: list[Mark] = []
    below = mark_at(folded, start)
    places = sorted(known)
    while below and (at := bisect_left(places, below.start)):
        mark = known[places[at - 1]]
        title = folded[mark.end : below.start].strip()
        if RANK[mark.form] >= RANK[below.form] or re.search(r"[。;!?\n]", title):
            break
        found.append(mark)
        below = mark
    return found


def _opening(folded: str, mark: Mark | None, inside: list[int], start: int, end: int) -> Mark:
    """The mark of the piece folded[start:end], with the marks below it.

    `mark` is the document's own at that place, `inside` the places of those further on. Where
    the document's numbering holds in the piece, its own tree does; where the piece begins or
    goes on against it, what follows the number is read as a text by itself.
    """
    if mark is not None and {m.start for m in walk(mark.children)}.issuperset(inside):
        return mark
    mark = mark or mark_at(folded, start) or Mark(UNNUMBERED, 0, start, start, "")
    blank = " " * mark.end  # offsets are kept
    return replace(mark, children=read_marks(blank + folded[mark.end : end]))


def _in_sections(policy: Policy, known: dict[int, Mark]) -> list[Clause]:
    """The clauses; one that is none of the document's own marks stands under the heading right
    before it or, where there is none, in the section of the clause before it."""
    found: list[Clause] = []
    for clause in policy.clauses:
        if clause.start not in known:
            section = found[-1].section if found else ""
            heading = [s.heading for s in policy.sections if s.end == clause.start]
            clause = replace(clause, section=next(iter(heading), section))
        found.append(clause)
    return found


def _told_apart(clauses: list[Clause]) -> tuple[Clause, ...]:
    """The clauses with labels of which no two are the same."""
    taken: set[str] = set()
    found = []
    for clause in clauses:
        if clause.label in taken:
            clause = replace(clause, label=f"{clause.label}(第{clause.n}段)")
        taken.add(clause.label)
        found.append(clause)
    return tuple(found)

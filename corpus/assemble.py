"""The parts of a policy, once it is known where they begin: marks and headings → Policy.

corpus/parse.py finds the places by the document's own numbering, corpus/splits.py is given
them. Nothing of the text is lost: header, headings, clauses and closing follow one another
without gap (Policy.spans).
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.agencies import agencies
from corpus.closing import read_validity
from corpus.frontmatter import read_header, read_signature
from corpus.items import items
from corpus.model import Clause, Policy, Section
from corpus.numbering import Mark, walk
from corpus.text import fold, sentences

UNNUMBERED = ""  # form of the mark of a clause that carries no number


def assemble(
    text: str,
    roots: list[Mark],
    marks: list[Mark],
    headings: list[Mark],
    end: int,
    *,
    policy_id: str,
) -> Policy:
    """Read a text whose parts are known.

    Args:
        text: The whole document.
        roots: All its marks (corpus.numbering.read_marks).
        marks: What opens the clauses, in order; one that is not in `roots` stands under nothing.
        headings: Marks of `roots` that are headings over clauses.
        end: Where the last clause ends and the closing begins.
        policy_id: Goes into every clause and its id.
    """
    folded = fold(text)
    starts = sorted([m.start for m in (*marks, *headings)] + [end])
    ends = dict(zip(starts, starts[1:], strict=False))
    header = read_header(text, folded, min(starts))
    signed = None if header.date else read_signature(folded[end:])
    if signed:
        header = replace(header, issuer=header.issuer or signed[0], date=signed[1])
    above = marks_above(roots)
    sections = _sections(text, headings, ends, above)
    owners = {section.start: section.heading for section in sections}
    clauses: list[Clause] = []
    for n, mark in enumerate(marks, 1):
        over = above.get(mark.start, [])
        clause = replace(
            _clause(text, folded, mark, ends[mark.start]),
            policy=policy_id,
            n=n,
            label=_clause_label(text, mark, over, n),
            section=next((owners[m.start] for m in over if m.start in owners), ""),
        )
        clauses.append(clause)
    closing = read_validity(folded, header.date or header.published, end, len(text))
    return Policy(policy_id, text, header, sections, tuple(clauses), closing)


def marks_above(roots: list[Mark]) -> dict[int, list[Mark]]:
    """The marks that each mark (by its start) stands under, nearest first."""
    found: dict[int, list[Mark]] = {mark.start: [] for mark in roots}
    for mark in walk(roots):
        for child in mark.children:
            found[child.start] = [mark, *found[mark.start]]
    return found


def _sections(
    text: str, headings: list[Mark], ends: dict[int, int], above: dict[int, list[Mark]]
) -> tuple[Section, ...]:
    starts = {mark.start for mark in headings}
    return tuple(
        Section(
            _label(text, mark),
            _heading_title(text, mark, ends[mark.start]),
            mark.start,
            ends[mark.start],
            1 + sum(m.start in starts for m in above[mark.start]),
        )
        for mark in headings
    )


def _label(text: str, mark: Mark) -> str:
    return re.sub(r"\s", "", text[mark.start : mark.end])


def _clause_label(text: str, mark: Mark, above: list[Mark], n: int) -> str:
    """The printed number, 第3段 where there is none; where numbering begins anew under every
    heading it takes the number of the heading along ("二、(三)"), so that it names one clause
    only."""
    if mark.form == UNNUMBERED:
        return f"第{n}段"
    label = _label(text, mark)
    if mark.form == "条":
        return label
    for child, parent in zip([mark, *above], above, strict=False):
        if not child.recurs:
            break
        label = _label(text, parent) + label
    return label


def _heading_title(text: str, mark: Mark, end: int) -> str:
    """The words of a heading on one line, the gaps of spread-out type (总 则) closed."""
    words = " ".join(text[mark.end : end].split())
    return re.sub(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]$)", "", words)


def _clause(text: str, folded: str, mark: Mark, end: int) -> Clause:
    """What a clause holds by itself; its place in the policy is for `assemble` to add."""
    leads, others = agencies(folded[mark.end : end])
    return Clause(
        policy="",
        n=0,
        label=_label(text, mark),
        title=_title(text[mark.end : end]),
        section="",
        text=text[mark.start : end],
        lead_agencies=leads,
        responsible_agencies=others,
        start=mark.start,
        end=end,
        items=items(mark, folded, end),
    )


# A line that ends so is carried on by the next one, wherever it was broken.
_CARRIED_ON = re.compile(r"(?<=[,、])\s*\n|(?<=根据|按照|依照|依据)\s*\n")


def _title(body: str) -> str:
    """First sentence of a clause without its stop, on one line."""
    whole = _CARRIED_ON.sub(" ", body)
    span = next(iter(sentences(whole)), (0, 0))
    return " ".join(whole[slice(*span)].rstrip("。；;！!？?").split())

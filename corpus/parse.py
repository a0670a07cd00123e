"""Text → Policy: which level of the numbering is the citable one, and where each part ends.

The numbering is read from the document itself (corpus/numbering.py); nothing here knows a
particular policy. Nothing of the text is lost: header, headings, clauses and closing follow
one another without gap (Policy.spans).
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.agencies import agencies
from corpus.closing import closing_start, read_validity
from corpus.errors import NoClauses
from corpus.frontmatter import read_header, read_signature
from corpus.items import items
from corpus.model import Clause, Policy, Section
from corpus.numbering import Mark, read_marks, walk
from corpus.text import fold, sentences


def parse(text: str, *, policy_id: str) -> Policy:
    """Read a policy text into header, sections, clauses and closing.

    Args:
        text: The whole document as plain text; line breaks help but are not needed.
        policy_id: Goes into every clause and its id.

    Raises:
        NoClauses: Nothing in the text is numbered the way a clause is.
    """
    folded = fold(text)
    roots = read_marks(folded)
    form = _citable_form(roots)
    if form is None:
        raise NoClauses(
            f"No numbered clause (第一条, 一、, (一), 1.) was found in {policy_id}: "
            "check that the file holds the text of a policy."
        )
    marks, headings = _clause_marks(roots, form), _headings(roots, form)
    end = closing_start(folded, marks[-1].start, articles=form == "条")
    starts = sorted([m.start for m in (*marks, *headings)] + [end])
    ends = dict(zip(starts, starts[1:], strict=False))
    header = read_header(text, folded, min(starts))
    signed = None if header.date else read_signature(folded[end:])
    if signed:
        header = replace(header, issuer=header.issuer or signed[0], date=signed[1])
    above = _above(roots)
    sections = _sections(text, headings, ends, above)
    owners = {section.start: section.heading for section in sections}
    clauses = tuple(
        replace(
            _clause(text, folded, mark, ends[mark.start]),
            policy=policy_id,
            n=n,
            label=_clause_label(text, mark, above[mark.start]),
            section=next((owners[m.start] for m in above[mark.start] if m.start in owners), ""),
        )
        for n, mark in enumerate(marks, 1)
    )
    closing = read_validity(folded, header.date or header.published, end, len(text))
    return Policy(policy_id, text, header, sections, clauses, closing)


def _citable_form(roots: list[Mark]) -> str | None:
    """The level people cite: articles (条) where there are any; else the deepest level that
    either counts through the whole document across several parents, or stands under nothing
    but headings."""
    marks = walk(roots)
    if sum(mark.form == "条" for mark in marks) >= 2 or (marks and marks[0].form == "条"):
        return "条"
    if not roots:
        return None
    form = _main_form(roots)
    while True:
        parents = [mark for mark in marks if mark.form == form]
        below = [child for parent in parents for child in parent.children]
        if not below:
            return form
        deeper = _main_form(below)
        children = [child for child in below if child.form == deeper]
        with_children = [p for p in parents if any(c.form == deeper for c in p.children)]
        runs_on = len(with_children) > 1 and not any(child.restarted for child in children)
        under_headings = (
            len(with_children) > 1
            and sum(p.pure for p in with_children) >= 0.6 * len(parents)
        )  # fmt: skip
        if not (under_headings or (runs_on and all(p.pure for p in with_children))):
            return form
        form = deeper


def _clause_marks(roots: list[Mark], form: str) -> list[Mark]:
    """The marks of the clauses: those of the citable form and, where other parts of the same
    rank as their headings have no such mark below them, these parts themselves."""
    if form == "条":
        return [mark for mark in walk(roots) if mark.form == form]
    found: list[Mark] = []
    for mark in roots:
        below = [] if mark.form == form else _clause_marks(mark.children, form)
        found.extend(below if any(child.form == form for child in below) else [mark])
    return found


def _main_form(marks: list[Mark]) -> str:
    forms = [mark.form for mark in marks]
    return max(dict.fromkeys(forms), key=forms.count)


def _above(roots: list[Mark]) -> dict[int, list[Mark]]:
    """The marks that each mark (by its start) stands under, nearest first."""
    found: dict[int, list[Mark]] = {mark.start: [] for mark in roots}
    for mark in walk(roots):
        for child in mark.children:
            found[child.start] = [mark, *found[mark.start]]
    return found


def _headings(roots: list[Mark], form: str) -> list[Mark]:
    """The marks above the citable level that are headings, a title and nothing else."""
    found: list[Mark] = []
    for mark in roots:
        if mark.form != form and any(below.form == form for below in walk(mark.children)):
            if mark.pure:
                found.append(mark)
            found.extend(_headings(mark.children, form))
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


def _clause_label(text: str, mark: Mark, above: list[Mark]) -> str:
    """The printed number; where numbering begins anew under every heading it takes the number
    of the heading along ("二、(三)"), so that it names one clause only."""
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
    """What a clause holds by itself; its place in the policy is for `parse` to add."""
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
    span = next(sentences(whole), (0, 0))
    return " ".join(whole[slice(*span)].rstrip("。；;！!？?").split())

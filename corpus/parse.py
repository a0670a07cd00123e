"""Text → Policy: which level of the numbering is the citable one, and where each part ends.

The numbering is read from the document itself (corpus/numbering.py); nothing here knows a
particular policy. Nothing of the text is lost: header, headings, clauses and closing follow
one another without gap (Policy.spans).
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.agencies import agencies
from corpus.errors import NoClauses
from corpus.frontmatter import closing_start, read_header, read_signature, read_validity
from corpus.model import Clause, Item, Policy, Section
from corpus.numbering import Mark, read_marks, walk
from corpus.text import fold, sentences

_LEGAL_LEVELS = {"(一)": "项", "1.": "目"}


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
    marks = _clause_marks(roots, form)
    parents = _parents(roots)
    headings = _headings(roots, form)
    end = closing_start(folded, marks[-1].start, articles=form == "条")
    starts = sorted([m.start for m in (*marks, *headings)] + [end])
    following = dict(zip(starts, starts[1:], strict=False))
    header = read_header(text, folded, min(starts))
    signed = None if header.date else read_signature(folded[end:])
    if signed:
        header = replace(header, issuer=header.issuer or signed[0], date=signed[1])
    compound = form != "条" and any(mark.restarted for mark in marks)
    sections = tuple(
        Section(_label(text, m), _heading_title(text, m, following[m.start]), m.start,
                following[m.start], _depth(m, parents))
        for m in headings
    )  # fmt: skip
    clauses = tuple(
        _clause(
            text, folded, mark, following[mark.start], n, policy_id, sections,
            parents.get(mark.start) if compound else None,
        )
        for n, mark in enumerate(marks, 1)
    )  # fmt: skip
    closing = read_validity(folded, header.date or header.published, end, len(text))
    return Policy(policy_id, text, header, sections, clauses, closing)


def _citable_form(roots: list[Mark]) -> str | None:
    """The level people cite: articles (条) where there are any; else the deepest level that
    either counts through the whole document across several parents, or stands under nothing
    but headings."""
    marks = walk(roots)
    if sum(mark.form == "条" for mark in marks) >= 2 or (marks and marks[0].form == "条"):
        return "条"
    level = [mark for mark in roots]
    if not level:
        return None
    form = _main_form(level)
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


def _parents(roots: list[Mark]) -> dict[int, Mark]:
    return {child.start: mark for mark in walk(roots) for child in mark.children}


def _depth(mark: Mark, parents: dict[int, Mark]) -> int:
    depth = 1
    while mark.start in parents:
        mark = parents[mark.start]
        depth += 1
    return depth


def _headings(roots: list[Mark], form: str) -> list[Mark]:
    """The marks above the citable level that are headings: nothing but a title stands under them."""
    found: list[Mark] = []
    for mark in roots:
        if mark.form != form and any(below.form == form for below in walk(mark.children)):
            if mark.pure:
                found.append(mark)
            found.extend(_headings(mark.children, form))
    return found


def _label(text: str, mark: Mark) -> str:
    return re.sub(r"\s", "", text[mark.start : mark.end])


def _heading_title(text: str, mark: Mark, end: int) -> str:
    """The words of a heading on one line, the gaps of spread-out type (总 则) closed."""
    words = " ".join(text[mark.end : end].split())
    return re.sub(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff]$)", "", words)


def _clause(
    text: str,
    folded: str,
    mark: Mark,
    end: int,
    n: int,
    policy_id: str,
    sections: tuple[Section, ...],
    numbered_under: Mark | None,
) -> Clause:
    """One clause; where numbering begins anew under every heading its label takes the heading's
    number along ("二、(三)"), so that it names one clause only."""
    leads, others = agencies(folded[mark.end : end])
    above = [s for s in sections if s.start < mark.start]
    label = _label(text, mark)
    if numbered_under is not None:
        label = _label(text, numbered_under) + label
    return Clause(
        policy=policy_id,
        n=n,
        label=label,
        title=_title(text[mark.end : end]),
        section=above[-1].heading if above else "",
        text=text[mark.start : end],
        lead_agencies=leads,
        responsible_agencies=others,
        start=mark.start,
        end=end,
        items=_items(mark, folded, mark.start, end),
    )


def _title(body: str) -> str:
    """First sentence of a clause without its stop, on one line."""
    span = next(sentences(body), (0, 0))
    return " ".join(body[slice(*span)].rstrip("。；;！!？?").split())


def _items(mark: Mark, folded: str, base: int, end: int) -> tuple[Item, ...]:
    """The parts of a clause: numbered ones from the marks, 款 from the lines of an article."""
    numbered = _numbered(mark.children, base, end, legal=mark.form == "条")
    if mark.form != "条":
        return numbered
    return _paragraphs(folded, mark, base, end, numbered)


def _numbered(marks: list[Mark], base: int, end: int, *, legal: bool) -> tuple[Item, ...]:
    marks = [mark for mark in marks if mark.start < end]
    if not marks:
        return ()
    stops = [mark.start for mark in marks[1:]] + [end]
    return tuple(
        Item(
            label=re.sub(r"\s", "", mark.printed),
            level=_LEGAL_LEVELS.get(mark.form, mark.form) if legal else mark.form,
            n=int(mark.n),
            start=mark.start - base,
            end=stop - base,
            items=_numbered(mark.children, base, stop, legal=legal),
        )
        for mark, stop in zip(marks, stops, strict=True)
    )


def _paragraphs(
    folded: str, mark: Mark, base: int, end: int, numbered: tuple[Item, ...]
) -> tuple[Item, ...]:
    """Lines of an article that open no numbered part begin a 款; 项 belong to the 款 above."""
    openings = {item.start for item in numbered}
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", folded[mark.start : end])]
    starts = [s for s, e in lines if folded[base + s : base + e].strip()]
    begin = [
        s for s in starts
        if not any(o == s + _indent(folded, base + s) for o in openings)
        and not any(i.start <= s < i.end and _continues(folded, base + s) for i in numbered)
    ]  # fmt: skip
    if len(begin) < 2 and not numbered:
        return ()
    stops = begin[1:] + [end - base]
    return tuple(
        Item("", "款", n, start, stop,
             tuple(_clip(item, stop) for item in numbered if start <= item.start < stop))
        for n, (start, stop) in enumerate(zip(begin, stops, strict=True), 1)
    )  # fmt: skip


def _clip(item: Item, stop: int) -> Item:
    return item if item.end <= stop else Item(item.label, item.level, item.n, item.start, stop, item.items)


def _indent(folded: str, start: int) -> int:
    line = folded[start:]
    return len(line) - len(line.lstrip())


def _continues(folded: str, start: int) -> bool:
    """A line inside a 项 that carries it on: the line before did not end in a full stop."""
    before = folded[:start].rstrip()
    return bool(before) and before[-1] not in "。"

"""Text → Policy: which level of the numbering is the citable one, and where each part ends.

The numbering is read from the document itself (corpus/numbering.py); nothing here knows a
particular policy. What stands in each part is read by corpus/assemble.py; a text whose clauses
somebody marked by hand is read by corpus/splits.py.
"""

from __future__ import annotations

from corpus.assemble import assemble
from corpus.closing import closing_start
from corpus.errors import NoClauses
from corpus.model import Policy
from corpus.numbering import Mark, read_marks, walk
from corpus.text import fold


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
    return assemble(text, roots, marks, headings, end, policy_id=policy_id)


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


def _headings(roots: list[Mark], form: str) -> list[Mark]:
    """The marks above the citable level that are headings, a title and nothing else."""
    found: list[Mark] = []
    for mark in roots:
        if mark.form != form and any(below.form == form for below in walk(mark.children)):
            if mark.pure:
                found.append(mark)
            found.extend(_headings(mark.children, form))
    return found

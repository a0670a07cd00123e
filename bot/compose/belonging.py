"""Whose a figure is, where its own words do not say so: what it is enumerated for, and what the
words before it and the opening of its paragraph name."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.statements import Statement
from bot.terms import grams
from corpus.figures import figures
from corpus.text import fold

_LONGEST_NAME = 24  # characters of a name that opens a paragraph
_LONGEST_PART = 80  # characters before a figure that may name whose it is
_RESPECTIVELY = re.compile("分别|依次")
_ENUMERATION = re.compile(r"[^、，,;；。]+(?:(?:、|和|及|以及)[^、，,;；。]+)+")


def enumerated(statement: Statement) -> Statement:
    """A figure of 「甲、乙的分别给予X、Y」 with the words of the one of 甲 and 乙 it belongs to."""
    part = part_of(statement)
    before = f"{_subject_before(statement)} {_opening(statement)}"
    own, over = statement.own | grams(part), statement.over | grams(before)
    return replace(statement, own=own, over=over)


def _opening(statement: Statement) -> str:
    """The name that opens the paragraph a statement stands in: 「B类护理：…」."""
    begin = statement.clause.text.rfind("\n", 0, statement.start) + 1
    words = re.split(r"[:：]", statement.clause.text[begin : statement.start], maxsplit=1)
    return words[0] if len(words) == 2 and len(words[0]) <= _LONGEST_NAME else ""


def _subject_before(statement: Statement) -> str:
    """The words up to the comma before a figure's own, which name whose it is: 「C类面积不超过110平方米，
    租金按照市场价的50%收取」."""
    before = whose(statement)[: -len(statement.words) or None].rstrip()
    return before if before.endswith((",", "，")) else ""


def whose(statement: Statement) -> str:
    """A figure's words with those before it, back to a stop or to 其中, that name whose it is.

    What stands before a figure of the same unit is of that one: of 「甲80元，乙120元」 the second
    is 「乙120元」, of 「甲按50%补助，最高3万元」 it is the whole.
    """
    text = fold(statement.clause.text)
    begin = max(text.rfind(stop, 0, statement.start) for stop in "。;\n") + 1
    begin = max(begin, text.rfind("其中", begin, statement.start), statement.start - _LONGEST_PART)
    units = {f.unit for f in statement.figures}
    at = statement.facts[0].figure.start if statement.facts else statement.start
    if _RESPECTIVELY.search(text, begin, at):
        return statement.words  # whose it is, its place tells
    for figure in reversed(figures(text[begin : statement.start])):
        comma = text.find(",", begin + figure.end, statement.start)
        if figure.unit in units and comma >= 0:
            return text[comma + 1 : statement.end]
    return text[begin : statement.end]


def shared_before(statement: Statement) -> str:
    """What stands before 分别 and is said of each figure after it: 「每项」 of 「每项分别给予最高40万元、
    20万元」; "" where there is no 分别."""
    text = fold(statement.clause.text)
    begin = max(text.rfind(stop, 0, statement.start) for stop in "。;\n") + 1
    marks = list(_RESPECTIVELY.finditer(text, begin, statement.start))
    if not marks:
        return ""
    return text[max(text.rfind(",", begin, marks[-1].start()) + 1, begin) : marks[-1].start()]


def part_of(statement: Statement) -> str:
    """The one of the things enumerated before 分别 that a figure belongs to by its place; ""
    where nothing of the kind stands there."""
    if not statement.facts:
        return ""
    figure = statement.facts[0].figure
    body = fold(statement.clause.text)
    begin = max(body.rfind(stop, 0, figure.start) for stop in "。;\n") + 1
    marks = list(_RESPECTIVELY.finditer(body, begin, figure.start))
    if not marks:
        return ""
    end = min(
        (i for stop in "。;\n" if (i := body.find(stop, figure.start)) >= 0), default=len(body)
    )
    run = [
        m.start() + marks[-1].end() for m in re.finditer(r"\d[\d.,]*", body[marks[-1].end() : end])
    ]
    place = sum(at < figure.start for at in run)
    for match in reversed(list(_ENUMERATION.finditer(body, begin, marks[-1].start()))):
        parts = re.split("、|和|以及|及", match.group())
        if place < len(parts) <= len(run):
            return parts[place]
    return ""

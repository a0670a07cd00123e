"""Putting the sentence or the figure that answers into words, with the span that proves it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.answer import Citation
from bot.compose.framed import framed, told_end
from bot.compose.wording import SHORT, excerpt, is_given, state
from bot.draft import cite
from bot.members import Member
from bot.statements import HEADING, Statement, overhead
from bot.terms import Weights, content, grams
from corpus.facts import Fact
from corpus.model import Clause
from corpus.text import sentences

_TIED = 0.28  # members that score so near to the best are as good an answer
_CAP = re.compile(
    r"[，,](?:累计|单项|合计)*(?:最[高多]|不得?超过)[^，,。；;（）()]*\d[^，,。；;（）()]*"
)
_MOST = 3  # figures told at once


@dataclass(frozen=True)
class Piece:
    """Part of a summary with the words that prove it."""

    words: str
    citations: tuple[Citation, ...]


def says_as_much(told: Piece, piece: Piece) -> bool:
    """Whether a piece adds nothing to what is told already."""
    return grams(piece.words) <= grams(told.words)


def figures_said(members: Sequence[Member], beside: Sequence[Statement] = ()) -> Piece | None:
    """The figure that fits best, with those that fit as well, in the order of the text.

    Args:
        beside: All figures of the sentence, among which a share's cap is looked for.
    """
    if not members:
        return None
    best = [m.statement for m in members if m.score >= members[0].score - _TIED][:_MOST]
    if len(best) == 1:
        best = _with_its_cap(best[0], beside or [m.statement for m in members])
    best.sort(key=lambda s: s.start)
    proof = tuple(dict.fromkeys(_proof(s) for s in best))
    if len(best) > 1 and (whole := _sentence_of(best)):
        return Piece(whole, proof)
    room = SHORT if len(best) == 1 else max(SHORT // len(best) - 1, 36)
    words = [figure_said(s, room) for s in best]
    return Piece("；".join(dict.fromkeys(words)), proof)


_CAPS = re.compile(r"最[高多]|不(?:得)?(?:超过|高于)|上限|封顶|总额|累计")


def _with_its_cap(told: Statement, among: Sequence[Statement]) -> list[Statement]:
    """A share together with the sum that limits it: 「按费用的50%给予补助,最高30万元」 is one rule,
    of which either half alone misleads."""
    ordered = sorted(among, key=lambda s: s.start)
    at = next(
        (i for i, s in enumerate(ordered) if (s.start, s.end) == (told.start, told.end)), len(ordered)
    )  # fmt: skip
    for pair in (ordered[at : at + 2], ordered[max(at - 1, 0) : at + 1]):
        if len(pair) < 2 or told.start not in (pair[0].start, pair[1].start):
            continue
        share, cap = pair
        between = told.clause.text[share.end : cap.start]
        if _is("percent", share) and _is("money", cap) and not re.search("[。；;\n]", between):
            if _CAPS.search(told.clause.text[share.end : cap.end]):
                return [share, cap]
    return [told]


def _is(kind: str, statement: Statement) -> bool:
    return any(f.figure.kind == kind for f in statement.facts)


def _sentence_of(found: Sequence[Statement]) -> str:
    """The sentence that all of several figures stand in, where it is short enough to be told
    whole; else nothing."""
    clause = found[0].clause
    for start, end in sentences(clause.text):
        if start <= found[0].start and found[-1].end <= end:
            words = HEADING.sub("", clause.text[start:end]).strip().rstrip("。；;")
            above = _above(clause, start)
            if above and above not in words and len(above) + len(words) < SHORT - 1:
                return f"{above}：{words}"
            return words if len(words) <= SHORT else ""
    return ""


def _above(clause: Clause, start: int) -> str:
    """The heading over an offset; none where it is a question, which says nothing itself."""
    over = overhead(clause, start)
    return over[-1].rstrip("：:。；; ") if over and over[-1][-1:] not in ("?", "？") else ""


def figure_said(statement: Statement, room: int = SHORT) -> str:
    """A figure with what it is of: receiver and benefit where the text gives it to somebody,
    else in the words of its sentence with its neighbours left out."""
    given = [f for f in statement.facts if is_given(f) and f.aligned]
    if given and (given[0].condition or "给予" in given[0].benefit):
        return state(given[0], statement.clause, room=room)
    if said := _share_said(statement):
        return said
    worth = next((f for f in statement.facts if f.figure.unit == "分" and f.object), None)
    return _points_said(statement, worth, room) if worth else framed(statement, room)


def _share_said(statement: Statement) -> str:
    """A figure that 分别 gives to one of several, with whose it is; "" for others."""
    if len(statement.facts) != 1 or not statement.facts[0].aligned:
        return ""
    fact, clause = statement.facts[0], statement.clause
    start, end = next(
        ((a, b) for a, b in sentences(clause.text) if a <= statement.start < b), (0, 0)
    )
    if not fact.object:
        return ""
    if "分别" not in clause.text[start : statement.end] or "分别" in fact.object:
        return ""
    return f"{fact.object}：{fact.benefit or ''.join((*fact.qualifiers, fact.text))}"


def _points_said(statement: Statement, worth: Fact, room: int) -> str:
    """What is worth how many points, with the most that it can come to."""
    clause = statement.clause
    words = HEADING.sub("", statement.words).strip("（）()；;。, ，")
    if worth.object not in words:
        words = f"{worth.object}{'' if words == worth.text else '，'}{words}"
    if cap := _CAP.match(clause.text, statement.end):
        words += cap.group().rstrip()
    above = _above(clause, statement.start)
    whole = f"{above}：{words}" if above and above not in words else words
    return whole if len(whole) <= room else words[:room]


def _proof(statement: Statement) -> Citation:
    given = [f for f in statement.facts if is_given(f)]
    if given:
        return cite(statement.clause, given[0].start, given[0].end)
    return cite(statement.clause, statement.start, told_end(statement))


def sentence_said(statement: Statement, asked: AbstractSet[str], weights: Weights) -> Piece:
    """A sentence, or of a long one the part that shares most words with the question, after the
    heading over it where it is short."""
    at = _nearest(statement, asked, weights)
    words = HEADING.sub("", excerpt(statement.clause, statement.start, statement.end, at))
    before = _above(statement.clause, statement.start)
    if before and len(words) + len(before) < SHORT and len(words) < 60 and before not in words:
        words = f"{before}：{words}"
    return Piece(words, (cite(statement.clause, statement.start, statement.end),))


def _nearest(statement: Statement, asked: AbstractSet[str], weights: Weights) -> int:
    found, best = statement.start, -1.0
    for match in re.finditer(r"[^,，;；]+", statement.words):
        weight = weights.overlap(asked, grams(match.group()))
        if weight > best:
            found, best = statement.start + match.start(), weight
    return found


def words_asked(core: str) -> frozenset[str]:
    """The character pairs of what a question is about."""
    return grams(content(core))

"""How much, what share, how many, when, how long: the figure of a clause that is asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.compose.asked import Asked
from bot.compose.exception import is_of_others
from bot.compose.say import Piece, figures_said, says_as_much
from bot.compose.wording import SHORT
from bot.members import opposed, pick
from bot.question import Ask
from bot.ranking import wanted_kinds, wanted_units
from bot.statements import Statement
from bot.twofold import asks_several

_MONEY = re.compile(
    r"钱|元|块|万|亿|金|额|费|租|资助|补[助贴]|奖|[收交付缴花掏](?:的|了|给|出)?(?:多少|几)"
)
_GIVEN_BARE = re.compile(r"给予|享受|按规定")
# In the scores of bot/ranking.py, by which the first of two sentences so near to each other is the
# right one half the time (docs/accuracy.md): both are told.
_UNSURE = 0.5
_TOLD = 2  # sentences at most
_FEW = 3  # figures of a sentence that is told whole where several things are asked
_CLEARLY = 1.5  # a sentence that scores so much more than those with a figure is what is meant
_WHOLE = 100  # percent
_ON_A_DAY = re.compile(r"哪一?[天日]|几号|几月|哪个月|什么日子")
# Where a text says in words what is asked of it as a figure.
_TIME_WORDS = re.compile(
    r"次[年月日]|当[年月日天场]|即时|随时|终身|永久|[年月]底|年初|之日起?|届满|[后前时]方可"
)
_SUM_WORDS = re.compile(
    r"全额|全部(?:退|返|免|承担|报销|补)|足额|免费|免[收除交缴]|不得?收|减半|一半|半价|据实|双倍"
)


def figure(asked: Asked) -> Piece | None:
    """How much, what share, how many, when, how long: the figure of the sentence that fits.

    None where the clause has no figure of that kind, nor says it in words, or where what is
    asked about is given without one (「按规定给予支持」).
    """
    every = asked.sentences()
    ranked = [r for r in every if not is_of_others(asked.question, r.statement)] or every
    kinds, units = wanted_kinds(asked.question), wanted_units(asked.question)
    if asked.question.wants(Ask.AMOUNT) and not _MONEY.search(asked.question.folded):
        kinds |= {"count", "measure"}  # 「能加多少」 may want points
    holding = [r for r in ranked if _holds(asked, r.statement, kinds, units)]
    if not holding:
        near = (r.statement for r in ranked if r.score > ranked[0].score - _CLEARLY)
        worded = next((s for s in near if _in_words(kinds, s)), None)
        return asked.said(worded) if worded else None
    if ranked[0].score > holding[0].score + _CLEARLY:
        if _GIVEN_BARE.search(ranked[0].statement.words):
            return None
        return asked.said(ranked[0].statement)
    if _ON_A_DAY.search(asked.question.folded):
        dated = [r for r in holding if any(f.kind == "date" for f in r.statement.figures)]
        if dated and dated[0].score > holding[0].score - _CLEARLY:
            holding, kinds = dated, frozenset({"date"})
    first = holding[0].statement
    if asks_several(asked.question) and len(_inside(asked, first)) <= _FEW:
        return asked.said(first)  # its other figure may be the other thing that is asked
    told = [r.statement for r in holding[:_TOLD] if r.score >= holding[0].score - _UNSURE]
    taken = [opposed(asked.question.folded, s.words) for s in told]
    told = [s for s, side in zip(told, taken, strict=True) if side == max(taken)]
    if (change := asked.changed(told[0])) and _holds(asked, change, kinds, units):
        told = [change, *(s for s in told if s is not change)]
    return together([_figures_of(asked, s, kinds, units) for s in told])


def _in_words(kinds: frozenset[str], sentence: Statement) -> bool:
    """Whether a sentence says in words what would be a figure: 「自次月起」, 「全额退还」."""
    of_time = kinds & {"date", "period"} and _TIME_WORDS.search(sentence.words)
    of_sum = kinds & {"money", "percent"} and _SUM_WORDS.search(sentence.words)
    return bool(of_time or of_sum)


def _figures_of(
    asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]
) -> Piece:
    """What a sentence says of the figure asked for; its words where that is tied to nothing."""
    members = _members(asked, sentence, kinds, units)
    if _divided(members):
        return asked.said(sentence)
    ranked = pick(asked.question, asked.vector, members)
    return figures_said(ranked, _inside(asked, sentence)) or asked.said(sentence)


def _divided(members: Sequence[Statement]) -> bool:
    """Whether figures are the shares of one whole, 50%, 30% and 20%, of which one says little."""
    shares = [f.value for m in members for f in m.figures if f.kind == "percent"]
    return len(shares) > 1 and sum(shares) == _WHOLE


def together(pieces: Sequence[Piece]) -> Piece:
    """The first piece, and the next ones that say something else as far as there is room."""
    told = pieces[0]
    for piece in pieces[1:]:
        words = f"{told.words.rstrip('。；;')}；{piece.words}"
        if says_as_much(told, piece) or len(words) > SHORT:
            continue
        told = Piece(words, tuple(dict.fromkeys((*told.citations, *piece.citations))))
    return told


def _holds(asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]) -> bool:
    """Whether a sentence has a figure of the kind asked for, be it of no fact (每月10日前)."""
    return bool(_members(asked, sentence, kinds, units)) or any(
        f.kind in kinds or f.unit in units for f in sentence.figures
    )


def _members(
    asked: Asked, sentence: Statement, kinds: frozenset[str], units: frozenset[str]
) -> list[Statement]:
    """The figures of a sentence that are of the kind asked for."""
    inside = _inside(asked, sentence)
    by_unit = [s for s in inside if any(f.unit in units for f in s.figures)]
    of_kind = by_unit or [s for s in inside if any(f.kind in kinds for f in s.figures)]
    given = [s for s in of_kind if any(f.kind in ("amount", "percent") for f in s.facts)]
    return given if given and asked.question.wants(Ask.AMOUNT, Ask.PERCENT) else of_kind


def _inside(asked: Asked, sentence: Statement) -> list[Statement]:
    """The figures of a sentence."""
    return [
        s for s in asked.clause.statements
        if s.facts and sentence.start <= s.start < sentence.end
    ]  # fmt: skip

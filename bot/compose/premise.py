"""Questions that bring a figure with them: 「模型券最高1000万对吧」 is confirmed or put right."""

from __future__ import annotations

import re

from bot.compose.wording import is_given, state
from bot.draft import Draft, cite
from bot.knowledge import KnownClause, KnownFact
from bot.question import Question
from corpus.figures import Figure

_CONFIRM = re.compile(
    r"对吧|对吗|对不对|是吧|是吗|是不是|是不$|没错吧|没问题吧|真的吗|真的假的|属实|确认|这么(?:高|多|低|少)|吗[??。]?$|么[??。]?$|吧[??。]?$|right\?|is it true|correct\?|也是|都是"
)
_GIVEN = re.compile(r"(?:最高|最多|补|奖|给|返|贴|拿|领|发|封顶|上限|是|有|就|选|评|到)\D{0,6}$")


def answer(question: Question, clause: KnownClause, ranked: list[KnownFact]) -> Draft | None:
    """Yes with the proof, or no with the right figure; None where no figure is put forward.

    Args:
        ranked: Facts of the clause that give something, best first.
    """
    if not _CONFIRM.search(question.folded):
        return None
    for figure in sorted(question.figures, key=lambda f: not _is_total(question, f)):
        candidates = [k for k in (*ranked, *_quotas(clause)) if _alike(k.fact.figure, figure)]
        if not candidates or not _GIVEN.search(question.folded[: figure.start]):
            continue
        known = candidates[0]
        if not is_given(known.fact) and len(candidates) > 1:
            continue
        if _is_threshold(figure, clause):
            continue
        words = state(known.fact, clause.clause, room=90)
        right = known.fact.figure.value == figure.value or known.fact.figure.high == figure.value
        opening = "是的，" if right else f"不是{figure.text}，"
        return Draft(
            "answered",
            f"{opening}{words}。",
            (cite(clause.clause, known.fact.start, known.fact.end),),
        )
    return None


def _is_total(question: Question, figure: Figure) -> bool:
    return bool(re.search(r"(?:一共|总共|合计|总计)\D{0,4}$", question.folded[: figure.start]))


def _quotas(clause: KnownClause) -> list[KnownFact]:
    return [k for k in clause.facts if k.fact.kind == "quota"]


def _alike(printed: Figure, said: Figure) -> bool:
    if printed.kind != said.kind:
        return False
    return printed.kind in ("money", "percent") or printed.unit == said.unit


def _is_threshold(figure: Figure, clause: KnownClause) -> bool:
    return any(
        k.fact.kind == "threshold" and k.fact.figure.value == figure.value for k in clause.facts
    )

"""Answers to English questions: an English sentence round the Chinese words of the clause.

Each figure of those words is converted (bot/compose/english_words.py), and the few words that
answer without one (免费, 半价, 不得); the rest is quoted.
"""

from __future__ import annotations

import re

from bot.answer import ClauseRef
from bot.compose.english_words import ranges
from bot.compose.fact import Asked
from bot.compose.say import Piece
from bot.draft import Draft
from bot.question import Ask, Question
from bot.ranking import wanted_kinds
from corpus.figures import figures
from corpus.text import fold

_LONGEST_TITLE = 24  # a title; longer ones are the first sentence of an article
_CONDITION = re.compile(r"（条件[^）]*）|\(条件[^)]*\)")
# Words that answer by themselves, first those that hold another of them.
_PLAIN = (
    ("不得", "not allowed"), ("不予", "not granted"), ("不适用", "does not apply"),
    ("免费", "free of charge"), ("免收", "free of charge"), ("半价", "half price"),
    ("全额", "in full"), ("永久居留", "permanent residence"),
)  # fmt: skip


def draft(question: Question, asked: Asked, piece: Piece, related: tuple[ClauseRef, ...]) -> Draft:
    """The piece in an English frame: each figure of it converted, then its Chinese words."""
    clause = asked.clause.clause
    title = f" {clause.title}" if len(clause.title) <= _LONGEST_TITLE else ""
    head = f"{clause.label}{title}"
    words = piece.words.rstrip("。；;")
    if question.wants(Ask.AGENCY) and (clause.lead_agencies or clause.responsible_agencies):
        summary = f"The agencies in charge under clause {head} are: {words}."
    elif said := _said(question, words):
        summary = f"Under clause {head}: {'; '.join(said)}. In Chinese: {words}。"
    else:
        summary = f"Clause {head} says: {words}。"
    return Draft("answered", summary, piece.citations, related)


def _said(question: Question, words: str) -> list[str]:
    """What the words say in English, figures of the kind asked for before all others."""
    text = _CONDITION.sub(lambda m: " " * len(m.group()), fold(words))
    found = [f for f in figures(text) if f.kind != "year"]
    kinds = wanted_kinds(question)
    wanted = [f for f in found if f.kind in kinds]
    said = ranges(wanted or found, text)
    return said + [english for chinese, english in _PLAIN if chinese in text][:2]

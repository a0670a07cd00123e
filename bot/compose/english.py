"""Answers to English questions: an English sentence round the Chinese words of the clause.

Each figure of those words is converted (bot/english/figures.py), agencies are called by their
English names, and the few words that answer without a figure (免费, 半价, 不得) are translated;
the rest is quoted.
"""

from __future__ import annotations

import re

from bot.answer import ClauseRef
from bot.compose.asked import Asked
from bot.compose.say import Piece
from bot.draft import Draft
from bot.english import agencies
from bot.english.figures import figures_told, ranges
from bot.question import Ask, Question
from bot.ranking import wanted_kinds
from corpus.figures import figures
from corpus.model import Clause
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
    words = piece.words.rstrip("。；;")
    if question.wants(Ask.AGENCY) and (clause.lead_agencies or clause.responsible_agencies):
        english = f"{_agencies(clause)} (clause {_head(clause)})."
        if said := _said(question, words):
            english += f" It says: {'; '.join(said)}. In Chinese: {words}。"
    elif said := _said(question, words):
        english = f"Under clause {_head(clause)}: {'; '.join(said)}. In Chinese: {words}。"
    else:
        english = f"Clause {_head(clause)} says: {words}。"
    return Draft("answered", words + "。", piece.citations, related, english=english)


def in_english(draft: Draft) -> str:
    """The summary of any draft for those who asked in English."""
    if draft.english:
        return draft.english
    if draft.status == "clarify":
        return "Please say which measure you mean."
    if draft.status == "refused":
        return f"The policy does not say this. In Chinese: {draft.summary}"
    told = figures_told(_CONDITION.sub("", draft.summary))
    where = " and ".join(dict.fromkeys(c.label for c in draft.citations if c.label))
    head = f"Under clause {where}: " if where else ""
    return f"{head}{f'{told}. ' if told else ''}In Chinese: {draft.summary}"


def _head(clause: Clause) -> str:
    return f"{clause.label} {clause.title}" if len(clause.title) <= _LONGEST_TITLE else clause.label


def _agencies(clause: Clause) -> str:
    """Who leads and who is responsible, by their English names."""
    roles = (
        ("Lead agency", "Lead agencies", clause.lead_agencies),
        ("Responsible agency", "Responsible agencies", clause.responsible_agencies),
    )
    return "; ".join(
        f"{one if len(names) == 1 else several}: {', '.join(map(agencies.in_english, names))}"
        for one, several, names in roles
        if names
    )


def _said(question: Question, words: str) -> list[str]:
    """What the words say in English, figures of the kind asked for before all others."""
    text = _CONDITION.sub(lambda m: " " * len(m.group()), fold(words))
    found = [f for f in figures(text) if f.kind != "year"]
    kinds = wanted_kinds(question) | ({"money"} if question.wants(Ask.AMOUNT) else set())
    wanted = [f for f in found if f.kind in kinds]
    said = ranges(wanted or found, text)
    return said + [english for chinese, english in _PLAIN if chinese in text][:2]

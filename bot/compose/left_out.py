"""Who asks of somebody that the clause leaves out is told that, not what the others get: 「加盟店不
适用本条」."""

from __future__ import annotations

import re

from bot.compose import eligibility
from bot.compose.asked import Asked
from bot.compose.say import sentence_said, words_asked
from bot.draft import Draft, ref
from bot.knowledge import KnownPolicy
from bot.narrowing import Found
from bot.question import Ask, Question

# What is asked of a case; who wants agencies, dates or lists is told those.
_OF_A_CASE = frozenset({Ask.TEXT, Ask.AMOUNT, Ask.PERCENT, Ask.CONDITION, Ask.QUOTA})

_HOW_MUCH = re.compile("多少|几")


def answer(about: Asked) -> Draft | None:
    """The sentence that leaves out whom the question speaks of; None where none does."""
    question = about.question
    whether = question.yes_no or eligibility.asks_whether(question)
    if not whether or _HOW_MUCH.search(question.folded):
        return None
    if question.english or not _OF_A_CASE.issuperset(question.asks):
        return None
    sentence = about.excluded()
    if sentence is None:
        return None
    piece = sentence_said(sentence, words_asked(question.core), about.known.weights)
    related = tuple(ref(h.clause) for h in about.hits[1:4])
    return Draft("answered", f"{piece.words.rstrip('。；;')}。", piece.citations, related)


def instead_of(draft: Draft, question: Question, known: KnownPolicy, found: Found) -> Draft | None:
    """The same for a question whose figure was judged by a clause: 「听说搬家奖50万，我们这种算不算」
    is not confirmed where those who ask are left out."""
    n = draft.citations[0].clause
    if n is None or any(citation.clause != n for citation in draft.citations):
        return None
    hits, vector = found
    return answer(Asked(question, vector, known, known.clause(n), hits))

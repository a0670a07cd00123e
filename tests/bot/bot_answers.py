"""What tests of the bot look at in an answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from bot.answer import Answer
from corpus.model import Policy

TODAY = date(2025, 6, 1)  # the policy is valid and far from its end

Ask = Callable[..., Answer]


def misquoted(answer: Answer, policy: Policy) -> list[str]:
    """The quotes of an answer that are empty or not what stands at their offsets."""
    wrong = []
    for cited in answer.citations:
        if cited.clause is None:
            text = policy.part_text(cited.part or "")
        else:
            text = policy.clauses[cited.clause - 1].text
        if not cited.quote or text[cited.start : cited.end] != cited.quote:
            wrong.append(cited.quote)
    return wrong


def clauses_of(answer: Answer) -> list[int | None]:
    """The clauses an answer cites, each once, in order."""
    return list(dict.fromkeys(cited.clause for cited in answer.citations))

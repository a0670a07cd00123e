"""A turn of the chat, and its answer in plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from bot.answer import Answer, ClauseRef
from bot.web.markup import PART_LABELS
from bot.web.ui.words import Lang, Said, said
from corpus.model import Policy

if TYPE_CHECKING:
    from bot.records.kept import Conversation

Vote = Literal["like", "dislike"]
Votes = dict[str, Vote]  # by the id of the answer
Titles = Mapping[str, str]

_LONG_SUMMARY = 120


@dataclass(frozen=True)
class Turn:
    """A question of the user and what came back.

    Attributes:
        question: As typed.
        answer: None until there is one, and where the user stopped it.
        error: What to tell the user where there could be none; "" otherwise.
        id: Of the answer in the records; "" where none are kept.
        retrieved: Clauses the user may name as the right one.
    """

    question: str
    answer: Answer | None = None
    error: str | Said = ""
    id: str = ""
    retrieved: tuple[ClauseRef, ...] = ()


def answered(answer: Answer, id_: str, policies: Sequence[Policy]) -> Turn:
    """The turn of an answer, with what was retrieved for it as far as it is still there."""
    known = {policy.id: policy for policy in policies}
    found = [
        known[hit.policy].clause(hit.clause)
        for hit in answer.retrieved
        if hit.policy in known and 1 <= hit.clause <= len(known[hit.policy].clauses)
    ]
    refs = tuple(ClauseRef(clause.policy, clause.n, clause.label, clause.title) for clause in found)
    return Turn(answer.question, answer, id=id_, retrieved=refs)


def kept_turns(kept: Conversation, policies: Sequence[Policy]) -> tuple[list[Turn], Votes]:
    """The turns of a conversation of before, and how their answers were judged.

    Of answers to one question that follow one another, made again, only the last is a turn.
    """
    following = [*kept.answers[1:], None]
    last = [
        a
        for a, b in zip(kept.answers, following, strict=True)
        if b is None or a.answer.question != b.answer.question
    ]
    votes = {a.id: cast(Vote, a.vote) for a in kept.answers if a.vote}
    return [answered(a.answer, a.id, policies) for a in last], votes


def spoken(answer: Answer) -> str:
    """The summary, or of a long list its opening ("共23条："), the rest standing in the table."""
    summary = answer.summary
    if answer.table is None or answer.table.kind != "list" or len(summary) <= _LONG_SUMMARY:
        return summary
    opening, colon, _ = summary.partition("：")
    return opening + colon


def place_words(label: str, part: str | None, lang: Lang = "zh") -> str:
    """ "(十七)", or for what is cited of a policy beside its clauses the word for that part."""
    return said(part, lang) if part in PART_LABELS and part and not label else label


def plain_text(answer: Answer, titles: Titles) -> str:
    """The answer as people paste it: the summary and each citation with its quote."""
    lines = [answer.summary]
    for c in answer.citations:
        place = f"《{titles.get(c.policy, c.title)}》{place_words(c.label, c.part)}"
        lines.append(f"依据：{place}：“{c.quote}”")
    return "\n".join([*lines, *answer.notices])

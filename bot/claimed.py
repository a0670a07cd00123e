"""A claim with a question after it: 「听说一个产品奖五万，对吗？一年最多能拿多少」."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy

from bot.compose import premise
from bot.followup import Answered, Conversation
from bot.joined import adds, both
from bot.narrowing import Found
from bot.question import Question, understand

_CLAIM = re.compile(
    r"(?P<claim>.+?(?:对不对|对[吧吗么]|是[吧吗]|是不是|(?:没|不会)[记搞弄听看说]?错吧?|真的[吗吧么]?|属实吗?))"
    r"\s*[?,。;!]+\s*(?P<more>.{4,})"
)
_ASKS = re.compile(r"多少|几(?!乎)|什么|啥|哪|谁|怎么|如何|多久|多长|多大")


def parts(asked: Question) -> tuple[str, str, str] | None:
    """The claim, the question that it answers, and the question after it; None where it is not
    made of claim and question."""
    match = _CLAIM.fullmatch(asked.folded)
    if asked.english or not match or not _ASKS.search(match["more"]):
        return None
    put = premise.read(understand(match["claim"]))
    return (match["claim"], put.question.text, match["more"]) if put and put.sure else None


def answer(
    asked: Question,
    conversation: Conversation,
    find: Callable[[Question], tuple[Question, Found]],
) -> Answered | None:
    """The claim judged and the question answered, as one that leans on it; None where either
    cannot be."""
    if (found := parts(asked)) is None:
        return None
    claim, plain, more = found
    judged = copy(conversation).hear(claim)  # which goes on as it was where nothing comes of this
    if judged.status != "answered":
        return None
    talk = copy(conversation)
    talk.hear(plain)  # what follows leans on the matter, not on the figure put forward
    draft, hits, resolved = talk.answer(*find(understand(more)))
    if draft.status != "answered" or draft.table or not adds(draft, [judged]):
        return None
    return both(judged, draft), hits, resolved

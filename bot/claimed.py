"""A claim with a question after it: 「听说一个产品奖五万，对吗？一年最多能拿多少」."""

from __future__ import annotations

from copy import copy

from bot.compose import premise
from bot.composer import Composer
from bot.followup import Answered, Conversation
from bot.joined import adds, both
from bot.question import Question, understand


def answer(asked: Question, conversation: Conversation, composer: Composer) -> Answered | None:
    """The claim judged and the question answered, as one that leans on it or, where that says no
    more, by itself; None where either cannot be."""
    if (parts := premise.with_more(asked)) is None:
        return None
    claim, put, more = parts
    judged = copy(conversation).hear(claim)  # which goes on as it was where nothing comes of this
    if judged.status != "answered":
        return None
    talk = copy(conversation)
    talk.hear(put.question.text)  # what follows leans on the matter, not on the figure put forward
    question, found = composer.find(understand(more))
    draft, hits, resolved = talk.answer(question, found)
    if not adds(draft, [judged]):
        draft, hits, resolved = composer.alone(question, found), found[0], ""
    if draft.status != "answered" or draft.table or not adds(draft, [judged]):
        return None
    return both(judged, draft), hits, resolved

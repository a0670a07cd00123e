"""What is done with answers and conversations of before: listed, deleted, judged, shared, saved.

What the page sends is checked: answers against the conversation it shows, conversations by
their ids alone, which only the browser that had the conversation knows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.records.errors import NotKept
from bot.service import Feedback
from bot.web.docx_file import document
from bot.web.reply import NOTHING, file, forgotten, say, shared
from bot.web.turn import Turn, Votes
from bot.web.ui.words import Lang, label, said, word
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.records.kept import ConversationLine
    from bot.records.records import Records
    from bot.service import Service

logger = logging.getLogger(__name__)

LONGEST_REASON = 500  # as the form says


class Keeping:
    """The handlers.

    Args:
        service: Takes the feedback.
        records: What the service keeps answers in; None: it keeps none.
        today: The day that stands in files.
    """

    def __init__(
        self, service: Service, records: Records | None, today: Callable[[], date]
    ) -> None:
        self._service = service
        self._records = records
        self._today = today

    def conversations(self, event: gr.EventData) -> str:
        """The list of the conversations whose ids the browser holds, as HTML."""
        ids = [id_ for id_ in _list(event, "ids") if isinstance(id_, str)]
        return conversations_html(self._records, ids)

    def forget(self, event: gr.EventData) -> tuple[str | Any, str]:
        """Delete a conversation; gives the list of the others, and tells the browser so."""
        if self._records is None:
            return self.conversations(event), NOTHING
        conversation = str(event._data.get("conversation"))
        try:
            self._records.forget(conversation)
        except NotKept:  # logged there; it stays in the list and the browser keeps its id
            return gr.skip(), say("not-deleted")
        return self.conversations(event), forgotten(conversation)

    async def vote(
        self, turns: list[Turn], votes: Votes, event: gr.EventData
    ) -> tuple[Votes | Any, str]:
        """Keep a like or dislike, with the reason and the clause the user thinks right."""
        data = event._data
        vote = data.get("vote")
        turn = _of_answer(turns, data)
        if turn is None or vote not in ("like", "dislike"):
            return gr.skip(), NOTHING
        reason = str(data.get("reason") or "").strip()[:LONGEST_REASON]
        named = (data.get("policy"), data.get("clause"))
        right = next((ref for ref in turn.retrieved if (ref.policy, ref.clause) == named), None)
        where = (right.policy, right.clause) if right else (None, None)
        try:
            noted = await self._service.feedback(Feedback(turn.id, vote, reason, *where))
        except WenceError as error:
            logger.warning("feedback was not kept: %s", error)
            noted = False
        if not noted:
            return gr.skip(), say("not-noted")
        return votes | {turn.id: vote}, say("thanks")

    def share(self, turns: list[Turn], event: gr.EventData) -> str:
        """Share an answer of the conversation, or end that ({"end": true})."""
        turn = _of_answer(turns, event._data)
        if turn is None or self._records is None:
            return NOTHING
        return share_said(self._records, turn.id, end=bool(event._data.get("end")))

    def save(self, turns: list[Turn], event: gr.EventData) -> str:
        """An answer ({"turn": n}) or the whole conversation as a Word file."""
        n, lang = event._data.get("turn"), lang_of(event)
        one = isinstance(n, int) and 0 <= n < len(turns)
        answers = [turn.answer for turn in (turns[n : n + 1] if one else turns) if turn.answer]
        if not answers:
            return NOTHING
        name = said("docx-answer-file" if one else "docx-talk-file", lang)
        made = document(answers, self._service.engine.policies, self._today(), lang)
        return file(f"{name}.docx", made)


def conversations_html(records: Records | None, ids: Sequence[str]) -> str:
    """The list of the conversations of these ids, as HTML; None: there are no records."""
    if records is None:
        return f'<p class="w-none">{word("history-off")}</p>'
    lines = records.conversations(ids)
    if not lines:
        return f'<p class="w-none">{word("history-none")}</p>'
    return f"<ul>{''.join(_line_html(line) for line in lines)}</ul>"


def share_said(records: Records, answer: str, *, end: bool = False) -> str:
    """Share the answer of that id, or end that; gives what to tell the page's scripts."""
    try:
        if end:
            records.unshare(answer)
            return say("share-ended")
        share = records.share(answer)
    except NotKept:  # logged there
        return say("not-unshared" if end else "not-shared")
    return shared(answer, share) if share else say("gone")


def lang_of(event: gr.EventData) -> Lang:
    """The language of the interface that the page says it has."""
    return "en" if event._data.get("lang") == "en" else "zh"


def _list(event: gr.EventData, name: str) -> list[Any]:
    value = event._data.get(name)
    return value if isinstance(value, list) else []


def _of_answer(turns: list[Turn], data: dict[str, Any]) -> Turn | None:
    id_ = data.get("answer")
    return next((turn for turn in turns if turn.id and turn.id == id_), None)


def _line_html(line: ConversationLine) -> str:
    about = word("history-line", day=line.latest.astimezone().date(), count=line.count)
    return (
        f'<li><button type="button" class="w-entry" data-conversation="{escape(line.id)}">'
        f"<span>{escape(line.title)}</span><small>{about}</small></button>"
        f'<button type="button" class="w-act w-forget" data-forget="{escape(line.id)}"'
        f"{label('history-delete', title=line.title)}>×</button></li>"
    )

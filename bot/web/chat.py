"""The conversation: what happens when a question is sent, stopped, or another one is opened.

Nothing here is shared between users: a conversation is a list of Turn in the session's
gr.State. Its id in the records stands in the page, from where it comes back with each question;
whoever has the id may go on with the conversation, and nobody can guess one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.service import Caller
from bot.web.asking import asked_turn
from bot.web.render import turn_html, typing_html, waiting_html, welcome_html
from bot.web.reply import NOTHING, say
from bot.web.turn import Turn, Votes, kept_turns, spoken

if TYPE_CHECKING:
    from bot.records.records import Records
    from bot.service import Service

# Typing out takes at most STEPS * PAUSE_S: long enough to be seen, too short to be waited for.
_STEPS = 40
_PAUSE_S = 0.025
_FEWEST_CHARACTERS = 3  # per step

# Earlier turns, present turn, turns, text box, send button, stop button, id of the conversation.
Shown = tuple[Any, Any, Any, Any, Any, Any, Any]


class Chat:
    """The handlers behind the chat's events.

    Args:
        service: Answers the questions.
        records: What the service keeps answers in; None: it keeps none.
        today: The day answers are judged against.
    """

    def __init__(
        self, service: Service, records: Records | None, today: Callable[[], date]
    ) -> None:
        self._service = service
        self._records = records
        self._today = today

    async def respond(
        self,
        text: str,
        policy: str,
        turns: list[Turn],
        votes: Votes,
        conversation: str,
        event: gr.EventData,
    ) -> AsyncIterator[Shown]:
        """Answer the question in the text box, the one a pressed button stands for, or the last
        one anew.

        Args:
            text: What the text box holds.
            policy: Id of the policy to look in; "" for all.
            turns, votes, conversation: The conversation so far, and its id.
            event: Carries {"question"} or {"again": true} where a button was pressed.
        """
        asked = event._data or {}
        pressed = asked.get("question")
        if asked.get("again") and turns:
            pressed, turns = turns[-1].question, turns[:-1]
        question = str(pressed or text).strip()
        if not question:
            yield _unchanged()
            return
        n = len(turns)
        begun = [*turns, Turn(question)]
        typed = text if pressed else ""
        earlier = self._earlier_html(turns, votes)
        yield earlier, waiting_html(question), begun, typed, *_busy(True), gr.skip()
        turn, conversation = await asked_turn(
            self._service,
            question,
            [turn.question for turn in turns if not turn.error],
            policy=policy or None,
            today=self._today(),
            caller=Caller("chat", conversation),
        )
        # Known at once: who stops the typing goes on in the same conversation.
        yield *_kept(6), conversation
        async for shown in _typing(turn):
            yield gr.skip(), typing_html(turn, shown), *_kept(5)
        # What could not be taken goes back into the box, to be sent again or shortened there.
        box = question if turn.error and not typed else gr.skip()
        live = turn_html(turn, n, self._titles)
        yield gr.skip(), live, [*turns, turn], box, *_kept(3)

    def rested(self) -> tuple[Any, Any]:
        """The two buttons when no answer is under way."""
        return _busy(False)

    def stop(self, turns: list[Turn]) -> tuple[Any, Any, Any]:
        """Show the present turn as stopped. Returns it and the two buttons."""
        if not turns or turns[-1].answer is not None or turns[-1].error:
            return gr.skip(), *_busy(False)
        return turn_html(turns[-1], len(turns) - 1, self._titles), *_busy(False)

    def new(self) -> tuple[str, str, list[Turn], Votes, Any, Any, str]:
        """A new conversation."""
        return "", self.welcome_html(), [], {}, *_busy(False), ""

    def open(self, id_: str) -> tuple[Any, ...]:
        """A conversation of before: what `new` gives, and a reply where there is none any more."""
        kept = self._records.conversation(id_) if self._records else None
        if kept is None or not kept.answers:
            return *_kept(4), *_busy(False), gr.skip(), say("gone")
        turns, votes = kept_turns(kept, self._service.engine.policies)
        n = len(turns) - 1
        present = turn_html(turns[n], n, self._titles, vote=votes.get(turns[n].id))
        earlier = self._earlier_html(turns[:n], votes)
        return earlier, present, turns, votes, *_busy(False), kept.id, NOTHING

    def welcome_html(self) -> str:
        """What stands in an empty conversation."""
        return welcome_html(self._service.engine.policies)

    @property
    def _titles(self) -> dict[str, str]:
        return {policy.id: policy.title for policy in self._service.engine.policies}

    def _earlier_html(self, turns: list[Turn], votes: Votes) -> str:
        return "".join(
            turn_html(turn, n, self._titles, vote=votes.get(turn.id))
            for n, turn in enumerate(turns)
        )


async def _typing(turn: Turn) -> AsyncIterator[int]:
    """How many characters of the summary to show, step by step."""
    if turn.answer is None:
        return
    length = len(spoken(turn.answer))
    step = max(_FEWEST_CHARACTERS, -(-length // _STEPS))
    for shown in range(step, length, step):
        yield shown
        await asyncio.sleep(_PAUSE_S)


def _busy(busy: bool) -> tuple[Any, Any]:
    """The send and the stop button: one takes the other's place."""
    return gr.update(visible=not busy), gr.update(visible=busy)


def _kept(count: int) -> tuple[Any, ...]:
    return tuple(gr.skip() for _ in range(count))


def _unchanged() -> Shown:
    return gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()

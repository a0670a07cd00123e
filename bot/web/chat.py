"""The conversation: what happens when a question is sent, stopped, cleared or judged.

Nothing here is shared between users: a conversation is a list of Turn in the session's
gr.State, and the engine is asked in a thread of its own, so that one user's question does not
hold up another's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import gradio as gr

from bot.web.examples import example_questions
from bot.web.feedback import OnFeedback, Vote, feedback_record
from bot.web.markup import text_html
from bot.web.render import Turn, spoken, turn_html, typing_html, waiting_html
from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.engine import Engine

logger = logging.getLogger(__name__)

# Typing out takes at most STEPS * PAUSE_S: long enough to be seen, too short to be waited for.
_STEPS = 40
_PAUSE_S = 0.025
_FEWEST_CHARACTERS = 3  # per step

Votes = dict[int, Vote]
# Earlier turns, present turn, turns, text box, send button, stop button.
Shown = tuple[Any, Any, Any, Any, Any, Any]


class Chat:
    """The handlers behind the chat's events, for one engine.

    Args:
        engine: Answers the questions.
        on_feedback: Takes each like and dislike.
        today: The day answers are judged against.
    """

    def __init__(self, engine: Engine, on_feedback: OnFeedback, today: Callable[[], date]) -> None:
        self._engine = engine
        self._on_feedback = on_feedback
        self._today = today

    async def respond(
        self, text: str, policy: str, turns: list[Turn], votes: Votes, event: gr.EventData
    ) -> AsyncIterator[Shown]:
        """Answer the question in the text box, or the one a pressed button stands for.

        Args:
            text: What the text box holds.
            policy: Id of the policy to look in; "" for all.
            turns, votes: The conversation so far.
            event: Carries {"question"} where a button was pressed.
        """
        pressed = (event._data or {}).get("question")
        question = str(pressed or text).strip()
        if not question:
            yield _unchanged()
            return
        n = len(turns)
        begun = [*turns, Turn(question)]
        typed = text if pressed else ""
        yield (
            self._earlier_html(turns, votes), waiting_html(question), begun, typed, *_busy(True)
        )  # fmt: skip
        turn = await self._ask(question, policy, [turn.question for turn in turns])
        async for shown in _typing(turn):
            yield gr.skip(), typing_html(turn, shown), *_kept(4)
        # What could not be taken goes back into the box, to be shortened there.
        box = question if turn.error and not typed else gr.skip()
        live = turn_html(turn, n, self._titles)
        yield gr.skip(), live, [*turns, turn], box, *_busy(False)

    async def _ask(self, question: str, policy: str, history: list[str]) -> Turn:
        try:
            answer = await asyncio.to_thread(
                self._engine.ask, question, history, today=self._today(), policy=policy or None
            )
        except WenceError as error:
            return Turn(question, error=str(error))
        except Exception:
            # The outermost place that can still tell the user; the log has the rest.
            logger.exception("Answering failed")
            return Turn(question, error="回答时出了问题，请再问一次；若仍不行，请联系管理员。")
        return Turn(question, answer)

    def stop(self, turns: list[Turn]) -> tuple[Any, Any, Any]:
        """Show the present turn as stopped. Returns it and the two buttons."""
        if not turns or turns[-1].answer is not None or turns[-1].error:
            return gr.skip(), *_busy(False)
        return turn_html(turns[-1], len(turns) - 1, self._titles), *_busy(False)

    def clear(self) -> tuple[str, str, list[Turn], Votes, Any, Any]:
        """A new conversation."""
        return "", self.welcome_html(), [], {}, *_busy(False)

    def vote(self, turns: list[Turn], votes: Votes, event: gr.EventData) -> Votes:
        """Keep a like or dislike; what the page sends is checked against the conversation."""
        n, vote = event._data.get("turn"), event._data.get("vote")
        if vote not in ("like", "dislike") or not isinstance(n, int) or not 0 <= n < len(turns):
            return votes
        answer = turns[n].answer
        if answer is None or votes.get(n) == vote:
            return votes
        self._on_feedback(feedback_record(answer, vote, [turn.question for turn in turns[:n]]))
        return votes | {n: vote}

    def welcome_html(self) -> str:
        """What stands in an empty conversation: a greeting and questions to start with."""
        examples = "".join(
            f'<li><button type="button" class="w-example" data-ask="{text_html(question)}">'
            f"{text_html(question)}</button></li>"
            for question in example_questions(self._engine.policies)
        )
        return (
            '<div class="w-welcome"><h2>您想了解哪项政策？</h2>'
            "<p>直接提问，每个回答都附条款原文，点开即可核对。</p>"
            f"<ul>{examples}</ul></div>"
        )

    @property
    def _titles(self) -> dict[str, str]:
        return {policy.id: policy.title for policy in self._engine.policies}

    def _earlier_html(self, turns: list[Turn], votes: Votes) -> str:
        return "".join(
            turn_html(turn, n, self._titles, vote=votes.get(n)) for n, turn in enumerate(turns)
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
    return gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip(), gr.skip()

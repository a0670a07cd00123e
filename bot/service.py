"""One way in for every interface: questions are bounded, answered in a thread, kept and counted.

Chat, REST, the widget, OpenAI clients, MCP and webhooks all ask through `Service.ask`. It holds
the engine so that publishing a policy can exchange it without stopping: questions under way
finish with the engine they began with.
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Literal, Protocol

from corpus.errors import WenceError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.engine import Engine

# What a question is taken to need before any was answered; then the mean of about so many.
_SECONDS_EACH, _RECENT = 0.1, 32

Channel = Literal["chat", "api", "embed", "openai", "dify", "mcp", "chatwoot"]


class Busy(WenceError):
    """More questions wait than can be answered in time.

    Attributes:
        retry_after: Seconds after which to try again.
    """

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"现在提问的人太多，请在{retry_after}秒后再试。")
        self.retry_after = retry_after


class TookTooLong(WenceError):
    """A question was not answered within the time allowed.

    Attributes:
        seconds: That time.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"这个问题在{seconds:g}秒内没有答出来，请换一种说法再问。")
        self.seconds = seconds


@dataclass(frozen=True)
class Caller:
    """Who asks, and by which way.

    Attributes:
        channel: The interface.
        conversation: Id of the conversation; "" begins one.
        key: Name of the API key; "" without one.
    """

    channel: Channel
    conversation: str = ""
    key: str = ""


@dataclass(frozen=True)
class Reply:
    """An answer with the ids it is kept under; both "" where nothing is kept."""

    answer: Answer
    id: str = ""
    conversation: str = ""


@dataclass(frozen=True)
class Feedback:
    """What a user thinks of an answer.

    Attributes:
        answer: Id of the answer.
        vote: Like or dislike.
        reason: In the user's words; "" for none.
        policy, clause: The clause the user thinks right; None for none.
    """

    answer: str
    vote: Literal["like", "dislike"]
    reason: str = ""
    policy: str | None = None
    clause: int | None = None


class Keeps(Protocol):
    """Where answers and feedback are kept (bot/records)."""

    def keep_answer(
        self,
        caller: Caller,
        answer: Answer,
        history: Sequence[str],
        *,
        engine: Engine | None = None,
    ) -> Reply:
        """Keep an answer that `engine` gave durably; returns it with its ids."""

    def keep_feedback(self, feedback: Feedback) -> bool:
        """Keep feedback durably; False where no such answer is known."""


class Service:
    """Answers for every interface. Used from one event loop; the engine runs in threads."""

    def __init__(
        self,
        engine: Engine,
        *,
        keeps: Keeps | None = None,
        at_once: int = 2,
        waiting: int = 64,
        timeout_s: float = 20.0,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Serve `engine`.

        Args:
            keeps: Where answers are kept; None keeps nothing.
            at_once: Questions answered at the same time, one thread each.
            waiting: Questions that may wait beside them; more are turned away with `Busy`.
            timeout_s: Seconds within which a question must be answered, waiting included.
            today: The day validity is judged against, asked each time.
        """
        self._engine = engine
        self._keeps = keeps
        self._limit = at_once + waiting
        self._at_once = at_once
        self._timeout = timeout_s
        self._today = today
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="answer")
        self._under_way = 0
        self._counting = threading.Lock()
        self._seconds_each = _SECONDS_EACH

    @property
    def engine(self) -> Engine:
        """The engine that new questions go to."""
        return self._engine

    @property
    def under_way(self) -> int:
        """Questions being answered or waiting."""
        return self._under_way

    def exchange(self, engine: Engine) -> None:
        """Answer from another engine from now on."""
        self._engine = engine

    async def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        policy: str | None = None,
        today: date | None = None,
        caller: Caller,
    ) -> Reply:
        """Answer a question and keep the answer.

        Args:
            question, history, policy: As for `Engine.ask`.
            today: The day validity is judged against; None: today.
            caller: Who asks.

        What cannot be taken is turned away before this first waits: who runs it as a task knows
        after one round of the loop whether the question was taken.

        Raises:
            WenceError: The question cannot be looked at, there is no room (`Busy`), or it took
                too long (`TookTooLong`).
        """
        self._engine.check(question, policy)
        if self._under_way >= self._limit:
            raise Busy(max(1, math.ceil(self._under_way / self._at_once * self._seconds_each)))
        self._count(1)
        work = self._pool.submit(self._answer, question, tuple(history), policy, today, caller)
        # A thread cannot be interrupted: its question counts as under way until it is free again,
        # which the future of the loop, being cancelled, would not wait for. First, so that who
        # has the answer finds the place free.
        work.add_done_callback(self._done)
        reply = asyncio.wrap_future(work)
        reply.add_done_callback(_look_at)
        try:
            return await asyncio.wait_for(asyncio.shield(reply), self._timeout)
        except TimeoutError:
            raise TookTooLong(self._timeout) from None
        finally:
            # Nobody waits for it any more: it need not be begun, where it still waits for a thread.
            work.cancel()

    async def feedback(self, feedback: Feedback) -> bool:
        """Keep what a user thinks of an answer; False where no such answer is known."""
        if self._keeps is None:
            return False
        return await asyncio.to_thread(self._keeps.keep_feedback, feedback)

    def close(self) -> None:
        """Finish the questions under way and take no more."""
        self._pool.shutdown(wait=True)

    def _answer(
        self,
        question: str,
        history: tuple[str, ...],
        policy: str | None,
        today: date | None,
        caller: Caller,
    ) -> Reply:
        began = perf_counter()
        engine = self._engine  # another may take its place meanwhile
        answer = engine.ask(question, history, today=today or self._today(), policy=policy)
        reply = Reply(answer)
        if self._keeps is not None:
            reply = self._keeps.keep_answer(caller, answer, history, engine=engine)
        self._seconds_each += (perf_counter() - began - self._seconds_each) / _RECENT
        return reply

    def _done(self, work: Future[Reply]) -> None:
        """A thread is free, or a question that waited for one was given up; in any thread."""
        self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._under_way += more


def _look_at(reply: asyncio.Future[Reply]) -> None:
    if not reply.cancelled():
        reply.exception()  # whoever asked may have gone: nobody else looks at it

"""A service that is watched: every question is counted and logged, by whichever way it came."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date
from time import perf_counter
from typing import Any

from bot.service import Busy, Caller, Reply, Service, TookTooLong
from bot.web.metrics import Metrics
from corpus.errors import WenceError

logger = logging.getLogger(__name__)


class WatchedService(Service):
    """A `Service` that reports to `metrics` and to the log.

    Args:
        metrics: Where it is counted.
        log_questions: Log the text of questions too.
        options: As for `Service`.
    """

    def __init__(
        self, *args: Any, metrics: Metrics, log_questions: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self._metrics = metrics
        self._log_questions = log_questions

    async def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        policy: str | None = None,
        today: date | None = None,
        caller: Caller,
    ) -> Reply:
        """As `Service.ask`."""
        began = perf_counter()
        status = "failed"
        self._measure(self.under_way + 1)
        try:
            asked = super().ask(question, history, policy=policy, today=today, caller=caller)
            reply = await asked
            status = reply.answer.status
            return reply
        except Busy:
            status = "busy"
            raise
        except TookTooLong:
            status = "slow"
            raise
        except WenceError:
            status = "wrong"
            raise
        finally:
            self._measure(self.under_way)
            self._note(caller, status, question, perf_counter() - began)

    def _note(self, caller: Caller, status: str, question: str, seconds: float) -> None:
        self._metrics.questions.labels(caller.channel, status).inc()
        self._metrics.question_seconds.labels(caller.channel).observe(seconds)
        said = {"question": question} if self._log_questions else {}
        logger.info(
            "question",
            extra={
                "channel": caller.channel,
                "key": caller.key,
                "status": status,
                "ms": round(seconds * 1000, 1),
                **said,
            },
        )

    def _done(self, work: Any) -> None:
        super()._done(work)
        self._measure(self.under_way)

    def _measure(self, under_way: int) -> None:
        self._metrics.under_way.set(under_way)
        self._metrics.waiting.set(max(0, under_way - self._at_once))

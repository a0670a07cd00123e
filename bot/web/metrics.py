"""What is counted, for Prometheus: requests, their latency, and questions by status.

Every label takes few values: routes are templates ("/api/v1/clauses/{policy}/{n}"), never paths
as sent, so that nobody can fill the memory with invented addresses.

Several server processes share their counts through the folder PROMETHEUS_MULTIPROC_DIR, which
bot/web/listen.py sets before they start.
"""

from __future__ import annotations

import os

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds; a question takes tens of milliseconds, the longest allowed wait is WENCE_TIMEOUT_S.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)


class Metrics:
    """The counters of one server, in a registry of their own.

    Attributes:
        requests: By method, route and status.
        request_seconds: Until the response began, by route.
        questions: By channel and status; "busy", "slow", "wrong" and "failed" beside the
            statuses of an answer.
        question_seconds: Until the answer was there, waiting included, by channel.
        under_way: Questions being answered or waiting.
        waiting: Questions waiting for others to be answered: the length of the queue.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "wence_requests",
            "Requests",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "wence_request_seconds",
            "Seconds until the response began",
            ["route"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.questions = Counter(
            "wence_questions", "Questions", ["channel", "status"], registry=self.registry
        )
        self.question_seconds = Histogram(
            "wence_question_seconds",
            "Seconds until the answer was there, waiting included",
            ["channel"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.under_way = self._gauge("wence_questions_under_way", "Questions asked and unanswered")
        self.waiting = self._gauge("wence_questions_waiting", "Questions waiting in the queue")

    def _gauge(self, name: str, meaning: str) -> Gauge:
        return Gauge(name, meaning, registry=self.registry, multiprocess_mode="livesum")

    def text(self) -> bytes:
        """The present values in Prometheus' text format, those of all processes together."""
        if not os.environ.get(SHARED):
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]  # published without
        return generate_latest(together)

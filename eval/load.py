"""`wence bench --load`: how many questions a server answers through REST, how fast, in how much
memory.

So many clients ask `POST /api/v1/ask`, each the next question as soon as the last was answered.
Turned away (429), a client waits as long as it is told. No question is asked twice: after a round
of the question files they come again with other words of courtesy, because the engine remembers
what it has met. The clients run on the same machine unless --url names another: part of its
processor is theirs.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from time import perf_counter
from typing import Any

import httpx

from eval.metrics import percentile
from eval.question import Question

MOST_CLIENTS = 1000
MOST_QUESTIONS = 1_000_000
MOST_SECONDS = 24 * 3600.0
EVERY = 1000  # questions between two looks at the memory
_LIVE_EVERY_S = 0.5
_WAIT_S = 60.0  # longer than a server lets a question take
_OK, _BUSY = 200, 429
FAILED = "failed"  # no response at all, or none that could be read
_BEFORE = (
    "",
    "请问",
    "您好，",
    "想了解一下，",
    "麻烦问一下，",
    "打扰了，",
    "老师您好，",
    "咨询一下，",
)
_AFTER = ("", "谢谢", "谢谢您", "多谢", "麻烦您了", "盼复", "感谢", "辛苦了")


@dataclass(frozen=True)
class Load:
    """What was measured.

    Attributes:
        url: The server.
        clients: How many asked at the same time.
        seconds: From the first question to the last answer.
        questions: Requests sent, those turned away included.
        per_second: Questions answered (200) in a second.
        p50_ms, p95_ms, p99_ms, longest_ms: Of the answers, as the client waits for them.
        statuses: Requests by HTTP status; "failed" for those without a response.
        live_p95_ms: `/api/v1/health/live` meanwhile, every half second.
        memory_mb: Resident memory of the server (MiB) after so many questions, each pair
            (questions, memory); empty where it is not known.
        passed: Questions were answered, and none got anything but an answer or 429.
    """

    url: str
    clients: int
    seconds: float
    questions: int
    per_second: float
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None
    longest_ms: float | None
    statuses: dict[str, int]
    live_p95_ms: float | None
    memory_mb: list[tuple[int, float]]
    passed: bool


@dataclass
class _Run:
    """One run as it goes on."""

    asking: Iterator[dict[str, Any]]
    ends: float  # of perf_counter
    memory: Callable[[], float | None]
    answers_ms: list[float] = field(default_factory=list)
    live_ms: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    memory_mb: list[tuple[int, float]] = field(default_factory=list)

    @property
    def sent(self) -> int:
        return self.statuses.total()

    def look(self) -> None:
        memory = self.memory()
        if memory is not None:
            self.memory_mb.append((self.sent, memory))


def put_load(
    url: str,
    questions: Sequence[Question],
    *,
    clients: int,
    seconds: float,
    most: int = MOST_QUESTIONS,
    memory: Callable[[], float | None] = lambda: None,
) -> Load:
    """Ask a server until the time is over or so many questions are asked.

    Args:
        url: Its address, "http://127.0.0.1:7860".
        questions: What is asked, with the turns before it, in an order that is always the same.
        clients: How many ask at the same time.
        seconds: Questions are begun for so long; those under way are waited for.
        most: Questions in all.
        memory: Gives its resident memory in MiB, None where it is not known.
    """
    return asyncio.run(_load(url, questions, clients, seconds, most, memory))


async def _load(
    url: str,
    questions: Sequence[Question],
    clients: int,
    seconds: float,
    most: int,
    memory: Callable[[], float | None],
) -> Load:
    began = perf_counter()
    run = _Run(itertools.islice(bodies(questions), most), began + seconds, memory)
    run.look()
    watching = asyncio.create_task(_watch(url, run))
    await asyncio.gather(*(_ask(url, run) for _ in range(clients)))
    took = perf_counter() - began
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching
    run.look()
    return _summary(run, url=url, clients=clients, seconds=took)


def bodies(questions: Sequence[Question]) -> Iterator[dict[str, Any]]:
    """What is sent, a different one each time for 64 rounds of the questions."""
    shuffled = random.Random(0).sample(questions, len(questions))
    for after, before in itertools.cycle(itertools.product(_AFTER, _BEFORE)):
        for question in shuffled:
            asked = f"{before}{question.question}{after}"
            yield {"question": asked, "history": list(question.turns)}


def _client(url: str) -> httpx.AsyncClient:
    """A client with a connection of its own, as people have.

    One client with many connections looks at all of them with every request, which took more
    processor time than the answers.
    """
    return httpx.AsyncClient(base_url=url, timeout=_WAIT_S, verify=_tls())


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


async def _ask(url: str, run: _Run) -> None:
    """One client: asks until there is nothing left to ask, or no time."""
    async with _client(url) as client:
        while perf_counter() < run.ends and (body := next(run.asking, None)) is not None:
            began = perf_counter()
            try:
                response = await client.post("/api/v1/ask", json=body)
            except httpx.HTTPError:
                run.statuses[FAILED] += 1
                # A server that is gone is not asked without end.
                await asyncio.sleep(_LIVE_EVERY_S)
                continue
            run.statuses[str(response.status_code)] += 1
            if response.status_code == _OK:
                run.answers_ms.append((perf_counter() - began) * 1000)
            if run.sent % EVERY == 0:
                run.look()
            if response.status_code == _BUSY:
                told = float(response.headers.get("retry-after", 1))
                await asyncio.sleep(max(0.0, min(told, run.ends - perf_counter())))


async def _watch(url: str, run: _Run) -> None:
    """See whether the server still answers what costs nothing."""
    async with _client(url) as client:
        while True:
            began = perf_counter()
            with suppress(httpx.HTTPError):
                await client.get("/api/v1/health/live")
                run.live_ms.append((perf_counter() - began) * 1000)
            await asyncio.sleep(_LIVE_EVERY_S)


def _summary(run: _Run, *, url: str, clients: int, seconds: float) -> Load:
    answered = run.statuses[str(_OK)]
    return Load(
        url=url,
        clients=clients,
        seconds=seconds,
        questions=run.sent,
        per_second=answered / seconds,
        p50_ms=percentile(run.answers_ms, 50),
        p95_ms=percentile(run.answers_ms, 95),
        p99_ms=percentile(run.answers_ms, 99),
        longest_ms=max(run.answers_ms, default=None),
        statuses=dict(sorted(run.statuses.items())),
        live_p95_ms=percentile(run.live_ms, 95),
        memory_mb=run.memory_mb,
        passed=answered > 0 and answered + run.statuses[str(_BUSY)] == run.sent,
    )


def table(load: Load) -> str:
    """The figures as lines of text."""
    statuses = ", ".join(f"{status}: {n}" for status, n in load.statuses.items())
    lines = [
        f"{load.questions} questions by {load.clients} clients in {load.seconds:.1f} s: "
        f"{load.per_second:.1f} answered a second",
        f"answers, ms: median {_ms(load.p50_ms)}, p95 {_ms(load.p95_ms)}, "
        f"p99 {_ms(load.p99_ms)}, longest {_ms(load.longest_ms)}",
        f"by status: {statuses or 'none'} ({'no error' if load.passed else 'ERRORS'})",
        f"/health/live meanwhile, p95: {_ms(load.live_p95_ms)} ms",
        *(f"memory after {n} questions: {mb:.0f} MiB" for n, mb in load.memory_mb),
    ]
    return "\n".join(lines)


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.0f}"

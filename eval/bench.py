"""`wence bench`: how fast a question is answered, and in how much memory.

With --load it asks a server instead, many questions at once (eval/load.py).

The bound it checks: a warm question takes at most twice the time of encoding that question alone
(median over the questions, same run). Asking and encoding take turns, and who goes first changes
from question to question, so that a busy machine slows both alike. Machines differ; the ratio is
what can be compared. The engine remembers the vectors of questions it has met, so no question is
asked twice.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from tqdm import tqdm

from corpus.errors import WenceError
from eval import load, load_command
from eval.metrics import percentile
from eval.question import load_questions
from eval.thresholds import load_thresholds, question_files

MAX_RATIO = 2.0
_WARM_UP = 5  # questions that are asked before timing begins, and not timed


class NothingToTime(WenceError):
    """The files hold too few questions that go through the encoder."""


@dataclass(frozen=True)
class Pair:
    """One question, timed both ways, in milliseconds."""

    ask_ms: float
    encode_ms: float


@dataclass(frozen=True)
class Bench:
    """What was measured.

    Attributes:
        questions: Pairs timed.
        load_s: Seconds from nothing to an engine that can be asked.
        first_question_ms: The first question after that.
        ask_median_ms, ask_p95_ms: A warm question, from question to answer.
        encode_median_ms, encode_p95_ms: Encoding the same questions and nothing else.
        ratio: Median over the questions of asking to encoding.
        memory_mb: Most resident memory of the process until it was warm (MiB).
        passed: ratio is at most MAX_RATIO.
    """

    questions: int
    load_s: float
    first_question_ms: float
    ask_median_ms: float
    ask_p95_ms: float
    encode_median_ms: float
    encode_p95_ms: float
    ratio: float
    memory_mb: float
    passed: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns 0 where the ratio, or each answer, is as it should be, else 1."""
    args = _parser().parse_args(argv)
    try:
        files = args.files or question_files(load_thresholds())
        made = load_command.run(args, files) if args.load else _bench(files)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1
    if args.json:
        print(json.dumps(asdict(made), indent=1))
    else:
        print(load.table(made) if isinstance(made, load.Load) else table(made))
    return 0 if made.passed else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wence bench", description="Time warm questions, or put a server under load."
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
    load_command.add_options(parser)
    return parser


def time_pairs(
    ask: Callable[[str], object],
    encode: Callable[[str], object],
    questions: Sequence[str],
    *,
    progress: bool = False,
) -> list[Pair]:
    """Time asking and encoding, turn about.

    Args:
        ask, encode: What is timed; results are thrown away.
        questions: Each is timed once.
        progress: Show a bar on stderr.
    """
    pairs = []
    bar = tqdm(questions, desc="timing", unit="q", disable=not progress)
    for turn, question in enumerate(bar):
        if turn % 2:
            ask_ms, encode_ms = _ms(ask, question), _ms(encode, question)
        else:
            encode_ms, ask_ms = _ms(encode, question), _ms(ask, question)
        pairs.append(Pair(ask_ms, encode_ms))
    return pairs


def table(bench: Bench) -> str:
    """The figures as lines of text."""
    verdict = "holds" if bench.passed else "BROKEN"
    rows = [
        ("warm question, ms", bench.ask_median_ms, bench.ask_p95_ms),
        ("encoding alone, ms", bench.encode_median_ms, bench.encode_p95_ms),
    ]
    return "\n".join(
        [
            f"{'':<20}{'median':>10}{'p95':>10}",
            *(f"{name:<20}{middle:>10.1f}{p95:>10.1f}" for name, middle, p95 in rows),
            f"ratio {bench.ratio:.2f} (median of {bench.questions} pairs; "
            f"at most {MAX_RATIO:g}: {verdict})",
            f"loading {bench.load_s:.1f} s, first question {bench.first_question_ms:.0f} ms",
            f"memory {bench.memory_mb:.0f} MiB",
        ]
    )


def _bench(paths: Sequence[Path]) -> Bench:
    """Load an engine over the library and time the questions that come alone."""
    asked = [q for path in paths for q in load_questions(path)]
    questions = list(dict.fromkeys(q.question for q in asked if q.tests_retrieval))
    if len(questions) <= _WARM_UP:
        raise NothingToTime(
            f"Only {len(questions)} different questions of these files have one gold clause: "
            f"name files with more than {_WARM_UP}."
        )
    started = perf_counter()
    # Imported here, because importing torch is part of what a cold start takes.
    from bot.engine import load_engine
    from bot.settings import load_settings
    from index.encoder import load_encoder

    settings = load_settings()
    engine = load_engine(settings, progress=sys.stderr.isatty())
    load_s = perf_counter() - started
    warm_up_ms = [_ms(engine.ask, question) for question in questions[:_WARM_UP]]
    memory_mb = _peak_memory_mb()
    encoder = load_encoder(settings.encoder, settings.home, progress=False)
    for question in questions[:_WARM_UP]:
        encoder.encode_questions([question])
    pairs = time_pairs(
        engine.ask,
        lambda question: encoder.encode_questions([question]),
        questions[_WARM_UP:],
        progress=sys.stderr.isatty(),
    )
    return summarize(pairs, load_s=load_s, first_question_ms=warm_up_ms[0], memory_mb=memory_mb)


def summarize(pairs: Sequence[Pair], **loading: float) -> Bench:
    """The figures of the pairs, with those about loading and memory, which are kept."""
    asks, encodes = [p.ask_ms for p in pairs], [p.encode_ms for p in pairs]
    ratio = median(p.ask_ms / p.encode_ms for p in pairs)
    return Bench(
        questions=len(pairs),
        ask_median_ms=median(asks),
        ask_p95_ms=percentile(asks, 95) or 0.0,
        encode_median_ms=median(encodes),
        encode_p95_ms=percentile(encodes, 95) or 0.0,
        ratio=ratio,
        passed=ratio <= MAX_RATIO,
        **loading,
    )


def _ms(call: Callable[[str], object], question: str) -> float:
    """Milliseconds that a call takes."""
    started = perf_counter()
    call(question)
    return (perf_counter() - started) * 1000


def _peak_memory_mb() -> float:
    """Most resident memory that this process has had, in MiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2  # kB, on macOS bytes


if __name__ == "__main__":
    sys.exit(main())

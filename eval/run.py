"""`wence eval`: ask the question files, print how good the answers are, keep to the thresholds.

Without files it asks those that thresholds.json names. Every run takes the same day for today, so
that two runs of the same code give the same answers. In the out folder (the data folder's `eval`)
it leaves results.json, wrong.jsonl (every wrong answer with what was expected) and report.html.
Of held-out files (eval/asking.py) only figures are printed and reported, no wrong answer.
Exit status: 0 where every threshold holds, 1 where one fell or something could not be read.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import WenceError
from corpus.model import Policy
from eval.asking import Asks, Subjects, ask_all
from eval.metrics import Metrics
from eval.question import check_clauses, load_questions
from eval.report import write_report
from eval.results import FileResult, full_json, keep, read_previous, summarize, summary_json
from eval.score import Judgement
from eval.thresholds import COMMITTED, Bounds, bounds_for, load_thresholds, question_files

if TYPE_CHECKING:
    from bot.settings import Settings

# The day the committed questions were written for.
TODAY = date(2026, 11, 23)
_COLUMNS = ("n", "correct", "95%", "status", "cite P", "cite R", "hit@1", "MRR", "wrong fig", "ms")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status."""
    args = _parser().parse_args(argv)
    try:
        return _run(args)
    except WenceError as error:
        print(error, file=sys.stderr)
        return 1


def evaluate(
    paths: Sequence[Path],
    subjects: Subjects,
    thresholds: Mapping[str, Bounds],
    *,
    today: date,
    policy: str | None = None,
    progress: bool = False,
) -> list[FileResult]:
    """Ask every question of every file and measure the answers.

    Args:
        paths: Question files; all are read before the first question is asked.
        subjects: Finds what each is asked of.
        thresholds: Bounds by name of the question file.
        today: The day it is taken to be.
        policy: Ask all of this policy, whatever the files are called.
        progress: Show a bar on stderr.

    Raises:
        WenceError: A file cannot be read, or is about a policy that nobody has.
    """
    asked = [(path, load_questions(path)) for path in paths]
    results = []
    for path, questions in asked:
        subject = subjects.find(path, policy)
        check_clauses(questions, subject.policy)
        judgements = ask_all(questions, subject, today=today, progress=progress)
        bounds = bounds_for(path.stem, thresholds)
        results.append(
            summarize(path.stem, subject.policy, judgements, bounds, held_out=subject.held_out)
        )
    return results


def table(files: Sequence[FileResult]) -> str:
    """The metrics by question type, a block for each file, and every threshold that fell."""
    return "\n\n".join("\n".join(_block(file)) for file in files)


@dataclass(frozen=True)
class _Places:
    """Where a run reads and writes."""

    questions: list[Path]
    out: Path
    html: Path


def _run(args: argparse.Namespace) -> int:
    # Settings bring in pydantic; `wence eval --help` does without.
    from bot.settings import load_settings

    settings = load_settings()
    logging.basicConfig(level=settings.log_level.upper(), format="%(message)s")
    thresholds = load_thresholds(args.thresholds)
    places = _places(args, settings, thresholds)
    files = evaluate(
        places.questions,
        _subjects(settings),
        thresholds,
        today=args.today,
        policy=args.policy,
        progress=sys.stderr.isatty(),
    )
    results = full_json(files, today=args.today, finished=datetime.now().astimezone())
    keep(results, places.out)
    write_report(results, places.html, previous=read_previous(places.out))
    if args.json:
        print(json.dumps(summary_json(files, today=args.today), ensure_ascii=False, indent=1))
    else:
        print(table(files))
        print(f"\nWrong answers and report: {places.out}, {places.html}")
    return 1 if any(file.fallen for file in files) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="wence eval", description="Ask question files and score the answers."
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="QUESTIONS.jsonl",
        help="question files; without any, those that thresholds.json names",
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON alone")
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=TODAY,
        metavar="YYYY-MM-DD",
        help=f"the day it is taken to be (default {TODAY})",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FOLDER",
        help="where results go (default: eval in the data folder)",
    )
    parser.add_argument("--policy", metavar="ID", help="ask all files of this policy")
    parser.add_argument(
        "--html",
        type=Path,
        metavar="FILE",
        help="where the report goes (default: report.html in FOLDER)",
    )
    parser.add_argument(
        "--thresholds",
        type=Path,
        default=COMMITTED,
        metavar="FILE",
        help="bounds to keep to (default: the committed ones)",
    )
    return parser


def _places(
    args: argparse.Namespace, settings: Settings, thresholds: Mapping[str, Bounds]
) -> _Places:
    out = args.out or settings.home / "eval"
    return _Places(args.files or question_files(thresholds), out, args.html or out / "report.html")


def _subjects(settings: Settings) -> Subjects:
    """Engines over the library and over given policies, loaded when first asked for."""

    def load(policies: list[Policy] | None = None) -> Asks:
        from bot.engine import load_engine

        return load_engine(settings, policies=policies, progress=sys.stderr.isatty())

    return Subjects(load, load)


def _block(file: FileResult) -> Iterator[str]:
    """The lines about one file."""
    yield f"{file.name} (asked of {file.policy.id})"
    yield "".join([f"{'type':<14}", *(f"{column:>12}" for column in _COLUMNS)])
    for name, metrics in [*file.types.items(), ("all", file.overall)]:
        yield "".join([f"{name:<14}", *(f"{cell:>12}" for cell in _cells(metrics))])
    m = file.overall
    yield (
        f"refusals: precision {_share(m.refusal_precision)}, recall {_share(m.refusal_recall)}; "
        f"answerable but refused {_share(m.false_refusal)}; "
        f"hit@3 {_share(m.hit_3)}, hit@5 {_share(m.hit_5)}; p95 {_ms(m.latency_p95_ms)} ms"
    )
    if file.held_out:
        yield "  held out: nobody tunes for this policy, so its wrong answers are not shown"
    else:
        yield from _wrong(file.judgements)
    for phrase in file.fallen:
        yield f"  BELOW THRESHOLD {file.name}: {phrase}"


def _wrong(judgements: Iterable[Judgement]) -> Iterator[str]:
    """A line about each answer that is wrong or unproved."""
    for judgement in judgements:
        if not judgement.correct:
            yield f"  wrong {judgement.question.id}: {'; '.join(judgement.reasons)}"
        if judgement.unproved:
            yield f"  unproved {judgement.question.id}: {', '.join(judgement.unproved)}"


def _cells(m: Metrics) -> tuple[str, ...]:
    """A row of the table under _COLUMNS."""
    interval = f"{_share(m.correct_low)}–{_share(m.correct_high)}"
    shares = (m.status_right, m.citation_precision, m.citation_recall, m.hit_1, m.mrr)
    return (
        str(m.n),
        _share(m.correct),
        interval,
        *map(_share, shares),
        str(m.wrong_figures),
        _ms(m.latency_median_ms),
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


if __name__ == "__main__":
    from bot.cli import main as wence

    # The same as `wence eval`, with what that sets up: no network, UTF-8 on stdout.
    sys.exit(wence(["eval", *sys.argv[1:]]))

"""`wence records …`: export, to-questions, confirm, purge.

What a command needs is imported when it runs, so that `wence --help` pays for nothing.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.records.records import Records
    from bot.settings import Settings
    from corpus.model import Policy


def register(commands: argparse._SubParsersAction[Any]) -> None:
    """Add `records` and what stands under it to the command line."""
    records = commands.add_parser("records", help="what was asked: export, confirm, delete")
    under = records.add_subparsers(metavar="WHAT", required=True)

    export = under.add_parser("export", help="everything that is kept, personal data masked")
    export.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
    export.add_argument("--out", type=Path, metavar="FILE", help="a file (stdout)")
    export.set_defaults(run=export_records)

    to_questions = under.add_parser(
        "to-questions", help="confirmed corrections as question files and pairs for tuning"
    )
    to_questions.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    to_questions.set_defaults(run=write_questions)

    confirm = under.add_parser("confirm", help="say what the right answer to a question is")
    confirm.add_argument("id", metavar="ID", help="id of the answer")
    right = confirm.add_mutually_exclusive_group()
    right.add_argument(
        "--clause", type=int, action="append", metavar="N", default=[],
        help="a clause that answers it (the one the user named, or those cited); repeatable",
    )  # fmt: skip
    right.add_argument("--unanswerable", action="store_true", help="the policy does not say")
    confirm.add_argument("--policy", metavar="ID", help="the policy of the clauses")
    confirm.set_defaults(run=confirm_answer)

    purge = under.add_parser("purge", help="delete what is older than WENCE_RETENTION_DAYS")
    what = purge.add_mutually_exclusive_group()
    what.add_argument("--days", type=_days, metavar="N", help="delete what is older than N days")
    what.add_argument("--conversation", metavar="ID", help="delete this conversation instead")
    purge.set_defaults(run=purge_records)


def export_records(args: argparse.Namespace) -> None:
    """`wence records export`: to a file, or to stdout."""
    from bot.records.export import export, write_export

    with _records(_settings()) as records:
        if args.out:
            write_export(records, args.format, args.out)
        else:
            sys.stdout.writelines(export(records, args.format))


def write_questions(args: argparse.Namespace) -> None:
    """`wence records to-questions`: the files on stdout, the counts on stderr."""
    from bot.records.questions import to_questions

    settings = _settings()
    with _records(settings) as records:
        written = to_questions(records, args.out, _policies(settings), check=_check_questions)
    print("\n".join(map(str, written.files)))
    left_out = f", {written.outdated} left out (their policy changed)" if written.outdated else ""
    print(f"{written.questions} questions, {written.pairs} pairs{left_out}.", file=sys.stderr)


def confirm_answer(args: argparse.Namespace) -> None:
    """`wence records confirm`: note what the right answer is."""
    from bot.records.corrections import confirm

    settings = _settings()
    with _records(settings) as records:
        confirm(
            records,
            args.id,
            _policies(settings),
            clauses=args.clause,
            policy=args.policy,
            unanswerable=args.unanswerable,
        )


def purge_records(args: argparse.Namespace) -> None:
    """`wence records purge`: delete by age, or one conversation."""
    from bot.records.errors import UnknownAnswer
    from bot.records.retention import delete_old

    settings = _settings()
    with _records(settings) as records:
        if args.conversation:
            if not records.forget(args.conversation):
                raise UnknownAnswer(f"There is no conversation {args.conversation}: check its id.")
            return
        days = settings.retention_days if args.days is None else args.days
        print(f"Answers deleted: {delete_old(records, days)}.", file=sys.stderr)


def _days(words: str) -> int:
    days = int(words)
    if days < 1:
        raise argparse.ArgumentTypeError(f"{words} is no number of days, give 1 or more")
    return days


def _settings() -> Settings:
    from bot.settings import load_settings

    settings = load_settings()
    logging.basicConfig(level=settings.log_level.upper(), stream=sys.stderr, format="%(message)s")
    return settings


@contextmanager
def _records(settings: Settings) -> Iterator[Records]:
    from bot.records.records import open_records

    records = open_records(settings.home, settings.database_url)
    try:
        yield records
    finally:
        records.close()


def _policies(settings: Settings) -> dict[str, Policy]:
    from corpus.library import Library

    return {policy.id: policy for policy in Library(settings.home).policies()}


def _check_questions(path: Path, policy: Policy) -> None:
    # By name: eval is built on bot, and an import here would close the circle.
    question = importlib.import_module("eval.question")
    question.check_clauses(question.load_questions(path), policy)

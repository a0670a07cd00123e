"""The command line, `wence …`: reads the arguments and calls one function of bot/commands.py.

Results go to stdout, everything else to stderr; a WenceError is printed as the sentence it is
and ends the run with 1, a wrong argument with 2.
"""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

from bot import commands
from bot.access import commands as access_commands
from bot.records import commands as records_commands
from corpus.errors import WenceError

logger = logging.getLogger(__name__)

# Libraries ask the network unless told not to; whoever wants a model from a hub sets them to 0.
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
}
_INTERRUPTED = 130  # what a shell reports for Ctrl-C
# By name: eval is built on bot, and an import here would close the circle.
_MEASURING = {"eval": "eval.run", "bench": "eval.bench"}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    for name, value in _OFFLINE.items():
        os.environ.setdefault(name, value)
    for stream in (sys.stdout, sys.stderr):  # a locale without Chinese must not break an answer
        getattr(stream, "reconfigure", lambda **_: None)(encoding="utf-8", errors="replace")
    argv = sys.argv[1:] if argv is None else argv
    try:
        return _run(argv)
    except WenceError as error:
        return _fail(error)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # `wence list | head`: nobody reads on
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        if error.filename is None:
            raise
        return _fail(
            f"{error.filename} cannot be used ({error.strerror}): check the path, its "
            "permissions and the space on the disk."
        )


def _run(argv: list[str]) -> int:
    if argv and argv[0] in _MEASURING:
        return int(importlib.import_module(_MEASURING[argv[0]]).main(argv[1:]))
    args = _parser().parse_args(argv)
    args.run(args)
    sys.stdout.flush()
    return 0


def _fail(problem: WenceError | str) -> int:
    logger.debug("the run failed", exc_info=True)
    print(problem, file=sys.stderr)
    return 1


# --- arguments ---------------------------------------------------------------------------------


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="wence",
        description="问策: answers questions over policy documents and cites the clause.",
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)

    serve = subparsers.add_parser("serve", help="web chat, REST, widget")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=int, help="port to listen on (7860)")
    serve.set_defaults(run=commands.serve)

    ask = subparsers.add_parser("ask", help="answer one question")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer object alone")
    _add_answering(ask)
    ask.set_defaults(run=commands.ask)

    batch = subparsers.add_parser("batch", help="answer a file of questions in one run")
    batch.add_argument("questions", type=Path, metavar="QUESTIONS.jsonl")
    batch.add_argument("--out", type=Path, required=True, metavar="ANSWERS.jsonl")
    _add_answering(batch)
    batch.set_defaults(run=commands.batch)

    clauses = subparsers.add_parser("clauses", help="show the clauses of a document")
    clauses.add_argument("file", type=Path, metavar="FILE")
    clauses.add_argument("--json", action="store_true", help="print JSON alone")
    clauses.set_defaults(run=commands.clauses)

    _add_library(subparsers)
    access_commands.register(subparsers)
    records_commands.register(subparsers)
    # Shown by --help; `_run` hands their arguments on before they are parsed here.
    subparsers.add_parser("eval", help="score the answers to a question file", add_help=False)
    subparsers.add_parser("bench", help="speed, memory, load", add_help=False)
    return parser


def _add_answering(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--today", type=_day, help="day to judge dates by, YYYY-MM-DD (the clock)")
    parser.add_argument("--policy", metavar="ID", help="answer from this policy alone")


def _add_library(subparsers: argparse._SubParsersAction[_Parser]) -> None:
    add = subparsers.add_parser("add", help="add documents to the library")
    add.add_argument("files", type=Path, nargs="+", metavar="FILE")
    add.add_argument("--json", action="store_true", help='print {"id": …} a line')
    add.set_defaults(run=commands.add)

    list_ = subparsers.add_parser("list", help="list the policies in the library")
    list_.add_argument("--json", action="store_true", help="print JSON alone")
    list_.set_defaults(run=commands.list_policies)

    remove = subparsers.add_parser("remove", help="remove a policy that was added")
    remove.add_argument("id", metavar="ID")
    remove.set_defaults(run=commands.remove)

    index = subparsers.add_parser("index", help="build the index now instead of at the next start")
    index.set_defaults(run=commands.index)


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{words!r} is no day, write YYYY-MM-DD") from error


if __name__ == "__main__":
    sys.exit(main())

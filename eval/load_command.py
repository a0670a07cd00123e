"""The options of `wence bench --load`, and what they mean."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from corpus.errors import WenceError
from eval.load import EVERY, MOST_CLIENTS, MOST_QUESTIONS, MOST_SECONDS, Load, put_load
from eval.load_server import own_server, resident_mb
from eval.question import load_questions

_CLIENTS = 32
_SECONDS = 60.0
_SECONDS_FOR_QUESTIONS = 3600.0


class NothingToAsk(WenceError):
    """The files hold no question."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to those of `wence bench`."""
    under = parser.add_argument_group("a server under load")
    under.add_argument("--load", action="store_true", help="ask a server through REST")
    under.add_argument("--url", help="its address (one of its own, on a free port)")
    clients = _up_to(int, MOST_CLIENTS)
    under.add_argument(
        "--clients", type=clients, default=_CLIENTS, help=f"ask at the same time ({_CLIENTS})"
    )
    seconds = f"for how long ({_SECONDS:g}; with --questions {_SECONDS_FOR_QUESTIONS:g})"
    under.add_argument("--seconds", type=_up_to(float, MOST_SECONDS), help=seconds)
    questions = f"so many in all; memory is looked at every {EVERY}"
    under.add_argument("--questions", type=_up_to(int, MOST_QUESTIONS), help=questions)


def run(args: argparse.Namespace, files: Sequence[Path]) -> Load:
    """Ask the server that was named, or one of our own, the questions of the files.

    Raises:
        WenceError: A file cannot be read or all are empty, or the server does not start.
    """
    questions = [question for path in files for question in load_questions(path)]
    if not questions:
        raise NothingToAsk("The files hold no question: name others.")
    seconds = args.seconds or (_SECONDS_FOR_QUESTIONS if args.questions else _SECONDS)
    most = args.questions or MOST_QUESTIONS
    put = partial(put_load, questions=questions, clients=args.clients, seconds=seconds, most=most)
    if args.url:
        return put(args.url)
    with own_server() as server:
        return put(server.url, memory=partial(resident_mb, server.pid))


def _up_to(kind: Callable[[str], float], most: float) -> Callable[[str], float]:
    """Reads a number above 0 and not above `most`."""

    def read(words: str) -> float:
        number = kind(words)
        if not 0 < number <= most:
            raise argparse.ArgumentTypeError(f"{words} is not above 0 and at most {most:g}")
        return number

    read.__name__ = "number"  # as argparse names what a value was not
    return read

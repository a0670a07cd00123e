"""Many questions in one run: a file of questions in, a file of answers out."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.answer import Answer
from corpus.errors import WenceError


class WrongQuestion(WenceError):
    """A question that cannot be asked."""


class UnreadableQuestions(WenceError):
    """A file of questions that is missing, empty or malformed."""


class UnwritableAnswers(WenceError):
    """A place that the answers cannot be written to."""


@dataclass(frozen=True)
class BatchQuestion:
    """One line of a file of questions.

    Attributes:
        id: As the line gives it; the answer carries it.
        question: What is asked.
        turns: What the user asked before, oldest first.
    """

    id: str | int
    question: str
    turns: tuple[str, ...]


def check_question(question: str, *, limit: int) -> None:
    """Raise WrongQuestion where a question is blank, too long or not text: before any work."""
    if not question.strip():
        raise WrongQuestion("The question is empty: write what you want to know.")
    if len(question) > limit:
        raise WrongQuestion(
            f"The question has {len(question)} characters: shorten it to {limit} or fewer."
        )
    if any("\ud800" <= c <= "\udfff" for c in question):
        raise WrongQuestion("The question holds bytes that are not UTF-8: type it again.")


def read_questions(path: Path, *, limit: int) -> list[BatchQuestion]:
    """Read lines of {"id": …, "question": …, "turns": […]}; blank lines are passed over.

    Args:
        path: The file, UTF-8.
        limit: Longest question, in characters.

    Raises:
        UnreadableQuestions: The file or a line of it cannot be read; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UnreadableQuestions(
            f"{path} cannot be read ({cause}): give a UTF-8 file with one JSON object a line."
        ) from error
    numbered = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise UnreadableQuestions(
            f'{path} holds no question: write lines like {{"id": "1", "question": "…"}}.'
        )
    return [_question(line, f"{path}, line {n}", limit) for n, line in numbered]


def _question(line: str, place: str, limit: int) -> BatchQuestion:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise UnreadableQuestions(f"{place} is not JSON: write one JSON object a line.") from error
    if not isinstance(row, dict):
        raise UnreadableQuestions(f"{place} is not a JSON object: write one object a line.")
    id_, question, turns = row.get("id"), row.get("question"), row.get("turns", [])
    if not isinstance(id_, str | int) or isinstance(id_, bool):
        raise UnreadableQuestions(f'{place} has no "id": give each question one.')
    if not isinstance(question, str):
        raise UnreadableQuestions(f'{place} has no "question": give it as text.')
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise UnreadableQuestions(f'{place} has "turns" that are no list of texts: give a list.')
    try:
        check_question(question, limit=limit)
    except WrongQuestion as error:
        raise UnreadableQuestions(f"{place}: {error}") from error
    return BatchQuestion(id_, question, tuple(turns))


def check_writable(path: Path) -> None:
    """Raise UnwritableAnswers where `path` is a folder or stands in none: before any work."""
    if path.is_dir():
        raise UnwritableAnswers(f"{path} is a folder: give the name of a file to write.")
    if not path.absolute().parent.is_dir():
        raise UnwritableAnswers(f"{path.absolute().parent} does not exist: make the folder first.")


def write_answers(
    path: Path,
    questions: Iterable[BatchQuestion],
    answer: Callable[[BatchQuestion], Answer],
) -> None:
    """Answer each question and write {"id": …, **answer} lines, in order, in one step.

    The file appears, or is replaced, when the last answer stands in it, and not before.
    """
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.absolute().parent)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            for question in questions:
                row = {"id": question.id, **answer(question).to_json()}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise

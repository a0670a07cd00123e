"""A question with its expected answer, and the JSONL files that hold them.

One JSON object a line, its keys those of `Question`, `where` aside. Every line is checked on
reading, so that a slip of the pen in a question file is an error that names the line and never a
question that quietly counts for nothing.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bot.answer import Status
from corpus.errors import WenceError
from corpus.model import Policy

logger = logging.getLogger(__name__)

TYPES = (
    "fact",
    "list",
    "compare",
    "lookup",
    "meta",
    "eligibility",
    "followup",
    "unanswerable",
    "chitchat",
    "adversarial",
    "english",
)
# Where the order of `retrieved` decides the answer. A lookup goes straight to its address, a
# list or comparison needs several clauses, and a follow-up depends on reading the turns first.
RETRIEVAL_TYPES = frozenset({"fact", "eligibility", "adversarial", "english"})
# Answered, or refused, without asking how near the clauses are: by address, header or all clauses.
_ANSWERED_FIRST = frozenset({"chitchat", "meta", "lookup", "list", "compare"})
STATUSES: tuple[Status, ...] = get_args(Status)
_KEYS = frozenset(
    "id type turns question clauses must forbid answerable status".split(),
)


class BadQuestions(WenceError):
    """A question file that cannot be read or has a line that does not say what it should."""


@dataclass(frozen=True)
class Question:
    """One question and what its answer must be.

    Attributes:
        id: Unique in its file, "sd-001".
        type: One of TYPES.
        question: As a user would type it.
        turns: What the user asked before, oldest first.
        clauses: Ordinals of the gold clauses; empty where the header or closing answers.
        must: Each entry is a group of alternatives, one of which stands in the summary.
        forbid: Words that do not stand in the summary.
        answerable: Whether the policy says.
        status: Expected status where it is not the one that type and `answerable` imply.
        where: "sd-ai-2025.jsonl:3", file and line, for messages.
    """

    id: str
    type: str
    question: str
    turns: tuple[str, ...] = ()
    clauses: tuple[int, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    forbid: tuple[str, ...] = ()
    answerable: bool = True
    status: Status | None = None
    where: str = ""

    @property
    def expected(self) -> Status:
        """The status a right answer has."""
        if self.status is not None:
            return self.status
        if self.type == "chitchat":
            return "chat"
        return "answered" if self.answerable else "refused"

    @property
    def tests_retrieval(self) -> bool:
        """Whether one clause, and one only, should stand first in `retrieved`."""
        one_gold = len(self.clauses) == 1 and self.expected == "answered"
        return one_gold and self.type in RETRIEVAL_TYPES

    @property
    def tests_scope(self) -> bool:
        """Whether nearness of the clauses decides if it is answered or refused (bot/scope.py)."""
        return not self.turns and self.type not in _ANSWERED_FIRST


def load_questions(path: Path) -> list[Question]:
    """Read a question file; empty lines are skipped.

    Raises:
        BadQuestions: The file cannot be read, holds no question, repeats an id, or has a line
            that is not a question; the message names file and line.
    """
    questions: list[Question] = []
    lines_by_id: dict[str, str] = {}
    for where, line in _lines(path):
        question = _read_line(line, where)
        if question.id in lines_by_id:
            raise BadQuestions(
                f"{where}: id {question.id!r} already stands at {lines_by_id[question.id]}; "
                "give each question an id of its own."
            )
        lines_by_id[question.id] = where
        questions.append(question)
    if not questions:
        raise BadQuestions(f"{path} holds no question; write one JSON object a line.")
    return questions


def check_clauses(questions: list[Question], policy: Policy) -> None:
    """Check that the policy has every gold clause.

    Raises:
        BadQuestions: A question names a clause beyond the last one.
    """
    count = len(policy.clauses)
    for question in questions:
        for n in question.clauses:
            if n > count:
                raise BadQuestions(
                    f"{question.where}: {policy.id} has clauses 1 to {count}, not {n}; "
                    'correct "clauses".'
                )


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """(where, line) of every line that is not empty."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadQuestions(
            f"{path} cannot be read ({error.strerror}); name an existing question file."
        ) from error
    except UnicodeDecodeError as error:
        raise BadQuestions(f"{path} is not UTF-8 text; save it as UTF-8 JSONL.") from error
    # Not splitlines(): a U+2028 inside a JSON string is no end of line.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield f"{path.name}:{number}", line


def _read_line(line: str, where: str) -> Question:
    """One line as a Question."""
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadQuestions(f"{where}: not JSON ({error.msg}); write one object a line.") from error
    if not isinstance(data, dict):
        raise BadQuestions(f"{where}: not a JSON object; write one object a line.")
    unknown = sorted(data.keys() - _KEYS)
    if unknown:
        logger.warning("%s: keys that mean nothing here: %s", where, ", ".join(unknown))
    fields = _Fields(data, where)
    question = Question(
        id=fields.text("id"),
        type=fields.one_of("type", TYPES),
        question=fields.text("question"),
        turns=fields.texts("turns"),
        clauses=fields.ordinals("clauses"),
        must=fields.groups("must"),
        forbid=fields.texts("forbid"),
        answerable=fields.flag("answerable"),
        status=fields.status(),
        where=where,
    )
    if question.status == ("refused" if question.answerable else "answered"):
        raise fields.bad("status", "one that agrees with answerable")
    return question


class _Fields:
    """The values of one line, each checked as it is taken out."""

    def __init__(self, data: dict[str, Any], where: str) -> None:
        self._data = data
        self._where = where

    def bad(self, key: str, expected: str) -> BadQuestions:
        """The error for a key whose value is not what was expected."""
        found = json.dumps(self._data[key], ensure_ascii=False) if key in self._data else "nothing"
        return BadQuestions(f'{self._where}: "{key}" must be {expected}, not {found}.')

    def text(self, key: str) -> str:
        value = self._data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.bad(key, "a text that is not empty")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self._data.get(key)
        if not isinstance(value, str) or value not in allowed:
            raise self.bad(key, "one of " + ", ".join(allowed))
        return value

    def status(self) -> Status | None:
        value = self._data.get("status")
        for status in STATUSES:
            if value == status:
                return status
        if value is not None:
            raise self.bad("status", "one of " + ", ".join(STATUSES))
        return None

    def flag(self, key: str) -> bool:
        value = self._data.get(key)
        if not isinstance(value, bool):
            raise self.bad(key, "true or false")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._data.get(key, [])
        if not _are_texts(value):
            raise self.bad(key, "a list of texts that are not empty")
        return tuple(value)

    def ordinals(self, key: str) -> tuple[int, ...]:
        value = self._data.get(key, [])
        if not isinstance(value, list) or not all(type(n) is int and n >= 1 for n in value):
            raise self.bad(key, "a list of clause numbers from 1")
        return tuple(dict.fromkeys(value))

    def groups(self, key: str) -> tuple[tuple[str, ...], ...]:
        value = self._data.get(key, [])
        if not isinstance(value, list):
            raise self.bad(key, "a list")
        groups = [[entry] if isinstance(entry, str) else entry for entry in value]
        if not all(_are_texts(group) and group for group in groups):
            raise self.bad(key, "a list of texts or of lists of alternative texts")
        return tuple(tuple(group) for group in groups)


def _are_texts(value: object) -> bool:
    """Whether it is a list of texts none of which is empty."""
    return isinstance(value, list) and all(isinstance(t, str) and t.strip() for t in value)

"""What the weights of the bot are fitted on: the development policies with their questions.

A lesson is a question of a policy with everything the bot sees of it: its candidates'
features, which of them say what the answer must say, and whether the policy answers it at all.
Questions of the other policies stand beside each policy's own as ones it does not answer.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot import members, ranking, scope
from bot.compose.say import figure_said
from bot.engine import Engine, Sight
from bot.statements import Statement
from corpus.model import Policy
from corpus.parse import parse
from corpus.read import read_text
from eval.question import Question, load_questions
from eval.regression import Choice

DEVELOPMENT = Path(__file__).with_name("development")
_PLAIN = ("fact", "english", "eligibility", "adversarial")  # one statement answers them
_FOREIGN = 5  # questions taken of each other policy


@dataclass(frozen=True)
class Judged:
    """A question held against a policy: the features of bot.scope, those of reading among them,
    and the truth."""

    features: dict[str, float]
    answerable: bool
    own: bool


@dataclass(frozen=True)
class Lesson:
    """All that one policy teaches.

    Attributes:
        name: The policy's id.
        sentences: Which sentence answers, a choice for each question.
        members: Which figure of the right sentence is meant.
        judged: Whether the policy answers a question.
    """

    name: str
    sentences: tuple[Choice, ...]
    members: tuple[Choice, ...]
    judged: tuple[Judged, ...]


def courses(first: tuple[Policy, Path]) -> list[tuple[Policy, list[Question]]]:
    """The first policy and the development ones, each with its questions.

    Raises:
        WenceError: A file cannot be read.
    """
    found = [(first[0], load_questions(first[1]))]
    for path in sorted((DEVELOPMENT / "questions").glob("*.jsonl")):
        document = DEVELOPMENT / "policies" / f"{path.stem}.txt"
        found.append((parse(read_text(document), policy_id=path.stem), load_questions(path)))
    return found


def lessons(
    taught: Sequence[tuple[Policy, list[Question]]], engine_of: Callable[[Policy], Engine]
) -> Iterator[Lesson]:
    """The lesson of each policy, one after the other."""
    for policy, questions in taught:
        foreign = [
            question
            for other, theirs in taught
            if other.id != policy.id
            for question in _spread([q for q in theirs if _is_plain(q)], _FOREIGN)
        ]
        yield _lesson(policy.id, engine_of(policy), questions, foreign)


def _spread(questions: list[Question], count: int) -> list[Question]:
    step = max(1, len(questions) // count)
    return questions[::step][:count]


def _is_plain(question: Question) -> bool:
    return question.type in _PLAIN and bool(question.clauses) and not question.turns


def _lesson(
    name: str, engine: Engine, questions: Sequence[Question], foreign: Sequence[Question]
) -> Lesson:
    chosen: list[Choice] = []
    meant: list[Choice] = []
    judged: list[Judged] = []
    for question in questions:
        if question.turns or not question.tests_scope:
            continue
        if question.answerable and not question.clauses:
            continue  # answered from the header, the closing or the rows of a table
        sight = engine.sight(question.question)
        judged.append(Judged(_seen(sight), question.answerable, own=True))
        if not _is_plain(question):
            continue
        right = np.array([_says(question, s, s.words) for s in sight.reading.statements])
        if not right.any():
            continue
        chosen.append(Choice(sight.reading.features, right))
        best = sight.reading.statements[int(np.argmax(right))]
        figures = [
            s for s in sight.known.clause(best.clause.n).statements
            if s.facts and best.start <= s.start < best.end
        ]  # fmt: skip
        told = np.array([_says(question, s, figure_said(s)) for s in figures])
        if len(figures) > 1 and told.any() and ranking.wanted_kinds(sight.asked):
            meant.append(Choice(members.features(sight.asked, sight.vector, figures), told))
    for question in foreign:
        sight = engine.sight(question.question)
        judged.append(Judged(_seen(sight), answerable=False, own=False))
    return Lesson(name, tuple(chosen), tuple(meant), tuple(judged))


def _seen(sight: Sight) -> dict[str, float]:
    found = scope.features(*sight.judged_by)
    if sight.known.answering:
        found |= scope.read(sight.asked, sight.reading, sight.known.answering)
    return found


def _says(question: Question, statement: Statement, words: str) -> bool:
    """Whether words of a right clause hold all that the answer must say."""
    if statement.clause.n not in question.clauses or not question.must:
        return False
    plain = _plain(words)
    return all(any(_plain(one) in plain for one in alternatives) for alternatives in question.must)


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).lower().split()).replace(",", "")

"""Ask an engine the questions of a file, of the policy the file is about, and judge the answers.

A question file is named after its policy. The policy is, first found first taken:
1. the one named by `--policy`;
2. the document of that name in the folder `policies` beside the file's folder
   (eval/policies/<id>.txt for eval/questions/<id>.jsonl), read for this run and held by an
   engine of its own: policies we are measured on but that nobody tuned for;
3. the one of that name in the library;
4. the only policy in the library.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Protocol

from tqdm import tqdm

from bot.answer import Answer
from corpus.errors import WenceError
from corpus.model import Policy
from corpus.parse import parse
from corpus.read import read_text
from eval.question import Question
from eval.score import Judgement, judge


class UnknownSubject(WenceError):
    """A question file of which nobody knows what policy it is about."""


class NotAnswered(WenceError):
    """A question that the engine would not take, such as one that is too long."""


class Asks(Protocol):
    """What the evaluation needs of an engine."""

    @property
    def policies(self) -> Sequence[Policy]:
        """Every policy it answers from."""

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        today: date | None = None,
        policy: str | None = None,
    ) -> Answer:
        """Answer a question that follows earlier user turns."""


@dataclass(frozen=True)
class Subject:
    """What a question file is asked of.

    Attributes:
        policy: The policy it is about.
        engine: Holds that policy.
        held_out: Whether the policy stands beside the file and in no library: one that nobody
            tunes for, so that its wrong answers are counted and not shown.
    """

    policy: Policy
    engine: Asks
    held_out: bool = False


class Subjects:
    """Finds the subject of a question file; an engine is loaded once, and only when needed."""

    def __init__(
        self, load_library: Callable[[], Asks], load_policies: Callable[[list[Policy]], Asks]
    ) -> None:
        """Take the two ways of loading an engine: over the library, over given policies."""
        self._load_library = load_library
        self._load_policies = load_policies
        self._library: Asks | None = None

    def find(self, path: Path, policy: str | None = None) -> Subject:
        """The subject of the question file at `path`; policy: the value of `--policy`.

        Raises:
            UnknownSubject: None of the four ways leads to a policy.
        """
        document = None if policy else _document_beside(path)
        if document:
            parsed = parse(read_text(document), policy_id=path.stem)
            return Subject(parsed, self._load_policies([parsed]), held_out=True)
        if self._library is None:
            self._library = self._load_library()
        held = {each.id: each for each in self._library.policies}
        wanted = policy or path.stem
        if wanted in held:
            return Subject(held[wanted], self._library)
        if policy is None and len(held) == 1:
            return Subject(self._library.policies[0], self._library)
        raise UnknownSubject(
            f"{path.name} asks about {wanted}, which is not in the library ({', '.join(held)}): "
            "add that policy, or name the right one with --policy."
        )


def ask_all(
    questions: Sequence[Question], subject: Subject, *, today: date, progress: bool
) -> list[Judgement]:
    """Ask every question once, in order, each in a conversation of its own.

    Args:
        questions: Of one file.
        subject: Whom to ask, and of what policy.
        today: The day it is taken to be.
        progress: Show a bar on stderr.

    Raises:
        NotAnswered: The engine would not take a question; the message names its line.
    """
    judgements = []
    asked_of = subject.policy.id
    policies = {policy.id: policy for policy in subject.engine.policies}
    for question in tqdm(questions, desc=asked_of, unit="q", disable=not progress):
        started = perf_counter()
        try:
            answer = subject.engine.ask(
                question.question, list(question.turns), today=today, policy=asked_of
            )
        except WenceError as error:
            raise NotAnswered(f"{question.where}: {error}") from error
        elapsed_ms = (perf_counter() - started) * 1000
        judgements.append(
            judge(
                question,
                answer,
                policy=asked_of,
                policies=policies,
                today=today,
                elapsed_ms=elapsed_ms,
                confidence=_confidence(subject.engine, question, asked_of),
            )
        )
    return judgements


def _confidence(engine: Asks, question: Question, policy: str) -> float | None:
    """How sure the engine is that the policy answers; None where it does not say, or where the
    answer does not hang on it."""
    measure = getattr(engine, "confidence", None)
    if measure is None or not question.tests_scope:
        return None
    return float(measure(question.question, policy))


def _document_beside(path: Path) -> Path | None:
    """The document kept for this question file, if there is one."""
    folder = path.resolve().parent.parent / "policies"
    found = sorted(p for p in folder.glob(f"{path.stem}.*") if p.is_file())
    found += sorted(p for p in (folder / path.stem).glob("*") if p.is_file())
    return found[0] if found else None

"""Whether the sentences of a policy answer a question: index/answerability.py for statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from bot.statements import Statement, text_of
from index.answerability import Answerability

_REMEMBERED = 256  # questions with their sentences


class Answering:
    """Judges the statements it was made of. May be used from several threads."""

    def __init__(
        self, statements: Iterable[Statement], answerability: Answerability, memo: Path | None
    ) -> None:
        """Read statements.

        Args:
            memo: A file beside which what was read is kept for the next start; None keeps nothing.
        """
        self._answerability = answerability
        texts = [text_of(s) for s in statements]
        self.states = answerability.states(texts, memo and memo.parent)
        self._remembered = lru_cache(_REMEMBERED)(self._scores)

    def scores(self, question: str, statements: Sequence[Statement]) -> tuple[float, ...]:
        """How well each statement answers: above 0, better than no answer at all.

        Args:
            question: Its text.
            statements: Of those this was made of.
        """
        return self._remembered(question, tuple(text_of(s) for s in statements))

    def _scores(self, question: str, texts: tuple[str, ...]) -> tuple[float, ...]:
        held = [self.states[text] for text in texts]
        return tuple(self._answerability.scores(question, held).tolist())

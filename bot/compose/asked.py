"""What a composer of answers from one clause needs: the question and the clause it is asked of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.compose.exception import changed, excluded, ruled_apart
from bot.compose.say import Piece, sentence_said, words_asked
from bot.knowledge import KnownClause, KnownPolicy
from bot.question import Question
from bot.ranking import Scored, rank
from bot.statements import Statement
from index.encoder import Floats
from index.retriever import Hit


@dataclass(frozen=True)
class Asked:
    """What a composer needs: the question, its vector, the policy, the clause, and all clauses
    of the policy by nearness."""

    question: Question
    vector: Floats
    known: KnownPolicy
    clause: KnownClause
    hits: Sequence[Hit]

    def sentences(self) -> list[Scored]:
        """The clause's sentences by fitness, best first; its title answers nothing, so it is left
        out where there are others."""
        every = [s for s in self.clause.statements if not s.facts]
        title = self.clause.clause.title
        candidates = [s for s in every if not _is_title(s, title)] or every
        return rank(self.question, self.vector, candidates, self.hits, self.known.weights)

    def changed(self, told: Statement) -> Statement | None:
        """The sentence that changes a rule for those whom the question speaks of."""
        return changed(self.question, told, self._every(), self.known.weights)

    def ruled_apart(self, told: Statement) -> Statement | None:
        """The sentence after a rule that rules otherwise for those whom the question names."""
        return ruled_apart(self.question, told, self._every())

    def excluded(self) -> Statement | None:
        """The sentence after the one that fits best which leaves those out whom the question
        speaks of."""
        ranked = self.sentences()
        if not ranked:
            return None
        told = ranked[0].statement
        return excluded(self.question, told, self._every(), self.known.weights)

    def said(self, sentence: Statement) -> Piece:
        """A sentence as an answer."""
        return sentence_said(sentence, words_asked(self.question.core), self.known.weights)

    def _every(self) -> list[Statement]:
        return [s for s in self.clause.statements if not s.facts]


# An article without a title goes by its first sentence, which does answer.
_RULES = re.compile(r"应当|不得|可以|必须|负责|是指|由|为|包括|不予|方可|须")
_LONGEST_TITLE = 40


def _is_title(statement: Statement, title: str) -> bool:
    words = statement.words.strip(" 。.")
    return (
        len(title) < _LONGEST_TITLE
        and words.endswith(title)
        and not statement.figures
        and not _RULES.search(words)
    )

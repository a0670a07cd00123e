"""ask(question, history) → Answer: understand, retrieve, compose, prove.

The engine keeps nothing between questions: what a follow-up refers to is worked out anew from
the turns it is given, so one user's history can never reach another's answer.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bot import checks, scope
from bot.answer import Answer, Retrieved
from bot.compose import chat, english, meta
from bot.draft import Draft
from bot.homophones import Homophones
from bot.knowledge import KnownPolicy, learn
from bot.question import Question, is_english, understand
from bot.ranking import Reading
from bot.respond import Responder
from bot.rows import known_rows
from corpus.errors import UnknownPolicy, WenceError
from corpus.model import Policy
from index.answerability import answerability
from index.encoder import Floats, TextEncoder
from index.retriever import Hit, Retriever

if TYPE_CHECKING:
    from bot.settings import Settings

logger = logging.getLogger(__name__)

QUESTION_LIMIT = 2000
HISTORY_LIMIT = 8  # earlier turns that are looked at
_UNPROVED = "没有能逐字核对的依据，暂不回答，请查阅原文或咨询主管部门。"
_UNPROVED_ENGLISH = (
    "No answer could be proved word for word: please read the text, or ask the department in "
    "charge of the policy."
)
_SHOWN = 10  # hits reported in an answer


class QuestionTooLong(WenceError):
    """The question has more characters than are answered."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"问题有{length}个字符，超过了{limit}个的上限：请缩短后再问。")


class EmptyQuestion(WenceError):
    """There is nothing but white space."""

    def __init__(self) -> None:
        super().__init__("问题是空的：请输入要问的内容。")


@dataclass(frozen=True)
class Sight:
    """A question as it is seen before it is answered.

    Attributes:
        asked: The question taken apart, with the official words for its everyday ones.
        vector: float32, shape (dim,).
        hits: All clauses of the policy by nearness, best first.
        reading: The sentences of the nearest clauses by fitness, best first.
        known: The policy.
    """

    asked: Question
    vector: Floats
    hits: tuple[Hit, ...]
    reading: Reading
    known: KnownPolicy

    @property
    def judged_by(self) -> tuple[Question, tuple[Hit, ...], Reading, KnownPolicy]:
        """The arguments of bot.scope.confidence."""
        return self.asked, self.hits, self.reading, self.known


class Engine:
    """Answers questions over a fixed set of policies. May be used from several threads.

    Attributes:
        policies: The policies it answers from.
    """

    def __init__(
        self,
        policies: Sequence[Policy],
        retriever: Retriever,
        *,
        question_limit: int = QUESTION_LIMIT,
        refuse_below: float = scope.THRESHOLD,
        memo: Path | None = None,
    ) -> None:
        """Read the policies.

        Args:
            policies: What is answered from; `retriever` searches the same.
            question_limit: Longest question, in characters.
            refuse_below: Confidence, 0 to 1, below which the policies are held to say nothing.
            memo: File that keeps vectors of facts from one start to the next.
        """
        self.policies = tuple(policies)
        self._retriever = retriever
        self._limit = question_limit
        self._refuse_below = refuse_below
        judging = answerability(retriever.encoder)
        self._known = {
            k.policy.id: k
            for k in learn(self.policies, retriever.encoder, memo, answerability=judging)
        }
        self._rows = known_rows(tuple(self._known.values()), retriever.encoder, memo)
        self._by_id = {policy.id: policy for policy in self.policies}
        self._spelling = {id_: Homophones(known.text) for id_, known in self._known.items()}
        self._encode = lru_cache(maxsize=1024)(judging.vector if judging else retriever.encode)

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that questions are understood with."""
        return self._retriever.encoder

    def ask(
        self,
        question: str,
        history: Sequence[str] = (),
        *,
        today: date | None = None,
        policy: str | None = None,
    ) -> Answer:
        """Answer one question.

        Args:
            question: As typed.
            history: The user's earlier turns of the same conversation, oldest first.
            today: The day validity is judged against; None: today.
            policy: Answer from the policy of that id only.

        Raises:
            EmptyQuestion, QuestionTooLong: The question cannot be looked at.
            UnknownPolicy: There is no policy of that id.
        """
        began = perf_counter()
        question = _whole(question)
        self.check(question, policy)
        day = today or date.today()
        asked = understand(question)
        typed = asked.folded
        asked = self._spelled(asked, policy)
        understood = perf_counter()
        small_talk = chat.reply(asked, self.policies)
        if small_talk is not None:
            return self._finished(question, small_talk, [], "", day, began, understood, understood)
        turns = [_whole(turn) for turn in history if turn.strip()][-HISTORY_LIMIT:]
        responder = Responder(self._known, self.search, day, policy, self._refuse_below, self._rows)
        draft, hits, resolved = responder.respond(
            asked, [self._spelled(understand(t[: self._limit]), policy).text for t in turns]
        )
        resolved = resolved or (asked.text if asked.folded != typed else "")
        retrieved = responder.retrieved_at or understood
        if asked.english:
            draft = replace(draft, summary=english.in_english(draft))
        draft = self._proved(draft, question, turns)
        return self._finished(question, draft, hits, resolved, day, began, understood, retrieved)

    def confidence(self, question: str, policy: str | None = None) -> float:
        """Probability, 0 to 1, that the policies speak of what a question is about.

        Only the last of several ways to answer asks for it: a clause named by its number, a
        list or small talk is answered without (bot/respond.py).

        Args:
            question: As typed, with no turns before it.
            policy: Look at the policy of that id only.

        Raises:
            EmptyQuestion, QuestionTooLong, UnknownPolicy: As `ask` does.
        """
        return scope.confidence(*self.sight(question, policy).judged_by)

    def sight(self, question: str, policy: str | None = None) -> Sight:
        """What is seen of a question before it is answered.

        Args and Raises: As `confidence`.
        """
        self.check(question, policy)
        responder = Responder(self._known, self.search, date.today(), policy)
        asked = self._spelled(understand(_whole(question)), policy)
        asked, (hits, vector) = responder.find(asked)
        known = self._known[policy or hits[0].clause.policy]
        near = tuple(hit for hit in hits if hit.clause.policy == known.policy.id)
        return Sight(asked, vector, near, responder.read(asked, vector, known, near), known)

    def check(self, question: str, policy: str | None = None) -> None:
        """Raise what `ask` would of a question that cannot be looked at; takes no time."""
        if not question.strip():
            raise EmptyQuestion
        if len(question) > self._limit:
            raise QuestionTooLong(len(question), self._limit)
        if policy is not None and policy not in self._by_id:
            raise UnknownPolicy(
                f"There is no policy {policy!r} in the library: `wence list` shows which there are."
            )

    def _spelled(self, asked: Question, policy: str | None) -> Question:
        """A question with words that are misspelt by their sound as the policies print them."""
        said = asked.folded
        for id_, spelling in self._spelling.items():
            if policy in (None, id_):
                said = spelling.mended(said)
        return understand(said) if said != asked.folded else asked

    def search(self, text: str, policy: str | None, also: str = "") -> tuple[list[Hit], Floats]:
        """All clauses by nearness to a text, best first, and the text's vector.

        Args:
            also: More words to look for, other names of what the text speaks of.
        """
        vector = self._encode(text)
        count = sum(len(p.clauses) for p in self.policies)
        return self._retriever.search(text, count, policy=policy, vector=vector, also=also), vector

    def _proved(self, draft: Draft, question: str, turns: Sequence[str]) -> Draft:
        """The draft if every figure, agency and quote in it is proved, otherwise a refusal."""
        agencies = {name for known in self._known.values() for name in known.agencies}
        wrong = checks.faults(
            draft, self._by_id, agencies=agencies, allowed=(question, *turns, *draft.derived)
        )
        if not wrong:
            return draft
        logger.warning("an answer was held back: %s", "; ".join(wrong))
        related = draft.related
        summary = _UNPROVED_ENGLISH if is_english(question) else _UNPROVED
        return Draft("refused", summary, related=related)

    def _finished(
        self,
        question: str,
        draft: Draft,
        hits: Sequence[Hit],
        resolved: str,
        today: date,
        began: float,
        understood: float,
        retrieved: float,
    ) -> Answer:
        named = {c.policy for c in draft.citations} or {r.policy for r in draft.related}
        notes = [
            note
            for policy in self.policies
            if policy.id in named
            for note in meta.notices(policy, today, english=is_english(question))
        ]
        ended = perf_counter()
        return Answer(
            question=question,
            status=draft.status,
            summary=draft.summary,
            citations=draft.citations,
            related=draft.related,
            notices=tuple(notes),
            retrieved=tuple(
                Retrieved(hit.clause.policy, hit.clause.n, hit.score) for hit in hits[:_SHOWN]
            ),
            timings_ms={
                "understand": (understood - began) * 1000,
                "retrieve": (retrieved - understood) * 1000,
                "compose": (ended - retrieved) * 1000,
                "total": (ended - began) * 1000,
            },
            resolved=resolved,
            table=draft.table,
        )


def _whole(text: str) -> str:
    """A text with half characters (lone surrogates), which no file or network can carry, made
    U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def load_engine(
    settings: Settings,
    *,
    policies: Sequence[Policy] | None = None,
    encoder: TextEncoder | None = None,
    progress: bool = True,
) -> Engine:
    """The engine over the library (or over the policies given), its index opened or built.

    Args:
        encoder: One that is loaded already; None loads that of the settings.

    Raises:
        WenceError: The library, the encoder or the data folder cannot be used.
    """
    from corpus.library import Library
    from index.encoder import load_encoder
    from index.store import open_index

    chosen = list(policies) if policies is not None else Library(settings.home).policies()
    encoder = encoder or load_encoder(settings.encoder, settings.home, progress=progress)
    folder = settings.home / "index"
    if policies is not None:  # another set of policies has an index of its own
        folder = settings.home / "index-of" / "-".join(sorted(p.id for p in chosen))
    retriever = open_index(chosen, encoder, folder, progress=progress)
    retriever.encode("预热")  # the first question should not pay for loading kernels
    return Engine(
        chosen,
        retriever,
        question_limit=settings.question_limit,
        refuse_below=scope.THRESHOLD if settings.refuse_below is None else settings.refuse_below,
        memo=folder / "facts.npz",
    )

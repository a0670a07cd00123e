"""What is kept of an answer, and how it becomes rows and an answer again.

Everything a user typed is masked here, and freed of what a database cannot hold: NUL, which
PostgreSQL refuses, and half characters (lone surrogates).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, cast, get_args

from bot.answer import Answer, Citation, ClauseRef, Retrieved, Status, Table
from bot.records.masking import mask, mask_echoed
from bot.records.tables import AnswerRow, CitationRow, ConversationRow
from bot.service import Caller

_ID_BYTES = 24  # 192 bits: nobody guesses one
_TURNS_KEPT = 16  # more than any answer looks at
_LONGEST_TURN = 4000  # characters; longer ones come from API clients alone
_LONGEST_KEY = 200


@dataclass(frozen=True)
class KeptAnswer:
    """An answer as it was kept, personal data masked.

    Attributes:
        id: Feedback names it.
        time: When it was given (UTC).
        vote: "like", "dislike", or "" where the user said nothing.
        index_version: What it was answered from.
    """

    id: str
    time: datetime
    answer: Answer
    vote: str
    index_version: str


@dataclass(frozen=True)
class SharedAnswer:
    """An answer somebody shared: nothing in it leads to the conversation it stands in."""

    time: datetime
    answer: Answer


@dataclass(frozen=True)
class Conversation:
    """A conversation with its answers, the oldest first."""

    id: str
    channel: str
    began: datetime
    latest: datetime
    answers: tuple[KeptAnswer, ...]


@dataclass(frozen=True)
class ConversationLine:
    """A conversation in a list. title: its first question; count: its answers."""

    id: str
    title: str
    began: datetime
    latest: datetime
    count: int


def new_id() -> str:
    """An id nobody can guess: 32 letters, digits, "-" and "_", the first no "-": on a command line
    that would begin an option, and in a spreadsheet a formula."""
    while (id_ := secrets.token_urlsafe(_ID_BYTES)).startswith("-"):
        pass
    return id_


def clean(text: str) -> str:
    """A user's text as it may be written: masked, nothing in it that a database refuses."""
    return mask(_whole(text))


def _whole(text: str) -> str:
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "\ufffd")


def _all_whole(data: Any) -> Any:
    if isinstance(data, str):
        return _whole(data)
    if isinstance(data, dict):
        return {key: _all_whole(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_all_whole(value) for value in data]
    return data


def conversation_row(caller: Caller, now: datetime) -> ConversationRow:
    """A new conversation."""
    key = caller.key[:_LONGEST_KEY]
    return ConversationRow(id=new_id(), channel=caller.channel, key=key, began=now, latest=now)


def goes_on(caller: Caller, conversation: ConversationRow) -> bool:
    """Whether the conversation is the caller's to go on with: begun with the same key."""
    return conversation.key == caller.key[:_LONGEST_KEY]


def answer_row(
    caller: Caller, answer: Answer, history: Sequence[str], *, index_version: str, now: datetime
) -> AnswerRow:
    """An answer as rows, its conversation left open."""
    turns = [turn[:_LONGEST_TURN] for turn in history[-_TURNS_KEPT:]]
    said = (answer.question, answer.resolved, *turns)

    def words(data: Any) -> Any:
        return mask_echoed(_all_whole(data), said)

    return AnswerRow(
        id=new_id(),
        channel=caller.channel,
        key=caller.key[:_LONGEST_KEY],
        policy=_subject(answer),
        question=clean(answer.question),
        turns=[clean(turn) for turn in turns],
        resolved=clean(answer.resolved),
        status=answer.status,
        summary=words(answer.summary),
        related=words([asdict(ref) for ref in answer.related]),
        notices=words(answer.notices),
        retrieved=[asdict(hit) | {"score": round(hit.score, 4)} for hit in answer.retrieved],
        table=words(asdict(answer.table)) if answer.table else {},
        timings_ms={step: round(ms, 2) for step, ms in answer.timings_ms.items()},
        total_ms=answer.timings_ms.get("total", 0.0),
        index_version=index_version,
        time=now,
        day=now.astimezone().date(),
        citations=[
            CitationRow(place=place, **_all_whole(asdict(cited)))
            for place, cited in enumerate(answer.citations)
        ],
    )


def _subject(answer: Answer) -> str:
    """Id of the policy an answer speaks of first; "" for none."""
    named = [c.policy for c in answer.citations] or [r.policy for r in answer.related]
    named = named or [hit.policy for hit in answer.retrieved]
    return named[0] if named else ""


def kept_answer(row: AnswerRow) -> KeptAnswer:
    """The rows read back."""
    vote = row.feedback.vote if row.feedback else ""
    return KeptAnswer(row.id, row.time, answer_of(row), vote, row.index_version)


def answer_of(row: AnswerRow) -> Answer:
    """The answer that rows hold."""
    if row.status not in get_args(Status):
        raise ValueError(f"answer {row.number} has the status {row.status!r}")
    return Answer(
        question=row.question,
        status=cast(Status, row.status),
        summary=row.summary,
        citations=tuple(_citation(cited) for cited in row.citations),
        related=tuple(ClauseRef(**ref) for ref in row.related),
        notices=tuple(row.notices),
        retrieved=tuple(Retrieved(**hit) for hit in row.retrieved),
        timings_ms=dict(row.timings_ms),
        resolved=row.resolved,
        table=_table(row.table) if row.table else None,
    )


def _citation(row: CitationRow) -> Citation:
    part = cast(Any, row.part)  # "header", "closing" or None: what a Citation had
    return Citation(
        row.policy, row.clause, row.label, row.title, row.quote, row.start, row.end, part
    )


def _table(data: dict[str, Any]) -> Table:
    return Table(
        kind=data["kind"],
        columns=tuple(data["columns"]),
        rows=tuple(tuple(row) for row in data["rows"]),
        clauses=tuple((policy, n) for policy, n in data["clauses"]),
    )

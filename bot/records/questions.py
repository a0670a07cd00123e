"""What was confirmed, as question files and as pairs of question and clause.

A question file (its format: eval/question.py) guards against the same mistake coming back; the
pairs are what retrieval can be tuned on, a JSON object a line:

    {"question", "policy", "clause", "label", "text"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import select

from bot.records.corrections import stands
from bot.records.errors import NotConfirmed
from bot.records.records import Records
from bot.records.tables import AnswerRow, CorrectionRow
from corpus.model import Policy
from index.files import write_atomically

PAIRS = "PAIRS.jsonl"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class ChecksQuestions(Protocol):
    """Reads a question file about a policy, and raises where it is not one."""

    def __call__(self, path: Path, policy: Policy) -> None:
        """Check the file at `path`."""


@dataclass(frozen=True)
class Written:
    """What `to_questions` wrote.

    Attributes:
        files: The question files, one a policy, and the pairs.
        questions, pairs: How many lines in all.
        outdated: Corrections left out because the policy is gone or its clauses read otherwise
            now.
    """

    files: tuple[Path, ...]
    questions: int
    pairs: int
    outdated: int


def to_questions(
    records: Records,
    folder: Path,
    policies: Mapping[str, Policy],
    *,
    check: ChecksQuestions,
) -> Written:
    """Write what was confirmed: <policy>.jsonl for each policy, and PAIRS.jsonl.

    A question confirmed several times counts once, as it was confirmed last.

    Args:
        folder: Where to; made if need be.
        policies: The library by id.
        check: Called for each question file before it is put in its place.

    Raises:
        NotConfirmed: There is nothing to write.
    """
    questions: dict[str, list[dict[str, Any]]] = {}
    pairs: list[dict[str, Any]] = []
    outdated = 0
    for row, right in _confirmed(records):
        policy = policies.get(right.policy)
        if policy is None or not stands(policy, right):
            outdated += 1
            continue
        questions.setdefault(policy.id, []).append(_question(row, right))
        pairs.extend(_pairs(row, right, policy))
    if not questions:
        raise NotConfirmed(
            "No correction that fits the library is confirmed yet: confirm answers with "
            "`wence records confirm ID`."
        )
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for id_, lines in questions.items():
        files.append(folder / f"{id_}.jsonl")
        _write_checked(files[-1], lines, partial(check, policy=policies[id_]))
    write_atomically(folder / PAIRS, _json_lines(pairs))
    count = sum(map(len, questions.values()))
    return Written((*files, folder / PAIRS), count, len(pairs), outdated)


def _confirmed(records: Records) -> Iterator[tuple[AnswerRow, CorrectionRow]]:
    """Answers with their corrections in the order asked; of one question, the last confirmed."""
    query = select(AnswerRow, CorrectionRow).join(CorrectionRow).order_by(CorrectionRow.time)
    with records.reading() as session:
        last = {
            (right.policy, row.question, tuple(row.turns)): (row, right)
            for row, right in session.execute(query).tuples()
        }
        yield from sorted(last.values(), key=lambda pair: pair[0].number)


def _question(row: AnswerRow, right: CorrectionRow) -> dict[str, Any]:
    return {
        "id": f"kept-{row.number:06d}",
        "type": _type(row, right),
        "turns": row.turns,
        "question": row.question,
        "clauses": right.clauses,
        "must": [],
        "forbid": [],
        "answerable": right.answerable,
    }


def _type(row: AnswerRow, right: CorrectionRow) -> str:
    """The type of question (eval/question.py), as far as a confirmation tells it."""
    if not right.answerable:
        return "unanswerable"
    if row.turns:
        return "followup"
    if len(right.clauses) != 1:
        return "list" if right.clauses else "meta"
    return "fact" if _CHINESE.search(row.question) else "english"


def _pairs(row: AnswerRow, right: CorrectionRow, policy: Policy) -> Iterator[dict[str, Any]]:
    """A line for each clause that answers, with its text: tuning needs no library."""
    for n in right.clauses:
        clause = policy.clause(n)
        yield {
            "question": row.resolved or row.question,
            "policy": policy.id,
            "clause": n,
            "label": clause.label,
            "text": clause.text,
        }


def _write_checked(path: Path, lines: Sequence[dict[str, Any]], check: partial[None]) -> None:
    """Write JSON lines, checked in a file beside before they take their place."""
    beside = path.with_name(f".{path.name}.new")
    try:
        write_atomically(beside, _json_lines(lines))
        check(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _json_lines(lines: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()

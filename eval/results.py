"""The results of an evaluation as plain JSON data: made here, read by eval/report.py.

Everything a report shows is in the file, so that one can be drawn later and compared with
the run before it, without asking anything again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from corpus.errors import WenceError
from corpus.model import Policy
from eval.metrics import Metrics, measure, measure_by_type
from eval.score import Judgement
from eval.thresholds import Bounds
from index.files import write_atomically

FORMAT = 2
RESULTS = "results.json"
PREVIOUS = "previous.json"
WRONG = "wrong.jsonl"


class BadResults(WenceError):
    """A results file that is missing, damaged or of another version."""


@dataclass(frozen=True)
class FileResult:
    """One question file, asked.

    Attributes:
        name: Stem of the file.
        policy: The policy it was asked of.
        judgements: One for each question.
        overall, types: Their metrics, together and by type.
        fallen: What is out of the bounds of thresholds.json, a phrase each.
        held_out: Whether nobody tunes for the policy (eval/asking.py).
    """

    name: str
    policy: Policy
    judgements: tuple[Judgement, ...]
    overall: Metrics
    types: Mapping[str, Metrics]
    fallen: tuple[str, ...]
    held_out: bool = False


def summarize(
    name: str,
    policy: Policy,
    judgements: Sequence[Judgement],
    bounds: Bounds,
    *,
    held_out: bool = False,
) -> FileResult:
    """Measure the judgements of one file and hold them against its bounds."""
    overall, types = measure(judgements), measure_by_type(judgements)
    fallen = tuple(bounds.fallen(overall, types))
    return FileResult(name, policy, tuple(judgements), overall, types, fallen, held_out)


def summary_json(files: Sequence[FileResult], *, today: date) -> dict[str, Any]:
    """The figures of a run: what `--json` prints. Of a held-out file it does not say which
    answers are wrong: `wrong` is None."""
    return {
        "today": today.isoformat(),
        "passed": not any(file.fallen for file in files),
        "files": [
            {
                "name": file.name,
                "policy": file.policy.id,
                "held_out": file.held_out,
                "overall": asdict(file.overall),
                "types": {name: asdict(metrics) for name, metrics in file.types.items()},
                "below_thresholds": list(file.fallen),
                "wrong": None if file.held_out else _wrong_ids(file),
            }
            for file in files
        ],
    }


def _wrong_ids(file: FileResult) -> list[str]:
    return [j.question.id for j in file.judgements if not j.correct]


def full_json(files: Sequence[FileResult], *, today: date, finished: datetime) -> dict[str, Any]:
    """The whole run: the figures, every answer with its trace, and the names of the clauses."""
    return {
        "format": FORMAT,
        "finished": finished.isoformat(timespec="seconds"),
        **summary_json(files, today=today),
        "questions": [
            {"file": file.name, **judgement_json(judgement)}
            for file in files
            for judgement in file.judgements
        ],
        "clauses": {
            file.policy.id: {str(c.n): f"{c.label} {c.title}" for c in file.policy.clauses}
            for file in files
        },
    }


def judgement_json(judgement: Judgement) -> dict[str, Any]:
    """One answer with what was expected and what was found amiss."""
    question = judgement.question
    return {
        "id": question.id,
        "type": question.type,
        "policy": judgement.policy,
        "question": question.question,
        "turns": list(question.turns),
        "expected": {
            "status": question.expected,
            "clauses": list(question.clauses),
            "must": [list(group) for group in question.must],
            "forbid": list(question.forbid),
        },
        "correct": judgement.correct,
        "reasons": list(judgement.reasons),
        "unproved": list(judgement.unproved),
        "tests_retrieval": question.tests_retrieval,
        "rank": judgement.rank,
        "confidence": judgement.confidence,
        "elapsed_ms": round(judgement.elapsed_ms, 2),
        "resolved": judgement.answer.resolved,
        "answer": judgement.answer.to_json(),
    }


def keep(results: dict[str, Any], folder: Path) -> None:
    """Write results.json and wrong.jsonl; the results that stood there become previous.json."""
    folder.mkdir(parents=True, exist_ok=True)
    last = folder / RESULTS
    if last.is_file():
        write_atomically(folder / PREVIOUS, last.read_bytes())
    wrong = [q for q in results["questions"] if not q["correct"] or q["unproved"]]
    lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in wrong)
    write_atomically(folder / WRONG, lines.encode())
    write_atomically(last, json.dumps(results, ensure_ascii=False, indent=1).encode())


def read_results(path: Path) -> dict[str, Any]:
    """Read a results file.

    Raises:
        BadResults: It is missing, no JSON, or written by another version.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadResults(f"{path} holds no results: run `wence eval` first.") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise BadResults(f"{path} is of another version: run `wence eval` again.")
    return data


def read_previous(folder: Path) -> dict[str, Any] | None:
    """The run before the last one; None where there is none that can be compared."""
    try:
        return read_results(folder / PREVIOUS)
    except BadResults:
        return None

"""Everything that is kept, as JSON lines or CSV, a page at a time however much there is.

Conversations appear as a fingerprint of their id: lines of one can be told to belong together,
and nobody who gets hold of an export can open or go on with one.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot.records.kept import answer_of
from bot.records.records import Records
from bot.records.sessions import WHOLE
from bot.records.tables import AnswerRow

Format = Literal["jsonl", "csv"]

_PAGE = 500  # answers read in one transaction: a long export holds up nobody
_COLUMNS = (
    "id", "time", "conversation", "channel", "key", "policy", "question", "resolved", "status",
    "summary", "citations", "notices", "total_ms", "index_version", "vote", "reason",
    "vote_clause", "confirmed_answerable", "confirmed_clauses",
)  # fmt: skip
# What a spreadsheet reads as a formula when a cell begins with it, in full width too.
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def export(records: Records, format_: Format, *, page: int = _PAGE) -> Iterator[str]:
    """The kept answers, the oldest first, as text whose pieces are whole lines.

    Answers given after the export began may or may not be in it. CSV begins with a byte order
    mark, by which Excel knows UTF-8.

    Args:
        page: How many answers are read, and held in memory, at a time.
    """
    rows = _rows(records, page)
    if format_ == "jsonl":
        return (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return _as_csv(rows)


def write_export(records: Records, format_: Format, path: Path) -> None:
    """Put an export at `path`: all of it or nothing. Readable by its owner alone."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.writelines(export(records, format_))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _rows(records: Records, size: int) -> Iterator[dict[str, Any]]:
    query = select(AnswerRow).order_by(AnswerRow.number).limit(size)
    query = query.options(
        *WHOLE, selectinload(AnswerRow.correction), selectinload(AnswerRow.conversation)
    )
    last = 0
    while True:
        with records.reading() as session:
            page = [
                (row.number, _row(row))
                for row in session.scalars(query.where(AnswerRow.number > last))
            ]
        if not page:
            return
        last = page[-1][0]
        for _, row in page:
            yield row


def _row(row: AnswerRow) -> dict[str, Any]:
    """An answer as JSON data: the answer object with what is known about it."""
    said, confirmed = row.feedback, row.correction
    return {
        "id": row.id,
        "time": row.time.isoformat(),
        "conversation": hashlib.sha256(row.conversation.id.encode()).hexdigest()[:16],
        "channel": row.channel,
        "key": row.key,
        "policy": row.policy,
        "turns": row.turns,
        "resolved": row.resolved,
        "index_version": row.index_version,
        **answer_of(row).to_json(),
        "table": row.table or None,
        "feedback": said
        and {
            "time": said.time.isoformat(),
            "vote": said.vote,
            "reason": said.reason,
            "policy": said.policy,
            "clause": said.clause,
        },
        "confirmed": confirmed
        and {
            "time": confirmed.time.isoformat(),
            "policy": confirmed.policy,
            "clauses": confirmed.clauses,
            "answerable": confirmed.answerable,
        },
    }


def _as_csv(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)

    def line(cells: Iterable[Any]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_safe(cell) for cell in cells])
        return buffer.getvalue()

    yield "\ufeff" + line(_COLUMNS)
    for row in rows:
        cells = _flat(row)
        yield line(cells[column] for column in _COLUMNS)


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    said, confirmed = row["feedback"] or {}, row["confirmed"] or {}
    cited = (
        f"{c['policy']}{c['label'] or c.get('part', '')}“{c['quote']}”" for c in row["citations"]
    )
    return row | {
        "citations": "\n".join(cited),
        "notices": "\n".join(row["notices"]),
        "total_ms": row["timings_ms"].get("total", ""),
        "vote": said.get("vote", ""),
        "reason": said.get("reason", ""),
        "vote_clause": said.get("clause") or "",
        "confirmed_answerable": confirmed.get("answerable", ""),
        "confirmed_clauses": " ".join(map(str, confirmed.get("clauses", ()))),
    }


def _safe(cell: Any) -> Any:
    """The cell with an apostrophe before what a spreadsheet would run."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell

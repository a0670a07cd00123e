"""The answer object: what chat, command line, REST and evaluation all carry.

Plain data. Finding and wording an answer is bot/engine.py and bot/compose/; proving it is
bot/checks.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Status = Literal["answered", "refused", "clarify", "chat"]


@dataclass(frozen=True)
class Citation:
    """A clause that the summary rests on, with the words that prove it.

    Attributes:
        policy: Id of the policy.
        clause: The clause's ordinal; None where the header or closing is cited.
        label: "(十七)"; "" for header and closing.
        title: "支持具身智能培育"; the policy's title for header and closing.
        quote: Verbatim; clause.text[start:end] == quote (Policy.part_text for a part).
        start, end: Offsets from the start of the clause (or of the part).
        part: "header" or "closing" where clause is None.
    """

    policy: str
    clause: int | None
    label: str
    title: str
    quote: str
    start: int
    end: int
    part: Literal["header", "closing"] | None = None


@dataclass(frozen=True)
class ClauseRef:
    """A clause pointed at without a quote: `related` of an answer, choices of a clarification."""

    policy: str
    clause: int
    label: str
    title: str


@dataclass(frozen=True)
class Retrieved:
    """A clause retrieval found, best first. score: cosine-like, higher is nearer."""

    policy: str
    clause: int
    score: float


@dataclass(frozen=True)
class Table:
    """Rows behind a list, a comparison or an eligibility check, for interfaces that show tables.

    Attributes:
        kind: "list", "compare" (side by side) or "checklist" (met / not met / to be checked).
        columns: Headings in Chinese.
        rows: As many cells each as there are columns, as text.
        clauses: (policy, n) of the clause each row rests on.
    """

    kind: Literal["list", "compare", "checklist"]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    clauses: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes:
        question: As asked.
        status: "answered"; "refused": the policies do not say; "clarify": too vague, `related`
            offers the likely clauses; "chat": a greeting or thanks.
        summary: The direct answer.
        citations: The clauses the summary rests on and no others.
        related: Nearby clauses, or the choices of a clarification.
        notices: Sentences on validity and the like.
        retrieved: What retrieval found, best first.
        timings_ms: Milliseconds of each step and in total.
        resolved: The question as understood from the turns before it; "" where nothing was added.
        table: Rows behind the summary, None where there are none.
    """

    question: str
    status: Status
    summary: str
    citations: tuple[Citation, ...] = ()
    related: tuple[ClauseRef, ...] = ()
    notices: tuple[str, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
    resolved: str = ""
    table: Table | None = None

    def to_json(self) -> dict[str, Any]:
        """The answer as plain JSON data, in the keys that docs/answer.md promises."""
        citations: list[dict[str, Any]] = []
        for c in self.citations:
            row: dict[str, Any] = {"policy": c.policy, "clause": c.clause}
            if c.part is not None:
                row["part"] = c.part
            row |= {"label": c.label, "title": c.title, "quote": c.quote}
            citations.append(row | {"start": c.start, "end": c.end})
        return {
            "question": self.question,
            "status": self.status,
            "summary": self.summary,
            "citations": citations,
            "related": [vars(ref).copy() for ref in self.related],
            "notices": list(self.notices),
            "retrieved": [vars(hit) | {"score": round(hit.score, 4)} for hit in self.retrieved],
            "timings_ms": {step: round(ms, 2) for step, ms in self.timings_ms.items()},
        }

"""The rows of tables, known and searched like clauses.

What is found in the rows of corpus/rows.py is told as what it is: words of a clause or of the
policy's closing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bot.answer import Citation
from bot.draft import Draft, cite_source
from bot.knowledge import KnownClause, KnownPolicy, learn
from bot.question import Question
from bot.terms import Weights, grams, subject
from corpus.rows import TableRows, rows_of
from index.encoder import Floats, TextEncoder
from index.memo import encode_once
from index.passages import units_of
from index.retriever import Hit, Retriever
from index.vectors import FlatIndex

_LONGEST_QUOTE = 160  # characters of a row that is quoted whole
# A cell that bounds what the row gives; it stands apart from the figure.
_CAP = re.compile(
    r"(?<=[。;；])\s*((?:单户|累计|每人|合计)?(?:最高|最多|最低|上限|封顶|限额)[^。;；]{1,16})(?=[。;；])"
)


@dataclass(frozen=True)
class KnownRows:
    """The rows of a policy's tables with what was read out of them.

    Attributes:
        owner: The policy that they belong to.
        known: The rows as a policy of their own.
        weights: How telling words are among the clauses and the rows together.
    """

    owner: KnownPolicy
    known: KnownPolicy
    weights: Weights
    rows: TableRows
    retriever: Retriever

    def search(self, text: str, vector: Floats, also: str = "") -> list[Hit]:
        """All rows by nearness to a text, best first; arguments as for `Retriever.search`."""
        return self.retriever.search(
            text, len(self.known.clauses), policy=self.known.policy.id, vector=vector, also=also
        )

    def of_columns(self, asked: Question) -> KnownPolicy:
        """The rows, each without the columns that a question which names one does not name."""
        words = grams(subject(asked.core))
        clauses = tuple(
            _of_column(row, words, heads)
            for row, heads in zip(self.known.clauses, self._heads(), strict=True)
        )
        return replace(self.known, clauses=clauses)

    def _heads(self) -> list[list[str]]:
        """The heads of the columns of each row."""
        source = self.owner.policy.source
        spans = [source[slice(*span)] if span else "" for span in self.rows.heads]
        return [[head.strip() for head in re.split(r"[|\t\n]", words)] for words in spans]

    def told(self, draft: Draft) -> Draft:
        """An answer found in the rows, cited from the clause or closing that they stand in.

        The heads of the columns are cited beside a row that is not understood without them, and
        count with their units (「补贴资金(万元)」) as said in it.
        """
        citations = [c for cited in draft.citations for c in self._cited(cited)]
        rows = dict.fromkeys(c.clause for c in draft.citations if c.clause)
        said = [self.known.clause(n).clause.text for n in rows]
        summary = draft.summary
        for match in _CAP.finditer(said[0]) if len(said) == 1 else ():
            if match[1] not in summary:
                summary = f"{summary.rstrip('。')}；{match[1]}。"
        return Draft(
            draft.status,
            summary,
            tuple(dict.fromkeys(citations)),
            derived=(*draft.derived, *said),
        )

    def holds(self, citation: Citation) -> bool:
        """Whether a citation is of one of the rows."""
        policy = self.owner.policy
        if citation.policy != policy.id or citation.part == "header":
            return False
        part = policy.clause(citation.clause) if citation.clause else policy.closing
        start, end = part.start + citation.start, part.start + citation.end
        return any(start <= place < end for place in self.rows.places if place >= 0)

    def _cited(self, citation: Citation) -> list[Citation]:
        if citation.clause is None:  # of the rows' own header: there is none
            return []
        clause = self.rows.policy.clause(citation.clause)
        row = self.rows.source_span(clause.start, clause.end)
        words = self.rows.source_span(clause.start + citation.start, clause.start + citation.end)
        # Words of a cell prove nothing without the name of the row.
        name = self.rows.source_span(clause.start, clause.start + len(clause.title))
        spans = [row] if row[1] - row[0] <= _LONGEST_QUOTE else [name, words]
        if heads := self.rows.heads[citation.clause - 1]:
            spans.append(heads)
        return [cite_source(self.owner.policy, *span) for span in spans]


def _of_column(row: KnownClause, words: AbstractSet[str], heads: Sequence[str]) -> KnownClause:
    """A row with the cells of the columns that are named, where it has some."""
    named = [re.split("[(（]", head)[0] for head in heads if grams(head) & words]
    kept = [s for s in row.statements if any(s.words.startswith(head) for head in named if head)]
    if not kept:
        return row
    spans = [(s.start, s.end) for s in kept]
    return replace(
        row,
        statements=tuple(kept),
        facts=tuple(k for k in row.facts if any(a <= k.fact.figure.start < b for a, b in spans)),
    )


def known_rows(
    known: Sequence[KnownPolicy], encoder: TextEncoder, memo: Path | None = None
) -> dict[str, KnownRows]:
    """The rows of policies that have tables in them, by the id of the policy.

    Args:
        memo: File beside which vectors are kept for the next start; None keeps nothing.
    """
    found = {k.policy.id: rows for k in known if (rows := rows_of(k.policy)) is not None}
    if not found:
        return {}
    views = [rows.policy for rows in found.values()]
    units = units_of(views)
    vectors = FlatIndex(encoder.dim)
    texts = [unit.text for unit in units]
    kept = memo and memo.with_name("row-units.npz")
    vectors.add(np.arange(len(units), dtype=np.int64), encode_once(texts, encoder, kept))
    retriever = Retriever(views, encoder, vectors)
    learned = learn(views, encoder, memo and memo.with_name("row-facts.npz"))
    owners = {k.policy.id: k for k in known}
    return {
        id_: _known_rows(owners[id_], known_, rows, retriever)
        for (id_, rows), known_ in zip(found.items(), learned, strict=True)
    }


def _known_rows(
    owner: KnownPolicy, known: KnownPolicy, rows: TableRows, retriever: Retriever
) -> KnownRows:
    texts = [f"{c.clause.section} {c.body}" for c in (*owner.clauses, *known.clauses)]
    # Where a question's words stand and which place it speaks of is judged by the whole document.
    known = replace(known, text=owner.text, here=owner.here)
    return KnownRows(owner, known, Weights(texts), rows, retriever)

"""Hybrid search: from a question to the clauses that may answer it.

A clause is near a question in meaning (`dense`: the mean of the cosine of the whole clause and
the highest cosine of the clause and its sentences) and in words (`keyword`: BM25 brought
between 0 and 1); its score is a weighted mean of the two.

Chosen with the bundled encoder on 105 questions that one clause answers (85 Chinese, 20
English; 28 clauses) and, as a second opinion, on 300 of the STARD training questions over
2,914 statute articles (their gold articles and 2,500 others); 2026-11-23:

                                        28 clauses         2,914 articles
                                      R@1    MRR         R@1   R@10   MRR@10
    whole clause                     0.790  0.858       0.414  0.765  0.664
    nearest sentence                 0.733  0.817       0.400  0.750  0.641
    dense                            0.838  0.886       0.437  0.780  0.684
    BM25                             0.752  0.804       0.387  0.689  0.586
    dense and BM25, by rank (RRF)    0.829  0.887       0.452  0.757  0.674
    dense and BM25, 0.92 : 0.08      0.886  0.920       0.468  0.775  0.700

On the policy BM25 alone finds 0.88 of the Chinese questions and 0.20 of the English ones, which
share few words with it. All this was with the encoder as packaged, whose cosines lie between 0.8
and 0.92. Those of the encoder as it is taught now (index/tuning.py) lie between 0.1 and 0.7, so
the words need more weight beside them. R@1 of 568 questions that one clause answers (the first
policy; the development policies of eval/development), 2026-11-23:

    weight of BM25      0     0.08   0.16   0.2    0.25   0.3    0.4
    first policy      0.870  0.907  0.944  0.951  0.951  0.957  0.975
    development       0.862  0.867  0.877  0.884  0.889  0.899  0.894
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from corpus.errors import UnknownPolicy
from corpus.model import Clause, Policy
from index.encoder import TextEncoder
from index.keywords import Keywords
from index.passages import Unit, passage_of, units_of
from index.vectors import FlatIndex, VectorIndex

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

KEYWORD_WEIGHT = 0.3
WHOLE_WEIGHT = 0.5

# Up to so many units every cosine is computed; beyond, the nearest of them and all units of
# the clauses that share most words with the question.
DEPTH = 2048
KEYWORD_DEPTH = 100


@dataclass(frozen=True)
class UnitScore:
    """A sentence of a clause: clause.text[start:end], and its cosine with the question."""

    start: int
    end: int
    score: float


@dataclass(frozen=True)
class Hit:
    """A clause that may answer the question.

    Attributes:
        clause: The clause.
        score: What hits are ordered by, at most 1: weighted mean of `dense` and `keyword`.
        dense: Nearness in meaning, a cosine: 0.1 to 0.7 is usual with the bundled encoder.
        keyword: Words in common, 0 (none) to 1.
        scored: Gives `units`.
    """

    clause: Clause
    score: float
    dense: float
    keyword: float
    scored: Callable[[], tuple[UnitScore, ...]] = field(repr=False, compare=False)

    @cached_property
    def units(self) -> tuple[UnitScore, ...]:
        """The clause's sentences, nearest to the question first; made when first looked at, since
        of all the clauses that a search orders few are."""
        return self.scored()


class Retriever:
    """Finds clauses in a fixed set of policies. May be used from several threads."""

    def __init__(
        self,
        policies: Sequence[Policy],
        encoder: TextEncoder,
        vectors: VectorIndex,
        *,
        keywords: Keywords | None = None,
        sentences: bool = True,
    ) -> None:
        """Search `policies` with vectors made before.

        Args:
            policies: What is searched.
            encoder: The encoder that made `vectors`.
            vectors: The unit `units_of(policies, sentences=sentences)[i]` under id i.
            keywords: BM25 over the clauses in order; None builds it.
            sentences: As for `units_of`; without them a hit says nothing of its sentences.

        Raises:
            ValueError: `vectors` has not as many vectors as the policies have units.
        """
        self._encoder = encoder
        self._vectors = vectors
        self._clauses = [clause for policy in policies for clause in policy.clauses]
        self._units = units_of(policies, sentences=sentences)
        if len(vectors) != len(self._units):
            raise ValueError(f"{len(self._units)} units, but {len(vectors)} vectors")
        self._keywords = keywords or Keywords([passage_of(clause) for clause in self._clauses])
        # Row of the first unit of each clause, and where the last one's end.
        wholes = [row for row, unit in enumerate(self._units) if unit.whole]
        self._first: Ids = np.array([*wholes, len(self._units)], np.int64)
        self._policy_clauses = _clause_ranges(policies)

    @property
    def encoder(self) -> TextEncoder:
        """The encoder that questions go through."""
        return self._encoder

    def encode(self, question: str) -> Floats:
        """The question's vector, float32, shape (dim,): for `search`, or to keep."""
        vector: Floats = self._encoder.encode_questions([question])[0]
        return vector

    def search(
        self,
        question: str,
        k: int = 10,
        *,
        policy: str | None = None,
        vector: Floats | None = None,
        also: str = "",
    ) -> list[Hit]:
        """The k clauses nearest to the question, best first.

        Args:
            question: In any language the encoder knows.
            k: How many clauses at most.
            policy: Look only in the policy of that id; None looks in all.
            vector: The question's vector where it is known already.
            also: Other words for what the question speaks of, looked for beside its own.

        Raises:
            UnknownPolicy: No policy of that id is here.
        """
        among = self._among(policy)
        if not len(among) or k < 1:
            return []
        vector = self.encode(question) if vector is None else vector
        keyword = self._keywords.matches(question)
        if also:
            keyword = (keyword + self._keywords.matches(f"{question} {also}")) / np.float32(2)
        cosines = self._cosines(vector, keyword, among)
        rows = self._first[among.start : among.stop + 1]
        units = cosines[rows[0] : rows[-1]]
        nearest = np.maximum.reduceat(units, rows[:-1] - rows[0])
        dense = WHOLE_WEIGHT * cosines[rows[:-1]] + (1 - WHOLE_WEIGHT) * nearest
        scores = (1 - KEYWORD_WEIGHT) * dense + KEYWORD_WEIGHT * keyword[among.start : among.stop]
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            Hit(
                clause=self._clauses[among[i]],
                score=float(scores[i]),
                dense=float(dense[i]),
                keyword=float(keyword[among[i]]),
                scored=partial(self._unit_scores, among[i], cosines),
            )
            for i in best.tolist()
            if np.isfinite(scores[i])
        ]

    def _among(self, policy: str | None) -> range:
        if policy is None:
            return range(len(self._clauses))
        try:
            return self._policy_clauses[policy]
        except KeyError:
            raise UnknownPolicy(
                f"There is no policy {policy!r} in the library: `wence list` shows which there are."
            ) from None

    def _cosines(self, vector: Floats, keyword: Floats, among: range) -> Floats:
        """Cosine of every unit, shape (n_units,); -inf for units of clauses out of the running."""
        units = range(int(self._first[among.start]), int(self._first[among.stop]))
        cosines = np.full(len(self._units), -np.inf, np.float32)
        within = None if len(units) == len(self._units) else units
        k = min(DEPTH, len(units))
        [scores], [ids] = self._vectors.search(vector[None, :], k, within=within)
        cosines[ids[ids >= 0]] = scores[ids >= 0]
        if k < len(units):
            self._complete(cosines, vector, keyword, among)
        return cosines

    def _complete(self, cosines: Floats, vector: Floats, keyword: Floats, among: range) -> None:
        """Fill in the units that the vector search left out of the clauses in the running."""
        first = self._first[among.start : among.stop + 1]
        found = np.maximum.reduceat(cosines[first[0] : first[-1]], first[:-1] - first[0])
        shared = keyword[among.start : among.stop]
        worded = np.argsort(-shared, kind="stable")[:KEYWORD_DEPTH]
        worded = worded[shared[worded] > 0]
        running = np.union1d(np.flatnonzero(np.isfinite(found)), worded)
        is_running = np.zeros(len(among), bool)
        is_running[running] = True
        unknown = ~np.isfinite(cosines[first[0] : first[-1]])
        rows = first[0] + np.flatnonzero(np.repeat(is_running, np.diff(first)) & unknown)
        cosines[rows] = self._vectors.vectors(rows) @ vector

    def _unit_scores(self, clause: int, cosines: Floats) -> tuple[UnitScore, ...]:
        start, end = int(self._first[clause]) + 1, int(self._first[clause + 1])
        units = [
            UnitScore(unit.start, unit.end, score)
            for unit, score in zip(self._units[start:end], cosines[start:end].tolist(), strict=True)
        ]
        return tuple(sorted(units, key=lambda unit: -unit.score))


def encode_units(
    units: Sequence[Unit], encoder: TextEncoder, *, progress: bool = False
) -> FlatIndex:
    """The vectors of `units` in memory, unit i under id i."""
    vectors = encoder.encode_passages([unit.text for unit in units], progress=progress)
    index = FlatIndex(encoder.dim)
    index.add(np.arange(len(units), dtype=np.int64), vectors)
    return index


def _clause_ranges(policies: Sequence[Policy]) -> dict[str, range]:
    """Policy id → which of all clauses, counted from 0, are its own."""
    ranges, start = {}, 0
    for policy in policies:
        ranges[policy.id] = range(start, start + len(policy.clauses))
        start += len(policy.clauses)
    return ranges

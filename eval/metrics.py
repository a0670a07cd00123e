"""Add judgements up: shares with intervals, citation and refusal quality, retrieval, latency.

Every share is between 0 and 1, and None where there was nothing to measure it on: an empty set
is never a perfect score.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

from eval.score import Judgement, cited_clauses

_DEPTHS = (1, 3, 5)
_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Metrics:
    """How good a set of answers is.

    Attributes:
        n: Questions asked.
        correct: Share that is correct (eval/score.py).
        correct_low, correct_high: Its 95% Wilson interval.
        status_right: Share whose status is the expected one.
        citation_precision, citation_recall: Of the clauses cited, the share that is gold; of the
            gold clauses, the share that is cited: over questions with an answer and gold clauses,
            clauses pooled.
        hit_1, hit_3, hit_5: Share of the retrieval questions (`Question.tests_retrieval`) whose
            gold clause stands among the first 1, 3, 5 retrieved.
        mrr: Mean of 1 / place of the gold clause on those, 0 where it was not retrieved.
        refusal_precision: Of the refusals, the share that was expected.
        refusal_recall: Of the refusals expected, the share that came.
        false_refusal: Of the questions with an answer, the share that was refused.
        wrong_figures: Summaries with a figure or agency that no cited text holds (a count).
        latency_median_ms, latency_p95_ms: Time of a question.
    """

    n: int
    correct: float | None
    correct_low: float | None
    correct_high: float | None
    status_right: float | None
    citation_precision: float | None
    citation_recall: float | None
    hit_1: float | None
    hit_3: float | None
    hit_5: float | None
    mrr: float | None
    refusal_precision: float | None
    refusal_recall: float | None
    false_refusal: float | None
    wrong_figures: int
    latency_median_ms: float | None
    latency_p95_ms: float | None


def measure(judgements: Sequence[Judgement]) -> Metrics:
    """The metrics of a set of judgements."""
    n = len(judgements)
    n_correct = sum(j.correct for j in judgements)
    low, high = wilson(n_correct, n)
    precision, recall = _citations(judgements)
    hits, mrr = _retrieval(judgements)
    refused = [j for j in judgements if j.answer.status == "refused"]
    to_refuse = [j for j in judgements if j.question.expected == "refused"]
    to_answer = [j for j in judgements if j.question.expected == "answered"]
    times = [j.elapsed_ms for j in judgements]
    return Metrics(
        n=n,
        correct=_share(n_correct, n),
        correct_low=low,
        correct_high=high,
        status_right=_share(sum(j.status_right for j in judgements), n),
        citation_precision=precision,
        citation_recall=recall,
        hit_1=hits[0],
        hit_3=hits[1],
        hit_5=hits[2],
        mrr=mrr,
        refusal_precision=_share(sum(j.status_right for j in refused), len(refused)),
        refusal_recall=_share(sum(j.status_right for j in to_refuse), len(to_refuse)),
        false_refusal=_share(sum(j.answer.status == "refused" for j in to_answer), len(to_answer)),
        wrong_figures=sum(bool(j.unproved) for j in judgements),
        latency_median_ms=percentile(times, 50),
        latency_p95_ms=percentile(times, 95),
    )


def measure_by_type(judgements: Sequence[Judgement]) -> dict[str, Metrics]:
    """The metrics of each question type, in the order in which the types first come."""
    types = dict.fromkeys(j.question.type for j in judgements)
    return {t: measure([j for j in judgements if j.question.type == t]) for t in types}


def wilson(successes: int, n: int) -> tuple[float, float] | tuple[None, None]:
    """The 95% Wilson score interval of a share; unlike successes ± z·s it stays within 0 and 1
    and has a width even where everything is right."""
    if not n:
        return None, None
    share, z2 = successes / n, _Z95 * _Z95
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At the ends the interval touches 0 or 1 exactly, which the arithmetic misses by an ulp.
    low = 0.0 if successes == 0 else middle - half
    high = 1.0 if successes == n else middle + half
    return low, high


def percentile(values: Sequence[float], percent: float) -> float | None:
    """A percentile, interpolated between the nearest values (as numpy does); None for no values."""
    if not values:
        return None
    ordered = sorted(values)
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _citations(judgements: Sequence[Judgement]) -> tuple[float | None, float | None]:
    """Precision and recall of the clauses cited."""
    cited = gold = right = 0
    for j in judgements:
        if j.question.expected == "answered" and j.question.clauses:
            cited += len(cited_clauses(j.answer))
            gold += len(j.question.clauses)
            right += len(j.question.clauses) - len(j.uncited)
    return _share(right, cited), _share(right, gold)


def _retrieval(judgements: Sequence[Judgement]) -> tuple[list[float | None], float | None]:
    """Hit shares at each of _DEPTHS, and the mean reciprocal rank."""
    ranks = [j.rank for j in judgements if j.question.tests_retrieval]
    hits = [_share(sum(r is not None and r <= k for r in ranks), len(ranks)) for k in _DEPTHS]
    mrr = sum(1 / r for r in ranks if r) / len(ranks) if ranks else None
    return hits, mrr

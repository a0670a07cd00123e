"""Which fact of a clause answers the question.

A fact is preferred by its nearness to the question in meaning and, above all, by the words
that tell it from its neighbours: asked for the 国家级 cluster, the 省级 figure is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge import KnownClause, KnownFact
from bot.question import Question
from bot.terms import Weights, content, grams
from corpus.figures import Figure, figures
from corpus.text import sentences
from index.encoder import Floats

# Shares of the score, set by trying on the questions of the first policy, all of them: see
# docs/accuracy.md for how far its figures can be trusted.
_TELLING = 0.10
_FIGURE = 0.12
_COUNTED = 0.15  # 「多少个领域」: the thing that is counted
_COUNTED_NOUN = re.compile(r"(?:多少|几)(?:个|家|项|名|种|处)([\u4e00-\u9fff]{2})")
_TITLE = 40  # a first sentence up to this long is a title
_CLOSE = 0.025  # facts nearer than this to the best are as good an answer

_NEGATED = re.compile(
    r"(?:没有?|未|不是|非|除了?|不算|别管|而不是)(?P<what>[^,，。;；、]{1,14}?)(?:[,，。;；、]|$|的|以?外)"
)
_TIERS = {
    "national": "国家级国家", "provincial": "省级", "world": "世界级", "international": "国际",
    "municipal": "市级", "city-level": "市级", "municipal-level": "市级", "core component": "核心零部件",
    "whole machine": "整机", "benchmark": "标杆", "leading": "引领",
}  # fmt: skip


@dataclass(frozen=True)
class Ranked:
    """A fact with how well it fits the question."""

    known: KnownFact
    score: float
    telling: float = 0.0


def words_of(question: Question) -> AbstractSet[str]:
    """The character pairs of what a question is about, tier words of English ones in Chinese."""
    found = grams(content(question.core)).union(*map(grams, question.official_words))
    if question.english:
        lower = question.folded.lower()
        for english, chinese in _TIERS.items():
            if re.search(rf"\b{english}", lower):
                found |= grams(chinese)
    return found


def rank_facts(
    question: Question,
    vector: Floats,
    candidates: Sequence[KnownFact],
    weights: Weights,
    *,
    by_figure: bool = True,
) -> list[Ranked]:
    """Candidates by fitness, best first.

    Args:
        vector: float32, shape (dim,): the encoded question.
        candidates: Facts of one clause, or of several, of the kind asked for.
        by_figure: Prefer the fact whose words hold a figure of the question; not where that
            figure is itself in doubt.
    """
    asked = words_of(question)
    negated = set().union(*(grams(m["what"]) for m in _NEGATED.finditer(question.folded)), set())
    held = {gram: sum(gram in known.words for known in candidates) for gram in asked | negated}
    telling = {g: weights(g) for g in asked - negated if 0 < held[g] < len(candidates)}
    against = {g: weights(g) for g in negated if 0 < held[g] < len(candidates)}
    total = sum(telling.values()) or 1.0
    total_against = sum(against.values()) or 1.0
    noun = _COUNTED_NOUN.search(question.folded)
    counted = noun.group(1) if noun else ""
    ranked = []
    for known in candidates:
        score = float(vector @ known.vector)
        told = sum(w for g, w in telling.items() if g in known.words)
        score += _TELLING * told / total
        score -= _TELLING * sum(w for g, w in against.items() if g in known.words) / total_against
        score += _FIGURE * (by_figure and _shares_figure(question, known))
        score += _COUNTED * bool(counted and counted in known.fact.object)
        ranked.append(Ranked(known, score, told))
    return sorted(ranked, key=lambda r: -r.score)


def _shares_figure(question: Question, known: KnownFact) -> bool:
    """Whether a figure of the question stands in the words that prove the fact."""
    printed = known.clause.text[known.fact.start : known.fact.end]
    own = [f for f in question.figures if f.kind in ("money", "measure", "percent", "period")]
    if not own:
        return False
    return any(
        f.kind == g.kind and f.value == g.value and f.unit == g.unit
        for f in own
        for g in _printed_figures(printed)
    )


@lru_cache(maxsize=8192)  # the same words for every question of a policy
def _printed_figures(printed: str) -> tuple[Figure, ...]:
    return tuple(figures(printed))


def best(ranked: Sequence[Ranked]) -> list[KnownFact]:
    """The best fact; with it those as good, where nothing in the question tells them apart."""
    if not ranked:
        return []
    close = [
        r.known for r in ranked
        if r.score >= ranked[0].score - _CLOSE and r.telling >= ranked[0].telling - 1e-6
    ]  # fmt: skip
    return sorted(close, key=lambda known: known.fact.figure.start)


def clause_sentences(known: KnownClause) -> list[tuple[int, int]]:
    """Sentences of a clause after its number, the title where it is a sentence of its own left
    out."""
    text, title = known.body, known.clause.title
    first = known.clause.text.find(title[:6]) if title else 0
    spans = [(max(s, first), e) for s, e in sentences(text) if e > first]
    spans = [(s, e) for s, e in spans if text[s:e].strip(" 。;；")]
    if len(spans) > 1 and spans[0][1] - spans[0][0] <= len(title) + 2 and len(title) < _TITLE:
        return spans[1:]
    return spans

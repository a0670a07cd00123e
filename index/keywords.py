"""Finding clauses by their words: BM25 over characters and pairs of characters.

A meaning can be near without a word in common; a name, a number or a document title must match
as written, and that is what this leg of the retrieval is for. Chinese is indexed as every
character and every two neighbours, without a dictionary; Latin words and numbers as whole
tokens, lower case; full-width forms as half-width ones (NFKC).

Chosen on the 1,234 STARD training questions over 23,944 statute articles (law + text, k1 1.5,
b 0.75, 2026-11-23):

    tokens                    recall@1   recall@10   MRR@10   one question
    characters + pairs          0.282      0.534      0.462      0.46 ms
    pairs only                  0.265      0.513      0.441      0.17 ms
    jieba, search mode          0.257      0.503      0.428      0.34 ms
    jieba words                 0.251      0.488      0.418      0.23 ms

Other k1 (0.9 to 2.0), b (0.4 to 0.9) and variants of the formula moved recall@10 by less than
0.005, or down.
"""

from __future__ import annotations

import logging
import math
import re
import unicodedata
from collections.abc import Sequence

import bm25s  # type: ignore[import-untyped]
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

K1, B = 1.5, 0.75

# bm25s logs every building of an index at DEBUG, and sets its logger to let that through.
logging.getLogger("bm25s").setLevel(logging.WARNING)

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# A run of Chinese; a number with its decimals; a word, which may hold digits (5g).
_RUN = re.compile(rf"[{_HAN}]+|\d+\.\d+|[^\W_{_HAN}]+")
_IS_HAN = re.compile(rf"[{_HAN}]")


def tokens_of(text: str) -> list[str]:
    """The tokens of a text in order: "5G-A基站" → ["5g", "a", "基", "站", "基站"]."""
    tokens: list[str] = []
    for match in _RUN.finditer(unicodedata.normalize("NFKC", text).lower()):
        run = match.group()
        if _IS_HAN.match(run):
            tokens += run
            tokens += [run[i : i + 2] for i in range(len(run) - 1)]
        else:
            tokens.append(run)
    return tokens


class Keywords:
    """BM25 over a fixed list of passages. Building it takes 0.7 ms a clause."""

    def __init__(self, passages: Sequence[str]) -> None:
        """Index the passages, which keep their order."""
        self._n = len(passages)
        # About what three tokens that stand in one passage alone are worth: the weight of a
        # token is at most ln(1 + n), so a match means the same in a small and a large library.
        self._good_match = 3.0 * math.log(1.0 + self._n)
        self._bm25 = bm25s.BM25(k1=K1, b=B, method="lucene")
        corpus = [tokens_of(passage) for passage in passages]
        self._empty = not any(corpus)
        if not self._empty:
            self._bm25.index(corpus, show_progress=False)

    def scores(self, question: str) -> Floats:
        """BM25 of every passage for the question: float32, shape (n_passages,), 0 and up."""
        tokens = tokens_of(question)
        if self._empty or not tokens:
            return np.zeros(self._n, np.float32)
        scores: Floats = self._bm25.get_scores(tokens).astype(np.float32)
        return scores

    def matches(self, question: str) -> Floats:
        """The scores brought between 0 and 1: s / (s + a good match), float32, (n_passages,)."""
        scores = self.scores(question)
        return scores / (scores + self._good_match) if self._n else scores

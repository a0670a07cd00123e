"""Small stand-ins that really work, and policies built by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.model import Clause, Closing, Header, Policy

Floats = npt.NDArray[np.float32]


class KeywordEncoder:
    """One axis per keyword: a text's vector counts them, brought to length 1."""

    def __init__(self, *keywords: str, name: str = "keywords") -> None:
        self.keywords = keywords
        self.name = f"{name}:{','.join(keywords)}"
        self.dim = len(keywords)
        self.encoded: list[str] = []  # every passage it was asked for, in order

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        counts = np.array(
            [[text.count(keyword) for keyword in self.keywords] for text in texts], np.float32
        ).reshape(len(texts), self.dim)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        return counts / np.where(lengths == 0, 1, lengths)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        self.encoded += texts
        return self.encode_questions(texts)


def policy(*texts: str, id: str = "p") -> Policy:
    """A policy whose clauses are `texts`, numbered from 1."""
    clauses, start = [], 0
    for n, text in enumerate(texts, 1):
        title = text.split("。")[0]
        clauses.append(Clause(id, n, f"({n})", title, "", text, (), (), start, start + len(text)))
        start += len(text)
    source = "".join(texts)
    header = Header("", "", "", None, None, 0, 0)
    return Policy(id, source, header, (), tuple(clauses), Closing(start, start))

"""Questions that ask the same in other words, put together by the encoder's vectors."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from bot.records.statistics import Unanswered
from index.encoder import Floats, TextEncoder

# Mean cosine from which two groups are one. Measured with the encoder that ships on 56 questions
# of 24 subjects that a policy leaves open (phone numbers, deadlines, other provinces' subsidies …),
# 1 to 3 wordings each, few of which share a word. Of the pairs put together, and of those that
# belong together:
#   0.45   74 % rightly   78 % found
#   0.50   90 %           68 %
#   0.55   96 %           56 %
#   0.60  100 %           34 %
# A question that stands alone costs the operator a line; one in a wrong group is not seen.
ALIKE = 0.5
_KEPT = 4096  # vectors: 6 MB


@dataclass(frozen=True)
class Group:
    """Questions that ask the same.

    Attributes:
        count: How often they were asked in all.
        latest: When last.
        wordings: The ways they were put, the most frequent first.
    """

    count: int
    latest: datetime
    wordings: tuple[str, ...]


class Likeness:
    """Groups questions; remembers their vectors, 20 ms each. Used from any thread."""

    def __init__(self) -> None:
        self._vectors: OrderedDict[tuple[str, str], Floats] = OrderedDict()
        self._lock = threading.Lock()

    def groups(self, asked: Sequence[Unanswered], encoder: TextEncoder) -> list[Group]:
        """The questions by likeness, what was asked most often first, then the latest."""
        found = [
            _group([asked[i] for i in members])
            for members in agglomerate(self._encoded([a.question for a in asked], encoder))
        ]
        return sorted(found, key=lambda group: (group.count, group.latest), reverse=True)

    def _encoded(self, questions: Sequence[str], encoder: TextEncoder) -> Floats:
        """float32, shape (len(questions), dim)."""
        with self._lock:
            new = [q for q in questions if (encoder.name, q) not in self._vectors]
            rows = encoder.encode_questions(new) if new else ()
            for question, vector in zip(new, rows, strict=True):
                self._vectors[encoder.name, question] = vector
            vectors = [self._vectors[encoder.name, q] for q in questions]
            while len(self._vectors) > _KEPT:
                self._vectors.popitem(last=False)
        return np.array(vectors, np.float32).reshape(len(questions), encoder.dim)


def agglomerate(vectors: Floats, *, alike: float = ALIKE) -> list[list[int]]:
    """Put the two nearest groups together until none are alike (average linkage).

    Args:
        vectors: float32, shape (n, dim), each row of length 1.
        alike: Mean cosine between the members of two groups from which they are one.

    Returns:
        The rows of each group.
    """
    groups = [[row] for row in range(len(vectors))]
    cosines = (vectors @ vectors.T).astype(np.float64)
    np.fill_diagonal(cosines, -np.inf)
    while len(groups) > 1:
        one, other = sorted(divmod(int(cosines.argmax()), len(groups)))
        if cosines[one, other] < alike:
            break
        sizes = len(groups[one]), len(groups[other])
        joined = np.average(cosines[[one, other]], axis=0, weights=sizes)
        cosines[one], cosines[:, one], cosines[one, one] = joined, joined, -np.inf
        cosines = np.delete(np.delete(cosines, other, axis=0), other, axis=1)
        groups[one] += groups.pop(other)
    return groups


def _group(members: Sequence[Unanswered]) -> Group:
    ordered = sorted(members, key=lambda asked: (asked.count, asked.latest), reverse=True)
    return Group(
        sum(asked.count for asked in members),
        max(asked.latest for asked in members),
        tuple(asked.question for asked in ordered),
    )

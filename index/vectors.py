"""Vectors and the nearest of them: the interface, and FAISS inside the process.

A vector is known by an id, an int64 that the caller gives it. Vectors have length 1, so the
inner product is the cosine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, Self

import faiss
import numpy as np
import numpy.typing as npt

from index.files import write_atomically

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]


class VectorIndex(Protocol):
    """What retrieval needs of a vector store."""

    def __len__(self) -> int:
        """How many vectors it holds."""

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors of shape (n, dim) under `ids`, shape (n,), none of them in use."""

    def search(
        self, questions: Floats, k: int, *, within: range | None = None
    ) -> tuple[Floats, Ids]:
        """Find the k vectors nearest to each question.

        Args:
            questions: float32, shape (n_questions, dim), each row of length 1.
            k: How many per question, at least 1.
            within: Look only among these ids; None looks among all.

        Returns:
            scores: float32, shape (n_questions, k): cosine, best first, -inf past the last.
            ids: int64, same shape, -1 past the last.

        Raises:
            ValueError: `questions` is not of the width the index was built for.
        """

    def vectors(self, ids: Ids) -> Floats:
        """The vectors of `ids`, shape (len(ids), dim), in that order."""

    def save(self, path: Path) -> None:
        """Write the index to a file, whole or not at all."""


class FlatIndex:
    """Exact search with FAISS (IndexIDMap2 over IndexFlatIP): 2,000 vectors take 0.3 ms."""

    def __init__(self, dim: int) -> None:
        """An empty index of vectors of length `dim`."""
        self._index = faiss.IndexIDMap2(faiss.IndexFlatIP(dim))
        self._is_mapped = False

    def __len__(self) -> int:
        """How many vectors it holds."""
        return int(self._index.ntotal)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def add(self, ids: Ids, vectors: Floats) -> None:
        """Add vectors; see `VectorIndex.add`."""
        self._check(vectors)
        if self._is_mapped:  # FAISS would end the process
            raise ValueError("an index that was opened from a file cannot be added to")
        if len(ids):
            self._index.add_with_ids(np.ascontiguousarray(vectors, np.float32), ids)

    def search(
        self, questions: Floats, k: int, *, within: range | None = None
    ) -> tuple[Floats, Ids]:
        """Find the nearest; see `VectorIndex.search`."""
        self._check(questions)
        # One thread: dividing work of a third of a millisecond costs more than doing it, up to
        # 6 ms when the other core is busy. FAISS keeps this setting for each thread by itself.
        faiss.omp_set_num_threads(1)
        parameters = None
        if within is not None:
            parameters = faiss.SearchParameters()
            parameters.sel = faiss.IDSelectorRange(within.start, within.stop)
        scores, ids = self._index.search(
            np.ascontiguousarray(questions, np.float32), k, params=parameters
        )
        scores[ids < 0] = -np.inf
        return scores, ids

    def vectors(self, ids: Ids) -> Floats:
        """The vectors of `ids`, shape (len(ids), dim)."""
        if not len(ids):
            return np.zeros((0, self.dim), np.float32)
        rows: Floats = self._index.reconstruct_batch(ids)
        return rows

    def save(self, path: Path) -> None:
        """Write the index to a file, whole or not at all."""
        write_atomically(path, faiss.serialize_index(self._index).tobytes())

    @classmethod
    def open(cls, path: Path) -> Self:
        """The index of a file that `save` wrote, to be searched and not added to.

        Its vectors are mapped and not read: processes that open the same file share the memory
        they take. The file may be deleted meanwhile, but not be written to.

        Raises:
            ValueError: The file holds no such index, or is not there.
        """
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise ValueError("not a FAISS index, or a damaged one") from error
        if not isinstance(index, faiss.IndexIDMap2):
            raise ValueError(f"expected an IndexIDMap2, found {type(index).__name__}")
        opened = cls(index.d)
        opened._index = index
        opened._is_mapped = True
        return opened

    def _check(self, vectors: Floats) -> None:
        if vectors.ndim != 2 or vectors.shape[1] != self.dim:
            raise ValueError(f"expected vectors of shape (n, {self.dim}), got {vectors.shape}")

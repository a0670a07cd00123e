"""The vector index, on vectors whose cosines can be seen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.vectors import FlatIndex


@pytest.fixture
def index() -> FlatIndex:
    """Ids 10, 11, 12 at 0°, 60° and 90° from the first axis."""
    flat = FlatIndex(2)
    vectors = np.array([[1, 0], [0.5, 3**0.5 / 2], [0, 1]], np.float32)
    flat.add(np.array([10, 11, 12]), vectors)
    return flat


FIRST_AXIS = np.array([[1, 0]], np.float32)


def test_the_nearest_come_first_with_their_cosines(index: FlatIndex) -> None:
    scores, ids = index.search(FIRST_AXIS, 2)
    assert ids.tolist() == [[10, 11]]
    np.testing.assert_allclose(scores, [[1, 0.5]], atol=1e-6)


def test_past_the_last_vector_there_is_minus_one(index: FlatIndex) -> None:
    scores, ids = index.search(FIRST_AXIS, 4)
    assert ids.tolist() == [[10, 11, 12, -1]]
    assert scores[0, 3] == -np.inf


def test_a_search_within_some_ids_finds_no_others(index: FlatIndex) -> None:
    _scores, ids = index.search(FIRST_AXIS, 3, within=range(11, 13))
    assert ids.tolist() == [[11, 12, -1]]


def test_vectors_come_back_in_the_order_asked_for(index: FlatIndex) -> None:
    assert index.vectors(np.array([12, 10])).tolist() == [[0, 1], [1, 0]]
    assert index.vectors(np.array([], np.int64)).shape == (0, 2)


def test_a_question_of_another_width_is_refused(index: FlatIndex) -> None:
    with pytest.raises(ValueError, match=r"\(n, 2\).*\(1, 3\)"):
        index.search(np.ones((1, 3), np.float32), 1)


def test_a_saved_index_finds_the_same(index: FlatIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors.faiss")
    loaded = FlatIndex.from_bytes((tmp_path / "vectors.faiss").read_bytes())
    assert len(loaded) == 3
    assert loaded.search(FIRST_AXIS, 3)[1].tolist() == [[10, 11, 12]]
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


@pytest.mark.parametrize("data", [b"", b"nonsense"])
def test_bytes_that_are_no_index_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        FlatIndex.from_bytes(data)

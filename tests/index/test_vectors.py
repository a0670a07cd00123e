"""The vector index, on vectors whose cosines can be seen."""

from __future__ import annotations

import re
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
    opened = FlatIndex.open(tmp_path / "vectors.faiss")
    assert len(opened) == 3
    assert opened.search(FIRST_AXIS, 3)[1].tolist() == [[10, 11, 12]]
    assert opened.search(FIRST_AXIS, 3, within=range(11, 13))[1].tolist() == [[11, 12, -1]]
    assert opened.vectors(np.array([12, 10])).tolist() == [[0, 1], [1, 0]]
    assert [path.name for path in tmp_path.iterdir()] == ["vectors.faiss"]


@pytest.mark.parametrize("data", [b"", b"nonsense", b"x" * 10_000, None])
def test_a_file_that_is_no_index_is_refused(data: bytes | None, tmp_path: Path) -> None:
    if data is not None:
        (tmp_path / "vectors.faiss").write_bytes(data)
    with pytest.raises(ValueError):
        FlatIndex.open(tmp_path / "vectors.faiss")


def test_an_opened_index_is_not_added_to(index: FlatIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "vectors.faiss")
    with pytest.raises(ValueError, match="cannot be added to"):
        FlatIndex.open(tmp_path / "vectors.faiss").add(np.array([13]), FIRST_AXIS)


def _mapping(path: Path) -> dict[str, str]:
    """What the kernel says of the mapping of a file in this process."""
    blocks = re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", Path("/proc/self/smaps").read_text())
    [block] = [block for block in blocks if str(path) in block.splitlines()[0]]
    first, *rest = block.splitlines()
    return {"mode": first.split()[1], **dict(re.findall(r"(\w+): +(\d+) kB", "\n".join(rest)))}


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="Linux tells it")
def test_an_opened_index_is_the_file_itself_which_processes_share(tmp_path: Path) -> None:
    flat = FlatIndex(256)
    vectors = np.random.default_rng(4).normal(size=(8000, 256)).astype(np.float32)
    flat.add(np.arange(8000), vectors)
    path = tmp_path / "vectors.faiss"
    flat.save(path)
    opened = FlatIndex.open(path)
    assert opened.search(vectors[:1], 1)[1].tolist() == [[0]]
    mapping = _mapping(path)
    assert mapping["mode"] == "r--s"  # shared: the pages are those of the file
    assert int(mapping["Rss"]) * 1024 >= vectors.nbytes
    assert mapping["Anonymous"] == "0"  # and none is a copy of this process
    path.unlink()  # as when a new version takes its place
    assert opened.search(vectors[7:8], 1)[1].tolist() == [[7]]

"""What is added to the packaged weights: only to those it was made for, and whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from packed_file import write_packed
from safetensors.numpy import load_file

from index.bundled import FOLDER, PLAIN_FOLDER, packed_file, prepare
from index.files import sha256_of
from index.packed import BrokenWeights
from index.tuning import TUNING, additions, save


@pytest.fixture
def source(tmp_path: Path) -> Path:
    write_packed(tmp_path / "small.bin")
    return tmp_path / "small.bin"


def test_the_file_that_ships_belongs_to_the_packaged_weights() -> None:
    added = additions(TUNING, sha256_of(packed_file()))
    assert len(added) == 12 * 6
    assert added["l0.q.w"].shape == (384, 384)
    assert added["l11.fo.w"].shape == (384, 1536)
    assert all(np.isfinite(matrix).all() and matrix.any() for matrix in added.values())


def test_other_weights_are_left_as_they_are(tmp_path: Path, source: Path) -> None:
    assert additions(TUNING, sha256_of(source)) == {}
    tuned = load_file(prepare(tmp_path, progress=False, source=source) / "model.safetensors")
    plain = prepare(tmp_path, progress=False, source=source, tuning=None)
    assert plain.name == PLAIN_FOLDER
    for name, weights in load_file(plain / "model.safetensors").items():
        np.testing.assert_array_equal(tuned[name], weights)


def test_the_product_of_both_factors_is_added(tmp_path: Path, source: Path) -> None:
    tensors = write_packed(source)
    outputs, inputs = tensors["l0.fo.w"].shape
    up, down = np.full((outputs, 1), 0.5, np.float32), np.arange(inputs, dtype=np.float32)[None]
    save(tmp_path / "tuning.safetensors", {"l0.fo.w": (up, down)}, sha256_of(source))
    folder = prepare(
        tmp_path, progress=False, source=source, tuning=tmp_path / "tuning.safetensors"
    )
    written = load_file(folder / "model.safetensors")
    np.testing.assert_allclose(
        written["encoder.layer.0.output.dense.weight"], tensors["l0.fo.w"] + up @ down, rtol=1e-6
    )
    np.testing.assert_array_equal(
        written["encoder.layer.0.intermediate.dense.weight"], tensors["l0.fi.w"]
    )


def test_another_tuning_writes_the_folder_again(tmp_path: Path, source: Path) -> None:
    file = tmp_path / "tuning.safetensors"
    tensors = write_packed(source)
    outputs, inputs = tensors["l0.q.w"].shape
    for value in (0.0, 1.0):
        factor = np.full((outputs, 1), value, np.float32), np.ones((1, inputs), np.float32)
        save(file, {"l0.q.w": factor}, sha256_of(source))
        folder = prepare(tmp_path, progress=False, source=source, tuning=file)
        assert folder.name == FOLDER
        written = load_file(folder / "model.safetensors")
        query = written["encoder.layer.0.attention.self.query.weight"]
        np.testing.assert_allclose(query, tensors["l0.q.w"] + value, rtol=1e-6)


@pytest.mark.parametrize("content", [None, b"", b"no tensors"])
def test_a_damaged_file_is_said_so_in_one_sentence(
    tmp_path: Path, source: Path, content: bytes | None
) -> None:
    file = tmp_path / "tuning.safetensors"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BrokenWeights, match="install the program again"):
        additions(file, sha256_of(source))

"""Reading the packed weights, on a file of a few weights written by packed_file.py."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from packed_file import PIECES, RULES, SHAPE, write_packed

from index.packed import BrokenWeights, read_packed


def test_every_part_of_the_file_is_read_back(tmp_path: Path) -> None:
    tensors = write_packed(tmp_path / "small.bin")
    packed = read_packed(tmp_path / "small.bin")
    shape = packed.shape
    assert (shape.hidden, shape.layers, shape.vocabulary, shape.positions) == (32, 1, 6, 8)
    assert (packed.bos, packed.pad, packed.eos, packed.unk) == (0, 1, 2, 3)
    assert list(packed.pieces) == PIECES
    assert packed.rules == RULES
    assert packed.tensors.keys() == tensors.keys()
    for name, weights in tensors.items():
        np.testing.assert_array_equal(packed.tensor(name), weights.reshape(-1))


def test_a_block_holds_weight_j_in_the_low_half_and_weight_j_plus_16_in_the_high(
    tmp_path: Path,
) -> None:
    write_packed(tmp_path / "small.bin")
    packed = read_packed(tmp_path / "small.bin")
    _kind, _n, offset = packed.tensors["emb.word"]
    (scale,) = struct.unpack_from("<e", packed.data, offset)
    byte = packed.data[offset + 2 + 5]
    weights = packed.tensor("emb.word")
    assert weights[5] == scale * ((byte & 15) - 8)
    assert weights[5 + 16] == scale * ((byte >> 4) - 8)


@pytest.mark.parametrize("kept", [0, 3, 40, 120, -1])
def test_a_file_cut_short_is_said_to_be_damaged(tmp_path: Path, kept: int) -> None:
    file = tmp_path / "small.bin"
    write_packed(file)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(BrokenWeights, match="pip install"):
        read_packed(file)


def test_a_file_of_another_format_or_none_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"GGUF" + bytes(1000))
    for name in ("other.bin", "none.bin"):
        with pytest.raises(BrokenWeights):
            read_packed(tmp_path / name)


def test_a_missing_tensor_is_said_to_be_damage(tmp_path: Path) -> None:
    write_packed(tmp_path / "small.bin", without="l0.q.w")
    packed = read_packed(tmp_path / "small.bin")
    assert packed.shape.hidden == SHAPE[0]
    with pytest.raises(BrokenWeights):
        packed.tensor("l0.q.w")

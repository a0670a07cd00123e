"""What the encoder that ships was taught beyond its packaged weights: how people ask.

`data/tuning.safetensors` holds low-rank additions to the matrices of the encoder's layers
(LoRA: Hu et al. 2021, arXiv:2106.09685): to a matrix W of shape (outputs, inputs) is added
up @ down, `up` of shape (outputs, rank) and `down` of shape (rank, inputs), both float16. They
were fitted by `python -m eval.train` and belong to one file of packaged weights, whose checksum
the file names; other weights are left as they are.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from index.packed import BrokenWeights, Floats

TUNING = Path(str(files("index").joinpath("data/tuning.safetensors")))
_DOWN, _UP = ".down", ".up"


def additions(path: Path, base: str) -> dict[str, Floats]:
    """What is added to each matrix, by packed name ("l0.q.w"): float32, (outputs, inputs).

    Args and Raises: As `factors`.
    """
    return {name: up @ down for name, (up, down) in factors(path, base).items()}


def factors(path: Path, base: str) -> dict[str, tuple[Floats, Floats]]:
    """(up, down) of each matrix by its packed name, float32.

    Args:
        path: The file of the additions.
        base: SHA-256 of the packaged weights; there are none for others than those tuned.

    Raises:
        BrokenWeights: The file is missing or damaged.
    """
    try:
        with safe_open(str(path), framework="numpy") as stored:
            if (stored.metadata() or {}).get("base") != base:
                return {}
            tensors = {key: stored.get_tensor(key).astype(np.float32) for key in stored.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise BrokenWeights(
            f"{path} is missing or damaged: install the program again, or set the encoder to "
            "bundled-plain."
        ) from error
    names = sorted(key.removesuffix(_UP) for key in tensors if key.endswith(_UP))
    return {name: (tensors[name + _UP], tensors[name + _DOWN]) for name in names}


def save(path: Path, factors: dict[str, tuple[Floats, Floats]], base: str) -> None:
    """Write the additions.

    Args:
        factors: (up, down) of each matrix by its packed name.
        base: SHA-256 of the packaged weights they belong to.
    """
    tensors = {}
    for name, (up, down) in factors.items():
        tensors[name + _UP] = np.ascontiguousarray(up, np.float16)
        tensors[name + _DOWN] = np.ascontiguousarray(down, np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, path, metadata={"base": base})

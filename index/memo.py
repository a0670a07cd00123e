"""Vectors of texts kept from one start to the next, so that each text is encoded once.

One file beside the index; texts are known by their hash together with the encoder's name. A
file that cannot be read is written anew: it holds nothing that cannot be made again.
"""

from __future__ import annotations

import hashlib
import io
import logging
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.encoder import Floats, TextEncoder
from index.files import write_atomically

logger = logging.getLogger(__name__)


def encode_once(
    texts: Sequence[str],
    encoder: TextEncoder,
    file: Path | None,
    made: Mapping[str, Floats] | None = None,
) -> Floats:
    """The vectors of passages, read from `file` where they are known and added to it where not.

    Args:
        texts: Passages.
        encoder: Encodes those that are not in the file.
        file: Where vectors are kept; None keeps nothing.
        made: Vectors of texts that were encoded for another reason.

    Returns:
        float32, shape (len(texts), dim).
    """
    if not texts:
        return np.zeros((0, encoder.dim), np.float32)
    known = _read(file, encoder.dim) if file else {}
    keys = [hashlib.sha256(f"{encoder.name}\0{text}".encode()).hexdigest() for text in texts]
    new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if new:
        known |= {key: made[text] for key, text in new.items() if made and text in made}
        left = {key: text for key, text in new.items() if key not in known}
        known |= dict(zip(left, encoder.encode_passages(list(left.values())), strict=True))
        if file:
            _write(file, {key: known[key] for key in keys})
    return np.stack([known[key] for key in keys])


def _read(file: Path, dim: int) -> dict[str, Floats]:
    try:
        with np.load(file, allow_pickle=False) as stored:
            keys, vectors = stored["keys"], stored["vectors"]
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        logger.warning("%s is damaged: its vectors are made again", file.name)
        return {}
    if vectors.shape != (len(keys), dim) or not np.isfinite(vectors).all():
        return {}
    return dict(zip(keys.tolist(), vectors.astype(np.float32), strict=True))


def _write(file: Path, vectors: dict[str, Floats]) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, keys=np.array(list(vectors)), vectors=np.stack(list(vectors.values())))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, buffer.getvalue())
    except OSError as error:  # a folder that cannot be written costs time, not answers
        logger.warning("vectors could not be kept: %s", error)

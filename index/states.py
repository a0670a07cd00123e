"""What the layers of the encoder make of sentences, kept from one start to the next.

    answerability.json      which sentences are in which file, and where
    states-….npy            one record a token; mapped, so that processes share its memory

A token's states are kept in 8 bits with one scale for each layer: 1.2 KB a token, 3 MB for a policy
of 28 measures, 8 MB for one of 54 articles. A file is written whole before the list names it; what
cannot be read is made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.encoder import Encoder, Floats, Halves
from index.files import sha256_of, write_atomically

logger = logging.getLogger(__name__)

FORMAT = 1  # raise it when a record changes its meaning
LIST = "answerability.json"
_BATCH = 256  # sentences encoded before they are packed: what is unpacked is four times as large
_Records = npt.NDArray[np.void]
_Place = tuple[int, int]  # of a sentence: its first record, and the one after its last


@dataclass(frozen=True)
class States:
    """States of sentences by their text.

    Attributes:
        records: One a token, of `_record`.
        places: Where each sentence's are.
        vectors: Of the sentences that were made now, the encoder's vectors, which come with it.
    """

    records: _Records
    places: Mapping[str, _Place]
    vectors: Mapping[str, Floats] = field(default_factory=dict)

    def __getitem__(self, sentence: str) -> Halves:
        """float16, shape (layers, tokens, dim).

        Raises:
            KeyError: The sentence is not among those given.
        """
        own = self.records[slice(*self.places[sentence])]
        states: Halves = (own["states"] * own["scale"][:, :, None]).transpose(1, 0, 2)
        return states

    @classmethod
    def of(
        cls, sentences: Sequence[str], encoder: Encoder, first: int, folder: Path | None
    ) -> States:
        """The states of sentences, read from `folder` where it has them, and else made and kept.

        Args:
            first: The first layer whose input is wanted; those of the layers after it are too.
            folder: None keeps nothing.
        """
        if not sentences:
            return cls(np.zeros(0, _record(1, 1)), {})
        keys = {s: _key(s, encoder, first) for s in dict.fromkeys(sentences)}
        wanted = set(keys.values())
        kept = _read(folder) if folder else None
        if kept and wanted <= kept.places.keys():
            return kept._by(keys)
        whole, vectors = _completed(kept, keys, encoder, first)
        if folder:
            _write(folder, whole)
            mapped = _read(folder)
            if mapped and wanted <= mapped.places.keys():
                whole = mapped
        return replace(whole._by(keys), vectors=vectors)

    def _by(self, keys: Mapping[str, str]) -> States:
        """Those that are known by key, by their sentence."""
        return States(self.records, {s: self.places[key] for s, key in keys.items()})


def _completed(
    kept: States | None, keys: Mapping[str, str], encoder: Encoder, first: int
) -> tuple[States, dict[str, Floats]]:
    """States by key, those that are not kept made; and the vectors that came with these."""
    known = kept.places if kept else {}
    vectors, records = _made([s for s, key in keys.items() if key not in known], encoder, first)
    made = iter(records)
    parts = [
        kept.records[slice(*known[key])] if kept and key in known else next(made)
        for key in keys.values()
    ]
    ends = np.cumsum([0, *map(len, parts)]).tolist()
    places = dict(zip(keys.values(), zip(ends, ends[1:], strict=False), strict=True))
    return States(np.concatenate(parts), places), vectors


def _key(sentence: str, encoder: Encoder, first: int) -> str:
    named = f"{FORMAT}\0{encoder.name}\0{first}\0{sentence}"
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _record(layers: int, dim: int) -> np.dtype[np.void]:
    return np.dtype([("scale", np.float16, (layers,)), ("states", np.int8, (layers, dim))])


def _made(
    sentences: Sequence[str], encoder: Encoder, first: int
) -> tuple[dict[str, Floats], list[_Records]]:
    vectors: dict[str, Floats] = {}
    records: list[_Records] = []
    for start in range(0, len(sentences), _BATCH):
        batch = sentences[start : start + _BATCH]
        rows, states = encoder.read_passages(batch, first)
        vectors.update(zip(batch, rows, strict=True))
        records += map(_packed, states)
    return vectors, records


def _packed(states: Halves) -> _Records:
    """Records of a sentence's states, shape (layers, tokens, dim)."""
    layers, tokens, dim = states.shape
    records = np.zeros(tokens, _record(layers, dim))
    by_token = states.transpose(1, 0, 2).astype(np.float32)
    scale = np.maximum(np.abs(by_token).max(axis=2) / 127, 1e-4)
    records["scale"] = scale
    records["states"] = np.rint(by_token / scale[:, :, None])
    return records


def _read(folder: Path) -> States | None:
    try:
        listed = json.loads((folder / LIST).read_text("utf-8"))
        file = folder / listed["file"]
        if file.name != _name(sha256_of(file)):
            raise ValueError("its checksum is another")
        records = np.load(file, mmap_mode="r", allow_pickle=False)
        places = {key: (int(a), int(b)) for key, (a, b) in listed["sentences"].items()}
        if any(not 0 <= a < b <= len(records) for a, b in places.values()):
            raise ValueError("a sentence lies outside")
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        logger.warning("%s is damaged (%s): it is made again", LIST, error)
        return None
    return States(records, places)


def _name(checksum: str) -> str:
    return f"states-{checksum[:16]}.npy"


def _write(folder: Path, states: States) -> None:
    """Keep states that are known by key."""
    buffer = io.BytesIO()
    np.save(buffer, states.records, allow_pickle=False)
    data = buffer.getvalue()
    name = _name(hashlib.sha256(data).hexdigest())
    listed = {"file": name, "sentences": states.places}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(folder / name, data)
        write_atomically(folder / LIST, json.dumps(listed).encode())
        for other in folder.glob("states-*.npy"):
            if other.name != name:
                other.unlink(missing_ok=True)
    except OSError as error:  # a folder that cannot be written costs time, not answers
        logger.warning("states of sentences could not be kept: %s", error)

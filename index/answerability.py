"""Whether a sentence answers a question, judged by reading the two together.

Vectors are made of a question and of a sentence apart and tell how near they are in meaning; a
sentence on the same matter that leaves out what is asked is as near as one that says it. Here
the last layers of the encoder that ships run over the question once more while it attends to the
sentence (index/crossing.py). The sentence's side is computed once and kept (index/states.py).

`data/answerability.safetensors` holds what `python -m eval.train_answerability` fitted. It
belongs to one file of packaged weights with one tuning; with any other encoder there is no such
judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open

from index.bundled import FOLDER, packed_file
from index.encoder import Encoder, Floats, Halves, TextEncoder
from index.files import sha256_of
from index.packed import BrokenWeights
from index.states import States
from index.tuning import TUNING

if TYPE_CHECKING:
    from index.crossing import Crossing

FITTED = Path(str(files("index").joinpath("data/answerability.safetensors")))
FIRST = 9  # of the encoder's twelve layers the first that is run again
_REMEMBERED = 64  # questions: their states take up to 400 KB each
_LONGEST = 96  # tokens of a question that are read together with sentences


class Answerability:
    """Scores sentences by whether they answer a question. May be used from several threads."""

    def __init__(self, encoder: Encoder, crossing: Crossing) -> None:
        """encoder: The one that `crossing` was fitted to."""
        self._encoder, self._crossing = encoder, crossing.eval()
        self._read = lru_cache(_REMEMBERED)(lambda text: encoder.read_question(text, FIRST))

    def vector(self, question: str) -> Floats:
        """float32, shape (dim,), of length 1: the encoder's vector of a question."""
        return self._read(question)[0]

    def states(self, sentences: Sequence[str], folder: Path | None) -> States:
        """What is known of sentences beforehand; kept in `folder` for the next start."""
        return States.of(sentences, self._encoder, FIRST, folder)

    def scores(self, question: str, sentences: Sequence[Halves]) -> Floats:
        """How well each sentence answers, float32, shape (n,): above 0, better than no answer.

        Args:
            question: Its text.
            sentences: float16, (layers, tokens, dim) each, of `states`.
        """
        import torch

        asked = torch.from_numpy(self._read(question)[1][:_LONGEST]).float()
        held = [torch.from_numpy(one).float() for one in sentences]
        with torch.inference_mode():
            scores: Floats = self._crossing(
                [asked], held, [(0, n) for n in range(len(held))]
            ).numpy()
        return scores


def base() -> str:
    """What the fitted file belongs to: checksums of the packaged weights and of their tuning."""
    return f"{sha256_of(packed_file())} {sha256_of(TUNING)}"


def answerability(encoder: TextEncoder, fitted: Path = FITTED) -> Answerability | None:
    """The judgement that goes with an encoder; None for any but the one that ships.

    Raises:
        BrokenWeights: The fitted file is missing or damaged.
    """
    if not isinstance(encoder, Encoder) or encoder.name.partition("@")[0] != FOLDER:
        return None
    from index.crossing import Crossing

    try:
        with safe_open(str(fitted), framework="numpy") as stored:
            if (stored.metadata() or {}).get("base") != base():
                return None
            parts = {key: stored.get_tensor(key).astype(np.float32) for key in stored.keys()}  # noqa: SIM118
        crossing = Crossing(encoder.layers[FIRST:])
        crossing.add(parts)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise BrokenWeights(
            f"{fitted} is missing or damaged: install the program again, or set the encoder to "
            "bundled-plain."
        ) from error
    return Answerability(encoder, crossing)

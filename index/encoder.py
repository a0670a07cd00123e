"""Texts to vectors: any sentence-transformers model, loaded without the network.

`load_encoder` opens what the settings name: "bundled" (the encoder that ships,
index/bundled.py; "bundled-plain" without its tuning), a folder, or the name of a model that is
already in the Hugging Face cache.
Everything else asks for a `TextEncoder`, so a test can pass a small one of its own.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from corpus.errors import WenceError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Floats = npt.NDArray[np.float32]

BUNDLED, PLAIN = "bundled", "bundled-plain"

# What models of the E5 family were trained with; their folders often fail to say so.
_E5_PROMPTS = ("query: ", "passage: ")
_BATCH = 32


class EncoderUnavailable(WenceError):
    """The encoder that the settings name is not on this machine, or is no such model."""


class TextEncoder(Protocol):
    """What retrieval needs of an encoder."""

    @property
    def name(self) -> str:
        """Its identity: two encoders of one name give the same vectors."""

    @property
    def dim(self) -> int:
        """Length of a vector."""

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1."""

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        """The same for the other side of retrieval; progress: show a bar on stderr."""


class Encoder:
    """A sentence-transformers model. One may be used from several threads.

    A question of 20 tokens takes the bundled encoder 21 ms at the median on two cores (AMD
    EPYC of the Zen 3 kind) and 33 ms on one; `SentenceTransformer.encode` adds 3.5 ms of its
    own to that, which is why `_run` calls the model itself.
    """

    def __init__(
        self,
        model: str | Path,
        *,
        question_prompt: str | None = None,
        passage_prompt: str | None = None,
    ) -> None:
        """Load `model`, a folder or the name of a model in the Hugging Face cache.

        Args:
            model: Folder or name.
            question_prompt, passage_prompt: What goes before every question and passage; None
                takes the model's own.

        Raises:
            EncoderUnavailable: There is no such model on this machine.
        """
        self._model = _load(model)
        own_question, own_passage = _own_prompts(self._model, str(model))
        self._question_prompt = own_question if question_prompt is None else question_prompt
        self._passage_prompt = own_passage if passage_prompt is None else passage_prompt
        dim = self._model.get_embedding_dimension()
        if dim is None:
            raise EncoderUnavailable(f"{model} is not an encoder of texts: set another encoder.")
        self._dim = dim
        self._name = f"{Path(model).name}@{self._fingerprint()}"
        # The tokenizer sets its own truncation on every call, and two threads at it at once
        # raise "Already borrowed".
        self._tokenizing = threading.Lock()

    @property
    def name(self) -> str:
        """Name of the model and a checksum of what its vectors depend on."""
        return self._name

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def model(self) -> SentenceTransformer:
        """The model itself, to be trained (eval/train.py)."""
        return self._model

    def encode_questions(self, texts: Sequence[str]) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1."""
        return self._encode(texts, self._question_prompt, progress=False)

    def encode_passages(self, texts: Sequence[str], *, progress: bool = False) -> Floats:
        """float32, shape (len(texts), dim), each row of length 1; a text is cut at 512 tokens."""
        return self._encode(texts, self._passage_prompt, progress=progress)

    def _encode(self, texts: Sequence[str], prompt: str, *, progress: bool) -> Floats:
        vectors = np.zeros((len(texts), self._dim), np.float32)
        # Texts of like length together: little padding. The longest first, so that the time
        # the bar promises only gets better.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        with tqdm(total=len(texts), desc="encoding", unit=" texts", disable=not progress) as bar:
            for start in range(0, len(order), _BATCH):
                rows = order[start : start + _BATCH]
                vectors[rows] = self._run([texts[i] for i in rows], prompt)
                bar.update(len(rows))
        return vectors

    def _run(self, texts: list[str], prompt: str) -> Floats:
        import torch

        with torch.inference_mode():
            with self._tokenizing:
                features = self._model.preprocess(texts, prompt=prompt or None)
            embeddings = self._model(features)["sentence_embedding"]
            rows: Floats = torch.nn.functional.normalize(embeddings.float(), dim=-1).numpy()
        return rows

    def _fingerprint(self) -> str:
        """A checksum over prompts, length limit, pieces and a sample of every weight tensor.

        All 118 million weights would take a third of a second; another model, another
        training or another conversion shows in 64 weights of each tensor.
        """
        parts = [self._question_prompt, self._passage_prompt, str(self._model.max_seq_length)]
        parts += [type(module).__name__ for module in self._model]
        parts.append(str(len(self._model.tokenizer)))
        digest = hashlib.sha256("\0".join(parts).encode("utf-8"))
        for key, tensor in sorted(self._model.state_dict().items()):
            flat = tensor.flatten()
            sample = flat[:: max(1, flat.numel() // 64)].float()
            digest.update(f"{key}{tuple(tensor.shape)}".encode())
            digest.update(sample.numpy().tobytes())
        return digest.hexdigest()[:12]


def load_encoder(
    model: str,
    folder: Path,
    *,
    question_prompt: str | None = None,
    passage_prompt: str | None = None,
    progress: bool = True,
) -> Encoder:
    """Open the encoder that the settings name.

    Args:
        model: "bundled", "bundled-plain", a folder, or the name of a model in the Hugging Face
            cache.
        folder: The data folder, where the bundled encoder is written on first use.
        question_prompt, passage_prompt: As for `Encoder`.
        progress: Show a bar on stderr while the bundled encoder is written.

    Raises:
        BrokenWeights: The packaged weights are missing or damaged.
        EncoderUnavailable: There is no such model on this machine.
    """
    from index.bundled import prepare
    from index.tuning import TUNING

    source: str | Path = model
    if model in (BUNDLED, PLAIN):
        tuning = TUNING if model == BUNDLED else None
        source = prepare(folder, progress=progress, tuning=tuning)
    return Encoder(source, question_prompt=question_prompt, passage_prompt=passage_prompt)


def _load(model: str | Path) -> SentenceTransformer:
    # Seconds to import: only once an encoder is really needed.
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(model), device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise EncoderUnavailable(
            f"The encoder {model} is not on this machine: give the folder of a "
            "sentence-transformers model, or set the encoder to bundled."
        ) from error


def _own_prompts(model: SentenceTransformer, name: str) -> tuple[str, str]:
    """What the model's own settings put before a question and before a passage."""
    prompts = model.prompts
    question = prompts.get("query") or ""
    passage = prompts.get("document") or prompts.get("passage") or prompts.get("corpus") or ""
    if not question and not passage and "e5" in Path(name).name.lower():
        return _E5_PROMPTS
    return question, passage
